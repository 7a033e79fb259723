//! `/api/v1/payout_batches`: payouts to many at once: made of what is due, approved, taken away as files, marked as paid, and
//! undone or voided. History stays.

use super::list::{self, List};
use super::money::Money;
use super::payouts::{PayoutMethod, PayoutVoid};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{CurrencyCode, DayText, PayeeRef, Plain200, Text100};
use crate::http::problem::Handled;
use crate::payouts::files::{self, Kind as FileKind};
use axum::Json;
use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tributary_core::payout::Stage;
use tributary_core::{BatchId, Currency, Payee, TenantId};
use tributary_engine::audit;
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::payout::{self, NewBatch, Paid, Total};
use tributary_engine::{Error, Result, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const NOTE_CHARS_MAX: usize = 200;
const REFERENCE_CHARS_MAX: usize = 100;
const PAYEES_MAX: usize = 10_000;
const PARTS_MAX: i64 = 1_000; // five million payees

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, create))
        .routes(routes!(show))
        .routes(routes!(approve))
        .routes(routes!(pay))
        .routes(routes!(undo))
        .routes(routes!(void))
        .routes(routes!(list_files))
        .routes(routes!(file))
}

super::body::words! {
    /// How a batch stands: payees can be taken out of a `draft`, a `ready` one has its files.
    BatchState = Stage { "draft" => Draft, "ready" => Ready, "paid" => Paid, "voided" => Voided }
}

super::body::words! {
    /// What a file is for: PayPal's payments to many, transfers by a bank, or everything in one list.
    PayoutFileKind = FileKind { "paypal" => PayPal, "bank" => Bank, "list" => List }
}

/// Payouts to many, made at once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PayoutBatch {
    /// Its id.
    #[schema(example = "pba_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// What people call it: the first is 1.
    number: i64,
    /// How it stands.
    state: BatchState,
    /// What was noted.
    note: String,
    /// What is in it, per currency and method.
    totals: Vec<PayoutTotal>,
    /// When it was made.
    created_at: String,
    /// When it was approved.
    #[schema(required)]
    approved_at: Option<String>,
    /// When it was marked as paid.
    #[schema(required)]
    paid_at: Option<String>,
    /// The day on which the money left.
    #[schema(required)]
    paid_on: Option<String>,
    /// What the bank or PayPal calls it.
    #[schema(required)]
    reference: Option<String>,
    /// When it was voided.
    #[schema(required)]
    voided_at: Option<String>,
    /// Why.
    #[schema(required)]
    reason: Option<String>,
}

/// What is in a batch of one currency and method.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PayoutTotal {
    /// How it is paid.
    method: PayoutMethod,
    /// To how many.
    count: i64,
    /// How much in all.
    total: Money,
}

impl PayoutBatch {
    fn of(batch: payout::Batch, totals: Vec<Total>) -> Self {
        let total = |one: Total| PayoutTotal {
            method: one.method.into(),
            count: one.count,
            total: Money::new(one.minor, one.currency),
        };
        Self {
            id: batch.id.to_string(),
            number: batch.number,
            state: batch.stage.into(),
            note: batch.note,
            totals: totals.into_iter().map(total).collect(),
            created_at: rfc3339(batch.created_at),
            approved_at: batch.approved_at.map(rfc3339),
            paid_at: batch.paid_at.map(rfc3339),
            paid_on: batch.paid_on,
            reference: batch.reference,
            voided_at: batch.voided_at.map(rfc3339),
            reason: batch.reason,
        }
    }

    fn read(tx: &mut Tx<'_>, tenant: &TenantId, batch: payout::Batch) -> Result<Self> {
        let totals = payout::totals(tx, tenant, &batch.id)?;
        Ok(Self::of(batch, totals))
    }
}

/// What a batch is made of.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPayoutBatch {
    /// Only of this currency.
    #[schema(value_type = Option<CurrencyCode>)]
    currency: Option<Currency>,
    /// Only to these partners, or to the platform for these programs' orders, each of whom must be due something; everybody who
    /// is when missing.
    #[schema(value_type = Option<Vec<PayeeRef>>, min_items = 1, max_items = 10_000)]
    payees: Option<Vec<Payee>>,
    /// Words to tell it from others.
    #[schema(value_type = Option<Plain200>)]
    note: Option<String>,
}

/// Nothing more to say.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PayoutBatchStep {}

/// How a batch was paid.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PayoutBatchPaid {
    /// The day on which the money left: today or before.
    #[schema(value_type = DayText, example = "2026-06-02")]
    paid_on: String,
    /// What the bank or PayPal calls it; each payment has its own.
    #[schema(value_type = Option<Text100>)]
    reference: Option<String>,
}

