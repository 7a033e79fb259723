//! The owner's screens: which address leads where. One file per screen; each handler parses, calls, renders.

mod attempts;
mod cookie;
mod desk;
mod export;
mod fields;
mod filter;
mod guard;
mod headers;
mod kit;
mod links;
mod login;
mod moment;
mod once;
mod orders;
mod overview;
mod overview_chart;
mod overview_todo;
mod partners;
mod period;
mod programs;
mod raw;
mod refusal;
mod session;
mod setup;

pub use refusal::not_found;

// Beside the screens: other areas ask here for partners' names and addresses with a query.
use self::links::code_new;
use crate::app::App;
use axum::Router;
use axum::extract::Extension;
use axum::middleware::{from_fn, map_response};
use axum::routing::{get, post};
use std::sync::Arc;

/// Every page, and the files they are made of.
pub(super) fn router() -> Router<App> {
    let pages = Router::new()
        .route("/", get(login::home))
        .route("/login", get(login::form).post(login::enter))
        .route("/login/demo", post(login::enter_demo))
        .route("/logout", post(login::leave))
        .merge(screens())
        .layer(map_response(headers::page))
        .layer(from_fn(crate::lang::layer))
        .layer(Extension(Arc::new(attempts::Attempts::default())))
        .layer(Extension(Arc::new(once::Once::default())));
    pages.route("/static/{*path}", get(headers::asset))
}

fn screens() -> Router<App> {
    Router::new()
        .merge(orders::routes())
        .route("/admin", get(overview::page))
        .merge(programs::routes())
        .route("/admin/kit", get(kit::page))
        .merge(partners::routes())
        .merge(links::routes())
        .merge(setup::routes())
        .route("/admin/{*rest}", get(refusal::not_found))
}
