//! The script's text: always the newest at `/t.js`, and each released one for ever at an address that names its content, so
//! that a page can demand exactly that one (`integrity`).

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};
use std::sync::LazyLock;

/// Oldest first. A released one is never edited or dropped: pages name it by its hash. The newest is last.
const TEXTS: [&str; 2] = [
    include_str!("../../../../../connectors/js/released/t-1.js"),
    include_str!("../../../../../connectors/js/t.js"),
];
const FOR_AN_HOUR: &str = "public, max-age=3600, stale-while-revalidate=86400";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

static PATHS: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    let named =
        TEXTS.iter().map(|text| (format!("/t.{}.js", &blake3::hash(text.as_bytes()).to_hex()[..16]), *text));
    named.collect()
});

static SRI: LazyLock<String> =
    LazyLock::new(|| format!("sha384-{}", STANDARD.encode(Sha384::digest(newest_text().as_bytes()))));

fn newest_text() -> &'static str {
    TEXTS[TEXTS.len() - 1]
}

/// What a page writes into `integrity` beside [`path`].
#[must_use]
pub fn integrity() -> &'static str {
    &SRI
}

/// Where the newest is for ever.
#[must_use]
pub fn path() -> &'static str {
    PATHS.last().map_or("/t.js", |(path, _)| path.as_str())
}

/// Every released script and where it is.
pub(super) fn released() -> impl Iterator<Item = (&'static str, &'static str)> {
    PATHS.iter().map(|(path, text)| (path.as_str(), *text))
}

/// `GET /t.js`
pub(super) async fn newest(headers: HeaderMap) -> Response {
    let tag = format!("\"{}\"", &path()["/t.".len()..]);
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { sent(newest_text(), FOR_AN_HOUR) };
    if let Ok(tag) = tag.parse() {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// `GET /t.….js`
pub(super) fn for_ever(text: &'static str) -> Response {
    sent(text, FOR_EVER)
}

/// A page of any origin may load it, and check it.
fn sent(text: &'static str, kept: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, kept),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    const COMPRESSED_BYTES_MAX: u64 = 3_000; // what a shop's page may be asked to load

    #[test]
    fn the_script_stays_small_once_compressed() {
        let mut folder = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        folder.start_file("t.js", SimpleFileOptions::default()).unwrap();
        folder.write_all(newest_text().as_bytes()).unwrap();
        let mut folder = folder.finish_into_readable().unwrap();
        let size = folder.by_name("t.js").unwrap().compressed_size();
        assert!((500..COMPRESSED_BYTES_MAX).contains(&size), "{size} bytes");
    }

    #[test]
    fn the_script_asks_no_other_host_and_stores_nothing_but_a_cookie() {
        for word in ["http://", "https://", "localStorage", "sessionStorage", "eval("] {
            assert!(!newest_text().contains(word), "{word}");
        }
    }
}
