//! The save bar: the last row of a form. With script it appears only when something changed, stays in sight, and
//! leaving asks first; without script it is the form's submit row.

use crate::t;
use maud::{Markup, html};

/// What saves a form.
#[derive(Debug, Clone, Default)]
pub struct SaveBar {
    /// The button, a verb: `Save rules`.
    pub save: String,
    /// The page as it is stored.
    pub discard_href: String,
    /// There are changes already: the form came back with something to put right.
    pub changed: bool,
}

/// The bar; put it last into the form.
pub fn bar(bar: &SaveBar) -> Markup {
    html! {
        div.savebar data-savebar data-changed[bar.changed] {
            p role="status" { (t!("Not saved yet")) }
            @if !bar.discard_href.is_empty() { a.btn.btn-lg href=(bar.discard_href) data-discard { (t!("Discard")) } }
            button.btn.btn-primary.btn-lg type="submit" { (bar.save) }
        }
    }
}