/// A file that a batch has.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PayoutFile {
    /// What for.
    kind: PayoutFileKind,
    /// Which part, from 1: a file has at most 5,000 rows.
    part: usize,
    /// Of how many.
    parts: usize,
    /// How many rows it has.
    rows: usize,
    /// What they add up to, in the one currency that it has.
    total: Money,
    /// What it is called.
    name: String,
}

/// The files of a batch.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PayoutFiles {
    /// One per kind, currency and part.
    data: Vec<PayoutFile>,
}

/// Which file is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct FileWanted {
    /// What for.
    #[param(value_type = PayoutFileKind)]
    kind: PayoutFileKind,
    /// Of which currency.
    #[param(value_type = CurrencyCode)]
    currency: Currency,
    /// Which part, from 1.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 1_000, default = 1)]
    part: Option<String>,
}

/// List batches, newest first.
#[utoipa::path(get, path = "/api/v1/payout_batches", tag = "payouts", params(Paging),
    responses((status = 200, body = List<PayoutBatch>)))]
async fn index(Shared(app): Shared<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("payouts:read")?;
    let _: super::Nothing = asked.query()?;
    let cursor = asked.cursor(list::id::<BatchId>)?;
    let read = call::read(&app.engine, move |tx| {
        let page = payout::batches(tx, &tenant, &cursor)?;
        let rows = page.rows.into_iter().map(|batch| PayoutBatch::read(tx, &tenant, batch));
        Ok(tributary_engine::page::Page { rows: rows.collect::<Result<Vec<_>>>()?, next: page.next })
    });
    Ok(list::render(&asked, read.await?, |batch| batch))
}

/// Make a batch of what is due.
///
/// What is in it is in no other. It is a draft: look through it, then approve it.
#[utoipa::path(post, path = "/api/v1/payout_batches", tag = "payouts", request_body = NewPayoutBatch,
    responses((status = 201, body = PayoutBatch)))]
async fn create(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewPayoutBatch>("payouts:write")?;
    let note = body.note.unwrap_or_default();
    let count = body.payees.as_ref().map(Vec::len);
    super::checked(|faults| {
        faults.maybe_empty("/note", &note, NOTE_CHARS_MAX);
        if count == Some(0) {
            faults.add("/payees", "length", "Name at least one, or leave this out.");
        }
        faults.count("/payees", count.unwrap_or(0), PAYEES_MAX);
    })?;
    let new = NewBatch { currency: body.currency, payees: body.payees, without: Vec::new(), note };
    let actor = sent.actor();
    let made = sent.once(&app, move |tx, now| {
        let batch = payout::create(tx, &actor, &new, now)?;
        answer(StatusCode::CREATED, &PayoutBatch::read(tx, &tenant, batch)?)
    });
    made.await
}

/// Read a batch.
#[utoipa::path(get, path = "/api/v1/payout_batches/{id}", tag = "payouts",
    params(("id" = String, Path, description = "The batch's id.")),
    responses((status = 200, body = PayoutBatch)))]
async fn show(Shared(app): Shared<App>, asked: Asked) -> Handled<Json<PayoutBatch>> {
    let tenant = asked.tenant("payouts:read")?;
    let id: BatchId = asked.id("payout batch")?;
    let read = call::read(&app.engine, move |tx| {
        let batch = payout::load_batch(tx, &tenant, &id)?;
        PayoutBatch::read(tx, &tenant, batch)
    });
    Ok(Json(read.await?))
}

/// Approve a draft: it has its files from now on.
#[utoipa::path(post, path = "/api/v1/payout_batches/{id}/approve", tag = "payouts",
    request_body = PayoutBatchStep, params(("id" = String, Path, description = "The batch's id.")),
    responses((status = 200, body = PayoutBatch)))]
async fn approve(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, PayoutBatchStep {}) = sent.read("payouts:write")?;
    let id: BatchId = sent.asked().id("payout batch")?;
    let actor = sent.actor();
    let approved = sent.once(&app, move |tx, now| {
        let batch = payout::approve(tx, &actor, &id, now)?;
        answer(StatusCode::OK, &PayoutBatch::read(tx, &tenant, batch)?)
    });
    approved.await
}

/// Mark a batch as paid.
///
/// Partners are written to a little later.
#[utoipa::path(post, path = "/api/v1/payout_batches/{id}/pay", tag = "payouts", request_body = PayoutBatchPaid,
    params(("id" = String, Path, description = "The batch's id.")),
    responses((status = 200, body = PayoutBatch)))]
async fn pay(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<PayoutBatchPaid>("payouts:write")?;
    let id: BatchId = sent.asked().id("payout batch")?;
    super::checked(|faults| {
        body.reference.iter().for_each(|text| faults.text("/reference", text, REFERENCE_CHARS_MAX));
    })?;
    let paid = Paid { on: body.paid_on, reference: body.reference };
    let actor = sent.actor();
    let marked = sent.once(&app, move |tx, now| {
        let batch = payout::pay(tx, &actor, (&id, &paid), now)?;
        answer(StatusCode::OK, &PayoutBatch::read(tx, &tenant, batch)?)
    });
    marked.await
}

