//! Who sends an API request: a tenant's bearer key, checked against the scope that the handler names, or a publisher's
//! token. Neither is ever taken for the other.

use crate::app::App;
use crate::call;
use crate::http::problem::Problem;
use crate::requests::Asker;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use tributary_core::{PublisherId, TenantId};
use tributary_engine::access::{Key, key_of};
use tributary_engine::publisher;

/// The key of an API request.
#[derive(Debug, Clone)]
pub struct Bearer(pub Key);

impl Bearer {
    /// The tenant, if the key may do this.
    ///
    /// # Errors
    /// A 403 that names the missing scope.
    pub fn tenant_for(&self, scope: &'static str) -> Result<TenantId, Problem> {
        if self.0.may(scope) {
            return Ok(self.0.tenant.clone());
        }
        let detail = format!("This key may not do this: it lacks the scope {scope}.");
        Err(Problem::new(StatusCode::FORBIDDEN, "missing_scope", "Not allowed", detail))
    }
}

impl FromRequestParts<App> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Some(secret) = secret_of(parts) else {
            return Err(unauthorized("Send an API key as `Authorization: Bearer tributary_live_sk_…`."));
        };
        let key = call::read(&app.engine, move |tx| key_of(tx, &secret)).await?;
        if let Some(key) = key.as_ref().filter(|key| key.is_unnoted(app.now())) {
            note_use(app, key);
        }
        if let Some(key) = &key {
            Asker::note(parts, key);
        }
        key.map(Self).ok_or_else(|| unauthorized("This API key is unknown or was revoked."))
    }
}

/// Nobody waits for this; a full queue only means that the key looks idle a little longer.
fn note_use(app: &App, key: &Key) {
    let (tenant, id, now) = (key.tenant.clone(), key.id.clone(), app.now());
    let _ = app.engine.db.write(move |tx| Key::used(tx, &tenant, &id, now), |_| ());
}

/// What a request shows as its bearer.
fn secret_of(parts: &Parts) -> Option<String> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, secret) = header.and_then(|value| value.split_once(' '))?;
    let secret = secret.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !secret.is_empty()).then(|| secret.to_owned())
}

/// The token of a publisher's API request: it reads what is the publisher's own, with all tenants.
#[derive(Debug, Clone)]
pub struct PublisherBearer(pub publisher::Key);

impl PublisherBearer {
    /// Who asks.
    #[must_use]
    pub const fn publisher(&self) -> &PublisherId {
        &self.0.publisher
    }
}

impl FromRequestParts<App> for PublisherBearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Some(secret) = secret_of(parts) else {
            return Err(unauthorized("Send a publisher's token as `Authorization: Bearer tributary_pub_…`."));
        };
        let key = call::read(&app.engine, move |tx| publisher::key_of(tx, &secret)).await?;
        if let Some(used) = key.as_ref().and_then(|key| key.unnoted(app.now())) {
            // As with a tenant's key, nobody waits for this.
            let _ = app.engine.db.write(move |tx| publisher::note_key_use(tx, &used), |_| ());
        }
        key.map(Self).ok_or_else(|| unauthorized("This publisher's token is unknown or was revoked."))
    }
}

fn unauthorized(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "Who are you?", detail)
}
