//! Live: what happens, as it happens.

mod ask;
mod near;
mod page;
mod row;
mod story;
mod stream;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// Which address leads where.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/live", get(page::page))
        .route("/admin/live/stream", get(stream::stream))
        .route("/admin/live/alias", post(near::alias))
        .route("/admin/live/ignore", post(near::ignore))
        .route("/admin/live/undo", post(near::undo))
        .route("/admin/live/{place}", get(story::page))
}
