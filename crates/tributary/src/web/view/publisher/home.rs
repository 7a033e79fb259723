//! A publisher's first page: figures, then the programs.

use crate::t;
use crate::web::kit::Icon;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::kpi::{self, Kpi};
use crate::web::kit::page::{self, Header};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct HomeView {
    /// What all links came to; none while there is no program.
    pub kpis: Vec<Kpi>,
    /// The programs, newest first.
    pub rows: Vec<ProgramRow>,
}

/// One program.
#[derive(Debug, Clone)]
pub struct ProgramRow {
    /// The program's name.
    pub name: String,
    /// The store's.
    pub store: String,
    /// The store's address.
    pub shop: String,
    /// What it pays, in words.
    pub commission: String,
    /// How long a click counts.
    pub window: String,
    /// How the membership stands.
    pub status: Status,
    /// The same in a word.
    pub word: String,
    /// Why.
    pub reason: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// The program's own page, with the link builder.
    pub href: String,
    /// Whether links of it earn.
    pub can_link: bool,
}

/// The page's body.
pub fn render(v: &HomeView) -> Markup {
    html! {
        (page::header(&Header { title: t!("Programs").to_owned(), ..Header::default() }))
        @if !v.kpis.is_empty() { (kpi::strip(&v.kpis)) }
        section.card { @if v.rows.is_empty() { (nothing()) } @else { (list(v)) } }
    }
}

fn nothing() -> Markup {
    none_yet(&Empty {
        text: t!("You are in no program yet. Ask to join one: its store answers by mail.").to_owned(),
        action: Some((t!("Find programs").to_owned(), "/publisher/programs".to_owned())),
        other: None,
    })
}

fn list(v: &HomeView) -> Markup {
    let row = |one: &ProgramRow| Row {
        cells: vec![
            html! { a href=(one.href) { bdi { (one.name) } } },
            html! { bdi { (one.store) } },
            html! { (one.commission) },
            html! { (one.window) },
            html! {
                (chip::status(one.status, &one.word))
                @if let Some(reason) = &one.reason { " " span.meta dir="auto" { bdi { (reason) } } }
            },
            html! {
                @if one.can_link { a.btn.btn-sm href=(one.href) { (Icon::Link) (t!("Get link")) } }
            },
        ],
        name: one.name.clone(),
        ..Row::default()
    };
    table(&Table {
        caption: t!("Programs").to_owned(),
        columns: vec![
            Column::text(t!("Program"), Phone::Primary),
            Column::text(t!("Store"), Phone::Meta),
            Column::text(t!("Commission"), Phone::Meta),
            Column::text(t!("A click counts for"), Phone::Labelled),
            Column::text(t!("Status"), Phone::Trail),
            Column::text(t!("Link"), Phone::Amount),
        ],
        rows: v.rows.iter().map(row).collect(),
        ..Table::default()
    })
}
