//! Reads what clicks add up to by one thing alone.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use crate::sum::Parts;
use tributary_core::TenantId;

/// What each key of an axis comes to in the whole days and hours of a span.
///
/// # Errors
/// What the database says.
pub(crate) fn sums(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    axis: &str,
    parts: &Parts,
) -> Result<Vec<(String, i64)>> {
    let [(first, end), (second, last)] = parts.hour_ranges();
    let wanted = params![tenant, axis, parts.first_day, parts.end_day, first, end, second, last];
    tx.rows(sql::SUMS, wanted, |row| Ok((row.text(0)?, row.int(1)?)))
}
