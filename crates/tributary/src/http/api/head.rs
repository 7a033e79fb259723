//! What the head of a request says besides who asks: the id in its path, which rows, and which page of them.

use super::body;
use crate::app::App;
use crate::http::problem::{Handled, Problem};
use axum::extract::{FromRequestParts, OriginalUri, RawPathParams};
use axum::http::Uri;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use tributary_engine::page::{Cursor, LIMIT_MAX};

/// The head of a request.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    id: Option<String>,
    uri: Uri,
    base_url: String,
}

impl Head {
    pub(super) async fn of(parts: &mut Parts, app: &App) -> Self {
        // A path that is no UTF-8 names nothing.
        let named = RawPathParams::from_request_parts(parts, app).await.ok();
        let id = named.and_then(|named| named.iter().next().map(|(_, value)| value.to_owned()));
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0).clone();
        Self { id, uri, base_url: app.settings.base_url.clone().unwrap_or_default() }
    }

    /// The head of a request that names nothing in its path.
    pub(super) fn at(uri: Uri, app: &App) -> Self {
        Self { id: None, uri, base_url: app.settings.base_url.clone().unwrap_or_default() }
    }

    /// The id in the path.
    pub(super) fn id<T: TryFrom<String>>(&self, noun: &str) -> Handled<T> {
        let id = self.id.clone().and_then(|text| T::try_from(text).ok());
        id.ok_or_else(|| Problem::not_found(noun))
    }

    /// The id in the path as it came.
    pub(super) fn raw_id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// The address as it came.
    pub(super) const fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Which rows are wanted: all parameters but those of [`Paging`](super::request::Paging).
    pub(super) fn query<Q: DeserializeOwned>(&self) -> Handled<Q> {
        let rest: Vec<_> = self.pairs().filter(|(name, _)| name != "limit" && name != "cursor").collect();
        body::parse_query(&rest)
    }

    /// Which page is wanted; its cursor is checked by `reads`.
    pub(super) fn cursor(&self, reads: impl Fn(&str) -> bool) -> Handled<Cursor> {
        let mut cursor = Cursor::default();
        for (name, value) in self.pairs() {
            match name.as_str() {
                "limit" => cursor.limit = limit(&value)?,
                "cursor" if reads(&value) => cursor.after = Some(value),
                "cursor" => {
                    let detail = "Use the `next_cursor` of the page before, as it is.";
                    return Err(Problem::field("cursor", "format", detail));
                }
                _ => {}
            }
        }
        Ok(cursor)
    }

    /// Where this server is reached, for links in answers; empty when it was not told.
    pub(super) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The address of the page that starts at `cursor`.
    pub(super) fn next_page(&self, cursor: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs().filter(|(name, _)| name != "cursor"));
        query.append_pair("cursor", cursor);
        format!("{}{}?{}", self.base_url, self.uri.path(), query.finish())
    }

    fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        let query = self.uri.query().unwrap_or_default().as_bytes();
        url::form_urlencoded::parse(query).map(|(name, value)| (name.into_owned(), value.into_owned()))
    }
}

/// How many rows somebody wants.
pub(super) fn limit(text: &str) -> Handled<i64> {
    let number = text.parse().ok().filter(|number| (1..=LIMIT_MAX).contains(number));
    let detail = || format!("Use a whole number from 1 to {LIMIT_MAX}.");
    number.ok_or_else(|| Problem::field("limit", "range", detail()))
}
