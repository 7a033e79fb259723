//! Steps: a checklist that ticks itself, and the steps of a form with several pages.

use super::icon::Icon;
use super::progress;
use crate::t;
use crate::web::may;
use maud::{Markup, html};

/// One step of a checklist.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// `Connect your store`.
    pub label: String,
    /// What it takes, or when it happened.
    pub hint: String,
    /// Where to do it.
    pub href: Option<String>,
    /// It happened.
    pub done: bool,
}

/// A checklist; nothing once every step is done.
pub fn checklist(title: &str, steps: &[Step]) -> Markup {
    let done = steps.iter().filter(|step| step.done).count();
    let next = steps.iter().position(|step| !step.done);
    html! {
        @if let Some(next) = next {
            section.card {
                div.card-head {
                    h2 { (title) }
                    span.meta { (t!("{done} of {all} done", done = done, all = steps.len())) }
                    (progress::small(done, steps.len()))
                }
                div.card-body { ol.checks { @for (at, step) in steps.iter().enumerate() { (check(step, at == next)) } } }
            }
        }
    }
}

fn check(step: &Step, next: bool) -> Markup {
    let class = match (step.done, next) {
        (true, _) => Some("done"),
        (false, true) => Some("next"),
        (false, false) => None,
    };
    html! {
        li class=[class] {
            @if step.done { (Icon::Done) } @else { (Icon::Pending) }
            b {
                @match &step.href {
                    Some(href) if !step.done && may::open(href) => a href=(href) { (step.label) },
                    _ => (step.label),
                }
                @if step.done { span.visually-hidden { " " (t!("(done)")) } }
            }
            @if !step.hint.is_empty() { span.meta { (step.hint) } }
        }
    }
}

/// Where in a form of several pages somebody is; `at` counts from nought. Earlier steps may be links.
pub fn stepper(steps: &[(String, Option<String>)], at: usize) -> Markup {
    html! {
        ol.stepper {
            @for (place, (label, href)) in steps.iter().enumerate() {
                li.past[place < at] aria-current=[(place == at).then_some("step")] {
                    span.step-no { @if place < at { (Icon::Check) } @else { (place + 1) } }
                    @match href { Some(href) if place < at => a href=(href) { (label) }, _ => span { (label) } }
                }
            }
        }
    }
}
