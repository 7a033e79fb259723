//! The frame of pages that partners and applicants see: the store's name above, nothing of ours but the footer.

use super::banner::{self, Banner};
use super::icon::Icon;
use super::shell::{Look, document, theme_button};
use crate::lang::{self, Lang};
use crate::t;
use maud::{Markup, html};

/// What stands around a public page.
#[derive(Debug, Clone, Default)]
pub struct Public {
    /// The store's name.
    pub store: String,
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
                a.public-store href=(frame.home) { b { bdi { (frame.store) } } }
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

fn languages(here: &str) -> Markup {
    let current = lang::current();
    html! {
        details.languages data-menu {
            summary { span.visually-hidden { (t!("Language")) ": " } (current.own_name()) (Icon::Down) }
            ul { @for one in Lang::ALL {
                li { a href={ (here) "?language=" (one.tag()) } data-carry="public" lang=(one.tag()) aria-current=[(one == current).then_some("true")] { (one.own_name()) } }
            } }
        }
    }
}
