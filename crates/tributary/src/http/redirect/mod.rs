//! The click path: `/t/{link}` and `/r/{code}`. A redirect always answers; the click is on disk before
//! it does.

pub mod cookie;
pub mod destination;
pub mod follow;
pub mod salt;
pub mod traffic;
pub mod visitor;

use crate::app::App;
use crate::http::problem::{Handled, Problem};
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use follow::{Followed, Visit, Way};
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use url::form_urlencoded;

/// Who follows a link, and where else they want to go. Whatever a request looks like, it is read.
#[derive(Debug)]
pub struct Hit {
    value: String,
    visit: Visit,
    to: Option<String>,
}

impl FromRequestParts<App> for Hit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(peer)| peer.ip());
        let query = parts.uri.query().unwrap_or_default();
        let to = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "to");
        Ok(Self {
            value: last_segment(parts.uri.path()),
            visit: Visit::of_request(app, peer, &parts.method, &parts.headers),
            to: to.map(|(_, to)| to.into_owned()),
        })
    }
}

/// What stands behind the last slash, decoded as far as it can be: a mangled link still redirects.
fn last_segment(path: &str) -> String {
    let raw = path.rsplit('/').next().unwrap_or_default();
    // The form decoder is the one at hand; these three mean something to it and nothing in a path.
    let plain = raw.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let decoded = form_urlencoded::parse(plain.as_bytes()).next();
    decoded.map(|(name, _)| name.replace('\0', "\u{fffd}")).unwrap_or_default()
}

/// `GET /t/{link}`
///
/// # Errors
/// 404 when this server has no program at all.
pub async fn link(State(app): State<App>, hit: Hit) -> Handled<Response> {
    go(&app, Way::Link, hit).await
}

/// `GET /r/{code}`
///
/// # Errors
/// 404 when this server has no program at all.
pub async fn code(State(app): State<App>, hit: Hit) -> Handled<Response> {
    go(&app, Way::Code, hit).await
}

async fn go(app: &App, way: fn(String) -> Way, hit: Hit) -> Handled<Response> {
    let followed = follow::follow(app, &way(hit.value), hit.to.as_deref(), hit.visit).await;
    let followed = followed.ok_or_else(|| Problem::not_found("link"))?;
    Ok(redirect(&followed, app))
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
