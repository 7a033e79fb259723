//! What was sold: products with real quantities, and the lines behind them.
//!
//! A unit is one piece of a line, not the line. A line that was paid back in full sold nothing; of a
//! line that was paid back in part all pieces stay sold but those that the store said came back.

use super::{kept, names, sql};
use crate::db::{Tx, Value};
use crate::error::Result;
use crate::order::Filter;
use crate::page::{Cursor, Page};
use crate::product;
use std::collections::BTreeMap;
use tributary_core::{Currency, OrderId, ProgramId, TenantId, Timestamp};

/// What one product brought, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// What a filter calls it: the store's id of it, or its name where the store gives none.
    pub key: String,
    /// Its name.
    pub name: String,
    /// In how many orders it stands; once per order.
    pub orders: i64,
    /// How many pieces were ordered.
    pub ordered: i64,
    /// How many of them were sold and did not come back.
    pub units: i64,
    /// Its part of the orders' base, after refunds.
    pub revenue_minor: i64,
    /// Its part of what the orders earn their partners.
    pub commission_minor: i64,
}

/// The products of the orders that earn, most revenue first.
///
/// # Errors
/// What the database says.
pub fn products(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Vec<Product>> {
    let (mut all, parts) = match kept::products(tx, tenant, filter)? {
        Some((whole, edges)) => (whole, kept::cut(filter, &edges)),
        None => (Vec::new(), vec![filter.clone()]),
    };
    for part in &parts {
        for sold in sold(tx, tenant, part)? {
            match all.iter_mut().find(|known| known.key == sold.key) {
                Some(known) => known.add(&sold),
                None => all.push(sold),
            }
        }
    }
    all.sort_by(|a, b| {
        let rank = |one: &Product| (-one.revenue_minor, -one.units);
        rank(a).cmp(&rank(b)).then_with(|| a.key.cmp(&b.key))
    });
    named_by_store(tx, tenant, filter.program.as_ref(), &mut all)?;
    Ok(all)
}

/// Products are called as their store calls them now, where it told.
fn named_by_store(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    program: Option<&ProgramId>,
    all: &mut [Product],
) -> Result<()> {
    if all.is_empty() || !product::any(tx, tenant)? {
        return Ok(());
    }
    let keys: Vec<&str> = all.iter().map(|one| one.key.as_str()).collect();
    let mut names = names::of_store(tx, tenant, (sql::SYNCED_NAMES, program), &keys)?;
    for one in all {
        if let Some(name) = names.remove(&one.key) {
            one.name = name;
        }
    }
    Ok(())
}

/// What the products of a category brought together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InCategory {
    /// Its name.
    pub name: String,
    /// How many different products of it were sold.
    pub products: i64,
    /// How many pieces were ordered.
    pub ordered: i64,
    /// How many of them were sold and did not come back.
    pub units: i64,
    /// Their part of the orders' base, after refunds.
    pub revenue_minor: i64,
    /// Their part of what the orders earn their partners.
    pub commission_minor: i64,
}

/// [`products`] put together by the categories in which their store files them now, most revenue first. A product of two
/// categories counts in both. A program says of which store they are.
///
/// # Errors
/// What the database says.
pub fn by_category(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    program: Option<&ProgramId>,
    sold: &[Product],
) -> Result<Vec<InCategory>> {
    if sold.is_empty() || !product::any(tx, tenant)? {
        return Ok(Vec::new());
    }
    let keys: Vec<&str> = sold.iter().map(|one| one.key.as_str()).collect();
    let filed = names::of_store(tx, tenant, (sql::SYNCED_CATEGORIES, program), &keys)?;
    let mut all: BTreeMap<String, InCategory> = BTreeMap::new();
    for one in sold {
        let Some(text) = filed.get(&one.key) else { continue };
        for category in product::read_categories(text)? {
            let sum = all.entry(category.external_id).or_default();
            sum.name = category.name;
            sum.products += 1;
            sum.ordered += one.ordered;
            sum.units += one.units;
            sum.revenue_minor += one.revenue_minor;
            sum.commission_minor += one.commission_minor;
        }
    }
    let mut all: Vec<InCategory> = all.into_values().collect();
    all.sort_by(|a, b| b.revenue_minor.cmp(&a.revenue_minor).then_with(|| a.name.cmp(&b.name)));
    Ok(all)
}

impl Product {
    fn add(&mut self, other: &Self) {
        self.orders += other.orders;
        self.ordered += other.ordered;
        self.units += other.units;
        self.revenue_minor += other.revenue_minor;
        self.commission_minor += other.commission_minor;
    }
}

/// The products of a filter's orders, read order by order.
fn sold(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Vec<Product>> {
    tx.rows(sql::PRODUCTS, &filter.matching(tenant), |row| {
        Ok(Product {
            key: row.text(0)?,
            name: row.text(1)?,
            orders: row.int(2)?,
            units: row.int(3)?,
            revenue_minor: row.int(4)?,
            commission_minor: row.int(5)?,
            ordered: row.int(6)?,
        })
    })
}

/// One line of an order that earns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldLine {
    /// The order.
    pub order: OrderId,
    /// Its place in the order.
    pub position: i64,
    /// The order's number.
    pub number: String,
    /// When the order was placed.
    pub placed_at: Timestamp,
    /// What a filter calls the product.
    pub product: String,
    /// The product's name.
    pub name: String,
    /// How many were ordered.
    pub quantity: i64,
    /// How many of them count as sold.
    pub units: i64,
    /// Its part of the order's base.
    pub revenue_minor: i64,
    /// Its part of what the order earns its partner.
    pub commission_minor: i64,
    /// Of what the amounts are.
    pub currency: Currency,
}

/// A page of the lines behind [`products`], newest first.
///
/// # Errors
/// What the database says.
pub fn lines(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, cursor: &Cursor) -> Result<Page<SoldLine>> {
    let (placed, order, position) = place(cursor);
    let mut wanted = filter.matching(tenant);
    wanted.extend([
        Value::from(placed),
        Value::from(order),
        Value::from(position),
        Value::from(cursor.fetch()),
    ]);
    let rows = tx.rows(sql::LINES, &wanted, |row| {
        Ok(SoldLine {
            order: row.parse(0)?,
            position: row.int(1)?,
            number: row.text(2)?,
            placed_at: row.time(3)?,
            product: row.text(4)?,
            name: row.text(5)?,
            quantity: row.int(6)?,
            units: row.int(7)?,
            revenue_minor: row.int(8)?,
            commission_minor: row.int(9)?,
            currency: row.parse(10)?,
        })
    })?;
    Ok(cursor.page(rows, |line| format!("{}.{}.{}", line.placed_at.ms(), line.order, line.position)))
}

/// Where a page starts: `1763690000000.ord_….2`.
fn place(cursor: &Cursor) -> (i64, &str, i64) {
    let known = cursor.after.as_deref().and_then(|after| {
        let (placed, rest) = after.split_once('.')?;
        let (order, position) = rest.split_once('.')?;
        Some((placed.parse().ok()?, order, position.parse().ok()?))
    });
    known.unwrap_or((i64::MAX, "~", i64::MAX))
}
