//! Parts of a page: header with actions, tabs, segments, cards, sections.

use super::icon::Icon;
use crate::web::may;
use maud::{Markup, html};

/// A link that looks like a button.
#[derive(Debug, Clone)]
pub struct Action {
    /// A verb: `New partner`.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Icon before the label.
    pub icon: Option<Icon>,
    /// The page's one main action is drawn in ink.
    pub primary: bool,
}

/// Top of a page.
#[derive(Debug, Clone, Default)]
pub struct Header {
    /// Label and address of the page above.
    pub back: Option<(String, String)>,
    /// The page's name.
    pub title: String,
    /// Chips beside the title.
    pub chips: Vec<Markup>,
    /// One line below the title.
    pub sub: Option<Markup>,
    /// Things to do, the main one last.
    pub actions: Vec<Action>,
    /// Other controls before the actions, such as the period.
    pub controls: Option<Markup>,
}

/// The header, holding the page's only `h1`.
pub fn header(header: &Header) -> Markup {
    let actions: Vec<&Action> = header.actions.iter().filter(|one| may::open(&one.href)).collect();
    html! {
        header.page-head {
            div.page-head-text {
                @if let Some((label, href)) = &header.back {
                    nav aria-label="Breadcrumb" { a.crumb href=(href) { (label) (Icon::Next) } }
                }
                h1 { bdi { (header.title) } @for chip in &header.chips { (chip) } }
                @if let Some(sub) = &header.sub { p.sub { (sub) } }
            }
            @if header.controls.is_some() || !actions.is_empty() {
                div.page-actions {
                    @if let Some(controls) = &header.controls { (controls) }
                    @for one in actions { (action(one)) }
                }
            }
        }
    }
}

/// A link drawn as a button; nothing for those who may not go there.
pub fn action(action: &Action) -> Markup {
    html! {
        @if may::open(&action.href) {
            a.btn.btn-primary[action.primary] href=(action.href) {
                @if let Some(icon) = action.icon { (icon) }
                (action.label)
            }
        }
    }
}

/// One of several views of the same thing.
#[derive(Debug, Clone, Default)]
pub struct Tab {
    /// Its name.
    pub label: String,
    /// Its address.
    pub href: String,
    /// It is the one shown.
    pub active: bool,
    /// How many things it holds.
    pub count: Option<String>,
}

/// Tabs above a list; each is a link, so the address says which is open.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    links("tabs", label, tabs)
}

/// A compact switch, for periods.
pub fn segments(label: &str, tabs: &[Tab]) -> Markup {
    links("seg", label, tabs)
}

fn links(class: &str, label: &str, tabs: &[Tab]) -> Markup {
    html! {
        @if !tabs.is_empty() {
            nav class=(class) aria-label=(label) {
                @for tab in tabs {
                    a href=(tab.href) aria-current=[tab.active.then_some("page")] {
                        (tab.label)
                        @if let Some(count) = &tab.count { " " span.count { (count) } }
                    }
                }
            }
        }
    }
}

/// A box with a title and padding; no box at all around nothing.
pub fn card(title: &str, body: &Markup) -> Markup {
    html! {
        @if !body.0.is_empty() { section.card { div.card-head { h2 { (title) } } div.card-body { (body) } } }
    }
}

/// A box with a title and a link to all of it.
pub fn card_with_link(title: &str, link: (&str, &str), body: &Markup) -> Markup {
    html! {
        section.card {
            div.card-head { h2 { (title) } (more(link.0, link.1)) }
            div.card-body { (body) }
        }
    }
}

/// A box whose content reaches its edges: tables and lists.
pub fn card_flush(title: &str, link: Option<(&str, &str)>, body: &Markup) -> Markup {
    html! {
        section.card.card-flush {
            div.card-head { h2 { (title) } @if let Some((label, href)) = link { (more(label, href)) } }
            (body)
        }
    }
}

/// A link onward: "All orders ›"; nothing for those who may not go there.
pub fn more(label: &str, href: &str) -> Markup {
    html! { @if may::open(href) { a.card-link href=(href) { (label) (Icon::Next) } } }
}

/// A titled group outside a box.
pub fn section(title: &str, body: &Markup) -> Markup {
    html! { section.section { h2 { (title) } (body) } }
}

/// Facts as name and value, for side columns.
pub fn facts(facts: &[(String, Markup)]) -> Markup {
    html! { dl.facts { @for (name, value) in facts { dt { (name) } dd { (value) } } } }
}
