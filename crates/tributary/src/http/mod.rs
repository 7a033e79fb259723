//! HTTP: which request goes where.

pub mod api;
pub mod auth;
pub mod clicks;
pub mod client_ip;
pub mod hooks;
pub mod problem;
pub mod redirect;
pub mod stores;

use crate::app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use problem::Problem;
use tower_http::catch_panic::CatchPanicLayer;

const API_BODY_BYTES_MAX: usize = 1024 * 1024;
const HOOK_BODY_BYTES_MAX: usize = 4 * 1024 * 1024; // an order of some thousand lines

/// Everything this server answers.
pub fn router(app: App) -> Router {
    let hooks = Router::new()
        .route("/hooks/woocommerce/{store}", post(hooks::woocommerce))
        .layer(DefaultBodyLimit::max(HOOK_BODY_BYTES_MAX));
    let api = api::router()
        .route("/api/v1/clicks", post(clicks::report))
        .route("/api/v1/stores/{id}/reconcile", post(stores::reconcile))
        .layer(DefaultBodyLimit::max(API_BODY_BYTES_MAX));
    Router::new()
        .route("/t/{link}", get(redirect::link))
        .route("/r/{code}", get(redirect::code))
        .route("/livez", get(|| async { "ok" }))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(|| async { "ok" }))
        .merge(hooks)
        .merge(api)
        .merge(crate::web::router())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(number_request))
        .with_state(app)
}

/// Gives each request an id, which its answer carries and the log names.
async fn number_request(request: Request, next: Next) -> Response {
    let bytes = tributary_engine::chance::bytes::<16>().unwrap_or_default();
    let id = format!("req_{}", tributary_engine::seal::hex(&bytes));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = next.run(request).await;
    if response.status().is_server_error() {
        tracing::error!(request = %id, %method, path, status = %response.status(), "a request failed");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("request-id"), value);
    }
    response
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    let detail = "Something broke on our side. The log has the details.";
    let problem = Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Our mistake", detail);
    axum::response::IntoResponse::into_response(problem)
}
