//! What a partner was paid (`/partner/payouts`), why the rest is not paid yet, where their money goes, and statements.

use super::earnings::{Sums, framed};
use super::home::store_of;
use super::session::{Posted, Shown, SignedIn};
use crate::app::App;
use crate::payouts::letters::{self, Desk};
use crate::web::admin::desk::amount;
use crate::web::admin::fields::form_errors;
use crate::web::admin::moment::Moments;
use crate::web::admin::payouts::{details, statement, words};
use crate::web::kit::Post;
use crate::web::public::chosen;
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
use tributary_engine::store::Store;
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
    store: Store,
    sums: Sums,
    dues: Vec<Due>,
    rows: Vec<Payout>,
    known: Option<Known>,
}

/// `GET /partner/payouts`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), PATH) {
        return Ok(answer);
    }
    let done = (ask.did == "saved").then(|| t!("Saved.").to_owned());
    let (found, form) = read(&app, &me).await?;
    let view = PortalPayouts { done, ..shaped(&app, &found, form) };
    Ok(framed(&app, &me, (&found.store, PATH), (t!("Payouts"), &view::render(&view))))
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
                    let desk = Desk { sealer: &sealer, base: &base };
                    lang::within(language, || letters::changed(tx, desk, (tenant, &whose), now))?;
                }
                Ok(())
            };
            call::write(&app.engine, change).await
        }
        Err(error) => Err(error),
    };
    let Err(error) = written else {
        return Ok(Redirect::to(&format!("{PATH}?did=saved")).into_response());
    };
    let errors = form_errors(error)?;
    let (found, form) = read(&app, &me).await?;
    let view = shaped(&app, &found, details::typed(form, &fields, errors));
    let page = framed(&app, &me, (&found.store, PATH), (t!("Payouts"), &view::render(&view)));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `GET /partner/payouts/{id}`: a statement of their own.
pub(super) async fn statement(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let id = PayoutId::parse(&id).map_err(|_| Error::NotFound("payout"))?;
    let session = me.session.clone();
    let read = call::read(&app.engine, move |tx| {
        let found = statement::find(tx, &session.tenant, &id)?;
        if found.payout.payee.partner() != Some(&session.partner) {
            return Err(Error::NotFound("payout"));
        }
        Ok((found, store_of(tx, &session.tenant)?))
    });
    let (found, store) = read.await?;
    let clock = Moments::new(&store.timezone, app.now());
    let view = statement::shaped(&found, (&store.name, &clock), (t!("Payouts").to_owned(), PATH.to_owned()));
    let title = t!("Statement {number}", number = view.number);
    Ok(framed(&app, &me, (&store, ""), (&title, &paper::render(&view))))
}

async fn read(app: &App, me: &SignedIn) -> Result<(Found, DetailsForm)> {
    let (session, now) = (me.session.clone(), app.now());
    let found = call::read(&app.engine, move |tx| find(tx, &session, now)).await?;
    let clock = Moments::new(&found.store.timezone, now);
    let post = Post::to(PATH, me.session.csrf.clone());
    let form = details::form(post, found.known.as_ref(), (now, |at| clock.day(at)));
    Ok((found, form))
}

fn find(tx: &mut Tx<'_>, session: &PartnerSession, now: Timestamp) -> Result<Found> {
    let PartnerSession { tenant, partner, .. } = session;
    let payee = Payee::from(partner.clone());
    let own = Filter { payee: Some(payee.clone()), ..Filter::default() };
    Ok(Found {
        dues: payout::due_of(tx, (tenant, &payee), now)?,
        store: store_of(tx, tenant)?,
        sums: Sums::find(tx, session)?,
        rows: payout::list(tx, tenant, &own, &Cursor { after: None, limit: LIMIT_MAX })?.rows,
        known: payout::details(tx, tenant, &payee)?,
    })
}

fn shaped(app: &App, found: &Found, form: DetailsForm) -> PortalPayouts {
    let clock = Moments::new(&found.store.timezone, app.now());
    PortalPayouts {
        done: None,
        sums: found.sums.shown(found.store.currency),
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
