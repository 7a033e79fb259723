//! One event (`/admin/developers/events/{id}`), and telling it again.

use super::words;
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{Post, Status, Toast};
use crate::web::view::developers::event::{self as view, EventView};
use crate::web::view::developers::pretty;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_engine::audit::{self, Actor};
use tributary_engine::event::{self, Event, envelope};
use tributary_engine::webhook::{self, Delivery, Endpoint};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
    n: i64,
}

/// `GET /admin/developers/events/{id}`
pub(super) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    let read = desk::read(&app, me, move |tx, desk| {
        let event = event::load(tx, desk.tenant(), &id)?;
        let mut told = Vec::new();
        for delivery in webhook::of_event(tx, desk.tenant(), &id)? {
            let endpoint = webhook::load(tx, desk.tenant(), &delivery.endpoint)?;
            told.push((delivery, endpoint));
        }
        Ok((event, told))
    });
    let (desk, (event, told)) = read.await?;
    let view = shaped(&desk, &ask, (&event, &told));
    Ok(desk.page(Place::Developers, &event.kind, &view::render(&view)))
}

/// `POST /admin/developers/events/{id}/resend`: to everybody who was told it and is active.
pub(super) async fn resend(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, .. }: Posted,
) -> Shown {
    let (by, of, now) = (Actor::from(&me.session), id.clone(), app.now());
    let sent = call::write(&app.engine, move |tx| {
        event::load(tx, &by.tenant, &of)?;
        let again = webhook::resend(tx, &by.tenant, &of, now)?;
        for delivery in &again {
            let endpoint = webhook::load(tx, &by.tenant, &delivery.endpoint)?;
            audit::webhook_replayed(tx, &by, &endpoint, now)?;
        }
        Ok(again.len())
    });
    let sent = sent.await?;
    Ok(Redirect::to(&format!("/admin/developers/events/{id}?did=sent&n={sent}")).into_response())
}

fn shaped(desk: &Desk, ask: &Ask, (event, told): (&Event, &[(Delivery, Endpoint)])) -> EventView {
    let telling = |(delivery, endpoint): &(Delivery, Endpoint)| -> (String, String, Status, String) {
        let (status, word) = words::state(delivery.state);
        let href = format!("/admin/developers/deliveries/{}", delivery.id);
        (href, endpoint.url.clone(), status, word.to_owned())
    };
    let object = event.data.pointer("/object/id").and_then(serde_json::Value::as_str);
    let resent = |n| crate::n!("{n} delivery is sent again", "{n} deliveries are sent again", n);
    EventView {
        id: event.id.clone(),
        kind: event.kind.clone(),
        when: desk.clock.exact(event.at),
        object: object.and_then(|id| Some((id.to_owned(), about(id)?))),
        body: pretty(&envelope(event).to_string()),
        told: told.iter().map(telling).collect(),
        resend: Post::to(format!("/admin/developers/events/{}/resend", event.id), desk.csrf()),
        done: (ask.did == "sent").then(|| match ask.n {
            0 => Toast { text: t!("Nobody who was told it is active").into(), ..Toast::default() },
            n => Toast { text: resent(n), ..Toast::default() },
        }),
    }
}

/// The page of what an event is about.
fn about(id: &str) -> Option<String> {
    match id.split_once('_')?.0 {
        "ord" => Some(format!("/admin/orders/{id}")),
        "whk" => Some(format!("/admin/developers/webhooks/{id}")),
        _ => None,
    }
}
