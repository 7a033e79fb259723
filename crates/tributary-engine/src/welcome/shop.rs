//! A welcome coupon in the shop: asked for by a job, and noted when the shop has answered.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::{job, params};
use tributary_core::{CouponId, TenantId, Timestamp};

/// The job that makes one in the shop; its subject is the coupon's id.
pub const MAKE: &str = "make_welcome";

/// What the shop answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// It is there, under this id of the shop's.
    There(String),
    /// It could not be made: why, and the fix.
    Trouble(String),
}

/// Asks the shop for a coupon.
///
/// # Errors
/// What the database says.
pub fn ask(tx: &mut Tx<'_>, (tenant, id): (&TenantId, &CouponId), now: Timestamp) -> Result<()> {
    tx.exec(sql::ASKED, params![tenant, id])?;
    job::ask(tx, tenant, MAKE, id.as_str(), now)
}

/// Notes what the shop answered.
///
/// # Errors
/// What the database says.
pub fn note_made(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &CouponId),
    made: &Made,
    now: Timestamp,
) -> Result<()> {
    match made {
        Made::There(coupon) => tx.exec(sql::NOTE_MADE, params![tenant, id, coupon, now]),
        Made::Trouble(why) => tx.exec(sql::NOTE_TROUBLE, params![tenant, id, why, now]),
    }
    .map(drop)
}
