//! A partner's products: name, price, what it earns, and a link that is ready to share.

use crate::t;
use crate::th;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::icon::Icon;
use crate::web::kit::{Amount, copy};
use crate::web::view::resources::tile;
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ResourcesView {
    /// What is searched for.
    pub q: String,
    /// Products.
    pub products: Vec<ProductCard>,
    /// The next page.
    pub next: Option<String>,
}

/// A product to share.
#[derive(Debug, Clone, Default)]
pub struct ProductCard {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// About it.
    pub about: String,
    /// Its page at the store.
    pub page: String,
    /// What it costs.
    pub price: Option<Amount>,
    /// What it earns the partner.
    pub earns: String,
    /// It cannot be bought now.
    pub out_of_stock: bool,
    /// The partner's own link to it; nothing while they have none at all.
    pub link: Option<String>,
}

/// The page's body.
pub fn render(v: &ResourcesView) -> Markup {
    html! {
        div.portal.stack {
            a.crumb href="/partner" { (t!("Your page")) (Icon::Next) }
            h1 { (t!("Products")) }
            form.search role="search" method="get" action="/partner/resources" {
                label.visually-hidden for="q" { (t!("Name or SKU")) }
                (Icon::Search)
                input.input #q name="q" type="search" value=(v.q) placeholder=(t!("Name or SKU")) autocomplete="off";
            }
            @if v.products.is_empty() { (nothing(v)) }
            ul.product-cards { @for one in &v.products { li.card { (card(one)) } } }
            @if let Some(next) = &v.next { a.btn href=(next) rel="next" { (t!("Load more")) (Icon::Down) } }
        }
    }
}

fn nothing(v: &ResourcesView) -> Markup {
    html! {
        p.meta {
            @if v.q.is_empty() { (t!("The store has no products here yet.")) } @else { (t!("No product is called so.")) }
        }
    }
}

fn card(one: &ProductCard) -> Markup {
    html! {
        div.card-body.stack {
            div.product-head {
                (tile(&one.name))
                div {
                    h2.card-title { a href=(one.page) rel="noopener noreferrer" target="_blank" { bdi { (one.name) } } }
                    p.meta {
                        @if let Some(price) = &one.price { b { (price) } " · " }
                        (th!("earns you {rate}", rate = html! { bdi { (one.earns) } }))
                    }
                }
            }
            @if one.out_of_stock { p { (chip::status(Status::Declined, t!("Out of stock"))) } }
            @if !one.about.is_empty() { p.product-about { bdi { (one.about) } } }
            @match &one.link {
                Some(link) => (copy::labelled(&format!("link-{}", one.id), t!("Your link"), link, None)),
                None => p.meta { (t!("You have no link yet. Make one on your page.")) },
            }
        }
    }
}
