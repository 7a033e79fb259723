//! What a customer's store credit adds up to, kept beside the postings: the database refuses a wallet below zero.
//!
//! What is taken back after it was spent becomes a debt: before it is taken, as much is lent as lacks, and what comes later pays
//! that first. So what is posted for an order is what is due for it, whatever its customers have spent meanwhile.

use super::{Cause, NewTransaction, sql, write};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::params;
use std::collections::BTreeSet;
use tributary_core::ledger::{Account, Balances, Purse};
use tributary_core::{Currency, CustomerId, TenantId, Timestamp};

/// A customer's store credit in one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purses {
    /// Earned, but still on hold.
    pub pending_minor: i64,
    /// Ready to be spent; never below zero.
    pub available_minor: i64,
    /// Set aside for purchases that are under way.
    pub held_minor: i64,
    /// Taken back after it was spent; never above zero.
    pub debt_minor: i64,
}

impl Purses {
    /// From where their columns begin.
    pub(crate) fn decode(row: &Row<'_>, from: usize) -> Result<Self> {
        Ok(Self {
            pending_minor: row.int(from)?,
            available_minor: row.int(from + 1)?,
            held_minor: row.int(from + 2)?,
            debt_minor: row.int(from + 3)?,
        })
    }

    /// All of it, less what is owed.
    pub(super) const fn sum(self) -> i64 {
        self.pending_minor
            .saturating_add(self.available_minor)
            .saturating_add(self.held_minor)
            .saturating_add(self.debt_minor)
    }

    fn add(&mut self, purse: Purse, minor: i64) {
        let sum = match purse {
            Purse::Pending => &mut self.pending_minor,
            Purse::Available => &mut self.available_minor,
            Purse::Held => &mut self.held_minor,
            Purse::Debt => &mut self.debt_minor,
        };
        *sum = sum.saturating_add(minor);
    }
}

/// A wallet that a transaction moves.
#[derive(Debug, Clone)]
pub(super) struct Touched {
    pub(super) customer: CustomerId,
    pub(super) currency: Currency,
    /// As it stood.
    pub(super) before: Purses,
    /// As it stands once all is posted.
    pub(super) after: Purses,
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
    let found =
        tx.row(sql::WALLET, params![tenant, customer, currency.code()], |row| Purses::decode(row, 0))?;
    Ok(found.unwrap_or_default())
}

/// The wallets that changes move, as they stand.
pub(super) fn touched(tx: &mut Tx<'_>, tenant: &TenantId, changes: &Balances) -> Result<Vec<Touched>> {
    let wallets: BTreeSet<(CustomerId, Currency)> = changes
        .iter()
        .filter_map(|(account, currency, _)| Some((account.wallet()?.0.clone(), currency)))
        .collect();
    let stand = |(customer, currency)| {
        let before = purses(tx, (tenant, &customer), currency)?;
        Ok(Touched { customer, currency, before, after: before })
    };
    wallets.into_iter().map(stand).collect()
}

/// Lends each wallet what it lacks for what is about to be taken back.
pub(super) fn lend(
    tx: &mut Tx<'_>,
    (tenant, new): (&TenantId, &NewTransaction<'_>),
    touched: &mut [Touched],
    now: Timestamp,
) -> Result<()> {
    for wallet in touched {
        for (account, _, minor) in new.changes.iter().filter(|(_, currency, _)| *currency == wallet.currency)
        {
            if let Some((_, purse)) = account.wallet().filter(|(customer, _)| **customer == wallet.customer) {
                wallet.after.add(purse, minor);
            }
        }
        let lacks = wallet.after.available_minor.saturating_neg();
        if lacks > 0 && new.cause.takes_back() {
            shift(tx, (tenant, new), (wallet, lacks), now)?;
        }
    }
    Ok(())
}

/// Pays what each wallet owes of what it has now.
pub(super) fn repay(
    tx: &mut Tx<'_>,
    (tenant, new): (&TenantId, &NewTransaction<'_>),
    touched: &mut [Touched],
    now: Timestamp,
) -> Result<()> {
    for wallet in touched {
        let pays = wallet.after.available_minor.min(wallet.after.debt_minor.saturating_neg());
        if pays > 0 {
            shift(tx, (tenant, new), (wallet, pays.saturating_neg()), now)?;
        }
    }
    Ok(())
}

/// Moves an amount from what is owed to what can be spent, or, below zero, back.
fn shift(
    tx: &mut Tx<'_>,
    (tenant, new): (&TenantId, &NewTransaction<'_>),
    (wallet, minor): (&mut Touched, i64),
    now: Timestamp,
) -> Result<()> {
    let purse = |purse| Account::Wallet(wallet.customer.clone(), purse);
    let changes = Balances::default()
        .add(purse(Purse::Debt), wallet.currency, minor.saturating_neg())
        .and_then(|changes| changes.add(purse(Purse::Available), wallet.currency, minor))
        .ok_or_else(|| Error::Broken("a sum does not fit".to_owned()))?;
    let cause = Cause { kind: "debt", id: wallet.customer.to_string() };
    let lent = NewTransaction { order: None, cause: &cause, changes: &changes, ..new.clone() };
    write(tx, tenant, &lent, now)?;
    wallet.after.add(Purse::Debt, minor.saturating_neg());
    wallet.after.add(Purse::Available, minor);
    Ok(())
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
