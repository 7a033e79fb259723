//! What a request carries besides its resource: who asks, which page, and with which idempotency
//! key. Reads are [`Asked`], changes are [`Sent`]. The scope is judged before any word is read.

use super::head::Head;
use super::{body, bound};
use crate::app::App;
use crate::call;
use crate::http::auth::Bearer;
use crate::http::problem::{Handled, Problem};
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ops::Deref;
use tributary_core::{StoreId, TenantId, Timestamp};
use tributary_engine::access::Key;
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::idempotency::{self, Answer, KEY_CHARS_MAX};
use tributary_engine::{Error, Result};

pub(super) const BODY_BYTES_MAX: usize = 1024 * 1024; // an order of a thousand lines has a quarter of it
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A request that only reads.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    bearer: Bearer,
    head: Head,
}

/// All that is no matter of the key.
impl Deref for Asked {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.head
    }
}

impl FromRequestParts<App> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, Problem> {
        let bearer = Bearer::from_request_parts(parts, app).await?;
        bound::at(&parts.method, &parts.uri, bearer.0.store.as_ref())?;
        Ok(Self { bearer, head: Head::of(parts, app).await })
    }
}

impl Asked {
    /// The tenant, if the key may do this.
    pub(super) fn tenant(&self, scope: &'static str) -> Handled<TenantId> {
        self.bearer.tenant_for(scope)
    }

    /// The only store that the key is good for, if it is bound to one.
    pub(super) const fn store(&self) -> Option<&StoreId> {
        self.bearer.0.store.as_ref()
    }

    /// What the key may do.
    pub(super) fn may(&self, scope: &str) -> bool {
        self.bearer.0.may(scope)
    }

    /// Who asks, for what is noted in the audit log.
    pub(super) fn actor(&self) -> Actor {
        Actor::from(&self.bearer.0)
    }
}

/// Which page of a list is wanted.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by `Head::cursor`; this is its description")]
pub(super) struct Paging {
    /// At most so many rows.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A request that changes something.
#[derive(Debug, Clone)]
pub struct Sent {
    asked: Asked,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
    /// The message's id, where a store has signed it instead of sending a key.
    signed: Option<String>,
}

impl FromRequest<App> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> std::result::Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let asked = Asked::from_request_parts(&mut parts, app).await?;
        let body = to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| too_large())?;
        Ok(Self { asked, method: parts.method, headers: parts.headers, body, signed: None })
    }
}

/// A body that nobody reads.
pub(super) fn too_large() -> Problem {
    let detail = format!("Send at most {BODY_BYTES_MAX} bytes.");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "Too large", detail)
}

impl Sent {
    /// A message that a store has signed: it may state orders, and its id is its idempotency key.
    pub(super) fn signed(
        app: &App,
        (key, message): (Key, &str),
        (uri, mut headers): (Uri, HeaderMap),
        body: Bytes,
    ) -> Self {
        if let Ok(id) = HeaderValue::from_str(message) {
            headers.insert("idempotency-key", id);
        }
        let bearer = Bearer(key);
        let asked = Asked { bearer, head: Head::at(uri, app) };
        Self { asked, method: Method::POST, headers, body, signed: Some(message.to_owned()) }
    }

    /// The only store that the key is good for, if it is bound to one.
    #[must_use]
    pub fn store(&self) -> Option<StoreId> {
        self.asked.store().cloned()
    }

    /// What the request asks apart from its body.
    pub(super) const fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The body as it came.
    pub(super) const fn raw(&self) -> &Bytes {
        &self.body
    }

    /// Who sends it, for the record.
    pub(super) fn by(&self) -> String {
        match &self.signed {
            Some(message) => format!("signed {message}"),
            None => format!("api {}", self.asked.bearer.0.id),
        }
    }

    /// The same, for the audit log.
    pub(super) fn actor(&self) -> Actor {
        Actor::from(&self.asked.bearer.0)
    }

    /// What the sender calls this request.
    pub(super) fn idempotency_key(&self) -> Option<&str> {
        self.headers.get("idempotency-key").and_then(|key| key.to_str().ok())
    }

    /// The tenant and the body, if the key may do this.
    ///
    /// # Errors
    /// A problem: the scope is missing, or the body is not as it should be.
    pub fn read<T: DeserializeOwned>(&self, scope: &'static str) -> Handled<(TenantId, T)> {
        let tenant = self.asked.tenant(scope)?;
        check_headers(&self.headers)?;
        bound::body(&self.body, self.asked.store())?;
        Ok((tenant, body::parse(&self.body)?))
    }

