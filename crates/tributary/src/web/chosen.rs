//! The store that a page speaks of, where its tenant has several. Known to the request, like the language: addresses that
//! hold filters name it, and forms that choose them carry it, so that whoever opens a copied address sees the same.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use maud::{Markup, html};
use std::cell::RefCell;
use tributary_core::StoreId;

/// Its name in addresses.
pub(super) const NAME: &str = "store";

tokio::task_local! {
    static STORE: RefCell<Option<StoreId>>;
}

/// Makes room for the store of whoever asks; nobody has asked for one yet.
pub(super) async fn layer(request: Request, next: Next) -> Response {
    STORE.scope(RefCell::default(), next.run(request)).await
}

/// Notes which one it turned out to be; nothing where there is only one.
pub(super) fn note(store: Option<StoreId>) {
    let _ = STORE.try_with(|cell| cell.replace(store));
}

/// Renders something about a store; for work on another thread.
pub(super) fn within<T>(store: Option<StoreId>, render: impl FnOnce() -> T) -> T {
    STORE.sync_scope(RefCell::new(store), render)
}

/// What an address says of it.
pub(super) fn pair() -> Option<(&'static str, String)> {
    let store = STORE.try_with(|cell| cell.borrow().clone()).ok().flatten();
    store.map(|store| (NAME, store.to_string()))
}

/// A hidden field for forms that make an address.
pub(super) fn field() -> Markup {
    html! { @if let Some((name, store)) = pair() { input type="hidden" name=(name) value=(store); } }
}

/// An address that has no query yet, with the store in it.
pub(super) fn named(path: &str) -> String {
    pair().map_or_else(|| path.to_owned(), |(name, store)| format!("{path}?{name}={store}"))
}

/// An address with a query, which names the store where there are several.
pub(super) fn query(path: &str, pairs: &[(&str, String)]) -> String {
    let of_store = pair().filter(|(own, _)| pairs.iter().all(|(name, _)| name != own));
    if pairs.is_empty() && of_store.is_none() {
        return path.to_owned();
    }
    let mut query = url::form_urlencoded::Serializer::for_suffix(format!("{path}?"), path.len() + 1);
    query.extend_pairs(pairs.iter().chain(&of_store).filter(|(_, value)| !value.is_empty()));
    query.finish()
}

/// An address without the store that stands in its query.
pub(super) fn taken_off(href: &str) -> String {
    let Some((path, query)) = href.split_once('?') else { return href.to_owned() };
    let is_other = |pair: &&str| pair.split('=').next() != Some(NAME);
    let kept: Vec<&str> = query.split('&').filter(is_other).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_there_are_several_an_address_names_the_store() {
        let store = StoreId::from_bits(7);
        let all = || (named("/admin"), field().into_string().is_empty());
        assert_eq!(all(), ("/admin".to_owned(), true));
        assert_eq!(within(None, all), ("/admin".to_owned(), true));
        assert_eq!(within(Some(store.clone()), all), (format!("/admin?store={store}"), false));
    }

    #[test]
    fn a_store_is_taken_out_of_an_address_and_nothing_else() {
        assert_eq!(taken_off("/admin/orders?tab=x&store=sto_1&q=a"), "/admin/orders?tab=x&q=a");
        assert_eq!(taken_off("/admin?store=sto_1"), "/admin");
        assert_eq!(taken_off("/admin?stores=1"), "/admin?stores=1");
        assert_eq!(taken_off("/admin/store"), "/admin/store");
    }
}
