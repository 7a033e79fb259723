//! How far something has come, with counts: "312 of 500 products · 2 skipped".

use crate::t;
use maud::{Markup, html};

/// Something on its way.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// What it is: `Products`.
    pub label: String,
    /// How many are done.
    pub done: i64,
    /// How many there are.
    pub all: i64,
    /// What else to say: `2 skipped · last full reading 09:40`.
    pub note: Option<String>,
}

/// The bar with its counts.
pub fn progress(progress: &Progress) -> Markup {
    let (done, all) = (progress.done.clamp(0, progress.all.max(0)), progress.all.max(0));
    let counts = t!("{done} of {all}", done = super::format_count(done), all = super::format_count(all));
    html! {
        div.progress-row {
            div.progress-head { b { (progress.label) } span.num { (counts) } }
            div.progress-wide role="progressbar" aria-label=(progress.label) aria-valuemin="0" aria-valuemax=(all)
                aria-valuenow=(done) { (bar(share(done, all))) }
            @if let Some(note) = &progress.note { p.meta { (note) } }
        }
    }
}

/// A small bar without words, for a heading that says them.
pub fn small(done: usize, all: usize) -> Markup {
    let count = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
    html! { span.progress-small aria-hidden="true" { (bar(share(count(done), count(all)))) } }
}

fn bar(percent: i64) -> Markup {
    html! {
        svg.progress aria-hidden="true" {
            rect width="100%" height="6" rx="3" {}
            @if percent > 0 { rect.full width={ (percent) "%" } height="6" rx="3" {} }
        }
    }
}

fn share(done: i64, all: i64) -> i64 {
    done.saturating_mul(100).checked_div(all).unwrap_or(0)
}
