//! What lists of partners say of each beside reports: how often their orders were refunded, and when they last
//! brought something.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::order::Filter;
use crate::params;
use crate::report::Period;
use crate::sum::{self, Parts, axis};
use std::collections::BTreeMap;
use tributary_core::{TenantId, Timestamp};

/// How many orders of a period are credited to somebody, and how many of these have refunds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refunds {
    /// Credited orders, in any currency and standing.
    pub credited: i64,
    /// Those of them with refunds.
    pub refunded: i64,
}

/// The refunds of a period, by the partner's id.
///
/// # Errors
/// What the database says.
pub fn refunds(tx: &mut Tx<'_>, tenant: &TenantId, period: Period) -> Result<BTreeMap<String, Refunds>> {
    let mut found: BTreeMap<String, Refunds> = BTreeMap::new();
    let mut add = |(partner, refunds): (String, Refunds)| {
        let sum = found.entry(partner).or_default();
        sum.credited += refunds.credited;
        sum.refunded += refunds.refunded;
    };
    let span = Filter { from: Some(period.from), to: Some(period.to), ..Filter::default() };
    let Some(parts) = Parts::asked_in_days(tx, tenant, &span)? else { return Ok(found) };
    for (partner, counts) in sum::by_key_all(tx, tenant, axis::CREDIT, &parts)? {
        add((partner, Refunds { credited: counts.orders, refunded: counts.parts }));
    }
    for edge in parts.edges {
        let rows = tx.rows(sql::REFUNDS, params![tenant, edge.from, edge.to], |row| {
            Ok((row.text(0)?, Refunds { credited: row.int(1)?, refunded: row.int(2)? }))
        })?;
        rows.into_iter().for_each(&mut add);
    }
    Ok(found)
}

/// When each partner last brought a click or an order, by id; who never did is left out.
///
/// # Errors
/// What the database says.
pub fn last_active(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<BTreeMap<String, Timestamp>> {
    let rows =
        tx.rows(sql::LAST_ACTIVE, params![tenant], |row| Ok((row.text(0)?, row.time(1)?.max(row.time(2)?))))?;
    Ok(rows.into_iter().filter(|(_, at)| at.ms() >= 0).collect())
}
