//! Overview (`/admin`): what partners bring, what is owed, what to do next.

use super::orders::{OrderRow, orders_table};
use crate::web::kit::barlist::{Bar, bar_list};
use crate::web::kit::chart::{Chart, chart};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::icon::Icon;
use crate::web::kit::kpi::{Kpi, strip};
use crate::web::kit::page::{self, Action, Header, Tab};
use maud::{Markup, html};

/// One step of setting up. Steps tick themselves from data.
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

/// Something that waits for the owner.
#[derive(Debug, Clone, Default)]
pub struct Todo {
    /// `Orders to review`.
    pub label: String,
    /// `2, soonest by 14 Jun`.
    pub detail: String,
    /// Where to do it.
    pub href: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct OverviewView {
    /// Period in words: `2 May to 29 May, compared with the 28 days before`.
    pub period: String,
    /// Switch of periods.
    pub periods: Vec<Tab>,
    /// Setting up; not drawn once every step is done.
    pub steps: Vec<Step>,
    /// Revenue from partners, orders, clicks, conversion, commission owed.
    pub kpis: Vec<Kpi>,
    /// The chosen figure over time; none while there is no data at all.
    pub chart: Option<Chart>,
    /// Words and address of the orders behind the figures.
    pub behind: Option<(String, String)>,
    /// What waits for the owner; empty draws nothing.
    pub todo: Vec<Todo>,
    /// Best partners first.
    pub partners: Vec<Bar>,
    /// All partners.
    pub partners_href: String,
    /// Coupon, link, order data, by hand.
    pub sources: Vec<Bar>,
    /// All orders by source.
    pub sources_href: String,
    /// The newest eight.
    pub latest: Vec<OrderRow>,
    /// All orders.
    pub orders_href: String,
    /// Form for a new partner.
    pub new_partner_href: String,
    /// Loads demo data; offered only while nothing exists.
    pub demo_href: Option<String>,
}

/// The page's body.
pub fn render(v: &OverviewView) -> Markup {
    html! {
        (page::header(&head(v)))
        div.stack {
            (checklist(&v.steps))
            (figures(v))
            (todo(&v.todo))
            @if !v.partners.is_empty() || !v.sources.is_empty() {
                div.cols-2 {
                    (page::card_with_link("Top partners", ("All partners", &v.partners_href), &bar_list(&v.partners)))
                    (page::card_with_link("How orders came", ("All of them", &v.sources_href), &bar_list(&v.sources)))
                }
            }
            @if !v.latest.is_empty() {
                (page::card_flush("Latest orders", Some(("All orders", &v.orders_href)), &orders_table(&v.latest, None)))
            }
        }
    }
}

fn head(v: &OverviewView) -> Header {
    let new_partner = Action {
        label: "New partner".into(),
        href: v.new_partner_href.clone(),
        icon: Some(Icon::Plus),
        primary: true,
    };
    Header {
        title: "Overview".into(),
        sub: Some(html! { (v.period) }),
        controls: Some(page::segments("Period", &v.periods)),
        actions: vec![new_partner],
        ..Header::default()
    }
}

fn checklist(steps: &[Step]) -> Markup {
    let done = steps.iter().filter(|step| step.done).count();
    let next = steps.iter().position(|step| !step.done);
    html! {
        @if let Some(next) = next {
            section.card {
                div.card-head {
                    h2 { "Set up" }
                    span.meta { (done) " of " (steps.len()) " done" }
                    svg.progress aria-hidden="true" {
                        rect width="100%" height="6" rx="3" {}
                        rect.full width={ (done * 100 / steps.len()) "%" } height="6" rx="3" {}
                    }
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
                    Some(href) if !step.done => a href=(href) { (step.label) },
                    _ => (step.label),
                }
                @if step.done { span.visually-hidden { " (done)" } }
            }
            @if !step.hint.is_empty() { span.meta { (step.hint) } }
        }
    }
}

fn figures(v: &OverviewView) -> Markup {
    html! {
        section.card.stats aria-label="Figures" {
            (strip(&v.kpis))
            @match &v.chart {
                Some(one) => div.lead-chart { (chart(one)) },
                None => (none_yet(&nothing(v))),
            }
            @if let Some((words, href)) = &v.behind { div.card-foot { (page::more(words, href)) } }
        }
    }
}

fn nothing(v: &OverviewView) -> Empty {
    Empty {
        text: "No sales from partners yet. Share one link and they'll show up here within a second.".into(),
        action: Some(("Create a link".into(), v.new_partner_href.clone())),
        other: v.demo_href.clone().map(|href| ("Load demo data".into(), href)),
    }
}

fn todo(items: &[Todo]) -> Markup {
    html! {
        @if !items.is_empty() {
            section.card.card-flush {
                div.card-head { h2 { "To do" } }
                div.todo {
                    @for item in items {
                        a href=(item.href) { (item.label) span.end { (item.detail) } (Icon::Next) }
                    }
                }
            }
        }
    }
}
