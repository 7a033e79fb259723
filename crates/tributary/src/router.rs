//! Everything this server answers: what [`http`] and [`web`] route, under what holds for all.

use crate::app::App;
use crate::http::problem::Problem;
use crate::requests::{self, RequestId};
use crate::{http, shed, web};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::Markup;
use std::any::Any;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// The whole server.
pub fn router(app: App) -> Router {
    http::routes(&app)
        .merge(web::router(&app))
        .route("/docs/api", get(reference))
        .route("/docs/{name}", get(web::docs::papers::paper))
        .route("/llms.txt", get(web::docs::papers::index))
        .layer(middleware::from_fn_with_state(app.clone(), after_clicks))
        .layer(middleware::from_fn_with_state(app.clone(), requests::layer))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(Arc::clone(&app.load), shed::layer))
        .layer(middleware::from_fn_with_state(app.clone(), number_request))
        .with_state(app)
}

/// The API's reference: its document is http's, its page is web's.
async fn reference() -> Markup {
    let document = serde_json::to_value(http::api::openapi()).unwrap_or_default();
    web::docs::reference::page(&document)
}

/// Whoever looks at what happened, or reports an order, finds the clicks that were answered before.
async fn after_clicks(State(app): State<App>, request: Request, next: Next) -> Response {
    const ABOUT_CLICKS: [&str; 6] = ["/admin", "/api/", "/partner", "/refer", "/track/lead", "/track/sale"];
    let path = request.uri().path();
    let only_adds = request.method() == Method::POST && path == "/api/v1/clicks";
    if !only_adds && ABOUT_CLICKS.iter().any(|start| path.starts_with(start)) {
        app.intake.catch_up().await;
    }
    next.run(request).await
}

/// Gives each request an id, which its answer carries and the log names. Ids sort by time, as those of everything else.
async fn number_request(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = format!("req_{:032x}", tributary_engine::chance::ordered_bits(app.now()).unwrap_or_default());
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), loggable(request.uri().path()));
    let mut response = next.run(request).await;
    // Whoever is to come back later was told so by us; a line for each would be one more thing to do in a rush.
    if response.status().is_server_error() && response.status() != StatusCode::SERVICE_UNAVAILABLE {
        tracing::error!(request = %id, %method, path, status = %response.status(), "a request failed");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("request-id"), value);
    }
    response
}

/// A path as the log may hold it: without the secret of a one-time link.
fn loggable(path: &str) -> String {
    const LINKS: [&str; 4] = ["/invite/", "/login/link/", "/partner/enter/", "/refer/stop/"];
    match LINKS.iter().find(|start| path.starts_with(**start)) {
        Some(start) => format!("{start}…"),
        None => path.to_owned(),
    }
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    let detail = "Something broke on our side. The log has the details.";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Our mistake", detail).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_one_time_link_never_reaches_the_log() {
        assert_eq!(loggable("/invite/secret"), "/invite/…");
        assert_eq!(loggable("/login/link/secret"), "/login/link/…");
        assert_eq!(loggable("/admin/orders"), "/admin/orders");
    }
}
