//! A partner's earnings, order by order, and why each stands as it does (`/partner/earnings`). Who bought is nobody's business here.

use super::nav::{self, Here};
use crate::t;
use crate::web::chosen;
use crate::web::kit::empty::{Empty, no_match, none_yet};
use crate::web::kit::page::{self, Tab};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::{Amount, Icon, Stamp};
use maud::{Markup, html};

/// Where the store stands in a row: after the order's number, which only that store gives.
const STORE_AT: usize = 3;

/// An order that earns, or would have.
#[derive(Debug, Clone, Default)]
pub struct EarningRow {
    /// When it was placed.
    pub placed: Stamp,
    /// Its number.
    pub number: String,
    /// At which store, where that has to be said.
    pub store: Option<String>,
    /// What was bought.
    pub products: String,
    /// From which country.
    pub country: String,
    /// By which way it is theirs.
    pub via: String,
    /// What counts of it.
    pub sale: Amount,
    /// What it earns.
    pub earned: Amount,
    /// How that stands.
    pub state: Markup,
    /// Why, and when.
    pub reason: Option<String>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct EarningsView {
    /// Ready, on hold, on its way and paid: name and amounts.
    pub sums: Vec<(String, Vec<String>)>,
    /// All, pending, ready, declined.
    pub states: Vec<Tab>,
    /// Whether some are left out.
    pub narrowed: bool,
    /// The orders, newest first.
    pub rows: Vec<EarningRow>,
    /// The next page, and the rows as a file.
    pub footer: Footer,
    /// For how long what was earned waits.
    pub hold: String,
}

/// The page's body.
pub fn render(v: &EarningsView) -> Markup {
    html! {
        div.portal.stack {
            h1 { (t!("Earnings")) }
            (nav::tabs(Here::Earnings))
            (sums(&v.sums))
            section.card.card-flush {
                div.card-head { h2 { (t!("Orders")) } (page::segments(t!("Status"), &v.states)) }
                @if !v.rows.is_empty() { (orders(v)) }
                @else if v.narrowed { (no_match(&chosen::named("/partner/earnings"))) }
                @else { (none_yet(&Empty { text: v.hold.clone(), ..Empty::default() })) }
            }
            a.card.to-products href=(chosen::named("/partner/earnings/missing")) {
                (Icon::Search) span { (t!("An order is missing? Report it")) } (Icon::Next)
            }
        }
    }
}

/// What stands where, as large figures.
pub(super) fn sums(sums: &[(String, Vec<String>)]) -> Markup {
    html! {
        dl.card.figures { @for (label, amounts) in sums {
            div { dt { (label) } dd { @for one in amounts { span.figure { bdi { (one) } } } } }
        } }
    }
}

fn orders(v: &EarningsView) -> Markup {
    // Whose orders all are of one store has no column for it.
    let with_store = v.rows.iter().any(|one| one.store.is_some());
    let row = |one: &EarningRow| {
        let mut cells = vec![
            html! { bdi { (one.products) } },
            html! { (one.placed) },
            html! { bdi.code dir="ltr" { "#" (one.number) } },
            html! { bdi { (one.via) } },
            html! { bdi { (one.country) } },
            html! { (one.sale) },
            html! { (one.state) @if let Some(reason) = &one.reason { div.meta { (reason) } } },
            html! { (one.earned) },
        ];
        if with_store {
            cells.insert(STORE_AT, html! { bdi { (one.store.as_deref().unwrap_or_default()) } });
        }
        Row { cells, ..Row::default() }
    };
    let mut columns = vec![
        Column::text(t!("Products"), Phone::Primary),
        Column::text(t!("When"), Phone::Meta),
        Column::text(t!("Order"), Phone::Meta),
        Column::text(t!("Through"), Phone::Hide),
        Column::text(t!("Country"), Phone::Meta),
        Column::figure(t!("Sale"), Phone::Labelled),
        Column::text(t!("Status"), Phone::Trail),
        Column::figure(t!("Earned"), Phone::Amount),
    ];
    if with_store {
        columns.insert(STORE_AT, Column::text(t!("Store"), Phone::Meta));
    }
    table(&Table {
        caption: t!("Orders").to_owned(),
        columns,
        rows: v.rows.iter().map(row).collect(),
        footer: Some(v.footer.clone()),
        ..Table::default()
    })
}
