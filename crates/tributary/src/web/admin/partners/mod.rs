//! Partners: the list, one of them, and the form for a new one.

mod acts;
mod ask;
pub(super) mod brought;
mod claims;
mod columns;
mod detail;
mod did;
mod earnings;
mod history;
mod invite;
pub(super) mod list;
mod new;
pub(super) mod offer;
pub(super) mod payouts;
mod performance;
pub(super) mod period;
mod profile;

pub(super) use acts::{back, with_did};
pub(super) use detail::in_shop;

use super::export;
use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The list.
pub(super) const HREF: &str = "/admin/partners";

/// The form for a new one.
pub(super) const NEW_HREF: &str = "/admin/partners/new";

/// Where the key with which coupons are made is entered.
pub(super) const KEY_HREF: &str = "/admin/settings/stores#reading";

/// Which address leads where.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/partners", get(list::page).post(new::create))
        .route("/admin/partners/new", get(new::form))
        .route("/admin/partners/claims", get(claims::page))
        .route("/admin/partners/claims/{id}", post(claims::answer))
        .route("/admin/partners/{id}", get(detail::page))
        .route("/admin/partners/{id}/status", post(acts::status))
        .route("/admin/partners/{id}/archive", post(acts::archive))
        .route("/admin/partners/{id}/restore", post(acts::restore))
        .route("/admin/partners/{id}/invite", post(invite::again))
        .route("/admin/partners/{id}/profile", post(profile::save))
        .merge(export::routes("/admin/partners", list::file))
}
