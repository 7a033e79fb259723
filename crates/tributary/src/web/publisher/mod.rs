//! The pages of publishers: signing in by a link, the programs they are in and can join. A publisher sees only what is
//! theirs, with every tenant; nothing here knows the sessions of partners or of the people who run the server.

mod api;
mod builder;
pub(in crate::web) mod claims;
mod directory;
mod enter;
mod frame;
mod home;
mod join;
mod joined;
mod postbacks;
mod session;
mod transactions;
mod words;

use crate::app::App;
use crate::web::admin::account::attempts::Attempts;
use crate::web::admin::export;
use axum::Router;
use axum::extract::Extension;
use axum::routing::{get, post};
use std::sync::Arc;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/publisher", get(home::page))
        .route("/publisher/programs", get(directory::page).post(directory::ask))
        .route("/publisher/programs/{id}", get(builder::page))
        .route("/publisher/programs/{id}/bulk", post(builder::bulk))
        .route("/publisher/programs/{id}/leave", post(builder::leave))
        .route("/publisher/join", get(join::form).post(join::send))
        .route("/publisher/enter", get(enter::ask).post(enter::send))
        .route("/publisher/sent", get(enter::sent))
        .route("/publisher/link", get(enter::look).post(enter::enter))
        .route("/publisher/demo", post(enter::enter_demo))
        .route("/publisher/leave", post(enter::leave))
        .route("/publisher/transactions", get(transactions::page))
        .merge(export::routes("/publisher/transactions", transactions::file))
        .route("/publisher/transactions/claims", get(claims::page).post(claims::make))
        .route("/publisher/transactions/claims/{id}", post(claims::reply))
        .route("/publisher/transactions/{id}", get(transactions::why))
        .route("/publisher/api", get(api::page))
        .route("/publisher/api/tokens", post(api::make))
        .route("/publisher/api/tokens/{id}/revoke", post(api::revoke))
        .route("/publisher/api/postbacks", post(postbacks::make))
        .route("/publisher/api/postbacks/{id}", get(postbacks::page).post(postbacks::act))
        .layer(Extension(Arc::new(Attempts::default())))
}
