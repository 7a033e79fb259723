//! `/api/v2/transactions`: state one, find one by the store's number, change it, call it off.

use super::input::{NewTransaction, TransactionChange};
use super::kind::{self, Kind};
use super::object::{self, Data, Transaction};
use crate::app::App;
use crate::http::api::conversion::{self, Home, Pointers, Telling};
use crate::http::api::order_body::text;
use crate::http::api::request::{Asked, Sent};
use crate::http::api::shape::AnyText;
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use tributary_core::fact::{OrderKind, OrderStated};
use tributary_core::{EventTypeId, OrderId, ProgramId, TenantId, Timestamp};
use tributary_engine::Result;
use tributary_engine::db::Tx;
use tributary_engine::order::OrderKey;
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
    #[param(rename = "byOrderNumber", value_type = AnyText)]
    number: String,
}

/// Find a transaction by the store's number.
#[utoipa::path(get, path = "/api/v2/transactions", tag = "retrack", params(ByNumber),
    responses((status = 200, body = Data<Transaction>)))]
async fn find(State(app): State<App>, asked: Asked) -> Handled<Json<Data<Transaction>>> {
    let tenant = asked.tenant("orders:read")?;
    let ByNumber { number } = asked.query()?;
    kind::found::<Transactions>(&app, tenant, number).await
}

/// Read a transaction.
#[utoipa::path(get, path = "/api/v2/transactions/{id}", tag = "retrack",
    params(("id" = String, Path, description = "Its UUID, or our id.")),
    responses((status = 200, body = Data<Transaction>)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Data<Transaction>>> {
    kind::shown::<Transactions>(&app, &asked).await
}

/// State a transaction.
///
/// Its number decides: the first time makes it, each further time updates it, and it earns once.
#[utoipa::path(post, path = "/api/v2/transactions", tag = "retrack", request_body = NewTransaction, responses(
    (status = 201, body = Data<Transaction>, description = "New here"),
    (status = 200, body = Data<Transaction>, description = "Known before")))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    kind::created::<Transactions>(&app, &sent).await
}

/// Change a transaction.
///
/// What is given replaces what was told before: amounts, products, vouchers, status. The difference is posted.
#[utoipa::path(put, path = "/api/v2/transactions/{id}", tag = "retrack", request_body = TransactionChange,
    params(("id" = String, Path, description = "Its UUID, or our id.")),
    responses((status = 200, body = Data<Transaction>)))]
async fn replace(State(app): State<App>, sent: Sent) -> Handled<Response> {
    kind::changed::<Transactions>(&app, &sent).await
}

/// Change a transaction, as by `PUT`.
#[utoipa::path(patch, path = "/api/v2/transactions/{id}", tag = "retrack", request_body = TransactionChange,
    params(("id" = String, Path, description = "Its UUID, or our id.")),
    responses((status = 200, body = Data<Transaction>)))]
async fn change(State(app): State<App>, sent: Sent) -> Handled<Response> {
    kind::changed::<Transactions>(&app, &sent).await
}

/// Change a transaction, as by `PUT`.
#[utoipa::path(post, path = "/api/v2/transactions/{id}", tag = "retrack", request_body = TransactionChange,
    params(("id" = String, Path, description = "Its UUID, or our id.")),
    responses((status = 200, body = Data<Transaction>)))]
async fn restate(State(app): State<App>, sent: Sent) -> Handled<Response> {
    kind::changed::<Transactions>(&app, &sent).await
}

/// Call a transaction off: everything it earned is taken back.
#[utoipa::path(delete, path = "/api/v2/transactions/{id}", tag = "retrack",
    params(("id" = String, Path, description = "Its UUID, or our id.")),
    responses((status = 200, body = Data<Transaction>)))]
async fn cancel(State(app): State<App>, sent: Sent) -> Handled<Response> {
    kind::cancelled::<Transactions>(&app, &sent).await
}

/// Transactions, as [`kind`] handles them.
struct Transactions;

impl Kind for Transactions {
    type New = NewTransaction;
    type Change = TransactionChange;
    type Object = Transaction;

    const KIND: OrderKind = OrderKind::Order;
    const NOUN: &'static str = "transaction";
    const TOPICS: [&'static str; 3] = ["retrack.transaction", "retrack.update", "retrack.cancel"];

    fn check_new(new: &NewTransaction) -> Result<()> {
        new.check()
    }

    fn check_change(change: &TransactionChange) -> Result<()> {
        change.check()
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
        let mut blank = OrderStated::blank(&key.external_id, home.store.currency, placed);
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

    fn changed(
        tx: &mut Tx<'_>,
        of: (&TenantId, &ProgramId),
        change: &TransactionChange,
        known: OrderStated,
    ) -> Result<OrderStated> {
        let order = change.put(known)?;
        conversion::check_events(tx, of, &order, &POINTERS)?;
        Ok(order)
    }

    fn called_off() -> TransactionChange {
        TransactionChange { status: Some("cancelled".to_owned()), ..TransactionChange::default() }
    }

    fn object(tx: &mut Tx<'_>, tenant: &TenantId, id: &OrderId, now: Timestamp) -> Result<Transaction> {
        object::transaction(tx, tenant, id, now)
    }
}
