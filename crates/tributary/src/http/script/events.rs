//! `POST /track/v1/events` and `GET /track/v1/events.gif`: told by a browser, kept, answered at once, judged after. A browser
//! never looks at the answer; whoever tries things out by hand does, so it says what became of the event.

use super::Peer;
use crate::app::App;
use crate::http::pace::Pace;
use crate::http::problem::{Handled, Problem};
use crate::http::redirect::cookie;
use crate::inbound::script::receive::{Arrived, Receipt, is_page_view, receive};
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Extension, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value as Json, json};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use url::form_urlencoded;

const OUTCOME: HeaderName = HeaderName::from_static("tributary-outcome");
/// What a redirect page keeps a click in.
const REDIRECT_PAGE_COOKIE: &str = "retrack_click";
/// A picture of one transparent point.
const POINT: &[u8] = &[
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x21, 0xf9, 4, 1,
    0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0x44, 0, 0x3b,
];

/// What scripts have told since the server started.
#[derive(Debug, Default)]
pub struct Counts {
    kept: AtomicU64,
    seen: AtomicU64,
    refused: AtomicU64,
    pace: Pace,
}

impl Counts {
    /// (word, how many): kept, page views, refused.
    pub fn figures(&self) -> [(&'static str, u64); 3] {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        [("kept", of(&self.kept)), ("page", of(&self.seen)), ("refused", of(&self.refused))]
    }

    /// Whether an address may tell something more now.
    pub(in crate::http) fn admits(&self, address: IpAddr, now: tributary_core::Timestamp) -> bool {
        self.pace.admits(address, now)
    }

    fn note(&self, told: &Handled<Receipt>) {
        let count = match told {
            Ok(Receipt::Kept) => &self.kept,
            Ok(Receipt::Seen) => &self.seen,
            Ok(Receipt::Refused(_)) | Err(_) => &self.refused,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// `POST /track/v1/events`
///
/// # Errors
/// 422 for what names no store, 404 for an unknown one, 429 for who tells too much.
pub(super) async fn post(State(app): State<App>, peer: Peer, headers: HeaderMap, body: Bytes) -> Response {
    let text = String::from_utf8_lossy(&body).into_owned();
    match take(&app, peer, &headers, text).await {
        Ok(receipt) => (StatusCode::NO_CONTENT, for_anybody(receipt.as_str())).into_response(),
        Err(problem) => (for_anybody(problem.code), problem).into_response(),
    }
}

/// `GET /track/v1/events.gif?d={…}`, or the fields one by one: for pages without a script, and for browsers that send nothing
/// else. It is always a picture: a broken one would be seen.
pub(super) async fn pixel(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let told = take(&app, peer, &headers, written(query.as_deref().unwrap_or_default())).await;
    let outcome = told.map_or_else(|problem| problem.code, Receipt::as_str);
    let picture = [
        (header::CONTENT_TYPE, "image/gif"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (picture, for_anybody(outcome), POINT).into_response()
}

/// What a browser asks before it sends JSON that calls itself so.
pub(super) async fn preflight() -> Response {
    let asked = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, for_anybody("preflight"), asked).into_response()
}

/// Anybody may read the answer: nothing in it is about anybody. No page may have cookies go along with that.
fn for_anybody(outcome: &'static str) -> [(HeaderName, HeaderValue); 2] {
    [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (OUTCOME, HeaderValue::from_static(outcome)),
    ]
}

async fn take(app: &App, peer: Peer, headers: &HeaderMap, text: String) -> Handled<Receipt> {
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |Extension(ConnectInfo(peer))| peer.ip());
    let address = app.settings.client_ip(peer, headers);
    // Looking at pages costs nothing and is done by many behind one address.
    let told = if is_page_view(&text) || app.script.pace.admits(address, app.now()) {
        receive(app, Arrived { text, origin: origin(headers), cookies: cookies(headers) })
            .await
            .map_err(Problem::from)
    } else {
        Err(too_fast())
    };
    app.script.note(&told);
    told
}

fn too_fast() -> Problem {
    let detail = "This address tells too much: wait ten seconds. Behind a proxy of your own, name it in trusted_proxies.";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_fast", "Too fast", detail)
}

/// Where the browser says it is. A picture is asked for without `Origin`.
fn origin(headers: &HeaderMap) -> Option<String> {
    let text =
        |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::to_owned);
    text(header::ORIGIN).filter(|origin| origin != "null").or_else(|| text(header::REFERER))
}

/// The clicks in cookies that came along: only where this server is reached under the shop's own name.
fn cookies(headers: &HeaderMap) -> Vec<String> {
    [cookie::NAME, REDIRECT_PAGE_COOKIE].iter().filter_map(|name| cookie::named(headers, name)).collect()
}

/// The event that an address carries.
fn written(query: &str) -> String {
    const OF_EVENT: [&str; 7] = ["store", "type", "id", "unit", "click", "consent", "customer"];
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    if let Some((_, whole)) = pairs.iter().find(|(name, _)| name == "d") {
        return whole.clone();
    }
    let (mut event, mut data) = (json!({}), json!({}));
    for (name, value) in pairs {
        let place = if OF_EVENT.contains(&name.as_str()) { &mut event } else { &mut data };
        place[name] = Json::String(value);
    }
    event["data"] = data;
    event.to_string()
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn an_address_carries_an_event_whole_or_field_by_field() {
        assert_eq!(written("d=%7B%22type%22%3A%22lead%22%7D&x=1"), r#"{"type":"lead"}"#);
        let fields: serde_json::Value =
            serde_json::from_str(&written("store=sto_1&type=transaction&order=A%261&amount_minor=5"))
                .unwrap();
        assert_eq!(
            fields,
            serde_json::json!({
                "store": "sto_1", "type": "transaction", "data": { "order": "A&1", "amount_minor": "5" },
            })
        );
    }
}
