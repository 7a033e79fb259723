//! `/api/v1/reservations`: store credit set aside while somebody buys: reserve it at the checkout, capture it with the order, release it when
//! nothing comes of it. Each step is done once, however often it is sent.

use super::list::{self, List};
use super::money::Money;
use super::request::{Asked, Paging, Sent, answer};
use super::wallets::Whom;
use crate::app::App;
use crate::call;
use crate::http::api::shape::{CustomerRef, MoneyAboveZero, StoreRef, Text100, Text200};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::{CustomerId, ReservationId, StoreId, money};
use tributary_engine::clock::rfc3339;
use tributary_engine::wallet::{self, ReservationState as Stands};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const SECOND_MS: i64 = 1_000;
const ORDER_CHARS_MAX: usize = 200;
const ACCOUNT_CHARS_MAX: usize = 100;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, create))
        .routes(routes!(show))
        .routes(routes!(capture))
        .routes(routes!(release))
}

super::body::words! {
    /// How a reservation stands.
    ReservationState = Stands {
        "held" => Held, "captured" => Captured, "released" => Released, "expired" => Expired,
    }
}

/// Store credit set aside for a purchase.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Reservation {
    /// Its id.
    #[schema(example = "rsv_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The customer whose it is.
    customer: String,
    /// The store.
    store: String,
    /// How much was set aside.
    amount: Money,
    /// How much of it was spent; the rest went back.
    captured: Money,
    /// How it stands.
    state: ReservationState,
    /// What you call it.
    reference: String,
    /// The store's id of the order it is for.
    #[schema(required)]
    order: Option<String>,
    /// When it was made.
    created_at: String,
    /// The first moment without it: what is held then goes back by itself.
    expires_at: String,
    /// When it was captured or went back.
    #[schema(required)]
    settled_at: Option<String>,
}

impl From<wallet::Reservation> for Reservation {
    fn from(reservation: wallet::Reservation) -> Self {
        Self {
            id: reservation.id.to_string(),
            customer: reservation.customer.to_string(),
            store: reservation.store.to_string(),
            amount: reservation.amount.into(),
            captured: Money::new(reservation.captured_minor, reservation.amount.currency),
            state: reservation.state.into(),
            reference: reservation.reference,
            order: reservation.order,
            created_at: rfc3339(reservation.created_at),
            expires_at: rfc3339(reservation.expires_at),
            settled_at: reservation.settled_at.map(rfc3339),
        }
    }
}

/// Store credit to set aside.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReservation {
    /// Whose; or `store` and `external_id`.
    #[schema(value_type = Option<CustomerRef>, example = "cus_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    customer: Option<CustomerId>,
    /// The store of the account.
    #[schema(value_type = Option<StoreRef>)]
    store: Option<StoreId>,
    /// The store's own id of the customer's account.
    #[schema(value_type = Option<Text100>, example = "42")]
    external_id: Option<String>,
    /// How much, above zero; never more than there is.
    #[schema(value_type = MoneyAboveZero)]
    amount: Money,
    /// What you call it, such as the cart's id, 1 to 200 characters: sent again for the same wallet and amount it is the same
    /// reservation, however it stands by then.
    #[schema(value_type = Text200, example = "cart-9f2c")]
    reference: String,
    /// The store's id of the order it is for, if there is one already.
    #[schema(value_type = Option<Text200>)]
    order: Option<String>,
    /// For how long, 60 to 2,678,400 seconds; half an hour when missing.
    #[schema(minimum = 60, maximum = 2_678_400, default = 1_800)]
    expires_in_seconds: Option<i64>,
}

/// What to spend of a reservation.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Capture {
    /// How much of it; all when missing. The rest goes back to the wallet.
    #[schema(value_type = Option<MoneyAboveZero>)]
    amount: Option<Money>,
}

/// Nothing more to say.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReservationRelease {}

/// Whose reservations are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct OfCustomer {
    /// Of this customer.
    #[param(value_type = CustomerRef)]
    customer: CustomerId,
}

