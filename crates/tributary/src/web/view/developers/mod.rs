//! Developers: the first minute and keys, webhooks, and what was asked and told.

pub mod bars;
pub mod delivery;
pub mod endpoint;
pub mod event;
pub mod form;
pub mod keys;
pub mod logs;
pub mod snippets;
pub mod start;
pub mod webhooks;

use crate::t;
use crate::web::kit::page::{self, Action, Header, Tab};
use maud::{Markup, html};

/// A page of the developers' part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    /// The first minute, and keys.
    Start,
    /// Webhooks.
    Webhooks,
    /// Requests, events, what the tracker refused.
    Logs,
}

/// A page in its frame: the title, what can be done, and the tabs.
pub fn frame(here: Here, actions: Vec<Action>, body: &Markup) -> Markup {
    let tab = |place: Here, label: &str, href: &str| Tab {
        label: label.into(),
        href: href.into(),
        active: place == here,
        count: None,
    };
    let tabs = [
        tab(Here::Start, t!("Start & keys"), "/admin/developers"),
        tab(Here::Webhooks, t!("Webhooks"), "/admin/developers/webhooks"),
        tab(Here::Logs, t!("Logs & events"), "/admin/developers/logs"),
    ];
    let head = Header { title: t!("Developers").into(), actions, ..Header::default() };
    html! {
        (page::header(&head))
        (page::tabs(t!("Developers"), &tabs))
        div.stack.developers { (body) }
    }
}

/// A text for machines, as it is.
pub fn code(text: &str) -> Markup {
    html! { pre.code-block dir="ltr" translate="no" tabindex="0" { code { (text) } } }
}

/// The same below its name.
pub fn named_code(label: &str, text: &str) -> Markup {
    html! { div.field { span.legend { (label) } @if text.is_empty() { p.meta { (t!("Nothing")) } } @else { (code(text)) } } }
}

/// JSON with a member per line, or the text as it is.
#[must_use]
pub fn pretty(text: &str) -> String {
    let json = serde_json::from_str::<serde_json::Value>(text);
    json.ok().and_then(|json| serde_json::to_string_pretty(&json).ok()).unwrap_or_else(|| text.to_owned())
}
