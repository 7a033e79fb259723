//! Connect the store (`/admin/connect`): what to paste where, per platform; the first click; a test order.

use crate::web::kit::copy;
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::post::Post;
use crate::web::kit::qr::{self, Qr};
use crate::web::kit::time::Stamp;
use crate::web::may;
use crate::web::view::developers::keys::fresh;
use crate::web::view::settings::stores::{plugin_download, test_button};
use crate::{t, th};
use maud::{Markup, html};

/// What the shop runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Platform {
    /// WooCommerce: webhooks, no plugin.
    #[default]
    WooCommerce,
    /// Zen Cart.
    ZenCart,
    /// Anything that can send a request.
    Api,
}

/// A click that arrived.
#[derive(Debug, Clone, Default)]
pub struct Landed {
    /// On what.
    pub device: String,
    /// When.
    pub when: Stamp,
    /// Its page.
    pub href: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ConnectView {
    /// What shops run on.
    pub platforms: Vec<Tab>,
    /// The chosen one.
    pub platform: Platform,
    /// This server's address.
    pub base_url: String,
    /// The store's id.
    pub store: String,
    /// Where the store sends its webhooks.
    pub webhook_url: String,
    /// Secret to paste into each webhook; shown this once.
    pub webhook_secret: Option<String>,
    /// A fresh API key; shown this once.
    pub api_key: Option<String>,
    /// The link that shows a click land; none until it is made.
    pub hello: Option<String>,
    /// The same as a QR code.
    pub hello_qr: Option<Markup>,
    /// Makes it.
    pub make_hello: Post,
    /// The newest click on it.
    pub landed: Option<Landed>,
    /// Places a test order from that click.
    pub test_order: Option<Post>,
    /// The Why page of the order that came of it.
    pub order_href: Option<String>,
    /// Guard of the forms.
    pub csrf: String,
}

const ANOTHER_SECRET: &str = "/admin/settings/stores#webhook-secret-form";

/// Webhooks of WooCommerce that are needed, and as WooCommerce calls them.
const TOPICS: [(&str, &str); 6] = [
    ("order.created", "Order created"),
    ("order.updated", "Order updated"),
    ("order.deleted", "Order deleted"),
    ("order.restored", "Order restored"),
    ("customer.created", "Customer created"),
    ("customer.updated", "Customer updated"),
];

/// The page's body.
pub fn render(v: &ConnectView) -> Markup {
    let sub = html! { (t!("Try it first, with one click and one test order. Then let your store send its orders here.")) };
    let title = t!("Connect your store").into();
    html! {
        div.reading {
            (page::header(&Header { title, sub: Some(sub), ..Header::default() }))
            div.stack {
                (first_click(v))
                (store(v))
                @if let Some(key) = &v.api_key { (fresh(key)) }
                div.row { a.btn.btn-lg href="/admin" { (t!("Go to overview")) } }
            }
        }
    }
}

fn first_click(v: &ConnectView) -> Markup {
    let waits = v.landed.is_none() && v.hello.is_some();
    html! {
        section.card #first-click data-poll=[waits.then_some("/admin/connect?look=1")]
            data-stream=[waits.then_some("/admin/live/stream")] {
            div.card-head { h2 { (t!("See a click land")) } }
            div.card-body { div.form {
                @match &v.hello {
                    Some(link) => (trial(v, link)),
                    None if !v.make_hello.allowed() => p.muted { (t!("Nobody has made a link to try it with yet.")) },
                    None => {
                        p.muted { (t!("A link of your own shows whether clicks arrive.")) }
                        (v.make_hello.form("in-line", &html! {
                            button.btn.btn-primary type="submit" { (t!("Make the link")) }
                        }))
                    },
                }
            } }
        }
    }
}

fn trial(v: &ConnectView, link: &str) -> Markup {
    html! {
        @match &v.hello_qr {
            Some(svg) => (qr::panel(&Qr {
                id: "test-link".into(),
                svg: svg.clone(),
                url: link.to_owned(),
                label: Some(t!("Open this link").into()),
                hint: Some(t!("On this computer, or with a phone that reaches this server: scan the code.").into()),
                files: Vec::new(),
            })),
            None => (copy::labelled("test-link", t!("Open this link"), link, None)),
        }
        @match &v.landed {
            Some(landed) => p.waiting role="status" {
                span.pulse.pulse-ok {}
                span {
                    strong { (t!("Your first click landed")) } " "
                    a href=(landed.href) { (th!("{device}, {when}", device = landed.device, when = landed.when)) }
                }
            },
            None => p.waiting role="status" { span.pulse {} span { (t!("Waiting for your first click…")) } },
        }
        div.row {
            @match (&v.test_order, &v.order_href) {
                (_, Some(why)) => a.btn.btn-primary href=(why) { (t!("See why it was credited")) (Icon::Next) },
                (Some(post), None) => (post.form("in-line", &html! {
                    button.btn.btn-primary type="submit" { (t!("Place a test order")) }
                })),
                (None, None) => {},
            }
            a.btn.btn-primary[v.landed.is_none()] href=(link) target="_blank" rel="noopener" {
                (t!("Open the link")) (Icon::External)
            }
            @if v.landed.is_none() { a.btn.btn-quiet href="/admin/connect" { (t!("Check again")) } }
        }
    }
}

fn store(v: &ConnectView) -> Markup {
    html! {
        section.card #store {
            div.card-head { h2 { (t!("Send orders here")) } }
            div.card-body { div.form {
                (page::segments(t!("What your shop runs on"), &v.platforms))
                @match v.platform {
                    Platform::WooCommerce => (woocommerce(v)),
                    Platform::ZenCart => { (zencart(v)) },
                    Platform::Api => (api(v)),
                }
                div.row {
                    (test_button(&v.csrf))
                    a.btn.btn-quiet href="/admin/settings/stores" { (t!("Keys, secrets and deliveries")) (Icon::Next) }
                }
            } }
        }
    }
}

