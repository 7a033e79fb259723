//! One click (`/admin/clicks/{id}`): what is known of it, and the orders of the same browser.

use crate::t;
use crate::web::kit::page::{self, Header};
use crate::web::view::orders::{OrderRow, orders_table};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct ClickView {
    /// The click's id.
    pub id: String,
    /// Name and value of what is known.
    pub facts: Vec<(String, Markup)>,
    /// The orders of the same browser.
    pub orders: Vec<OrderRow>,
}

/// The page's body.
pub fn render(v: &ClickView) -> Markup {
    let sub = html! { code dir="ltr" { (v.id) } };
    html! {
        div.reading {
            (page::header(&Header { title: t!("Click").into(), sub: Some(sub), ..Header::default() }))
            div.stack {
                section.card { div.card-body { (page::facts(&v.facts)) } }
                @if v.orders.is_empty() {
                    p.meta { (t!("No order came from this browser.")) }
                } @else {
                    (page::card_flush(t!("Orders from the browser of this click"), None, &orders_table(&v.orders, None)))
                }
            }
        }
    }
}
