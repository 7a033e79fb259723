//! The part of the Why page about friends: whom the order rewards for having sent its buyer, or why nobody.

use super::why::{Term, maths};
use crate::t;
use crate::web::kit::avatar;
use crate::web::kit::money::Amount;
use crate::web::kit::page;
use crate::web::kit::table::{Column, Phone, Row, Table, Weight, table};
use maud::{Markup, html};

/// What an order earns the customers who sent its buyer.
#[derive(Debug, Clone)]
pub struct Rewards {
    /// Who is rewarded, or why nobody is, in a sentence.
    pub verdict: String,
    /// How the reward came about, in one line.
    pub maths: Vec<Term>,
    /// The customers in the chain, nearest first.
    pub parts: Vec<Part>,
}

/// One customer of the chain.
#[derive(Debug, Clone)]
pub struct Part {
    /// `1`, `2`…
    pub level: String,
    /// Who.
    pub customer: String,
    /// `all of it`, `5 %`.
    pub share: String,
    /// What is left of it after refunds.
    pub amount: Amount,
    /// Where it is, or why it is nothing.
    pub state: String,
    /// Whether it is something.
    pub earns: bool,
}

/// The card.
pub fn card(rewards: &Rewards) -> Markup {
    let body = html! {
        div.card-body {
            p { (rewards.verdict) }
            @if !rewards.maths.is_empty() { (maths(&rewards.maths)) }
        }
        @if !rewards.parts.is_empty() { (parts(&rewards.parts)) }
    };
    html! { div data-testid="rewards" { (page::card_flush(t!("For having sent a friend"), None, &body)) } }
}

fn parts(parts: &[Part]) -> Markup {
    table(&Table {
        caption: t!("Customers who sent each other, nearest first").into(),
        columns: vec![
            Column::text(t!("Customer"), Phone::Primary),
            Column::figure(t!("Level"), Phone::Labelled),
            Column::figure(t!("Part"), Phone::Labelled),
            Column::text(t!("State"), Phone::Meta),
            Column::figure(t!("Reward"), Phone::Amount),
        ],
        rows: parts.iter().map(row).collect(),
        ..Table::default()
    })
}

fn row(part: &Part) -> Row {
    let cells = vec![
        html! { span.two.primary { (avatar::small(&part.customer)) bdi { (part.customer) } } },
        html! { (part.level) },
        html! { (part.share) },
        html! { (part.state) },
        html! { (part.amount) },
    ];
    Row { cells, weight: if part.earns { Weight::Won } else { Weight::Lost }, ..Row::default() }
}
