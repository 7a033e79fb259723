//! Reports: what partners brought, told apart in several ways, each figure one click from the rows behind it. The same
//! grid is the table on the page and the file.

mod ask;
mod clicks;
mod customers;
mod grid;
mod lines;
mod page;
mod performance;
mod places;
mod products;
mod referrals;

use super::export;
use crate::app::App;
use axum::Router;
use axum::routing::get;

/// The addresses of these screens.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(ask::PATH, get(page::page))
        // Shops that bound customers before know the report by a name of its own.
        .route("/admin/reports/customers-referral", get(page::customers_referral))
        .route(clicks::PATH, get(clicks::page))
        .route(lines::PATH, get(lines::page))
        .merge(export::routes(ask::PATH, page::file))
        .merge(export::routes(clicks::PATH, clicks::file))
        .merge(export::routes(lines::PATH, lines::file))
}
