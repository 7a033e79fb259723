//! A publisher's browser: an extractor that sends everybody else to the publishers' own sign-in page.

use crate::app::{App, Settings};
use crate::call;
use crate::web::admin::cookie;
use crate::web::admin::fields::Fields;
use crate::web::admin::guard::{is_own_page, is_same};
use crate::web::admin::refusal::Refusal;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderValue;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use tributary_engine::publisher::{Session, session_of};

/// Sent by the browser to the publishers' pages only.
pub(super) const COOKIE: &str = "tributary_publisher";
const SECONDS: u32 = 30 * 24 * 3600;

/// A publisher who is signed in.
#[derive(Debug, Clone)]
pub(super) struct SignedIn {
    /// Who.
    pub(super) session: Session,
    /// This server's address, without a trailing slash.
    pub(super) base_url: String,
}

/// A form that a publisher sent from our own page.
#[derive(Debug)]
pub(super) struct Posted {
    /// Who sent it.
    pub(super) me: SignedIn,
    /// What it brought.
    pub(super) fields: Fields,
}

/// Why a publisher's page cannot be shown.
#[derive(Debug)]
pub(super) enum Unseen {
    /// They are to sign in first.
    SignIn,
    /// As on every other page.
    Refused(Refusal),
}

/// A handler's result.
pub(super) type Shown = Result<Response, Unseen>;

impl<T: Into<Refusal>> From<T> for Unseen {
    fn from(refusal: T) -> Self {
        Self::Refused(refusal.into())
    }
}

impl IntoResponse for Unseen {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn => Redirect::to("/publisher/enter").into_response(),
            Self::Refused(refusal) => refusal.into_response(),
        }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Unseen;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Unseen> {
        let Some(token) = cookie::read(&parts.headers, COOKIE) else { return Err(Unseen::SignIn) };
        let now = app.now();
        let session = call::read(&app.engine, move |tx| session_of(tx, &token, now)).await?;
        let base_url = app.settings.base_url(&parts.headers);
        session.map(|session| Self { session, base_url }).ok_or(Unseen::SignIn)
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Unseen;

    async fn from_request(request: Request, app: &App) -> Result<Self, Unseen> {
        let (mut parts, body) = request.into_parts();
        let me = SignedIn::from_request_parts(&mut parts, app).await?;
        let own = is_own_page(&parts.headers, app.settings.base_url.as_deref());
        let body = axum::body::Bytes::from_request(Request::from_parts(parts, body), app).await;
        let fields = Fields::read(&body.map_err(|_| Refusal::Forged)?);
        let genuine = own && is_same(fields.get("csrf"), &me.session.csrf);
        if genuine { Ok(Self { me, fields }) } else { Err(Refusal::Forged.into()) }
    }
}

/// Sets the cookie of a publisher's browser; nothing takes it away.
pub(super) fn cookie_for(settings: &Settings, token: &str) -> HeaderValue {
    let seconds = if token.is_empty() { 0 } else { SECONDS };
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={token}; Path=/publisher; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
