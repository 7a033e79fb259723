//! Connect the store (`/setup/connect`, later from the overview): what to paste where, and the first click.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::copy;
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header};
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
}

/// The page's body; fits the shell and the bare frame.
pub fn render(v: &ConnectView) -> Markup {
    let sub = html! { "Three things to do, in any order. This page can be left and found again." };
    html! {
        div.setup {
            (page::header(&Header { title: "Connect your store".into(), sub: Some(sub), ..Header::default() }))
            div.stack {
                (webhooks(v))
                @if let Some(key) = &v.api_key { (api_key(key)) }
                (first_click(v))
                div.row { a.btn.btn-primary.btn-lg href=(v.done_href) { "Go to overview" } }
            }
        }
    }
}

fn webhooks(v: &ConnectView) -> Markup {
    let body = html! {
        div.form {
            (copy::labelled("webhook-url", "Delivery URL", &v.webhook_url, None))
            @if let Some(secret) = &v.webhook_secret { (copy::labelled("webhook-secret", "Secret", secret, None)) }
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
                    span { strong { "Your first click landed: " } (click) }
                },
                None => p.waiting role="status" { span.pulse {} span { "Waiting for your first click…" } },
            }
            div.row {
                a.btn href=(v.test_link) target="_blank" rel="noopener" { "Open test link" (Icon::External) }
                @if let Some(href) = &v.first_order_href { a.btn href=(href) { "See why it was credited" } }
            }
        }
    };
    page::card("See a click land", &body)
}
