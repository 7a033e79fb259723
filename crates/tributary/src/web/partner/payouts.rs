//! What a partner was paid (`/partner/payouts`), why the rest is not paid yet, where their money goes, and statements.

use super::desk::{self, Desk};
use super::earnings::Sums;
use super::session::{Posted, Shown, SignedIn};
use crate::app::App;
use crate::payouts::letters;
use crate::web::admin::desk::amount;
use crate::web::admin::fields::form_errors;
use crate::web::admin::moment::Moments;
use crate::web::admin::payouts::{details, paper as pdf, statement, words};
use crate::web::chosen;
use crate::web::kit::Post;
use crate::web::view::partners::payouts::PayoutLine;
use crate::web::view::payouts::details::DetailsForm;
use crate::web::view::payouts::statement as paper;
use crate::web::view::portal::payouts::{self as view, PortalPayouts};
use crate::{call, lang, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use maud::html;
use serde::Deserialize;
use tributary_core::payout::Waits;
use tributary_core::{Payee, PayoutId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::payout::{self, Due, Filter, Known, Payout};
use tributary_engine::portal::PartnerSession;
use tributary_engine::{Error, Result, partner};

const PATH: &str = "/partner/payouts";

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
    language: Option<String>,
}

struct Found {
    sums: Sums,
    dues: Vec<Due>,
    rows: Vec<Payout>,
    known: Option<Known>,
}

/// `GET /partner/payouts`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = desk::in_language(&app, &me, ask.language.as_deref(), PATH) {
        return Ok(answer);
    }
    let done = (ask.did == "saved").then(|| t!("Saved.").to_owned());
    let (desk, found, form) = read(&app, me).await?;
    let view = PortalPayouts { done, ..shaped((&desk, app.now()), &found, form) };
    Ok(desk.page_of_all(&app, PATH, (t!("Payouts"), &view::render(&view))))
}

/// `POST /partner/payouts`: where their money goes from now on. Whoever it went to before hears of it.
pub(super) async fn save(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let written = match details::read(&fields) {
        Ok(to) => {
            let (session, now, language) = (me.session.clone(), app.now(), lang::current());
            let (sealer, base) = (app.engine.sealer.clone(), me.base_url.clone());
            let change = move |tx: &mut Tx<'_>| {
                let PartnerSession { tenant, partner: id, .. } = &session;
                let whose = partner::load(tx, tenant, id)?;
                let by = Actor::partner(tenant, id, &whose.name);
                let payee = Payee::from(id.clone());
                let before = payout::details(tx, tenant, &payee)?.is_some();
                let said = (&to, language.tag());
                let changed = payout::change_details(tx, (&by, &sealer), &payee, said, now)?;
                if changed && before {
                    let desk = letters::Desk { sealer: &sealer, base: &base };
                    letters::changed(tx, desk, (tenant, &whose, language.tag()), now)?;
                }
                Ok(())
            };
            call::write(&app.engine, change).await
        }
        Err(error) => Err(error),
    };
    let Err(error) = written else {
        return Ok(Redirect::to(&chosen::query(PATH, &[("did", "saved".to_owned())])).into_response());
    };
    let errors = form_errors(error)?;
    let (desk, found, form) = read(&app, me).await?;
    let view = shaped((&desk, app.now()), &found, details::typed(form, &fields, errors));
    let page = desk.page_of_all(&app, PATH, (t!("Payouts"), &view::render(&view)));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `GET /partner/payouts/{id}`: a statement of their own.
pub(super) async fn statement(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let (desk, found) = own(&app, me, &id).await?;
    let (names, clock) = (found.names().unwrap_or_else(|| desk.names()), desk.clock(app.now()));
    let back = (t!("Payouts").to_owned(), chosen::named(PATH));
    let pdf = format!("{PATH}/{}/{}", found.payout.id, pdf::NAME);
    let view = statement::shaped(&found, (&names, &clock), (back, pdf));
    let title = t!("Statement {number}", number = view.number);
    Ok(desk.page_of_all(&app, "", (&title, &paper::render(&view))))
}