/// Undo that a batch was marked as paid, within an hour.
#[utoipa::path(post, path = "/api/v1/payout_batches/{id}/undo", tag = "payouts", request_body = PayoutBatchStep,
    params(("id" = String, Path, description = "The batch's id.")),
    responses((status = 200, body = PayoutBatch)))]
async fn undo(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, PayoutBatchStep {}) = sent.read("payouts:write")?;
    let id: BatchId = sent.asked().id("payout batch")?;
    let actor = sent.actor();
    let undone = sent.once(&app, move |tx, now| {
        let batch = payout::undo(tx, &actor, &id, now)?;
        answer(StatusCode::OK, &PayoutBatch::read(tx, &tenant, batch)?)
    });
    undone.await
}

/// Call a batch off, with a reason that partners read.
///
/// All that is in it is ready again. The batch and its payouts stay.
#[utoipa::path(post, path = "/api/v1/payout_batches/{id}/void", tag = "payouts", request_body = PayoutVoid,
    params(("id" = String, Path, description = "The batch's id.")),
    responses((status = 200, body = PayoutBatch)))]
async fn void(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<PayoutVoid>("payouts:write")?;
    let id: BatchId = sent.asked().id("payout batch")?;
    let (reason, actor) = (body.checked()?, sent.actor());
    let voided = sent.once(&app, move |tx, now| {
        let batch = payout::void(tx, &actor, (&id, &reason), now)?;
        answer(StatusCode::OK, &PayoutBatch::read(tx, &tenant, batch)?)
    });
    voided.await
}

/// List the files of a batch; a draft has none.
#[utoipa::path(get, path = "/api/v1/payout_batches/{id}/files", tag = "payouts",
    params(("id" = String, Path, description = "The batch's id.")),
    responses((status = 200, body = PayoutFiles)))]
async fn list_files(Shared(app): Shared<App>, asked: Asked) -> Handled<Json<PayoutFiles>> {
    let tenant = asked.tenant("payouts:read")?;
    let id: BatchId = asked.id("payout batch")?;
    let read = call::read(&app.engine, move |tx| {
        let batch = payout::load_batch(tx, &tenant, &id)?;
        let payouts = payout::all_of(tx, &tenant, &id)?;
        Ok((batch, payouts))
    });
    let (batch, payouts) = read.await?;
    let plans = if has_files(&batch) { files::plans(&payouts) } else { Vec::new() };
    let file = |plan: &files::Plan| PayoutFile {
        kind: plan.wanted.kind.into(),
        part: plan.wanted.part,
        parts: plan.parts,
        rows: plan.rows,
        total: Money::new(plan.total_minor, plan.wanted.currency),
        name: plan.name(&batch),
    };
    Ok(Json(PayoutFiles { data: plans.iter().map(file).collect() }))
}

/// Take a file of a batch away.
///
/// It says in full where everybody's money goes, so the key needs `payouts:write`.
#[utoipa::path(get, path = "/api/v1/payout_batches/{id}/file.csv", tag = "payouts", params(FileWanted,
    ("id" = String, Path, description = "The batch's id.")),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn file(Shared(app): Shared<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("payouts:write")?;
    let id: BatchId = asked.id("payout batch")?;
    let FileWanted { kind, currency, part } = asked.query()?;
    let part = part.map_or(Some(1), |part| part.parse().ok());
    super::checked(|faults| faults.range("part", part.unwrap_or(0), 1, PARTS_MAX))?;
    let part = part.and_then(|part| usize::try_from(part).ok()).unwrap_or(1);
    let wanted = files::Wanted { kind: kind.into(), currency, part };
    let (sealer, actor, now) = (app.engine.sealer.clone(), asked.actor(), app.engine.now());
    let written = call::write(&app.engine, move |tx| {
        let batch = payout::load_batch(tx, &tenant, &id)?;
        if !has_files(&batch) {
            return Err(Error::NotFound("file"));
        }
        let payouts = payout::with_destinations(tx, (&tenant, &sealer), &id)?;
        let store = store::list(tx, &tenant, &Default::default())?.rows.pop();
        let store = store.map(|store| store.name).unwrap_or_default();
        let file = files::written(wanted, (&batch, &store), &payouts)?;
        audit::payout_file_taken(tx, &actor, &batch, now)?;
        Ok(file)
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"payout.csv\""),
    ];
    Ok((headers, written.await?).into_response())
}

/// A draft may still change, and what is voided is not to be paid.
const fn has_files(batch: &payout::Batch) -> bool {
    matches!(batch.stage, Stage::Ready | Stage::Paid)
}
