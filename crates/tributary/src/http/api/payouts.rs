//! `/api/v1/payouts`: what is due to each partner and to the platform, what each was paid, order by order, and calling one off.

use super::list::{self, List};
use super::money::Money;
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{BatchRef, PayeeRef, Text500};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::payout::Waits;
use tributary_core::{BatchId, Payee, PayoutId};
use tributary_engine::clock::rfc3339;
use tributary_engine::payout::{self, Covered, Due, Filter, Method, Part, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const REASON_CHARS_MAX: usize = 500;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index))
        .routes(routes!(due))
        .routes(routes!(show))
        .routes(routes!(void))
}

super::body::words! {
    /// How a payout stands: `voided` money is ready to be paid again.
    PayoutState = State { "open" => Open, "paid" => Paid, "voided" => Voided }
}

super::body::words! {
    /// How somebody is paid.
    PayoutMethod = Method { "paypal" => PayPal, "bank" => Bank }
}

/// Whether somebody is a partner, or the platform.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PayeeKind {
    /// A partner.
    Partner,
    /// The platform.
    Platform,
}

/// Whoever is paid.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PaidTo {
    /// A partner, or the platform for its share of what a program's orders earned.
    kind: PayeeKind,
    /// The partner's id, or that program's.
    id: String,
}

impl From<&Payee> for PaidTo {
    fn from(payee: &Payee) -> Self {
        let kind = match payee {
            Payee::Partner(_) => PayeeKind::Partner,
            Payee::Platform(_) => PayeeKind::Platform,
        };
        Self { kind, id: payee.to_string() }
    }
}

/// What one payee is paid with a batch, in one currency.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Payout {
    /// Its id.
    #[schema(example = "pay_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The batch it is in.
    batch: String,
    /// That batch's number.
    batch_number: i64,
    /// Whose.
    payee: PaidTo,
    /// How much.
    amount: Money,
    /// How it stands.
    state: PayoutState,
    /// How it is paid.
    method: PayoutMethod,
    /// Enough of where it goes for its owner to know it.
    destination_hint: String,
    /// When it was made.
    created_at: String,
    /// When it was paid or voided.
    #[schema(required)]
    settled_at: Option<String>,
    /// Why it was voided.
    #[schema(required)]
    reason: Option<String>,
}

impl From<payout::Payout> for Payout {
    fn from(payout: payout::Payout) -> Self {
        Self {
            id: payout.id.to_string(),
            batch: payout.batch.to_string(),
            batch_number: payout.number,
            payee: PaidTo::from(&payout.payee),
            amount: Money::new(payout.amount_minor, payout.currency),
            state: payout.state.into(),
            method: payout.method.into(),
            destination_hint: payout.hint,
            created_at: rfc3339(payout.created_at),
            settled_at: payout.settled_at.map(rfc3339),
            reason: payout.reason,
        }
    }
}

/// A payout with what it pays.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PayoutStatement {
    #[serde(flatten)]
    payout: Payout,
    /// What it pays, oldest first; it adds up to the amount.
    parts: Vec<PayoutPart>,
}

/// A part of a payout.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PayoutPart {
    /// The order it is for; null where it is for an earlier payout that was voided.
    #[schema(required)]
    order: Option<String>,
    /// That order's number.
    #[schema(required)]
    order_number: Option<String>,
    /// The number of the batch that was voided.
    #[schema(required)]
    voided_batch: Option<i64>,
    /// How much; below zero more was taken back than earned.
    amount: Money,
}

impl PayoutPart {
    fn of(part: Covered, currency: tributary_core::Currency) -> Self {
        let amount = Money::new(part.minor, currency);
        match part.part {
            Part::Order { id, number, .. } => {
                Self { order: Some(id.to_string()), order_number: Some(number), voided_batch: None, amount }
            }
            Part::Voided { number } => {
                Self { order: None, order_number: None, voided_batch: Some(number), amount }
            }
        }
    }
}

/// What a payee has in a currency.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PayoutDue {
    /// Whose.
    payee: PaidTo,
    /// What is paid with the next batch; 0 while it waits.
    due: Money,
    /// Ready; below zero more was taken back than is ready.
    payable: Money,
    /// On hold.
    pending: Money,
    /// On its way.
    in_payout: Money,
    /// The least that is paid at once.
    minimum: Money,
    /// How they are paid; null when nobody has said.
    #[schema(required)]
    method: Option<PayoutMethod>,
    /// Why nothing is due: `nothing_ready`, `owes`, `below_minimum`, `details_missing` or `details_changed`.
    #[schema(required)]
    waits: Option<String>,
    /// From when on it is due, where it waits for a moment.
    #[schema(required)]
    waits_until: Option<String>,
}

