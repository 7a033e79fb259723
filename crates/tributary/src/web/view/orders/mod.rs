//! Orders (`/admin/orders`): every order the store sent, credited or not, each one click from its reason.

pub mod parts;
pub mod why;

use crate::web::kit::avatar;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip::{self, Channel, Status};
use crate::web::kit::empty::{Empty, no_match, none_yet};
use crate::web::kit::field::{self, Select};
use crate::web::kit::icon::Icon;
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

/// One list to choose a filter from.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Name in the address.
    pub name: String,
    /// What it filters by.
    pub label: String,
    /// Value and text; the empty value filters nothing.
    pub options: Vec<(String, String)>,
    /// Value chosen.
    pub chosen: String,
}

/// A filter that was chosen by a click elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// What it says: `By coupon`.
    pub label: String,
    /// The address without it.
    pub href: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct OrdersView {
    /// All, credited, not credited, refunded.
    pub tabs: Vec<Tab>,
    /// The chosen tab's orders, newest first.
    pub rows: Vec<OrderRow>,
    /// `1–50 of 1,284`.
    pub count: String,
    /// Next page.
    pub next: Option<String>,
    /// Saved views.
    pub views: Option<Markup>,
    /// The rows as files.
    pub files: Vec<(String, String)>,
    /// Filters are set, so an empty list means "no match"; holds the address without them.
    pub clear_href: Option<String>,
    /// Where to test the store's connection.
    pub connect_href: String,
    /// Filters to choose from.
    pub filters: Vec<Choice>,
    /// Filters chosen elsewhere.
    pub chosen: Vec<Chosen>,
    /// Name and value of what choosing a filter must keep.
    pub kept: Vec<(String, String)>,
    /// A search that found nothing.
    pub unfound: Option<String>,
}

/// The page's body.
pub fn render(v: &OrdersView) -> Markup {
    let footer =
        Footer { count: v.count.clone(), next: v.next.clone(), files: v.files.clone(), ..Footer::default() };
    html! {
        (page::header(&head()))
        @if let Some(wanted) = &v.unfound { div.stack.unfound { (unfound(wanted)) } }
        (page::tabs("Orders by state", &v.tabs))
        @if let Some(views) = &v.views { (views) }
        (filters(v))
        section.card {
            @if v.rows.is_empty() { (nothing(v)) } @else { (orders_table(&v.rows, Some(footer))) }
        }
    }
}

fn head() -> Header {
    let controls = html! { div.page-search { (field::search("/admin/orders", "page-search", "")) } };
    Header { title: "Orders".into(), controls: Some(controls), ..Header::default() }
}

fn unfound(wanted: &str) -> Markup {
    let text = format!("There is no order {wanted}. Search by its number in the store, or by its id here.");
    notice(&Banner { tone: Tone::Warn, text, action: None })
}

fn filters(v: &OrdersView) -> Markup {
    html! {
        @if !v.filters.is_empty() {
            form.filters method="get" action="/admin/orders" data-auto {
                @for (name, value) in &v.kept { (field::hidden(name, value)) }
                @for choice in &v.filters {
                    div.filter.set[!choice.chosen.is_empty()] {
                        (field::inline_select(&Select {
                            name: &choice.name, label: &choice.label, options: &choice.options,
                            selected: &choice.chosen, ..Select::default()
                        }))
                    }
                }
                button.btn type="submit" data-auto-hide { "Filter" }
                @for one in &v.chosen {
                    a.pill href=(one.href) { (one.label) (Icon::Close) span.visually-hidden { " (take off)" } }
                }
                @if let Some(href) = &v.clear_href { a.card-link href=(href) { "Clear filters" } }
            }
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
        footer,
        ..Table::default()
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
