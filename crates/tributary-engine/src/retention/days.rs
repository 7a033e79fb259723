//! Days that can no longer be counted: what forgotten clicks came to stays in its day, whatever becomes of the calendar.

use super::{last, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::{click, params};
use tributary_core::{TenantId, Timestamp};

/// Leaves of the clicks per day what forgotten ones came to, so that those that are there can be counted again.
///
/// # Errors
/// What the database says.
pub(crate) fn clear_days(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
    let calendar = click::calendar(tx, tenant)?;
    let (Some(horizon), Some(calendar)) = (last(tx, tenant)?, calendar) else {
        return tx.exec(sql::FORGET_DAYS, params![tenant, i64::MIN]).map(drop);
    };
    let end = calendar.start_of(horizon.day);
    let mut from = Timestamp::MIN;
    while let Some(next) = click::next_click(tx, tenant, from)?.filter(|next| *next < end) {
        let day = calendar.day_of(next);
        let until = calendar.start_of(day.saturating_add(1));
        tx.exec(sql::UNCOUNT_DAY, params![tenant, calendar.start_of(day), until, day])?;
        from = until;
    }
    tx.exec(sql::FORGET_DAYS, params![tenant, horizon.day]).map(drop)
}
