//! `GET /downloads/{file}`: the plugins for shops. Anybody may have them; their files are public.

use crate::http::problem::{Handled, Problem};
use crate::plugins;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Its address stays when the server is updated, so it is asked for again after an hour.
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// Sends a plugin's zip.
///
/// # Errors
/// 404 for any other file.
pub(super) async fn plugin(Path(file): Path<String>, headers: HeaderMap) -> Handled<Response> {
    let plugin = plugins::of_file(&file).ok_or_else(|| Problem::not_found("file"))?;
    let zip = plugin.zip()?;
    let kept = [(header::CACHE_CONTROL, FOR_AN_HOUR.to_owned()), (header::ETAG, zip.tag.clone())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == zip.tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let named = format!("attachment; filename=\"tributary-{}-{}.zip\"", plugin.platform, plugin.version());
    let about = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((kept, about, zip.bytes).into_response())
}
