//! What the columns of a file mean: each with values out of it, and what it holds; and what is wanted.

use super::PATH;
use crate::web::kit::field::{self, FieldError, Select};
use crate::web::kit::page;
use crate::web::kit::post::{self, Post};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::{n, t};
use maud::{Markup, html};

/// One column.
#[derive(Debug, Clone)]
pub struct ColumnRow {
    /// Its name in the file.
    pub name: String,
    /// Some values out of it.
    pub samples: Vec<String>,
    /// Name of its choice in the form.
    pub field: String,
    /// What it holds; empty for nothing of interest.
    pub chosen: String,
}

/// One table.
#[derive(Debug, Clone)]
pub struct PartView {
    /// What it is called.
    pub name: String,
    /// What its rows are, in a word.
    pub kind: &'static str,
    /// How many there are.
    pub rows: i64,
    /// Its columns.
    pub columns: Vec<ColumnRow>,
    /// Value and text of each thing that a column can hold.
    pub choices: Vec<(String, String)>,
}

/// What is wanted.
#[derive(Debug, Clone, Default)]
pub struct OptionsView {
    /// There are partners in it.
    pub partners: bool,
    /// There are orders in it.
    pub orders: bool,
    /// What is owed for orders.
    pub owed: String,
    /// Whether what is here is changed.
    pub update: bool,
    /// Which comes first in dates.
    pub dates: String,
    /// What kind of partners they are.
    pub partner_kind: String,
    /// Kinds of partners.
    pub partner_kinds: Vec<(String, String)>,
    /// The currency of amounts.
    pub currency: String,
    /// Code and name of each.
    pub currencies: Vec<(String, String)>,
}

/// The form.
#[derive(Debug, Clone, Default)]
pub struct ColumnsView {
    /// The import's id.
    pub id: String,
    /// The tables.
    pub parts: Vec<PartView>,
    /// What is wanted.
    pub options: OptionsView,
    /// Guard of the forms.
    pub csrf: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// The form.
pub fn form(v: &ColumnsView) -> Markup {
    let send = html! {
        div.form-actions { button.btn.btn-primary.btn-lg type="submit" data-busy { (t!("See what would happen")) } }
    };
    let inside = html! {
        @for part in &v.parts { (card(part)) }
        (options(&v.options))
        (send)
    };
    html! {
        (field::error_summary(&v.errors))
        (Post::to(format!("{PATH}/{}/map", v.id), &v.csrf).form("stack", &inside))
        div.row { (discard(&v.id, &v.csrf)) }
    }
}

/// Throws the import away.
pub fn discard(id: &str, csrf: &str) -> Markup {
    post::button(&Post::to(format!("{PATH}/{id}/discard"), csrf), t!("Discard this file"), "btn btn-danger")
}

fn card(part: &PartView) -> Markup {
    let rows = n!("{n} row", "{n} rows", part.rows);
    html! {
        section.card.card-flush {
            div.card-head { h2 { (part.kind) } span.meta { bdi { (part.name) } " · " (rows) } }
            (table(&Table {
                caption: t!("Columns and what they hold").into(),
                columns: vec![
                    Column::text(t!("Column"), Phone::Primary),
                    Column::text(t!("Values"), Phone::Meta),
                    Column::text(t!("Holds"), Phone::Trail),
                ],
                rows: part.columns.iter().map(|column| row(part, column)).collect(),
                ..Table::default()
            }))
        }
    }
}

fn row(part: &PartView, column: &ColumnRow) -> Row {
    let label = t!("What the column {name} holds", name = column.name);
    let select = Select {
        name: &column.field,
        label: &label,
        options: &part.choices,
        selected: &column.chosen,
        ..Select::default()
    };
    let samples = html! {
        @if column.samples.is_empty() { span.meta { (t!("All blank")) } }
        @for (at, sample) in column.samples.iter().enumerate() {
            @if at > 0 { span.meta { " · " } }
            bdi { (sample) }
        }
    };
    Row {
        cells: vec![html! { b { bdi { (column.name) } } }, samples, field::inline_select(&select)],
        ..Row::default()
    }
}

fn options(v: &OptionsView) -> Markup {
    let owed = [
        (
            "nothing",
            t!("Nothing: they are history"),
            t!("They count in reports; what was earned with them was settled where they come from."),
        ),
        ("rules", t!("What the program's rules say"), t!("Partners earn from them as from any other order.")),
    ];
    let dates = [
        (String::from("either"), t!("Not said: ask where it matters").to_owned()),
        (String::from("day"), t!("Day first: 31/12/2026").to_owned()),
        (String::from("month"), t!("Month first: 12/31/2026").to_owned()),
    ];
    let body = html! {
        div.form {
            @if v.orders {
                (field::radios("owed", t!("What is owed for these orders?"), &owed, &v.owed))
                (Select { name: "dates", label: t!("Dates"), options: &dates, selected: &v.dates, ..Select::default() })
                (Select { name: "currency", label: t!("Currency, where no column says it"), options: &v.currencies, selected: &v.currency, ..Select::default() })
            }
            @if v.partners {
                (Select { name: "partner_kind", label: t!("Kind of partners, where no column says it"), options: &v.partner_kinds, selected: &v.partner_kind, ..Select::default() })
            }
            (field::checkbox("update", t!("Change what is here already"), Some(t!("Else rows about it are skipped. What the file leaves blank always stays.")), v.update))
        }
    };
    page::card(t!("What you want"), &body)
}
