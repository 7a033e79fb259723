//! Rules as sentences with fields inside: "Partners earn [10] % of each order, for [30] days after a click." Say the
//! sentence with [`th!`](crate::th), so that every language orders the fields as it needs.

use super::field::{self, FieldError, Select, error_for};
use super::icon::Icon;
use maud::{Markup, html};

/// A number with its unit inside a sentence.
pub fn number(name: &str, label: &str, value: &str, errors: &[FieldError]) -> Markup {
    field::inline_number(name, label, value, errors)
}

/// An amount of money inside a sentence.
pub fn money(name: &str, label: &str, value: &str, (currency, errors): (&str, &[FieldError])) -> Markup {
    html! { span.in-money { (field::inline_number(name, label, value, errors)) span.cur { (currency) } } }
}

/// One of several words inside a sentence.
pub fn word(select: &Select<'_>) -> Markup {
    field::inline_select(select)
}

/// One sentence, with what is wrong in it below.
pub fn line(icon: Icon, said: &Markup, (names, errors): (&[&str], &[FieldError])) -> Markup {
    html! {
        div.rule {
            (icon)
            div {
                p.sentence { (said) }
                @for name in names {
                    @if let Some(message) = error_for(errors, name) { p.err { (Icon::Warning) (message) } }
                }
            }
        }
    }
}

/// A sentence that holds only when it is switched on; the script hides it while it is off.
pub fn switched(name: &str, label: &str, on: bool, said: &Markup) -> Markup {
    html! {
        div.rule.switched {
            label.switch { input type="checkbox" role="switch" name=(name) value="1" checked[on]; span { (label) } }
            div.switched-body { (said) }
        }
    }
}
