//! What was asked by API, what happened, and what the tracker refused: three tabs, and one request in full.

use super::bars::{Kind, bars};
use super::{Here, frame, named_code};
use crate::t;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::copy;
use crate::web::kit::empty::{self, Empty};
use crate::web::kit::field::{self, Select};
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use crate::web::kit::toast::{self, Toast};
use maud::{Markup, html};

/// One request in the list.
#[derive(Debug, Clone)]
pub struct RequestRow {
    /// Its page.
    pub href: String,
    /// When.
    pub when: Stamp,
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
    /// The answer's status.
    pub status: i64,
    /// The key's name.
    pub key: String,
    /// How long it took.
    pub took: String,
    /// What the sender calls it.
    pub idempotency: String,
    /// The sender's address, in a few letters of its hash.
    pub address: String,
}

/// One event in the list.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// Its page.
    pub href: String,
    /// When.
    pub when: Stamp,
    /// Its kind.
    pub kind: String,
    /// What it is about.
    pub object: String,
}

/// One delivery of a shop that was refused.
#[derive(Debug, Clone)]
pub struct RefusedRow {
    /// When.
    pub when: Stamp,
    /// What it said it was about.
    pub topic: String,
    /// Why it was refused.
    pub reason: String,
    /// Its id.
    pub id: String,
}

/// A choice to filter by: name, label, choices, chosen.
pub type Choice = (&'static str, String, Vec<(String, String)>, String);

/// What a tab shows.
#[derive(Debug, Clone)]
pub enum Shown {
    /// Requests, and how the last day went: 2xx, 4xx, 5xx.
    Requests(Vec<RequestRow>, Vec<[i64; 3]>),
    /// Events.
    Events(Vec<EventRow>),
    /// What the tracker refused.
    Refused(Vec<RefusedRow>),
}

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct LogsView {
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// What this one shows.
    pub shown: Shown,
    /// Choices to filter by.
    pub choices: Vec<Choice>,
    /// Which tab, for the filter's form.
    pub tab: &'static str,
    /// The address without filters, if there are any.
    pub clear: Option<String>,
    /// More rows.
    pub next: Option<String>,
    /// How long rows are kept.
    pub kept: String,
    /// What was just done.
    pub done: Option<Toast>,
}

/// The page's body.
pub fn render(v: &LogsView) -> Markup {
    let body = html! {
        @if let Some(done) = &v.done { (toast::toast(done)) }
        (page::segments(t!("Logs & events"), &v.tabs))
        @if let Shown::Requests(_, pieces) = &v.shown { section.card { div.card-body { (histogram(pieces)) } } }
        @if !v.choices.is_empty() { (filters(v)) }
        section.card.card-flush {
            @match (&v.shown, &v.clear) {
                (shown, Some(clear)) if is_empty(shown) => (empty::no_match(clear)),
                (shown, None) if is_empty(shown) => (empty::none_yet(&Empty { text: nothing(shown).into(), ..Empty::default() })),
                (shown, _) => (list(shown, v.next.as_ref())),
            }
        }
        p.meta { (v.kept) }
    };
    frame(Here::Logs, Vec::new(), &body)
}

fn is_empty(shown: &Shown) -> bool {
    match shown {
        Shown::Requests(rows, _) => rows.is_empty(),
        Shown::Events(rows) => rows.is_empty(),
        Shown::Refused(rows) => rows.is_empty(),
    }
}

fn nothing(shown: &Shown) -> &'static str {
    match shown {
        Shown::Requests(..) => t!("Requests that come with an API key appear here."),
        Shown::Events(_) => t!("What happens to orders and commissions appears here."),
        Shown::Refused(_) => t!("Nothing that a shop sent was refused."),
    }
}

fn histogram(pieces: &[[i64; 3]]) -> Markup {
    let kind = |class, label: &str, of: usize| Kind {
        class,
        label: label.into(),
        counts: pieces.iter().map(|piece| piece.get(of).copied().unwrap_or(0)).collect(),
    };
    bars(t!("The last 24 hours"), &[kind("ok", "2xx", 0), kind("warn", "4xx", 1), kind("bad", "5xx", 2)])
}

fn filters(v: &LogsView) -> Markup {
    html! {
        form.row.log-filters method="get" action="/admin/developers/logs" data-send {
            input type="hidden" name="tab" value=(v.tab);
            @for (name, label, options, chosen) in &v.choices {
                (field::inline_select(&Select { name, label, options, selected: chosen, ..Select::default() }))
            }
            button.btn type="submit" data-auto-hide { (t!("Filter")) }
            @if let Some(clear) = &v.clear { a.btn href=(clear) { (t!("Clear filters")) } }
        }
    }
}

