//! A stored delivery for reading: pretty, and without what says who the customer is.

use serde_json::Value;

/// Members whose text says who somebody is, wherever they stand.
const PERSONAL: [&str; 13] = [
    "email",
    "phone",
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "postcode",
    "customer_ip_address",
    "customer_user_agent",
    "customer_note",
    "username",
    "vat_number",
];
const MASK: &str = "•••";
const CHARS_MAX: usize = 100_000; // a page, not a download

/// The body as people read it.
pub(super) fn readable(body: &[u8]) -> String {
    let text = match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => {
            mask(&mut value);
            serde_json::to_string_pretty(&value).unwrap_or_default()
        }
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    };
    match text.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}\n… cut here", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(members) => members.iter_mut().for_each(|(name, member)| match member {
            Value::String(text) if PERSONAL.contains(&name.as_str()) && !text.is_empty() => {
                MASK.clone_into(text);
            }
            other => mask(other),
        }),
        Value::Array(items) => items.iter_mut().for_each(mask),
        // Addresses also hide in free texts and in plugins' own members.
        Value::String(text) if looks_like_address(text) => MASK.clone_into(text),
        _ => (),
    }
}

fn looks_like_address(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && text.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.'))
        && !text.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_who_the_customer_is_is_masked_at_every_depth() {
        let body = r#"{"id":7,"billing":{"first_name":"Bo","city":"Lund","email":"bo@x.example"},
            "meta_data":[{"key":"_other","value":"bo@x.example"}],"refunds":[],"phone":""}"#;
        let text = readable(body.as_bytes());
        assert!(!text.contains("Bo") && !text.contains("bo@"), "{text}");
        assert!(text.contains("\"city\": \"Lund\"") && text.contains("\"phone\": \"\""), "{text}");
    }

    #[test]
    fn what_is_no_json_is_shown_as_it_is() {
        assert_eq!(readable(b"webhook_id=7"), "webhook_id=7");
    }
}
