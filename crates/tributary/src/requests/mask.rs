//! What is kept of bodies and addresses: no secret, and nothing that tells a person.

use axum::http::Uri;
use serde_json::Value as Json;
use tributary_engine::partner::plausible_email;
use tributary_engine::person::email_hint;

/// What stands for a body that is not kept.
pub const TOO_LONG: &str = "(too long to be kept)";
const NOT_JSON: &str = "(not JSON)";
const HIDDEN: &str = "…";
/// A longer body is cut.
const CHARS_MAX: usize = 8_000;
/// Members whose names have one of these hold secrets.
const SECRET: [&str; 7] = ["secret", "password", "token", "authorization", "api_key", "signature", "cookie"];
/// Members that tell who somebody is.
const PERSONAL: [&str; 12] = [
    "ip",
    "phone",
    "first_name",
    "last_name",
    "address_1",
    "address_2",
    "street",
    "postcode",
    "user_agent",
    "iban",
    "bic",
    "account_name",
];
/// What our own secrets begin with, and WooCommerce's.
const SECRETS: [&str; 5] = ["tributary_", "whsec_", "cs_", "ck_", "Bearer "];

/// A body as it is kept.
#[must_use]
pub fn body(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return String::new();
    }
    let Ok(mut json) = serde_json::from_slice::<Json>(bytes) else { return NOT_JSON.to_owned() };
    hide(&mut json);
    cut(&json.to_string())
}

/// A path and query as they are kept.
#[must_use]
pub fn path(uri: &Uri) -> String {
    let Some(query) = uri.query() else { return cut(uri.path()) };
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let value = if is_hidden(&name) { HIDDEN.to_owned() } else { shown(&value) };
        kept.append_pair(&name, &value);
    }
    cut(&format!("{}?{}", uri.path(), kept.finish()))
}

fn hide(json: &mut Json) {
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                if is_hidden(name) && !value.is_null() {
                    *value = HIDDEN.into();
                } else {
                    hide(value);
                }
            }
        }
        Json::Array(values) => values.iter_mut().for_each(hide),
        Json::String(text) => *text = shown(text),
        _ => {}
    }
}

fn is_hidden(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRET.iter().any(|word| name.contains(word)) || PERSONAL.contains(&name.as_str())
}

fn shown(text: &str) -> String {
    if SECRETS.iter().any(|start| text.starts_with(start)) {
        return HIDDEN.to_owned();
    }
    if plausible_email(text) { email_hint(text) } else { text.replace('\0', "\u{fffd}") }
}

fn cut(text: &str) -> String {
    let mut kept: String = text.chars().take(CHARS_MAX).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_and_no_person_is_kept_wherever_it_stands() {
        let sent = br#"{"email":"bo@example.com","rest":{"secret":"cs_1","consumer":"ck_1"},"list":["tributary_live_sk_a"],
            "ip":"203.0.113.9","note":"fine","webhook_secrets":["a"],"nothing":null}"#;
        let kept = body(sent);
        for gone in ["bo@example.com", "cs_1", "ck_1", "tributary_live_sk_a", "203.0.113.9", "[\"a\"]"] {
            assert!(!kept.contains(gone), "{gone}: {kept}");
        }
        assert!(kept.contains("\"note\":\"fine\"") && kept.contains("\"nothing\":null"), "{kept}");
        let kept = path(&"/api/v1/partners?email=bo%40example.com&limit=5&token=x".parse().unwrap());
        assert!(
            !kept.contains("bo%40example.com") && kept.contains("limit=5") && !kept.contains("token=x"),
            "{kept}"
        );
    }

    #[test]
    fn what_is_no_json_or_too_long_is_said_and_not_kept() {
        assert_eq!(body(b"secret=1"), NOT_JSON);
        assert_eq!(body(b""), "");
        let long = body(format!("\"{}\"", "ö".repeat(CHARS_MAX * 2)).as_bytes());
        assert_eq!(long.chars().count(), CHARS_MAX + 1);
    }
}
