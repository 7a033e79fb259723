//! Orders that a partner misses (`/partner/earnings/missing`): a report, what is known about it at once, and what the store answers.

use super::desk::{self, Desk, Shops};
use super::session::{Posted, Shown, SignedIn};
use crate::app::App;
use crate::claims::{PAGE, Told, told_on_own_page};
use crate::lang::{self, Lang, msg};
use crate::web::admin::desk::amount;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::moment::Moments;
use crate::web::chosen;
use crate::web::publisher::claims::{reply_to, said, title};
use crate::web::view::portal::missing::{self as view, MissingView, ReportCard, Typed};
use crate::{call, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use tributary_core::money::Money;
use tributary_core::{ClaimId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::claim::{self, Claim, Evidence, NewClaim, Word};
use tributary_engine::conversion::Reach;
use tributary_engine::db::Tx;
use tributary_engine::page::Cursor;
use tributary_engine::portal::PartnerSession;
use tributary_engine::store::Store;
use tributary_engine::{Error, Result, partner};

/// Those of the last weeks.
const SHOWN: i64 = 50;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
    language: Option<String>,
}

/// `GET /partner/earnings/missing`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = desk::in_language(&app, &me, ask.language.as_deref(), PAGE) {
        return Ok(answer);
    }
    let news = match ask.did.as_str() {
        "reported" => Some(t!("The store sees your report. What is known about it stands below.")),
        "known" => Some(t!("You had reported this order before. How it stands is below.")),
        "replied" => Some(t!("Sent. The store reads it.")),
        _ => None,
    };
    let view = MissingView { news: news.map(str::to_owned), ..MissingView::default() };
    shown(&app, me, view).await
}

/// `POST /partner/earnings/missing`
pub(super) async fn report(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (who, sent, now) = (me.clone(), fields.clone(), app.now());
    let language = lang::current();
    let made = call::write(&app.engine, move |tx| {
        let desk = Desk::of(tx, &who)?;
        reported(tx, (&desk, language), &sent, now)
    });
    match made.await {
        Ok(claim) => {
            let did = if claim.created_at == now { "reported" } else { "known" };
            let page = chosen::query(PAGE, &[("did", did.to_owned())]);
            Ok(Redirect::to(&format!("{page}#{}", claim.id)).into_response())
        }
        Err(error) => {
            let typed = Typed {
                number: fields.text("order_number"),
                day: fields.text("bought_at"),
                amount: fields.text("amount"),
                note: fields.text("note"),
            };
            let errors = form_errors(error)?;
            shown(&app, me, MissingView { typed, errors, ..MissingView::default() }).await
        }
    }
}

/// `POST /partner/earnings/missing/{id}`: an answer to what the store has asked.
pub(super) async fn reply(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let id = ClaimId::parse(&id).map_err(|_| Error::NotFound("claim"))?;
    let (session, text, now) = (me.session.clone(), fields.text("answer"), app.now());
    let replied = call::write(&app.engine, move |tx| {
        let claim = claim::load_own(tx, &[reach(&session)], &id)?;
        let by = actor(tx, &session)?;
        claim::reply(tx, &by, &claim, &text, now).map(drop)
    });
    match replied.await {
        Ok(()) => {
            let page = chosen::query(PAGE, &[("did", "replied".to_owned())]);
            Ok(Redirect::to(&page).into_response())
        }
        Err(error) => {
            let errors = form_errors(error)?;
            shown(&app, me, MissingView { errors, ..MissingView::default() }).await
        }
    }
}

fn reach(session: &PartnerSession) -> Reach {
    Reach { tenant: session.tenant.clone(), partner: session.partner.clone() }
}

fn actor(tx: &mut Tx<'_>, session: &PartnerSession) -> Result<Actor> {
    let name = partner::load(tx, &session.tenant, &session.partner)?.name;
    Ok(Actor::partner(&session.tenant, &session.partner, &name))
}

