//! Menus and popovers. Each is a `<details>`, so it opens without script; the script closes it on Escape or a click
//! elsewhere, walks through it with arrow keys, and keeps it inside the window.

use super::icon::Icon;
use super::post::Post;
use crate::t;
use crate::web::may;
use maud::{Markup, html};

/// What choosing an item does.
#[derive(Debug, Clone)]
pub enum To {
    /// Opens a page.
    Link(String),
    /// Opens a page beside this one; without script, in its place.
    Sheet(String),
    /// Fetches a file.
    File(String),
    /// Copies a text; only a script can, so only a script shows it.
    Copy(String),
    /// Sends a form.
    Post(Post),
}

/// One thing to choose.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name, a verb for acts.
    pub label: String,
    /// Icon before the name.
    pub icon: Option<Icon>,
    /// What it does.
    pub to: To,
    /// Destroys something.
    pub danger: bool,
    /// Stands apart from the item before.
    pub apart: bool,
}

impl Item {
    /// Leads somewhere.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::of(label, To::Link(href.into()))
    }

    /// Opens beside the page.
    pub fn sheet(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::of(label, To::Sheet(href.into()))
    }

    /// Fetches a file.
    pub fn file(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::of(label, To::File(href.into()))
    }

    /// Copies a text.
    pub fn copy(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of(label, To::Copy(text.into()))
    }

    /// Does something.
    pub fn post(label: impl Into<String>, post: Post) -> Self {
        Self::of(label, To::Post(post))
    }

    fn of(label: impl Into<String>, to: To) -> Self {
        Self { label: label.into(), icon: None, to, danger: false, apart: false }
    }

    /// With an icon.
    #[must_use]
    pub fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    /// In the colour of danger, and apart from the others.
    #[must_use]
    pub fn danger(self) -> Self {
        Self { danger: true, apart: true, ..self }
    }
}

/// Those that the reader's role may choose.
pub fn allowed(items: &[Item]) -> Vec<&Item> {
    let may = |item: &&Item| match &item.to {
        To::Link(href) | To::Sheet(href) => may::open(href),
        To::Post(post) => post.allowed(),
        To::File(_) | To::Copy(_) => true,
    };
    items.iter().filter(may).collect()
}

/// A button with a name that opens a list of things to choose.
pub fn menu(label: &str, items: &[Item]) -> Markup {
    with_icon(None, label, items)
}

/// The same with an icon before the name.
pub fn with_icon(icon: Option<Icon>, label: &str, items: &[Item]) -> Markup {
    let summary = html! { @if let Some(icon) = icon { (icon) } (label) (Icon::Down) };
    chooser("btn", &summary, items)
}

/// The dots at the end of a row; `of` names the row for screen readers.
pub fn row(of: &str, items: &[Item]) -> Markup {
    let words = t!("Actions for {name}", name = of);
    let summary = html! { (Icon::More) span.visually-hidden { (words) } };
    chooser("btn btn-quiet btn-icon", &summary, items)
}

// Nothing at all where nothing can be chosen.
fn chooser(class: &str, summary: &Markup, items: &[Item]) -> Markup {
    html! { @if !allowed(items).is_empty() { (popover(class, summary, &list(items))) } }
}

/// A button that opens anything.
pub fn popover(class: &str, summary: &Markup, body: &Markup) -> Markup {
    html! {
        details.menu data-menu {
            summary class=(class) { (summary) }
            div.pop { (body) }
        }
    }
}

/// The things to choose, one below the other.
pub fn list(items: &[Item]) -> Markup {
    html! { ul.menu-list { @for item in allowed(items) { li class=[item.apart.then_some("apart")] { (one(item)) } } } }
}

fn one(item: &Item) -> Markup {
    let class = if item.danger { "item danger" } else { "item" };
    let words = html! { @if let Some(icon) = item.icon { (icon) } span { (item.label) } };
    match &item.to {
        To::Link(href) => html! { a class=(class) href=(href) { (words) } },
        To::Sheet(href) => html! { a class=(class) href=(href) data-sheet { (words) } },
        To::File(href) => html! { a class=(class) href=(href) download { (words) } },
        To::Copy(text) => html! {
            button class=(class) type="button" data-copy=(text) data-done=(t!("Copied")) hidden {
                @if let Some(icon) = item.icon { (icon) }
                span data-copy-label { (item.label) }
            }
        },
        To::Post(post) => post.form("in-line", &html! { button class=(class) type="submit" { (words) } }),
    }
}
