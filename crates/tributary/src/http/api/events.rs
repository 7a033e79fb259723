//! `GET /api/v1/events`: what happened, newest first.

use super::list::{self, List};
use super::request::{Asked, Paging};
use crate::app::App;
use crate::call;
use crate::http::problem::Handled;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use tributary_engine::clock::rfc3339;
use tributary_engine::event;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index))
}

/// Something that happened.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Event {
    /// Its id.
    #[schema(example = "evt_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// What, in the past tense; more kinds may come.
    #[serde(rename = "type")]
    #[schema(example = "order.attributed")]
    kind: String,
    /// When.
    timestamp: String,
    /// Whether it happened for real, not in test mode.
    livemode: bool,
    /// The version of what events look like.
    #[schema(example = "1")]
    api_version: &'static str,
    /// What it is about (`object`) and how that was before (`previous`).
    #[schema(value_type = Object)]
    data: serde_json::Value,
}

impl From<event::Event> for Event {
    fn from(event: event::Event) -> Self {
        Self {
            id: event.id,
            kind: event.kind,
            timestamp: rfc3339(event.at),
            livemode: !event.test,
            api_version: event::API_VERSION,
            data: event.data,
        }
    }
}

/// List events, newest first.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(Paging),
    responses((status = 200, body = List<Event>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("events:read")?;
    let _: super::Nothing = asked.query()?;
    let cursor = asked.cursor(list::event_id)?;
    let page = call::read(&app.engine, move |tx| event::list(tx, &tenant, &cursor)).await?;
    Ok(list::render(&asked, page, Event::from))
}
