//! `/api/v1/webhook_endpoints`: addresses outside that are told what happens.

use super::list::{self, List};
use super::money::Moment;
use super::request::{Asked, Paging, Sent, answer};
use super::webhook_deliveries::WebhookDelivery;
use crate::app::App;
use crate::call;
use crate::http::api::shape::{
    EndpointOrder, EventKindOrAll, MomentText, Plain200, SecureAddress, WebhookEventKind,
};
use crate::http::problem::{Handled, Problem};
use crate::outbound;
use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value as Wire;
use std::sync::Arc;
use tributary_core::{TenantId, Timestamp, WebhookEndpointId};
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::idempotency::Answer;
use tributary_engine::seal::Sealer;
use tributary_engine::webhook::{self, State};
use tributary_engine::{Error, Result, audit};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const KINDS_MAX: usize = 100;
const NOTE_CHARS_MAX: usize = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, create))
        .routes(routes!(show, change))
        .routes(routes!(rotate))
        .routes(routes!(test))
        .routes(routes!(replay))
}

super::body::words! {
    /// How an endpoint stands: only `active` ones are told anything.
    EndpointState = State {
        "active" => Active, "paused" => Paused, "disabled" => Disabled, "archived" => Archived,
    }
}

/// An address outside that is told what happens.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WebhookEndpoint {
    /// Its id.
    #[schema(example = "whk_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Where to.
    url: String,
    /// Which kinds of events; `*` is all.
    events: Vec<String>,
    /// How it stands.
    state: EndpointState,
    /// Why it is disabled: `gone` (it answered 410) or `failing` (20 tries in a row over three days failed).
    #[schema(required)]
    reason: Option<String>,
    /// How many tries failed since the last that did not.
    failures: i64,
    /// Since when they fail.
    #[schema(required)]
    failing_since: Option<String>,
    /// Until when messages are also signed with the secret before.
    #[schema(required)]
    overlap_until: Option<String>,
    /// When it was made.
    created_at: String,
    /// When it was changed.
    updated_at: String,
}

impl From<webhook::Endpoint> for WebhookEndpoint {
    fn from(endpoint: webhook::Endpoint) -> Self {
        Self {
            id: endpoint.id.to_string(),
            url: endpoint.url,
            events: endpoint.wants,
            state: endpoint.state.into(),
            reason: endpoint.reason,
            failures: endpoint.failures,
            failing_since: endpoint.failing_since.map(rfc3339),
            overlap_until: endpoint.overlap_until.map(rfc3339),
            created_at: rfc3339(endpoint.created_at),
            updated_at: rfc3339(endpoint.updated_at),
        }
    }
}

/// An endpoint with its secret, which is shown this once.
// Nothing is ever made of it: the secret joins an answer that is kept without it. This is how both are described.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WebhookEndpointWithSecret {
    #[serde(flatten)]
    endpoint: WebhookEndpoint,
    /// What messages to it are signed with; keep it, it is not shown again.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")]
    secret: String,
}

/// An endpoint to make.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWebhookEndpoint {
    /// Where to: https, a public address, port 443, 80 or above 1023.
    #[schema(value_type = SecureAddress, example = "https://example.com/webhooks")]
    url: String,
    /// Which kinds of events; `*` is all, those of later versions included.
    #[schema(value_type = Vec<EventKindOrAll>, example = json!(["order.attributed", "commission.created"]), min_items = 1, max_items = 100)]
    events: Vec<String>,
}

/// What to change about an endpoint; what is missing stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookEndpointChange {
    /// Where to.
    #[schema(value_type = Option<SecureAddress>)]
    url: Option<String>,
    /// Which kinds of events.
    #[schema(value_type = Option<Vec<EventKindOrAll>>, min_items = 1, max_items = 100)]
    events: Option<Vec<String>>,
    /// `active`, `paused` (what is queued waits, what happens meanwhile is not told) or `archived` (what is queued is given up).
    #[schema(value_type = Option<EndpointOrder>)]
    state: Option<EndpointState>,
}

/// How to renew a secret.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotation {
    /// For so many hours messages are signed with both secrets, 0 to 168; 24 when missing. Use 0 for one that others know.
    #[schema(minimum = 0, maximum = 168, default = 24)]
    overlap_hours: Option<i64>,
}

impl Rotation {
    /// How long both secrets are good.
    pub(super) fn hours(&self) -> Handled<i64> {
        let hours = self.overlap_hours.unwrap_or(webhook::OVERLAP_HOURS);
        super::checked(|faults| faults.range("/overlap_hours", hours, 0, webhook::OVERLAP_HOURS_MAX))?;
        Ok(hours)
    }
}

