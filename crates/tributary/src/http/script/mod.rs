//! The script for shops' pages and what it tells: `/t.js`, `POST /track/v1/events`, `GET /track/v1/events.gif`.

mod events;
pub mod source;

pub use events::Counts;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

const BODY_BYTES_MAX: usize = 256 * 1024; // an order of a thousand lines

/// Where the script is, and where it tells.
pub(super) fn routes() -> Router<App> {
    let events = Router::new()
        .route("/track/v1/events", post(events::post).options(events::preflight))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    let released = source::released().fold(Router::new(), |router, (path, text)| {
        router.route(path, get(move || async move { source::for_ever(text) }))
    });
    released
        .route("/t.js", get(source::newest))
        .route("/track/v1/events.gif", get(events::pixel))
        .merge(events)
}
