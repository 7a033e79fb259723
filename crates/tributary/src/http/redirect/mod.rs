//! The click path: `/t/{link}`, `/r/{code}` and `/track/v2/click`. A redirect always answers; the click is on disk before
//! it does.

pub mod cookie;
pub mod destination;
pub mod follow;
pub(crate) mod head;
pub mod refs;
pub mod salt;
pub mod traffic;
pub mod visitor;

use crate::app::App;
use crate::http::problem::Problem;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use follow::{Followed, Visit, Way};
use head::Head;
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
    pub(crate) fn read(app: &App, named: Named, peer: IpAddr, head: &Head<'_>) -> Self {
        let mut wishes = Wishes::of_query(head.query);
        wishes.consent_denied |= head.first("sec-gpc").is_some_and(|said| said == b"1");
        let way = match named {
            Named::Link => Way::Link(last_segment(head.path)),
            Named::Code => Way::Code(last_segment(head.path)),
            Named::Member => Way::Member {
                publisher: wishes.publisher.take().unwrap_or_default(),
                program: wishes.program.take().unwrap_or_default(),
            },
        };
        Self { way, visit: Visit::of_request(app, peer, head), wishes }
    }

    /// Keeps the click, and says where it goes; nowhere when this server has no program at all.
    pub(crate) async fn follow(self, app: &App) -> Option<Followed> {
        follow::follow(app, &self.way, &self.wishes, self.visit).await
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
        Some(way) => answer(&app, Hit::read(&app, way, peer, &Head::of(&parts))).await,
        None => not_found(),
    }
}

/// The answer, for whoever does not write it out himself.
pub(crate) async fn answer(app: &App, hit: Hit) -> Response {
    let Some(followed) = hit.follow(app).await else { return not_found() };
    let mut response = STATUS.into_response();
    say(&followed, app, |name, value| {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    });
    response
}

/// Nobody is known here to whom anything could lead.
pub(crate) fn not_found() -> Response {
    Problem::not_found("link").into_response()
}

/// A redirect's status.
pub(crate) const STATUS: StatusCode = StatusCode::FOUND;

/// What a redirect's headers say.
pub(crate) fn say(followed: &Followed, app: &App, mut header: impl FnMut(&'static str, &str)) {
    header("cache-control", "no-store");
    header("x-robots-tag", "noindex, nofollow");
    // They were written by the URL parser or by us, so they are always a header's value; a broken one is left out.
    let mut checked = |name, value: &str| {
        // All of it, at many bytes a step: stopping at the first would be slower.
        if !value.bytes().fold(false, |is_broken, byte| is_broken | byte.is_ascii_control()) {
            header(name, value);
        }
    };
    if followed.counted {
        let secure = app.settings.is_https();
        checked("set-cookie", &cookie::header(&followed.id, &followed.visitor, followed.window_days, secure));
    }
    checked("location", followed.page.as_deref().unwrap_or(&followed.landing));
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
