//! `/api/v1/publisher/postbacks` and `…/deliveries`: a publisher's own endpoints. What becomes of each telling is as with the
//! webhooks of a store, whose parts these are.

use super::list::{self, List};
use super::publisher_request::{Asks, Sends};
use super::request::{Paging, answer};
use super::webhook_deliveries::{
    DeliveryReplay, WebhookDelivery, WebhookDeliveryDetail, WebhookDeliveryState,
};
use super::webhook_endpoints::{EndpointState, Rotation, WebhookReplay, WebhookReplayed};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{EitherAddress, EndpointOrder, EndpointRef, ProgramRef, PublisherEventOrAll};
use crate::http::problem::Handled;
use crate::postbacks::{address, address_for_stored};
use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value as Wire;
use tributary_core::{ProgramId, PublisherId, WebhookDeliveryId, WebhookEndpointId};
use tributary_engine::clock::rfc3339;
use tributary_engine::conversion::{Reach, reach_in, reach_of};
use tributary_engine::db::Tx;
use tributary_engine::webhook::{self, Change, DeliveryState, Format, Method, NewOwn, OwnChange, State};
use tributary_engine::{Error, Result};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const KINDS_MAX: usize = 100;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, create))
        .routes(routes!(show, change))
        .routes(routes!(rotate))
        .routes(routes!(test))
        .routes(routes!(replay))
        .routes(routes!(deliveries))
        .routes(routes!(delivery))
        .routes(routes!(replay_one))
}

super::body::words! {
    /// What is sent.
    PostbackFormat = Format { "standard" => Standard, "postback" => Postback }
}

super::body::words! {
    /// How an address is called.
    PostbackMethod = Method { "GET" => Get, "POST" => Post }
}

/// An address of the publisher's that is told of conversions in one program.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Postback {
    /// Its id.
    #[schema(example = "whk_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Of which program.
    program: String,
    /// Where to; with macros where it is a postback.
    url: String,
    /// `standard` (JSON as Standard Webhooks says) or `postback` (macros in the address).
    format: PostbackFormat,
    /// How it is called.
    method: PostbackMethod,
    /// Which kinds of events; `*` is all of them.
    events: Vec<String>,
    /// How it stands.
    state: EndpointState,
    /// Why it is disabled: `gone` (it answered 410) or `failing` (20 tries in a row over three days failed).
    #[schema(required)]
    reason: Option<String>,
    /// How many tries failed since the last that did not.
    failures: i64,
    /// Until when messages are also signed with the secret before.
    #[schema(required)]
    overlap_until: Option<String>,
    /// When it was made.
    created_at: String,
    /// When it was changed.
    updated_at: String,
}

impl From<webhook::Endpoint> for Postback {
    fn from(endpoint: webhook::Endpoint) -> Self {
        Self {
            id: endpoint.id.to_string(),
            program: endpoint.owner.map(|owner| owner.program.to_string()).unwrap_or_default(),
            url: endpoint.url,
            format: endpoint.format.into(),
            method: endpoint.method.into(),
            events: endpoint.wants,
            state: endpoint.state.into(),
            reason: endpoint.reason,
            failures: endpoint.failures,
            overlap_until: endpoint.overlap_until.map(rfc3339),
            created_at: rfc3339(endpoint.created_at),
            updated_at: rfc3339(endpoint.updated_at),
        }
    }
}

/// A postback with its secret, which is shown this once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PostbackWithSecret {
    #[serde(flatten)]
    postback: Postback,
    /// What messages to it are signed with; keep it, it is not shown again.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")]
    secret: String,
}

/// The publisher's postbacks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Postbacks {
    /// All of them, newest first within each store.
    data: Vec<Postback>,
}

/// A postback to add.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPostback {
    /// Of which program.
    #[schema(value_type = ProgramRef, example = "prg_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    program: ProgramId,
    /// Where to: https, a public address. Macros such as `{click_id}`, `[click_id]` or `#click_id#` stand for values.
    #[schema(value_type = EitherAddress, example = "https://track.example/postback?cid={click_id}&sum={payout}&status={status}")]
    url: String,
    /// What is sent; `postback` when missing.
    format: Option<PostbackFormat>,
    /// How it is called; `GET` for a postback when missing, `POST` for the standard.
    method: Option<PostbackMethod>,
    /// Which kinds of events; all when missing.
    #[schema(value_type = Option<Vec<PublisherEventOrAll>>, example = json!(["conversion.approved", "conversion.declined"]), min_items = 1, max_items = 100)]
    events: Option<Vec<String>>,
}

