//! A partner's first page (`/partner`): their link and code at a store, what they earned, their latest orders there, and a link to
//! any page of it. Who bought is nobody's business here.

use super::desk::{self, Desk};
use super::session::{Shown, SignedIn};
use crate::app::App;
use crate::web::admin::desk::amount;
use crate::web::admin::moment::Moments;
use crate::web::kit::FieldError;
use crate::web::public::terms_words;
use crate::web::view::portal::home::{self as view, HomeView, LinkRow, OrderView};
use crate::{lang, t};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jiff::ToSpan;
use serde::Deserialize;
use std::collections::BTreeMap;
use tributary_core::ledger::{Account, Bucket};
use tributary_core::program::Rules;
use tributary_core::{Currency, Payee, Timestamp};
use tributary_engine::code::{self, Code, Kind};
use tributary_engine::db::Tx;
use tributary_engine::link::{self, Link};
use tributary_engine::order::{self, Filter, LineRow, OrderRow};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::partner::Partner;
use tributary_engine::{Result, creative, ledger, partner, product, program, report};

const PATH: &str = "/partner";
const LATEST: i64 = 10;
const DAYS: i64 = 28;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    made: Option<String>,
    language: Option<String>,
}

/// What was typed into the form for a link, and what became of it.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub(super) url: String,
    pub(super) errors: Vec<FieldError>,
    /// The slug of the link that was just made.
    pub(super) made: Option<String>,
}

/// Everything the page is made of: all of it the partner's own, and of the store but for the money.
#[derive(Debug)]
struct Found {
    partner: Partner,
    rules: Rules,
    codes: Vec<Code>,
    links: Vec<Link>,
    balances: Vec<(String, Currency, i64)>,
    clicks: i64,
    orders: i64,
    latest: Vec<(OrderRow, Vec<LineRow>)>,
    products: i64,
    creatives: i64,
}

/// `GET /partner`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = desk::in_language(&app, &me, ask.language.as_deref(), PATH) {
        return Ok(answer);
    }
    shown(&app, me, Typed { made: ask.made, ..Typed::default() }, StatusCode::OK).await
}

/// The page, with what was typed.
pub(super) async fn shown(app: &App, me: SignedIn, typed: Typed, status: StatusCode) -> Shown {
    let now = app.now();
    let (desk, found) = desk::read(app, me, move |tx, desk| find(tx, desk, now)).await?;
    let view = shaped(&desk, &found, typed, now);
    Ok((status, desk.page(app, PATH, (t!("Your page"), &view::render(&view)))).into_response())
}

fn find(tx: &mut Tx<'_>, desk: &Desk, now: Timestamp) -> Result<Found> {
    let (tenant, id, choice) = (desk.tenant(), desk.partner(), &desk.choice);
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let program = desk.program(tx)?;
    let own = Filter { partner: Some(id.clone()), program: choice.only.clone(), ..Filter::default() };
    let span = Filter { from: Some(since(&desk.clock(now))), to: Some(now), ..own.clone() };
    let earning = Filter { earns: Some(true), ..span.clone() };
    let newest = order::list(tx, tenant, &own, &Cursor { after: None, limit: LATEST })?.rows;
    let (mut codes, mut links) =
        (code::list(tx, tenant, Some(id), &all)?.rows, link::list(tx, tenant, Some(id), &all)?.rows);
    codes.retain(|code| choice.shows(&code.program));
    links.retain(|link| choice.shows(&link.program));
    let latest = newest.into_iter().map(|one| {
        let lines = order::lines(tx, tenant, &one.id)?;
        Ok((one, lines))
    });
    Ok(Found {
        latest: latest.collect::<Result<Vec<_>>>()?,
        partner: partner::load(tx, tenant, id)?,
        rules: program::load(tx, tenant, &program)?.current.rules,
        codes,
        links,
        balances: ledger::balances(tx, tenant, Some(&Payee::from(id.clone())))?,
        clicks: report::clicks(tx, tenant, &span)?,
        products: product::counts(tx, tenant, Some(&desk.store().id))?.listed,
        creatives: creative::shown(tx, tenant, &program)?,
        orders: order::sums(tx, tenant, &earning)?.iter().map(|sums| sums.orders).sum(),
    })
}

