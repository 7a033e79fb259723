//! The click path: `/t/{link}`, `/r/{code}` and `/track/v2/click`. A redirect always answers; the click is on disk before
//! it does.

pub mod cookie;
pub mod destination;
pub mod follow;
pub mod refs;
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
use refs::Wishes;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use url::form_urlencoded;

/// What a path names somebody by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// `/t/{link}`
    Link,
    /// `/r/{code}`
    Code,
    /// `/track/v2/click?publisher=…&program=…`: Retrack's links, with another host.
    Member,
}

/// Where [`Named::Member`] is.
pub(crate) const MEMBER: &str = "/track/v2/click";

/// By which way a path leads to somebody.
pub(crate) fn way_of(path: &str) -> Option<Named> {
    if path == MEMBER {
        return Some(Named::Member);
    }
    let rest = path.strip_prefix("/t/").map(|rest| (rest, Named::Link));
    let rest = rest.or_else(|| path.strip_prefix("/r/").map(|rest| (rest, Named::Code)));
    rest.filter(|(rest, _)| !rest.is_empty() && !rest.contains('/')).map(|(_, way)| way)
}

/// Whether a redirect looks at a header: all that [`Visit::of_request`] reads.
pub(crate) fn reads(name: &str) -> bool {
    const READ: [&str; 11] = [
        "cookie",
        "purpose",
        "referer",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-gpc",
        "sec-purpose",
        "user-agent",
        "x-forwarded-for",
        "x-moz",
        "x-purpose",
    ];
    READ.iter().any(|read| read.eq_ignore_ascii_case(name))
}

/// What stands behind the last slash, decoded as far as it can be: a mangled link still redirects.
fn last_segment(path: &str) -> String {
    let raw = path.rsplit('/').next().unwrap_or_default();
    if raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')) {
        return raw.to_owned();
    }
    // The form decoder is the one at hand; these three mean something to it and nothing in a path.
    let plain = raw.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let decoded = form_urlencoded::parse(plain.as_bytes()).next();
    decoded.map(|(name, _)| name.replace('\0', "\u{fffd}")).unwrap_or_default()
}

/// What a request for a link asks. Whatever it looks like, it is read.
#[derive(Debug)]
pub(crate) struct Hit {
    way: Way,
    visit: Visit,
    wishes: Wishes,
}

impl Hit {
    /// Reads a request's head, so that it can be let go of before the click is on disk: the server reads the next one into
    /// its place.
    pub(crate) fn read(app: &App, named: Named, peer: IpAddr, parts: &Parts) -> Self {
        let mut wishes = Wishes::of_query(parts.uri.query());
        wishes.consent_denied |= parts.headers.get("sec-gpc").is_some_and(|said| said.as_bytes() == b"1");
        let way = match named {
            Named::Link => Way::Link(last_segment(parts.uri.path())),
            Named::Code => Way::Code(last_segment(parts.uri.path())),
            Named::Member => Way::Member {
                publisher: wishes.publisher.take().unwrap_or_default(),
                program: wishes.program.take().unwrap_or_default(),
            },
        };
        let visit = Visit::of_request(app, peer, &parts.method, &parts.headers);
        Self { way, visit, wishes }
    }
}

/// `GET /t/{link}`, `GET /r/{code}` and `GET /track/v2/click`
///
/// # Errors
/// 404 when this server has no program at all.
pub async fn follow_up(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(peer)| peer.ip());
    match way_of(parts.uri.path()) {
        Some(way) => answer(&app, Hit::read(&app, way, peer, &parts)).await,
        None => Problem::not_found("link").into_response(),
    }
}

/// Where the browser goes.
pub(crate) async fn answer(app: &App, hit: Hit) -> Response {
    match follow::follow(app, &hit.way, &hit.wishes, hit.visit).await {
        Some(followed) => redirect(followed, app),
        None => Problem::not_found("link").into_response(),
    }
}

fn redirect(followed: Followed, app: &App) -> Response {
    let mut response = StatusCode::FOUND.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    if followed.counted {
        let secure = app.settings.is_https();
        let cookie = cookie::header(&followed.id, &followed.visitor, followed.window_days, secure);
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            headers.insert(header::SET_COOKIE, cookie);
        }
    }
    // It was written by the URL parser or by us, so it is always a header value.
    if let Ok(location) = HeaderValue::try_from(followed.page.unwrap_or(followed.landing)) {
        headers.insert(header::LOCATION, location);
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
