//! Orders (`/admin/orders`): every order the store sent, credited or not, each one click from its reason.

use crate::web::kit::avatar;
use crate::web::kit::chip::{self, Channel, Status};
use crate::web::kit::empty::{Empty, no_match, none_yet};
use crate::web::kit::money::Amount;
use crate::web::kit::page::{self, Header, Tab};
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

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct OrdersView {
    /// All, needs review, not credited, refunded.
    pub tabs: Vec<Tab>,
    /// The chosen tab's orders, newest first.
    pub rows: Vec<OrderRow>,
    /// `1–50 of 1,284`.
    pub count: String,
    /// Next page.
    pub next: Option<String>,
    /// Filters are set, so an empty list means "no match"; holds the address without them.
    pub clear_href: Option<String>,
    /// Where to test the store's connection.
    pub connect_href: String,
}

/// The page's body.
pub fn render(v: &OrdersView) -> Markup {
    let footer = Footer { count: v.count.clone(), next: v.next.clone() };
    html! {
        (page::header(&Header { title: "Orders".into(), ..Header::default() }))
        (page::tabs("Orders by state", &v.tabs))
        section.card {
            @if v.rows.is_empty() { (nothing(v)) } @else { (orders_table(&v.rows, Some(footer))) }
        }
    }
}

fn nothing(v: &OrdersView) -> Markup {
    if let Some(href) = &v.clear_href {
        return no_match(href);
    }
    none_yet(&Empty {
        text: "Orders arrive here as soon as your store sends them.".into(),
        action: Some(("Test connection".into(), v.connect_href.clone())),
        other: None,
    })
}

/// The orders as a table; also used by the overview.
pub fn orders_table(rows: &[OrderRow], footer: Option<Footer>) -> Markup {
    table(&Table {
        caption: "Orders, newest first".into(),
        columns: vec![
            Column::text("Order", Phone::Primary),
            Column::text("When", Phone::Meta),
            Column::text("Partner", Phone::Meta),
            Column::text("How", Phone::Hide),
            Column::figure("Amount", Phone::Amount),
            Column::figure("Commission", Phone::Hide),
            Column::text("Status", Phone::Trail),
        ],
        rows: rows.iter().map(row).collect(),
        total: None,
        footer,
    })
}

fn row(order: &OrderRow) -> Row {
    let cells = vec![
        html! { a href=(order.href) { bdi { (order.order) } } },
        html! { (order.when) },
        partner(order.partner.as_deref()),
        how(order.how.as_ref()),
        html! { (order.amount) },
        html! { @match &order.commission { Some(amount) => (amount), None => span.meta { "–" } } },
        match &order.status_word {
            Some(word) => chip::status(order.status, word),
            None => html! { (order.status) },
        },
    ];
    Row { href: Some(order.href.clone()), cells, ..Row::default() }
}

fn partner(name: Option<&str>) -> Markup {
    html! {
        @match name {
            Some(name) => span.two { (avatar::small(name)) bdi { (name) } },
            None => span.meta { "No partner" },
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
