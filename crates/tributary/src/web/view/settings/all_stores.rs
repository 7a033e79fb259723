//! The list of all stores: which there are, how each is connected, and the ways to its settings and its name.

use crate::t;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::icon::Icon;
use crate::web::kit::menu::Item;
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use maud::{Markup, html};

/// One store.
#[derive(Debug, Clone, Default)]
pub struct StoreRow {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// What it runs on; empty where nobody told.
    pub platform: String,
    /// Its own currency.
    pub currency: String,
    /// Since when it is connected by its plugin.
    pub connected: Option<Stamp>,
    /// When it last sent something.
    pub last_event: Option<Stamp>,
    /// It is the one that the rest of the page is about.
    pub here: bool,
    /// It has rules, so that its orders can earn.
    pub judged: bool,
    /// Its page of this kind.
    pub href: String,
    /// Where its name is changed.
    pub rename_href: String,
}

/// The card with the list.
pub fn card(rows: &[StoreRow]) -> Markup {
    let all = table(&Table {
        caption: t!("All stores, the first one first").into(),
        columns: vec![
            Column::text(t!("Store"), Phone::Primary),
            Column::text(t!("Platform"), Phone::Meta),
            Column::text(t!("Currency"), Phone::Meta),
            Column::text(t!("Connected since"), Phone::Hide),
            Column::text(t!("Last event"), Phone::Meta),
        ],
        rows: rows.iter().map(row).collect(),
        ..Table::default()
    });
    html! {
        section.card.card-flush #stores {
            div.card-head { h2 { (t!("Stores")) } a.btn href="/admin/connect" { (Icon::Plus) (t!("Connect a store")) } }
            (all)
        }
    }
}

fn row(store: &StoreRow) -> Row {
    let or_none =
        |stamp: &Option<Stamp>| html! { @match stamp { Some(at) => (at), None => span.meta { "–" } } };
    let name = html! {
        span.store-item {
            @if store.here { b { bdi { (store.name) } } } @else { a href=(store.href) { bdi { (store.name) } } }
            span.meta dir="ltr" { (store.url) }
        }
        @if !store.judged { " " (chip::status(Status::Review, t!("No rules yet"))) }
    };
    let platform = html! { @if store.platform.is_empty() { span.meta { "–" } } @else { (store.platform) } };
    Row {
        cells: vec![
            name,
            platform,
            html! { (store.currency) },
            or_none(&store.connected),
            or_none(&store.last_event),
        ],
        name: store.name.clone(),
        menu: vec![
            Item::link(t!("Open"), &store.href).icon(Icon::Store),
            Item::link(t!("Rename"), &store.rename_href).icon(Icon::Edit),
        ],
        ..Row::default()
    }
}
