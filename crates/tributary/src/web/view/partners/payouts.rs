//! What a payee was paid, and where their money goes (`/admin/partners/{id}?tab=payouts`, and the same of the platform).

use crate::t;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::page;
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::{Amount, Stamp};
use crate::web::view::payouts::details::{self, DetailsForm};
use maud::{Markup, html};

/// A payout of theirs.
#[derive(Debug, Clone, Default)]
pub struct PayoutLine {
    /// Its statement.
    pub href: String,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub when: Stamp,
    /// How it was paid, and a hint of where to.
    pub method: (String, String),
    /// How much.
    pub amount: Amount,
    /// How it stands, and why.
    pub state: Markup,
}

/// Both, beside each other.
pub fn payouts(rows: &[PayoutLine], paid: &[String], form: &DetailsForm) -> Markup {
    html! {
        div.cols-main {
            section.card.card-flush {
                div.card-head { h2 { (t!("Payouts")) } @if !paid.is_empty() { span.meta { (t!("Paid so far: {amounts}", amounts = paid.join(" · "))) } } }
                @if rows.is_empty() { (none_yet(&Empty { text: t!("Nothing was paid yet.").into(), ..Empty::default() })) }
                @else { (payout_table(rows)) }
            }
            aside.stack { (page::card(t!("Where their money goes"), &details::form(form))) }
        }
    }
}

/// Payouts of one partner, on the owner's page and on theirs.
pub fn payout_table(rows: &[PayoutLine]) -> Markup {
    let row = |one: &PayoutLine| Row {
        href: Some(one.href.clone()),
        name: one.name.clone(),
        cells: vec![
            html! { a href=(one.href) { bdi { (one.name) } } },
            html! { (one.when) },
            html! { (one.method.0) " " bdi.meta dir="ltr" { (one.method.1) } },
            html! { (one.amount) },
            one.state.clone(),
        ],
        ..Row::default()
    };
    let columns = vec![
        Column::text(t!("Payout"), Phone::Primary),
        Column::text(t!("Date"), Phone::Meta),
        Column::text(t!("Method"), Phone::Meta),
        Column::figure(t!("Amount"), Phone::Amount),
        Column::text(t!("Status"), Phone::Trail),
    ];
    table(&Table {
        caption: t!("Payouts").into(),
        columns,
        rows: rows.iter().map(row).collect(),
        ..Table::default()
    })
}
