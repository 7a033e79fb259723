//! Cookies: the session's, and the one that guards the sign-in form.

use crate::app::Settings;
use crate::lang;
use axum::http::{HeaderMap, HeaderValue, header};

/// Holds the token of a signed-in browser.
pub(in crate::web) const SESSION: &str = "tributary_session";
/// Holds what the sign-in form must carry, before there is a session.
pub(in crate::web) const GUEST: &str = "tributary_guest";
/// Holds who looked at which store last.
pub(in crate::web) const STORE: &str = "tributary_store";

/// As long as a session can last at most.
const SESSION_SECONDS: u32 = 14 * 24 * 3600;
/// As long as a choice is remembered.
const CHOICE_SECONDS: u32 = 365 * 24 * 3600;
/// As long as a sign-in form may stay open.
const GUEST_SECONDS: u32 = 3600;

/// The value of a cookie that came with a request.
pub(in crate::web) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// Sets a cookie that no script can read.
pub(in crate::web) fn set(settings: &Settings, name: &str, value: &str) -> HeaderValue {
    let seconds = match name {
        SESSION => SESSION_SECONDS,
        lang::COOKIE => CHOICE_SECONDS,
        _ => GUEST_SECONDS,
    };
    written(settings.is_https(), name, value, seconds)
}

/// Sets the cookie of a choice, which lasts longer than who made it is signed in.
pub(in crate::web) fn choice(https: bool, name: &str, value: &str) -> HeaderValue {
    written(https, name, value, CHOICE_SECONDS)
}

/// Takes a cookie away.
pub(in crate::web) fn clear(settings: &Settings, name: &str) -> HeaderValue {
    written(settings.is_https(), name, "", 0)
}

fn written(https: bool, name: &str, value: &str, seconds: u32) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    // Our tokens and ids are letters, digits and dots, so this never falls back.
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; tributary_session=abc ;b=2"));
        headers.append(header::COOKIE, HeaderValue::from_static("c=3"));
        assert_eq!(read(&headers, SESSION).as_deref(), Some("abc"));
        assert_eq!(read(&headers, "c").as_deref(), Some("3"));
        assert_eq!(read(&headers, "session"), None);
    }

    #[test]
    fn a_session_cookie_is_out_of_reach_of_scripts_and_plain_http() {
        let plain = set(&Settings::default(), SESSION, "abc");
        assert_eq!(plain, "tributary_session=abc; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax");
        let https = Settings { base_url: Some("https://t.example".into()), ..Settings::default() };
        assert!(set(&https, SESSION, "abc").to_str().unwrap().ends_with("; Secure"));
    }
}