/// What to change about a postback; what is missing stays.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PostbackChange {
    /// Where to.
    #[schema(value_type = Option<EitherAddress>)]
    url: Option<String>,
    /// How it is called.
    method: Option<PostbackMethod>,
    /// Which kinds of events.
    #[schema(value_type = Option<Vec<PublisherEventOrAll>>, min_items = 1, max_items = 100)]
    events: Option<Vec<String>>,
    /// `active`, `paused` (what is queued waits, what happens meanwhile is not told) or `archived` (what is queued is given up).
    #[schema(value_type = Option<EndpointOrder>)]
    state: Option<EndpointState>,
}

/// A test to send.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PostbackTest {}

/// Which deliveries are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct OfPostback {
    /// To this postback.
    #[param(value_type = EndpointRef)]
    postback: WebhookEndpointId,
    /// That stand so.
    #[param(inline)]
    state: Option<WebhookDeliveryState>,
}

/// Whose endpoint it is, among whom the publisher is.
fn owner(tx: &mut Tx<'_>, publisher: &PublisherId, id: &WebhookEndpointId) -> Result<Reach> {
    for of in reach_of(tx, publisher)? {
        match webhook::load_own(tx, &of, id) {
            Ok(_) => return Ok(of),
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::NotFound("postback"))
}

/// The same of a delivery.
fn told_to(
    tx: &mut Tx<'_>,
    publisher: &PublisherId,
    id: &WebhookDeliveryId,
) -> Result<(Reach, webhook::Told)> {
    for of in reach_of(tx, publisher)? {
        match webhook::show_own(tx, &of, id) {
            Ok(told) => return Ok((of, told)),
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::NotFound("delivery"))
}

/// List your postbacks.
#[utoipa::path(get, path = "/api/v1/publisher/postbacks", tag = "publisher", security(("publisher" = [])),
    responses((status = 200, body = Postbacks)))]
async fn index(Shared(app): Shared<App>, asks: Asks) -> Handled<Json<Postbacks>> {
    let super::Nothing {} = asks.query()?;
    let publisher = asks.publisher();
    let read = call::read(&app.engine, move |tx| {
        let mut all = Vec::new();
        for of in reach_of(tx, &publisher)? {
            all.extend(webhook::list_own(tx, &of)?.into_iter().map(Postback::from));
        }
        Ok(all)
    });
    Ok(Json(Postbacks { data: read.await? }))
}

/// Add a postback.
///
/// From now on it is told of each conversion of yours in the program, with what stood in the click. Headers `webhook-id`,
/// `webhook-timestamp` and `webhook-signature` come along as Standard Webhooks says; a GET signs its address and carries `sig`.
#[utoipa::path(post, path = "/api/v1/publisher/postbacks", tag = "publisher", request_body = NewPostback,
    security(("publisher" = [])), responses((status = 201, body = PostbackWithSecret)))]
async fn create(Shared(app): Shared<App>, sends: Sends) -> Handled<Response> {
    let body: NewPostback = sends.read()?;
    let events = body.events.clone().unwrap_or_else(|| vec![webhook::ALL_KINDS.to_owned()]);
    super::checked(|faults| faults.count("/events", events.len(), KINDS_MAX))?;
    let format = body.format.map_or(Format::Postback, Format::from);
    let usual = if format == Format::Postback { Method::Get } else { Method::Post };
    let new = NewOwn {
        program: body.program,
        url: address(&body.url, format, app.settings.allow_private_webhooks)?,
        wants: events,
        format,
        method: body.method.map_or(usual, Method::from),
    };
    let (publisher, sealer) = (sends.asks().publisher(), app.engine.sealer.clone());
    let made = sends.once_told(
        &app,
        move |tx, now| {
            let of = reach_in(tx, &publisher, (&new.program, "/program"))?;
            let endpoint = webhook::create_own(tx, (&of, &sealer), &new, now)?;
            answer(StatusCode::CREATED, &Postback::from(endpoint))
        },
        with_secret(&app, &sends),
    );
    made.await
}

/// Read a postback.
#[utoipa::path(get, path = "/api/v1/publisher/postbacks/{id}", tag = "publisher", security(("publisher" = [])),
    params(("id" = String, Path, description = "The postback's id.")), responses((status = 200, body = Postback)))]
