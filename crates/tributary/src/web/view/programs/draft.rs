//! What the forms of rules have in common: sentences with fields in them, filled with a draft that was typed, and the button that
//! shows what would change.

use crate::t;
use crate::web::kit::field::{self, FieldError, Select};
use crate::web::kit::icon::Icon;
use maud::{Markup, html};

/// A draft as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Where the form goes.
    pub action: String,
    /// The fields that hold one text each.
    pub texts: Vec<(&'static str, String)>,
    /// The store's currency.
    pub currency: String,
    /// Statuses in which an order earns, when they are others than the form offers.
    pub other_statuses: Option<String>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

impl Draft {
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
    }

    pub(super) fn number(&self, name: &'static str, label: &str) -> Markup {
        field::inline_number(name, label, self.text(name), &self.errors)
    }

    pub(super) fn choice(&self, name: &'static str, label: &str, options: &[(&str, &str)]) -> Markup {
        let options: Vec<(String, String)> =
            options.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect();
        field::inline_select(&Select {
            name,
            label,
            options: &options,
            selected: self.text(name),
            ..Select::default()
        })
    }

    /// A sentence, and what is wrong with the fields in it.
    pub(super) fn line(&self, names: &[&str], said: &Markup) -> Markup {
        html! { p.sentence { (said) } @for name in names { (self.wrong(name)) } }
    }

    pub(super) fn wrong(&self, name: &str) -> Markup {
        html! { @if let Some(text) = field::error_for(&self.errors, name) { p.err { (Icon::Warning) (text) } } }
    }

    /// The statuses in which an order earns.
    pub(super) fn statuses(&self) -> Markup {
        let mut options = vec![("completed", t!("completed")), ("paid", t!("paid: processing or completed"))];
        if let Some(other) = &self.other_statuses {
            options.push(("", other.as_str()));
        }
        self.choice("counts_when", t!("Status that earns"), &options)
    }

    /// The form around its cards. It is sent by GET, so that a draft has an address.
    pub(super) fn form(&self, cards: &Markup) -> Markup {
        html! {
            form.stack method="get" action=(self.action) data-draft {
                // Enter in a field previews; without this the browser would press the first button, which may move a row.
                button.visually-hidden type="submit" name="do" value="preview" tabindex="-1" aria-hidden="true" { (t!("Preview")) }
                (field::error_summary(&self.errors))
                (cards)
                div.form-actions {
                    button.btn.btn-primary.btn-lg type="submit" name="do" value="preview" { (Icon::Eye) (t!("Preview")) }
                    p.hint { (t!("Nothing changes yet: first you see what it would have done to the last 30 days.")) }
                }
            }
        }
    }
}
