//! Figures and reports: what partners brought, in any period and under any filter. Each figure equals the
//! sum of the rows behind it, and none is read from every click or order: days and hours of both are added up as they come.
//!
//! **Revenue** is the base of credited orders that earn: what was bought before tax and shipping, or the order's total where
//! commissions are taken of that, after refunds. Cancelled, failed, trashed and wholly refunded orders earn nothing and are in no figure.

mod clicks;
mod kept;
mod names;
mod products;
mod rows;
mod series;
mod sql;
mod visits;

pub use self::clicks::{click_series, clicks, clicks_by, tells_clicks};
pub use products::{InCategory, Product, SoldLine, by_category, lines, products};
pub use rows::{Axis, Figures, Row, figures, name, rows};
pub use series::series;
#[cfg(test)]
pub(crate) use sql::MADE;
pub use visits::{Visit, visits};

use crate::db::Tx;
use crate::error::Result;
use crate::order::Filter;
use crate::{access, click, order, params, sum};
use tributary_core::{Currency, ProgramId, TenantId, Timestamp};

/// Derives what a file from before the figures lacks: days and hours of clicks, by what orders were won, what all of it
/// adds up to.
/// Does nothing to any other file.
///
/// # Errors
/// What the database says.
pub fn catch_up(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    for tenant in access::tenants(tx)? {
        if click::calendar(tx, &tenant)?.is_none() {
            click::rebuild_days(tx, &tenant)?;
            order::project_all(tx, &tenant, now)?;
            sum::rebuild(tx, &tenant)?;
            continue;
        }
        if order::are_underived(tx, &tenant)? {
            order::project_all(tx, &tenant, now)?;
        }
        if click::hours_are_missing(tx, &tenant)? {
            click::rebuild_hours(tx, &tenant)?;
        }
        if sum::is_missing(tx, &tenant)? {
            sum::rebuild(tx, &tenant)?;
        }
    }
    Ok(())
}

/// Counts the days and hours of clicks and orders anew, on the calendar that the first store has now.
///
/// # Errors
/// What the database says.
pub fn rebuild_days(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
    click::rebuild_days(tx, tenant)?;
    sum::rebuild(tx, tenant)
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

/// The overview's numbers, of all programs or of one.
///
/// # Errors
/// What the database says.
pub fn totals(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (program, currency): (Option<&ProgramId>, Currency),
    period: Period,
) -> Result<Totals> {
    let figures = figures(tx, tenant, &Filter { program: program.cloned(), ..earning(currency, period) })?;
    let all = order::sums(tx, tenant, &placed(program, period))?;
    let others = all.iter().filter(|sums| sums.currency != currency);
    Ok(Totals {
        revenue_minor: figures.revenue_minor,
        orders: figures.orders,
        by_click: figures.by_click,
        clicks: figures.clicks,
        commission_minor: figures.commission_minor,
        all_orders: all.iter().map(|sums| sums.orders).sum(),
        other_currencies: others.map(|sums| sums.orders).sum(),
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

/// The currencies of a period's orders, each with how many; the most used first. Of all programs or of one.
///
/// # Errors
/// What the database says.
pub fn currencies(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    program: Option<&ProgramId>,
    period: Period,
) -> Result<Vec<(Currency, i64)>> {
    let all = order::sums(tx, tenant, &placed(program, period))?;
    Ok(all.into_iter().map(|sums| (sums.currency, sums.orders)).collect())
}

/// Every order of a period.
fn placed(program: Option<&ProgramId>, period: Period) -> Filter {
    let program = program.cloned();
    Filter { program, from: Some(period.from), to: Some(period.to), ..Filter::default() }
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
