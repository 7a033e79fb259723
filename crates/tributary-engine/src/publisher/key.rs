//! A publisher's API tokens: shown once, kept as a hash. Each reads what is the publisher's own, in all programs.

use super::sql;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::{chance, params, seal};
use tributary_core::{KeyId, PublisherId, Timestamp};

/// What each token begins with: nobody takes it for the key of a store.
pub const SECRET_PREFIX: &str = "tributary_pub_";

const NAME_CHARS_MAX: usize = 100; // it stands in a table cell
const KEYS_MAX: i64 = 50; // of one publisher that are not revoked
/// How closely uses are noted: whoever polls would write at every request.
const USED_STEP_MS: i64 = 60_000;

/// A publisher's API token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: KeyId,
    /// Whose.
    pub publisher: PublisherId,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
}

/// Which token was used, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// Which.
    pub id: KeyId,
    /// When.
    pub at: Timestamp,
}

impl Key {
    /// Its use now, if that is worth a note.
    #[must_use]
    pub fn unnoted(&self, now: Timestamp) -> Option<KeyUse> {
        let worth = self.used_at.is_none_or(|used| now.ms() - used.ms() >= USED_STEP_MS);
        worth.then(|| KeyUse { id: self.id.clone(), at: now })
    }
}

/// A token just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its id.
    pub id: KeyId,
    /// What to send as the bearer; never shown again.
    pub secret: String,
}

/// Makes a token.
///
/// # Errors
/// [`Error::Invalid`] for a bad name, [`Error::Conflict`] when there are too many.
pub fn create_key(tx: &mut Tx<'_>, publisher: &PublisherId, name: &str, now: Timestamp) -> Result<NewKey> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(Error::field("/name", "length", "Give a name of 1 to 100 characters."));
    }
    if tx.int(sql::COUNT_KEYS, params![publisher])? >= KEYS_MAX {
        return Err(Error::Conflict(format!("there are {KEYS_MAX} tokens already: revoke one first")));
    }
    let id = KeyId::from_bits(chance::ordered_bits(now)?);
    let secret = format!("{SECRET_PREFIX}{}", chance::secret()?);
    tx.exec(sql::INSERT_KEY, params![&id, publisher, name, seal::token_hash(&secret), now])?;
    Ok(NewKey { id, secret })
}

/// The token behind a secret, unless it was revoked.
///
/// # Errors
/// What the database says.
pub fn key_of(tx: &mut Tx<'_>, secret: &str) -> Result<Option<Key>> {
    let key = tx.row(sql::KEY_BY_SECRET, params![seal::token_hash(secret)], decode)?;
    Ok(key.filter(|key| key.revoked_at.is_none()))
}

/// A publisher's tokens, newest first.
///
/// # Errors
/// What the database says.
pub fn list_keys(tx: &mut Tx<'_>, publisher: &PublisherId) -> Result<Vec<Key>> {
    tx.rows(sql::LIST_KEYS, params![publisher], decode)
}

/// Revokes one of a publisher's own tokens.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it was revoked already.
pub fn revoke_key(tx: &mut Tx<'_>, publisher: &PublisherId, id: &KeyId, now: Timestamp) -> Result<()> {
    match tx.exec(sql::REVOKE_KEY, params![publisher, id, now])? {
        0 => Err(Error::NotFound("token")),
        _ => Ok(()),
    }
}

/// Notes that a token was used.
///
/// # Errors
/// What the database says.
pub fn note_key_use(tx: &mut Tx<'_>, used: &KeyUse) -> Result<()> {
    tx.exec(sql::KEY_USED, params![&used.id, used.at]).map(drop)
}

fn decode(row: &Row<'_>) -> Result<Key> {
    Ok(Key {
        id: row.parse(0)?,
        publisher: row.parse(1)?,
        name: row.text(2)?,
        created_at: row.time(3)?,
        revoked_at: row.opt_int(4)?.map(Timestamp::from_ms),
        used_at: row.opt_int(5)?.map(Timestamp::from_ms),
    })
}
