//! `/api/v1/publisher/claims`: sales that a publisher misses, each with the evidence at hand.

use super::list::{self, List};
use super::money::{Moment, Money};
use super::publisher_request::{Asks, Sends};
use super::request::{Paging, answer};
use crate::app::App;
use crate::call;
use crate::claims::{Told, told};
use crate::http::api::shape::{Any100, Any2000, MomentText, MoneyAboveZero, ProgramRef};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::{ClaimId, ProgramId, Timestamp};
use tributary_engine::claim::{self, NewClaim};
use tributary_engine::clock::rfc3339;
use tributary_engine::conversion::{reach_in, reach_of};
use tributary_engine::db::Tx;
use tributary_engine::page::Page;
use tributary_engine::{Error, Result, program, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, create)).routes(routes!(show))
}

super::body::words! {
    /// How a claim stands.
    ClaimState = ClaimStanding { "open" => Open, "asked" => Asked, "accepted" => Accepted, "declined" => Declined }
}
use tributary_engine::claim::State as ClaimStanding;

/// A sale that the publisher misses, and what there is to say about it now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Claim {
    /// Its id.
    #[schema(example = "clm_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// In which program.
    program: String,
    /// The order's number.
    #[schema(required)]
    order_number: Option<String>,
    /// When it was bought.
    #[schema(required)]
    bought_at: Option<String>,
    /// For how much.
    #[schema(required)]
    amount: Option<Money>,
    /// After which click.
    #[schema(required)]
    click: Option<String>,
    /// What the publisher says about it.
    note: String,
    /// How it stands.
    state: ClaimState,
    /// What the store answered.
    #[schema(required)]
    answer: Option<String>,
    /// When the store answered.
    #[schema(required)]
    answered_at: Option<String>,
    /// When it was made.
    created_at: String,
    /// What the store asked back, and what was replied, oldest first. Replies are written on the publisher's own page.
    words: Vec<ClaimWord>,
    /// What there is to say about it now.
    evidence: ClaimEvidence,
}

/// Something that was said about a claim before its answer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ClaimWord {
    /// By whom: `store` or `partner`.
    side: String,
    /// What.
    text: String,
    /// When.
    at: String,
}

/// What there is to say about a claim now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ClaimEvidence {
    /// `not_reported`, `several`, `yours`, `credited_to_another` or `credited_to_nobody`.
    verdict: String,
    /// The same in a sentence.
    #[schema(example = "This order is credited to another partner, by a coupon.")]
    sentence: String,
    /// Why the publisher's own click or code on it did not win, in a word.
    #[schema(required, example = "later_touch")]
    reason: Option<String>,
    /// The publisher's own clicks in the 30 days before it, newest first.
    clicks: Vec<ClaimClick>,
}

/// One of the publisher's own clicks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ClaimClick {
    /// Its id.
    id: String,
    /// When.
    at: String,
    /// What became of it.
    outcome: String,
    /// Whether it is the one that the claim names.
    named: bool,
}

/// A claim to make: name the order's number, or the moment and the amount of the purchase.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPublisherClaim {
    /// In which program.
    #[schema(value_type = ProgramRef, example = "prg_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    program: ProgramId,
    /// The order's number, as the buyer has it.
    #[schema(value_type = Option<Any100>, example = "1042")]
    order_number: Option<String>,
    /// When it was bought.
    #[schema(value_type = Option<MomentText>)]
    bought_at: Option<Moment>,
    /// For how much, in the store's currency: what was paid, or what the goods cost.
    #[schema(value_type = Option<MoneyAboveZero>)]
    amount: Option<Money>,
    /// After which of your clicks.
    #[schema(value_type = Option<Any100>)]
    click: Option<String>,
    /// What else there is to say.
    #[schema(value_type = Option<Any2000>)]
    note: Option<String>,
}

/// List your claims, newest first.
#[utoipa::path(get, path = "/api/v1/publisher/claims", tag = "publisher", params(Paging),
    security(("publisher" = [])), responses((status = 200, body = List<Claim>)))]
