//! `/refer.js`: the element that draws the panel inside a shop, with its style and the few words that it says before it has heard
//! from us.

use crate::lang::{self, Dir, Lang};
use crate::t;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value as Json, json};
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../../../../../connectors/js/refer.js");

const CSS: &str = include_str!("../../../../../connectors/js/refer.css");
const FOR_AN_HOUR: &str = "public, max-age=3600, stale-while-revalidate=86400";

static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let css = Json::from(CSS.lines().map(str::trim).collect::<Vec<_>>().join("\n"));
    let words = Json::Object(
        Lang::ALL.into_iter().map(|lang| (lang.tag().to_owned(), words(lang))).collect::<Map<_, _>>(),
    );
    SOURCE.replace("/*css*/ \"\"", &css.to_string()).replace("/*words*/ {}", &words.to_string())
});

static TAG: LazyLock<String> =
    LazyLock::new(|| format!("\"{}\"", &blake3::hash(SCRIPT.as_bytes()).to_hex()[..16]));

fn words(lang: Lang) -> Json {
    lang::within(lang, || {
        json!({
            "dir": if lang.dir() == Dir::Rtl { "rtl" } else { "ltr" },
            "loading": t!("Loading"),
            "error": t!("Couldn't load. Your link still works:"),
            "alone": t!("Couldn't load. Try again in a moment."),
            "again": t!("Try again"),
            "invite": t!("Your invitations are on their way."),
            "nudge": t!("Your friend is reminded."),
            "code": t!("You have a new link. The old one goes on working."),
        })
    })
}

/// `GET /refer.js`
pub(super) async fn newest(headers: HeaderMap) -> Response {
    let is_known = headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == TAG.as_bytes());
    let about = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_AN_HOUR),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        (header::ETAG, TAG.as_str()),
    ];
    if is_known {
        (StatusCode::NOT_MODIFIED, about).into_response()
    } else {
        (about, SCRIPT.as_str()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES_MAX: usize = 26_000; // with its style and the words of five languages, before compression

    #[test]
    fn the_script_has_its_style_and_words_in_it_and_stays_small() {
        assert!(SCRIPT.contains(".refer .pill") && SCRIPT.contains("Couldn't load."));
        assert!(
            SCRIPT.contains(Lang::Uyghur.tag())
                && !SCRIPT.contains("/*css*/")
                && !SCRIPT.contains("/*words*/")
        );
        assert!(SCRIPT.len() < BYTES_MAX, "{} bytes", SCRIPT.len());
    }

    #[test]
    fn the_script_asks_no_other_host_and_stores_nothing() {
        let hosts: Vec<&str> =
            SCRIPT.split("https://").skip(1).map(|rest| rest.split(['/', '"']).next().unwrap()).collect();
        assert_eq!(hosts, ["wa.me", "x.com"], "links that a press leads to");
        for word in ["http://", "localStorage", "sessionStorage", "document.cookie", "eval(", "import("] {
            assert!(!SCRIPT.contains(word), "{word}");
        }
    }

    #[test]
    fn the_style_names_no_physical_side() {
        assert!(!CSS.contains("left") && !CSS.contains("right"));
    }
}
