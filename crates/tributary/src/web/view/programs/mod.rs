//! Program (`/admin/programs/{id}`): the rules as sentences, and the form that changes them for the future.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use maud::{Markup, html};

/// One rule, in words, with the part that varies in bold.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// What the rule is about.
    pub icon: Icon,
    /// Before the bold part.
    pub before: String,
    /// The part that varies.
    pub bold: String,
    /// After it.
    pub after: String,
}

/// What the form holds, as typed.
#[derive(Debug, Clone, Default)]
pub struct ProgramForm {
    /// Where the form goes.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// Commission in percent.
    pub percent: String,
    /// Days a click counts.
    pub window_days: String,
    /// Days before a commission is payable.
    pub hold_days: String,
    /// Chosen touch: `last` or `first`.
    pub touch: String,
    /// Chosen priority.
    pub priority: String,
    /// Value and text of each order of priority: `coupon,click,cookie`, `Coupon, then click, then cookie`.
    pub priorities: Vec<(String, String)>,
    /// Chosen moment: `completed`, `paid`, or empty for another set of statuses.
    pub counts_when: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ProgramView {
    /// Program's name.
    pub name: String,
    /// Version in force: `Version 3`.
    pub version: String,
    /// Since when.
    pub since: Option<Stamp>,
    /// Rules in force.
    pub sentences: Vec<Sentence>,
    /// The form below them.
    pub form: ProgramForm,
    /// One sentence of good news: `Version 4 applies to orders from now on.`
    pub note: Option<String>,
    /// All versions, newest first.
    pub history: Vec<Version>,
}

/// One version of the rules.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number.
    pub number: i64,
    /// Since when it is in force.
    pub since: Stamp,
    /// Who made it.
    pub by: String,
    /// What it says, in short.
    pub text: String,
}

/// The page's body.
pub fn render(v: &ProgramView) -> Markup {
    let sub = html! { (v.version) @if let Some(since) = &v.since { ", in force since " (since) } };
    html! {
        div.reading {
            (page::header(&Header { title: v.name.clone(), sub: Some(sub), ..Header::default() }))
            div.stack {
                @if let Some(note) = &v.note {
                    (notice(&Banner { tone: Tone::Ok, text: note.clone(), action: None }))
                }
                (page::card_flush("Rules in force", None, &rules(&v.sentences)))
                (page::card("Change the rules", &form(&v.form)))
                (history(&v.history))
            }
        }
    }
}

fn history(versions: &[Version]) -> Markup {
    if versions.is_empty() {
        return html! {};
    }
    let rows = versions.iter().map(|version| {
        let cells = vec![
            html! { (version.number) },
            html! { (version.since) },
            html! { bdi { (version.by) } },
            html! { (version.text) },
        ];
        Row { cells, ..Row::default() }
    });
    let body = table(&Table {
        caption: "Versions of the rules, newest first".into(),
        columns: vec![
            Column::text("Version", Phone::Primary),
            Column::text("Since", Phone::Amount),
            Column::text("By", Phone::Meta),
            Column::text("Rules", Phone::Meta),
        ],
        rows: rows.collect(),
        ..Table::default()
    });
    page::card_flush("History", None, &body)
}

fn rules(sentences: &[Sentence]) -> Markup {
    html! {
        ul.rules {
            @for one in sentences { li { (one.icon) div { (one.before) " " b { (one.bold) } @if !one.after.starts_with('.') { " " } (one.after) } } }
        }
    }
}

fn form(f: &ProgramForm) -> Markup {
    let priority = Select {
        name: "priority",
        label: "When several partners have a claim",
        options: &f.priorities,
        selected: &f.priority,
        hint: Some("The first kind of evidence that exists decides."),
        error: field::error_for(&f.errors, "priority"),
    };
    html! {
        form.form method="post" action=(f.action) {
            (field::hidden("csrf", &f.csrf))
            (field::error_summary(&f.errors))
            (numbers(f))
            (priority)
            div.form-row { (touch(f)) (counts_when(f)) }
            div.form-actions {
                (field::submit("Save as new version"))
                p.hint { "Applies to orders from now on. Earlier orders keep their rules." }
            }
        }
    }
}

fn numbers(f: &ProgramForm) -> Markup {
    html! {
        div.form-row {
            (Field::number("percent", "Commission").value(&f.percent).suffix("%").required().errors(&f.errors))
            (Field::number("window_days", "A click counts for").value(&f.window_days).suffix("days").required().errors(&f.errors))
            (Field::number("hold_days", "Payable after").value(&f.hold_days).suffix("days").required().errors(&f.errors))
        }
    }
}

fn touch(f: &ProgramForm) -> Markup {
    let options = [
        ("last", "The last click", "Whoever sent the customer most recently."),
        ("first", "The first click", "Whoever brought the customer first."),
    ];
    field::radios("touch", "Among clicks, credit", &options, &f.touch)
}

fn counts_when(f: &ProgramForm) -> Markup {
    let options = [
        ("completed", "It is completed", "Safest: shipped and done."),
        ("paid", "It is paid", "Sooner; refunds still take their share back."),
    ];
    field::radios("counts_when", "An order counts when", &options, &f.counts_when)
}
