//! Tries: what each came to, how an endpoint fared lately, and when deliveries are forgotten.

use super::sql;
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::params;
use tributary_core::{TenantId, Timestamp, WebhookDeliveryId, WebhookEndpointId};

/// How long a delivery that was taken is kept. What failed or waits stays until somebody deals with it.
pub const KEEP_DELIVERED_DAYS: i64 = 30;
/// The pieces of time in [`Lately`].
pub const PIECES: usize = 24;

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;

/// One try of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The how-manieth it was.
    pub number: i64,
    /// When the answer came.
    pub at: Timestamp,
    /// Whether it was taken.
    pub well: bool,
    /// What was answered.
    pub status: Option<i64>,
    /// How long that took.
    pub took_ms: i64,
    /// What went wrong, if no answer came.
    pub trouble: Option<String>,
}

/// How an endpoint fared in the last hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lately {
    /// Which.
    pub endpoint: WebhookEndpointId,
    /// Per hour, the oldest first: how many tries were taken, and how many were not.
    pub hours: [(i64, i64); PIECES],
}

/// The tries of a delivery, the last first.
///
/// # Errors
/// What the database says.
pub fn attempts(tx: &mut Tx<'_>, tenant: &TenantId, delivery: &WebhookDeliveryId) -> Result<Vec<Attempt>> {
    tx.rows(sql::ATTEMPTS, params![tenant, delivery], decode)
}

/// The last try that an endpoint did not take.
///
/// # Errors
/// What the database says.
pub fn last_failure(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    endpoint: &WebhookEndpointId,
) -> Result<Option<Attempt>> {
    tx.row(sql::LAST_FAILURE, params![tenant, endpoint], decode)
}

/// How all endpoints fared in the last 24 hours; those that nothing was sent to are missing.
///
/// # Errors
/// What the database says.
pub fn lately(tx: &mut Tx<'_>, tenant: &TenantId, now: Timestamp) -> Result<Vec<Lately>> {
    let since = now.plus_ms(1 - DAY_MS);
    let rows = tx.rows(sql::LATELY, params![tenant, since, HOUR_MS], |row| {
        Ok((row.parse::<WebhookEndpointId>(0)?, row.int(1)?, (row.int(2)?, row.int(3)?)))
    })?;
    let mut all: Vec<Lately> = Vec::new();
    for (endpoint, hour, counts) in rows {
        if all.last().is_none_or(|last| last.endpoint != endpoint) {
            all.push(Lately { endpoint, hours: [(0, 0); PIECES] });
        }
        let place = usize::try_from(hour).ok();
        let cell = all.last_mut().zip(place).and_then(|(last, place)| last.hours.get_mut(place));
        if let Some(cell) = cell {
            *cell = counts;
        }
    }
    Ok(all)
}

/// Forgets the oldest of what was taken longer ago than it is kept, with its tries; says how many deliveries.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut Tx<'_>, limit: i64, now: Timestamp) -> Result<usize> {
    let before = now.plus_ms(-KEEP_DELIVERED_DAYS * DAY_MS);
    tx.exec(sql::FORGET_ATTEMPTS, params![before, limit])?;
    tx.exec(sql::FORGET, params![before, limit])
}

fn decode(row: &Row<'_>) -> Result<Attempt> {
    Ok(Attempt {
        number: row.int(0)?,
        at: row.time(1)?,
        well: row.int(2)? == 1,
        status: row.opt_int(3)?,
        took_ms: row.int(4)?,
        trouble: row.opt_text(5)?,
    })
}
