//! Orders: as rows of a list, here; the list itself in `list.rs`, one order's page in `why.rs`.

pub mod coupons;
pub mod decide;
pub mod list;
pub mod parts;
pub mod rewards;
pub mod why;

use crate::t;
use crate::web::kit::avatar;
use crate::web::kit::chip::{self, Channel, Status};
use crate::web::kit::money::Amount;
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use maud::{Markup, html};

/// One order in a list.
#[derive(Debug, Clone)]
pub struct OrderRow {
    /// The Why page.
    pub href: String,
    /// When the order was placed.
    pub when: Stamp,
    /// Number as the store shows it: `A-1042`.
    pub order: String,
    /// It is a test order.
    pub test: bool,
    /// Who is credited; none for an order nobody brought.
    pub partner: Option<String>,
    /// Evidence and what stood in it (`SARA10`); an empty detail shows the word instead.
    pub how: Option<(Channel, String)>,
    /// Order total.
    pub amount: Amount,
    /// Commission; none when nothing is owed.
    pub commission: Option<Amount>,
    /// Where the money stands.
    pub status: Status,
    /// Other words than the status's own: `Pending · 12 Jun`, `No click`.
    pub status_word: Option<String>,
}

/// The orders as a table; also used by the overview.
pub fn orders_table(rows: &[OrderRow], footer: Option<Footer>) -> Markup {
    let caption = t!("Orders, newest first").into();
    table(&Table {
        caption,
        columns: columns(),
        rows: rows.iter().map(row).collect(),
        footer,
        ..Table::default()
    })
}

/// The orders of one partner, whose name need not stand in each row.
pub fn orders_of_one(rows: &[OrderRow]) -> Markup {
    let caption = t!("Orders, newest first").into();
    let (mut columns, mut rows) = (columns(), rows.iter().map(row).collect::<Vec<_>>());
    columns.remove(PARTNER);
    rows.iter_mut().for_each(|row| drop(row.cells.remove(PARTNER)));
    table(&Table { caption, columns, rows, ..Table::default() })
}

/// Where the partner stands among the columns.
const PARTNER: usize = 2;

fn columns() -> Vec<Column> {
    vec![
        Column::text(t!("Order"), Phone::Primary),
        Column::text(t!("When"), Phone::Meta),
        Column::text(t!("Partner"), Phone::Meta),
        Column::text(t!("How"), Phone::Hide),
        Column::figure(t!("Amount"), Phone::Amount),
        Column::figure(t!("Commission"), Phone::Hide),
        Column::text(t!("Status"), Phone::Trail),
    ]
}

/// Few columns, for a box.
pub fn orders_short(caption: &str, rows: &[OrderRow]) -> Markup {
    table(&Table {
        caption: caption.into(),
        columns: vec![
            Column::text(t!("Order"), Phone::Primary),
            Column::figure(t!("Amount"), Phone::Amount),
            Column::text(t!("Partner"), Phone::Meta),
        ],
        rows: rows
            .iter()
            .map(|order| Row {
                href: Some(order.href.clone()),
                cells: vec![number(order), html! { (order.amount) }, partner(order.partner.as_deref())],
                ..Row::default()
            })
            .collect(),
        ..Table::default()
    })
}

fn row(order: &OrderRow) -> Row {
    let cells = vec![
        number(order),
        html! { (order.when) },
        partner(order.partner.as_deref()),
        how(order.how.as_ref()),
        html! { (order.amount) },
        commission(order),
        status(order),
    ];
    Row { href: Some(order.href.clone()), cells, ..Row::default() }
}

fn number(order: &OrderRow) -> Markup {
    html! {
        a href=(order.href) { bdi { (order.order) } }
        @if order.test { " " (chip::status(Status::Review, t!("Test"))) }
    }
}

fn commission(order: &OrderRow) -> Markup {
    html! { @match &order.commission { Some(amount) => (amount), None => span.meta { "–" } } }
}

fn status(order: &OrderRow) -> Markup {
    match &order.status_word {
        Some(word) => chip::status(order.status, word),
        None => html! { (order.status) },
    }
}

fn partner(name: Option<&str>) -> Markup {
    html! {
        @match name {
            Some(name) => span.two { (avatar::small(name)) bdi { (name) } },
            None => span.meta { (t!("No partner")) },
        }
    }
}

fn how(how: Option<&(Channel, String)>) -> Markup {
    match how {
        None => html! { span.meta { "–" } },
        Some((channel, detail)) if detail.is_empty() => html! { (channel) },
        Some((channel, detail)) => chip::channel(*channel, detail),
    }
}
