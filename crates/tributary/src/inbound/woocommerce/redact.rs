//! Takes the bearer secrets out of a body before it is kept, and leaves every other byte as it came.
//!
//! `order_key` and `payment_url` open the order's payment page to whoever has them. The text is cut,
//! not parsed and printed again: printing would reorder keys and change `1.2516666666666667`.

use serde::de::IgnoredAny;

/// Members that are secret wherever they stand.
const SECRET_MEMBERS: [&str; 2] = ["order_key", "payment_url"];

/// Query parameters whose value is a secret. WooCommerce echoes the query of a REST request in its links.
const SECRET_PARAMS: [&str; 5] =
    ["consumer_key=", "consumer_secret=", "oauth_consumer_key=", "oauth_signature=", "oauth_nonce="];

/// How every order key begins; plugins copy it into meta values and JSON within JSON.
const ORDER_KEY: &str = "wc_order_";

/// WooCommerce makes 13. Of its own words only `_wc_order_attribution_…` is as long, and that is no key.
const ORDER_KEY_CHARS_MIN: usize = 8;

/// The body without its secrets. What is no JSON (a ping's form body) is kept as it is.
#[must_use]
pub fn redact(body: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(body) {
        Ok(text) if serde_json::from_str::<IgnoredAny>(text).is_ok() => cut(text).into_bytes(),
        _ => body.to_vec(),
    }
}

/// Walks valid JSON string by string; only in strings can a secret stand.
fn cut(mut rest: &str) -> String {
    let mut kept = String::with_capacity(rest.len());
    while let Some((before, from_quote)) = split_at_found(rest, '"') {
        kept.push_str(before);
        let (token, after) = from_quote.split_at(string_len(from_quote));
        let value = after.trim_start().strip_prefix(':');
        rest = match value {
            Some(value) if is_secret(token) => without_member(&mut kept, skip_value(value)),
            Some(_) => {
                kept.push_str(token);
                after
            }
            None => {
                kept.push_str(&masked(token));
                after
            }
        };
    }
    kept.push_str(rest);
    kept
}

fn is_secret(name_token: &str) -> bool {
    // Decoded, because a name may be written with escapes.
    serde_json::from_str::<String>(name_token).is_ok_and(|name| SECRET_MEMBERS.contains(&name.as_str()))
}

/// Leaves out one member with one of the commas beside it.
fn without_member<'a>(kept: &mut String, after: &'a str) -> &'a str {
    if let Some(after_comma) = after.trim_start().strip_prefix(',') {
        return after_comma;
    }
    // The last member of its object: the comma before it has already been kept.
    if let Some(shorter) = kept.trim_end().strip_suffix(',') {
        kept.truncate(shorter.len());
    }
    after
}

/// What follows the value at the start of `text`.
fn skip_value(text: &str) -> &str {
    let text = text.trim_start();
    let mut depth = 0_usize;
    let mut at = 0_usize;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let step = if rest.starts_with('"') { string_len(rest) } else { char_len(rest) };
        match rest.as_bytes().first() {
            Some(b'{' | b'[') => depth = depth.saturating_add(1),
            Some(b'}' | b']') if depth == 0 => break,
            Some(b'}' | b']') => depth = depth.saturating_sub(1),
            Some(b',') if depth == 0 => break,
            _ => {}
        }
        at = at.saturating_add(step);
    }
    text.get(at..).unwrap_or_default()
}

/// Bytes of the string token that `text` starts with, both quotes included.
fn string_len(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at.saturating_add(1),
            _ => {}
        }
    }
    text.len()
}

fn char_len(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// A string token with the keys within it blanked out.
fn masked(token: &str) -> String {
    let mut masked = mask(token, ORDER_KEY, |after| {
        let run = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let is_key = run >= ORDER_KEY_CHARS_MIN && !after.starts_with("attribution_");
        if is_key { run } else { 0 }
    });
    for param in SECRET_PARAMS {
        masked =
            mask(&masked, param, |after| after.find(['&', '#', '"', '\\', ' ', ';']).unwrap_or(after.len()));
    }
    masked
}

/// Blanks what follows each `start` for as many bytes as `secret_len` says.
fn mask(text: &str, start: &str, secret_len: impl Fn(&str) -> usize) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, found)) = rest.split_once(start) {
        masked.push_str(before);
        let secret = secret_len(found);
        // The marker too must go, or the result would still look like an order key.
        masked.push_str(if secret > 0 && start == ORDER_KEY { "redacted" } else { start });
        rest = found.get(secret..).unwrap_or_default();
    }
    masked.push_str(rest);
    masked
}

fn split_at_found(text: &str, wanted: char) -> Option<(&str, &str)> {
    text.find(wanted).and_then(|at| text.split_at_checked(at))
}

#[cfg(test)]
#[path = "redact_tests.rs"]
mod tests;
