//! The part of the Why page about friends' welcome coupons: whether the order keeps their conditions, and what they cost.

use crate::t;
use crate::web::kit::money::Amount;
use crate::web::kit::page;
use crate::web::kit::table::{Column, Phone, Row, Table, Weight, table};
use maud::{Markup, html};

/// A welcome coupon on the order.
#[derive(Debug, Clone)]
pub struct Coupon {
    /// The code.
    pub code: String,
    /// What became of it, or every condition that the order breaks, each in a sentence.
    pub told: Vec<String>,
    /// What the program gave with it.
    pub cost: Amount,
    /// Whether the order uses it.
    pub redeemed: bool,
}

/// The card; nothing on an order without such a coupon.
pub fn card(coupons: &[Coupon]) -> Markup {
    if coupons.is_empty() {
        return Markup::default();
    }
    let body = table(&Table {
        caption: t!("Welcome coupons on this order").into(),
        columns: vec![
            Column::text(t!("Coupon"), Phone::Primary),
            Column::text(t!("State"), Phone::Meta),
            Column::figure(t!("Cost"), Phone::Amount),
        ],
        rows: coupons.iter().map(row).collect(),
        ..Table::default()
    });
    html! { div data-testid="welcome-coupons" { (page::card_flush(t!("Welcome coupon"), None, &body)) } }
}

fn row(coupon: &Coupon) -> Row {
    let cells = vec![
        html! { code { (coupon.code) } },
        html! { @for (at, sentence) in coupon.told.iter().enumerate() { @if at > 0 { " " } (sentence) } },
        html! { (coupon.cost) },
    ];
    Row { cells, weight: if coupon.redeemed { Weight::Won } else { Weight::Lost }, ..Row::default() }
}
