//! One webhook endpoint (`/admin/developers/webhooks/{id}`): how it stands, and its deliveries.

use super::form::read_id;
use super::webhooks::{PATH, hours};
use super::words;
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{Tab, Toast, format_count};
use crate::web::view::developers::endpoint::{self as view, DeliveryRow, EndpointView};
use axum::extract::{Extension, Path, Query, State};
use serde::Deserialize;
use std::sync::Arc;
use tributary_core::WebhookEndpointId;
use tributary_engine::event::KINDS;
use tributary_engine::page::{Cursor, Page};
use tributary_engine::webhook::{self, Delivery, DeliveryState, Endpoint, Lately};

const DAY_MS: i64 = 86_400_000;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    state: String,
    after: String,
    did: String,
    n: String,
}

struct Found {
    endpoint: Endpoint,
    lately: Vec<Lately>,
    counts: Vec<(String, i64)>,
    deliveries: Page<Delivery>,
}

/// `GET /admin/developers/webhooks/{id}`
pub(super) async fn page(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Path(id): Path<String>,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    let (id, now) = (read_id(&id)?, app.now());
    let secret = shown_once(&once, &me, &id);
    let (asked, of) = (ask.clone(), id.clone());
    let read = desk::read(&app, me, move |tx, desk| {
        let tenant = desk.tenant();
        let cursor =
            Cursor { after: Some(asked.after).filter(|after| !after.is_empty()), ..Cursor::default() };
        let state = DeliveryState::try_from(asked.state).ok();
        let filter = webhook::Filter { endpoint: Some(of.clone()), state };
        Ok(Found {
            endpoint: webhook::load(tx, tenant, &of)?,
            lately: webhook::lately(tx, tenant, now)?,
            counts: webhook::counts(tx, tenant, &of)?,
            deliveries: webhook::deliveries(tx, tenant, &filter, &cursor)?,
        })
    });
    let (desk, found) = read.await?;
    let view = shaped(&desk, &ask, secret, &found);
    Ok(desk.page(Place::Developers, &found.endpoint.url, &view::render(&view)))
}

/// The secret that this session asked for, and no other page has shown.
fn shown_once(once: &Once, me: &SignedIn, id: &WebhookEndpointId) -> Option<String> {
    let secrets = once.peek(&me.session);
    let (of, secret) = secrets.endpoint_secret.clone()?;
    once.keep(&me.session, Secrets { endpoint_secret: None, ..secrets });
    (of == *id).then_some(secret)
}

fn shaped(desk: &Desk, ask: &Ask, secret: Option<String>, found: &Found) -> EndpointView {
    let endpoint = &found.endpoint;
    let count =
        |state: &str| found.counts.iter().filter(|(known, _)| known == state).map(|(_, n)| n).sum::<i64>();
    let now = desk.clock.now();
    let sample = |kind: &str| (kind.to_owned(), format!("{kind} – {}", words::told_when(kind)));
    EndpointView {
        id: endpoint.id.to_string(),
        url: endpoint.url.clone(),
        kinds: words::kinds(endpoint),
        standing: words::standing(endpoint),
        state: endpoint.state.as_str(),
        overlap: endpoint.overlap_until.filter(|until| *until > now).map(|until| desk.clock.exact(until)),
        hours: hours(endpoint, &found.lately),
        tabs: tabs(endpoint, &ask.state, count),
        rows: found.deliveries.rows.iter().map(|one| row(desk, one)).collect(),
        next: found.deliveries.next.as_ref().map(|after| href(endpoint, &ask.state, after)),
        failed: count("failed"),
        since: desk.clock.local(now.plus_ms(-7 * DAY_MS)).strftime("%Y-%m-%dT%H:%M").to_string(),
        samples: KINDS.into_iter().map(sample).collect(),
        made: ask.did == "made" && secret.is_some(),
        secret,
        csrf: desk.csrf(),
        done: done(ask),
        problem: (ask.did == "stopped")
            .then(|| t!("Nothing is sent to an endpoint that is not active: press Resume first.").to_owned()),
    }
}

fn done(ask: &Ask) -> Option<Toast> {
    let number = ask.n.parse::<i64>().unwrap_or(0);
    let text = match ask.did.as_str() {
        "changed" => t!("The endpoint is changed").to_owned(),
        "active" => t!("The endpoint is told what happens from now on").to_owned(),
        "paused" => t!("The endpoint is paused").to_owned(),
        "archived" => t!("The endpoint is archived").to_owned(),
        "renewed" => t!("The secret is renewed").to_owned(),
        "tested" => t!("A test is on its way").to_owned(),
        "replayed" => crate::n!("{n} delivery is sent again", "{n} deliveries are sent again", number),
        _ => return None,
    };
    Some(Toast { text, ..Toast::default() })
}

fn href(endpoint: &Endpoint, state: &str, after: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([("state", state), ("after", after)].iter().filter(|(_, text)| !text.is_empty()));
    let query = query.finish();
    let question = if query.is_empty() { "" } else { "?" };
    format!("{PATH}/{}{question}{query}", endpoint.id)
}

fn tabs(endpoint: &Endpoint, open: &str, count: impl Fn(&str) -> i64) -> Vec<Tab> {
    let all = ["pending", "delivered", "failed"].into_iter().map(&count).sum();
    let states = [
        ("", t!("All"), all),
        ("pending", t!("Waiting"), count("pending")),
        ("delivered", t!("Delivered"), count("delivered")),
        ("failed", t!("Failed"), count("failed")),
    ];
    let tab = |(state, label, count): (&str, &str, i64)| Tab {
        label: label.into(),
        href: href(endpoint, state, ""),
        active: open == state,
        count: Some(format_count(count)),
    };
    states.into_iter().map(tab).collect()
}

fn row(desk: &Desk, one: &Delivery) -> DeliveryRow {
    let (status, word) = words::state(one.state);
    DeliveryRow {
        href: format!("/admin/developers/deliveries/{}", one.id),
        kind: one.kind.clone(),
        event: one.event.clone(),
        status,
        word: word.into(),
        answer: words::answer_of(one),
        attempts: one.attempts,
        took: one.took_ms.map(words::took).unwrap_or_default(),
        when: desk.clock.stamp(one.created_at),
    }
}
