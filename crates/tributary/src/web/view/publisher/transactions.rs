//! What became of the sales a publisher sent: the list, and why one of them stands as it does.

use crate::t;
use crate::web::kit::empty::{Empty, no_match, none_yet};
use crate::web::kit::filter::{Bar, bar};
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::timeline::{Node, timeline};
use crate::web::kit::{Amount, Stamp};
use maud::{Markup, html};

/// One conversion in the list.
#[derive(Debug, Clone)]
pub struct TransactionRow {
    /// Its page.
    pub href: String,
    /// The order's number.
    pub number: String,
    /// When it was placed.
    pub created: Stamp,
    /// When it last changed.
    pub updated: Stamp,
    /// The program.
    pub program: String,
    /// The publisher's own ids.
    pub refs: String,
    /// When it was clicked.
    pub clicked: Option<Stamp>,
    /// What was sold.
    pub sale: Amount,
    /// What it earns.
    pub commission: Amount,
    /// How it stands.
    pub standing: Markup,
    /// Why.
    pub reason: Option<String>,
    /// When it is confirmed, while it waits for that.
    pub confirm_by: Option<Stamp>,
}

/// Everything the list shows.
#[derive(Debug, Clone, Default)]
pub struct TransactionsView {
    /// The two lists there are.
    pub tabs: Vec<Tab>,
    /// The filters.
    pub bar: Bar,
    /// Whether anything is filtered.
    pub filtered: bool,
    /// The rows.
    pub rows: Vec<TransactionRow>,
    /// The next page.
    pub next: Option<String>,
    /// The rows as files.
    pub files: Vec<(String, String)>,
}

/// The list.
pub fn render(v: &TransactionsView) -> Markup {
    html! {
        h1 { (t!("Transactions")) }
        (page::segments(t!("Transactions and claims"), &v.tabs))
        (bar(&v.bar))
        section.card.card-flush { (rows(v)) }
    }
}

fn rows(v: &TransactionsView) -> Markup {
    if v.rows.is_empty() {
        return match v.filtered {
            true => no_match("/publisher/transactions"),
            false => none_yet(&Empty {
                text: t!("Transactions arrive seconds after the store reports them.").into(),
                action: Some((t!("Get a link").into(), "/publisher".into())),
                other: Some((t!("Send a test to a postback").into(), "/publisher/api".into())),
            }),
        };
    }
    table(&Table {
        caption: t!("Transactions, the last placed first").into(),
        columns: vec![
            Column::text(t!("Order"), Phone::Primary),
            Column::text(t!("Created"), Phone::Meta),
            Column::text(t!("Program"), Phone::Meta),
            Column::text(t!("Your ids"), Phone::Labelled),
            Column::text(t!("Clicked"), Phone::Hide),
            Column::figure(t!("Sale"), Phone::Labelled),
            Column::figure(t!("Commission"), Phone::Amount),
            Column::text(t!("Status"), Phone::Trail),
            Column::text(t!("Confirm by"), Phone::Hide),
        ],
        rows: v.rows.iter().map(row).collect(),
        footer: Some(Footer { next: v.next.clone(), files: v.files.clone(), ..Footer::default() }),
        ..Table::default()
    })
}

fn row(one: &TransactionRow) -> Row {
    let cells = vec![
        html! { a href=(one.href) { bdi { (one.number) } } },
        html! { (one.created) div.meta { (t!("Updated")) " " (one.updated) } },
        html! { bdi { (one.program) } },
        html! { @if one.refs.is_empty() { "–" } @else { bdi.code dir="ltr" { (one.refs) } } },
        html! { @match &one.clicked { Some(at) => (at), None => "–" } },
        html! { (one.sale) },
        html! { (one.commission) },
        html! { (one.standing) @if let Some(reason) = &one.reason { div.meta { (reason) } } },
        html! { @match &one.confirm_by { Some(at) => (at), None => "–" } },
    ];
    Row { href: Some(one.href.clone()), cells, name: one.number.clone(), ..Row::default() }
}

/// Why one conversion stands as it does.
#[derive(Debug, Clone, Default)]
pub struct WhyView {
    /// The order's number.
    pub number: String,
    /// How it stands.
    pub standing: Markup,
    /// What happened, oldest first.
    pub story: Vec<Node>,
    /// Names and values.
    pub facts: Vec<(String, Markup)>,
}

/// The page of one conversion.
pub fn why(v: &WhyView) -> Markup {
    html! {
        (page::header(&Header {
            back: Some((t!("Transactions").to_owned(), "/publisher/transactions".to_owned())),
            title: t!("Order {number}", number = v.number),
            chips: vec![v.standing.clone()],
            ..Header::default()
        }))
        div.cols-main {
            section.card { div.card-head { h2 { (t!("Why?")) } } div.card-body { (timeline(&v.story)) } }
            (page::card(t!("Details"), &page::facts(&v.facts)))
        }
    }
}
