//! Products as people look at them: pages, counts, categories, one of them.

use super::{Product, decode, sql};
use crate::db::{Tx, Value};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::params;
use tributary_core::{ProductId, StoreId, TenantId, Timestamp};

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Of this store.
    pub store: Option<StoreId>,
    /// A part of a name or SKU, or the store's own id.
    pub q: String,
    /// In this category, by the store's id.
    pub category: Option<String>,
    /// Standing so: a word of [`super::Stock`].
    pub stock: Option<&'static str>,
    /// Changed here at this moment or later.
    pub updated_after: Option<Timestamp>,
    /// Those that the store has no longer; else those that it has.
    pub removed: bool,
}

impl Narrow {
    fn like(&self) -> Option<String> {
        let text = self.q.trim().to_lowercase();
        let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        (!text.is_empty()).then(|| format!("%{escaped}%"))
    }
}

/// How many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// That the store has.
    pub listed: i64,
    /// That it has no longer.
    pub removed: i64,
}

/// A category and how much is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The store's id.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// How many products.
    pub products: i64,
}

/// A page of products, newest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, narrow: &Narrow, cursor: &Cursor) -> Result<Page<Product>> {
    let asked = [
        Value::from(tenant),
        Value::from(cursor.below()),
        Value::from(cursor.fetch()),
        Value::from(narrow.store.as_ref()),
        Value::from(narrow.like()),
        Value::from(narrow.q.trim()),
        Value::from(narrow.category.as_deref()),
        Value::from(narrow.stock),
        Value::from(narrow.updated_after),
        Value::from(i64::from(narrow.removed)),
    ];
    let rows = tx.rows(sql::LIST, &asked, decode)?;
    Ok(cursor.page(rows, |one| one.id.to_string()))
}

/// One product.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &ProductId) -> Result<Product> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("product"))
}

/// How many products a tenant has, in all stores or one.
///
/// # Errors
/// What the database says.
pub fn counts(tx: &mut Tx<'_>, tenant: &TenantId, store: Option<&StoreId>) -> Result<Counts> {
    let read = |row: &crate::db::Row<'_>| Ok(Counts { listed: row.int(0)?, removed: row.int(1)? });
    Ok(tx.row(sql::COUNTS, params![tenant, store], read)?.unwrap_or_default())
}

/// The categories of what the stores have, or one of them, by name.
///
/// # Errors
/// What the database says.
pub fn categories(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    store: Option<&StoreId>,
    most: i64,
) -> Result<Vec<Category>> {
    tx.rows(sql::CATEGORIES, params![tenant, most, store], |row| {
        Ok(Category { external_id: row.text(0)?, name: row.text(1)?, products: row.int(2)? })
    })
}

/// The store's ids and the names of the newest products.
///
/// # Errors
/// What the database says.
pub fn brief(tx: &mut Tx<'_>, tenant: &TenantId, most: i64) -> Result<Vec<(String, String)>> {
    tx.rows(sql::BRIEF, params![tenant, most], |row| Ok((row.text(0)?, row.text(1)?)))
}

/// The store has deleted a product: it is hidden, and a whole reading that runs now does not bring it back. Says whether there was one
/// to hide.
///
/// # Errors
/// What the database says.
pub fn remove(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    external_id: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx.exec(sql::REMOVE, params![tenant, external_id, store, now])? > 0)
}
