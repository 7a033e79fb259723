//! Copying: a field for addresses and keys, a pill for codes and links. Without script the field can still be
//! selected by hand; the button shows itself only when the script runs.

use super::icon::{Icon, classed};
use crate::t;
use maud::{Markup, html};

/// A read-only field with a copy button. `id` ties it to a label.
pub fn field(id: &str, value: &str) -> Markup {
    html! {
        div.copy {
            input id=(id) value=(value) readonly spellcheck="false" autocomplete="off";
            button.btn type="button" data-copy=(value) data-done=(t!("Copied")) hidden {
                (icons()) span data-copy-label { (t!("Copy")) }
            }
        }
    }
}

/// A labelled read-only field with a copy button and an optional hint.
pub fn labelled(id: &str, label: &str, value: &str, hint: Option<&str>) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            (field(id, value))
            @if let Some(hint) = hint { p.hint { (hint) } }
        }
    }
}

/// Several lines of code with a copy button below.
pub fn block(id: &str, code: &str) -> Markup {
    html! {
        pre.snippet id=(id) dir="ltr" { code { (code) } }
        div.row {
            button.btn type="button" data-copy=(code) data-done=(t!("Copied")) hidden {
                (icons()) span data-copy-label { (t!("Copy")) }
            }
        }
    }
}

/// A code or short link that copies itself. `text` is shown, `value` is copied.
pub fn pill(text: &str, value: &str) -> Markup {
    let words = t!("Copy {text}", text = value);
    html! {
        button.pill type="button" data-copy=(value) data-done=(t!("Copied")) title=(words) aria-label=(words) {
            span { (text) } (icons())
        }
    }
}

fn icons() -> Markup {
    html! { (classed(Icon::Copy, "icon-copy")) (classed(Icon::Check, "icon-done")) }
}