/// A test to send.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookTest {
    /// A sample of this kind, which says `"test": true`; a `webhook_endpoint.tested` when missing.
    #[serde(rename = "type")]
    #[schema(value_type = Option<WebhookEventKind>, example = "order.attributed")]
    kind: Option<String>,
    /// Words that come along, to tell this test from others.
    #[schema(value_type = Option<Plain200>)]
    note: Option<String>,
}

/// What to send again.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookReplay {
    /// What failed of what was queued from this moment on.
    #[schema(value_type = MomentText, example = "2026-05-01T12:00:00Z")]
    since: Moment,
}

/// What is sent again.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WebhookReplayed {
    /// How many.
    queued: usize,
    /// Whether there are more, for another call.
    has_more: bool,
}

impl WebhookReplay {
    /// Since when.
    pub(super) const fn since(&self) -> Timestamp {
        self.since.at
    }
}

impl WebhookReplayed {
    /// So many, of what may be more.
    pub(super) fn of(queued: usize) -> Self {
        let has_more = i64::try_from(queued).is_ok_and(|queued| queued >= webhook::REPLAYED_MAX);
        Self { queued, has_more }
    }
}

/// List endpoints, newest first.
#[utoipa::path(get, path = "/api/v1/webhook_endpoints", tag = "webhooks", params(Paging),
    responses((status = 200, body = List<WebhookEndpoint>)))]
async fn index(Shared(app): Shared<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("webhooks:read")?;
    let _: super::Nothing = asked.query()?;
    let cursor = asked.cursor(list::id::<WebhookEndpointId>)?;
    let page = call::read(&app.engine, move |tx| webhook::list(tx, &tenant, &cursor)).await?;
    Ok(list::render(&asked, page, WebhookEndpoint::from))
}

/// Add an endpoint.
///
/// From now on it is told each event that it wants, signed with the secret in the answer.
#[utoipa::path(post, path = "/api/v1/webhook_endpoints", tag = "webhooks", request_body = NewWebhookEndpoint,
    responses((status = 201, body = WebhookEndpointWithSecret)))]
async fn create(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewWebhookEndpoint>("webhooks:write")?;
    super::checked(|faults| faults.count("/events", body.events.len(), KINDS_MAX))?;
    let new = webhook::NewEndpoint { url: address(&app, &body.url)?, wants: body.events };
    let (sealer, actor) = (app.engine.sealer.clone(), sent.actor());
    let of = tenant.clone();
    let made = sent.once_told(
        &app,
        move |tx, now| {
            let endpoint = webhook::create(tx, (&tenant, &sealer), &new, now)?;
            audit::webhook_created(tx, &actor, &endpoint, now)?;
            answer(StatusCode::CREATED, &WebhookEndpoint::from(endpoint))
        },
        with_secret(of, app.engine.sealer.clone()),
    );
    made.await
}

/// Read an endpoint.
#[utoipa::path(get, path = "/api/v1/webhook_endpoints/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "The endpoint's id.")),
    responses((status = 200, body = WebhookEndpoint)))]
async fn show(Shared(app): Shared<App>, asked: Asked) -> Handled<Json<WebhookEndpoint>> {
    let tenant = asked.tenant("webhooks:read")?;
    let id: WebhookEndpointId = asked.id("webhook endpoint")?;
    let endpoint = call::read(&app.engine, move |tx| webhook::load(tx, &tenant, &id)).await?;
    Ok(Json(endpoint.into()))
}

/// Change, pause, resume or archive an endpoint.
#[utoipa::path(patch, path = "/api/v1/webhook_endpoints/{id}", tag = "webhooks",
    request_body = WebhookEndpointChange, params(("id" = String, Path, description = "The endpoint's id.")),
    responses((status = 200, body = WebhookEndpoint)))]
async fn change(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<WebhookEndpointChange>("webhooks:write")?;
    let id: WebhookEndpointId = sent.asked().id("webhook endpoint")?;
    let kinds = body.events.as_ref().map_or(0, Vec::len);
    super::checked(|faults| faults.count("/events", kinds, KINDS_MAX))?;
    let url = body.url.map(|url| address(&app, &url)).transpose()?;
    let change = webhook::Change { url, wants: body.events, state: body.state.map(State::from) };
    let actor = sent.actor();
    let changed = sent.once(&app, move |tx, now| {
        let before = webhook::load(tx, &tenant, &id)?;
        let after = webhook::change(tx, &tenant, &id, &change, now)?;
        audit::webhook_changed(tx, &actor, (&before, &after), now)?;
        answer(StatusCode::OK, &WebhookEndpoint::from(after))
    });
    changed.await
}

