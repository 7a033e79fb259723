//! Partners: the list, one of them, and the form for a new one.

mod detail;
pub(super) mod list;
mod new;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The form for a new one.
pub(super) const NEW_HREF: &str = "/admin/partners/new";

/// Which address leads where.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/partners", get(list::page).post(new::create))
        .route("/admin/partners/new", get(new::form))
        .route("/admin/partners/{id}", get(detail::page))
        .route("/admin/partners/{id}/status", post(detail::set_status))
}
