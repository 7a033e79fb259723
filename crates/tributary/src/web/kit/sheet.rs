//! The side sheet: a link or row marked `data-sheet` opens its page beside the list, and so does every link to one of
//! the forms named here. A form marked `data-sheet-form` is sent from the sheet, and ends with what was made
//! (`made.rs`). The frame is in every page; the script fills it. Without script a link simply opens its page.

use super::icon::Icon;
use crate::t;
use maud::{Markup, html};

/// The empty sheet, once per page. `forms` are the paths of forms that open beside the page that links to them.
pub fn host(forms: &[&str]) -> Markup {
    html! {
        dialog.sheet data-sheet-host data-beside=(forms.join(" ")) aria-label=(t!("Details"))
            data-failed=(t!("Couldn't load this. Try again."))
            data-unsent=(t!("This could not be sent. What you typed is still here: try again.")) {
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
            (ask())
        }
    }
}

// Asked before what was typed is thrown away.
fn ask() -> Markup {
    html! {
        dialog.dialog data-sheet-ask aria-labelledby="sheet-ask" {
            div.dialog-form {
                h2 #sheet-ask { (t!("Throw away what you typed?")) }
                div.dialog-foot {
                    button.btn.btn-lg type="button" data-close { (t!("Keep writing")) }
                    button.btn.btn-lg.btn-destroy type="button" data-sheet-drop { (t!("Throw away")) }
                }
            }
        }
    }
}
