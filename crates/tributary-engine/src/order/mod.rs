//! Orders: their facts, what the core must know to judge them, and how they stand now.

mod categorise;
mod explain;
mod facts;
mod filter;
pub mod hand;
mod lead;
mod preview;
mod read;
pub mod siblings;
mod sql;
mod standing;
mod sums;
pub mod trial;
mod world;

pub(crate) use categorise::categorised;
pub use explain::{Explanation, explain};
pub use facts::{Appended, NewFact, append, facts_of, is_known, order_of_refund};
pub use filter::{ANY, By, Filter, NONE, Sort};
pub use lead::{clicks_of_customer, leads, of_kind, store_of_lead};
pub use preview::{Preview, if_bought};
pub use read::{LineRow, OrderRow, find, lines, list, load, newest_with};
#[cfg(test)]
pub(crate) use sql::MADE;
pub(crate) use sql::filtered;
pub use standing::{
    LinePart, are_underived, forget_reading, line_parts, needs_read, project, project_all, shares_due, won_by,
};
pub use sums::{Standing, Sums, standings, summed, sums};
pub use world::{WorldOf, befriend, load_world, world_around};

use crate::db::Tx;
use crate::error::Result;
use crate::params;
use std::collections::BTreeSet;
use tributary_core::order::OrderNow;
use tributary_core::{OrderId, StoreId, TenantId, Timestamp};

/// Which order of which store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderKey {
    /// Whose.
    pub tenant: TenantId,
    /// The store that reported it.
    pub store: StoreId,
    /// The store's own id of it.
    pub external_id: String,
}

/// The codes that an order carries, folded: its coupons, and what its evidence names.
#[must_use]
pub fn carried(now: &OrderNow) -> BTreeSet<String> {
    let evidence = now.stated.evidence.iter().chain(&now.reported);
    let evidence = evidence.filter_map(|evidence| evidence.code.as_ref());
    now.stated.coupons.iter().chain(evidence).map(|code| crate::code::fold(code)).collect()
}

/// The orders that carry a code, which has just been given to somebody, as coupon or as evidence.
///
/// # Errors
/// What the database says.
pub fn with_coupon(tx: &mut Tx<'_>, tenant: &TenantId, store: &StoreId, fold: &str) -> Result<Vec<OrderKey>> {
    tx.rows(sql::WITH_COUPON, params![tenant, store, fold], |row| {
        Ok(OrderKey { tenant: tenant.clone(), store: store.clone(), external_id: row.text(0)? })
    })
}

/// Orders whose decision changes by itself now: their hold has ended.
///
/// # Errors
/// What the database says.
pub fn matured(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<OrderKey>> {
    tx.rows(sql::MATURED, params![now, limit], |row| {
        Ok(OrderKey { tenant: row.parse(0)?, store: row.parse(1)?, external_id: row.text(2)? })
    })
}

/// Every order of a tenant that has facts, oldest first.
///
/// # Errors
/// What the database says.
pub fn all_keys(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<OrderKey>> {
    tx.rows(sql::ALL_KEYS, params![tenant], |row| {
        Ok(OrderKey { tenant: tenant.clone(), store: row.parse(0)?, external_id: row.text(1)? })
    })
}

/// Orders of a store that were placed since, or that need another look, by external id.
///
/// # Errors
/// What the database says.
pub fn to_read(tx: &mut Tx<'_>, key: (&TenantId, &StoreId), since: Timestamp) -> Result<Vec<String>> {
    tx.rows(sql::TO_READ, params![key.0, key.1, since], |row| row.text(0))
}

/// The id under which an order is shown, once it is known.
///
/// # Errors
/// What the database says.
pub fn id_of(tx: &mut Tx<'_>, key: &OrderKey) -> Result<Option<OrderId>> {
    Ok(siblings::standing_of(tx, key)?.map(|(id, _)| id))
}

/// Whether an order stands here already. Its facts are asked for, which whoever tells of it needs anyway.
///
/// # Errors
/// What the database says.
pub fn stands(tx: &mut Tx<'_>, key: &OrderKey) -> Result<bool> {
    Ok(!facts_of(tx, key)?.is_empty() && id_of(tx, key)?.is_some())
}
