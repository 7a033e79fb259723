//! How much is going on: clicks by the minute, and visitors of the last five. Both read a range of the clicks' time.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use tributary_core::{ProgramId, TenantId, Timestamp};

/// So many minutes are counted, one by one.
pub const MINUTES: usize = 60;
const MINUTE_MS: i64 = 60_000;
const VISITORS_MS: i64 = 5 * MINUTE_MS;

/// What goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Now {
    /// Browsers that came through a partner in the last five minutes.
    pub visitors: i64,
    /// People's clicks in each of the last [`MINUTES`] minutes, oldest first.
    pub minutes: Vec<i64>,
}

/// Looks at the last hour, of all programs or of one.
///
/// # Errors
/// What the database says.
pub fn now(tx: &mut Tx<'_>, tenant: &TenantId, program: Option<&ProgramId>, at: Timestamp) -> Result<Now> {
    let end = (at.ms().div_euclid(MINUTE_MS) + 1) * MINUTE_MS;
    let span_ms = i64::try_from(MINUTES).unwrap_or_default() * MINUTE_MS;
    let mut minutes = vec![0; MINUTES];
    let span = params![tenant, end - span_ms, end, program];
    let counted = tx.rows(sql::MINUTES, span, |row| Ok((row.int(0)?, row.int(1)?)))?;
    for (minute, clicks) in counted {
        if let Some(slot) = usize::try_from(minute).ok().and_then(|minute| minutes.get_mut(minute)) {
            *slot = clicks;
        }
    }
    let visitors = tx.int(sql::VISITORS, params![tenant, at.plus_ms(-VISITORS_MS), program])?;
    Ok(Now { visitors, minutes })
}
