//! The first call in five languages, with the reader's own address, store and key filled in. Each is whole: it runs as it
//! stands, with nothing to install. A test runs them against a real server.

/// What is filled in.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    /// This server's address.
    pub base_url: String,
    /// A key of test mode.
    pub key: String,
    /// The store of test mode.
    pub store: String,
    /// Its currency.
    pub currency: String,
    /// A code of its sample partner.
    pub code: String,
    /// A moment for the order to have been placed at.
    pub now: String,
}

/// A language: its word in addresses, its name, and the program.
pub const LANGUAGES: [(&str, &str); 5] =
    [("curl", "curl"), ("js", "JavaScript"), ("php", "PHP"), ("python", "Python"), ("rust", "Rust")];

const CURL: &str = r#"curl BASE/api/v1/orders \
  -H 'Authorization: Bearer KEY' \
  -H 'Content-Type: application/json' \
  -H 'Idempotency-Key: first-LANGUAGE' \
  -d 'ORDER'
"#;

const JS: &str = r#"// node first.mjs
const answer = await fetch("BASE/api/v1/orders", {
  method: "POST",
  headers: {
    "Authorization": "Bearer KEY",
    "Content-Type": "application/json",
    "Idempotency-Key": "first-LANGUAGE",
  },
  body: JSON.stringify(ORDER),
});
console.log(answer.status, await answer.json());
"#;

const PHP: &str = r#"<?php
$options = ["http" => [
    "method" => "POST",
    "header" => [
        "Authorization: Bearer KEY",
        "Content-Type: application/json",
        "Idempotency-Key: first-LANGUAGE",
    ],
    "content" => 'ORDER',
    "ignore_errors" => true,
]];
echo file_get_contents("BASE/api/v1/orders", false, stream_context_create($options)), "\n";
"#;

const PYTHON: &str = r#"import json
import urllib.request

order = json.loads('''ORDER''')
request = urllib.request.Request(
    "BASE/api/v1/orders",
    data=json.dumps(order).encode(),
    headers={
        "Authorization": "Bearer KEY",
        "Content-Type": "application/json",
        "Idempotency-Key": "first-LANGUAGE",
    },
)
with urllib.request.urlopen(request) as answer:
    print(answer.status, json.load(answer))
"#;

const RUST: &str = r##"// cargo add reqwest --features blocking
fn main() -> Result<(), reqwest::Error> {
    let answer = reqwest::blocking::Client::new()
        .post("BASE/api/v1/orders")
        .bearer_auth("KEY")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", "first-LANGUAGE")
        .body(r#"ORDER"#)
        .send()?;
    println!("{} {}", answer.status(), answer.text()?);
    Ok(())
}
"##;

/// The program in a language; curl for a word that is none.
#[must_use]
pub fn snippet(language: &str, filled: &Filled) -> String {
    let program = match language {
        "js" => JS,
        "php" => PHP,
        "python" => PYTHON,
        "rust" => RUST,
        _ => CURL,
    };
    // Ids, currencies and moments have no quotes, so the order can stand between quotes of any language.
    program
        .replace("ORDER", &order(filled))
        .replace("BASE", filled.base_url.trim_end_matches('/'))
        .replace("KEY", &filled.key)
        // The same order is written a little otherwise in each language, and a key stands for one request.
        .replace("LANGUAGE", language)
}

fn order(filled: &Filled) -> String {
    let Filled { store, currency, code, now, .. } = filled;
    format!(
        r#"{{
    "store": "{store}",
    "external_id": "1001",
    "status": "processing",
    "currency": "{currency}",
    "placed_at": "{now}",
    "total": {{ "amount": 10000, "currency": "{currency}" }},
    "lines": [{{ "name": "Mug", "quantity": 2, "total": {{ "amount": 10000, "currency": "{currency}" }} }}],
    "coupons": ["{code}"]
  }}"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_all_of_it_filled_in() {
        let filled = Filled {
            base_url: "https://go.example.com/".into(),
            key: "tributary_test_sk_1".into(),
            store: "sto_1".into(),
            currency: "SEK".into(),
            code: "TEST10".into(),
            now: "2026-05-01T12:00:00Z".into(),
        };
        for (language, _) in LANGUAGES {
            let program = snippet(language, &filled);
            for part in
                ["https://go.example.com/api/v1/orders", "tributary_test_sk_1", "sto_1", "SEK", "TEST10"]
            {
                assert!(program.contains(part), "{language} lacks {part}: {program}");
            }
            for left in ["BASE", "KEY", "ORDER", "LANGUAGE"] {
                assert!(!program.contains(left), "{language} has {left}: {program}");
            }
        }
    }
}
