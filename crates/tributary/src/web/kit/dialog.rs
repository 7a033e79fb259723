//! Dialogs that ask before acting: a reason, or a name to be typed. The button opens a `<details>`, so the form is
//! there without script; the script makes it a modal dialog.

use super::field;
use super::post::Post;
use crate::t;
use maud::{Markup, html};

/// A question before an act.
#[derive(Debug, Clone)]
pub struct Dialog {
    /// Unique on the page.
    pub id: String,
    /// What the button that opens it says: `Decline…`.
    pub open: Markup,
    /// Look of that button: `btn`, `btn btn-danger`, `item`.
    pub class: String,
    /// The question: `Decline order A-1042?`
    pub title: String,
    /// What follows from it, and fields to fill in.
    pub body: Markup,
    /// Where the form goes.
    pub post: Post,
    /// The button that does it, a verb.
    pub submit: String,
    /// It destroys something.
    pub danger: bool,
}

/// The button and its dialog; nothing for those who may not do it.
pub fn dialog(dialog: &Dialog) -> Markup {
    let title = format!("{}-title", dialog.id);
    let submit = if dialog.danger { "btn btn-lg btn-destroy" } else { "btn btn-lg btn-primary" };
    let inside = html! {
        h2 id=(title) { (dialog.title) }
        div.dialog-body { (dialog.body) }
        div.dialog-foot {
            button.btn.btn-lg type="button" data-close hidden { (t!("Cancel")) }
            button class=(submit) type="submit" { (dialog.submit) }
        }
    };
    html! {
        @if dialog.post.allowed() {
            details.ask data-dialog {
                summary class=(dialog.class) { (dialog.open) }
                dialog.dialog open id=(dialog.id) aria-labelledby=(title) { (dialog.post.form("dialog-form", &inside)) }
            }
        }
    }
}

/// A field in which a name has to be typed before something is destroyed.
pub fn typed(id: &str, name: &str) -> Markup {
    html! {
        div.field {
            label for=(id) { (t!("Type {name} to go on", name = name)) }
            input.input id=(id) name="typed" required autocomplete="off" spellcheck="false" dir="auto" data-typed=(name);
        }
    }
}

/// A reason from a closed list, and a free note.
pub fn reason(id: &str, reasons: &[(String, String)], chosen: &str) -> Markup {
    let note = format!("{id}-note");
    let select = field::Select {
        name: "reason",
        label: t!("Reason"),
        options: reasons,
        selected: chosen,
        ..field::Select::default()
    };
    html! {
        div.field { label for=(id) { (t!("Reason")) } (field::bare_select(&select, id)) }
        div.field {
            label for=(note) { (t!("Note")) " " span.optional { (t!("(optional)")) } }
            textarea.input id=(note) name="note" rows="2" dir="auto" {}
        }
    }
}
