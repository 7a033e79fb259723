//! The audit log (`/admin/settings/audit`).

use crate::t;
use crate::web::kit::chip;
use crate::web::kit::empty::{self, Empty};
use crate::web::kit::filter::{self, Bar};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use crate::web::view::settings::{self, Here};
use maud::{Markup, html};

/// Something that is otherwise than before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub name: String,
    /// As it was.
    pub before: Option<String>,
    /// As it is since.
    pub after: Option<String>,
}

/// One act.
#[derive(Debug, Clone, Default)]
pub struct AuditRow {
    /// When.
    pub when: Stamp,
    /// Who.
    pub actor: String,
    /// What kind of actor, where it is no person.
    pub actor_kind: Option<&'static str>,
    /// What was done, in words.
    pub action: String,
    /// What it was done to.
    pub object: String,
    /// The kind of thing.
    pub object_kind: &'static str,
    /// Where the thing is shown.
    pub href: Option<String>,
    /// What changed.
    pub changes: Vec<Change>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct AuditView {
    /// The filters.
    pub bar: Bar,
    /// Whether any filter is set.
    pub filtered: bool,
    /// The list without filters.
    pub clear_href: String,
    /// The acts.
    pub rows: Vec<AuditRow>,
    /// How many there are.
    pub count: String,
    /// The next page.
    pub next: Option<String>,
    /// The rows as files.
    pub files: Vec<(String, String)>,
    /// Saved views.
    pub views: Option<Markup>,
}

/// The page's body.
pub fn render(v: &AuditView) -> Markup {
    let body = html! {
        @if let Some(views) = &v.views { (views) }
        (filter::bar(&v.bar))
        section.card {
            @if !v.rows.is_empty() { (list(v)) }
            @else if v.filtered { (empty::no_match(&v.clear_href)) }
            @else { (nothing()) }
        }
    };
    let sub = t!("Who did what, and when. Entries are only ever added, never changed or removed.");
    settings::frame(Here::Audit, sub, &body)
}

fn nothing() -> Markup {
    let text = t!("What people and API keys do here appears in this list.").into();
    empty::none_yet(&Empty { text, action: None, other: None })
}

fn list(v: &AuditView) -> Markup {
    table(&Table {
        caption: t!("Audit log").into(),
        columns: vec![
            Column::text(t!("When"), Phone::Trail),
            Column::text(t!("Who"), Phone::Meta),
            Column::text(t!("Action"), Phone::Primary),
            Column::text(t!("Changed"), Phone::Meta),
        ],
        rows: v.rows.iter().map(row).collect(),
        footer: Some(Footer {
            count: v.count.clone(),
            next: v.next.clone(),
            files: v.files.clone(),
            ..Footer::default()
        }),
        ..Table::default()
    })
}

fn row(one: &AuditRow) -> Row {
    let thing = html! {
        @if !one.object.is_empty() {
            span.meta title=(one.object_kind) {
                @match &one.href { Some(href) => a href=(href) { bdi { (one.object) } }, None => bdi { (one.object) } }
            }
        }
    };
    let cells = vec![
        html! { (one.when) },
        html! { bdi { (one.actor) } @if let Some(kind) = one.actor_kind { " " (chip::plain(kind)) } },
        html! { span.two-text { strong { (one.action) } (thing) } },
        html! { @if !one.changes.is_empty() { ul.changes { @for change in &one.changes { li { (changed(change)) } } } } },
    ];
    Row { cells, ..Row::default() }
}

fn changed(change: &Change) -> Markup {
    html! {
        span.meta { (change.name) } " "
        @if let Some(before) = &change.before { del { bdi { (before) } } " " }
        @if let Some(after) = &change.after { ins { bdi { (after) } } }
    }
}
