//! Choosing a language on a public page: `?language=ug` is kept in a cookie, and the page is shown again.

use crate::app::Settings;
use crate::lang::{COOKIE, Lang};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};

const SECONDS: u32 = 365 * 24 * 3600;

/// The answer to somebody who chose a language on the page at `here`; nothing when nobody did.
pub(in crate::web) fn chosen(settings: &Settings, language: Option<&str>, here: &str) -> Option<Response> {
    let lang = language.and_then(Lang::parse)?;
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let text = format!("{COOKIE}={}; Path=/; Max-Age={SECONDS}; SameSite=Lax{secure}", lang.tag());
    let cookie = HeaderValue::from_str(&text).ok()?;
    Some(([(header::SET_COOKIE, cookie)], Redirect::to(here)).into_response())
}
