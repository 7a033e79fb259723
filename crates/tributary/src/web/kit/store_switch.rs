//! The switch between stores, beside the store's name: a menu of links, so it works without script.

use super::icon::Icon;
use super::menu;
use crate::t;
use maud::{Markup, html};

/// One store, and the way to it.
#[derive(Debug, Clone, Default)]
pub struct StoreLink {
    /// Its name.
    pub name: String,
    /// Where it is, which tells it from others of the same name.
    pub about: String,
    /// This page, of that store.
    pub href: String,
    /// It is the one that is shown.
    pub here: bool,
}

/// The button with the list of stores, and what stands below that.
pub fn switch(stores: &[StoreLink], below: &Markup) -> Markup {
    let summary = html! { (Icon::Sort) span.visually-hidden { (t!("Choose a store")) } };
    let list = html! {
        p.pop-head { (t!("Stores")) }
        ul.menu-list aria-label=(t!("Stores")) {
            @for store in stores { li { (link(store)) } }
        }
        (below)
    };
    menu::popover("btn btn-quiet btn-icon", &summary, &list)
}

/// The way to where a tenant's people add and name their stores.
pub fn manage() -> Markup {
    html! {
        ul.menu-list.apart { li { a.item href="/admin/settings/stores#stores" { (Icon::Plug) span { (t!("Manage stores")) } } } }
    }
}

fn link(store: &StoreLink) -> Markup {
    html! {
        a.item href=(store.href) aria-current=[store.here.then_some("true")] {
            span.store-item { b dir="auto" { (store.name) } span.meta dir="ltr" { (store.about) } }
            @if store.here { (Icon::Check) }
        }
    }
}
