//! Stores and integrations: the store as a card with its test, where it sends, how it is read, what each delivery came to.

use super::all_stores::{self, StoreRow};
use super::checks::{self, CheckRow};
use super::panel::{self, PanelView};
use super::{Here, frame};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::copy;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Tab};
use crate::web::kit::post::Post;
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use crate::{plugins, t, th};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct StoresView {
    /// The store's name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// When it last sent something.
    pub last_event: Option<Stamp>,
    /// What it sent last was refused.
    pub trouble: bool,
    /// The plugin that it is connected by.
    pub plugin: Option<PluginView>,
    /// What a test found.
    pub checks: Option<Vec<CheckRow>>,
    /// Where its webhooks lead.
    pub webhook_url: String,
    /// A fresh secret; shown this once and never again.
    pub webhook_secret: Option<String>,
    /// Credentials for reading are kept.
    pub readable: bool,
    /// Up to when its orders have been read.
    pub read_until: Option<Stamp>,
    /// The newest deliveries.
    pub deliveries: Vec<DeliveryRow>,
    /// Deliveries by outcome.
    pub tabs: Vec<Tab>,
    /// The next page of deliveries.
    pub next: Option<String>,
    /// What the shop needs for its customers' share panel.
    pub panel: PanelView,
    /// All stores, where there are several.
    pub all: Vec<StoreRow>,
    /// Guard of the forms.
    pub csrf: String,
    /// What is wrong with a form.
    pub errors: Vec<FieldError>,
}

/// A shop's plugin.
#[derive(Debug, Clone)]
pub struct PluginView {
    /// Since when the store is connected by it.
    pub since: Stamp,
    /// When it last tested the connection.
    pub tested: Option<Stamp>,
    /// What it said of the shop then: names and versions.
    pub shop: Vec<(String, String)>,
    /// What the shop runs on, if this server brings a newer plugin along for it.
    pub update: Option<String>,
}

/// One thing that the store sent.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// When.
    pub when: Stamp,
    /// What it said it was about.
    pub topic: String,
    /// The order it is about, and its page.
    pub order: Option<(String, String)>,
    /// What became of it.
    pub status: Status,
    /// In a word.
    pub word: String,
    /// Why.
    pub reason: String,
}

/// The page's body.
pub fn render(v: &StoresView) -> Markup {
    let body = html! {
        div.stack {
            (field::error_summary(&v.errors))
            @if !v.all.is_empty() { (all_stores::card(&v.all)) }
            (store(v))
            (webhooks(v))
            (reading(v))
            (panel::card(&v.panel, &v.csrf))
            (deliveries(v))
        }
    };
    frame(Here::Stores, t!("How orders reach this server, and how this server reads the shop."), &body)
}

fn store(v: &StoresView) -> Markup {
    html! {
        section.card #test {
            div.card-head {
                h2 { bdi { (v.name) } }
                // What a test has just found says it better.
                @if v.checks.is_none() { (state(v)) }
            }
            div.card-body { div.form {
                p { a.store-url href=(v.url) rel="noopener" dir="ltr" { (v.url) (Icon::External) } }
                p.meta {
                    @match &v.last_event {
                        Some(last) => (th!("Last sent something: {when}", when = last)),
                        None => (t!("Nothing has arrived from it yet.")),
                    }
                }
                @if let Some(plugin) = &v.plugin { (connected(plugin)) }
                @if let Some(rows) = &v.checks {
                    p role="status" { strong { (checks::verdict(rows)) } }
                    (checks::render(rows))
                }
                div.row {
                    (test_button(&v.csrf))
                    a.btn href="/admin/connect" { (Icon::Plug) (t!("How to connect")) }
                }
            } }
        }
    }
}

fn connected(plugin: &PluginView) -> Markup {
    html! {
        p.meta {
            (th!("Connected by its plugin: {when}", when = plugin.since))
            @if let Some(tested) = &plugin.tested { " · " (th!("tested from the shop: {when}", when = tested)) }
        }
        @if !plugin.shop.is_empty() {
            p.meta dir="ltr" translate="no" {
                @for (at, (name, version)) in plugin.shop.iter().enumerate() {
                    @if at > 0 { " · " }
                    (name) " " (version)
                }
            }
        }
        @if let Some(platform) = &plugin.update { div.row { (plugin_download(platform)) } }
    }
}

