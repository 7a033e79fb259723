//! Data: what was brought from elsewhere, and the form that brings more.

pub mod columns;
pub mod one;

use super::{Here, frame};
use crate::t;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, FieldError};
use crate::web::kit::page;
use crate::web::kit::post::Post;
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use crate::web::kit::toast::{self, Toast};
use crate::web::may;
use maud::{Markup, html};

/// Where the pages are.
pub const PATH: &str = "/admin/settings/data";

/// An import in the list.
#[derive(Debug, Clone)]
pub struct ImportRow {
    /// What the file is called.
    pub name: String,
    /// Its page.
    pub href: String,
    /// When it was brought.
    pub when: Stamp,
    /// How it stands.
    pub status: Status,
    /// In a word.
    pub word: &'static str,
    /// Its rows, in words.
    pub rows: String,
}

/// The list and the form.
#[derive(Debug, Clone, Default)]
pub struct DataView {
    /// All of them, newest first.
    pub rows: Vec<ImportRow>,
    /// The next page.
    pub next: Option<String>,
    /// What was chosen in the form.
    pub what: String,
    /// Guard of the form.
    pub csrf: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
    /// What was just done.
    pub done: Option<Toast>,
}

/// The page's body.
pub fn render(v: &DataView) -> Markup {
    let body = html! {
        div.stack {
            @if let Some(done) = &v.done { (toast::toast(done)) }
            (field::error_summary(&v.errors))
            (form(v))
            section.card.card-flush {
                div.card-head { h2 { (t!("Imports")) } }
                @if v.rows.is_empty() {
                    (none_yet(&Empty { text: t!("What you bring is listed here, and can be taken back for 7 days.").into(), ..Empty::default() }))
                } @else { (list(v)) }
            }
        }
    };
    let sub = t!(
        "Bring partners, codes and orders from a file or from another system. Nothing happens before you have seen what would."
    );
    frame(Here::Data, sub, &body)
}

fn form(v: &DataView) -> Markup {
    let kinds = [
        ("partners", t!("Partners"), t!("CSV, a row for each: name, e-mail, code")),
        ("codes", t!("Codes"), t!("CSV, with whose each is")),
        ("orders", t!("Orders"), t!("CSV, a row for each order or for each of its lines")),
        (
            "reftrackr",
            "RefTrackr",
            t!("Its tables of influencers and orders as CSV, or a dump of the database"),
        ),
        (
            "affiliatewp",
            "AffiliateWP",
            t!("Its tables of affiliates, coupons and referrals as CSV, or a dump of the database"),
        ),
    ];
    let error = field::error_for(&v.errors, "file");
    let inside = html! {
        (field::radios("what", t!("What do you bring?"), &kinds, &v.what))
        div.field.bad[error.is_some()] {
            label for="file" { (t!("Files")) }
            input.input id="file" name="file" type="file" multiple required accept=".csv,.tsv,.txt,.sql,text/csv"
                aria-invalid=[error.map(|_| "true")] aria-describedby="file-hint";
            @if let Some(error) = error { p.err { (error) } }
            p.hint id="file-hint" { (t!("Up to 50 MB. Commas, semicolons or tabs; any common encoding.")) }
        }
        div.form-actions { button.btn.btn-primary type="submit" data-busy { (t!("Upload")) } }
    };
    let post = Post::to(PATH, &v.csrf);
    page::card(t!("New import"), &post.upload("form", &inside))
}

fn list(v: &DataView) -> Markup {
    table(&Table {
        caption: t!("Imports, newest first").into(),
        columns: vec![
            Column::text(t!("File"), Phone::Primary),
            Column::text(t!("When"), Phone::Amount),
            Column::text(t!("Rows"), Phone::Meta),
            Column::text(t!("State"), Phone::Trail),
        ],
        rows: v.rows.iter().map(row).collect(),
        footer: v.next.clone().map(|next| Footer { next: Some(next), ..Footer::default() }),
        ..Table::default()
    })
}

fn row(one: &ImportRow) -> Row {
    let open = may::open(&one.href);
    Row {
        href: open.then(|| one.href.clone()),
        cells: vec![
            html! { @if open { a href=(one.href) { bdi { (one.name) } } } @else { bdi { (one.name) } } },
            html! { (one.when) },
            html! { (one.rows) },
            chip::status(one.status, one.word),
        ],
        ..Row::default()
    }
}
