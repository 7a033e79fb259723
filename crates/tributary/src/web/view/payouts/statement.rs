//! A statement: what one payout pays, order by order, to print or keep. Partners and owners see the same.

use crate::t;
use crate::web::kit::page;
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::{Amount, Icon};
use maud::{Markup, html};

/// A line of it.
#[derive(Debug, Clone, Default)]
pub struct StatementLine {
    /// The order, or the payout that was voided.
    pub what: String,
    /// The order's store, where not all are of the same.
    pub store: Option<String>,
    /// When the order was placed.
    pub day: String,
    /// How much.
    pub amount: Amount,
}

/// Everything it says.
#[derive(Debug, Clone, Default)]
pub struct StatementView {
    /// The page above it.
    pub back: (String, String),
    /// Where it is as a file.
    pub pdf: String,
    /// Who pays.
    pub store: String,
    /// The batch's number.
    pub number: String,
    /// How it stands.
    pub state: Markup,
    /// Who is paid, how, where to, when, why voided.
    pub facts: Vec<(String, Markup)>,
    /// What it pays.
    pub lines: Vec<StatementLine>,
    /// How many more there are than are shown.
    pub more: Option<String>,
    /// What it adds up to.
    pub total: Amount,
}

/// The page's body.
pub fn render(v: &StatementView) -> Markup {
    let row = |one: &StatementLine| Row {
        cells: vec![
            html! { bdi { (one.what) } @if let Some(store) = &one.store { div.meta { bdi { (store) } } } },
            html! { (one.day) },
            html! { (one.amount) },
        ],
        ..Row::default()
    };
    let columns = vec![
        Column::text(t!("Order"), Phone::Primary),
        Column::text(t!("Date"), Phone::Meta),
        Column::figure(t!("Amount"), Phone::Amount),
    ];
    let total = vec![html! { strong { (t!("Total")) } }, html! {}, html! { strong { (v.total) } }];
    html! {
        div.portal.stack.statement {
            div.row.statement-head {
                a.crumb href=(v.back.1) { (v.back.0) (Icon::Next) }
                div.row {
                    a.btn href=(v.pdf) download { (Icon::Download) (t!("Save as PDF")) }
                    button.btn type="button" data-print hidden { (Icon::Printer) (t!("Print")) }
                }
            }
            div {
                div.row.statement-title { h1 { (t!("Statement {number}", number = v.number)) } (v.state) }
                p.meta { bdi { (v.store) } }
            }
            section.card { div.card-body { (page::facts(&v.facts)) } }
            section.card.card-flush {
                (table(&Table { caption: t!("What it pays").to_owned(), columns, rows: v.lines.iter().map(row).collect(), total: Some(total), ..Table::default() }))
                @if let Some(more) = &v.more { div.card-body { p.meta { (more) } } }
            }
        }
    }
}