/// `GET /partner/payouts/{id}/statement.pdf`: the same as a file.
pub(super) async fn file(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let (desk, found) = own(&app, me, &id).await?;
    let (names, clock) = (found.names().unwrap_or_else(|| desk.names()), desk.clock(app.now()));
    Ok(pdf::answer(&found, (&names, &clock)).await?)
}

/// A payout to whoever asks, and to nobody else.
async fn own(app: &App, me: SignedIn, id: &str) -> Result<(Desk, statement::Found)> {
    let id = PayoutId::parse(id).map_err(|_| Error::NotFound("payout"))?;
    let read = desk::read(app, me, move |tx, desk| {
        let found = statement::find(tx, desk.tenant(), &id)?;
        let is_own = found.payout.payee.partner() == Some(desk.partner());
        if is_own { Ok(found) } else { Err(Error::NotFound("payout")) }
    });
    read.await
}

async fn read(app: &App, me: SignedIn) -> Result<(Desk, Found, DetailsForm)> {
    let now = app.now();
    let (desk, found) = desk::read(app, me, move |tx, desk| find(tx, &desk.me.session, now)).await?;
    let (clock, post) = (desk.clock(now), Post::to(PATH, desk.csrf()));
    let form = details::form(post, found.known.as_ref(), (now, |at| clock.day(at)));
    Ok((desk, found, form))
}

fn find(tx: &mut Tx<'_>, session: &PartnerSession, now: Timestamp) -> Result<Found> {
    let PartnerSession { tenant, partner, .. } = session;
    let payee = Payee::from(partner.clone());
    let own = Filter { payee: Some(payee.clone()), ..Filter::default() };
    Ok(Found {
        dues: payout::due_of(tx, (tenant, &payee), now)?,
        sums: Sums::find(tx, session)?,
        rows: payout::list(tx, tenant, &own, &Cursor { after: None, limit: LIMIT_MAX })?.rows,
        known: payout::details(tx, tenant, &payee)?,
    })
}

fn shaped((desk, now): (&Desk, Timestamp), found: &Found, form: DetailsForm) -> PortalPayouts {
    let clock = desk.clock(now);
    PortalPayouts {
        done: None,
        sums: found.sums.shown(desk.store().currency),
        waits: found.dues.iter().flat_map(|due| waits(due, &clock)).collect(),
        rows: found.rows.iter().map(|one| row(&clock, one)).collect(),
        form,
    }
}

/// Why money is not paid yet, as the partner reads it.
fn waits(due: &Due, clock: &Moments) -> Vec<String> {
    let money = |minor| amount(minor, due.currency).text;
    let mut said = Vec::new();
    if due.pending_minor > 0 {
        let amount = money(due.pending_minor);
        said.push(t!(
            "{amount} is pending: each order waits until the time for returns is over.",
            amount = amount
        ));
    }
    said.push(match due.verdict {
        Ok(minor) => t!("{amount} is ready and comes with the next payout.", amount = money(minor)),
        Err(Waits::Nothing) => return said,
        Err(Waits::Owes(minor)) => t!(
            "{amount} more was taken back than is ready: orders went back after they were paid. What you earn next makes up for it.",
            amount = money(minor)
        ),
        Err(Waits::BelowMinimum(minimum)) => t!(
            "{amount} is ready. It is paid once it reaches {minimum}.",
            amount = money(due.payable_minor),
            minimum = money(minimum)
        ),
        Err(Waits::NoDetails) => {
            t!("{amount} is ready. Say below where it is to go.", amount = money(due.payable_minor))
        }
        Err(Waits::ChangedDetails(at)) => t!(
            "{amount} is ready. You changed where it goes; for safety it waits until {day}.",
            amount = money(due.payable_minor),
            day = clock.day(at)
        ),
    });
    said
}

fn row(clock: &Moments, one: &Payout) -> PayoutLine {
    let reason = one.reason.as_deref().map(lang::known);
    PayoutLine {
        href: format!("{PATH}/{}", one.id),
        name: t!("Payout {number}", number = one.number),
        when: clock.stamp(one.created_at),
        method: (words::method(one.method).to_owned(), one.hint.clone()),
        amount: amount(one.amount_minor, one.currency),
        state: html! { (words::state(one.state)) @if let Some(reason) = &reason { div.meta { bdi { (reason) } } } },
    }
}
