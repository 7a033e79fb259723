//! What a customer sees: as data, drawn, and the link as a picture to scan.

use super::caller::Caller;
use crate::app::App;
use crate::http::api::shape::AnyText;
use crate::http::problem::{Handled, Problem};
use crate::lang;
use crate::qr::Qr;
use crate::refer::shown::{self, Shown};
use crate::refer::view::{self, Around, Size};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::{Html, IntoResponse, Response};

/// What a customer sees of telling friends.
#[utoipa::path(get, path = "/refer/v1/panel", tag = "refer", security(("customer" = [])),
    params(("language" = Option<AnyText>, Query, description = "The language to answer in, such as `ug`.")),
    responses((status = 200, body = Shown)))]
pub(super) async fn show(State(app): State<App>, caller: Caller) -> Handled<Json<Shown>> {
    Ok(Json(shown::of(&app, &caller.reader, &caller.base_url).await?))
}

/// The same, drawn, as the script puts it into the page.
#[utoipa::path(get, path = "/refer/v1/panel.html", tag = "refer", security(("customer" = [])),
    params(("language" = Option<AnyText>, Query, description = "The language to answer in, such as `ug`."),
        ("size" = Option<AnyText>, Query, description = "How much is drawn: `S`, `M` or `L`.")),
    responses((status = 200, body = String, content_type = "text/html")))]
pub(super) async fn drawn(State(app): State<App>, caller: Caller) -> Handled<Html<String>> {
    let seen = shown::of(&app, &caller.reader, &caller.base_url).await?;
    let around = Around { size: Size::parse(caller.asked("size").unwrap_or_default()), ..Around::default() };
    let drawn = lang::within(caller.language(), || view::render(&seen, &around).into_string());
    Ok(Html(drawn))
}

/// The customer's link as a QR code, an SVG.
#[utoipa::path(get, path = "/refer/v1/qr.svg", tag = "refer", security(("customer" = [])),
    responses((status = 200, body = String, content_type = "image/svg+xml")))]
pub(super) async fn qr(State(app): State<App>, caller: Caller) -> Handled<Response> {
    let seen = shown::of(&app, &caller.reader, &caller.base_url).await?;
    let link = seen.link.ok_or_else(|| Problem::not_found("link"))?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
    ];
    Ok((headers, Qr::of(&link)?.svg()).into_response())
}
