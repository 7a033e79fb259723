//! Guards every form against being sent by another site: a secret that only our page knows, and where the browser
//! says it comes from.

use super::cookie;
use super::fields::Fields;
use super::refusal::Refusal;
use super::session::SignedIn;
use crate::app::App;
use crate::web::acts;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, header};
use subtle::ConstantTimeEq;

/// A form sent by somebody signed in who may do this, from our own page.
#[derive(Debug)]
pub(super) struct Posted {
    /// Who sent it.
    pub(super) me: SignedIn,
    /// What it brought.
    pub(super) fields: Fields,
}

/// A form sent by somebody not signed in yet, from our own page.
#[derive(Debug)]
pub(in crate::web) struct GuestPosted {
    /// What it brought.
    pub(in crate::web) fields: Fields,
}

impl FromRequest<App> for Posted {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let mut me = SignedIn::from_request_parts(&mut parts, app).await?;
        let own = is_own_page(&parts.headers, app.settings.base_url.as_deref());
        let act = acts::of_form(&parts);
        let fields = read(Request::from_parts(parts, body), app).await?;
        let secret = me.asked.sent(fields.get("csrf"));
        if !(own && is_same(secret, &me.session.csrf)) {
            return Err(Refusal::Forged);
        }
        if me.may(act) { Ok(Self { me, fields }) } else { Err(Refusal::NotAllowed(me.session.role)) }
    }
}

impl FromRequest<App> for GuestPosted {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let own = is_own_page(request.headers(), app.settings.base_url.as_deref());
        let secret = cookie::read(request.headers(), cookie::GUEST).unwrap_or_default();
        let fields = read(request, app).await?;
        let genuine = own && is_same(fields.get("csrf"), &secret);
        if genuine { Ok(Self { fields }) } else { Err(Refusal::Forged) }
    }
}

async fn read(request: Request, app: &App) -> Result<Fields, Refusal> {
    let body = axum::body::Bytes::from_request(request, app).await.map_err(|_| Refusal::Forged)?;
    Ok(Fields::read(&body))
}

/// Equal and not empty, in a time that tells nothing.
pub(in crate::web) fn is_same(sent: &str, secret: &str) -> bool {
    !secret.is_empty() && bool::from(sent.as_bytes().ct_eq(secret.as_bytes()))
}

/// Whether the browser, where it says so, sends from one of our own pages.
pub(in crate::web) fn is_own_page(headers: &HeaderMap, base_url: Option<&str>) -> bool {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let site = text(header::HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| !["same-origin", "none"].contains(&site)) {
        return false;
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let authority = |url: &str| url.split_once("://").map(|(_, rest)| rest.to_owned());
    let own = [text(header::HOST).map(str::to_owned), base_url.and_then(authority)];
    authority(origin).is_some_and(|from| own.iter().flatten().any(|host| *host == from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs.map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn another_site_is_told_by_its_origin() {
        let own = |pairs| is_own_page(&headers(pairs), Some("https://t.example"));
        assert!(own(&[("host", "10.0.0.1:8080")]));
        assert!(own(&[("host", "10.0.0.1:8080"), ("origin", "http://10.0.0.1:8080")]));
        assert!(own(&[("host", "inside:8080"), ("origin", "https://t.example")]));
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(!own(&[("host", "t.example"), ("origin", "https://evil.example")]));
        assert!(!own(&[("host", "t.example"), ("origin", "null")]));
        assert!(!own(&[("host", "t.example"), ("sec-fetch-site", "cross-site")]));
        assert!(!own(&[("host", "t.example"), ("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn nothing_is_never_the_secret() {
        assert!(is_same("abc", "abc"));
        assert!(!is_same("", "") && !is_same("ab", "abc") && !is_same("", "abc"));
    }
}