async fn show(Shared(app): Shared<App>, asks: Asks) -> Handled<Json<Postback>> {
    let (id, publisher): (WebhookEndpointId, _) = (asks.id("postback")?, asks.publisher());
    let found = call::read(&app.engine, move |tx| {
        let of = owner(tx, &publisher, &id)?;
        webhook::load_own(tx, &of, &id)
    });
    Ok(Json(found.await?.into()))
}

/// Change, pause, resume or archive a postback.
#[utoipa::path(patch, path = "/api/v1/publisher/postbacks/{id}", tag = "publisher", request_body = PostbackChange,
    security(("publisher" = [])), params(("id" = String, Path, description = "The postback's id.")),
    responses((status = 200, body = Postback)))]
async fn change(Shared(app): Shared<App>, sends: Sends) -> Handled<Response> {
    let body: PostbackChange = sends.read()?;
    let kinds = body.events.as_ref().map_or(0, Vec::len);
    super::checked(|faults| faults.count("/events", kinds, KINDS_MAX))?;
    let (id, publisher): (WebhookEndpointId, _) = (sends.asks().id("postback")?, sends.asks().publisher());
    let allows_private = app.settings.allow_private_webhooks;
    let changed = sends.once(&app, move |tx, now| {
        let of = owner(tx, &publisher, &id)?;
        let format = webhook::load_own(tx, &of, &id)?.format;
        let url =
            body.url.as_deref().map(|url| address_for_stored(url, format, allows_private)).transpose()?;
        let change = Change { url, wants: body.events.clone(), state: body.state.map(State::from) };
        let change = OwnChange { change, method: body.method.map(Method::from) };
        answer(StatusCode::OK, &Postback::from(webhook::change_own(tx, &of, (&id, &change), now)?))
    });
    changed.await
}

/// Renew a postback's secret.
///
/// For a while messages carry a signature of each, so that the receiver can change at leisure.
#[utoipa::path(post, path = "/api/v1/publisher/postbacks/{id}/rotate", tag = "publisher", request_body = Rotation,
    security(("publisher" = [])), params(("id" = String, Path, description = "The postback's id.")),
    responses((status = 200, body = PostbackWithSecret)))]
async fn rotate(Shared(app): Shared<App>, sends: Sends) -> Handled<Response> {
    let hours = sends.read::<Rotation>()?.hours()?;
    let (id, publisher): (WebhookEndpointId, _) = (sends.asks().id("postback")?, sends.asks().publisher());
    let sealer = app.engine.sealer.clone();
    let renewed = sends.once_told(
        &app,
        move |tx, now| {
            let of = owner(tx, &publisher, &id)?;
            let endpoint = webhook::rotate_own(tx, (&of, &sealer), (&id, hours), now)?;
            answer(StatusCode::OK, &Postback::from(endpoint))
        },
        with_secret(&app, &sends),
    );
    renewed.await
}

/// Send a test.
///
/// It is a conversion that never was, with every macro filled in. The answer is its delivery, to look at once it was sent.
#[utoipa::path(post, path = "/api/v1/publisher/postbacks/{id}/test", tag = "publisher", request_body = PostbackTest,
    security(("publisher" = [])), params(("id" = String, Path, description = "The postback's id.")),
    responses((status = 201, body = WebhookDeliveryDetail)))]
async fn test(Shared(app): Shared<App>, sends: Sends) -> Handled<Response> {
    let PostbackTest {} = sends.read()?;
    let (id, publisher): (WebhookEndpointId, _) = (sends.asks().id("postback")?, sends.asks().publisher());
    let tested = sends.once(&app, move |tx, now| {
        let of = owner(tx, &publisher, &id)?;
        let delivery = webhook::send_test_own(tx, &of, &id, now)?;
        let told = webhook::show_own(tx, &of, &delivery)?;
        answer(StatusCode::CREATED, &WebhookDeliveryDetail::from(told))
    });
    tested.await
}

/// Send again what failed since a moment.
///
/// At most 10,000 of them at once, the oldest first; the schedule of each begins anew.
#[utoipa::path(post, path = "/api/v1/publisher/postbacks/{id}/replay", tag = "publisher", request_body = WebhookReplay,
    security(("publisher" = [])), params(("id" = String, Path, description = "The postback's id.")),
    responses((status = 200, body = WebhookReplayed)))]
