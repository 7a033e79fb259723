//! Developers (`/admin/developers`): the first minute, keys, webhooks, and what was asked and told.

mod delivery;
mod endpoint;
mod endpoint_acts;
mod event;
mod form;
mod keys;
mod logs;
mod requests;
mod start;
mod webhooks;
mod words;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// Every address below `/admin/developers`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/developers", get(start::page))
        .route("/admin/developers/start", post(start::make))
        .route("/admin/developers/heard/{id}", get(start::heard))
        .route("/admin/developers/keys", post(keys::make))
        .route("/admin/developers/keys/{id}/revoke", post(keys::revoke))
        .route("/admin/developers/webhooks", get(webhooks::page).post(form::make))
        .route("/admin/developers/webhooks/new", get(form::new))
        .route("/admin/developers/webhooks/{id}", get(endpoint::page).post(form::change))
        .route("/admin/developers/webhooks/{id}/edit", get(form::edit))
        .route("/admin/developers/webhooks/{id}/state", post(endpoint_acts::state))
        .route("/admin/developers/webhooks/{id}/secret", post(endpoint_acts::secret))
        .route("/admin/developers/webhooks/{id}/rotate", post(endpoint_acts::rotate))
        .route("/admin/developers/webhooks/{id}/test", post(endpoint_acts::test))
        .route("/admin/developers/webhooks/{id}/replay", post(endpoint_acts::replay))
        .route("/admin/developers/deliveries/{id}", get(delivery::page))
        .route("/admin/developers/deliveries/{id}/replay", post(delivery::replay))
        .route("/admin/developers/logs", get(logs::page))
        .route("/admin/developers/logs/{id}", get(requests::page))
        .route("/admin/developers/events/{id}", get(event::page))
        .route("/admin/developers/events/{id}/resend", post(event::resend))
}
