//! One postback of a publisher's (`/publisher/api/postbacks/{id}`): its log, and what can be done with it.

use super::api::{self, how, standing, typed};
use super::frame;
use super::session::{Posted, Shown, SignedIn};
use super::transactions::names;
use crate::app::App;
use crate::lang::msg;
use crate::postbacks::address;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::moment::Moments;
use crate::web::kit::FieldError;
use crate::web::view::publisher::layout::Place;
use crate::web::view::publisher::postbacks::{self as view, DeliveryRow, PostbackView};
use crate::{call, n, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::{ProgramId, PublisherId, Timestamp, WebhookDeliveryId, WebhookEndpointId};
use tributary_engine::clock::parse_rfc3339;
use tributary_engine::conversion::{Reach, reach_in, reach_of};
use tributary_engine::db::Tx;
use tributary_engine::page::Cursor;
use tributary_engine::seal::Sealer;
use tributary_engine::webhook::{
    self, Change, Delivery, Endpoint, Format, Method, NewOwn, OVERLAP_HOURS, OwnChange,
};
use tributary_engine::{Error, Result};

const SHOWN: i64 = 50;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
    n: i64,
}

/// `POST /publisher/api/postbacks`
pub(super) async fn make(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (of, sent, sealer, now) =
        (me.session.publisher.clone(), fields.clone(), app.engine.sealer.clone(), app.now());
    let allows_private = app.settings.allow_private_webhooks;
    let made = call::write(&app.engine, move |tx| {
        let new = new(&sent, allows_private)?;
        let reach = reach_in(tx, &of, (&new.program, "/program"))?;
        let made = webhook::create_own(tx, (&reach, &sealer), &new, now)?;
        Ok((webhook::secret(tx, (&reach.tenant, &sealer), &made.id)?, made.id))
    });
    match made.await {
        Ok((secret, id)) => shown(&app, me, &id, (Some(secret), Ask::default()), Vec::new()).await,
        Err(error) => api::shown(&app, me, (typed(&fields), None), form_errors(error)?).await,
    }
}

fn new(fields: &Fields, allows_private: bool) -> Result<NewOwn> {
    let typed = typed(fields);
    let program = ProgramId::parse(&typed.program);
    let format = Format::try_from(typed.format).unwrap_or(Format::Postback);
    let method = match format {
        Format::Standard => Method::Post,
        Format::Postback => Method::try_from(typed.method).unwrap_or(Method::Get),
    };
    if typed.events.is_empty() {
        return Err(Error::field("/events", "length", msg("Choose what it is told of.")));
    }
    Ok(NewOwn {
        program: program.map_err(|_| Error::field("/program", "unknown", msg("Choose a program.")))?,
        url: address(&typed.url, format, allows_private)?,
        wants: typed.events,
        format,
        method,
    })
}

/// `GET /publisher/api/postbacks/{id}`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let id = parsed(&id)?;
    shown(&app, me, &id, (None, ask), Vec::new()).await
}

fn parsed(id: &str) -> Result<WebhookEndpointId> {
    WebhookEndpointId::parse(id).map_err(|_| Error::NotFound("postback"))
}