/// List a customer's reservations, newest first.
#[utoipa::path(get, path = "/api/v1/reservations", tag = "wallets", params(Paging, OfCustomer),
    responses((status = 200, body = List<Reservation>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("wallets:read")?;
    let OfCustomer { customer } = asked.query()?;
    let cursor = asked.cursor(list::id::<ReservationId>)?;
    let page =
        call::read(&app.engine, move |tx| wallet::reservations(tx, (&tenant, &customer), &cursor)).await?;
    Ok(list::render(&asked, page, Reservation::from))
}

/// Set store credit aside.
///
/// It can be spent by nobody else from now on, until it is captured, released or expires.
#[utoipa::path(post, path = "/api/v1/reservations", tag = "wallets", request_body = NewReservation,
    responses((status = 201, body = Reservation)))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewReservation>("wallets:write")?;
    let account = body.external_id.clone();
    let whom = Whom::of(body.customer, (body.store, body.external_id))?;
    let seconds = body.expires_in_seconds.unwrap_or(wallet::LASTS_MS / SECOND_MS);
    super::checked(|faults| {
        faults.amount("/amount", body.amount, body.amount.currency, 1);
        faults.text("/reference", &body.reference, wallet::REFERENCE_CHARS_MAX);
        account.iter().for_each(|account| faults.text("/external_id", account, ACCOUNT_CHARS_MAX));
        if let Some(order) = &body.order {
            faults.text("/order", order, ORDER_CHARS_MAX);
        }
        let (least, most) = (wallet::LASTS_MS_MIN / SECOND_MS, wallet::LASTS_MS_MAX / SECOND_MS);
        faults.range("/expires_in_seconds", seconds, least, most);
    })?;
    let (amount, by) = (money::Money::from(body.amount), sent.by());
    let (reference, order) = (body.reference, body.order);
    let made = sent.once(&app, move |tx, now| {
        let new = wallet::NewReservation {
            customer: whom.load(tx, &tenant)?.id,
            amount,
            reference: reference.clone(),
            order: order.clone(),
            lasts_ms: seconds * SECOND_MS,
            by: by.clone(),
        };
        answer(StatusCode::CREATED, &Reservation::from(wallet::reserve(tx, &tenant, &new, now)?))
    });
    made.await
}

/// Read a reservation.
#[utoipa::path(get, path = "/api/v1/reservations/{id}", tag = "wallets",
    params(("id" = String, Path, description = "The reservation's id.")),
    responses((status = 200, body = Reservation)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Reservation>> {
    let tenant = asked.tenant("wallets:read")?;
    let id: ReservationId = asked.id("reservation")?;
    let found = call::read(&app.engine, move |tx| wallet::load_reservation(tx, &tenant, &id)).await?;
    Ok(Json(found.into()))
}

/// Spend a reservation, or a part of it.
///
/// What is left of it goes back to the wallet. Sent again with the same amount, the answer is the same.
#[utoipa::path(post, path = "/api/v1/reservations/{id}/capture", tag = "wallets", request_body = Capture,
    params(("id" = String, Path, description = "The reservation's id.")),
    responses((status = 200, body = Reservation)))]
async fn capture(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<Capture>("wallets:write")?;
    let id: ReservationId = sent.asked().id("reservation")?;
    super::checked(|faults| {
        body.amount.iter().for_each(|amount| faults.amount("/amount", *amount, amount.currency, 1));
    })?;
    let part = body.amount.map(money::Money::from);
    let captured = sent.once(&app, move |tx, now| {
        let captured = wallet::capture(tx, (&tenant, &id), part, now)?;
        answer(StatusCode::OK, &Reservation::from(captured))
    });
    captured.await
}

/// Give a reservation back to the wallet.
#[utoipa::path(post, path = "/api/v1/reservations/{id}/release", tag = "wallets",
    request_body = ReservationRelease, params(("id" = String, Path, description = "The reservation's id.")),
    responses((status = 200, body = Reservation)))]
async fn release(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, ReservationRelease {}) = sent.read("wallets:write")?;
    let id: ReservationId = sent.asked().id("reservation")?;
    let released = sent.once(&app, move |tx, now| {
        answer(StatusCode::OK, &Reservation::from(wallet::release(tx, (&tenant, &id), now)?))
    });
    released.await
}
