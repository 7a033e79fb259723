//! One partner (`/admin/partners/{id}`), and pausing them.

use super::list::{Known, known, link_of};
use crate::app::App;
use crate::call;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::filter::Ask;
use crate::web::admin::guard::Posted;
use crate::web::admin::links::code_new::href;
use crate::web::admin::orders::row;
use crate::web::admin::period::Period;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{Kpi, format_count};
use crate::web::view::partners::detail::{self as view, HandOut, PartnerView, StatusForm};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use tributary_core::ledger::{Account, Bucket};
use tributary_core::{Currency, PartnerId};
use tributary_engine::audit::{self, Actor};
use tributary_engine::code::Kind;
use tributary_engine::db::Tx;
use tributary_engine::link::{self, Link};
use tributary_engine::order::{self, Filter, OrderRow, Sums};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Error, ledger, partner, report};

const LATEST: i64 = 20;
const PERIOD: Period = Period::FourWeeks;

struct Found {
    known: Known,
    links: Vec<Link>,
    balances: Vec<(String, Currency, i64)>,
    sums: Vec<Sums>,
    clicks: i64,
    latest: Vec<OrderRow>,
}

/// `GET /admin/partners/{id}`
pub(in crate::web::admin) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
) -> Shown {
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &id)).await?;
    let view = shaped(&desk, &found);
    Ok(desk.page(Place::Partners, &view.name, &view::render(&view)))
}

/// `POST /admin/partners/{id}/status`
pub(in crate::web::admin) async fn set_status(
    State(app): State<App>,
    Path(id): Path<String>,
    posted: Posted,
) -> Shown {
    let Posted { me, fields } = posted;
    let (session, status, now) = (me.session, fields.text("status"), app.now());
    let partner = read_id(&id)?;
    let written = call::write(&app.engine, move |tx| {
        let before = partner::load(tx, &session.tenant, &partner)?;
        partner::set_status(tx, &session.tenant, &partner, &status, &session.email, now)?;
        let after = partner::load(tx, &session.tenant, &partner)?;
        audit::partner_changed(tx, &Actor::from(&session), (&before, &after), now)
    });
    written.await?;
    call::refresh_snapshot(&app.engine).await?;
    Ok(Redirect::to(&format!("/admin/partners/{id}")).into_response())
}

fn read_id(id: &str) -> Result<PartnerId, Error> {
    PartnerId::parse(id).map_err(|_| Error::NotFound("partner"))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, id: &str) -> Result<Found, Error> {
    let (tenant, id) = (desk.tenant(), read_id(id)?);
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let newest = Cursor { after: None, limit: LATEST };
    let span = PERIOD.spans(&desk.clock).whole();
    let of_partner = Filter { partner: Some(id.clone()), ..Filter::default() };
    let earning = Filter {
        earns: Some(true),
        from: Some(span.from),
        to: Some(span.to),
        currency: Some(desk.store.currency),
        ..of_partner.clone()
    };
    let partner = partner::load(tx, tenant, &id)?;
    Ok(Found {
        known: known(tx, desk, partner)?,
        links: link::list(tx, tenant, Some(&id), &all)?.rows,
        balances: ledger::balances(tx, tenant, Some(&id))?,
        sums: order::sums(tx, tenant, &earning)?,
        clicks: report::clicks_by_partner(tx, tenant, span)?.get(&id).copied().unwrap_or_default(),
        latest: order::list(tx, tenant, &of_partner, &newest)?.rows,
    })
}

fn shaped(desk: &Desk, found: &Found) -> PartnerView {
    let partner = &found.known.partner;
    let email = partner.email.as_deref().unwrap_or("no e-mail");
    let ask = Ask { partner: partner.id.to_string(), ..Ask::default() };
    PartnerView {
        name: partner.name.clone(),
        sub: format!("{email} · partner since {}", desk.clock.day(partner.created_at)),
        paused: partner.paused,
        status: status_form(desk, found),
        kpis: kpis(desk, found, &ask),
        hand_outs: hand_outs(desk, found),
        balances: found.balances.iter().filter(|(_, _, minor)| *minor != 0).map(balance).collect(),
        latest: found.latest.iter().map(|order| row(order, &desk.clock)).collect(),
        orders_href: ask.href("/admin/orders"),
        code_href: href("/admin/codes/new", &[("partner", partner.id.as_str())]),
    }
}

fn status_form(desk: &Desk, found: &Found) -> StatusForm {
    let partner = &found.known.partner;
    let (status, label) = if partner.paused { ("active", "Resume") } else { ("paused", "Pause") };
    StatusForm {
        action: format!("/admin/partners/{}/status", partner.id),
        csrf: desk.csrf(),
        status: status.into(),
        label: label.into(),
    }
}

fn kpis(desk: &Desk, found: &Found, ask: &Ask) -> Vec<Kpi> {
    let kpi = |label: &str, value: String| Kpi {
        label: label.into(),
        value,
        note: Some(PERIOD.name()),
        ..Kpi::default()
    };
    let money = |label: &str, minor: i64| {
        let text = desk.amount(minor).text;
        let (number, unit) = crate::web::kit::money::split_currency(&text);
        Kpi { unit: unit.map(str::to_owned), ..kpi(label, number.to_owned()) }
    };
    let sums = found.sums.first();
    let earning = Ask {
        period: PERIOD.word().into(),
        earns: "1".into(),
        currency: desk.store.currency.code().into(),
        ..ask.clone()
    };
    let rows = Some(earning.href("/admin/orders"));
    let orders = sums.map_or(0, |sums| sums.orders);
    vec![
        Kpi { href: rows.clone(), ..money("Revenue", sums.map_or(0, |sums| sums.revenue_minor)) },
        Kpi { href: rows.clone(), ..kpi("Orders", format_count(orders)) },
        kpi("Clicks", format_count(found.clicks)),
        Kpi { href: rows, ..money("Commission", sums.map_or(0, |sums| sums.commission_minor)) },
        Kpi { note: Some("On hold and ready".into()), ..money("Owed now", found.known.owed_minor) },
    ]
}

fn hand_outs(desk: &Desk, found: &Found) -> Vec<HandOut> {
    let codes = found.known.codes.iter().rev().map(|code| {
        let given = format!("Given {}", desk.clock.day(code.created_at));
        let (label, value, hint) = match code.kind {
            Kind::Referral => ("Link", link_of(desk, &code.code), "Leads to the shop".to_owned()),
            Kind::Coupon => ("Coupon", code.code.clone(), given),
        };
        HandOut { id: code.id.to_string(), label: label.into(), value, hint }
    });
    let links = found.links.iter().rev().map(|link| HandOut {
        id: link.id.to_string(),
        label: "Tracking link".into(),
        value: format!("{}/t/{}", desk.me.base_url, link.slug),
        hint: format!("Leads to {}", link.destination),
    });
    codes.chain(links).collect()
}

fn balance((account, currency, minor): &(String, Currency, i64)) -> (String, String) {
    let words = match Account::parse(account) {
        Ok(Account::Partner(_, Bucket::Pending)) => "On hold",
        Ok(Account::Partner(_, Bucket::Payable)) => "Ready to pay",
        _ => "Other",
    };
    (words.to_owned(), amount(*minor, *currency).text)
}
