//! What a platform's operator sees of the brands on a server: figures, and what of them is the platform's. A brand is a tenant; its
//! test mode is none. Figures are of the orders placed in a period, what is on hold or ready is of now.

mod sql;

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::params;
use crate::report::{self, Period};
use std::collections::BTreeMap;
use tributary_core::ledger::{Account, Bucket};
use tributary_core::{Currency, TenantId, Timestamp};

/// A brand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// Its id.
    pub id: TenantId,
    /// What it is called.
    pub name: String,
    /// Since when it is here.
    pub since: Timestamp,
    /// How many stores it has.
    pub stores: i64,
}

/// What a brand came to, in one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Orders of the period that earn.
    pub orders: i64,
    /// What their commissions are taken of.
    pub revenue_minor: i64,
    /// Their commissions in all, the platform's part included.
    pub commission_minor: i64,
    /// The platform's part of them.
    pub earned_minor: i64,
    /// Of the platform's, what is on hold now.
    pub pending_minor: i64,
    /// What is ready now, or on its way.
    pub ready_minor: i64,
    /// What the platform was paid in the period.
    pub paid_minor: i64,
}

impl std::ops::AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.orders += other.orders;
        self.revenue_minor += other.revenue_minor;
        self.commission_minor += other.commission_minor;
        self.earned_minor += other.earned_minor;
        self.pending_minor += other.pending_minor;
        self.ready_minor += other.ready_minor;
        self.paid_minor += other.paid_minor;
    }
}

/// All brands, the oldest first.
///
/// # Errors
/// What the database says.
pub fn brands(tx: &mut Tx<'_>) -> Result<Vec<Brand>> {
    tx.rows(sql::BRANDS, params![], decode)
}

/// One brand.
///
/// # Errors
/// [`Error::NotFound`].
pub fn brand(tx: &mut Tx<'_>, id: &TenantId) -> Result<Brand> {
    tx.row(sql::BRAND, params![id], decode)?.ok_or(Error::NotFound("brand"))
}

/// What a brand came to in a period, per currency; a currency without anything is left out.
///
/// # Errors
/// What the database says.
pub fn figures(tx: &mut Tx<'_>, brand: &TenantId, period: Period) -> Result<BTreeMap<Currency, Figures>> {
    let mut all = moved(tx, brand, period)?;
    for (account, currency, minor) in tx.rows(sql::BALANCES, params![brand], balance)? {
        let Ok(Account::Platform(_, bucket)) = Account::parse(&account) else { continue };
        let figures = all.entry(currency).or_default();
        match bucket {
            Bucket::Pending => figures.pending_minor += minor,
            Bucket::Payable | Bucket::InPayout => figures.ready_minor += minor,
        }
    }
    all.retain(|_, figures| *figures != Figures::default());
    Ok(all)
}

/// The same without what is on hold or ready now: what a period alone came to.
///
/// # Errors
/// What the database says.
pub fn moved(tx: &mut Tx<'_>, brand: &TenantId, period: Period) -> Result<BTreeMap<Currency, Figures>> {
    let mut all: BTreeMap<Currency, Figures> = BTreeMap::new();
    for (currency, _) in report::currencies(tx, brand, period)? {
        let span = params![brand, currency.code(), period.from, period.to];
        let figures = tx.row(sql::EARNED, span, earned)?.unwrap_or_default();
        *all.entry(currency).or_default() += figures;
    }
    for (currency, paid_minor) in tx.rows(sql::PAID, params![brand, period.from, period.to], paid)? {
        *all.entry(currency).or_default() += Figures { paid_minor, ..Figures::default() };
    }
    all.retain(|_, figures| *figures != Figures::default());
    Ok(all)
}

fn decode(row: &Row<'_>) -> Result<Brand> {
    Ok(Brand { id: row.parse(0)?, name: row.text(1)?, since: row.time(2)?, stores: row.int(3)? })
}

fn earned(row: &Row<'_>) -> Result<Figures> {
    Ok(Figures {
        orders: row.int(0)?,
        revenue_minor: row.int(1)?,
        commission_minor: row.int(2)?,
        earned_minor: row.int(3)?,
        ..Figures::default()
    })
}

fn paid(row: &Row<'_>) -> Result<(Currency, i64)> {
    Ok((row.parse(0)?, row.int(1)?))
}

fn balance(row: &Row<'_>) -> Result<(String, Currency, i64)> {
    Ok((row.text(0)?, row.parse(1)?, row.int(2)?))
}
