//! The Why timeline: what happened, oldest first, what counted and what did not. Also used for audit trails.

use super::{icon::Icon, time::Stamp};
use crate::t;
use maud::{Markup, html};

/// What an entry means for the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// A plain fact.
    #[default]
    Plain,
    /// This decided it.
    Won,
    /// Considered and passed over.
    Lost,
    /// Money moved the right way.
    Good,
    /// Somebody should look.
    Warn,
    /// Money was taken back, or something failed.
    Bad,
    /// Has not happened yet.
    Future,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Node {
    /// When; none for a step without a moment of its own.
    pub time: Option<Stamp>,
    /// What kind of thing it was.
    pub icon: Icon,
    /// What happened, in one sentence.
    pub title: String,
    /// Where it came from and what followed.
    pub detail: Option<String>,
    /// Short labels below the sentence.
    pub chips: Vec<Markup>,
    /// What it meant for the outcome.
    pub weight: Weight,
    /// The stored raw form, folded.
    pub raw: Option<String>,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Weight::Plain => "node",
            Weight::Won => "node node-won",
            Weight::Lost => "node node-lost",
            Weight::Good => "node node-good",
            Weight::Warn => "node node-warn",
            Weight::Bad => "node node-bad",
            Weight::Future => "node node-future",
        }
    }
}

/// The entries as an ordered list.
pub fn timeline(nodes: &[Node]) -> Markup {
    html! { ol.timeline { @for node in nodes { (entry(node)) } } }
}

// A sentence runs as its reader does; the names within it are isolated where they are put in.
fn entry(node: &Node) -> Markup {
    html! {
        li class=(node.weight.class()) {
            span.node-dot { (node.icon) }
            div.node-body {
                div.node-head {
                    p.node-title { (node.title) }
                    @if let Some(time) = &node.time { (time) }
                }
                @if let Some(detail) = &node.detail { p.node-detail { (detail) } }
                @if !node.chips.is_empty() { div.node-chips { @for chip in &node.chips { (chip) } } }
                @if let Some(raw) = &node.raw { (show_raw(raw)) }
            }
        }
    }
}

/// The stored raw form of a fact, folded until asked for.
pub fn show_raw(raw: &str) -> Markup {
    html! { details.raw { summary { (t!("Show raw")) (Icon::Down) } pre tabindex="0" { (raw) } } }
}
