//! The daily salts under which addresses are hashed. They are forgotten after two days, and with
//! them every way back from a hash to an address.

use super::sql;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{chance, params};
use tributary_core::Timestamp;
use tributary_core::time::DAY_MS;

const DAYS_KEPT: i64 = 2;

/// The salt of the day of a moment; older salts are forgotten on the way.
///
/// # Errors
/// What the database says.
pub fn salt_of_day(tx: &mut Tx<'_>, now: Timestamp) -> Result<[u8; 32]> {
    let day = now.ms().div_euclid(DAY_MS);
    let fresh = chance::bytes::<32>()?;
    tx.exec(sql::INSERT_SALT, params![day, fresh.as_slice()])?;
    tx.exec(sql::FORGET_SALTS, params![day - DAYS_KEPT + 1])?;
    let salt = tx.row(sql::SALT, params![day], |row| row.blob(0))?;
    salt.and_then(|salt| <[u8; 32]>::try_from(salt).ok())
        .ok_or_else(|| Error::Broken("the salt of the day is damaged".to_owned()))
}
