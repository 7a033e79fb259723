//! A list whose order matters. Every row has buttons to move it, which send the form (`move=up:<id>`) and work without
//! script; with script they move the row at once, it can be dragged or moved with Alt and the arrow keys, and the
//! form sends the rows (`<name>=<id>` each) in their order.

use super::icon::Icon;
use crate::t;
use maud::{Markup, html};

/// One row.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// What the form sends for it.
    pub id: String,
    /// Its name, for announcements.
    pub name: String,
    /// What it shows.
    pub body: Markup,
}

/// The rows inside a form that the caller makes; `name` is the field that holds their order.
pub fn list(name: &str, label: &str, rows: &[Ranked]) -> Markup {
    let last = rows.len().saturating_sub(1);
    html! {
        ol.ranked aria-label=(label) data-ranked=(t!("{name} is now {place} of {count}", name = "#name", place = "#place", count = "#count")) {
            @for (at, row) in rows.iter().enumerate() {
                li data-name=(row.name) {
                    input type="hidden" name=(name) value=(row.id);
                    span.grip aria-hidden="true" { (Icon::Grip) }
                    span.rank aria-hidden="true" {}
                    div.ranked-body { (row.body) }
                    (mover("up", row, Icon::ArrowUp, (at == 0, &t!("Move {name} up", name = row.name))))
                    (mover("down", row, Icon::ArrowDown, (at == last, &t!("Move {name} down", name = row.name))))
                }
            }
        }
    }
}

fn mover(way: &str, row: &Ranked, icon: Icon, (off, words): (bool, &str)) -> Markup {
    html! {
        button.btn.btn-quiet.btn-icon type="submit" name="move" value={ (way) ":" (row.id) } data-move=(way)
            disabled[off] title=(words) { (icon) span.visually-hidden { (words) } }
    }
}