fn reported(
    tx: &mut Tx<'_>,
    (desk, language): (&Desk, Lang),
    fields: &Fields,
    now: Timestamp,
) -> Result<Claim> {
    let (store, session, program) = (desk.store(), &desk.me.session, desk.program(tx)?);
    let amount = fields.some("amount").map(|text| Money::parse_decimal(&text, store.currency)).transpose();
    let example = msg("Write an amount such as 49.90.");
    let new = NewClaim {
        number: fields.some("order_number"),
        bought_at: fields.some("bought_at").map(|day| noon(&day, store, now)).transpose()?,
        amount_minor: amount
            .map_err(|_| Error::field("/amount", "format", example))?
            .map(|money| money.minor),
        click: None,
        note: fields.text("note"),
        language: language.tag().to_owned(),
    };
    let by = actor(tx, session)?;
    claim::create(tx, (&reach(session), &by), (&program, &new), now)
}

/// The middle of a day on the store's clock; of today not later than now.
fn noon(day: &str, store: &Store, now: Timestamp) -> Result<Timestamp> {
    let clock = Moments::new(&store.timezone, now);
    let wrong = || Error::field("/bought_at", "format", "Choose a day such as 2026-05-01.");
    let date: Date = day.trim().parse().map_err(|_| wrong())?;
    if date == clock.local(now).date() {
        return Ok(now);
    }
    let noon = date.at(12, 0, 0, 0).to_zoned(clock.zone().clone()).map_err(|_| wrong())?;
    Ok(Timestamp::from_ms(noon.timestamp().as_millisecond()))
}

async fn shown(app: &App, me: SignedIn, view: MissingView) -> Shown {
    let now = app.now();
    let (desk, (rows, shops)) = desk::read(app, me, move |tx, desk| {
        let own = reach(&desk.me.session);
        let rows = claim::list_of(tx, &own, &Cursor { after: None, limit: SHOWN })?.rows;
        let rows = rows.into_iter().map(|one| {
            let evidence = claim::evidence(tx, &one, now)?;
            let words = claim::words(tx, &one.tenant, &one.id)?;
            Ok((one, evidence, words))
        });
        Ok((rows.collect::<Result<Vec<_>>>()?, Shops::find(tx, desk)?))
    })
    .await?;
    let csrf = desk.csrf();
    let view = MissingView {
        store: desk.has_several().then(|| desk.store().name.clone()),
        currency: desk.store().currency.to_string(),
        rows: rows.iter().map(|one| card((&shops, now), &csrf, one)).collect(),
        csrf,
        ..view
    };
    let status = if view.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = desk.page(app, PAGE, (t!("Missing orders"), &view::render(&view)));
    Ok((status, page).into_response())
}

fn card(
    (shops, now): (&Shops, Timestamp),
    csrf: &str,
    (one, evidence, words): &(Claim, Evidence, Vec<Word>),
) -> ReportCard {
    let Told { sentence, reason } = told_on_own_page(one, evidence);
    let clock = &shops.clock(&one.program, now);
    ReportCard {
        id: one.id.to_string(),
        title: title(one),
        store: shops.name(&one.program),
        made: clock.stamp(one.created_at),
        facts: facts(clock, one),
        note: one.note.clone(),
        state: one.state,
        answer: one.answer.clone().filter(|answer| !answer.is_empty()),
        said: said(clock, words),
        reply: reply_to(PAGE, one, csrf),
        sentence,
        reason: reason.map(|reason| lang::known(reason.sentence())),
    }
}

/// What the partner remembers.
fn facts(clock: &Moments, one: &Claim) -> Vec<(String, Markup)> {
    let day = one.bought_at.map(|at| (t!("Day").to_owned(), html! { (clock.day(at)) }));
    let paid =
        one.amount.map(|money| (t!("Amount").to_owned(), html! { (amount(money.minor, money.currency)) }));
    day.into_iter().chain(paid).collect()
}
