//! The pages of publishers: signing in by a link, the programs they are in and can join. A publisher sees only what is
//! theirs, with every tenant; nothing here knows the sessions of partners or of the people who run the server.

mod enter;
mod frame;
mod home;
mod letters;
mod session;

use crate::app::App;
use crate::web::admin::account::attempts::Attempts;
use axum::Router;
use axum::extract::Extension;
use axum::routing::{get, post};
use std::sync::Arc;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/publisher", get(home::page))
        .route("/publisher/enter", get(enter::ask).post(enter::send))
        .route("/publisher/sent", get(enter::sent))
        .route("/publisher/link", get(enter::look).post(enter::enter))
        .route("/publisher/leave", post(enter::leave))
        .layer(Extension(Arc::new(Attempts::default())))
}
