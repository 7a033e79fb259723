//! `/api/v1/webhook_deliveries`: what became of each telling.

use super::list::{self, List};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::EndpointRef;
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::{Timestamp, WebhookDeliveryId, WebhookEndpointId};
use tributary_engine::audit;
use tributary_engine::clock::rfc3339;
use tributary_engine::webhook::{self, DeliveryState};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index)).routes(routes!(show)).routes(routes!(replay))
}

super::body::words! {
    /// How a delivery stands.
    WebhookDeliveryState = DeliveryState { "pending" => Pending, "delivered" => Delivered, "failed" => Failed }
}

/// One event on its way to one endpoint.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WebhookDelivery {
    /// Its id.
    #[schema(example = "whd_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// To whom.
    endpoint: String,
    /// The event's id: the `webhook-id` of every try.
    event: String,
    /// The event's kind.
    #[serde(rename = "type")]
    #[schema(example = "order.attributed")]
    kind: String,
    /// How it stands.
    state: WebhookDeliveryState,
    /// How often it was tried.
    attempts: i64,
    /// When it is tried next; null when it is settled.
    #[schema(required)]
    next_attempt_at: Option<String>,
    /// When it was tried last.
    #[schema(required)]
    attempted_at: Option<String>,
    /// When it was taken or given up.
    #[schema(required)]
    settled_at: Option<String>,
    /// The HTTP status of the last try; null when there was no answer.
    #[schema(required)]
    status: Option<i64>,
    /// How long the last try took.
    #[schema(required)]
    took_ms: Option<i64>,
    /// What went wrong at the last try.
    #[schema(required)]
    error: Option<String>,
    /// When it was queued.
    created_at: String,
}

impl From<webhook::Delivery> for WebhookDelivery {
    fn from(delivery: webhook::Delivery) -> Self {
        let is_pending = delivery.state == DeliveryState::Pending;
        Self {
            id: delivery.id.to_string(),
            endpoint: delivery.endpoint.to_string(),
            event: delivery.event,
            kind: delivery.kind,
            state: delivery.state.into(),
            attempts: delivery.attempts,
            next_attempt_at: is_pending.then(|| rfc3339(delivery.due_at)),
            attempted_at: delivery.attempted_at.map(rfc3339),
            settled_at: delivery.settled_at.map(rfc3339),
            status: delivery.status,
            took_ms: delivery.took_ms,
            error: delivery.trouble,
            created_at: rfc3339(delivery.created_at),
        }
    }
}

/// A delivery with what is sent and what was answered last.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WebhookDeliveryDetail {
    #[serde(flatten)]
    delivery: WebhookDelivery,
    /// What is sent.
    request: WebhookRequest,
    /// What was answered last.
    #[schema(required)]
    response: Option<WebhookResponse>,
}

/// What is sent, but for its signature.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WebhookRequest {
    /// How: `POST`, or `GET` for a postback without a body.
    method: &'static str,
    /// Where to: as it was called last, or, before the first try, as it will be.
    url: String,
    /// The header `webhook-id`.
    webhook_id: String,
    /// The header `webhook-timestamp` of the last try, in seconds.
    #[schema(required)]
    webhook_timestamp: Option<i64>,
    /// The body, letter by letter.
    body: String,
}

/// What was answered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WebhookResponse {
    /// The HTTP status.
    status: i64,
    /// The first 1,024 bytes of the body.
    body: String,
}

impl From<webhook::Told> for WebhookDeliveryDetail {
    fn from(told: webhook::Told) -> Self {
        let delivery = told.delivery;
        let seconds = |at: Timestamp| at.ms().div_euclid(1_000);
        let body = delivery.answer.clone().unwrap_or_default();
        Self {
            request: WebhookRequest {
                method: told.method.as_str(),
                url: told.url,
                webhook_id: delivery.event.clone(),
                webhook_timestamp: delivery.attempted_at.map(seconds),
                body: told.body,
            },
            response: delivery.status.map(|status| WebhookResponse { status, body }),
            delivery: delivery.into(),
        }
    }
}

/// Which deliveries are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// To this endpoint.
    #[param(value_type = Option<EndpointRef>)]
    endpoint: Option<WebhookEndpointId>,
    /// That stand so.
    #[param(inline)]
    state: Option<WebhookDeliveryState>,
}

/// Nothing more to say.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeliveryReplay {}

/// List deliveries, newest first.
#[utoipa::path(get, path = "/api/v1/webhook_deliveries", tag = "webhooks", params(Paging, Wanted),
    responses((status = 200, body = List<WebhookDelivery>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("webhooks:read")?;
    let Wanted { endpoint, state } = asked.query()?;
    let filter = webhook::Filter { endpoint, state: state.map(DeliveryState::from) };
    let cursor = asked.cursor(list::id::<WebhookDeliveryId>)?;
    let page = call::read(&app.engine, move |tx| webhook::deliveries(tx, &tenant, &filter, &cursor)).await?;
    Ok(list::render(&asked, page, WebhookDelivery::from))
}

/// Read a delivery with what is sent and what was answered last.
#[utoipa::path(get, path = "/api/v1/webhook_deliveries/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "The delivery's id.")),
    responses((status = 200, body = WebhookDeliveryDetail)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<WebhookDeliveryDetail>> {
    let tenant = asked.tenant("webhooks:read")?;
    let id: WebhookDeliveryId = asked.id("webhook delivery")?;
    let told = call::read(&app.engine, move |tx| webhook::show(tx, &tenant, &id)).await?;
    Ok(Json(told.into()))
}

/// Send a delivery again, whatever became of it.
///
/// It goes out at once, with the same `webhook-id`; the schedule begins anew.
#[utoipa::path(post, path = "/api/v1/webhook_deliveries/{id}/replay", tag = "webhooks",
    request_body = DeliveryReplay, params(("id" = String, Path, description = "The delivery's id.")),
    responses((status = 200, body = WebhookDelivery)))]
async fn replay(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, DeliveryReplay {}) = sent.read("webhooks:write")?;
    let id: WebhookDeliveryId = sent.asked().id("webhook delivery")?;
    let actor = sent.actor();
    let replayed = sent.once(&app, move |tx, now| {
        let delivery = webhook::replay(tx, &tenant, &id, now)?;
        let endpoint = webhook::load(tx, &tenant, &delivery.endpoint)?;
        audit::webhook_replayed(tx, &actor, &endpoint, now)?;
        answer(StatusCode::OK, &WebhookDelivery::from(delivery))
    });
    replayed.await
}
