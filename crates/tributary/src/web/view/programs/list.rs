//! Programs (`/admin/programs`): each program with its rules in short.

use crate::t;
use crate::web::kit::Stamp;
use crate::web::kit::page::{self, Header};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use maud::{Markup, html};

/// A program in short.
#[derive(Debug, Clone)]
pub struct ProgramRow {
    /// Its address.
    pub href: String,
    /// Its name.
    pub name: String,
    /// What is earned: `10 %`.
    pub commission: String,
    /// How long a click counts.
    pub window: String,
    /// How long a commission waits.
    pub hold: String,
    /// Number of the version in force.
    pub version: i64,
    /// Since when.
    pub since: Stamp,
    /// Address of the public page, if people can apply there.
    pub join: Option<String>,
}

/// The page's body.
pub fn render(rows: &[ProgramRow]) -> Markup {
    let columns = vec![
        Column::text(t!("Program"), Phone::Primary),
        Column::text(t!("Commission"), Phone::Amount),
        Column::text(t!("A click counts for"), Phone::Labelled),
        Column::text(t!("Payable after"), Phone::Labelled),
        Column::text(t!("Version"), Phone::Labelled),
        Column::text(t!("In force since"), Phone::Labelled),
        Column::text(t!("Public page"), Phone::Labelled),
    ];
    let body = Table {
        caption: t!("Programs").to_owned(),
        columns,
        rows: rows.iter().map(row).collect(),
        ..Table::default()
    };
    html! {
        (page::header(&Header { title: t!("Programs").to_owned(), ..Header::default() }))
        section.card.card-flush { (table(&body)) }
    }
}

fn row(one: &ProgramRow) -> Row {
    let cells = vec![
        html! { a href=(one.href) { b { bdi { (one.name) } } } },
        html! { (one.commission) },
        html! { (one.window) },
        html! { (one.hold) },
        html! { (one.version) },
        html! { (one.since) },
        match &one.join {
            Some(href) => html! { a href=(href) { (t!("Open")) } },
            None => html! { (t!("Closed")) },
        },
    ];
    Row { cells, href: Some(one.href.clone()), ..Row::default() }
}
