//! `/api/v2/transactions`: state one, find one by the store's number, change it, call it off.

use super::InPath;
use super::input::{NewTransaction, TransactionChange};
use super::object::{self, Data, Transaction};
use crate::app::App;
use crate::call;
use crate::http::api::conversion::{self, Home, Pointers, Telling};
use crate::http::api::inbox::Told;
use crate::http::api::order_body::text;
use crate::http::api::request::{Asked, Sent, answer};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use tributary_core::fact::OrderKind;
use tributary_core::{EventTypeId, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::order::{self, OrderKey};
use tributary_engine::{Error, Result};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const POINTERS: Pointers = Pointers { event: "/event", lines: "/products" };

/// The update's own page of Retrack's help names the path without a version, so both are answered.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find, create))
        .routes(routes!(show, replace, change, restate, cancel))
        .route("/api/transactions", get(find).post(create))
        .route("/api/transactions/{id}", get(show).put(replace).patch(change).post(restate).delete(cancel))
        .route("/api/v2/transactions/{id}/cancel", post(cancel))
}

/// Which transaction is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ByNumber {
    /// The store's own number of it.
    #[serde(rename = "byOrderNumber", alias = "by_order_number")]
    #[param(rename = "byOrderNumber")]
    number: String,
}

/// Find a transaction by the store's number.
#[utoipa::path(get, path = "/api/v2/transactions", tag = "retrack", params(ByNumber),
    responses((status = 200, body = Data<Transaction>)))]
async fn find(State(app): State<App>, asked: Asked) -> Handled<Json<Data<Transaction>>> {
    let tenant = asked.tenant("orders:read")?;
    let ByNumber { number } = asked.query()?;
    let now = app.engine.now();
    let found = move |tx: &mut Tx<'_>| {
        let id = order::of_kind(tx, &tenant, OrderKind::Order, &number)?;
        object::transaction(tx, &tenant, &id, now)
    };
    Ok(Json(Data { data: call::read(&app.engine, found).await? }))
}

/// Read a transaction.
#[utoipa::path(get, path = "/api/v2/transactions/{id}", tag = "retrack",
    params(("id" = String, Path, description = "Its UUID, or our id.")),
    responses((status = 200, body = Data<Transaction>)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Data<Transaction>>> {
    let tenant = asked.tenant("orders:read")?;
    let InPath(id) = asked.id("transaction")?;
    let now = app.engine.now();
    let found = move |tx: &mut Tx<'_>| {
        object::of_kind(tx, &tenant, &id, OrderKind::Order)?;
        object::transaction(tx, &tenant, &id, now)
    };
    Ok(Json(Data { data: call::read(&app.engine, found).await? }))
}

/// State a transaction.
///
/// Its number decides: the first time makes it, each further time updates it, and it earns once.
#[utoipa::path(post, path = "/api/v2/transactions", tag = "retrack", request_body = NewTransaction, responses(
    (status = 201, body = Data<Transaction>, description = "New here"),
    (status = 200, body = Data<Transaction>, description = "Known before")))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let told = Told::new(&sent, "retrack.transaction");
    let stated = state(&app, &sent, told.clone()).await;
    told.refused(&app, &sent, stated).await
}

async fn state(app: &App, sent: &Sent, told: Told) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewTransaction>("orders:write")?;
    body.check()?;
    let source = sent.by();
    let done = sent.once(app, move |tx, now| {
        let telling = telling(tx, &tenant, (&body, &source), now)?;
        let (id, new) = conversion::tell(tx, telling, &told, now)?;
        let status = if new { StatusCode::CREATED } else { StatusCode::OK };
        answer(status, &Data { data: object::transaction(tx, &tenant, &id, now)? })
    });
    done.await
}

