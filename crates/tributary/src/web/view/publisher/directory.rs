//! Programs that are open.

use crate::t;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::{self, Post};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct DirectoryView {
    /// Guard against forged requests.
    pub csrf: String,
    /// The programs.
    pub rows: Vec<OpenRow>,
    /// One sentence of good news.
    pub news: Option<String>,
}

/// One program.
#[derive(Debug, Clone)]
pub struct OpenRow {
    /// The program's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The store's name.
    pub store: String,
    /// The store's address.
    pub shop: String,
    /// What it pays, in words.
    pub commission: String,
    /// How long a click counts.
    pub window: String,
    /// After how long it pays.
    pub hold: String,
    /// Whether the publisher's request waits.
    pub waits: bool,
    /// The program's page, for those who are in.
    pub joined: Option<String>,
}

/// The page's body.
pub fn render(v: &DirectoryView) -> Markup {
    html! {
        (page::header(&Header {
            title: t!("Find programs").to_owned(),
            sub: Some(html! { (t!("Programs that are open. Ask to join: the store looks at who you are and answers by mail.")) }),
            ..Header::default()
        }))
        @if let Some(news) = &v.news { (notice(&Banner { tone: Tone::Ok, text: news.clone(), action: None })) }
        section.card {
            @if v.rows.is_empty() {
                (none_yet(&Empty { text: t!("No program is open at the moment.").to_owned(), ..Empty::default() }))
            } @else { (list(v)) }
        }
    }
}

fn list(v: &DirectoryView) -> Markup {
    let row = |one: &OpenRow| Row {
        cells: vec![
            html! { b { bdi { (one.name) } } },
            html! { bdi { (one.store) } " " span.meta { bdi.code dir="ltr" { (one.shop) } } },
            html! { (one.commission) },
            html! { (one.window) },
            html! { (one.hold) },
            html! {
                @match (&one.joined, one.waits) {
                    (Some(href), _) => a href=(href) { (t!("Get link")) },
                    (None, true) => (chip::status(Status::Pending, t!("Waiting"))),
                    (None, false) => (post::button(&Post::to("/publisher/programs", &v.csrf).with("program", &one.id), t!("Ask to join"), "btn btn-sm")),
                }
            },
        ],
        name: one.name.clone(),
        ..Row::default()
    };
    table(&Table {
        caption: t!("Find programs").to_owned(),
        columns: vec![
            Column::text(t!("Program"), Phone::Primary),
            Column::text(t!("Store"), Phone::Meta),
            Column::text(t!("Commission"), Phone::Meta),
            Column::text(t!("A click counts for"), Phone::Labelled),
            Column::text(t!("Payable after"), Phone::Labelled),
            Column::text(t!("Membership"), Phone::Amount),
        ],
        rows: v.rows.iter().map(row).collect(),
        ..Table::default()
    })
}
