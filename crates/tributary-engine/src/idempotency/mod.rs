//! Idempotency keys: the answer is kept in the transaction of its effect, so a retry gets the same
//! answer and never a second effect.

mod sql;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::params;
use tributary_core::{KeyId, TenantId, Timestamp};

const KEPT_MS: i64 = 30 * 24 * 3_600_000;
/// The longest key that a client may send.
pub const KEY_CHARS_MAX: usize = 255;

/// A request that carries a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Whose.
    pub tenant: TenantId,
    /// The API key that sent it: two integrations may use the same words.
    pub sender: KeyId,
    /// What the client calls it.
    pub key: String,
    /// Hash of method, path and body.
    pub hash: String,
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: i64,
    /// The body.
    pub body: String,
}

/// Does something at most once: either the kept answer (and `true`), or what `effect` answers now.
///
/// # Errors
/// [`Error::Conflict`] when the key came with another request before, else what `effect` says.
pub fn once(
    tx: &mut Tx<'_>,
    request: Option<&Request>,
    now: Timestamp,
    effect: impl FnOnce(&mut Tx<'_>) -> Result<Answer>,
) -> Result<(Answer, bool)> {
    let Some(request) = request else { return effect(tx).map(|answer| (answer, false)) };
    if let Some((hash, answer)) = kept(tx, request)? {
        if hash == request.hash {
            return Ok((answer, true));
        }
        return Err(Error::Conflict(
            "this Idempotency-Key came with another request before: use a new key for a new request"
                .to_owned(),
        ));
    }
    let answer = effect(tx)?;
    let row = params![
        &request.tenant,
        &request.sender,
        &request.key,
        &request.hash,
        answer.status,
        &answer.body,
        now
    ];
    tx.exec(sql::INSERT, row)?;
    tx.exec(sql::FORGET, params![&request.tenant, now.plus_ms(-KEPT_MS)])?;
    Ok((answer, false))
}

fn kept(tx: &mut Tx<'_>, request: &Request) -> Result<Option<(String, Answer)>> {
    tx.row(sql::LOAD, params![&request.tenant, &request.sender, &request.key], |row| {
        Ok((row.text(0)?, Answer { status: row.int(1)?, body: row.text(2)? }))
    })
}
