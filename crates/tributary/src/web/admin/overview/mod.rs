//! The overview, and the gallery of the parts that screens are made of.

mod cards;
pub(super) mod figures;
mod gallery;
mod marks;
mod page;
mod todo;
pub(super) mod world;

pub(super) use todo::TEST_CODE;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// Which address leads where.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/admin", get(page::page)).route("/admin/kit", get(gallery::page))
}
