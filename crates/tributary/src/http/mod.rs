//! HTTP: which request goes where.

pub mod api;
pub mod auth;
pub mod clicks;
pub mod client_ip;
mod creatives;
mod downloads;
mod health;
pub mod hooks;
mod pace;
mod postback;
pub mod problem;
pub mod redirect;
pub mod refer;
pub mod script;
pub mod stores;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

const API_BODY_BYTES_MAX: usize = 1024 * 1024;
const POSTBACK_BODY_BYTES_MAX: usize = 16 * 1024; // a form of some values
const HOOK_BODY_BYTES_MAX: usize = 4 * 1024 * 1024; // an order of some thousand lines

/// What browsers follow, shops send and programs ask.
pub fn routes(app: &App) -> Router<App> {
    let hooks = Router::new()
        .route("/hooks/woocommerce/{store}", post(hooks::woocommerce))
        .layer(DefaultBodyLimit::max(HOOK_BODY_BYTES_MAX));
    let postbacks = Router::new()
        .route("/postback/{id}", get(postback::take).post(postback::take))
        .layer(DefaultBodyLimit::max(POSTBACK_BODY_BYTES_MAX));
    let api = api::router()
        .route("/api/v1/clicks", post(clicks::report))
        .route("/api/v1/stores/{id}/reconcile", post(stores::reconcile))
        .layer(DefaultBodyLimit::max(API_BODY_BYTES_MAX));
    Router::new()
        .route("/t/{link}", get(redirect::follow_up))
        .route("/r/{code}", get(redirect::follow_up))
        .route(redirect::MEMBER, get(redirect::follow_up))
        .route("/creatives/{name}", get(creatives::show))
        .route("/downloads/{file}", get(downloads::plugin))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .merge(script::routes())
        .merge(refer::routes(app))
        .merge(hooks)
        .merge(postbacks)
        .merge(api)
}
