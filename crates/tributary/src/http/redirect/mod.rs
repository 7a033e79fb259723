//! The click path: `/t/{link}` and `/r/{code}`. A redirect always answers; the click is on disk before
//! it does.

pub mod cookie;
pub mod destination;
pub mod follow;
pub mod salt;
pub mod traffic;
pub mod visitor;

use crate::app::App;
use crate::http::problem::Problem;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use follow::{Followed, Visit, Way};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use url::form_urlencoded;

/// By which way a path leads to somebody: `/t/{link}` or `/r/{code}`.
pub(crate) fn way_of(path: &str) -> Option<fn(String) -> Way> {
    let rest = path.strip_prefix("/t/").map(|rest| (rest, Way::Link as fn(String) -> Way));
    let rest = rest.or_else(|| path.strip_prefix("/r/").map(|rest| (rest, Way::Code as fn(String) -> Way)));
    rest.filter(|(rest, _)| !rest.is_empty() && !rest.contains('/')).map(|(_, way)| way)
}

/// What stands behind the last slash, decoded as far as it can be: a mangled link still redirects.
fn last_segment(path: &str) -> String {
    let raw = path.rsplit('/').next().unwrap_or_default();
    // The form decoder is the one at hand; these three mean something to it and nothing in a path.
    let plain = raw.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let decoded = form_urlencoded::parse(plain.as_bytes()).next();
    decoded.map(|(name, _)| name.replace('\0', "\u{fffd}")).unwrap_or_default()
}

/// `GET /t/{link}` and `GET /r/{code}`
///
/// # Errors
/// 404 when this server has no program at all.
pub async fn follow_up(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(peer)| peer.ip());
    match way_of(parts.uri.path()) {
        Some(way) => answer(&app, way, peer, &parts).await,
        None => Problem::not_found("link").into_response(),
    }
}

/// Where the browser goes. Whatever a request looks like, it is read.
pub(crate) async fn answer(app: &App, way: fn(String) -> Way, peer: IpAddr, parts: &Parts) -> Response {
    let to = parts.uri.query().and_then(|query| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(name, _)| name == "to").map(|(_, to)| to)
    });
    let visit = Visit::of_request(app, peer, &parts.method, &parts.headers);
    match follow::follow(app, &way(last_segment(parts.uri.path())), to.as_deref(), visit).await {
        Some(followed) => redirect(&followed, app),
        None => Problem::not_found("link").into_response(),
    }
}

fn redirect(followed: &Followed, app: &App) -> Response {
    let mut response = StatusCode::FOUND.into_response();
    let headers = response.headers_mut();
    // `landing` was written by the URL parser, so it is always a header value.
    if let Ok(location) = HeaderValue::from_str(&followed.click.landing) {
        headers.insert(header::LOCATION, location);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    if followed.counted {
        let secure = app.settings.base_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        let cookie = cookie::header(&followed.click, followed.window_days, secure);
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.insert(header::SET_COOKIE, cookie);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::last_segment;

    #[test]
    fn a_mangled_link_is_read_as_far_as_it_can_be() {
        assert_eq!(last_segment("/r/sara"), "sara");
        assert_eq!(last_segment("/r/s%C3%A4ra+a=b&c"), "sära+a=b&c");
        assert_eq!(last_segment("/r/%FF%0d%0aX%00"), "\u{fffd}\r\nX\u{fffd}");
        assert_eq!(last_segment("/r/"), "");
    }
}
