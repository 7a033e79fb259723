//! What every answer says about itself: pages are never stored and load nothing from elsewhere, files are kept long.

use crate::web::kit::asset;
use axum::extract::Path;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For a year: the address changes with the content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Files whose address carries no version, such as fonts.
const FOR_A_DAY: &str = "public, max-age=86400";

/// Where the answer to a page's form leads, if that is not on this server: browsers hold forms to the policy of their page.
#[derive(Debug, Clone)]
pub(super) struct LeadsTo(pub(super) String);

/// Sets what every page carries.
pub(super) async fn page(mut response: Response) -> Response {
    let policy = match response.extensions().get::<LeadsTo>() {
        Some(LeadsTo(origin)) => HeaderValue::try_from(
            POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}")),
        ),
        None => Ok(HeaderValue::from_static(POLICY)),
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy.unwrap_or(HeaderValue::from_static(POLICY)));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `GET /static/{path}`: an embedded file.
pub(super) async fn asset(Path(path): Path<String>, uri: Uri) -> Response {
    let Some(file) = asset::find(&path) else { return super::not_found().await };
    let current = uri.query() == Some(&format!("v={}", asset::version()));
    let kept = if current { FOR_EVER } else { FOR_A_DAY };
    let headers = [
        (CONTENT_TYPE, file.mime),
        (CACHE_CONTROL, kept),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'self'"),
    ];
    (headers, file.bytes).into_response()
}
