//! Speaks to the server's own router as browsers, shops and integrations do, without a socket.

use crate::app::App;
use crate::http::redirect::cookie;
use crate::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use std::net::{Ipv4Addr, SocketAddr};
use tower::ServiceExt;
use tributary_engine::setup::Installed;
use tributary_engine::{Error, Result};

/// What the demo shop signs its webhooks with.
pub(super) const SECRET: &str = "a secret that everybody knows";
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// The server as the outside sees it.
#[derive(Debug, Clone)]
pub(super) struct Client {
    router: Router,
    key: String,
    /// The store.
    pub(super) store: String,
    /// The program.
    pub(super) program: String,
}

/// Somebody follows a link.
#[derive(Debug, Clone)]
pub(super) struct Following {
    pub(super) path: String,
    pub(super) method: Method,
    pub(super) user_agent: &'static str,
    pub(super) referrer: &'static str,
    pub(super) ip: Ipv4Addr,
    /// The cookie that an earlier answer set.
    pub(super) cookie: Option<String>,
    /// Whether the browser only fetches ahead.
    pub(super) ahead: bool,
}

impl Client {
    /// A client of the server behind `app`, with its first key.
    pub(super) fn new(app: &App, installed: &Installed) -> Self {
        Self {
            router: router::router(app.clone()),
            key: installed.api_key.secret.clone(),
            store: installed.store.to_string(),
            program: installed.program.to_string(),
        }
    }

    /// Follows a link; the cookie that the answer sets, if it counts.
    pub(super) async fn follow(self, following: Following) -> Result<Option<String>> {
        let mut request = Request::builder()
            .method(following.method)
            .uri(&following.path)
            .header(header::USER_AGENT, following.user_agent)
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::ACCEPT_LANGUAGE, "en-US,en;q=0.9");
        if !following.referrer.is_empty() {
            request = request.header(header::REFERER, following.referrer);
        }
        if let Some(value) = following.cookie {
            request = request.header(header::COOKIE, format!("{}={value}", cookie::NAME));
        }
        request = if following.ahead {
            request.header("sec-purpose", "prefetch")
        } else {
            request.header("sec-fetch-mode", "navigate").header("sec-fetch-dest", "document")
        };
        let mut request = request.body(Body::empty()).map_err(broken)?;
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((following.ip, 40_000))));
        let (status, headers, _) = self.send(request).await?;
        expect(status.is_redirection(), &following.path, status, &Value::Null)?;
        Ok(set_cookie(&headers))
    }

    /// Delivers a webhook as WooCommerce would.
    pub(super) async fn deliver(&self, topic: &str, delivery: i64, body: String) -> Result<()> {
        let path = format!("/hooks/woocommerce/{}", self.store);
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).map_err(broken)?;
        mac.update(body.as_bytes());
        let request = Request::post(&path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, "WooCommerce/10.0.2 Hookshot (WordPress/6.8.3)")
            .header("x-wc-webhook-topic", topic)
            .header("x-wc-webhook-delivery-id", format!("demo{delivery:06}"))
            .header("x-wc-webhook-signature", STANDARD.encode(mac.finalize().into_bytes()))
            .body(Body::from(body));
        let (status, _, answer) = self.send(request.map_err(broken)?).await?;
        expect(status.is_success(), &path, status, &answer)
    }

    /// Calls the API.
    pub(super) async fn call(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key))
            .header(header::CONTENT_TYPE, "application/json")
            .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) });
        let (status, _, answer) = self.send(request.map_err(broken)?).await?;
        expect(status.is_success(), path, status, &answer)?;
        Ok(answer)
    }

    async fn send(&self, request: Request<Body>) -> Result<(StatusCode, HeaderMap, Value)> {
        let answer = self.router.clone().oneshot(request).await.map_err(broken)?;
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, ANSWER_BYTES_MAX).await.map_err(broken)?;
        let value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok((parts.status, parts.headers, value))
    }
}

/// The click's id in the cookie of a click that counts.
pub(super) fn click_of(cookie: &str) -> &str {
    cookie.split('.').next().unwrap_or_default()
}

fn set_cookie(headers: &HeaderMap) -> Option<String> {
    let line = headers.get(header::SET_COOKIE)?.to_str().ok()?;
    let (name, value) = line.split(';').next()?.split_once('=')?;
    (name == cookie::NAME).then(|| value.to_owned())
}

fn expect(agreed: bool, path: &str, status: StatusCode, answer: &Value) -> Result<()> {
    if agreed {
        return Ok(());
    }
    Err(Error::Broken(format!("the demo could not be told: {path} was answered {status}: {answer}")))
}

/// What cannot happen to a demo that is told rightly.
pub(super) fn broken(error: impl std::fmt::Display) -> Error {
    Error::Broken(format!("the demo could not be told: {error}"))
}
