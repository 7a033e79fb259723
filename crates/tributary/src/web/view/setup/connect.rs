//! Connect the store (`/setup/connect`, later from the overview): what to paste where, and the first click.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::copy;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ConnectView {
    /// Where the store sends its webhooks.
    pub webhook_url: String,
    /// Secret to paste into each webhook.
    pub webhook_secret: Option<String>,
    /// Topic and name as WooCommerce shows it: `order.created`, `Order created`.
    pub topics: Vec<(String, String)>,
    /// A fresh API key; shown this once and never again.
    pub api_key: Option<String>,
    /// A link that proves clicks arrive: `https://.../go/hello`.
    pub test_link: String,
    /// The first click in words, once it has landed.
    pub first_click: Option<String>,
    /// The first order's Why page, once it has arrived.
    pub first_order_href: Option<String>,
    /// The overview.
    pub done_href: String,
    /// What each form on the page must carry.
    pub csrf: String,
    /// Orders can be read from the store.
    pub reading: Reading,
    /// The newest deliveries.
    pub deliveries: Vec<DeliveryRow>,
    /// All deliveries, refused ones.
    pub tabs: Vec<Tab>,
    /// The next page of deliveries.
    pub next: Option<String>,
    /// What is wrong with a form.
    pub errors: Vec<FieldError>,
}

/// Whether the store can be asked.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Credentials are kept.
    pub possible: bool,
    /// Up to when its orders have been read.
    pub until: Option<Stamp>,
    /// The key as it was typed.
    pub key: String,
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

/// The page's body; fits the shell and the bare frame.
pub fn render(v: &ConnectView) -> Markup {
    let sub = html! { "How orders and clicks reach this server, and what came of each delivery." };
    html! {
        div.reading {
            (page::header(&Header { title: "Connect your store".into(), sub: Some(sub), ..Header::default() }))
            div.stack {
                (field::error_summary(&v.errors))
                @if let Some(key) = &v.api_key { (api_key(key)) }
                (webhooks(v))
                (first_click(v))
                (reading(v))
                (more_secrets(v))
                (deliveries(v))
                @if v.first_order_href.is_none() {
                    div.row { a.btn.btn-primary.btn-lg href=(v.done_href) { "Go to overview" } }
                }
            }
        }
    }
}

fn reading(v: &ConnectView) -> Markup {
    let state = match (&v.reading.possible, &v.reading.until) {
        (true, Some(until)) => html! { p { "Orders are read from the store; the last ones " (until) "." } },
        (true, None) => html! { p { "The store will be read within minutes." } },
        (false, _) => html! {
            p.muted {
                "Webhooks can get lost. With a read-only key from " strong { "Settings › Advanced › REST API" }
                " orders are also read from the store, so nothing stays missing."
            }
        },
    };
    let label = if v.reading.possible { "Replace the key" } else { "Save the key" };
    let body = html! {
        form.form method="post" action="/admin/connect/reading" {
            (field::hidden("csrf", &v.csrf))
            (state)
            div.form-row {
                (Field::text("key", "Consumer key").value(&v.reading.key).placeholder("ck_…").autocomplete("off").required().errors(&v.errors))
                (Field::password("secret", "Consumer secret").placeholder("cs_…").autocomplete("off").required().errors(&v.errors))
            }
            div.form-actions { button.btn type="submit" { (label) } }
        }
    };
    page::card("Read orders from the store", &body)
}

fn more_secrets(v: &ConnectView) -> Markup {
    let body = html! {
        div.form {
            form.form method="post" action="/admin/connect/secret" {
                (field::hidden("csrf", &v.csrf))
                (Field::text("webhook_secret", "Another webhook secret").autocomplete("off").optional()
                    .hint("For webhooks that sign with their own secret. Empty makes one for you; the earlier ones stay valid.")
                    .errors(&v.errors))
                div.form-actions { button.btn type="submit" { "Add the secret" } }
            }
            form.form-actions method="post" action="/admin/connect/key" {
                (field::hidden("csrf", &v.csrf))
                button.btn type="submit" { "Make an API key" }
                p.hint { "For scripts and plugins. It is shown once." }
            }
        }
    };
    page::card("Secrets and keys", &body)
}

