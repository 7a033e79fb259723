//! Empty states: ghost rows of what will be here, one sentence, one action.

use crate::t;
use crate::web::may;
use maud::{Markup, html};

/// What to show when a list has nothing yet.
#[derive(Debug, Clone, Default)]
pub struct Empty {
    /// What will be here and what brings it.
    pub text: String,
    /// Label and address of the one thing to do.
    pub action: Option<(String, String)>,
    /// Label and address of a second, quieter way.
    pub other: Option<(String, String)>,
}

/// Nothing yet: two ghost rows, the sentence, the action.
pub fn none_yet(empty: &Empty) -> Markup {
    let (action, other) = (empty.action.as_ref().filter(may::led), empty.other.as_ref().filter(may::led));
    html! {
        div.empty {
            div.ghosts aria-hidden="true" {
                @for _ in 0..2 { div.ghost { i {} i {} i {} i {} } }
            }
            p { (empty.text) }
            @if action.is_some() || other.is_some() {
                div.row {
                    @if let Some((label, href)) = action { a.btn.btn-primary href=(href) { (label) } }
                    @if let Some((label, href)) = other { a.btn href=(href) { (label) } }
                }
            }
        }
    }
}

/// Something exists, but not with these filters.
pub fn no_match(clear_href: &str) -> Markup {
    html! {
        div.empty {
            p { (t!("Nothing matches these filters.")) }
            a.btn href=(clear_href) { (t!("Clear filters")) }
        }
    }
}
