//! Clicks (`/admin/clicks`): the rows behind every number of clicks.

use crate::t;
use crate::web::kit::Stamp;
use crate::web::kit::empty::{self, Empty, none_yet};
use crate::web::kit::filter::{self, Bar};
use crate::web::kit::page::{self, Header};
use crate::web::kit::period::{self, PeriodPicker};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use maud::{Markup, html};

/// One click.
#[derive(Debug, Clone, Default)]
pub struct ClickRow {
    /// Its page.
    pub href: String,
    /// When.
    pub when: Stamp,
    /// Whose link it was: name and page.
    pub partner: Option<(String, String)>,
    /// What stood in the link.
    pub value: String,
    /// The page it came from.
    pub source: String,
    /// On what.
    pub device: String,
    /// The publisher's own ids.
    pub refs: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ClicksView {
    /// The period.
    pub period: PeriodPicker,
    /// Filters.
    pub bar: Bar,
    /// Clicks, newest first.
    pub rows: Vec<ClickRow>,
    /// Count, next page, files.
    pub footer: Footer,
    /// How many there are in all.
    pub count: String,
    /// The address without filters; none while nothing is filtered.
    pub clear_href: Option<String>,
}

/// The page's body.
pub fn render(v: &ClicksView) -> Markup {
    let head = Header {
        back: Some((t!("Links & codes").into(), "/admin/links".into())),
        title: t!("Clicks").into(),
        sub: Some(html! { (t!("Of people, on links that are known and not paused.")) }),
        controls: Some(period::picker(&v.period)),
        ..Header::default()
    };
    html! {
        (page::header(&head))
        div.stack {
            (filter::bar(&v.bar))
            section.card { @if v.rows.is_empty() { (nothing(v)) } @else { (list(v)) } }
        }
    }
}

fn nothing(v: &ClicksView) -> Markup {
    match &v.clear_href {
        Some(href) => empty::no_match(href),
        None => none_yet(&Empty {
            text: t!("Clicks appear here as soon as somebody follows a partner's link.").into(),
            ..Empty::default()
        }),
    }
}

fn list(v: &ClicksView) -> Markup {
    let row = |click: &ClickRow| Row {
        href: Some(click.href.clone()),
        cells: vec![
            html! { a href=(click.href) { (click.when) } },
            html! { @if let Some((name, href)) = &click.partner { a.quiet href=(href) { bdi { (name) } } } },
            html! { bdi dir="ltr" { (click.value) } },
            html! { bdi { (click.source) } },
            html! { (click.device) },
            html! { @if !click.refs.is_empty() { bdi dir="ltr" { (click.refs) } } },
        ],
        name: click.value.clone(),
        ..Row::default()
    };
    table(&Table {
        caption: t!("Clicks").into(),
        columns: vec![
            Column::text(t!("When"), Phone::Meta),
            Column::text(t!("Partner"), Phone::Primary),
            Column::text(t!("Link or code"), Phone::Amount),
            Column::text(t!("Source"), Phone::Meta),
            Column::text(t!("Device"), Phone::Trail),
            Column::text(t!("Publisher's ids"), Phone::Meta),
        ],
        rows: v.rows.iter().map(row).collect(),
        footer: Some(v.footer.clone()),
        ..Table::default()
    })
}
