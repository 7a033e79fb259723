//! Programs: the rules by which partners earn, and their history.

mod page;
pub(super) mod words;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// The addresses of these screens.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/admin/program", get(page::page).post(page::change))
}
