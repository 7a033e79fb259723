//! Figures and reports: what partners brought, in any period and under any filter. Each figure equals the
//! sum of the rows behind it, and none is read from every click: days of clicks are counted as they come.
//!
//! **Revenue** is the base of credited orders that earn: what was bought before tax and shipping, after
//! refunds. Cancelled, failed, trashed and wholly refunded orders earn nothing and are in no figure.

mod clicks;
mod products;
mod rows;
mod series;
mod sql;
mod visits;

pub use self::clicks::{click_series, clicks, clicks_by, tells_clicks};
pub use crate::click::rebuild_days;
pub use products::{Product, SoldLine, lines, products};
pub use rows::{Axis, Figures, Row, figures, name, rows};
pub use series::series;
#[cfg(test)]
pub(crate) use sql::MADE;
pub use visits::{Visit, visits};

use crate::db::Tx;
use crate::error::Result;
use crate::order::Filter;
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
    /// Those of them that a click won. Only they say how well clicks sell: coupons need no click.
    pub by_click: i64,
    /// Clicks of people on known links and codes.
    pub clicks: i64,
    /// What those orders earn their partners; the platform's part is nobody's commission.
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
    let figures = figures(tx, tenant, &earning(currency, period))?;
    let span = params![tenant, period.from, period.to, currency.code()];
    let (all_orders, other_currencies) =
        tx.row(sql::ORDER_TOTALS, span, |row| Ok((row.int(0)?, row.int(1)?)))?.unwrap_or_default();
    Ok(Totals {
        revenue_minor: figures.revenue_minor,
        orders: figures.orders,
        by_click: figures.by_click,
        clicks: figures.clicks,
        commission_minor: figures.commission_minor,
        all_orders,
        other_currencies,
    })
}

/// The orders behind the overview's numbers: those of a period that earn, in one currency.
#[must_use]
pub fn earning(currency: Currency, period: Period) -> Filter {
    Filter {
        from: Some(period.from),
        to: Some(period.to),
        earns: Some(true),
        currency: Some(currency),
        ..Filter::default()
    }
}

/// The currencies of a period's orders, each with how many; the most used first.
///
/// # Errors
/// What the database says.
pub fn currencies(tx: &mut Tx<'_>, tenant: &TenantId, period: Period) -> Result<Vec<(Currency, i64)>> {
    tx.rows(sql::CURRENCIES, params![tenant, period.from, period.to], |row| Ok((row.parse(0)?, row.int(1)?)))
}

/// When the first click or order happened; nothing while there is none.
///
/// # Errors
/// What the database says.
pub fn beginning(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Option<Timestamp>> {
    let found = tx.row(sql::BEGINNING, params![tenant], |row| Ok([row.opt_int(0)?, row.opt_int(1)?]))?;
    Ok(found.into_iter().flatten().flatten().min().map(Timestamp::from_ms))
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
    let span = Filter { from: Some(period.from), to: Some(period.to), ..Filter::default() };
    let counts = clicks_by(tx, tenant, Axis::Partner, &span)?;
    Ok(counts.into_iter().filter_map(|(id, clicks)| Some((PartnerId::parse(&id).ok()?, clicks))).collect())
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
    let ways = rows(tx, tenant, Axis::Way, &earning(currency, period))?;
    Ok(ways.into_iter().map(|way| (way.key, way.figures.orders, way.figures.revenue_minor)).collect())
}
