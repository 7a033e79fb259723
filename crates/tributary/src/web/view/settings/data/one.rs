//! One import: its columns, what it would do, how far it is, what it did.

use super::columns::{self, ColumnsView};
use super::{Here, PATH, frame};
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::dialog::{Dialog, dialog};
use crate::web::kit::icon::Icon;
use crate::web::kit::page;
use crate::web::kit::post::Post;
use crate::web::kit::progress::{Progress, progress};
use crate::web::kit::steps::stepper;
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use crate::{n, t, th};
use maud::{Markup, html};

/// A row and what becomes of it.
#[derive(Debug, Clone)]
pub struct RowView {
    /// Its line in the file.
    pub line: i64,
    /// What it is about.
    pub what: String,
    /// Its page, once it has become something.
    pub href: Option<String>,
    /// What becomes of it.
    pub status: Status,
    /// In a word.
    pub word: &'static str,
    /// Why.
    pub reason: String,
}

/// How the import stands, with what that page shows.
#[derive(Debug, Clone)]
pub enum Stage {
    /// Somebody has to say what the columns mean.
    Columns(Box<ColumnsView>),
    /// Something is going on.
    Busy(Progress),
    /// What would happen.
    Preview,
    /// It is carried out.
    Done {
        /// Until when it can be taken back.
        undo_until: Option<Stamp>,
    },
    /// It could not go on.
    Failed {
        /// Why.
        trouble: String,
        /// Whether some of it was carried out, and can be taken back.
        undo: bool,
    },
    /// It was taken back.
    Undone,
}

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct OneView {
    /// Its id.
    pub id: String,
    /// What the file is called.
    pub name: String,
    /// How it stands.
    pub stage: Stage,
    /// Rows by what becomes of them: the word, how many.
    pub counts: Vec<(Status, &'static str, i64)>,
    /// Rows that can't be used.
    pub wrong: i64,
    /// Rows that change something.
    pub changing: i64,
    /// Some of the rows.
    pub rows: Vec<RowView>,
    /// There are orders in it.
    pub orders: bool,
    /// Guard of the forms.
    pub csrf: String,
}

/// The page's body.
pub fn render(v: &OneView) -> Markup {
    let body = html! {
        div.stack {
            p.crumbs { a.crumb href=(PATH) { (t!("All imports")) (Icon::Next) } " " bdi { (v.name) } }
            (steps(v))
            @match &v.stage {
                Stage::Columns(columns) => (columns::form(columns)),
                Stage::Busy(done) => (busy(done)),
                Stage::Preview => (preview(v)),
                Stage::Done { undo_until } => (done(v, undo_until.as_ref())),
                Stage::Failed { trouble, undo } => (failed(v, trouble, *undo)),
                Stage::Undone => {
                    (notice(&Banner { tone: Tone::Ok, text: t!("This import was taken back.").into(), action: None }))
                    (left(v))
                },
            }
        }
    };
    frame(Here::Data, "", &body)
}

fn steps(v: &OneView) -> Markup {
    let at = match &v.stage {
        Stage::Columns(_) => 1,
        Stage::Preview => 2,
        _ => 3,
    };
    let columns = Some(format!("{PATH}/{}?columns=1", v.id)).filter(|_| at == 2);
    let names = [
        (t!("File").to_owned(), None),
        (t!("Columns").to_owned(), columns),
        (t!("Preview").to_owned(), None),
        (t!("Import").to_owned(), None),
    ];
    stepper(&names, at)
}

fn busy(done: &Progress) -> Markup {
    html! {
        section.card { div.card-body.stack role="status" {
            (progress(done))
            p.meta { (t!("This page renews itself. You can leave it: the work goes on.")) }
        } }
    }
}

fn preview(v: &OneView) -> Markup {
    let label = n!("Import {n} row", "Import {n} rows", v.changing);
    let run = html! { button.btn.btn-primary.btn-lg type="submit" data-busy { (label) } };
    html! {
        (counts(v))
        (rejects(v))
        @if v.changing > 0 {
            (Post::to(format!("{PATH}/{}/run", v.id), &v.csrf).form("form-actions", &run))
        } @else {
            (notice(&Banner { tone: Tone::Info, text: t!("No row would change anything.").into(), action: None }))
        }
        (rows(v, t!("The first rows")))
        div.row {
            a.btn href={ (PATH) "/" (v.id) "?columns=1" } { (t!("Change the columns")) }
            (columns::discard(&v.id, &v.csrf))
        }
    }
}

fn done(v: &OneView, undo_until: Option<&Stamp>) -> Markup {
    html! {
        (notice(&Banner { tone: Tone::Ok, text: t!("The import is finished.").into(), action: None }))
        (counts(v))
        (rejects(v))
        (rows(v, t!("Rows that could not be used")))
        @if let Some(until) = undo_until {
            p { (th!("It can be taken back until {when}.", when = until)) }
            (undo(v))
        }
    }
}

fn failed(v: &OneView, trouble: &str, undoable: bool) -> Markup {
    let text = t!("The import could not go on: {why}", why = trouble);
    html! {
        (notice(&Banner { tone: Tone::Bad, text, action: None }))
        (counts(v))
        (rejects(v))
        @if undoable { (undo(v)) }
    }
}

fn counts(v: &OneView) -> Markup {
    let facts: Vec<(String, Markup)> = v
        .counts
        .iter()
        .map(|(status, word, count)| {
            let number = crate::lang::number::count(*count);
            (number, chip::status(*status, word))
        })
        .collect();
    let body = html! {
        ul.import-counts { @for (number, chip) in &facts { li { b.num { (number) } " " (chip) } } }
    };
    page::card(t!("Rows"), &body)
}

fn rejects(v: &OneView) -> Markup {
    let text = n!("{n} row can't be used.", "{n} rows can't be used.", v.wrong);
    html! {
        @if v.wrong > 0 {
            p {
                (text) " "
                a href={ (PATH) "/" (v.id) "/rejects" } download { (Icon::Download) (t!("Download them with the reasons")) }
            }
        }
    }
}

fn rows(v: &OneView, title: &str) -> Markup {
    html! {
        @if !v.rows.is_empty() {
            section.card.card-flush {
                div.card-head { h2 { (title) } }
                (table(&Table {
                    caption: title.to_owned(),
                    columns: vec![
                        Column::text(t!("Row"), Phone::Primary),
                        Column::figure(t!("Line"), Phone::Labelled),
                        Column::text(t!("What happens"), Phone::Trail),
                        Column::text(t!("Why"), Phone::Meta),
                    ],
                    rows: v.rows.iter().map(row).collect(),
                    ..Table::default()
                }))
            }
        }
    }
}

fn row(one: &RowView) -> Row {
    let what = html! {
        @match &one.href { Some(href) => a href=(href) { bdi { (one.what) } }, None => bdi { (one.what) } }
    };
    let cells =
        vec![what, html! { (one.line) }, chip::status(one.status, one.word), html! { bdi { (one.reason) } }];
    Row { href: one.href.clone(), cells, ..Row::default() }
}

fn undo(v: &OneView) -> Markup {
    let body = html! {
        (left(v))
        p { (t!("What somebody has changed since stays as they left it.")) }
    };
    dialog(&Dialog {
        id: "undo".into(),
        open: html! { (t!("Undo this import…")) },
        class: "btn btn-danger".into(),
        title: t!("Take back this import?").into(),
        body,
        post: Post::to(format!("{PATH}/{}/undo", v.id), &v.csrf),
        submit: t!("Take it back").into(),
        danger: true,
    })
}

/// What taking back means.
fn left(v: &OneView) -> Markup {
    html! {
        p { (t!("Partners and codes that it made are removed; those on which something hangs are paused and hidden. Changed fields are put back.")) }
        @if v.orders {
            p { (t!("Its orders stay in the records, as all facts do, marked as deleted: nothing is due for them any more.")) }
        }
    }
}
