//! Times on screen: a short text, the exact moment on hover and for machines. Formatting happens elsewhere.

use maud::{Markup, Render, html};

/// A moment, already put into words for the reader's zone. Splice it directly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamp {
    /// RFC 3339, for machines.
    pub datetime: String,
    /// What the page shows: `3 min ago`, `2 Jun 09:14`.
    pub text: String,
    /// Shown on hover: local, UTC.
    pub title: String,
}

impl Stamp {
    /// A moment from its three readings.
    pub fn new(datetime: impl Into<String>, text: impl Into<String>, title: impl Into<String>) -> Self {
        Self { datetime: datetime.into(), text: text.into(), title: title.into() }
    }
}

impl Render for Stamp {
    fn render(&self) -> Markup {
        html! { time datetime=(self.datetime) title=(self.title) { (self.text) } }
    }
}