fn deliveries(v: &ConnectView) -> Markup {
    let rows = v.deliveries.iter().map(|one| {
        let order = html! {
            @match &one.order { Some((number, href)) => a href=(href) { bdi { (number) } }, None => span.meta { "–" } }
        };
        let outcome = html! {
            (chip::status(one.status, &one.word))
            @if !one.reason.is_empty() { " " span.meta { (one.reason) } }
        };
        Row { cells: vec![html! { (one.topic) }, html! { (one.when) }, order, outcome], ..Row::default() }
    });
    let body = table(&Table {
        caption: "Deliveries, newest first".into(),
        columns: vec![
            Column::text("Topic", Phone::Primary),
            Column::text("When", Phone::Amount),
            Column::text("Order", Phone::Meta),
            Column::text("Outcome", Phone::Meta),
        ],
        rows: rows.collect(),
        footer: v.next.clone().map(|next| Footer { next: Some(next), ..Footer::default() }),
        ..Table::default()
    });
    html! {
        section.card.card-flush #deliveries {
            div.card-head { h2 { "Deliveries" } (page::segments("Deliveries by outcome", &v.tabs)) }
            @if v.deliveries.is_empty() {
                (none_yet(&Empty { text: "What your store sends is listed here, with what became of it.".into(), ..Empty::default() }))
            } @else { (body) }
        }
    }
}

fn webhooks(v: &ConnectView) -> Markup {
    let body = html! {
        div.form {
            (copy::labelled("webhook-url", "Delivery URL", &v.webhook_url, None))
            @match &v.webhook_secret {
                Some(secret) => (copy::labelled("webhook-secret", "Secret", secret, Some("Shown once. Paste it into each webhook now."))),
                None => p.hint { "The secret was shown when it was made. Lost it? Add another one below." },
            }
            ol.howto {
                li {
                    p {
                        "In WooCommerce open " strong { "Settings › Advanced › Webhooks" }
                        " and choose " strong { "Add webhook" } "."
                    }
                }
                li {
                    p { "Make one webhook for each topic, active, with the URL and secret from above:" }
                    ul.topics {
                        @for (topic, name) in &v.topics { li { b { (name) } code.meta { (topic) } } }
                    }
                }
                li { p { "Save. WooCommerce sends a ping at once, and we answer it." } }
            }
        }
    };
    page::card("Send orders here", &body)
}

fn api_key(key: &str) -> Markup {
    let warning = Banner {
        tone: Tone::Warn,
        text: "This key is shown once. Keep it somewhere safe now; a lost key can only be replaced.".into(),
        action: None,
    };
    let body = html! { div.form { (notice(&warning)) (copy::labelled("api-key", "API key", key, None)) } };
    page::card("API key for scripts and plugins", &body)
}

fn first_click(v: &ConnectView) -> Markup {
    let body = html! {
        div.form {
            (copy::labelled("test-link", "Open this link in another tab", &v.test_link, None))
            @match &v.first_click {
                Some(click) => p.waiting role="status" {
                    span.pulse.pulse-ok {}
                    span { strong { "A click landed: " } (click) }
                },
                None => p.waiting role="status" { span.pulse {} span { "Waiting for your first click…" } },
            }
            div.row {
                a.btn href=(v.test_link) target="_blank" rel="noopener" { "Open test link" (Icon::External) }
                @if v.first_click.is_none() { a.btn.btn-quiet href="/admin/connect" { "Check again" } }
                @if let Some(href) = &v.first_order_href { a.btn href=(href) { "Newest order: see why" } }
            }
        }
    };
    html! {
        section.card #first-click data-poll=[v.first_click.is_none().then_some("/admin/connect?look=1")] {
            div.card-head { h2 { "See a click land" } }
            div.card-body { (body) }
        }
    }
}
