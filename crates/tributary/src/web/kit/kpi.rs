//! KPI tiles: one figure, how it moved, and its trend. A tile that links makes itself the page's big chart.

use super::{chart, icon::Icon};
use crate::t;
use maud::{Markup, html};

/// How a figure moved against the period before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Delta {
    /// Rose by this text: `12.4%`.
    Up(String),
    /// Fell by this text.
    Down(String),
    /// Did not move.
    Flat,
    /// No earlier period to compare with.
    #[default]
    NoneYet,
}

/// Whether a rise is good news. What is owed, for instance, is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rise {
    /// A rise is green, a fall red.
    #[default]
    Good,
    /// No colour.
    Neutral,
    /// A rise is red, a fall green.
    Poor,
}

/// One figure.
#[derive(Debug, Clone, Default)]
pub struct Kpi {
    /// What it counts.
    pub label: String,
    /// The figure without its unit: `48,230.50`.
    pub value: String,
    /// Currency, drawn small after the figure.
    pub unit: Option<String>,
    /// Movement against the earlier period.
    pub delta: Delta,
    /// What a rise means.
    pub rise: Rise,
    /// Trend, oldest first; fewer than two values draw nothing.
    pub trend: Vec<i64>,
    /// Makes this figure the big chart.
    pub href: Option<String>,
    /// It already is the big chart.
    pub active: bool,
    /// Said in place of the movement, for a figure of this moment.
    pub note: Option<String>,
}

/// A strip of tiles that share hairlines.
pub fn strip(kpis: &[Kpi]) -> Markup {
    html! { div.kpis { @for kpi in kpis { (tile(kpi)) } } }
}

fn tile(kpi: &Kpi) -> Markup {
    let body = html! {
        span.kpi-label { (kpi.label) }
        span.kpi-value { bdi { (kpi.value) @if let Some(unit) = &kpi.unit { span.cur { " " (unit) } } } }
        span.kpi-foot {
            @match &kpi.note {
                Some(note) => span.delta { (note) },
                None => (delta(&kpi.delta, kpi.rise)),
            }
            (chart::spark(&kpi.trend))
        }
    };
    match &kpi.href {
        Some(href) => html! { a.kpi href=(href) aria-current=[kpi.active.then_some("true")] { (body) } },
        None => html! { div.kpi { (body) } },
    }
}

/// The movement as arrow and text; the words for screen readers say which way.
pub fn delta(delta: &Delta, rise: Rise) -> Markup {
    let (icon, text, words, up) = match delta {
        Delta::Up(text) => (Icon::Up, text.as_str(), t!("up {change}", change = text), Some(true)),
        Delta::Down(text) => (Icon::Fall, text.as_str(), t!("down {change}", change = text), Some(false)),
        Delta::Flat => (Icon::Flat, t!("No change"), t!("No change").to_owned(), None),
        Delta::NoneYet => return html! { span.delta { (t!("Nothing to compare yet")) } },
    };
    let class = match (up, rise) {
        (Some(true), Rise::Good) | (Some(false), Rise::Poor) => "delta delta-good",
        (Some(false), Rise::Good) | (Some(true), Rise::Poor) => "delta delta-poor",
        _ => "delta",
    };
    html! { span class=(class) { (icon) span.visually-hidden { (words) } span aria-hidden="true" { (text) } } }
}