impl From<Due> for PayoutDue {
    fn from(one: Due) -> Self {
        let money = |minor| Money::new(minor, one.currency);
        let until = match one.verdict {
            Err(Waits::ChangedDetails(at)) => Some(rfc3339(at)),
            _ => None,
        };
        Self {
            payee: PaidTo::from(&one.payee),
            due: money(one.verdict.unwrap_or(0)),
            payable: money(one.payable_minor),
            pending: money(one.pending_minor),
            in_payout: money(one.in_payout_minor),
            minimum: money(one.minimum_minor),
            method: one.details.map(|details| details.method.into()),
            waits: one.verdict.err().map(|waits| waits.code().to_owned()),
            waits_until: until,
        }
    }
}

/// What is due to everybody, by name.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PayoutDues {
    /// A row per payee and currency.
    data: Vec<PayoutDue>,
}

/// Why a payout is called off.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PayoutVoid {
    /// The partner reads it.
    #[schema(value_type = Text500, example = "The bank sent it back.")]
    reason: String,
}

impl PayoutVoid {
    /// The reason, if it is one.
    pub(super) fn checked(self) -> Handled<String> {
        super::checked(|faults| faults.text("/reason", &self.reason, REASON_CHARS_MAX))?;
        Ok(self.reason)
    }
}

/// Which payouts are wanted; nothing given means all.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PayoutsWanted {
    /// To this partner, or to the platform for this program's orders.
    #[param(value_type = Option<PayeeRef>)]
    payee: Option<Payee>,
    /// Of this batch.
    #[param(value_type = Option<BatchRef>)]
    batch: Option<BatchId>,
    /// That stand so.
    state: Option<PayoutState>,
}

/// List payouts, newest first.
#[utoipa::path(get, path = "/api/v1/payouts", tag = "payouts", params(Paging, PayoutsWanted),
    responses((status = 200, body = List<Payout>)))]
async fn index(Shared(app): Shared<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("payouts:read")?;
    let PayoutsWanted { payee, batch, state } = asked.query()?;
    let filter = Filter { payee, batch, state: state.map(State::from) };
    let cursor = asked.cursor(list::id::<PayoutId>)?;
    let page = call::read(&app.engine, move |tx| payout::list(tx, &tenant, &filter, &cursor)).await?;
    Ok(list::render(&asked, page, Payout::from))
}

/// Read what is due to each partner and to the platform.
#[utoipa::path(get, path = "/api/v1/payouts/due", tag = "payouts", responses((status = 200, body = PayoutDues)))]
async fn due(Shared(app): Shared<App>, asked: Asked) -> Handled<Json<PayoutDues>> {
    let tenant = asked.tenant("payouts:read")?;
    let _: super::Nothing = asked.query()?;
    let now = app.engine.now();
    let dues = call::read(&app.engine, move |tx| payout::due(tx, &tenant, now)).await?;
    Ok(Json(PayoutDues { data: dues.into_iter().map(PayoutDue::from).collect() }))
}

/// Read a payout with what it pays.
#[utoipa::path(get, path = "/api/v1/payouts/{id}", tag = "payouts",
    params(("id" = String, Path, description = "The payout's id.")),
    responses((status = 200, body = PayoutStatement)))]
async fn show(Shared(app): Shared<App>, asked: Asked) -> Handled<Json<PayoutStatement>> {
    let tenant = asked.tenant("payouts:read")?;
    let id: PayoutId = asked.id("payout")?;
    let read = call::read(&app.engine, move |tx| {
        let payout = payout::load(tx, &tenant, &id)?;
        let parts = payout::covered(tx, &tenant, &payout)?;
        Ok((payout, parts))
    });
    let (payout, parts) = read.await?;
    let currency = payout.currency;
    let parts = parts.into_iter().map(|part| PayoutPart::of(part, currency)).collect();
    Ok(Json(PayoutStatement { payout: payout.into(), parts }))
}

/// Call one payout off.
///
/// Its money is ready again and comes with the next batch. The others of its batch stay.
#[utoipa::path(post, path = "/api/v1/payouts/{id}/void", tag = "payouts", request_body = PayoutVoid,
    params(("id" = String, Path, description = "The payout's id.")),
    responses((status = 200, body = Payout)))]
async fn void(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (_, body) = sent.read::<PayoutVoid>("payouts:write")?;
    let id: PayoutId = sent.asked().id("payout")?;
    let (reason, actor) = (body.checked()?, sent.actor());
    let voided = sent.once(&app, move |tx, now| {
        answer(StatusCode::OK, &Payout::from(payout::void_one(tx, &actor, &id, &reason, now)?))
    });
    voided.await
}
