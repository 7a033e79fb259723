//! What stores sell: for partners' links, for rules that speak of products and categories, for names in reports.
//!
//! The store owns its products. It tells them in readings ([`sync`]), whole or of what changed; here they are kept under
//! the store's own id. What a store no longer has is kept and hidden: old orders still want its name.

mod keep;
mod list;
mod sql;
pub mod sync;

pub use list::{Category, Counts, Narrow, brief, categories, counts, list, load, remove};

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::params;
use serde::{Deserialize, Serialize};
use tributary_core::{Currency, ProductId, StoreId, TenantId, Timestamp};

/// Whether something can be bought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stock {
    /// It is there.
    #[default]
    InStock,
    /// It is not.
    OutOfStock,
    /// It is not, and can be ordered all the same.
    OnBackorder,
}

impl Stock {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::InStock, Self::OutOfStock, Self::OnBackorder];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InStock => "in_stock",
            Self::OutOfStock => "out_of_stock",
            Self::OnBackorder => "on_backorder",
        }
    }

    /// What a word means.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stock| stock.as_str() == word)
    }
}

/// A picture, at the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Where.
    pub url: String,
    /// What it shows.
    pub alt: String,
}

/// A category by the store's id of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InCategory {
    /// The store's id.
    pub external_id: String,
    /// Its name.
    pub name: String,
}

/// One of the kinds in which a product is sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The store's id.
    pub external_id: String,
    /// What tells it from the others: `Red, 42`.
    pub name: String,
    /// Stock keeping unit.
    pub sku: String,
    /// Its price in minor units of the product's currency, where it has one.
    pub price_minor: Option<i64>,
    /// Whether it can be bought.
    pub stock: Stock,
    /// Name and value of what it differs in.
    pub attributes: Vec<(String, String)>,
}

/// A product as its store tells it; judged by the edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The store's id of it.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// About it, as plain text.
    pub description: String,
    /// Its page at the store.
    pub url: String,
    /// Stock keeping unit.
    pub sku: String,
    /// Of what the prices are.
    pub currency: Currency,
    /// What it costs now.
    pub price_minor: Option<i64>,
    /// What it costs when it is not on sale.
    pub regular_minor: Option<i64>,
    /// Whether it can be bought.
    pub stock: Stock,
    /// Pictures, the main one first.
    pub images: Vec<Image>,
    /// Where the store files it.
    pub categories: Vec<InCategory>,
    /// The kinds in which it is sold.
    pub variants: Vec<Variant>,
    /// When the store changed it last, if it says so.
    #[serde(skip)]
    pub told_at: Option<Timestamp>,
}

/// A product as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Whose it is.
    pub store: StoreId,
    /// What the store tells of it.
    pub told: Told,
    /// When it was last seen in a reading.
    pub synced_at: Timestamp,
    /// When something about it last changed here.
    pub updated_at: Timestamp,
    /// Since when the store has it no longer.
    pub removed_at: Option<Timestamp>,
}

/// Whether any product of a tenant is known. Asked once for all writes that share a commit.
///
/// # Errors
/// What the database says.
pub fn any(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<bool> {
    Ok(tx.known_row(sql::ANY, params![tenant], |row| row.int(0))?.is_some())
}

/// The categories that rules may name a product by: the store's ids of them, and their names.
///
/// # Errors
/// What the database says.
pub fn category_words(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    external_id: &str,
) -> Result<Vec<String>> {
    let found = tx.known_row(sql::CATEGORIES_OF, params![tenant, external_id, store], |row| row.text(0))?;
    let Some(text) = found else { return Ok(Vec::new()) };
    let all: Vec<InCategory> = read_json(&text)?;
    Ok(words(&all))
}

/// What rules may call these categories.
#[must_use]
pub fn words(categories: &[InCategory]) -> Vec<String> {
    categories.iter().flat_map(|one| [one.external_id.clone(), one.name.clone()]).collect()
}

/// A product's categories as they are kept.
pub(crate) fn read_categories(text: &str) -> Result<Vec<InCategory>> {
    read_json(text)
}

fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::Broken(e.to_string()))
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Broken(e.to_string()))
}

fn decode(row: &Row<'_>) -> Result<Product> {
    let stock = row.text(10)?;
    let told = Told {
        external_id: row.text(2)?,
        name: row.text(3)?,
        description: row.text(4)?,
        url: row.text(5)?,
        sku: row.text(6)?,
        currency: row.parse(7)?,
        price_minor: row.opt_int(8)?,
        regular_minor: row.opt_int(9)?,
        stock: Stock::of(&stock).ok_or_else(|| Error::Broken(format!("stock {stock} is unknown")))?,
        images: row.json(11)?,
        categories: row.json(12)?,
        variants: row.json(13)?,
        told_at: row.opt_int(14)?.map(Timestamp::from_ms),
    };
    Ok(Product {
        id: row.parse(0)?,
        store: row.parse(1)?,
        told,
        synced_at: row.time(15)?,
        updated_at: row.time(16)?,
        removed_at: row.opt_int(17)?.map(Timestamp::from_ms),
    })
}