fn telling(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (body, source): (&NewTransaction, &str),
    now: Timestamp,
) -> Result<Telling> {
    let event = text(body.event.as_ref()).and_then(|event| EventTypeId::parse_uuid(&event).ok());
    let home = Home::of(tx, tenant, event.as_ref(), text(body.click.as_ref()).as_deref())?;
    let external_id = body.order_number.trim().to_owned();
    let key = OrderKey { tenant: tenant.clone(), store: home.store.id.clone(), external_id };
    let known = conversion::known(tx, &key)?;
    let placed = conversion::placed_at(known.as_ref(), now);
    let mut blank = conversion::blank(&key.external_id, home.store.currency, placed);
    // A number that is known already keeps what this API has no word for: who bought, and where the bill goes.
    if let Some(known) = known.filter(|known| known.origin.is_server()) {
        blank.customer = known.stated.customer;
        blank.place = known.stated.place;
        blank.number = known.stated.number;
        blank.evidence = known.stated.evidence;
        blank.placed_step_ms = known.stated.placed_step_ms;
    }
    let order = body.as_change().put(blank)?;
    conversion::check_events(tx, (tenant, &home.program), &order, &POINTERS)?;
    Ok(Telling { key, order, source: source.to_owned() })
}

/// Change a transaction.
///
/// What is given replaces what was told before: amounts, products, vouchers, status. The difference is posted.
#[utoipa::path(put, path = "/api/v2/transactions/{id}", tag = "retrack", request_body = TransactionChange,
    params(("id" = String, Path, description = "Its UUID, or our id.")),
    responses((status = 200, body = Data<Transaction>)))]
async fn replace(State(app): State<App>, sent: Sent) -> Handled<Response> {
    changed(app, sent).await
}

/// Change a transaction, as by `PUT`.
#[utoipa::path(patch, path = "/api/v2/transactions/{id}", tag = "retrack", request_body = TransactionChange,
    params(("id" = String, Path, description = "Its UUID, or our id.")),
    responses((status = 200, body = Data<Transaction>)))]
async fn change(State(app): State<App>, sent: Sent) -> Handled<Response> {
    changed(app, sent).await
}

/// Change a transaction, as by `PUT`.
#[utoipa::path(post, path = "/api/v2/transactions/{id}", tag = "retrack", request_body = TransactionChange,
    params(("id" = String, Path, description = "Its UUID, or our id.")),
    responses((status = 200, body = Data<Transaction>)))]
async fn restate(State(app): State<App>, sent: Sent) -> Handled<Response> {
    changed(app, sent).await
}

async fn changed(app: App, sent: Sent) -> Handled<Response> {
    let told = Told::new(&sent, "retrack.update");
    let stated = restated(&app, &sent, told.clone()).await;
    told.refused(&app, &sent, stated).await
}

async fn restated(app: &App, sent: &Sent, told: Told) -> Handled<Response> {
    let (tenant, change) = sent.read::<TransactionChange>("orders:write")?;
    let id = sent.asked().id("transaction")?;
    change.check()?;
    apply(app, sent, (tenant, id, change), told).await
}

/// Call a transaction off: everything it earned is taken back.
#[utoipa::path(delete, path = "/api/v2/transactions/{id}", tag = "retrack",
    params(("id" = String, Path, description = "Its UUID, or our id.")),
    responses((status = 200, body = Data<Transaction>)))]
async fn cancel(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let tenant = sent.asked().tenant("orders:write")?;
    let id = sent.asked().id("transaction")?;
    let change = TransactionChange { status: Some("cancelled".to_owned()), ..TransactionChange::default() };
    let told = Told::new(&sent, "retrack.cancel");
    apply(&app, &sent, (tenant, id, change), told).await
}

async fn apply(
    app: &App,
    sent: &Sent,
    (tenant, InPath(id), change): (TenantId, InPath, TransactionChange),
    told: Told,
) -> Handled<Response> {
    let source = sent.by();
    let done = sent.once(app, move |tx, now| {
        let row = object::of_kind(tx, &tenant, &id, OrderKind::Order)?;
        let key = OrderKey { tenant: tenant.clone(), store: row.store, external_id: row.external_id };
        let known = conversion::known(tx, &key)?.ok_or(Error::NotFound("transaction"))?;
        let order = change.put(known.stated)?;
        conversion::check_events(tx, (&tenant, &row.program), &order, &POINTERS)?;
        conversion::tell(tx, Telling { key, order, source: source.clone() }, &told, now)?;
        answer(StatusCode::OK, &Data { data: object::transaction(tx, &tenant, &id, now)? })
    });
    done.await
}
