//! From a moment to places. When a change is committed is not known when it is written, so a moment says nothing about places
//! by itself. A mark does: a worker looks at the last place and at the clock, in this order, so everything up to that place
//! was committed by that time. A moment is answered from the last mark before it: with more than was asked for, never less.

use super::place::sql;
use super::{Place, Places, Reach};
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use tributary_core::{TenantId, Timestamp};

/// Moments of more than 60 days ago are answered from the beginning.
const KEPT_MS: i64 = 60 * 24 * 3_600_000;

/// A head that moved since the last mark.
pub type Head = (TenantId, i64, String);

/// The heads that moved since they were marked last; to be read before the clock is.
///
/// # Errors
/// What the database says.
pub fn moved(tx: &mut Tx<'_>) -> Result<Vec<Head>> {
    tx.rows(sql::HEADS, params![], |row| Ok((row.parse(0)?, row.int(1)?, row.text(2)?)))
}

/// Marks heads that were read before `now`.
///
/// # Errors
/// What the database says.
pub fn mark_all(tx: &mut Tx<'_>, heads: &[Head], now: Timestamp) -> Result<()> {
    for (tenant, seq, era) in heads {
        tx.exec(sql::MARK, params![tenant, now, era, *seq])?;
    }
    tx.exec(sql::FORGET_MARKS, params![now.plus_ms(-KEPT_MS)]).map(drop)
}

/// The places from which everything is told that was committed after a moment, by this server's clock.
///
/// # Errors
/// What the database says.
pub fn places_at(tx: &mut Tx<'_>, reach: &[Reach], moment: Timestamp) -> Result<Places> {
    let mut places = Places::default();
    for of in reach {
        let seq = tx.row(sql::MARK_BEFORE, params![&of.tenant, moment], |row| row.int(0))?.unwrap_or(0);
        let era = tx.row(sql::HEAD, params![&of.tenant], |row| row.text(1))?.unwrap_or_default();
        places.set(&of.tenant, Place { seq, era });
    }
    Ok(places)
}
