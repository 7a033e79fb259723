//! Numbers for the overview, straight from what stands; each equals the sum of the rows behind it.

mod sql;

pub use crate::click::rebuild_days;

use crate::db::Tx;
use crate::error::Result;
use crate::{access, click, order, params};
use std::collections::BTreeMap;
use tributary_core::{Currency, PartnerId, TenantId, Timestamp};

const TOP_MAX: usize = 6; // as many as fit beside the ways

/// Derives what a file from before the figures lacks: days of clicks, and by what orders were won.
/// Does nothing to any other file.
///
/// # Errors
/// What the database says.
pub fn catch_up(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    for tenant in access::tenants(tx)? {
        if click::calendar(tx, &tenant)?.is_none() {
            rebuild_days(tx, &tenant)?;
            order::project_all(tx, &tenant, now)?;
        }
    }
    Ok(())
}

/// A half-open span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
}

/// The overview's numbers of a period, in one currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Base of the credited orders that earn: what partners brought, before tax, after refunds.
    pub revenue_minor: i64,
    /// Credited orders that earn.
    pub orders: i64,
    /// Clicks of people on known links and codes.
    pub clicks: i64,
    /// What those orders earn their partners and the platform.
    pub commission_minor: i64,
    /// All orders, credited or not, in any currency and status.
    pub all_orders: i64,
    /// Orders of the period in other currencies, which are not in these sums.
    pub other_currencies: i64,
}

/// The overview's numbers.
///
/// # Errors
/// What the database says.
pub fn totals(tx: &mut Tx<'_>, tenant: &TenantId, currency: Currency, period: Period) -> Result<Totals> {
    let span = params![tenant, period.from, period.to, currency.code()];
    let sums = tx.row(sql::ORDER_TOTALS, span, |row| {
        Ok(Totals {
            revenue_minor: row.int(0)?,
            orders: row.int(1)?,
            commission_minor: row.int(2)?,
            all_orders: row.int(3)?,
            other_currencies: row.int(4)?,
            clicks: 0,
        })
    })?;
    let clicks = tx.int(sql::CLICKS, params![tenant, period.from, period.to])?;
    Ok(Totals { clicks, ..sums.unwrap_or_default() })
}

/// What is owed to partners now, ready to pay and on hold, in one currency.
///
/// # Errors
/// What the database says.
pub fn owed(tx: &mut Tx<'_>, tenant: &TenantId, currency: Currency) -> Result<i64> {
    tx.int(sql::OWED, params![tenant, currency.code()])
}

/// One partner's part of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerTotals {
    /// Who.
    pub partner: PartnerId,
    /// The name.
    pub name: String,
    /// Base of their orders that earn.
    pub revenue_minor: i64,
    /// How many orders.
    pub orders: i64,
    /// What they earn.
    pub commission_minor: i64,
}

/// The six partners who brought most, best first.
///
/// # Errors
/// What the database says.
pub fn top_partners(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    currency: Currency,
    period: Period,
) -> Result<Vec<PartnerTotals>> {
    let mut all = partners(tx, tenant, currency, period)?;
    all.truncate(TOP_MAX);
    Ok(all)
}

/// Every partner with orders that earn, best first.
///
/// # Errors
/// What the database says.
pub fn partners(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    currency: Currency,
    period: Period,
) -> Result<Vec<PartnerTotals>> {
    tx.rows(sql::PARTNERS, params![tenant, period.from, period.to, currency.code()], |row| {
        Ok(PartnerTotals {
            partner: row.parse(0)?,
            name: row.text(1)?,
            revenue_minor: row.int(2)?,
            orders: row.int(3)?,
            commission_minor: row.int(4)?,
        })
    })
}

/// How many counted clicks each partner had in a period.
///
/// # Errors
/// What the database says.
pub fn clicks_by_partner(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    period: Period,
) -> Result<BTreeMap<PartnerId, i64>> {
    let rows = tx.rows(sql::CLICKS_BY_PARTNER, params![tenant, period.from, period.to], |row| {
        Ok((row.parse(0)?, row.int(1)?))
    })?;
    Ok(rows.into_iter().collect())
}

/// How credited orders came: (way, orders, revenue).
///
/// # Errors
/// What the database says.
pub fn ways(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    currency: Currency,
    period: Period,
) -> Result<Vec<(String, i64, i64)>> {
    tx.rows(sql::WAYS, params![tenant, period.from, period.to, currency.code()], |row| {
        Ok((row.text(0)?, row.int(1)?, row.int(2)?))
    })
}

/// One row for the chart: when, what it brought and what it earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earning {
    /// When the order was placed.
    pub placed_at: Timestamp,
    /// Its base.
    pub revenue_minor: i64,
    /// What it earns in all.
    pub commission_minor: i64,
}

/// The credited orders of a period that earn, oldest first. Days are the caller's: they depend on
/// the store's time zone.
///
/// # Errors
/// What the database says.
pub fn earnings(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    currency: Currency,
    period: Period,
) -> Result<Vec<Earning>> {
    tx.rows(sql::EARNINGS, params![tenant, period.from, period.to, currency.code()], |row| {
        Ok(Earning { placed_at: row.time(0)?, revenue_minor: row.int(1)?, commission_minor: row.int(2)? })
    })
}

/// When the counted clicks of a period happened.
///
/// # Errors
/// What the database says.
pub fn click_times(tx: &mut Tx<'_>, tenant: &TenantId, period: Period) -> Result<Vec<Timestamp>> {
    tx.rows(sql::CLICK_TIMES, params![tenant, period.from, period.to], |row| row.time(0))
}
