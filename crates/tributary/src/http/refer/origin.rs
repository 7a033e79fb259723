//! Whose pages may read the answers: those of a store whose customers they are about.

use crate::app::App;
use crate::call;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tributary_engine::panel;
use url::Url;

/// Where a browser says that its page is.
pub(super) fn of(headers: &HeaderMap) -> Option<String> {
    headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).map(str::to_owned)
}

/// Whether a page is one of this shop, with or without `www.` before its name. A shop that is reached over https may say so.
pub(super) fn is_of(origin: &str, shop: &str) -> bool {
    let (Ok(origin), Ok(shop)) = (Url::parse(origin), Url::parse(shop)) else { return false };
    let host = |url: &Url| {
        let host = url.host_str()?.to_ascii_lowercase();
        Some(host.strip_prefix("www.").map_or(host.clone(), str::to_owned))
    };
    let is_safe = origin.scheme() == shop.scheme() || origin.scheme() == "https";
    let same_port = origin.port() == shop.port();
    is_safe && same_port && host(&origin).is_some() && host(&origin) == host(&shop)
}

/// Answers what a browser asks before it sends a token, and lets a shop's pages read what they get. Other pages get an answer that
/// their browser keeps from them.
pub(super) async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let origin = of(request.headers());
    let is_asking = request.method() == Method::OPTIONS;
    let mut response =
        if is_asking { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin else { return response };
    if !is_of_any(&app, origin.clone()).await {
        return response;
    }
    if let Ok(origin) = HeaderValue::from_str(&origin) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    if is_asking {
        let allow = |text| HeaderValue::from_static(text);
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, allow("GET, POST"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allow("authorization, content-type"));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, allow("600"));
    }
    response
}

async fn is_of_any(app: &App, origin: String) -> bool {
    let read =
        call::read(&app.engine, move |tx| Ok(panel::shops(tx)?.iter().any(|shop| is_of(&origin, shop))));
    read.await.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn a_shop_s_pages_are_told_by_scheme_host_and_port() {
        let shop = "https://shop.example/en/";
        assert!(is_of("https://shop.example", shop) && is_of("https://www.shop.example", shop));
        assert!(is_of("https://shop.example", "http://www.shop.example"));
        assert!(is_of("http://localhost:3000", "http://localhost:3000/"));
        for other in [
            "http://shop.example",
            "https://shop.example.evil.example",
            "https://evil.example",
            "https://a.shop.example",
            "https://shop.example:8443",
            "null",
            "",
        ] {
            assert!(!is_of(other, shop), "{other}");
        }
    }
}