/// Where the last 28 days begin: whole days of the store's clock and today, as its owner counts them.
pub(in crate::web) fn since(clock: &Moments) -> Timestamp {
    let first = clock.local(clock.now()).date().checked_sub((DAYS - 1).days());
    let midnight = first.and_then(|day| day.to_zoned(clock.zone().clone()));
    midnight.map_or(clock.now(), |at| Timestamp::from_ms(at.timestamp().as_millisecond()))
}

fn shaped(desk: &Desk, found: &Found, typed: Typed, now: Timestamp) -> HomeView {
    let (clock, base, store) = (desk.clock(now), &desk.me.base_url, desk.store());
    let code_of = |kind| {
        found
            .codes
            .iter()
            .rev()
            .find(|code| code.kind == kind && code.archived_at.is_none())
            .map(|code| code.code.clone())
    };
    let links: Vec<LinkRow> = found
        .links
        .iter()
        .filter(|link| link.archived_at.is_none())
        .map(|link| LinkRow { url: format!("{base}/t/{}", link.slug), destination: link.destination.clone() })
        .collect();
    let made = typed.made.and_then(|slug| found.links.iter().find(|link| link.slug == slug));
    HomeView {
        name: found.partner.name.clone(),
        paused: found.partner.paused,
        link: code_of(Kind::Referral)
            .map(|code| format!("{base}/r/{code}"))
            .or_else(|| links.first().map(|l| l.url.clone())),
        code: code_of(Kind::Coupon),
        terms: terms_words(&found.rules),
        ready: sums(found, (Bucket::Payable, store.currency)),
        pending: sums(found, (Bucket::Pending, store.currency)),
        of_all_stores: desk.has_several(),
        clicks: lang::number::count(found.clicks),
        orders: lang::number::count(found.orders),
        latest: found.latest.iter().map(|one| order_view(&clock, one)).collect(),
        store: store.name.clone(),
        shop: store.url.clone(),
        csrf: desk.csrf(),
        url: typed.url,
        errors: typed.errors,
        made: made.map(|link| LinkRow {
            url: format!("{base}/t/{}", link.slug),
            destination: link.destination.clone(),
        }),
        links,
        products: found.products,
        creatives: found.creatives,
    }
}

/// What stands in a bucket, one amount per currency; nought in the store's own when there is none.
fn sums(found: &Found, (wanted, own): (Bucket, Currency)) -> Vec<String> {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::from([(own, 0)]);
    for (account, currency, minor) in &found.balances {
        if matches!(Account::parse(account), Ok(Account::Partner(_, bucket)) if bucket == wanted) {
            *sums.entry(*currency).or_default() += minor;
        }
    }
    sums.retain(|currency, minor| *currency == own || *minor != 0);
    sums.into_iter().map(|(currency, minor)| amount(minor, currency).text).collect()
}

fn order_view(clock: &Moments, (one, lines): &(OrderRow, Vec<LineRow>)) -> OrderView {
    let names: Vec<String> = lines.iter().map(|line| line.name.clone()).collect();
    let standing = one.standing.as_deref().unwrap_or("pending");
    OrderView {
        placed: clock.stamp(one.placed_at),
        products: names.join(", "),
        country: lang::region(&one.country).to_owned(),
        earned: amount(one.commission_minor, one.currency),
        standing: view::standing(standing),
        reason: reason(one, standing, clock),
    }
}

/// Why an order stands as it does, as far as its partner has to know.
pub(super) fn reason(one: &OrderRow, standing: &str, clock: &Moments) -> Option<String> {
    let text = match (standing, one.status.as_str()) {
        ("pending", _) => t!("Payable on {day}", day = clock.day(one.payable_at)),
        ("declined", "cancelled" | "failed" | "trash" | "deleted") => {
            t!("The order was called off.").to_owned()
        }
        ("declined", _) => t!("This order earns nothing under the terms.").to_owned(),
        ("reversed", _) => t!("The goods went back.").to_owned(),
        _ if one.refunded_minor > 0 => t!("A part went back.").to_owned(),
        _ => return None,
    };
    Some(text)
}
