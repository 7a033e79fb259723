//! A product as a row: on the page and in a file.

use crate::t;
use crate::web::admin::desk::{Desk, amount};
use crate::web::admin::export::{Cell, Column};
use crate::web::admin::programs::words::{commission_words, rate_words};
use crate::web::kit::Status;
use crate::web::view::resources::ProductRow;
use tributary_core::PartnerId;
use tributary_core::commission::rate_of;
use tributary_core::fact::Line;
use tributary_core::program::Rules;
use tributary_engine::product::{self, Product, Stock};

/// A stock in a word.
pub(super) fn stock(stock: Stock) -> &'static str {
    match stock {
        Stock::InStock => t!("In stock"),
        Stock::OutOfStock => t!("Out of stock"),
        Stock::OnBackorder => t!("On backorder"),
    }
}

/// What a product earns in words, whoever brings it or for one partner.
pub(in crate::web) fn earns(rules: &Rules, product: &Product, partner: Option<&PartnerId>) -> String {
    let line = Line {
        product: Some(product.told.external_id.clone()),
        categories: product::words(&product.told.categories),
        ..Line::blank("", 0)
    };
    rate_of(rules, &line, partner).map_or_else(|| commission_words(&rules.commission), rate_words)
}

/// The row on the page.
pub(super) fn row(desk: &Desk, rules: &Rules, product: &Product) -> ProductRow {
    let told = &product.told;
    let money = |minor: i64| amount(minor, told.currency);
    let was = told.regular_minor.filter(|regular| told.price_minor.is_some_and(|price| price < *regular));
    let (status, word) = match (product.removed_at, told.stock) {
        (Some(_), _) => (Status::Info, t!("No longer there")),
        (None, Stock::InStock) => (Status::Paid, stock(told.stock)),
        (None, Stock::OutOfStock) => (Status::Declined, stock(told.stock)),
        (None, Stock::OnBackorder) => (Status::Pending, stock(told.stock)),
    };
    ProductRow {
        name: told.name.clone(),
        url: told.url.clone(),
        categories: told.categories.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(", "),
        sku: told.sku.clone(),
        variants: told.variants.len(),
        price: told.price_minor.map(money),
        was: was.map(money),
        stock: (status, word.to_owned()),
        rate: earns(rules, product, None),
        synced: desk.clock.stamp(product.synced_at),
    }
}

/// The columns of the file.
pub(super) fn of_file() -> Vec<Column> {
    vec![
        Column::text(t!("Product")),
        Column::text(t!("Product id")),
        Column::text(t!("SKU")),
        Column::text(t!("Categories")),
        Column::money(t!("Price")),
        Column::text(t!("Stock")),
        Column::text(t!("Commission")),
        Column::text(t!("Address")),
        Column::instant(t!("Last sync")),
    ]
}

/// The row of the file.
pub(super) fn cells(rules: &Rules, product: &Product) -> Vec<Cell> {
    let told = &product.told;
    let filed: Vec<&str> = told.categories.iter().map(|one| one.name.as_str()).collect();
    let word = if product.removed_at.is_some() { t!("No longer there") } else { stock(told.stock) };
    vec![
        Cell::text(&told.name),
        Cell::text(&told.external_id),
        Cell::text(&told.sku),
        Cell::text(filed.join(", ")),
        told.price_minor.map_or(Cell::Empty, |minor| Cell::Money(minor, told.currency)),
        Cell::text(word),
        Cell::text(earns(rules, product, None)),
        Cell::text(&told.url),
        Cell::At(product.synced_at),
    ]
}
