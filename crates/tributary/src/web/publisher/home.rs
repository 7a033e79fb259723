//! A publisher's first page (`/publisher`): the programs they are in, with every tenant.

use super::frame;
use super::session::{Shown, SignedIn};
use crate::app::App;
use crate::t;
use crate::web::public::chosen;
use crate::web::view::publisher::layout::Place;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use maud::html;
use serde::Deserialize;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    language: Option<String>,
}

/// `GET /publisher`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), "/publisher") {
        return Ok(answer);
    }
    let body = html! { h1 { (t!("Programs")) } };
    frame::page(&app, &me, (StatusCode::OK, Place::Programs, t!("Programs")), &body).await
}
