//! Overview (`/admin`): what partners bring, what waits, what brought most.

use super::orders::{OrderRow, orders_table};
use crate::t;
use crate::web::kit::barlist::{Bar, bar_list};
use crate::web::kit::chart::{Chart, chart};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::icon::Icon;
use crate::web::kit::kpi::{Kpi, strip};
use crate::web::kit::map::{Map, map};
use crate::web::kit::page::{self, Action, Header, Tab};
use crate::web::kit::period::{PeriodPicker, picker};
use crate::web::kit::steps::{self, Step};
use crate::web::may;
use maud::{Markup, html};

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

/// What brought most, of one kind.
#[derive(Debug, Clone, Default)]
pub struct Card {
    /// `Top partners`.
    pub title: String,
    /// Words and address of all of them.
    pub all: (String, String),
    /// Best first.
    pub bars: Vec<Bar>,
    /// What the address calls it, where it can be shown in several ways.
    pub id: Option<&'static str>,
    /// These ways.
    pub ways: Vec<Tab>,
    /// The same on a map, if that is wanted.
    pub map: Option<Map>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct OverviewView {
    /// The period.
    pub period: PeriodPicker,
    /// What it is compared with: `28 days before`.
    pub compared: Option<String>,
    /// Setting up; not drawn once every step is done.
    pub steps: Vec<Step>,
    /// Revenue from partners, orders, clicks, conversion, commission.
    pub kpis: Vec<Kpi>,
    /// The chosen figure over time; none while there is no data at all.
    pub chart: Option<Chart>,
    /// Words and address of the orders behind the figures.
    pub behind: Option<(String, String)>,
    /// Words and address of what is owed now.
    pub owed: Option<(String, String)>,
    /// What waits for the owner.
    pub todo: Vec<Todo>,
    /// Partners, products, places, ways.
    pub cards: Vec<Card>,
    /// The newest eight.
    pub latest: Vec<OrderRow>,
    /// All orders.
    pub orders_href: String,
    /// Form for a link; that of a partner while there is nobody to give it to.
    pub new_link_href: String,
    /// Form for a new partner.
    pub new_partner_href: String,
}

/// The page's body.
pub fn render(v: &OverviewView) -> Markup {
    html! {
        (page::header(&head(v)))
        div.stack #overview data-renew {
            (steps::checklist(t!("Set up"), &v.steps))
            (figures(v))
            @if v.chart.is_some() { (todo(&v.todo)) }
            @if v.cards.iter().any(|card| !card.bars.is_empty()) {
                div.cols-2 { @for card in &v.cards { (ranked(card)) } }
            }
            @if !v.latest.is_empty() {
                @let all = (t!("All orders"), v.orders_href.as_str());
                (page::card_flush(t!("Latest orders"), Some(all), &orders_table(&v.latest, None)))
            }
        }
    }
}

fn head(v: &OverviewView) -> Header {
    let new_partner = Action {
        label: t!("New partner").into(),
        href: v.new_partner_href.clone(),
        icon: Some(Icon::Plus),
        primary: true,
    };
    let sub = match &v.compared {
        Some(before) if v.period.days.is_empty() => before.clone(),
        Some(before) => t!("{days}, compared with: {before}", days = v.period.days, before = before),
        None => v.period.days.clone(),
    };
    Header {
        title: t!("Overview").into(),
        sub: Some(html! { (sub) }),
        controls: Some(picker(&v.period)),
        actions: vec![new_partner],
        ..Header::default()
    }
}

fn figures(v: &OverviewView) -> Markup {
    html! {
        section.card.stats aria-label=(t!("Figures")) {
            (strip(&v.kpis))
            @match &v.chart {
                Some(one) => div.lead-chart { (chart(one)) },
                None => (none_yet(&nothing(v))),
            }
            @if v.behind.is_some() || v.owed.is_some() {
                div.card-foot.stats-foot {
                    @for (words, href) in v.behind.iter().chain(&v.owed) { (page::more(words, href)) }
                }
            }
        }
    }
}

fn nothing(v: &OverviewView) -> Empty {
    Empty {
        text: t!("No sales from partners yet. Share one link and they'll show up here within a second.")
            .into(),
        action: Some((t!("Create a link").into(), v.new_link_href.clone())),
        other: None,
    }
}

fn todo(items: &[Todo]) -> Markup {
    html! {
        section.card.card-flush {
            div.card-head { h2 { (t!("To do")) } @if items.is_empty() { span.clear { (Icon::Done) (t!("All clear")) } } }
            @if !items.is_empty() {
                div.todo {
                    @for item in items {
                        @if may::open(&item.href) {
                            a href=(item.href) { span { (item.label) } span.end { (item.detail) } (Icon::Next) }
                        } @else { p { span { (item.label) } span.end { (item.detail) } } }
                    }
                }
            }
        }
    }
}

fn ranked(card: &Card) -> Markup {
    html! {
        section.card id=[card.id] {
            div.card-head {
                h2 { (card.title) }
                @if !card.bars.is_empty() { (page::segments(&card.title, &card.ways)) }
                (page::more(&card.all.0, &card.all.1))
            }
            div.card-body {
                @if card.bars.is_empty() { p.meta { (t!("Nothing in this period yet")) } }
                @else {
                    @if let Some(one) = &card.map { (map(one)) }
                    (bar_list(&card.bars))
                }
            }
        }
    }
}
