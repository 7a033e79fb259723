//! A customer's wallet (`/admin/customers/{id}/wallet`).

use crate::t;
use crate::web::kit::page::{self, Header};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::{Amount, Stamp};
use maud::{Markup, html};

/// A line of a wallet.
#[derive(Debug, Clone, Default)]
pub struct WalletLine {
    /// When.
    pub when: Stamp,
    /// What it is about.
    pub what: String,
    /// Why and by whom, of what was done by hand.
    pub note: String,
    /// The order: its page, where it is known here, and its number.
    pub order: Option<(Option<String>, String)>,
    /// How much.
    pub amount: Amount,
    /// What there was to spend after it.
    pub after: Amount,
}

/// The lines as a table.
pub(super) fn lines(all: &[WalletLine], footer: Option<Footer>) -> Markup {
    let columns = vec![
        Column::text(t!("What"), Phone::Primary),
        Column::text(t!("When"), Phone::Meta),
        Column::text(t!("Order"), Phone::Meta),
        Column::figure(t!("Amount"), Phone::Amount),
        Column::figure(t!("To spend after it"), Phone::Labelled),
    ];
    let row = |one: &WalletLine| Row {
        cells: vec![
            html! { span.two-text { span { (one.what) } @if !one.note.is_empty() { bdi.meta { (one.note) } } } },
            html! { (one.when) },
            html! {
                @match &one.order {
                    Some((Some(href), number)) => a href=(href) { bdi.code dir="ltr" { (number) } },
                    Some((None, number)) => bdi.code dir="ltr" { (number) },
                    None => span.meta { "–" },
                }
            },
            html! { (one.amount) },
            html! { (one.after) },
        ],
        ..Row::default()
    };
    table(&Table {
        caption: t!("Wallet").to_owned(),
        columns,
        rows: all.iter().map(row).collect(),
        footer,
        ..Table::default()
    })
}

/// A whole wallet.
#[derive(Debug, Clone, Default)]
pub struct WalletView {
    /// The customer and their page.
    pub back: (String, String),
    /// Lines, newest first.
    pub lines: Vec<WalletLine>,
    /// Count, next page, files.
    pub footer: Footer,
}

/// The wallet's page.
pub fn render(v: &WalletView) -> Markup {
    html! {
        (page::header(&Header { back: Some(v.back.clone()), title: t!("Wallet").to_owned(), ..Header::default() }))
        section.card.wide {
            @if v.lines.is_empty() { div.empty { p { (t!("Nothing has moved this wallet yet.")) } } }
            @else { (lines(&v.lines, Some(v.footer.clone()))) }
        }
    }
}
