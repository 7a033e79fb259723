//! Links and codes: what partners hand out.

pub(super) mod code_new;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// Which address leads where.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/admin/codes", post(code_new::create)).route("/admin/codes/new", get(code_new::form))
}
