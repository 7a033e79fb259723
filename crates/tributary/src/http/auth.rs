//! Who sends an API request: the bearer key, checked against the scope that the handler names.

use crate::app::App;
use crate::call;
use crate::http::problem::Problem;
use crate::requests::Asker;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use tributary_core::TenantId;
use tributary_engine::access::{Key, key_of};

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
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, secret) = header.and_then(|value| value.split_once(' ')).unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("bearer") || secret.trim().is_empty() {
            return Err(unauthorized("Send an API key as `Authorization: Bearer tributary_live_sk_…`."));
        }
        let secret = secret.trim().to_owned();
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

fn unauthorized(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "Who are you?", detail)
}
