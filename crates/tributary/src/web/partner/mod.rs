//! The pages of partners: signing in by a link, their figures, their links. A partner sees only what is theirs, and
//! nothing here knows the sessions of the people who run the server.

mod desk;
mod earnings;
mod enter;
mod home;
pub(super) mod letters;
mod links;
mod missing;
mod payouts;
mod resources;
mod session;

pub(super) use home::since;

use crate::app::App;
use crate::web::admin::account::attempts::Attempts;
use axum::Router;
use axum::extract::Extension;
use axum::routing::{get, post};
use std::sync::Arc;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/partner", get(home::page))
        .route("/partner/links", post(links::make))
        .route("/partner/resources", get(resources::page))
        .route("/partner/earnings", get(earnings::page))
        .route("/partner/earnings.csv", get(earnings::file))
        .route("/partner/earnings/missing", get(missing::page).post(missing::report))
        .route("/partner/earnings/missing/{id}", post(missing::reply))
        .route("/partner/payouts", get(payouts::page).post(payouts::save))
        .route("/partner/payouts/{id}", get(payouts::statement))
        .route("/partner/payouts/{id}/statement.pdf", get(payouts::file))
        .route("/partner/login", get(enter::ask).post(enter::send))
        .route("/partner/sent", get(enter::sent))
        .route("/partner/enter", get(enter::look).post(enter::enter))
        .route("/partner/logout", post(enter::leave))
        .layer(Extension(Arc::new(Attempts::default())))
}