fn woocommerce(v: &ConnectView) -> Markup {
    let shown = t!("Shown for ten minutes. Paste it into each webhook now.");
    html! {
        div.row { (plugin_download("woocommerce")) }
        (copy::labelled("server-url", t!("Address for the plugin"), &v.base_url, Some(t!("Quickest: install the Tributary plugin in the shop, paste this address there, and press Connect. Without the plugin, make webhooks by hand:"))))
        (copy::labelled("webhook-url", t!("Delivery URL"), &v.webhook_url, None))
        @match &v.webhook_secret {
            Some(secret) => (copy::labelled("webhook-secret", t!("Secret"), secret, Some(shown))),
            None => p.hint {
                (t!("The secret was shown when it was made.")) " "
                @if may::open(ANOTHER_SECRET) { a href=(ANOTHER_SECRET) { (t!("Add another one")) } }
            },
        }
        ol.howto {
            li { p { (t!("In WooCommerce open Settings › Advanced › Webhooks and choose Add webhook.")) } }
            li {
                p { (t!("Make one webhook for each topic, active, with the URL and secret from above:")) }
                ul.topics { @for (topic, name) in &TOPICS { li { b dir="ltr" { (name) } code.meta dir="ltr" { (topic) } } } }
                p.hint { (t!("The two about customers are for rewards to customers who tell friends.")) }
            }
            li { p { (t!("Save. WooCommerce sends a ping at once, and we answer it.")) } }
        }
    }
}

fn zencart(v: &ConnectView) -> Markup {
    let how = t!(
        "Quickest: unpack the Tributary plugin in the shop's folder, install it under Modules › Plugin Manager, paste this address under Tools › Tributary, and press Connect. Without the plugin, let an order observer send each order to the API:"
    );
    html! {
        div.row { (plugin_download("zencart")) }
        (copy::labelled("server-url", t!("Address for the plugin"), &v.base_url, Some(how)))
        (api(v))
    }
}

fn api(v: &ConnectView) -> Markup {
    let key = v.api_key.as_deref().unwrap_or("tributary_live_sk_…");
    let request = format!(
        "curl {}/api/v1/orders \\\n  -H 'Authorization: Bearer {key}' \\\n  -H 'Content-Type: application/json' \\\n  \
         -H 'Idempotency-Key: order-1001' \\\n  -d '{{\"store\":\"{}\",\"external_id\":\"1001\",\"number\":\"1001\",\
         \"status\":\"completed\",…}}'",
        v.base_url, v.store
    );
    html! {
        ol.howto {
            li { p { (t!("A visitor who comes by a link has the click's id in the address, as click. Keep it until they order.")) } }
            li {
                p { (t!("Send each order, and send it again whenever it changes:")) }
                pre.snippet dir="ltr" { code { (request) } }
            }
            li { p { a href="/docs/api" { (t!("All fields are in the API's reference")) (Icon::Next) } } }
        }
    }
}
