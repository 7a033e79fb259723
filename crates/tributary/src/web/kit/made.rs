//! What was just made, ready to be handed on: the last step of a form, on the page it leads to and in the sheet, which
//! shows nothing else of that page.

use super::icon::Icon;
use super::page::more;
use crate::t;
use maud::{Markup, html};

/// What was just made.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// That it is there, in a sentence, and what to do with it.
    pub title: (String, String),
    /// Its link as a QR code.
    pub qr: Option<Markup>,
    /// Files of the code: label and address.
    pub files: Vec<(String, String)>,
    /// What can be copied. The link's field is called `made-link`.
    pub body: Markup,
    /// Looks again at this address while something is still being done.
    pub poll: Option<String>,
    /// The form that makes another one: label and address.
    pub another: Option<(String, String)>,
}

/// The card.
pub fn made(made: &Made) -> Markup {
    let (title, next) = &made.title;
    html! {
        section.card.made id="made" aria-label=(t!("To hand out")) data-poll=[&made.poll] {
            div.card-body {
                p.made-title role="status" { (Icon::Done) strong { (title) } " " (next) }
                div.made-cols[made.qr.is_some()] {
                    @if let Some(qr) = &made.qr {
                        div.made-qr {
                            (qr)
                            p.row { @for (label, href) in &made.files { a.card-link href=(href) download { (label) } } }
                        }
                    }
                    div.form { (made.body) p.made-copied hidden { (Icon::Check) (t!("Copied")) } }
                }
            }
            @if let Some((label, href)) = &made.another {
                div.card-foot.made-foot {
                    (more(label, href))
                    button.btn type="button" data-close hidden { (t!("Done")) }
                }
            }
        }
    }
}
