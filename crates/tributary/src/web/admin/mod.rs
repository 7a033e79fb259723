//! The owner's screens: which address leads where. One file per screen; each handler parses, calls, renders.

pub(in crate::web) mod account;
pub(in crate::web) mod cookie;
mod customers;
mod demo;
pub(in crate::web) mod desk;
mod developers;
pub(in crate::web) mod export;
pub(in crate::web) mod fields;
mod filter;
pub(in crate::web) mod guard;
pub(in crate::web) mod headers;
mod links;
mod live;
pub(in crate::web) mod moment;
mod nav;
mod once;
mod orders;
mod overview;
mod partners;
pub(in crate::web) mod payouts;
mod people;
mod period;
mod platform;
pub(in crate::web) mod programs;
mod raw;
pub(in crate::web) mod refusal;
mod reports;
pub(in crate::web) mod resources;
pub(in crate::web) mod search;
mod session;
mod settings;
mod setup;
mod test_mode;
mod upload;
mod views;

pub use refusal::not_found;

// Beside the screens: other areas ask here for partners' names and addresses with a query.
use self::links::code_new;
use crate::app::App;
use axum::Router;
use axum::extract::Extension;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::routing::get;
use std::sync::Arc;

/// Every page, and the files they are made of.
pub(super) fn router(app: &App) -> Router<App> {
    let pages = Router::new()
        .merge(account::routes())
        .merge(screens())
        .method_not_allowed_fallback(refusal::not_found)
        .merge(super::public::routes())
        .merge(super::partner::routes())
        .merge(super::publisher::routes())
        .merge(super::refer::routes())
        .fallback(refusal::not_found)
        .layer(map_response(headers::page))
        .layer(from_fn_with_state(app.clone(), crate::lang::layer))
        .layer(from_fn(super::may::layer))
        .layer(from_fn(super::chosen::layer))
        .layer(Extension(Arc::new(once::Once::default())));
    pages.route("/static/{*path}", get(headers::asset))
}

fn screens() -> Router<App> {
    Router::new()
        .merge(overview::routes())
        .merge(orders::routes())
        .merge(programs::routes())
        .merge(demo::routes())
        .merge(partners::routes())
        .merge(customers::routes())
        .merge(payouts::routes())
        .merge(platform::routes())
        .merge(links::routes())
        .merge(resources::routes())
        .merge(reports::routes())
        .merge(live::routes())
        .merge(people::routes())
        .merge(setup::routes())
        .merge(search::routes())
        .merge(settings::routes())
        .merge(views::routes())
        .merge(test_mode::routes())
        .merge(developers::routes())
        .route("/admin/{*rest}", get(refusal::not_found))
}
