//! The lists of customers (`/admin/customers`).

use crate::t;
use crate::web::kit::avatar;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::copy;
use crate::web::kit::empty::{self, Empty, none_yet};
use crate::web::kit::filter::{self, Bar};
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::table::{Column, Footer, Row, Table, table};
use crate::web::kit::{Amount, Stamp};
use maud::{Markup, Render, html};

/// Where it is said how the shop shows customers their link.
const PANEL: &str = "/admin/settings/stores#panel";

/// What stands in a cell.
#[derive(Debug, Clone)]
pub enum Cell {
    /// A customer.
    Who {
        /// Their page.
        href: String,
        /// What to call them.
        name: String,
        /// What tells them from others of that name.
        note: String,
    },
    /// A code to copy.
    Code(Option<String>),
    /// How many, and where they are listed.
    Count(String, Option<String>),
    /// How much.
    Money(Amount),
    /// When; none: never.
    When(Option<Stamp>),
    /// How far a friend has come.
    Stage {
        /// How many of four dots are filled.
        step: u8,
        /// The word for it.
        chip: (Status, String),
    },
    /// A coupon and how it stands.
    Coupon(Option<(String, String)>),
    /// An order's page and number.
    Order(Option<(String, String)>),
    /// Words.
    Text(String),
}

impl Render for Cell {
    fn render(&self) -> Markup {
        html! {
            @match self {
                Self::Who { href, name, note } => span.two-text {
                    span { a href=(href) { bdi { (name) } } }
                    @if !note.is_empty() { bdi.meta { (note) } }
                },
                Self::Code(Some(code)) => (copy::pill(code, code)),
                Self::Count(count, Some(href)) => a.quiet href=(href) { (count) },
                Self::Count(count, None) => (count),
                Self::Money(amount) => (amount),
                Self::When(Some(at)) => (at),
                Self::Stage { step, chip: (status, word) } => (stage(*step, *status, word)),
                Self::Coupon(Some((code, state))) => span.two-text {
                    bdi.code dir="ltr" { (code) } span.meta { (state) }
                },
                Self::Order(Some((href, number))) => a href=(href) { bdi.code dir="ltr" { (number) } },
                Self::Text(text) if !text.is_empty() => bdi { (text) },
                _ => span.meta { "–" },
            }
        }
    }
}

/// Four dots: opened, joined, ordered, rewarded.
pub fn stage(step: u8, status: Status, word: &str) -> Markup {
    html! {
        span.stage {
            span.stage-dots aria-hidden="true" { @for at in 1..=4 { i.on[at <= step] {} } }
            (chip::status(status, word))
        }
    }
}

/// One row.
#[derive(Debug, Clone, Default)]
pub struct ListRow {
    /// The customer's page.
    pub href: String,
    /// What to call them.
    pub name: String,
    /// Cells.
    pub cells: Vec<Cell>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct CustomersView {
    /// The four lists.
    pub tabs: Vec<Tab>,
    /// Search and filters.
    pub bar: Bar,
    /// Headings.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<ListRow>,
    /// Count, next page, files.
    pub footer: Footer,
    /// The address without filters; none while nothing is filtered.
    pub clear_href: Option<String>,
    /// What is said while the list is empty.
    pub empty: String,
    /// Where referring friends is switched on, while it is off.
    pub off: Option<String>,
    /// Saved views.
    pub views: Option<Markup>,
}

/// The page's body.
pub fn render(v: &CustomersView) -> Markup {
    let off = t!("Customers do not refer friends yet.").to_owned();
    html! {
        (page::header(&Header { title: t!("Customers").into(), ..Header::default() }))
        div #list data-renew {
            (page::tabs(t!("Customers"), &v.tabs))
            @if let Some(views) = &v.views { (views) }
            div.stack {
                @if let Some(href) = &v.off {
                    (notice(&Banner { tone: Tone::Info, text: off, action: Some((t!("Refer a friend").to_owned(), href.clone())) }))
                }
                @if !v.rows.is_empty() || v.clear_href.is_some() { (filter::bar(&v.bar)) }
                section.card.wide { @if v.rows.is_empty() { (nothing(v)) } @else { (rows(v)) } }
            }
        }
    }
}

fn nothing(v: &CustomersView) -> Markup {
    match &v.clear_href {
        Some(href) => empty::no_match(href),
        None => {
            let panel = (t!("Add the share panel to your shop").to_owned(), PANEL.to_owned());
            none_yet(&Empty { text: v.empty.clone(), action: Some(panel), other: None })
        }
    }
}

fn rows(v: &CustomersView) -> Markup {
    let row = |one: &ListRow| {
        let mut cells: Vec<Markup> = one.cells.iter().map(Render::render).collect();
        if let Some(first) = cells.first_mut() {
            *first = html! { span.two.primary { (avatar::avatar(&one.name)) (first) } };
        }
        Row { href: Some(one.href.clone()), cells, name: one.name.clone(), ..Row::default() }
    };
    table(&Table {
        caption: t!("Customers").into(),
        columns: v.columns.clone(),
        rows: v.rows.iter().map(row).collect(),
        footer: Some(v.footer.clone()),
        ..Table::default()
    })
}
