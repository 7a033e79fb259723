//! What a customer's store credit adds up to, kept beside the postings: the database refuses a wallet below zero.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use tributary_core::ledger::Purse;
use tributary_core::{Currency, CustomerId, TenantId};

/// Adds to a purse. The row is made first: a new one is checked before it is seen that there is one already.
pub(super) fn add(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    (purse, currency, minor): (Purse, Currency, i64),
) -> Result<()> {
    let statement = match purse {
        Purse::Pending => sql::ADD_PENDING,
        Purse::Available => sql::ADD_AVAILABLE,
        Purse::Held => sql::ADD_HELD,
        Purse::Debt => sql::ADD_DEBT,
    };
    tx.exec(sql::OPEN_WALLET, params![tenant, customer, currency.code()])?;
    tx.exec(statement, params![tenant, customer, currency.code(), minor])?;
    Ok(())
}