async fn index(State(app): State<App>, asks: Asks) -> Handled<Json<List<Claim>>> {
    let super::Nothing {} = asks.query()?;
    let cursor = asks.cursor(list::id::<ClaimId>)?;
    let (publisher, now) = (asks.publisher(), app.now());
    let read = call::read(&app.engine, move |tx| {
        let reach = reach_of(tx, &publisher)?;
        let Page { rows, next } = claim::list_own(tx, &reach, &cursor)?;
        let rows = rows.into_iter().map(|one| shaped(tx, one, now)).collect::<Result<Vec<_>>>()?;
        Ok(Page { rows, next })
    });
    Ok(Json(List::of(read.await?)))
}

/// Make a claim.
///
/// At most 20 a day and 50 that wait, per store. The same order twice is one claim: the answer is the one that there is. It has the
/// evidence at hand, so it may settle the question at once.
#[utoipa::path(post, path = "/api/v1/publisher/claims", tag = "publisher", request_body = NewPublisherClaim,
    security(("publisher" = [])), responses((status = 201, body = Claim)))]
async fn create(State(app): State<App>, sends: Sends) -> Handled<Response> {
    let body: NewPublisherClaim = sends.read()?;
    let publisher = sends.asks().publisher();
    let actor = sends.clone();
    let made = sends.once(&app, move |tx, now| {
        let of = reach_in(tx, &publisher, (&body.program, "/program"))?;
        in_currency(tx, &of.tenant, &body)?;
        let new = NewClaim {
            number: body.order_number.clone(),
            bought_at: body.bought_at.map(|moment| moment.at),
            amount_minor: body.amount.map(|money| money.amount),
            click: body.click.clone(),
            note: body.note.clone().unwrap_or_default(),
            language: String::new(),
        };
        let claim = claim::create(tx, (&of, &actor.actor(&of.tenant)), (&body.program, &new), now)?;
        answer(StatusCode::CREATED, &shaped(tx, claim, now)?)
    });
    made.await
}

fn in_currency(tx: &mut Tx<'_>, tenant: &tributary_core::TenantId, body: &NewPublisherClaim) -> Result<()> {
    let Some(amount) = body.amount else { return Ok(()) };
    let store = program::load(tx, tenant, &body.program)?.store;
    let currency = store::load(tx, tenant, &store)?.currency;
    if amount.currency == currency {
        return Ok(());
    }
    let detail = format!("All amounts of this store are in {currency}.");
    Err(Error::clash("/amount/currency", "currency_mismatch", detail))
}

/// Read a claim with the evidence at hand.
#[utoipa::path(get, path = "/api/v1/publisher/claims/{id}", tag = "publisher", security(("publisher" = [])),
    params(("id" = String, Path, description = "The claim's id.")), responses((status = 200, body = Claim)))]
async fn show(State(app): State<App>, asks: Asks) -> Handled<Json<Claim>> {
    let id: ClaimId = asks.id("claim")?;
    let (publisher, now) = (asks.publisher(), app.now());
    let read = call::read(&app.engine, move |tx| {
        let reach = reach_of(tx, &publisher)?;
        let found = claim::load_own(tx, &reach, &id)?;
        shaped(tx, found, now)
    });
    Ok(Json(read.await?))
}

fn shaped(tx: &mut Tx<'_>, one: claim::Claim, now: Timestamp) -> Result<Claim> {
    let evidence = claim::evidence(tx, &one, now)?;
    let Told { sentence, reason } = told(&evidence);
    let words = claim::words(tx, &one.tenant, &one.id)?.into_iter().map(|word| ClaimWord {
        side: word.side.as_str().to_owned(),
        text: word.text,
        at: rfc3339(word.at),
    });
    let clicks = evidence.clicks.into_iter().map(|click| ClaimClick {
        id: click.id.to_string(),
        at: rfc3339(click.at),
        outcome: click.outcome,
        named: click.named,
    });
    Ok(Claim {
        id: one.id.to_string(),
        program: one.program.to_string(),
        order_number: one.number,
        bought_at: one.bought_at.map(rfc3339),
        amount: one.amount.map(Money::from),
        click: one.click,
        note: one.note,
        state: one.state.into(),
        answer: one.answer,
        answered_at: one.judged.map(|(at, _)| rfc3339(at)),
        created_at: rfc3339(one.created_at),
        words: words.collect(),
        evidence: ClaimEvidence {
            verdict: evidence.verdict.code().to_owned(),
            sentence,
            reason: reason.map(|reason| reason.code().to_owned()),
            clicks: clicks.collect(),
        },
    })
}
