//! Store credit: what a customer has, sets aside, spends and loses. It is kept by the ledger, like all other money; here is what moves it
//! besides orders.

mod adjustment;
mod due;
mod expiry;
mod reservation;
mod sql;
mod statement;

pub use adjustment::{Adjustment, NewAdjustment, adjust};
pub use due::{Due, due, end, postpone};
pub use expiry::{end_credit, lots_of};
pub use reservation::{
    LASTS_MS, LASTS_MS_MAX, LASTS_MS_MIN, NewReservation, REFERENCE_CHARS_MAX, Reservation, ReservationState,
    capture, load_reservation, release, reservations, reserve,
};
pub use statement::{Entry, EntryKind, Which, statement};

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ledger::{self, Cause, NewTransaction};
use crate::{customer, params, program};
use tributary_core::ledger::{Account, Balances, Purse};
use tributary_core::money::Currency;
use tributary_core::referral::lots::Lot;
use tributary_core::wallet::Purses;
use tributary_core::{CustomerId, ProgramId, TenantId, Timestamp};

/// A customer's store credit in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wallet {
    /// Of what.
    pub currency: Currency,
    /// What there is, without what has ended by now.
    pub purses: Purses,
    /// What there is to spend, by its ends.
    pub lots: Vec<Lot>,
}

/// A customer's store credit now, per currency; none of a customer who never had any.
///
/// # Errors
/// [`Error::NotFound`] without such a customer.
pub fn wallets(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    customer: &CustomerId,
    now: Timestamp,
) -> Result<Vec<Wallet>> {
    customer::load(tx, tenant, customer)?;
    let kept = tx.rows(sql::OF_CUSTOMER, params![tenant, customer], |row| {
        Ok((row.parse::<Currency>(0)?, ledger::decode_wallet(row, 1)?))
    })?;
    let wallet = |(currency, mut purses): (Currency, Purses)| {
        let (lots, posted_minor) = lots_of(tx, (tenant, customer), currency, now)?;
        // Whoever looks between an end and the worker's round sees what can really be spent.
        let ended = lots.expired_minor.saturating_sub(posted_minor).max(0);
        purses.available_minor = purses.available_minor.saturating_sub(ended).max(0);
        Ok(Wallet { currency, purses, lots: lots.left })
    };
    kept.into_iter().map(wallet).collect()
}

/// What moves store credit besides orders.
struct Moving<'a> {
    whose: &'a customer::Customer,
    cause: Cause,
    currency: Currency,
}

impl Moving<'_> {
    fn purse(&self, purse: Purse) -> Account {
        Account::Wallet(self.whose.id.clone(), purse)
    }

    /// Posts amounts per account.
    fn post(
        &self,
        tx: &mut Tx<'_>,
        tenant: &TenantId,
        amounts: impl IntoIterator<Item = (Account, i64)>,
        now: Timestamp,
    ) -> Result<()> {
        let program = self.program(tx, tenant)?;
        let rule_version = program::load(tx, tenant, &program)?.current.number;
        let changes = amounts.into_iter().try_fold(Balances::default(), |changes, (account, minor)| {
            changes.add(account, self.currency, minor)
        });
        let changes = changes.ok_or_else(|| Error::Broken("a sum does not fit".to_owned()))?;
        let new = NewTransaction {
            program: Some(&program),
            order: None,
            cause: &self.cause,
            rule_version,
            effective_at: now,
            changes: &changes,
        };
        ledger::post(tx, tenant, &new, now).map(drop)
    }

    fn program(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<ProgramId> {
        program::of_store(tx, tenant, &self.whose.store)
    }
}

/// How much there is to spend once what has ended is posted, and what was set aside too long is given back.
fn spendable(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    currency: Currency,
    now: Timestamp,
) -> Result<i64> {
    reservation::expire_of(tx, (tenant, customer), now)?;
    end_credit(tx, (tenant, customer), currency, now)?;
    Ok(ledger::purses(tx, (tenant, customer), currency)?.available_minor)
}

/// Nobody spends more than there is.
fn too_little(available_minor: i64, currency: Currency) -> Error {
    let there = tributary_core::Money::new(available_minor.max(0), currency).decimal();
    let detail = format!("The wallet has {there} {currency} to spend. Ask for that much or less.");
    Error::clash("/amount", "insufficient", detail)
}
