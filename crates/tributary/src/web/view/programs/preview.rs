//! What other rules would have made of the orders of late, and the form that puts them in force.

use super::{Change, changes};
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::page;
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::{Amount, Stamp};
use crate::{n, t};
use maud::{Markup, html};

/// What a preview shows.
#[derive(Debug, Clone, Default)]
pub struct PreviewView {
    /// What differs from the rules in force.
    pub changes: Vec<Change>,
    /// `On the last 30 days: 41 orders would move, commissions +312.00 USD.`
    pub summary: String,
    /// What else is to be known: dates that move, orders that were not looked at.
    pub notes: Vec<String>,
    /// The orders that would stand otherwise, newest first.
    pub moved: Vec<MovedRow>,
    /// How many more there are.
    pub more: i64,
    /// The form that saves.
    pub save: SaveForm,
}

/// An order that would stand otherwise.
#[derive(Debug, Clone)]
pub struct MovedRow {
    /// Its page.
    pub href: String,
    /// Its number.
    pub number: String,
    /// When it was placed.
    pub placed: Stamp,
    /// Who is credited, and how much.
    pub before: (Option<String>, Amount),
    /// Who would be, and how much.
    pub after: (Option<String>, Amount),
    /// The difference.
    pub change: String,
}

/// The form that puts the rules in force.
#[derive(Debug, Clone, Default)]
pub struct SaveForm {
    /// Where it goes.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// The rules, as the form before sent them.
    pub draft: String,
    /// The version that was in force when the form was opened.
    pub version: i64,
    /// The note, as typed.
    pub note: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// The preview's card.
pub fn render(v: &PreviewView) -> Markup {
    if v.changes.is_empty() {
        let text = t!("Nothing differs from the rules in force yet.").to_owned();
        return html! {
            (field::error_summary(&v.save.errors))
            (notice(&Banner { tone: Tone::Info, text, action: None }))
        };
    }
    html! {
        section.card #preview tabindex="-1" {
            div.card-head { h2 { (t!("What would change")) } }
            div.card-body.stack {
                (changes(&v.changes))
                p.preview-sum { b { (v.summary) } }
                @for note in &v.notes { p.meta { (note) } }
            }
            div.card-body { (save(&v.save)) }
            @if !v.moved.is_empty() { (moved(v)) }
        }
    }
}

fn moved(v: &PreviewView) -> Markup {
    let body = Table {
        caption: t!("Orders of the last 30 days that would stand otherwise").to_owned(),
        columns: vec![
            Column::text(t!("Order"), Phone::Primary),
            Column::text(t!("Placed"), Phone::Meta),
            Column::text(t!("Now"), Phone::Labelled),
            Column::text(t!("Then"), Phone::Labelled),
            Column::figure(t!("Difference"), Phone::Amount),
        ],
        rows: v.moved.iter().map(row).collect(),
        ..Table::default()
    };
    html! {
        (table(&body))
        @if v.more > 0 { p.table-foot { (n!("and {n} more order", "and {n} more orders", v.more)) } }
    }
}

fn row(one: &MovedRow) -> Row {
    let party = |(who, amount): &(Option<String>, Amount)| {
        html! {
            @match who {
                Some(who) => { bdi { (who) } " · " (amount) },
                None => span.meta { (t!("Nobody")) },
            }
        }
    };
    let cells = vec![
        html! { a href=(one.href) { bdi.code dir="ltr" { (one.number) } } },
        html! { (one.placed) },
        party(&one.before),
        party(&one.after),
        html! { bdi.amount { (one.change) } },
    ];
    Row { cells, ..Row::default() }
}

fn save(f: &SaveForm) -> Markup {
    html! {
        form.form method="post" action=(f.action) {
            (field::hidden("csrf", &f.csrf))
            (field::hidden("draft", &f.draft))
            (field::hidden("version", &f.version.to_string()))
            (field::error_summary(&f.errors))
            (Field::text("note", t!("Why?")).value(&f.note).required().errors(&f.errors)
                .placeholder(t!("Launch week: double rate"))
                .hint(t!("One sentence. It stands beside this version, and as a mark on the chart.")))
            div.form-actions {
                (field::submit(t!("Save, from now on")))
                p.hint { (t!("Applies to orders from now on. Earlier orders keep their rules.")) }
            }
        }
    }
}

/// The preview alone, when a draft cannot be judged yet.
pub fn unsure() -> Markup {
    page::card(
        t!("What would change"),
        &html! { p.meta { (t!("Put the fields above right, then look again.")) } },
    )
}
