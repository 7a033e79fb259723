//! Toasts: what was just done, with a way back. Drawn into the page, so without script it is a banner that stays;
//! with script it floats and goes after ten seconds.

use super::icon::Icon;
use super::post::Post;
use crate::t;
use maud::{Markup, html};

/// What was done.
#[derive(Debug, Clone, Default)]
pub struct Toast {
    /// One sentence in the past tense: `Order A-1042 declined`.
    pub text: String,
    /// Takes it back.
    pub undo: Option<Post>,
    /// Label and address of where to look at it.
    pub link: Option<(String, String)>,
}

/// The toast; put it first into the page.
pub fn toast(toast: &Toast) -> Markup {
    html! {
        div.toast role="status" data-toast {
            (Icon::Done)
            p { bdi { (toast.text) } }
            @if let Some((label, href)) = &toast.link { a href=(href) { (label) } }
            @if let Some(undo) = &toast.undo {
                (undo.form("in-line", &html! { button type="submit" { (t!("Undo")) } }))
            }
            button.toast-close type="button" data-close hidden title=(t!("Close")) {
                (Icon::Close) span.visually-hidden { (t!("Close")) }
            }
        }
    }
}
