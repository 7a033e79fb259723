//! What a shop needs for its customers' share panel: a secret to sign with, and the lines to put into its page.

use crate::web::kit::copy;
use crate::web::kit::page;
use crate::web::kit::post::Post;
use crate::web::kit::time::Stamp;
use crate::{t, th};
use maud::{Markup, html};

/// What the card shows.
#[derive(Debug, Clone, Default)]
pub struct PanelView {
    /// This server's address.
    pub base_url: String,
    /// The store's id.
    pub store: String,
    /// A fresh secret; shown this once and never again.
    pub secret: Option<String>,
    /// Since when there is a secret.
    pub since: Option<Stamp>,
    /// Until when the earlier ones are good.
    pub earlier_until: Option<Stamp>,
}

/// The card.
pub fn card(v: &PanelView, csrf: &str) -> Markup {
    let label = if v.since.is_some() { t!("Make the next secret") } else { t!("Make a secret") };
    let button = html! { button.btn type="submit" { (label) } };
    let body = html! {
        div.form {
            p.muted { (t!("Customers see their link, their friends and their rewards in their account at your shop. The shop says who they are, in a token that it signs with this secret.")) }
            (standing(v))
            @if let Some(secret) = &v.secret {
                (copy::labelled("customer-secret", t!("Customer secret"), secret, Some(t!("Shown once. Keep it on the shop's server, never in a page."))))
            }
            (copy::labelled("panel-store", t!("Store id, for iss"), &v.store, None))
            (copy::block("panel-lines", &lines(v)))
            p.meta { a href="/docs/share-panel" { (t!("How to make the token, in PHP and others")) } }
            (Post::to("/admin/settings/stores/customer-secret", csrf).form_with_id("customer-secret-form", "form-actions", &button))
        }
    };
    html! { div #panel { (page::card(t!("Share panel"), &body)) } }
}

fn standing(v: &PanelView) -> Markup {
    html! {
        p.meta {
            @match (&v.since, &v.earlier_until) {
                (None, _) => (t!("There is no secret yet: the panel is closed.")),
                (Some(since), None) => (th!("Secret made {when}.", when = since)),
                (Some(since), Some(until)) => {
                    (th!("Secret made {when}.", when = since)) " "
                    (th!("Earlier ones are taken until {when}.", when = until))
                }
            }
        }
    }
}

/// What goes into the shop's page.
fn lines(v: &PanelView) -> String {
    let base = &v.base_url;
    format!(
        "<script src=\"{base}/refer.js\" defer></script>\n<tributary-refer token=\"…\" size=\"L\">\n  <a \
         href=\"{base}/refer?token=…\">Refer a friend</a>\n</tributary-refer>"
    )
}
