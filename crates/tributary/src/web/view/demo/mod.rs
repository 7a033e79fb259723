//! Ending the demo: the question before, and what is left after it.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::field;
use crate::web::kit::page::{self, Header};
use crate::{n, t, th};
use maud::{Markup, html};

/// The question.
#[derive(Debug, Clone, Default)]
pub struct AskView {
    /// Where the form goes.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// How many rows there are, and in how many tables.
    pub rows: i64,
    /// The data directory.
    pub directory: String,
}

/// The question before it.
pub fn ask(v: &AskView) -> Markup {
    html! {
        div.reading {
            (page::header(&Header { title: t!("Remove demo data").to_owned(), ..Header::default() }))
            section.card { div.card-body.stack {
                p { (n!("This removes everything: all {n} row of made-up history.", "This removes everything: all {n} rows of made-up history.", v.rows)) }
                p { (t!("Everybody is signed out, and you set up your own store right after it.")) }
                p.meta { (th!("The empty database stays in {directory}.", directory = html! { code dir="ltr" { (v.directory) } })) }
                form.form method="post" action=(v.action) {
                    (field::hidden("csrf", &v.csrf))
                    div.form-actions {
                        button.btn.btn-danger.btn-lg type="submit" { (t!("Remove demo data")) }
                        a.btn href="/admin" { (t!("Keep it")) }
                    }
                }
            } }
        }
    }
}

/// What is left.
#[derive(Debug, Clone, Default)]
pub struct DoneView {
    /// How many rows there are but for the setup link's own.
    pub rows: i64,
    /// In how many tables.
    pub tables: i64,
    /// Where the setup is.
    pub setup: String,
    /// How to start the server on this directory next time.
    pub command: String,
}

/// What is left after it.
pub fn done(v: &DoneView) -> Markup {
    let count = n!("{n} row is left.", "{n} rows are left.", v.rows);
    html! {
        section.card.narrow { div.card-body.stack {
            h1 { (t!("The demo data is gone")) }
            (notice(&Banner { tone: Tone::Ok, text: count, action: None }))
            p { (n!("The database has {n} table, and nothing in it but the one-time link to the setup.",
                "The database has {n} tables, and nothing in them but the one-time link to the setup.", v.tables)) }
            p { a.btn.btn-primary.btn-lg href=(v.setup) { (t!("Set up your store")) } }
            p.meta { (t!("The next time, start the server on the same directory, without --demo:")) }
            pre.code dir="ltr" { (v.command) }
        } }
    }
}
