//! Keys that are good for one store: whatever else they may do, another store's id is none of their business, be it in the path, in the
//! query or in the body. What is not of a store (partners, programs) they see as their rights say.

use crate::http::problem::{Handled, Problem};
use axum::http::{Method, StatusCode, Uri};
use serde::Deserialize;
use tributary_core::StoreId;
use url::form_urlencoded;

const STORES: &str = "/api/v1/stores";

/// Whether a request's head is about the key's own store.
pub(super) fn at(method: &Method, uri: &Uri, own: Option<&StoreId>) -> Handled<()> {
    let Some(own) = own else { return Ok(()) };
    let path = uri.path();
    if method != Method::GET && path == STORES {
        return Err(refused());
    }
    let in_path = path.strip_prefix(STORES).and_then(|rest| rest.strip_prefix('/'));
    let in_path = in_path.and_then(|rest| rest.split('/').next()).map(str::to_owned);
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let in_query = query.filter(|(name, _)| name == "store").map(|(_, value)| value.into_owned());
    if in_path.into_iter().chain(in_query).any(|named| named != own.as_str()) {
        Err(refused())
    } else {
        Ok(())
    }
}

/// Whether a body is about the key's own store.
pub(super) fn body(bytes: &[u8], own: Option<&StoreId>) -> Handled<()> {
    #[derive(Deserialize)]
    struct Named {
        store: Option<String>,
    }
    let Some(own) = own else { return Ok(()) };
    // What cannot be read is judged by whoever reads it.
    let named = serde_json::from_slice::<Named>(bytes).ok().and_then(|named| named.store);
    if named.is_some_and(|store| store != own.as_str()) { Err(refused()) } else { Ok(()) }
}

fn refused() -> Problem {
    let detail = "This key is good for one store only, and this is about another: use the store's own id, or another key.";
    Problem::new(StatusCode::FORBIDDEN, "other_store", "Not this store", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_store_is_refused_wherever_it_is_named_and_unbound_keys_go_everywhere() {
        let (own, other) = (StoreId::from_bits(1), StoreId::from_bits(2));
        let may = |method: Method, uri: &str, body_text: &str, own: Option<&StoreId>| {
            at(&method, &uri.parse().unwrap(), own).is_ok() && body(body_text.as_bytes(), own).is_ok()
        };
        let (path, query) =
            (format!("/api/v1/stores/{other}/rest_key"), format!("/api/v1/orders?store={other}"));
        let json = format!(r#"{{"store":"{other}","lines":[]}}"#);
        for (method, uri, text) in [
            (Method::PUT, path.as_str(), "{}"),
            (Method::GET, query.as_str(), ""),
            (Method::POST, "/api/v1/orders", json.as_str()),
            (Method::POST, "/api/v1/stores", "{}"),
        ] {
            assert!(!may(method.clone(), uri, text, Some(&own)), "{uri} {text}");
            assert!(may(method.clone(), uri, text, None), "{uri}");
            let (uri, text) =
                (uri.replace(other.as_str(), own.as_str()), text.replace(other.as_str(), own.as_str()));
            assert!(uri == STORES || may(method, &uri, &text, Some(&own)), "{uri} {text}");
        }
    }
}
