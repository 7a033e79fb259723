//! A form of one button: where an act is sent, and what goes with it.

use super::field;
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

    /// The form around `inside`, which holds the button.
    pub fn form(&self, class: &str, inside: &Markup) -> Markup {
        html! {
            form class=(class) method="post" action=(self.action) {
                (field::hidden("csrf", &self.csrf))
                @for (name, value) in &self.fields { input type="hidden" name=(name) value=(value); }
                (inside)
            }
        }
    }
}

/// One button that sends it; `class` such as `btn` or `btn btn-danger`.
pub fn button(post: &Post, label: &str, class: &str) -> Markup {
    post.form("in-line", &html! { button class=(class) type="submit" { (label) } })
}
