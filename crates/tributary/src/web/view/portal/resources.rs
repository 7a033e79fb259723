//! What a partner has to post: creatives, ready with their own link, and products with what each earns.

use crate::t;
use crate::th;
use crate::web::chosen;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::icon::Icon;
use crate::web::kit::{Amount, copy};
use crate::web::view::resources::creatives::{Face, face};
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
    /// Creatives, on the first page.
    pub creatives: Vec<ToPost>,
}

/// Something to post.
#[derive(Debug, Clone, Default)]
pub struct ToPost {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it looks like.
    pub face: Face,
    /// `300 × 250 · PNG · 34 KB`.
    pub about: String,
    /// What is copied, with the partner's own link in it; nothing while they have none.
    pub snippet: Option<String>,
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
            a.crumb href=(chosen::named("/partner")) { (t!("Your page")) (Icon::Next) }
            h1 { (t!("Resources")) }
            @if !v.creatives.is_empty() {
                h2 { (t!("Pictures and texts")) }
                ul.product-cards { @for one in &v.creatives { li.card.creative { (to_post(one)) } } }
            }
            @if v.creatives.is_empty() || !v.products.is_empty() { (products(v)) }
        }
    }
}

fn products(v: &ResourcesView) -> Markup {
    html! {
        h2 { (t!("Products")) }
        form.search role="search" method="get" action="/partner/resources" {
            (chosen::field())
            label.visually-hidden for="q" { (t!("Name or SKU")) }
            (Icon::Search)
            input.input #q name="q" type="search" value=(v.q) placeholder=(t!("Name or SKU")) autocomplete="off";
        }
        @if v.products.is_empty() { (nothing(v)) }
        ul.product-cards { @for one in &v.products { li.card { (card(one)) } } }
        @if let Some(next) = &v.next { a.btn href=(next) rel="next" { (t!("Load more")) (Icon::Down) } }
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
                    h3.card-title { a href=(one.page) rel="noopener noreferrer" target="_blank" { bdi { (one.name) } } }
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
                None => (no_link()),
            }
        }
    }
}

// Where to get one.
fn no_link() -> Markup {
    html! { p.meta { a href={ (chosen::named("/partner")) "#maker" } { (t!("You have no link yet. Make one on your page.")) } } }
}

/// A picture comes as HTML and as a file, a text as it is.
fn to_post(one: &ToPost) -> Markup {
    let id = format!("post-{}", one.id);
    html! {
        (face(&one.face, &one.title))
        div.card-body.stack {
            div {
                h3.card-title { bdi { (one.title) } }
                @if !one.about.is_empty() { p.meta { bdi { (one.about) } } }
            }
            @match (&one.snippet, &one.face) {
                (None, _) => (no_link()),
                (Some(text), Face::Picture { src, .. }) => {
                    (copy::labelled(&id, t!("HTML with your link"), text, None))
                    div.row { a.btn href={ (src) "?download" } download { (Icon::Download) (t!("Download")) } }
                },
                (Some(text), Face::Text(_)) => (copy::labelled(&id, t!("The text with your link"), text, None)),
            }
        }
    }
}
