//! The frame of pages that partners and applicants see: the store's name above, nothing of ours but the footer.

use super::banner::{self, Banner};
use super::icon::Icon;
use super::shell::{Look, document, theme_button};
use super::store_switch::{self, StoreLink};
use crate::lang::{self, Lang};
use crate::t;
use crate::web::chosen;
use maud::{Markup, html};

/// What stands around a public page.
#[derive(Debug, Clone, Default)]
pub struct Public {
    /// The store's name.
    pub store: String,
    /// This page at each of several stores; none where there is no choice.
    pub stores: Vec<StoreLink>,
    /// Where its name leads.
    pub home: String,
    /// The page's own address, for choosing another language; empty where none is offered.
    pub here: String,
    /// What stands at the end of the top line, such as signing out.
    pub end: Option<Markup>,
    /// "Demo data: nothing here is real".
    pub banner: Option<Banner>,
}

/// A whole page.
pub fn page(frame: &Public, title: &str, body: &Markup) -> Markup {
    let around = html! {
        @if let Some(one) = &frame.banner { (banner::banner(one)) }
        div.public {
            header.public-head {
                (store_head(frame))
                div.row {
                    @if !frame.here.is_empty() { (languages(&frame.here)) }
                    @if let Some(end) = &frame.end { (end) }
                    (theme_button())
                }
            }
            main.public-main #main tabindex="-1" { (body) }
        }
    };
    document(&format!("{title} · {}", frame.store), &Look::default(), &around)
}

// The store, and the switch to another.
fn store_head(frame: &Public) -> Markup {
    let name = html! { a.public-store href=(frame.home) { b { bdi { (frame.store) } } } };
    if frame.stores.is_empty() {
        return name;
    }
    html! { div.store-head { (name) (store_switch::switch(&frame.stores, &html! {})) } }
}

fn languages(here: &str) -> Markup {
    let (current, store) = (lang::current(), chosen::pair());
    let href = |one: Lang| {
        let of_store = store.as_ref().map(|(name, store)| format!("&{name}={store}")).unwrap_or_default();
        format!("{here}?language={}{of_store}", one.tag())
    };
    html! {
        details.languages data-menu {
            summary { span.visually-hidden { (t!("Language")) ": " } (current.own_name()) (Icon::Down) }
            ul { @for one in Lang::ALL {
                li { a href=(href(one)) data-carry="public" lang=(one.tag()) aria-current=[(one == current).then_some("true")] { (one.own_name()) } }
            } }
        }
    }
}
