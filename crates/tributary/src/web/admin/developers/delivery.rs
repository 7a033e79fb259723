//! One delivery (`/admin/developers/deliveries/{id}`): what is sent, what was answered, and sending it again.

use super::webhooks::PATH;
use super::words;
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::docs::papers;
use crate::web::kit::{Post, Toast};
use crate::web::view::developers::delivery::{self as view, DeliveryView, Try};
use crate::web::view::developers::pretty;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::WebhookDeliveryId;
use tributary_engine::audit::{self, Actor};
use tributary_engine::webhook::{self, Attempt, DeliveryState, Endpoint, Told};
use tributary_engine::{Error, Result};

const HERE: &str = "/admin/developers/deliveries";

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
}

struct Found {
    told: Told,
    endpoint: Endpoint,
    attempts: Vec<Attempt>,
    beside: (Option<WebhookDeliveryId>, Option<WebhookDeliveryId>),
}

/// `GET /admin/developers/deliveries/{id}`
pub(super) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    let id = read_id(&id)?;
    let read = desk::read(&app, me, move |tx, desk| {
        let told = webhook::show(tx, desk.tenant(), &id)?;
        Ok(Found {
            endpoint: webhook::load(tx, desk.tenant(), &told.delivery.endpoint)?,
            attempts: webhook::attempts(tx, desk.tenant(), &id)?,
            beside: webhook::beside(tx, desk.tenant(), &told.delivery)?,
            told,
        })
    });
    let (desk, found) = read.await?;
    let view = shaped(&desk, &ask, &found);
    Ok(desk.page(Place::Developers, &found.told.delivery.kind, &view::render(&view)))
}

/// `POST /admin/developers/deliveries/{id}/replay`
pub(super) async fn replay(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, .. }: Posted,
) -> Shown {
    let id = read_id(&id)?;
    let (by, of, now) = (Actor::from(&me.session), id.clone(), app.now());
    let replayed = call::write(&app.engine, move |tx| {
        let delivery = webhook::replay(tx, &by.tenant, &of, now)?;
        let endpoint = webhook::load(tx, &by.tenant, &delivery.endpoint)?;
        audit::webhook_replayed(tx, &by, &endpoint, now)
    });
    replayed.await?;
    Ok(Redirect::to(&format!("{HERE}/{id}?did=replayed")).into_response())
}

fn read_id(id: &str) -> Result<WebhookDeliveryId> {
    WebhookDeliveryId::parse(id).map_err(|_| Error::NotFound("webhook delivery"))
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> DeliveryView {
    let (delivery, endpoint) = (&found.told.delivery, &found.endpoint);
    let (status, word) = words::state(delivery.state);
    let active = endpoint.state == webhook::State::Active;
    let post = Post::to(format!("{HERE}/{}/replay", delivery.id), desk.csrf());
    let page = |id: &WebhookDeliveryId| format!("{HERE}/{id}");
    DeliveryView {
        kind: delivery.kind.clone(),
        event: delivery.event.clone(),
        endpoint: (format!("{PATH}/{}", endpoint.id), endpoint.url.clone()),
        status,
        word: word.into(),
        next_try: (delivery.state == DeliveryState::Pending && active && delivery.attempts > 0)
            .then(|| desk.clock.exact(delivery.due_at)),
        head: head(&found.told),
        body: pretty(&found.told.body),
        answer: delivery.answer.clone().unwrap_or_default(),
        tries: found.attempts.iter().map(|one| tried(desk, one)).collect(),
        replay: active.then_some(post),
        stopped: words::standing(endpoint).why,
        beside: (found.beside.0.as_ref().map(page), found.beside.1.as_ref().map(page)),
        recipe: papers::signature_recipe(),
        done: (ask.did == "replayed")
            .then(|| Toast { text: t!("It is sent again now").into(), ..Toast::default() }),
    }
}

/// The head of the request. What changes at each try is said, not shown.
fn head(told: &Told) -> String {
    let of = &told.delivery;
    let at = of.attempted_at.map_or_else(|| "…".to_owned(), |at| (at.ms() / 1_000).to_string());
    format!(
        "POST {}\ncontent-type: application/json\nwebhook-id: {}\nwebhook-timestamp: {at}\nwebhook-signature: v1,…",
        told.url, of.event
    )
}

fn tried(desk: &Desk, one: &Attempt) -> Try {
    let answer = words::answer(one.status, one.trouble.as_deref());
    Try {
        number: one.number,
        when: desk.clock.exact(one.at),
        well: one.well,
        answer: format!("{answer}, {}", words::took(one.took_ms)),
    }
}
