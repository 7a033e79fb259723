//! The connection test: one line per step with its mark, what it means, and the answer as it came, folded.

use crate::t;
use crate::web::kit::icon::Icon;
use maud::{Markup, html};

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// As it should.
    Good,
    /// Something is missing.
    Short,
    /// It does not work.
    Bad,
    /// Not tried.
    Untried,
}

/// One step.
#[derive(Debug, Clone)]
pub struct CheckRow {
    /// How it went.
    pub mark: Mark,
    /// What it is about.
    pub label: String,
    /// What that means and what to do.
    pub text: String,
    /// What was tried and what came back.
    pub raw: String,
}

impl Mark {
    const fn look(self) -> (Icon, &'static str) {
        match self {
            Self::Good => (Icon::Done, "good"),
            Self::Short => (Icon::Warning, "short"),
            Self::Bad => (Icon::Declined, "bad"),
            Self::Untried => (Icon::Pending, "untried"),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Good => t!("Good"),
            Self::Short => t!("Incomplete"),
            Self::Bad => t!("Trouble"),
            Self::Untried => t!("Not tried"),
        }
    }
}

/// The test's lines.
pub fn render(rows: &[CheckRow]) -> Markup {
    html! {
        ul.connection-checks aria-label=(t!("What was tried")) {
            @for row in rows {
                @let (icon, class) = row.mark.look();
                li class=(class) {
                    (icon) span.visually-hidden { (row.mark.word()) }
                    div {
                        p { b { (row.label) } " " span { bdi { (row.text) } } }
                        @if !row.raw.is_empty() {
                            details.raw {
                                summary { (t!("What came back")) (Icon::Down) }
                                pre dir="ltr" { code { (row.raw) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One line that says how the whole test went.
pub fn verdict(rows: &[CheckRow]) -> &'static str {
    let any = |mark| rows.iter().any(|row| row.mark == mark);
    if any(Mark::Bad) {
        t!("The connection does not work yet. The first line in red says what to do.")
    } else if any(Mark::Short) || any(Mark::Untried) {
        t!("The connection works, but not everything is set up.")
    } else {
        t!("Everything works.")
    }
}