/// `POST /publisher/api/postbacks/{id}`: whatever a button of its page says.
pub(super) async fn act(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let id = parsed(&id)?;
    let (of, which, sealer, now) =
        (me.session.publisher.clone(), id.clone(), app.engine.sealer.clone(), app.now());
    let done = call::write(&app.engine, move |tx| {
        let (reach, _) = own(tx, &of, &which)?;
        done(tx, (&reach, &sealer), (&which, &fields), now)
    });
    match done.await {
        Ok(Done::Renewed(secret)) => shown(&app, me, &id, (Some(secret), Ask::default()), Vec::new()).await,
        Ok(Done::Plain(word, count)) => {
            let to = format!("{}/postbacks/{id}?did={word}&n={count}", api::PATH);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => shown(&app, me, &id, (None, Ask::default()), form_errors(error)?).await,
    }
}

/// What came of a press.
enum Done {
    Plain(&'static str, usize),
    Renewed(String),
}

fn done(
    tx: &mut Tx<'_>,
    (of, sealer): (&Reach, &Sealer),
    (id, fields): (&WebhookEndpointId, &Fields),
    now: Timestamp,
) -> Result<Done> {
    let mut stands = |state| {
        let change = OwnChange { change: Change { state: Some(state), ..Change::default() }, method: None };
        webhook::change_own(tx, of, (id, &change), now).map(drop)
    };
    match fields.get("act") {
        "pause" => stands(webhook::State::Paused).map(|()| Done::Plain("paused", 1)),
        "resume" => stands(webhook::State::Active).map(|()| Done::Plain("resumed", 1)),
        "archive" => stands(webhook::State::Archived).map(|()| Done::Plain("archived", 1)),
        "test" => webhook::send_test_own(tx, of, id, now).map(|_| Done::Plain("tested", 1)),
        "rotate" => {
            webhook::rotate_own(tx, (of, sealer), (id, OVERLAP_HOURS), now)?;
            webhook::secret(tx, (&of.tenant, sealer), id).map(Done::Renewed)
        }
        "replay" => {
            let delivery = WebhookDeliveryId::parse(fields.get("delivery"));
            let delivery = delivery.map_err(|_| Error::NotFound("delivery"))?;
            webhook::replay_own(tx, of, &delivery, now).map(|_| Done::Plain("replayed", 1))
        }
        "replay_failed" => {
            let text = fields.get("since").replace(' ', "T");
            let tries =
                [text.clone(), format!("{text}Z"), format!("{text}:00Z"), format!("{text}T00:00:00Z")];
            let example = msg("Write a moment such as 2026-05-01 12:00.");
            let since = tries.iter().find_map(|text| parse_rfc3339(text));
            let since = since.ok_or_else(|| Error::field("/since", "format", example))?;
            webhook::replay_failed_own(tx, of, (id, since), now).map(|count| Done::Plain("replayed", count))
        }
        _ => Err(Error::NotFound("postback")),
    }
}

/// A publisher's own endpoint, and whom the publisher is there.
fn own(tx: &mut Tx<'_>, of: &PublisherId, id: &WebhookEndpointId) -> Result<(Reach, Endpoint)> {
    for reach in reach_of(tx, of)? {
        match webhook::load_own(tx, &reach, id) {
            Ok(endpoint) => return Ok((reach, endpoint)),
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::NotFound("postback"))
}

async fn shown(
    app: &App,
    me: SignedIn,
    id: &WebhookEndpointId,
    (fresh, ask): (Option<String>, Ask),
    errors: Vec<FieldError>,
) -> Shown {
    let (of, which) = (me.session.publisher.clone(), id.clone());
    let read = call::read(&app.engine, move |tx| {
        let (reach, endpoint) = own(tx, &of, &which)?;
        let page =
            webhook::deliveries_own(tx, &reach, (&which, None), &Cursor { after: None, limit: SHOWN })?;
        Ok((endpoint, page.rows, names(tx, &of)?))
    });
    let (endpoint, deliveries, names) = read.await?;
    let clock = Moments::new("UTC", app.now());
    let program = endpoint.owner.as_ref().and_then(|owner| names.get(&owner.program)).cloned();
    let view = PostbackView {
        action: format!("{}/postbacks/{id}", api::PATH),
        program: program.unwrap_or_default(),
        how: how(&endpoint),
        standing: standing(&endpoint),
        active: endpoint.state == webhook::State::Active,
        archived: endpoint.state == webhook::State::Archived,
        reason: endpoint.reason.as_deref().map(why_disabled),
        events: endpoint.wants,
        url: endpoint.url,
        fresh,
        did: did(&ask),
        deliveries: deliveries.into_iter().map(|one| row(&clock, one)).collect(),
        csrf: me.session.csrf.clone(),
        errors,
    };
    let status = if view.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame::page(app, &me, (status, Place::Api, t!("Postback")), &view::render(&view)).await
}

fn did(ask: &Ask) -> Option<String> {
    Some(match ask.did.as_str() {
        "tested" => t!("A test is on its way: load this page again in a second.").to_owned(),
        "paused" => t!("Paused. What is queued waits; what happens meanwhile is not told.").to_owned(),
        "resumed" => t!("It is active.").to_owned(),
        "archived" => t!("Archived.").to_owned(),
        "replayed" => n!("{n} is sent again.", "{n} are sent again.", ask.n),
        _ => return None,
    })
}

fn why_disabled(reason: &str) -> String {
    match reason {
        "gone" => t!("It answered 410, which says that nobody listens there any more.").to_owned(),
        _ => t!("Twenty tries in a row failed over three days.").to_owned(),
    }
}

fn row(clock: &Moments, one: Delivery) -> DeliveryRow {
    let outcome = one.status.map(|status| format!("HTTP {status}")).or(one.trouble).unwrap_or_default();
    DeliveryRow {
        id: one.id.to_string(),
        kind: one.kind,
        state: one.state,
        outcome,
        attempts: one.attempts,
        queued: clock.stamp(one.created_at),
        called: one.called,
        answer: one.answer,
    }
}
