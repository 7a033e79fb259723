//! One happening as a row. The page and its stream draw it with this same function.

use crate::t;
use crate::web::kit::Status;
use crate::web::kit::chip;
use crate::web::kit::icon::Icon;
use crate::web::kit::money::Amount;
use crate::web::kit::time::Stamp;
use maud::{Markup, html};

/// How much a row stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// A click.
    #[default]
    Plain,
    /// What does not count: machines, unknown codes.
    Quiet,
    /// An order.
    Order,
    /// Money that goes back.
    Loss,
}

/// What is worth knowing of a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A browser never seen before.
    NewVisitor,
    /// Made by a program.
    Bot,
    /// Somebody's program looked ahead or drew a preview.
    LookAhead,
    /// Nobody has the code.
    UnknownCode,
    /// The same again, at once.
    Duplicate,
    /// Its partner is paused.
    Paused,
}

/// One row.
#[derive(Debug, Clone)]
pub struct RowView {
    /// Its place in the feed: `12.0`.
    pub place: String,
    /// When.
    pub at: Stamp,
    /// How much it stands out.
    pub look: Look,
    /// What it is.
    pub icon: Icon,
    /// What happened, a whole sentence.
    pub sentence: Markup,
    /// Further facts, each for itself.
    pub facts: Vec<Markup>,
    /// Chips.
    pub marks: Vec<Mark>,
    /// How much.
    pub amount: Option<Amount>,
    /// The page that says why.
    pub why: Option<String>,
}

/// The row.
pub fn row(v: &RowView) -> Markup {
    html! {
        li class={ "live-row " (class(v.look)) } data-place=(v.place) {
            span.live-icon { (v.icon) }
            div.live-words {
                p { (v.sentence) }
                @if !v.facts.is_empty() || !v.marks.is_empty() {
                    p.live-facts {
                        @for fact in &v.facts { span { (fact) } }
                        @for mark in &v.marks { (chip_of(*mark)) }
                    }
                }
            }
            @if let Some(amount) = &v.amount { span.live-amount { (amount) } }
            @if let Some(why) = &v.why { a.live-why href=(why) { (t!("Why?")) } }
            a.live-open href={ "/admin/live/" (v.place) } data-sheet {
                (v.at) span.visually-hidden { (t!("Show all of it")) }
            }
        }
    }
}

const fn class(look: Look) -> &'static str {
    match look {
        Look::Plain => "",
        Look::Quiet => "live-quiet",
        Look::Order => "live-order",
        Look::Loss => "live-loss",
    }
}

fn chip_of(mark: Mark) -> Markup {
    match mark {
        Mark::NewVisitor => chip::plain(t!("New visitor")),
        Mark::Bot => chip::status(Status::Info, t!("Bot filtered")),
        Mark::LookAhead => chip::status(Status::Info, t!("Preview filtered")),
        Mark::UnknownCode => chip::status(Status::Review, t!("Unknown code")),
        Mark::Duplicate => chip::plain(t!("Duplicate")),
        Mark::Paused => chip::status(Status::Pending, t!("Partner paused")),
    }
}
