//! The owner's screens: which address leads where. One file per screen; each handler parses, calls, renders.

mod attempts;
mod connect;
mod cookie;
mod desk;
mod fields;
mod filter;
mod guard;
mod headers;
mod links;
mod login;
mod moment;
mod once;
mod orders;
mod overview;
mod partners;
mod period;
mod program;
mod program_words;
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
        .route("/setup", get(setup::form).post(setup::install))
        .merge(screens())
        .layer(map_response(headers::page))
        .layer(from_fn(crate::lang::layer))
        .layer(Extension(Arc::new(attempts::Attempts::default())))
        .layer(Extension(Arc::new(once::Once::default())));
    pages.route("/static/{*path}", get(headers::asset))
}

fn screens() -> Router<App> {
    Router::new()
        .merge(overview::routes())
        .merge(orders::routes())
        .route("/admin/program", get(program::page).post(program::change))
        .route("/admin/connect", get(connect::page))
        .route("/admin/connect/secret", post(connect::add_secret))
        .route("/admin/connect/reading", post(connect::set_reading))
        .route("/admin/connect/key", post(connect::make_key))
        .merge(partners::routes())
        .merge(links::routes())
        .route("/admin/{*rest}", get(refusal::not_found))
}
