//! Customer secrets: what a shop signs its customers' tokens with. Kept sealed; a new one lets the earlier ones end a while
//! later, so that a shop can change without a break.

use super::sql;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::seal::Sealer;
use crate::store::Store;
use crate::{chance, params};
use tributary_core::{KeyId, StoreId, Timestamp};

const PREFIX: &str = "csec_";
const HOUR_MS: i64 = 3_600_000;
/// So long may an earlier secret go on at most.
pub const OVERLAP_HOURS_MAX: i64 = 7 * 24;

/// A customer secret, without what is secret of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends; `None`: it is the present one.
    pub ends_at: Option<Timestamp>,
}

/// Makes a store's next secret and says it; the earlier ones end after so many hours.
///
/// # Errors
/// What the database says.
pub fn rotate(
    tx: &mut Tx<'_>,
    (store, sealer): (&Store, &Sealer),
    overlap_hours: i64,
    now: Timestamp,
) -> Result<String> {
    let until = now.plus_ms(overlap_hours.clamp(0, OVERLAP_HOURS_MAX) * HOUR_MS);
    tx.exec(sql::END_SECRETS, params![&store.tenant, &store.id, until])?;
    tx.exec(sql::FORGET_SECRETS, params![&store.tenant, &store.id, now])?;
    let secret = format!("{PREFIX}{}", chance::secret()?);
    let id = KeyId::from_bits(chance::ordered_bits(now)?);
    tx.exec(sql::ADD_SECRET, params![&store.tenant, &id, &store.id, sealer.seal(&secret)?, now])?;
    Ok(secret)
}

/// The secrets of a store that are good now, newest first.
///
/// # Errors
/// What the database says, or a secret that does not fit the key file.
pub fn secrets(tx: &mut Tx<'_>, (store, sealer): (&Store, &Sealer), now: Timestamp) -> Result<Vec<String>> {
    tx.rows(sql::SECRETS, params![&store.tenant, &store.id, now], |row| sealer.unseal(&row.text(0)?))
}

/// The present secret of a store.
///
/// # Errors
/// [`Error::NotFound`], or a secret that does not fit the key file.
pub fn newest(tx: &mut Tx<'_>, of: (&Store, &Sealer), now: Timestamp) -> Result<String> {
    secrets(tx, of, now)?.into_iter().next().ok_or(Error::NotFound("customer secret"))
}

/// Since when a store has which secrets, newest first.
///
/// # Errors
/// What the database says.
pub fn standing(tx: &mut Tx<'_>, store: &Store, now: Timestamp) -> Result<Vec<Standing>> {
    tx.rows(sql::SECRETS, params![&store.tenant, &store.id, now], |row| {
        Ok(Standing { created_at: row.time(1)?, ends_at: row.opt_int(2)?.map(Timestamp::from_ms) })
    })
}

/// The only store that has a customer secret; nothing where there are several, or none.
///
/// # Errors
/// What the database says.
pub fn only_store(tx: &mut Tx<'_>) -> Result<Option<StoreId>> {
    let mut stores = tx.rows(sql::STORES_WITH_SECRET, params![], |row| row.parse(0))?;
    Ok(if stores.len() == 1 { stores.pop() } else { None })
}