/// Renew an endpoint's secret.
///
/// For a while messages carry a signature of each, so that the receiver can change at leisure.
#[utoipa::path(post, path = "/api/v1/webhook_endpoints/{id}/rotate", tag = "webhooks", request_body = Rotation,
    params(("id" = String, Path, description = "The endpoint's id.")),
    responses((status = 200, body = WebhookEndpointWithSecret)))]
async fn rotate(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<Rotation>("webhooks:write")?;
    let id: WebhookEndpointId = sent.asked().id("webhook endpoint")?;
    let hours = body.hours()?;
    let (sealer, actor) = (app.engine.sealer.clone(), sent.actor());
    let of = tenant.clone();
    let renewed = sent.once_told(
        &app,
        move |tx, now| {
            let endpoint = webhook::rotate(tx, (&tenant, &sealer), (&id, hours), now)?;
            audit::webhook_renewed(tx, &actor, &endpoint, now)?;
            answer(StatusCode::OK, &WebhookEndpoint::from(endpoint))
        },
        with_secret(of, app.engine.sealer.clone()),
    );
    renewed.await
}

/// Send an endpoint a test.
///
/// It is an event of its own, `webhook_endpoint.tested`, or a sample of any kind, whatever the endpoint wants. The answer is its delivery, to look at
/// again once it was sent.
#[utoipa::path(post, path = "/api/v1/webhook_endpoints/{id}/test", tag = "webhooks", request_body = WebhookTest,
    params(("id" = String, Path, description = "The endpoint's id.")),
    responses((status = 201, body = WebhookDelivery)))]
async fn test(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<WebhookTest>("webhooks:write")?;
    let id: WebhookEndpointId = sent.asked().id("webhook endpoint")?;
    super::checked(|faults| {
        body.note.iter().for_each(|note| faults.maybe_empty("/note", note, NOTE_CHARS_MAX));
    })?;
    let actor = sent.actor();
    let tested = sent.once(&app, move |tx, now| {
        let test = webhook::Test { kind: body.kind.as_deref(), note: body.note.as_deref() };
        let delivery = webhook::send_test(tx, &tenant, (&id, &test), now)?;
        let endpoint = webhook::load(tx, &tenant, &id)?;
        audit::webhook_tested(tx, &actor, &endpoint, now)?;
        let told = webhook::show(tx, &tenant, &delivery)?;
        answer(StatusCode::CREATED, &WebhookDelivery::from(told.delivery))
    });
    tested.await
}

/// Send again what failed.
///
/// At most 10,000 of them at once, the oldest first; the schedule of each begins anew.
#[utoipa::path(post, path = "/api/v1/webhook_endpoints/{id}/replay", tag = "webhooks",
    request_body = WebhookReplay, params(("id" = String, Path, description = "The endpoint's id.")),
    responses((status = 200, body = WebhookReplayed)))]
async fn replay(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<WebhookReplay>("webhooks:write")?;
    let id: WebhookEndpointId = sent.asked().id("webhook endpoint")?;
    let since = body.since();
    let actor = sent.actor();
    let replayed = sent.once(&app, move |tx, now| {
        let endpoint = webhook::load(tx, &tenant, &id)?;
        let queued = webhook::replay_failed(tx, &tenant, (&id, since), now)?;
        if queued > 0 {
            audit::webhook_replayed(tx, &actor, &endpoint, now)?;
        }
        answer(StatusCode::OK, &WebhookReplayed::of(queued))
    });
    replayed.await
}

/// An address that may be called.
fn address(app: &App, url: &str) -> Handled<String> {
    let checked = outbound::check(url, app.settings.allow_private_webhooks);
    let url = checked.map_err(|why| Problem::field("/url", why.code(), why.to_string()))?;
    Ok(url.to_string())
}

/// Puts an endpoint's secret into an answer about it. What is kept under an idempotency key has none.
fn with_secret(
    tenant: TenantId,
    sealer: Arc<Sealer>,
) -> impl Fn(&mut Tx<'_>, Answer) -> Result<Answer> + Send + 'static {
    move |tx, answer| {
        let broken = |error: serde_json::Error| Error::Broken(error.to_string());
        let mut body: Wire = serde_json::from_str(&answer.body).map_err(broken)?;
        let id = body["id"].as_str().and_then(|id| WebhookEndpointId::parse(id).ok());
        let id = id.ok_or_else(|| Error::Broken("an endpoint's answer has no id".to_owned()))?;
        body["secret"] = webhook::secret(tx, (&tenant, &sealer), &id)?.into();
        Ok(Answer { body: body.to_string(), ..answer })
    }
}
