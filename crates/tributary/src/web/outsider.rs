//! Outsiders: partners and publishers, who sign in to pages of their own. One extractor for both; whoever is not signed in is led to
//! the sign-in page of their kind, and no token of one kind is ever a token of the other.

use crate::app::{App, Settings};
use crate::call;
use crate::web::admin::cookie;
use crate::web::admin::fields::Fields;
use crate::web::admin::guard::{is_own_page, is_same};
use crate::web::admin::refusal::Refusal;
use crate::web::stores::Asked;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderValue;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use tributary_core::Timestamp;
use tributary_engine::db::Tx;

const SECONDS: u32 = 30 * 24 * 3600;

/// One kind of outsider's browser.
pub(in crate::web) trait Outsider: Send + Sized + 'static {
    /// Its cookie, sent by the browser to the pages of this kind only.
    const COOKIE: &'static str;
    /// Where these pages are.
    const PAGES: &'static str;
    /// Where to sign in.
    const SIGN_IN: &'static str;

    /// Who a cookie's token stands for, if it still does.
    fn of(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> tributary_engine::Result<Option<Self>>;
    /// What each of their forms must carry.
    fn csrf(&self) -> &str;
    /// The id of whoever this is.
    fn id(&self) -> &str;
}

/// An outsider who is signed in.
#[derive(Debug, Clone)]
pub(in crate::web) struct SignedIn<S> {
    /// Who.
    pub(in crate::web) session: S,
    /// This server's address, without a trailing slash.
    pub(in crate::web) base_url: String,
    /// Which store they ask for, where their pages are of one.
    pub(in crate::web) asked: Asked,
    /// Whether people reach this server by https.
    pub(in crate::web) https: bool,
}

/// A form that an outsider sent from our own page.
#[derive(Debug)]
pub(in crate::web) struct Posted<S> {
    /// Who sent it.
    pub(in crate::web) me: SignedIn<S>,
    /// What it brought.
    pub(in crate::web) fields: Fields,
}

/// Why such a page cannot be shown.
#[derive(Debug)]
pub(in crate::web) enum Unseen {
    /// They are to sign in first, there.
    SignIn(&'static str),
    /// As on every other page.
    Refused(Refusal),
}

/// A handler's result.
pub(in crate::web) type Shown = Result<Response, Unseen>;

impl<T: Into<Refusal>> From<T> for Unseen {
    fn from(refusal: T) -> Self {
        Self::Refused(refusal.into())
    }
}

impl IntoResponse for Unseen {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn(there) => Redirect::to(there).into_response(),
            Self::Refused(refusal) => refusal.into_response(),
        }
    }
}

impl<S: Outsider> FromRequestParts<App> for SignedIn<S> {
    type Rejection = Unseen;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Unseen> {
        let Some(token) = cookie::read(&parts.headers, S::COOKIE) else {
            return Err(Unseen::SignIn(S::SIGN_IN));
        };
        let now = app.now();
        let session = call::read(&app.engine, move |tx| S::of(tx, &token, now)).await?;
        let base_url = app.settings.base_url(&parts.headers);
        let session = session.ok_or(Unseen::SignIn(S::SIGN_IN))?;
        let asked = Asked::of(parts, (session.id(), S::PAGES));
        Ok(Self { session, base_url, asked, https: app.settings.is_https() })
    }
}

impl<S: Outsider> FromRequest<App> for Posted<S> {
    type Rejection = Unseen;

    async fn from_request(request: Request, app: &App) -> Result<Self, Unseen> {
        let (mut parts, body) = request.into_parts();
        let mut me = SignedIn::<S>::from_request_parts(&mut parts, app).await?;
        let own = is_own_page(&parts.headers, app.settings.base_url.as_deref());
        let body = axum::body::Bytes::from_request(Request::from_parts(parts, body), app).await;
        let fields = Fields::read(&body.map_err(|_| Refusal::Forged)?);
        let secret = me.asked.sent(fields.get("csrf"));
        let genuine = own && is_same(secret, me.session.csrf());
        if genuine { Ok(Self { me, fields }) } else { Err(Refusal::Forged.into()) }
    }
}

/// Sets the cookie of an outsider's browser; nothing takes it away.
pub(in crate::web) fn cookie_for<S: Outsider>(settings: &Settings, token: &str) -> HeaderValue {
    let seconds = if token.is_empty() { 0 } else { SECONDS };
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let (name, path) = (S::COOKIE, S::PAGES);
    let text = format!("{name}={token}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