async fn replay(Shared(app): Shared<App>, sends: Sends) -> Handled<Response> {
    let body: WebhookReplay = sends.read()?;
    let (id, publisher): (WebhookEndpointId, _) = (sends.asks().id("postback")?, sends.asks().publisher());
    let since = body.since();
    let replayed = sends.once(&app, move |tx, now| {
        let of = owner(tx, &publisher, &id)?;
        let queued = webhook::replay_failed_own(tx, &of, (&id, since), now)?;
        answer(StatusCode::OK, &WebhookReplayed::of(queued))
    });
    replayed.await
}

/// List what became of each telling, newest first.
#[utoipa::path(get, path = "/api/v1/publisher/deliveries", tag = "publisher", params(Paging, OfPostback),
    security(("publisher" = [])), responses((status = 200, body = List<WebhookDelivery>)))]
async fn deliveries(Shared(app): Shared<App>, asks: Asks) -> Handled<Json<List<WebhookDelivery>>> {
    let OfPostback { postback, state } = asks.query()?;
    let cursor = asks.cursor(list::id::<WebhookDeliveryId>)?;
    let (publisher, state) = (asks.publisher(), state.map(DeliveryState::from));
    let read = call::read(&app.engine, move |tx| {
        let of = owner(tx, &publisher, &postback)?;
        webhook::deliveries_own(tx, &of, (&postback, state), &cursor)
    });
    let page = read.await?;
    let rows = page.rows.into_iter().map(WebhookDelivery::from).collect();
    Ok(Json(List::of(tributary_engine::page::Page { rows, next: page.next })))
}

/// Read a delivery with the exact address that was called, and what was answered last.
#[utoipa::path(get, path = "/api/v1/publisher/deliveries/{id}", tag = "publisher", security(("publisher" = [])),
    params(("id" = String, Path, description = "The delivery's id.")),
    responses((status = 200, body = WebhookDeliveryDetail)))]
async fn delivery(Shared(app): Shared<App>, asks: Asks) -> Handled<Json<WebhookDeliveryDetail>> {
    let (id, publisher): (WebhookDeliveryId, _) = (asks.id("delivery")?, asks.publisher());
    let told = call::read(&app.engine, move |tx| Ok(told_to(tx, &publisher, &id)?.1)).await?;
    Ok(Json(told.into()))
}

/// Send a delivery again, whatever became of it.
#[utoipa::path(post, path = "/api/v1/publisher/deliveries/{id}/replay", tag = "publisher",
    request_body = DeliveryReplay, security(("publisher" = [])),
    params(("id" = String, Path, description = "The delivery's id.")),
    responses((status = 200, body = WebhookDelivery)))]
async fn replay_one(Shared(app): Shared<App>, sends: Sends) -> Handled<Response> {
    let DeliveryReplay {} = sends.read()?;
    let (id, publisher): (WebhookDeliveryId, _) = (sends.asks().id("delivery")?, sends.asks().publisher());
    let replayed = sends.once(&app, move |tx, now| {
        let (of, _) = told_to(tx, &publisher, &id)?;
        answer(StatusCode::OK, &WebhookDelivery::from(webhook::replay_own(tx, &of, &id, now)?))
    });
    replayed.await
}

/// Puts a postback's secret into an answer about it. What is kept under an idempotency key has none.
fn with_secret(
    app: &App,
    sends: &Sends,
) -> impl Fn(&mut Tx<'_>, tributary_engine::idempotency::Answer) -> Result<tributary_engine::idempotency::Answer>
+ Send
+ 'static
+ use<> {
    let (sealer, publisher) = (app.engine.sealer.clone(), sends.asks().publisher());
    move |tx, answer| {
        let broken = |error: serde_json::Error| Error::Broken(error.to_string());
        let mut body: Wire = serde_json::from_str(&answer.body).map_err(broken)?;
        let id = body["id"].as_str().and_then(|id| WebhookEndpointId::parse(id).ok());
        let id = id.ok_or_else(|| Error::Broken("a postback's answer has no id".to_owned()))?;
        let of = owner(tx, &publisher, &id)?;
        body["secret"] = webhook::secret(tx, (&of.tenant, &sealer), &id)?.into();
        Ok(tributary_engine::idempotency::Answer { body: body.to_string(), ..answer })
    }
}
