//! What a publisher's request carries besides its resource: whose token it is, and what that reaches. Reads are [`Asks`],
//! changes are [`Sends`]. The tenants' own requests are in `request.rs`.

use super::body;
use super::head::Head;
use super::request::{BODY_BYTES_MAX, check_headers, respond, too_large};
use crate::app::App;
use crate::call;
use crate::http::auth::PublisherBearer;
use crate::http::problem::{Handled, Problem};
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::de::DeserializeOwned;
use std::ops::Deref;
use tributary_core::{PublisherId, TenantId, Timestamp};
use tributary_engine::Result;
use tributary_engine::audit::Actor;
use tributary_engine::conversion::reach_of;
use tributary_engine::db::Tx;
use tributary_engine::idempotency::{self, Answer};
use tributary_engine::publisher::Key;

/// A publisher's request that only reads.
#[derive(Debug, Clone)]
pub(super) struct Asks {
    key: Key,
    head: Head,
}

/// All that is no matter of the token.
impl Deref for Asks {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.head
    }
}

impl FromRequestParts<App> for Asks {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, Problem> {
        let PublisherBearer(key) = PublisherBearer::from_request_parts(parts, app).await?;
        Ok(Self { key, head: Head::of(parts, app).await })
    }
}

impl Asks {
    /// Who asks.
    pub(super) fn publisher(&self) -> PublisherId {
        self.key.publisher.clone()
    }
}

/// A publisher's request that changes something.
#[derive(Debug, Clone)]
pub(super) struct Sends {
    asks: Asks,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
}

impl FromRequest<App> for Sends {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> std::result::Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let asks = Asks::from_request_parts(&mut parts, app).await?;
        let body = to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| too_large())?;
        Ok(Self { asks, method: parts.method, headers: parts.headers, body })
    }
}

impl Sends {
    /// What the request asks apart from its body.
    pub(super) const fn asks(&self) -> &Asks {
        &self.asks
    }

    /// Who sends it, for the log of a tenant.
    pub(super) fn actor(&self, tenant: &TenantId) -> Actor {
        Actor::guest(tenant, &format!("publisher {}", self.asks.key.publisher))
    }

    /// The body.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Handled<T> {
        check_headers(&self.headers)?;
        body::parse(&self.body)
    }

    /// Does what is asked at most once per idempotency key, in one transaction with its answer. Keys are of one token, and kept
    /// with the first tenant that it reaches.
    pub(super) async fn once(
        &self,
        app: &App,
        effect: impl Fn(&mut Tx<'_>, Timestamp) -> Result<Answer> + Send + 'static,
    ) -> Handled<Response> {
        self.once_told(app, effect, |_, answer| Ok(answer)).await
    }

    /// The same for an answer that has more to say than may be kept.
    pub(super) async fn once_told(
        &self,
        app: &App,
        effect: impl Fn(&mut Tx<'_>, Timestamp) -> Result<Answer> + Send + 'static,
        told: impl Fn(&mut Tx<'_>, Answer) -> Result<Answer> + Send + 'static,
    ) -> Handled<Response> {
        let now = app.engine.now();
        let (request, publisher) = (self.request(), self.asks.publisher());
        let done = call::write(&app.engine, move |tx| {
            let tenant = reach_of(tx, &publisher)?.into_iter().next().map(|of| of.tenant);
            let request = request.clone().zip(tenant);
            let request = request.map(|((key, hash, sender), tenant)| idempotency::Request {
                tenant,
                sender,
                key,
                hash,
            });
            let (answer, replayed) = idempotency::once(tx, request.as_ref(), now, |tx| effect(tx, now))?;
            Ok((told(tx, answer)?, replayed))
        });
        let (answer, replayed) = done.await?;
        Ok(respond(answer, replayed))
    }

    /// The idempotency key, a digest of what is asked, and who asks.
    fn request(&self) -> Option<(String, String, tributary_core::KeyId)> {
        let key = self.headers.get("idempotency-key").and_then(|key| key.to_str().ok())?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{} {}\n", self.method, self.asks.uri()).as_bytes());
        hasher.update(&self.body);
        Some((key.to_owned(), hasher.finalize().to_hex().to_string(), self.asks.key.id.clone()))
    }
}