/// The button that fetches the shop's plugin, and the way to how it is installed.
pub fn plugin_download(platform: &str) -> Markup {
    let Some(plugin) = plugins::of_platform(platform) else { return html! {} };
    html! {
        a.btn href=(plugin.path()) download {
            (Icon::Download) (t!("Download the plugin, version {version}", version = plugin.version()))
        }
        a.btn.btn-quiet href={ "/docs/" (platform) ".md" } { (t!("How to install it")) (Icon::Next) }
    }
}

/// The button that tests the connection.
pub fn test_button(csrf: &str) -> Markup {
    let post = Post::to("/admin/settings/stores/test", csrf);
    post.form(
        "in-line",
        &html! { button.btn.btn-primary type="submit" data-busy { (Icon::Webhook) (t!("Test connection")) } },
    )
}

fn state(v: &StoresView) -> Markup {
    match (&v.last_event, v.trouble) {
        (None, _) => chip::status(Status::Pending, t!("Waiting for the first event")),
        (Some(_), true) => chip::status(Status::Declined, t!("Last event refused")),
        (Some(_), false) => chip::status(Status::Approved, t!("Connected")),
    }
}

fn webhooks(v: &StoresView) -> Markup {
    let hint = t!(
        "For webhooks that sign with their own secret. Empty makes one for you; the earlier ones stay valid."
    );
    let another = html! {
        (Field::text("webhook_secret", t!("Another webhook secret")).autocomplete("off").optional()
            .hint(hint).errors(&v.errors))
        div.form-actions { button.btn type="submit" { (t!("Add the secret")) } }
    };
    let body = html! {
        div.form {
            (copy::labelled("webhook-url", t!("Delivery URL"), &v.webhook_url, None))
            @if let Some(secret) = &v.webhook_secret {
                (copy::labelled("webhook-secret", t!("Secret"), secret, Some(t!("Shown once. Paste it into each webhook now."))))
            }
            (Post::to("/admin/settings/stores/secret", &v.csrf).form_with_id("webhook-secret-form", "form", &another))
        }
    };
    page::card(t!("Webhooks"), &body)
}

fn reading(v: &StoresView) -> Markup {
    let label = if v.readable { t!("Replace the key") } else { t!("Save the key") };
    let key = html! {
        div.form-row {
            (Field::text("key", t!("Consumer key")).placeholder("ck_…").autocomplete("off").required().errors(&v.errors))
            (Field::password("secret", t!("Consumer secret")).placeholder("cs_…").autocomplete("off").required().errors(&v.errors))
        }
        div.form-actions { button.btn type="submit" { (label) } }
    };
    let body = html! {
        div.form {
            p.muted {
                @match (v.readable, &v.read_until) {
                    (true, Some(until)) => (th!("Orders are read from the store, last {when}.", when = until)),
                    (true, None) => (t!("The store will be read within minutes.")),
                    (false, _) => (t!("Webhooks can get lost. With a key from Settings › Advanced › REST API orders are also read from the store, so nothing stays missing. Read is enough; with Read/Write coupons can be made in the shop.")),
                }
            }
            (Post::to("/admin/settings/stores/reading", &v.csrf).form_with_id("reading", "form", &key))
        }
    };
    page::card(t!("Read orders from the store"), &body)
}

fn deliveries(v: &StoresView) -> Markup {
    let body = table(&Table {
        caption: t!("Deliveries, newest first").into(),
        columns: vec![
            Column::text(t!("Topic"), Phone::Primary),
            Column::text(t!("When"), Phone::Amount),
            Column::text(t!("Order"), Phone::Meta),
            Column::text(t!("Outcome"), Phone::Meta),
        ],
        rows: v.deliveries.iter().map(delivery).collect(),
        footer: v.next.clone().map(|next| Footer { next: Some(next), ..Footer::default() }),
        ..Table::default()
    });
    let none = t!("What your store sends is listed here, with what became of it.");
    html! {
        section.card.card-flush #deliveries {
            div.card-head { h2 { (t!("Deliveries")) } }
            div.card-tabs { (page::segments(t!("Deliveries by outcome"), &v.tabs)) }
            @if v.deliveries.is_empty() { (none_yet(&Empty { text: none.into(), ..Empty::default() })) } @else { (body) }
        }
    }
}

fn delivery(one: &DeliveryRow) -> Row {
    let order = html! {
        @match &one.order { Some((number, href)) => a href=(href) { bdi { (number) } }, None => span.meta { "–" } }
    };
    let outcome = html! {
        (chip::status(one.status, &one.word))
        @if !one.reason.is_empty() { " " span.meta { bdi { (one.reason) } } }
    };
    Row {
        cells: vec![html! { bdi dir="ltr" { (one.topic) } }, html! { (one.when) }, order, outcome],
        ..Row::default()
    }
}
