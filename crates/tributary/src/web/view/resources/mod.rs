//! Resources (`/admin/resources`): the store's products, and how their reading stands.

pub mod creative_form;
pub mod creatives;

use crate::web::kit::chip::{self, Status};
use crate::web::kit::empty::{self, Empty, none_yet};
use crate::web::kit::filter::{self, Bar};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::post::{self, Post};
use crate::web::kit::progress::{self, Progress};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::toast::{self, Toast};
use crate::web::kit::{Amount, Stamp, avatar};
use crate::{n, t, th};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ResourcesView {
    /// What was just done.
    pub toast: Option<Toast>,
    /// Kinds of resources.
    pub tabs: Vec<Tab>,
    /// How the reading stands.
    pub reading: ReadingView,
    /// Search and filters.
    pub bar: Bar,
    /// Products.
    pub rows: Vec<ProductRow>,
    /// Count, next page, files.
    pub footer: Footer,
    /// The address without filters; none while nothing is filtered.
    pub clear_href: Option<String>,
    /// No product was ever told.
    pub is_empty: bool,
}

/// How the reading of products stands.
#[derive(Debug, Clone, Default)]
pub struct ReadingView {
    /// How far it has come, while it runs.
    pub progress: Option<Progress>,
    /// How the newest stands, in a word.
    pub state: Option<(Status, String)>,
    /// `312 of 500 products · 4 skipped`.
    pub counts: String,
    /// What it struggles with.
    pub trouble: Option<String>,
    /// When everything was last read to the end.
    pub last: Option<Stamp>,
    /// The store tells its products by itself.
    pub by_store: bool,
    /// What could not be taken.
    pub skips: Vec<SkipRow>,
    /// There are more than these.
    pub more_skips: bool,
    /// Reads everything now; nothing where the store cannot be read.
    pub sync: Option<Post>,
    /// Stops what runs.
    pub cancel: Option<Post>,
    /// Where to look again while it runs.
    pub poll: Option<String>,
}

/// A product that could not be taken.
#[derive(Debug, Clone, Default)]
pub struct SkipRow {
    /// The store's id of it.
    pub product: String,
    /// Which field.
    pub field: String,
    /// What is wrong and what to do.
    pub detail: String,
}

/// A product.
#[derive(Debug, Clone)]
pub struct ProductRow {
    /// Its name.
    pub name: String,
    /// Its page at the store.
    pub url: String,
    /// Names of its categories.
    pub categories: String,
    /// Stock keeping unit.
    pub sku: String,
    /// How many kinds of it are sold.
    pub variants: usize,
    /// What it costs.
    pub price: Option<Amount>,
    /// What it costs when it is not on sale.
    pub was: Option<Amount>,
    /// How its stock stands.
    pub stock: (Status, String),
    /// What it earns.
    pub rate: String,
    /// When it was last seen.
    pub synced: Stamp,
}

/// The page's body.
pub fn render(v: &ResourcesView) -> Markup {
    let head = Header { title: t!("Resources").into(), ..Header::default() };
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&head))
        (page::tabs(t!("Resources"), &v.tabs))
        div.stack {
            (reading(&v.reading))
            div #list data-renew { div.stack {
                @if !v.is_empty { (filter::bar(&v.bar)) }
                section.card { @if v.rows.is_empty() { (nothing(v)) } @else { (rows(v)) } }
            } }
        }
    }
}

fn reading(v: &ReadingView) -> Markup {
    html! {
        section.card #reading data-poll=[&v.poll] data-moves[v.poll.is_some()] {
            div.card-head {
                h2 { (t!("Products from the store")) }
                @if let Some((status, word)) = &v.state { (chip::status(*status, word)) }
            }
            div.card-body { div.form {
                @if let Some(one) = &v.progress { (progress::progress(one)) }
                p.meta {
                    @if !v.counts.is_empty() { (v.counts) " · " }
                    @match &v.last {
                        Some(last) => (th!("last full sync {when}", when = last)),
                        None => (t!("never read to the end yet")),
                    }
                }
                @if let Some(trouble) = &v.trouble { p.err { (Icon::Warning) bdi { (trouble) } } }
                @if !v.skips.is_empty() { (skips(v)) }
                (how(v))
                div.row {
                    @if let Some(cancel) = &v.cancel { (post::button(cancel, t!("Cancel"), "btn")) }
                    @else if let Some(sync) = &v.sync {
                        (sync.form("in-line", &html! {
                            button.btn.btn-primary type="submit" data-busy { (Icon::Refresh) (t!("Sync now")) }
                        }))
                    }
                }
            } }
        }
    }
}

fn how(v: &ReadingView) -> Markup {
    html! {
        @if v.by_store {
            p.hint { (t!("The store's plugin tells its products by itself; start a sync there.")) }
        } @else if v.sync.is_none() {
            p.hint {
                (t!("The store's plugin tells them, or this server reads them with a REST key.")) " "
                a href="/admin/settings/stores#reading" { (t!("Enter a key")) }
            }
        }
    }
}

fn skips(v: &ReadingView) -> Markup {
    html! {
        details.skips {
            summary { (t!("Skipped: see why")) (Icon::Down) }
            ul { @for one in &v.skips {
                li { bdi.code dir="ltr" { "#" (one.product) } " " span.meta { bdi { (one.field) } } " " bdi { (one.detail) } }
            } }
            @if v.more_skips { p.hint { (t!("And more: mend these first.")) } }
        }
    }
}

fn nothing(v: &ResourcesView) -> Markup {
    match &v.clear_href {
        Some(href) => empty::no_match(href),
        None => none_yet(&Empty {
            text: t!("Once the store has told its products, partners find each with a ready link, and rules can name them.")
                .into(),
            action: None,
            other: None,
        }),
    }
}

fn rows(v: &ResourcesView) -> Markup {
    let row = |one: &ProductRow| Row {
        cells: vec![
            name(one),
            html! { @if one.sku.is_empty() { span.meta { "–" } } @else { bdi.code dir="ltr" { (one.sku) } } },
            html! {
                @match &one.price { Some(price) => (price), None => span.meta { "–" } }
                @if let Some(was) = &one.was { " " s.meta { (was) } }
            },
            chip::status(one.stock.0, &one.stock.1),
            html! { bdi { (one.rate) } },
            html! { (one.synced) },
        ],
        name: one.name.clone(),
        ..Row::default()
    };
    table(&Table {
        caption: t!("Products").into(),
        columns: vec![
            Column::text(t!("Product"), Phone::Primary),
            Column::text(t!("SKU"), Phone::Meta),
            Column::figure(t!("Price"), Phone::Amount),
            Column::text(t!("Stock"), Phone::Trail),
            Column::figure(t!("Commission"), Phone::Labelled),
            Column::figure(t!("Last sync"), Phone::Hide),
        ],
        rows: v.rows.iter().map(row).collect(),
        footer: Some(v.footer.clone()),
        ..Table::default()
    })
}

/// A tile in place of the picture: pages load nothing from elsewhere.
pub fn tile(name: &str) -> Markup {
    html! { span.tile { (avatar::avatar(name)) } }
}

fn name(one: &ProductRow) -> Markup {
    let variants = i64::try_from(one.variants).unwrap_or(i64::MAX);
    html! {
        span.two.primary {
            (tile(&one.name))
            span.two-text {
                a href=(one.url) rel="noopener noreferrer" target="_blank" { bdi { (one.name) } }
                span.meta {
                    bdi { (one.categories) }
                    @if variants > 0 {
                        @if !one.categories.is_empty() { " · " }
                        (n!("{n} variant", "{n} variants", variants))
                    }
                }
            }
        }
    }
}
