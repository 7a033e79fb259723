//! The period picker: presets, days of one's own, a comparison, and arrows to the period before and after. Every
//! choice is a link or a form, so the address says it all; keys are told on the links (`data-key`).

use super::field;
use super::icon::Icon;
use super::menu;
use crate::t;
use crate::web::chosen;
use maud::{Markup, html};

/// One choice.
#[derive(Debug, Clone, Default)]
pub struct Preset {
    /// `Last 28 days`.
    pub label: String,
    /// Its address.
    pub href: String,
    /// It is the one shown.
    pub active: bool,
    /// The key that chooses it.
    pub key: Option<char>,
}

/// Days of one's own.
#[derive(Debug, Clone, Default)]
pub struct Custom {
    /// The page's address without its query.
    pub action: String,
    /// What choosing days must keep.
    pub kept: Vec<(String, String)>,
    /// First day, `2026-05-07`.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// The picker.
#[derive(Debug, Clone, Default)]
pub struct PeriodPicker {
    /// What is shown now: `Last 28 days`.
    pub label: String,
    /// The days it means: `7 May to 3 Jun`.
    pub days: String,
    /// Presets.
    pub options: Vec<Preset>,
    /// Days of one's own.
    pub custom: Option<Custom>,
    /// What it is compared with.
    pub compare: Vec<Preset>,
    /// The period before.
    pub earlier: Option<String>,
    /// The period after.
    pub later: Option<String>,
}

/// The picker as one control.
pub fn picker(picker: &PeriodPicker) -> Markup {
    let summary = html! {
        (Icon::Calendar) span { (picker.label) }
        @if !picker.days.is_empty() { span.visually-hidden { " " (picker.days) } }
        (Icon::Down)
    };
    html! {
        div.period role="group" aria-label=(t!("Period")) {
            (step(picker.earlier.as_deref(), Icon::Previous, t!("Period before"), "prev"))
            (menu::popover("btn", &summary, &choices(picker)))
            (step(picker.later.as_deref(), Icon::Next, t!("Period after"), "next"))
        }
    }
}

fn step(href: Option<&str>, icon: Icon, words: &str, rel: &str) -> Markup {
    html! {
        @match href {
            Some(href) => a.btn.btn-icon href=(href) rel=(rel) title=(words) { (icon) span.visually-hidden { (words) } },
            None => span.btn.btn-icon.off aria-hidden="true" { (icon) },
        }
    }
}

fn choices(picker: &PeriodPicker) -> Markup {
    html! {
        @if !picker.days.is_empty() { p.pop-head { (picker.days) } }
        (presets(t!("Period"), &picker.options))
        @if let Some(custom) = &picker.custom { (days(custom)) }
        @if !picker.compare.is_empty() {
            p.pop-head.apart { (t!("Compared with")) }
            (presets(t!("Compared with"), &picker.compare))
        }
    }
}

fn presets(label: &str, presets: &[Preset]) -> Markup {
    html! {
        ul.menu-list aria-label=(label) {
            @for one in presets {
                li {
                    a.item href=(one.href) aria-current=[one.active.then_some("true")] data-key=[one.key] {
                        span { (one.label) }
                        @if one.active { (Icon::Check) }
                        @if let Some(key) = one.key { kbd aria-hidden="true" { (key.to_ascii_uppercase()) } }
                    }
                }
            }
        }
    }
}

fn days(custom: &Custom) -> Markup {
    html! {
        form.days method="get" action=(custom.action) data-lean {
            (chosen::field())
            @for (name, value) in &custom.kept { (field::hidden(name, value)) }
            input type="hidden" name="period" value="custom";
            label { span { (t!("From")) } input.input type="date" name="from" value=(custom.from) required data-key-focus="c"; }
            label { span { (t!("To")) } input.input type="date" name="to" value=(custom.to) required; }
            button.btn type="submit" { (t!("Show")) }
        }
    }
}
