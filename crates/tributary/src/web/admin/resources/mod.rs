//! Resources: what partners have to work with. Products first, as the store tells them.

mod acts;
mod ask;
mod list;
mod reading;
mod rows;

pub(in crate::web) use rows::earns;

use super::export;
use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The list of products.
pub(super) const HREF: &str = "/admin/resources";

/// Which address leads where.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/resources", get(list::page))
        .route("/admin/resources/sync", post(acts::sync))
        .route("/admin/resources/cancel", post(acts::cancel))
        .merge(export::routes("/admin/resources", list::file))
}
