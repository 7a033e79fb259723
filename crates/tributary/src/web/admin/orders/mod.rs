//! Orders: the list, one order's Why page, and a person's decisions about it.

mod around;
mod columns;
mod coupons;
mod decide;
mod export;
mod facts;
mod list;
mod maths;
mod narrow;
mod nodes;
mod remedy;
mod rewards;
mod row;
mod rows;
mod signals;
mod tables;
mod verdict;
mod why;
mod words;

pub(super) use row::row;
pub(super) use words::{declined, sentence as reason_sentence};

use crate::app::App;
use crate::web::admin::export::routes as files;
use axum::Router;
use axum::routing::{get, post};

/// Every address below `/admin/orders`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/orders", get(list::page))
        .merge(files("/admin/orders", export::file))
        .route("/admin/orders/test", post(decide::test))
        .route("/admin/orders/bulk", post(decide::bulk))
        .route("/admin/orders/{id}", get(why::page))
        .route("/admin/orders/{id}/{act}", post(decide::act))
}
