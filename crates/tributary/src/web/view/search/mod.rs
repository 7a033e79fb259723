//! Search (`/admin/search`): one field, and what the text leads to under headings; the palette's hits look alike.

pub mod click;

use crate::t;
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header};
use maud::{Markup, html};

/// Something that was found.
#[derive(Debug, Clone)]
pub struct HitRow {
    /// What kind of thing.
    pub icon: Icon,
    /// Its name.
    pub title: String,
    /// What tells it from others.
    pub notes: Vec<String>,
    /// Its page.
    pub href: String,
}

/// Hits of one kind.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its heading.
    pub label: String,
    /// Its hits.
    pub rows: Vec<HitRow>,
}

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct SearchView {
    /// The text that was looked for.
    pub wanted: String,
    /// What it leads to.
    pub groups: Vec<Group>,
}

/// The page's body.
pub fn render(v: &SearchView) -> Markup {
    html! {
        div.reading {
            (page::header(&Header { title: t!("Search").into(), ..Header::default() }))
            form.search.search-big role="search" method="get" action="/admin/search" {
                label.visually-hidden for="page-search" { (t!("Search")) }
                (Icon::Search)
                input.input id="page-search" name="q" type="search" value=(v.wanted) autocomplete="off" dir="auto"
                    placeholder=(t!("Order number, e-mail, code, click id, partner …"));
            }
            @if v.groups.is_empty() { (nothing(v)) }
            @for group in &v.groups { (page::card_flush(&group.label, None, &rows(group))) }
        }
    }
}

fn nothing(v: &SearchView) -> Markup {
    html! {
        div.empty role="status" {
            @if v.wanted.is_empty() {
                p { (t!("Paste an order number, a customer's e-mail address, a coupon, a click id, a link or a partner's name.")) }
            } @else {
                p { (t!("Nothing here is called {text}.", text = v.wanted)) }
                p.meta { (t!("Addresses, click ids and coupons must be complete; names and order numbers may be cut short.")) }
            }
        }
    }
}

fn rows(group: &Group) -> Markup {
    html! {
        ul.hits {
            @for hit in &group.rows { li { a href=(hit.href) { (hit.icon) (words(hit)) } } }
        }
    }
}

/// The hits as options of the palette's list.
pub fn options(groups: &[Group]) -> Markup {
    html! {
        @for group in groups {
            div.palette-group role="group" aria-label=(group.label) {
                p aria-hidden="true" { (group.label) }
                @for hit in &group.rows {
                    div.option role="option" aria-selected="false" data-href=(hit.href) { (hit.icon) (words(hit)) }
                }
            }
        }
    }
}

fn words(hit: &HitRow) -> Markup {
    html! {
        span {
            b { bdi { (hit.title) } }
            @for note in &hit.notes { " " span.meta { bdi { (note) } } }
        }
    }
}