fn list(shown: &Shown, next: Option<&String>) -> Markup {
    let (columns, rows): (Vec<Column>, Vec<Row>) = match shown {
        Shown::Requests(rows, _) => (request_columns(), rows.iter().map(request_row).collect()),
        Shown::Events(rows) => (event_columns(), rows.iter().map(event_row).collect()),
        Shown::Refused(rows) => (refused_columns(), rows.iter().map(refused_row).collect()),
    };
    let footer = next.map(|next| Footer { next: Some(next.clone()), ..Footer::default() });
    table(&Table { caption: t!("Newest first").into(), columns, rows, footer, ..Table::default() })
}

fn request_columns() -> Vec<Column> {
    vec![
        Column::text(t!("Path"), Phone::Primary),
        Column::text(t!("Status"), Phone::Amount),
        Column::text(t!("Time"), Phone::Meta),
        Column::text(t!("Key"), Phone::Labelled),
        Column::figure(t!("Took"), Phone::Labelled),
        Column::text(t!("Idempotency key"), Phone::Hide),
        Column::text(t!("Sender"), Phone::Hide),
    ]
}

fn request_row(one: &RequestRow) -> Row {
    let cells = vec![
        html! { a.path href=(one.href) dir="ltr" translate="no" { b { (one.method) } " " (one.path) } },
        answered(one.status),
        html! { (one.when) },
        html! { bdi { (one.key) } },
        html! { bdi { (one.took) } },
        html! { span.meta dir="ltr" translate="no" { (one.idempotency) } },
        html! { span.meta dir="ltr" translate="no" { (one.address) } },
    ];
    Row { href: Some(one.href.clone()), cells, sheet: true, name: one.path.clone(), ..Row::default() }
}

/// A status in its colour.
pub fn answered(status: i64) -> Markup {
    let colour = match status {
        ..=399 => Status::Approved,
        400..=499 => Status::Pending,
        _ => Status::Declined,
    };
    chip::status(colour, &status.to_string())
}

fn event_columns() -> Vec<Column> {
    vec![
        Column::text(t!("Event"), Phone::Primary),
        Column::text(t!("About"), Phone::Meta),
        Column::text(t!("Time"), Phone::Amount),
    ]
}

fn event_row(one: &EventRow) -> Row {
    let cells = vec![
        html! { a href=(one.href) dir="ltr" translate="no" { (one.kind) } },
        html! { span dir="ltr" translate="no" { (one.object) } },
        html! { (one.when) },
    ];
    Row { href: Some(one.href.clone()), cells, sheet: true, name: one.kind.clone(), ..Row::default() }
}

fn refused_columns() -> Vec<Column> {
    vec![
        Column::text(t!("Topic"), Phone::Primary),
        Column::text(t!("Why it was refused"), Phone::Meta),
        Column::text(t!("Delivery"), Phone::Meta),
        Column::text(t!("Time"), Phone::Amount),
    ]
}

fn refused_row(one: &RefusedRow) -> Row {
    let cells = vec![
        html! { bdi { (one.topic) } },
        html! { bdi { (one.reason) } },
        html! { span.meta dir="ltr" translate="no" { (one.id) } },
        html! { (one.when) },
    ];
    Row { cells, ..Row::default() }
}

/// One request in full.
#[derive(Debug, Clone)]
pub struct RequestView {
    /// Its id.
    pub id: String,
    /// Method and path.
    pub title: String,
    /// The answer's status.
    pub status: i64,
    /// Name and value of what else is known.
    pub facts: Vec<(String, Markup)>,
    /// The body, masked.
    pub request: String,
    /// The answer, masked.
    pub answer: String,
    /// The same as a command, without the key.
    pub curl: String,
}

/// The page of a request.
pub fn request(v: &RequestView) -> Markup {
    let head = Header {
        back: Some((t!("Logs & events").into(), "/admin/developers/logs".into())),
        title: v.title.clone(),
        chips: vec![answered(v.status)],
        sub: Some(html! { span dir="ltr" translate="no" { (v.id) } }),
        controls: Some(html! { (copy::pill(t!("Copy as curl"), &v.curl)) }),
        ..Header::default()
    };
    html! {
        (page::header(&head))
        div.stack.developers {
            section.card { div.card-body { (page::facts(&v.facts)) } }
            (page::card(t!("Request"), &named_code(t!("Body"), &v.request)))
            (page::card(t!("Answer"), &named_code(t!("Body"), &v.answer)))
            p.meta { (t!("Secrets and personal data are masked, long bodies are cut.")) }
        }
    }
}
