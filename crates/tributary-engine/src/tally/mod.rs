//! What each partner, link and code brought in a period: clicks from the counted days, orders from what stands. Each
//! number is that of the rows which its filter lists.

mod sql;

use crate::click::{self, Calendar};
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::params;
use crate::report::Period;
use std::collections::BTreeMap;
use tributary_core::{Currency, PartnerId, TenantId, Timestamp};

/// By what clicks and orders are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Who is credited.
    Partner,
    /// The link that won.
    Link,
    /// The code that won.
    Code,
}

/// What one of them brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Clicks that count.
    pub clicks: i64,
    /// Orders for which something is due, in the asked currency.
    pub orders: i64,
    /// Their base.
    pub revenue_minor: i64,
    /// What they earn the partner.
    pub commission_minor: i64,
    /// All credited orders, in any currency and standing.
    pub credited: i64,
    /// Those of them with refunds.
    pub refunded: i64,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            clicks: self.clicks.saturating_add(other.clicks),
            orders: self.orders.saturating_add(other.orders),
            revenue_minor: self.revenue_minor.saturating_add(other.revenue_minor),
            commission_minor: self.commission_minor.saturating_add(other.commission_minor),
            credited: self.credited.saturating_add(other.credited),
            refunded: self.refunded.saturating_add(other.refunded),
        }
    }

    /// Orders per click, in hundredths of a percent; coupons may bring more than all.
    #[must_use]
    pub fn conversion_bps(&self) -> Option<i64> {
        share_bps(self.orders, self.clicks)
    }

    /// Commission per click, in minor units, rounded down.
    #[must_use]
    pub fn per_click_minor(&self) -> Option<i64> {
        self.commission_minor.checked_div(self.clicks)
    }

    /// How many of the credited orders have refunds, in hundredths of a percent.
    #[must_use]
    pub fn refund_bps(&self) -> Option<i64> {
        share_bps(self.refunded, self.credited)
    }
}

fn share_bps(part: i64, whole: i64) -> Option<i64> {
    part.checked_mul(10_000)?.checked_div(whole)
}

/// What each brought in a period, by its id; whoever brought nothing is left out.
///
/// # Errors
/// What the database says.
pub fn tally(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (by, currency): (By, Currency),
    period: Period,
) -> Result<BTreeMap<String, Tally>> {
    let (clicks, orders) = match by {
        By::Partner => (sql::CLICKS_BY_PARTNER, sql::ORDERS_BY_PARTNER),
        By::Link => (sql::CLICKS_BY_LINK, sql::ORDERS_BY_LINK),
        By::Code => (sql::CLICKS_BY_CODE, sql::ORDERS_BY_CODE),
    };
    let span = params![tenant, period.from, period.to, currency.code()];
    let rows = tx.rows(orders, span, of_orders)?;
    let mut all: BTreeMap<String, Tally> = rows.into_iter().collect();
    if let Some(calendar) = click::calendar(tx, tenant)? {
        let (first, last) = days(&calendar, period);
        let rows = tx.rows(clicks, params![tenant, first, last], |row| Ok((row.text(0)?, row.int(1)?)))?;
        for (id, clicks) in rows {
            all.entry(id).or_default().clicks = clicks;
        }
    }
    Ok(all)
}

/// The first and last day of a period of whole days.
fn days(calendar: &Calendar, period: Period) -> (i64, i64) {
    (calendar.day_of(period.from), calendar.day_of(period.to.plus_ms(-1)))
}

fn of_orders(row: &Row<'_>) -> Result<(String, Tally)> {
    let tally = Tally {
        clicks: 0,
        orders: row.int(1)?,
        revenue_minor: row.int(2)?,
        commission_minor: row.int(3)?,
        credited: row.int(4)?,
        refunded: row.int(5)?,
    };
    Ok((row.text(0)?, tally))
}

/// When each partner last brought a click that counts or an order, by id.
///
/// # Errors
/// What the database says.
pub fn last_active(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<BTreeMap<String, Timestamp>> {
    let rows = tx.rows(sql::LAST_ACTIVE, params![tenant], |row| Ok((row.text(0)?, row.time(1)?)))?;
    Ok(rows.into_iter().filter(|(_, at)| at.ms() >= 0).collect())
}

/// When a partner's orders of a period were placed, and the base of each; those for which something is due.
///
/// # Errors
/// What the database says.
pub fn earned_by(
    tx: &mut Tx<'_>,
    (tenant, partner): (&TenantId, &PartnerId),
    currency: Currency,
    period: Period,
) -> Result<Vec<(Timestamp, i64)>> {
    let wanted = params![tenant, partner, period.from, period.to, currency.code()];
    tx.rows(sql::EARNED_BY, wanted, |row| Ok((row.time(0)?, row.int(1)?)))
}
