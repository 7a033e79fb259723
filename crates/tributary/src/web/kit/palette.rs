//! The search palette: places to go, things to do, and whatever the search finds. It is a form that leads to the
//! search's page; the script asks for hits while somebody types (`hits`, a fragment of options).

use super::icon::Icon;
use crate::t;
use crate::web::may;
use maud::{Markup, html};

/// One thing to choose.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its icon.
    pub icon: Icon,
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// What the palette offers before anything is typed.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    /// The search's page, which takes `?q=`.
    pub action: String,
    /// The address that answers hits as options, takes `?q=`.
    pub hits: String,
    /// Screens.
    pub places: Vec<Entry>,
    /// Acts.
    pub acts: Vec<Entry>,
}

/// The palette, closed; once per page.
pub fn palette(palette: &Palette) -> Markup {
    html! {
        dialog.palette data-palette=(palette.hits) aria-label=(t!("Search")) {
            form role="search" method="get" action=(palette.action) {
                (Icon::Search)
                input name="q" type="search" role="combobox" aria-expanded="true" aria-controls="palette-list"
                    aria-autocomplete="list" aria-label=(t!("Search or jump to")) autocomplete="off" spellcheck="false"
                    placeholder=(t!("Order, partner, code, e-mail, click …"));
                kbd { "esc" }
            }
            div.palette-list #palette-list role="listbox" aria-label=(t!("Results")) data-none=(t!("Nothing found"))
                data-found=(t!("{count} found", count = "#")) {
                div data-palette-found {}
                (group(t!("Jump to"), &palette.places))
                (group(t!("Do"), &palette.acts))
                div.palette-group data-palette-own {
                    div.option role="option" aria-selected="false" data-act="theme" { (Icon::Theme) span { (t!("Light or dark")) } }
                }
            }
        }
    }
}

fn group(label: &str, entries: &[Entry]) -> Markup {
    let entries: Vec<&Entry> = entries.iter().filter(|entry| may::open(&entry.href)).collect();
    html! {
        @if !entries.is_empty() {
            div.palette-group role="group" aria-label=(label) data-palette-own {
                p aria-hidden="true" { (label) }
                @for entry in &entries {
                    div.option role="option" aria-selected="false" data-href=(entry.href) { (entry.icon) span { (entry.label) } }
                }
            }
        }
    }
}
