//! The language of a request: the one chosen (kept in a cookie), else the browser's first that we have, else the
//! store's own.

use super::{Lang, READER};
use crate::app::App;
use crate::call;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use tributary_engine::store;

/// The cookie that keeps a choice.
pub const COOKIE: &str = "tributary_language";

/// Renders everything below in the language of whoever asks.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let lang = match of(request.headers()) {
        Some(lang) => lang,
        None => of_store(&app).await,
    };
    READER.scope(lang, next.run(request)).await
}

/// The store's default; English before there is a store, and when it cannot be read now.
async fn of_store(app: &App) -> Lang {
    let known = call::read(&app.engine, store::default_language).await.ok().flatten();
    known.and_then(|tag| Lang::parse(&tag)).unwrap_or_default()
}

fn of(headers: &HeaderMap) -> Option<Lang> {
    let texts = |name| headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    let pairs = texts(header::COOKIE).flat_map(|line| line.split(';'));
    let mut chosen = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(name, _)| *name == COOKIE);
    if let Some(lang) = chosen.next().and_then(|(_, tag)| Lang::parse(tag)) {
        return Some(lang);
    }
    let wanted = texts(header::ACCEPT_LANGUAGE).flat_map(|line| line.split(','));
    let mut known = wanted.filter_map(|part| Lang::parse(part.split(';').next().unwrap_or_default().trim()));
    known.find(|lang| *lang != Lang::Pseudo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_choice_wins_over_the_browser_and_an_unknown_language_is_none() {
        let mut headers = HeaderMap::new();
        assert_eq!(of(&headers), None);
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("xx, sv-SE;q=0.9, en;q=0.8"));
        assert_eq!(of(&headers), Some(Lang::Swedish));
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; tributary_language=ug"));
        assert_eq!(of(&headers), Some(Lang::Uyghur));
        headers.insert(header::COOKIE, HeaderValue::from_static("tributary_language=xx"));
        assert_eq!(of(&headers), Some(Lang::Swedish));
    }
}
