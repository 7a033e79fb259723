//! Who one is here: signing in and out, joining by an invitation, and one's own account.

pub(in crate::web) mod attempts;
pub(in crate::web) mod guest;
mod invite;
pub(super) mod letters;
mod link;
mod login;
mod own;

use crate::app::App;
use axum::Router;
use axum::extract::Extension;
use axum::routing::{get, post};
use std::sync::Arc;

/// Every address of signing in and out, and of the own account.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(login::home))
        .route("/login", get(login::form).post(login::enter))
        .route("/login/demo", post(login::enter_demo))
        .route("/login/link", post(link::ask))
        .route("/login/link/{token}", get(link::look).post(link::enter))
        .route("/forgot", get(link::form))
        .route("/logout", post(login::leave))
        .route("/invite/{token}", get(invite::form).post(invite::join))
        .route("/admin/account", get(own::page).post(own::save))
        .route("/admin/account/language", post(own::language))
        .route("/admin/account/look", post(own::look))
        .route("/admin/account/password", post(own::password))
        .route("/admin/account/sessions", post(own::sign_out_others))
        .layer(Extension(Arc::new(attempts::Attempts::default())))
}
