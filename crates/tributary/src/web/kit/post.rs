//! Forms that are sent: where an act goes, and what goes with it. A form that the reader's role may not send is not
//! drawn; see `web/may.rs`.

use super::field;
use crate::t;
use crate::web::may;
use maud::{Markup, html};

/// What a button sends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Post {
    /// Where to.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// Names and values that go along.
    pub fields: Vec<(String, String)>,
}

impl Post {
    /// Sends nothing but the guard.
    pub fn to(action: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self { action: action.into(), csrf: csrf.into(), fields: Vec::new() }
    }

    /// With one more value.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Whether whoever reads the page may send it.
    pub fn allowed(&self) -> bool {
        may::send(&self.action)
    }

    /// The form around `inside`, which holds the button; nothing for those who may not send it.
    pub fn form(&self, class: &str, inside: &Markup) -> Markup {
        self.drawn((None, None), class, inside)
    }

    /// The same for a form with files in it.
    pub fn upload(&self, class: &str, inside: &Markup) -> Markup {
        self.drawn((None, Some("multipart/form-data")), class, inside)
    }

    /// The same for fields that stand elsewhere on the page and name it.
    pub fn form_with_id(&self, id: &str, class: &str, inside: &Markup) -> Markup {
        self.drawn((Some(id), None), class, inside)
    }

    fn drawn(&self, (id, kind): (Option<&str>, Option<&str>), class: &str, inside: &Markup) -> Markup {
        html! {
            @if self.allowed() {
                form id=[id] class=(class) method="post" action=(self.action) enctype=[kind] {
                    (field::hidden("csrf", &self.csrf))
                    @for (name, value) in &self.fields { input type="hidden" name=(name) value=(value); }
                    (inside)
                }
            }
        }
    }

    /// A form whose fields are worth reading: those who may not send it see them, but can change none of them.
    pub fn settings(&self, class: &str, fields: &Markup, send: &Markup) -> Markup {
        if self.allowed() {
            return self.form(class, &html! { (fields) (send) });
        }
        html! {
            fieldset class={ "as-read " (class) } disabled {
                legend.hint { (t!("Your role may look at this, but not change it.")) }
                (fields)
            }
        }
    }
}

/// One button that sends it; `class` such as `btn` or `btn btn-danger`.
pub fn button(post: &Post, label: &str, class: &str) -> Markup {
    post.form("in-line", &html! { button class=(class) type="submit" { (label) } })
}
