//! A publisher's claims (`/publisher/transactions/claims`): sales that are missing, and what there is to say about each.

use super::frame;
use super::session::{Posted, Shown, SignedIn};
use super::transactions::{names, tabs};
use crate::app::App;
use crate::claims::{Told, told};
use crate::lang::{self, Lang, msg};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::moment::Moments;
use crate::web::admin::search::click::outcome;
use crate::web::kit::{FieldError, Post};
use crate::web::view::partners::claims::Said;
use crate::web::view::publisher::claims::{self as view, ClaimRow, ClaimsView, Typed};
use crate::web::view::publisher::layout::Place;
use crate::{call, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::money::Money;
use tributary_core::{ClaimId, ProgramId, PublisherId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::claim::{self, Claim, Evidence, NewClaim, Side, State as Standing, Word};
use tributary_engine::clock::parse_rfc3339;
use tributary_engine::conversion::{reach_in, reach_of};
use tributary_engine::db::Tx;
use tributary_engine::page::Cursor;
use tributary_engine::{Error, Result, program, publisher, store};

pub(super) const PATH: &str = "/publisher/transactions/claims";
/// Those of the last weeks; the API has them all.
const SHOWN: i64 = 50;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    made: Option<String>,
}

/// `GET /publisher/transactions/claims`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    shown(&app, me, (Typed::default(), Vec::new()), ask.made.is_some()).await
}

/// `POST /publisher/transactions/claims`
pub(super) async fn make(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (of, sent, now) = (me.session.publisher.clone(), fields.clone(), app.now());
    let language = lang::current();
    match call::write(&app.engine, move |tx| made(tx, (&of, language), &sent, now)).await {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}?made=1")).into_response()),
        Err(error) => {
            let typed = Typed {
                program: fields.text("program"),
                number: fields.text("order_number"),
                bought_at: fields.text("bought_at"),
                amount: fields.text("amount"),
                click: fields.text("click"),
                note: fields.text("note"),
            };
            shown(&app, me, (typed, form_errors(error)?), false).await
        }
    }
}

fn made(
    tx: &mut Tx<'_>,
    (of, language): (&PublisherId, Lang),
    fields: &Fields,
    now: Timestamp,
) -> Result<()> {
    let id = ProgramId::parse(fields.get("program"));
    let id = id.map_err(|_| Error::field("/program", "unknown", msg("Choose a program.")))?;
    let reach = reach_in(tx, of, (&id, "/program"))?;
    let store = program::load(tx, &reach.tenant, &id)?.store;
    let currency = store::load(tx, &reach.tenant, &store)?.currency;
    let amount = fields.some("amount").map(|text| Money::parse_decimal(&text, currency)).transpose();
    let example = msg("Write an amount such as 49.90.");
    let new = NewClaim {
        number: fields.some("order_number"),
        bought_at: fields.some("bought_at").map(|text| moment(&text)).transpose()?,
        amount_minor: amount
            .map_err(|_| Error::field("/amount", "format", example))?
            .map(|money| money.minor),
        click: fields.some("click"),
        note: fields.text("note"),
        language: language.tag().to_owned(),
    };
    let email = publisher::load(tx, of)?.email;
    claim::create(tx, (&reach, &Actor::guest(&reach.tenant, &email)), (&id, &new), now).map(drop)
}

/// `POST /publisher/transactions/claims/{id}`: an answer to what the store has asked.
pub(super) async fn reply(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let id = ClaimId::parse(&id).map_err(|_| Error::NotFound("claim"))?;
    let (of, text, now) = (me.session.publisher.clone(), fields.text("answer"), app.now());
    let replied = call::write(&app.engine, move |tx| {
        let reach = reach_of(tx, &of)?;
        let claim = claim::load_own(tx, &reach, &id)?;
        let email = publisher::load(tx, &of)?.email;
        claim::reply(tx, &Actor::guest(&claim.tenant, &email), &claim, &text, now).map(drop)
    });
    match replied.await {
        Ok(()) => Ok(Redirect::to(PATH).into_response()),
        Err(error) => shown(&app, me, (Typed::default(), form_errors(error)?), false).await,
    }
}

