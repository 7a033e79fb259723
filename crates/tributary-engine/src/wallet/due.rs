//! What of store credit ends by itself, one by one: what is wrong with one wallet must keep no other waiting.

use super::{end_credit, reservation, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use tributary_core::{Currency, CustomerId, ReservationId, TenantId, Timestamp};

/// Something that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// What was set aside was held too long.
    Reservation(TenantId, ReservationId),
    /// Some credit of a wallet may have ended.
    Credit(TenantId, CustomerId, Currency),
}

/// What has ended by a moment, of each kind at most so much.
///
/// # Errors
/// What the database says.
pub fn due(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<Due>> {
    let mut all =
        tx.rows(sql::OVERDUE, params![now, limit], |row| Ok(Due::Reservation(row.parse(0)?, row.parse(1)?)))?;
    let credit = tx.rows(sql::TO_LOOK_AT, params![now, limit], |row| {
        Ok(Due::Credit(row.parse(0)?, row.parse(1)?, row.parse(2)?))
    })?;
    all.extend(credit);
    Ok(all)
}

/// Gives back what was set aside too long, or posts what has ended.
///
/// # Errors
/// What the database says.
pub fn end(tx: &mut Tx<'_>, due: &Due, now: Timestamp) -> Result<()> {
    match due {
        Due::Reservation(tenant, id) => {
            reservation::expire(tx, (tenant, id), now)?;
            // What comes back may have ended meanwhile.
            let known = reservation::load_reservation(tx, tenant, id)?;
            end_credit(tx, (tenant, &known.customer), known.amount.currency, now)
        }
        Due::Credit(tenant, customer, currency) => end_credit(tx, (tenant, customer), *currency, now),
    }
}

/// Lets a wallet that could not be looked at rest, so that it does not stand before all others.
///
/// # Errors
/// What the database says.
pub fn postpone(tx: &mut Tx<'_>, due: &Due, until: Timestamp) -> Result<()> {
    match due {
        Due::Reservation(..) => Ok(()),
        Due::Credit(tenant, customer, currency) => {
            tx.exec(sql::LOOK_AT, params![tenant, customer, currency.code(), until]).map(drop)
        }
    }
}
