//! What was granted for friends' orders: each row says what had been granted before it, so a missing one shows.

use super::{Report, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use std::collections::BTreeMap;
use tributary_core::TenantId;

/// What a program granted: numbered without a gap, each row with what was granted before it.
pub(super) fn check(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let rows = tx.rows(sql::GRANTS, params![tenant], |row| {
        Ok(((row.raw(0)?, row.raw(1)?), [row.raw(2)?, row.raw(3)?, row.raw(4)?]))
    })?;
    let mut sums: BTreeMap<(String, String), (i128, i128)> = BTreeMap::new();
    for ((program, currency), [seq, before, amount]) in rows {
        let place = format!("grant {seq} of {program} in {currency}");
        let (count, sum) = sums.entry((program, currency)).or_default();
        *count += 1;
        if seq != count.to_string() || before != sum.to_string() {
            report.note(place, format!("should be number {count}, after {sum} had been granted"));
        }
        *sum += amount.parse::<i128>().unwrap_or(0);
    }
    Ok(())
}
