//! The addresses that a customer ever had, by their keys: only added to, so that what was decided by one of them stays decided. The
//! first holds since ever, each other one from when it was told.

use super::{Customer, derive, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ledger::Cause;
use crate::order::OrderKey;
use crate::{params, pipeline, program};
use std::collections::BTreeSet;
use tributary_core::{CustomerId, StoreId, TenantId, Timestamp};

/// A customer's addresses, and since when each is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses(Vec<(String, Timestamp)>);

impl Addresses {
    /// Whether an address was the customer's at a moment.
    #[must_use]
    pub fn had(&self, key: &str, at: Timestamp) -> bool {
        self.0.iter().any(|(own, since)| own == key && *since <= at)
    }

    /// Whether none was ever told.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether some address was both customers' at a moment.
    #[must_use]
    pub fn share(&self, other: &Self, at: Timestamp) -> bool {
        self.0.iter().any(|(own, since)| *since <= at && other.had(own, at))
    }
}

/// The addresses that a customer ever had.
///
/// # Errors
/// What the database says.
pub fn addresses(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Addresses> {
    let all = tx.known(sql::ADDRESSES, params![tenant, customer], |row| {
        let since = if row.int(1)? == 1 { Timestamp::MIN } else { row.time(2)? };
        Ok((row.text(0)?, since))
    })?;
    Ok(Addresses(all))
}

/// Notes an address of a customer; says whether it is new.
pub(super) fn add(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    key: &str,
    now: Timestamp,
) -> Result<bool> {
    let row = params![tenant, &customer.id, &customer.store, key, now];
    Ok(tx.exec(sql::ADD_ADDRESS, row)? > 0)
}

/// An account or address has just come to be a customer's: whose the customers with it are, and the orders that name it, are judged
/// by that.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    key: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    if !is_used(tx, (tenant, &customer.store))? {
        return Ok(());
    }
    let cause = Cause { kind: "customer", id: customer.id.to_string() };
    let holders = params![tenant, &customer.store, key];
    for holder in tx.rows(sql::HOLDERS, holders, |row| row.parse::<CustomerId>(0))? {
        derive::rederive(tx, tenant, &holder, (&cause, now))?;
    }
    let naming = params![tenant, &customer.store, customer.external_id.as_deref(), key];
    let orders: BTreeSet<String> =
        tx.rows(sql::ORDERS_NAMING, naming, |row| row.text(0))?.into_iter().collect();
    for external_id in orders {
        let order = OrderKey { tenant: tenant.clone(), store: customer.store.clone(), external_id };
        pipeline::settle(tx, &order, &cause, now)?;
    }
    Ok(())
}

/// Whether any rules of a store ever asked who bought. Where none did, nothing hangs on it.
fn is_used(tx: &mut Tx<'_>, (tenant, store): (&TenantId, &StoreId)) -> Result<bool> {
    let program = match program::of_store(tx, tenant, store) {
        Err(Error::NotFound(_)) => return Ok(false),
        found => found?,
    };
    let versions = program::versions(tx, tenant, &program)?;
    Ok(versions.iter().any(|one| one.rules.referral.is_some() || !one.rules.lifelong.is_unset()))
}
