//! What a customer's store credit adds up to, kept beside the postings: the database refuses a wallet below zero. What is lent and
//! repaid so that it never is, the core says ([`Purses::moved`]).

use super::{Cause, NewTransaction, sql, write};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::params;
use std::collections::BTreeSet;
use tributary_core::ledger::{Account, Balances, Purse};
use tributary_core::wallet::{Moved, Purses};
use tributary_core::{Currency, CustomerId, TenantId, Timestamp};

/// A wallet as a row has it, from where its columns begin.
pub(crate) fn decode(row: &Row<'_>, from: usize) -> Result<Purses> {
    Ok(Purses {
        pending_minor: row.int(from)?,
        available_minor: row.int(from + 1)?,
        held_minor: row.int(from + 2)?,
        debt_minor: row.int(from + 3)?,
    })
}

/// A wallet that a transaction moves.
#[derive(Debug, Clone)]
pub(super) struct Touched {
    pub(super) customer: CustomerId,
    pub(super) currency: Currency,
    /// As it stood.
    pub(super) before: Purses,
    /// What becomes of it.
    pub(super) moved: Moved,
}

/// A customer's store credit in a currency, as it is kept.
///
/// # Errors
/// What the database says.
pub fn purses(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    currency: Currency,
) -> Result<Purses> {
    let found = tx.row(sql::WALLET, params![tenant, customer, currency.code()], |row| decode(row, 0))?;
    Ok(found.unwrap_or_default())
}

/// The wallets that a transaction moves, as they stand, and what becomes of them.
pub(super) fn touched(tx: &mut Tx<'_>, tenant: &TenantId, new: &NewTransaction<'_>) -> Result<Vec<Touched>> {
    let wallets: BTreeSet<(&CustomerId, Currency)> = new
        .changes
        .iter()
        .filter_map(|(account, currency, _)| Some((account.wallet()?.0, currency)))
        .collect();
    let stand = |(customer, currency)| {
        let before = purses(tx, (tenant, customer), currency)?;
        let moved = before.moved((customer, currency), new.changes, new.cause.takes_back());
        Ok(Touched { customer: customer.clone(), currency, before, moved })
    };
    wallets.into_iter().map(stand).collect()
}

/// Lends each wallet what it lacks for what is about to be taken back.
pub(super) fn lend(
    tx: &mut Tx<'_>,
    tenant_and_new: (&TenantId, &NewTransaction<'_>),
    touched: &[Touched],
    now: Timestamp,
) -> Result<()> {
    touched.iter().try_for_each(|wallet| shift(tx, tenant_and_new, (wallet, wallet.moved.lent_minor), now))
}

/// Pays what each wallet owes of what it has now.
pub(super) fn repay(
    tx: &mut Tx<'_>,
    tenant_and_new: (&TenantId, &NewTransaction<'_>),
    touched: &[Touched],
    now: Timestamp,
) -> Result<()> {
    let repaid = |wallet: &Touched| wallet.moved.repaid_minor.saturating_neg();
    touched.iter().try_for_each(|wallet| shift(tx, tenant_and_new, (wallet, repaid(wallet)), now))
}

/// Moves an amount from what is owed to what can be spent, or, below zero, back.
fn shift(
    tx: &mut Tx<'_>,
    (tenant, new): (&TenantId, &NewTransaction<'_>),
    (wallet, minor): (&Touched, i64),
    now: Timestamp,
) -> Result<()> {
    if minor == 0 {
        return Ok(());
    }
    let purse = |purse| Account::Wallet(wallet.customer.clone(), purse);
    let changes = Balances::default()
        .add(purse(Purse::Debt), wallet.currency, minor.saturating_neg())
        .and_then(|changes| changes.add(purse(Purse::Available), wallet.currency, minor))
        .ok_or_else(|| Error::Broken("a sum does not fit".to_owned()))?;
    let cause = Cause { kind: "debt", id: wallet.customer.to_string() };
    let lent = NewTransaction { order: None, cause: &cause, changes: &changes, ..new.clone() };
    write(tx, tenant, &lent, now).map(drop)
}

/// Adds to a purse. The row is made first: a new one is checked before it is seen that there is one already.
pub(super) fn add(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    (purse, currency, minor): (Purse, Currency, i64),
    now: Timestamp,
) -> Result<()> {
    let statement = match purse {
        Purse::Pending => sql::ADD_PENDING,
        Purse::Available => sql::ADD_AVAILABLE,
        Purse::Held => sql::ADD_HELD,
        Purse::Debt => sql::ADD_DEBT,
    };
    tx.exec(sql::OPEN_WALLET, params![tenant, customer, currency.code()])?;
    if purse == Purse::Available {
        tx.exec(statement, params![tenant, customer, currency.code(), minor, now])?;
    } else {
        tx.exec(statement, params![tenant, customer, currency.code(), minor])?;
    }
    Ok(())
}
