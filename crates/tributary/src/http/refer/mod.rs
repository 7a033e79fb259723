//! `/refer/v1/…`: what a shop's own page asks for its customer, with a token that the shop signed; and the script that draws it.
//! No cookies; any page may load the script, but answers go to pages of the shop only.

mod acts;
mod caller;
mod origin;
mod panel;
pub mod script;

use crate::app::App;
use crate::http::pace::Pace;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const BODY_BYTES_MAX: usize = 32 * 1024; // some addresses and a message

/// Where the script is, and what it asks.
pub(super) fn routes(app: &App) -> Router<App> {
    let api = resources()
        .split_for_parts()
        .0
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn_with_state(app.clone(), origin::layer))
        .layer(Extension(Arc::new(Pace::default())));
    api.route("/refer.js", get(script::newest))
}

/// The same, as the document of the API has it.
pub(super) fn resources() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(panel::show))
        .routes(routes!(panel::drawn))
        .routes(routes!(panel::qr))
        .routes(routes!(acts::invite))
        .routes(routes!(acts::nudge))
        .routes(routes!(acts::regenerate))
}