    /// The tenant of a change without a body, if the key may do this.
    ///
    /// # Errors
    /// A problem: the scope is missing, or the idempotency key is not usable.
    pub(super) fn bodiless(&self, scope: &'static str) -> Handled<TenantId> {
        let tenant = self.asked.tenant(scope)?;
        check_key(&self.headers)?;
        Ok(tenant)
    }

    /// Does what is asked at most once per idempotency key, in one transaction with its answer.
    pub(super) async fn once(
        &self,
        app: &App,
        effect: impl Fn(&mut Tx<'_>, Timestamp) -> Result<Answer> + Send + 'static,
    ) -> Handled<Response> {
        self.once_told(app, effect, |_, answer| Ok(answer)).await
    }

    /// The same for an answer that has more to say than may be kept, such as a secret: `told` adds it each time.
    pub(super) async fn once_told(
        &self,
        app: &App,
        effect: impl Fn(&mut Tx<'_>, Timestamp) -> Result<Answer> + Send + 'static,
        told: impl Fn(&mut Tx<'_>, Answer) -> Result<Answer> + Send + 'static,
    ) -> Handled<Response> {
        let now = app.engine.now();
        let request = self.request();
        let done = call::write(&app.engine, move |tx| {
            let (answer, replayed) = idempotency::once(tx, request.as_ref(), now, |tx| effect(tx, now))?;
            Ok((told(tx, answer)?, replayed))
        });
        let (answer, replayed) = done.await?;
        Ok(respond(answer, replayed))
    }

    /// The same for what redirects must know at once: links, codes, partners and programs.
    pub(super) async fn once_routed(
        &self,
        app: &App,
        effect: impl Fn(&mut Tx<'_>, Timestamp) -> Result<Answer> + Send + 'static,
    ) -> Handled<Response> {
        let response = self.once(app, effect).await?;
        // The change is committed, so its answer stands whatever becomes of the copy in memory.
        if let Err(error) = call::refresh_snapshot(&app.engine).await {
            tracing::error!(%error, "links and codes in memory are behind the database");
        }
        Ok(response)
    }

    fn request(&self) -> Option<idempotency::Request> {
        let key = self.idempotency_key()?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{} {}\n", self.method, self.asked.uri()).as_bytes());
        hasher.update(&self.body);
        let Bearer(bearer) = &self.asked.bearer;
        Some(idempotency::Request {
            tenant: bearer.tenant.clone(),
            sender: bearer.id.clone(),
            key: key.to_owned(),
            hash: hasher.finalize().to_hex().to_string(),
        })
    }
}

/// Whether the headers of a change are as they should be: it is JSON, and has at most one usable idempotency key.
pub(super) fn check_headers(headers: &HeaderMap) -> Handled<()> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    if !essence.trim().eq_ignore_ascii_case("application/json") {
        let detail = "Send JSON, as `Content-Type: application/json`.";
        let (status, title) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not JSON");
        return Err(Problem::new(status, "unsupported_media_type", title, detail));
    }
    check_key(headers)
}

/// Whether a change has at most one usable idempotency key.
fn check_key(headers: &HeaderMap) -> Handled<()> {
    let keys: Vec<&HeaderValue> = headers.get_all("idempotency-key").iter().collect();
    let usable = |key: &HeaderValue| key.to_str().is_ok_and(|key| !key.trim().is_empty());
    let fits = match keys.as_slice() {
        [] => true,
        [key] => key.len() <= KEY_CHARS_MAX && usable(key),
        _ => false,
    };
    let detail = || format!("Use one key of 1 to {KEY_CHARS_MAX} plain ASCII characters.");
    if fits { Ok(()) } else { Err(Problem::field("Idempotency-Key", "length", detail())) }
}

/// An answer that can be kept and given again.
///
/// # Errors
/// When it cannot be written as JSON, which is our mistake.
pub(super) fn answer(status: StatusCode, body: &impl Serialize) -> Result<Answer> {
    let body = serde_json::to_string(body).map_err(|e| Error::Broken(e.to_string()))?;
    Ok(Answer { status: i64::from(status.as_u16()), body })
}

/// The answer, and whether it was given before.
pub(super) fn respond(answer: Answer, replayed: bool) -> Response {
    let status = u16::try_from(answer.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.unwrap_or(StatusCode::OK);
    let json = HeaderValue::from_static("application/json");
    let mut response = (status, [(header::CONTENT_TYPE, json)], answer.body).into_response();
    if replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}