/// A moment as people write it, of UTC where they do not say otherwise.
fn moment(text: &str) -> Result<Timestamp> {
    let text = text.trim().replace(' ', "T");
    let tries = [text.clone(), format!("{text}Z"), format!("{text}:00Z"), format!("{text}T12:00:00Z")];
    let example = msg("Write a moment such as 2026-05-01 12:00.");
    let found = tries.iter().find_map(|text| parse_rfc3339(text));
    found.ok_or_else(|| Error::field("/bought_at", "format", example))
}

async fn shown(app: &App, me: SignedIn, (typed, errors): (Typed, Vec<FieldError>), made: bool) -> Shown {
    let (of, now) = (me.session.publisher.clone(), app.now());
    let read = call::read(&app.engine, move |tx| {
        let reach = reach_of(tx, &of)?;
        let page = claim::list_own(tx, &reach, &Cursor { after: None, limit: SHOWN })?;
        let rows = page.rows.into_iter().map(|one| {
            let evidence = claim::evidence(tx, &one, now)?;
            let words = claim::words(tx, &one.tenant, &one.id)?;
            Ok((one, evidence, words))
        });
        let rows = rows.collect::<Result<Vec<_>>>()?;
        Ok((rows, names(tx, &of)?))
    });
    let (rows, names) = read.await?;
    let clock = Moments::new("UTC", now);
    let name = |id: &ProgramId| names.get(id).cloned().unwrap_or_default();
    let view = ClaimsView {
        tabs: tabs(PATH),
        programs: names.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
        typed,
        made,
        rows: rows
            .iter()
            .map(|one| row((&clock, me.session.csrf.as_str()), name(&one.0.program), one))
            .collect(),
        csrf: me.session.csrf.clone(),
        errors,
    };
    let status = if view.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame::page(app, &me, (status, Place::Transactions, t!("Claims")), &view::render(&view)).await
}

fn row(
    (clock, csrf): (&Moments, &str),
    program: String,
    (one, evidence, words): &(Claim, Evidence, Vec<Word>),
) -> ClaimRow {
    let Told { sentence, reason } = told(evidence);
    ClaimRow {
        id: one.id.to_string(),
        title: title(one),
        program,
        made: clock.stamp(one.created_at),
        state: one.state,
        answer: one.answer.clone().filter(|answer| !answer.is_empty()),
        said: said(clock, words),
        reply: reply_to(PATH, one, csrf),
        sentence,
        reason: reason.map(|reason| lang::known(reason.sentence())),
        clicks: evidence
            .clicks
            .iter()
            .map(|click| (clock.exact(click.at), outcome(&click.outcome).to_owned()))
            .collect(),
    }
}

/// What was said before the answer, as whoever claims reads it.
pub(in crate::web) fn said(clock: &Moments, words: &[Word]) -> Vec<Said> {
    let one = |word: &Word| Said {
        by: match word.side {
            Side::Store => t!("The store asks").to_owned(),
            Side::Partner => t!("You said").to_owned(),
        },
        text: word.text.clone(),
        at: clock.stamp(word.at),
    };
    words.iter().map(one).collect()
}

/// The form for a reply, while the store waits for one.
pub(in crate::web) fn reply_to(path: &str, one: &Claim, csrf: &str) -> Option<Post> {
    (one.state == Standing::Asked).then(|| Post::to(format!("{path}/{}", one.id), csrf))
}

/// What a claim is about, in words.
pub(in crate::web) fn title(one: &Claim) -> String {
    match (&one.number, one.bought_at) {
        (Some(number), _) => t!("Order {number}", number = number),
        (None, Some(_)) => t!("An order without a number").to_owned(),
        (None, None) => one.id.to_string(),
    }
}
