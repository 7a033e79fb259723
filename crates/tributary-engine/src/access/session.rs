//! Signed-in browsers. The cookie holds the token, the database its hash only.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::{chance, params, seal};
use tributary_core::{TenantId, Timestamp, UserId};

const IDLE_MS: i64 = 12 * 3_600_000;
const ABSOLUTE_MS: i64 = 14 * 24 * 3_600_000;

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose server.
    pub tenant: TenantId,
    /// Who.
    pub user: UserId,
    /// Their address, for the screen.
    pub email: String,
    /// What each of their forms must carry.
    pub csrf: String,
}

/// Signs a browser in; the token goes into its cookie.
///
/// # Errors
/// What the database says.
pub fn open_session(tx: &mut Tx<'_>, tenant: &TenantId, user: &UserId, now: Timestamp) -> Result<String> {
    let (token, csrf) = (chance::secret()?, chance::secret()?);
    let row = params![seal::token_hash(&token), tenant, user, &csrf, now, now.plus_ms(ABSOLUTE_MS)];
    tx.exec(sql::INSERT_SESSION, row)?;
    tx.exec(sql::FORGET_SESSIONS, params![now])?;
    Ok(token)
}

/// Who a cookie's token stands for, if it still does.
///
/// # Errors
/// What the database says.
pub fn session_of(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<Session>> {
    let idle_since = now.plus_ms(-IDLE_MS);
    tx.row(sql::SESSION, params![seal::token_hash(token), now, idle_since], |row| {
        Ok(Session { tenant: row.parse(0)?, user: row.parse(1)?, email: row.text(2)?, csrf: row.text(3)? })
    })
}

/// Signs a browser out.
///
/// # Errors
/// What the database says.
pub fn end_session(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    tx.exec(sql::END_SESSION, params![seal::token_hash(token)])?;
    Ok(())
}

impl Session {
    /// Notes that the browser is still there.
    ///
    /// # Errors
    /// What the database says.
    pub fn seen(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<()> {
        tx.exec(sql::SESSION_SEEN, params![seal::token_hash(token), now])?;
        Ok(())
    }
}
