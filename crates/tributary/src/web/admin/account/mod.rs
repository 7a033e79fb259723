//! Who one is here: signing in and out, and one's own account.

pub(in crate::web) mod attempts;
pub(in crate::web) mod login;

use crate::app::App;
use axum::Router;
use axum::extract::Extension;
use axum::routing::{get, post};
use std::sync::Arc;

/// Every address of signing in and out.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(login::home))
        .route("/login", get(login::form).post(login::enter))
        .route("/login/demo", post(login::enter_demo))
        .route("/logout", post(login::leave))
        .layer(Extension(Arc::new(attempts::Attempts::default())))
}
