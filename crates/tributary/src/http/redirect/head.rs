//! The head of a request as a redirect sees it: an address and the few headers that it looks at, whoever read them. Nothing
//! of it is copied, and nothing looked up by its hash: there are seldom more than four.

use axum::http::request::Parts;

/// The headers that a redirect looks at.
const LOOKED_AT: [&str; 11] = [
    "cookie",
    "purpose",
    "referer",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-gpc",
    "sec-purpose",
    "user-agent",
    "x-forwarded-for",
    "x-moz",
    "x-purpose",
];

/// A request's head.
#[derive(Debug)]
pub(crate) struct Head<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Option<&'a str>,
    headers: Vec<(&'static str, &'a [u8])>,
}

impl<'a> Head<'a> {
    /// One without headers: they are [`heard`](Self::hears) one by one.
    pub(crate) const fn new(method: &'a str, path: &'a str, query: Option<&'a str>) -> Self {
        Self { method, path, query, headers: Vec::new() }
    }

    /// What hyper read.
    pub(crate) fn of(parts: &'a Parts) -> Self {
        let mut head = Self::new(parts.method.as_str(), parts.uri.path(), parts.uri.query());
        parts.headers.iter().for_each(|(name, value)| head.hears(name.as_str(), value.as_bytes()));
        head
    }

    /// Keeps a header if it is one of those that are looked at.
    pub(crate) fn hears(&mut self, name: &str, value: &'a [u8]) {
        let known = LOOKED_AT.iter().find(|known| known.eq_ignore_ascii_case(name));
        self.headers.extend(known.map(|known| (*known, value)));
    }

    /// All values of a header, in their order. Its name is spelled in small letters.
    pub(crate) fn all(&self, name: &'static str) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        debug_assert!(LOOKED_AT.contains(&name), "{name} is not looked at");
        self.headers.iter().filter(move |(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The first value of a header.
    pub(crate) fn first(&self, name: &'static str) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    /// The first value of a header as text; what is none is shown as such.
    pub(crate) fn text(&self, name: &'static str) -> Option<String> {
        self.first(name).map(|value| String::from_utf8_lossy(value).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    #[test]
    fn a_head_is_the_same_whoever_read_it() {
        let request = Request::get("/r/sara?ref=x")
            .header("User-Agent", "one")
            .header("X-Forwarded-For", "192.0.2.1")
            .header("X-Other", "no")
            .header("x-forwarded-for", "192.0.2.2")
            .header("Cookie", &b"\xff"[..]);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let mut heard = Head::new("GET", "/r/sara", Some("ref=x"));
        for (name, value) in [
            ("user-agent", &b"one"[..]),
            ("X-FORWARDED-FOR", b"192.0.2.1"),
            ("X-Other", b"no"),
            ("x-forwarded-for", b"192.0.2.2"),
            ("cookie", b"\xff"),
        ] {
            heard.hears(name, value);
        }
        for head in [Head::of(&parts), heard] {
            assert_eq!((head.method, head.path, head.query), ("GET", "/r/sara", Some("ref=x")));
            assert_eq!(head.headers.len(), 4);
            assert_eq!(head.text("user-agent").as_deref(), Some("one"));
            assert_eq!(head.text("cookie").as_deref(), Some("\u{fffd}"));
            assert_eq!(head.text("referer"), None);
            assert!(head.all("x-forwarded-for").eq([&b"192.0.2.1"[..], b"192.0.2.2"]));
        }
    }
}
