//! The side sheet: a link or row marked `data-sheet` opens its page beside the list. The frame is in every page; the
//! script fills it with the other page's content. Without script the link simply opens the page.

use super::icon::Icon;
use crate::t;
use maud::{Markup, html};

/// The empty sheet, once per page.
pub fn host() -> Markup {
    html! {
        dialog.sheet data-sheet-host aria-label=(t!("Details")) data-failed=(t!("Couldn't load this. Try again.")) {
            div.sheet-head {
                button.btn.btn-quiet.btn-icon type="button" data-close title=(t!("Close")) {
                    (Icon::Close) span.visually-hidden { (t!("Close")) }
                }
                button.btn.btn-quiet.btn-icon type="button" data-sheet-step="-1" title=(t!("Previous row")) {
                    (Icon::ChevronUp) span.visually-hidden { (t!("Previous row")) }
                }
                button.btn.btn-quiet.btn-icon type="button" data-sheet-step="1" title=(t!("Next row")) {
                    (Icon::Down) span.visually-hidden { (t!("Next row")) }
                }
                a.card-link data-sheet-full href="#" { (t!("Open as a page")) (Icon::External) }
            }
            div.sheet-body tabindex="-1" {}
        }
    }
}
