//! Publishers who sign in to their own pages, by a link in a mail. Their sessions are apart from those of partners and
//! of the people who run the server.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::{chance, params, seal};
use tributary_core::{PublisherId, Timestamp};

const SESSION_MS: i64 = 30 * 24 * 3_600_000; // as long as a partner's

/// A publisher's browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub publisher: PublisherId,
    /// What each of their forms must carry.
    pub csrf: String,
}

/// Makes a sign-in link's token; it works once, for so long.
///
/// # Errors
/// What the database says.
pub fn link(tx: &mut Tx<'_>, publisher: &PublisherId, (now, lasting_ms): (Timestamp, i64)) -> Result<String> {
    let token = chance::secret()?;
    let row = params![seal::token_hash(&token), publisher, now.plus_ms(lasting_ms)];
    tx.exec(sql::INSERT_LINK, row)?;
    Ok(token)
}

/// Whether a sign-in link still works; looking does not use it up, for mail scanners look too.
///
/// # Errors
/// What the database says.
pub fn link_works(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<bool> {
    Ok(tx.row(sql::LINK, params![seal::token_hash(token), now], |_| Ok(()))?.is_some())
}

/// Signs a browser in by a link and uses the link up; nothing when it does not work.
///
/// # Errors
/// What the database says.
pub fn enter(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<String>> {
    let hash = seal::token_hash(token);
    let whose = tx.row(sql::LINK, params![&hash, now], |row| row.parse::<PublisherId>(0))?;
    let Some(publisher) = whose else { return Ok(None) };
    tx.exec(sql::USE_LINK, params![&hash, now])?;
    open_session(tx, &publisher, now).map(Some)
}

/// Signs a browser in; the token goes into its cookie.
///
/// # Errors
/// What the database says.
pub fn open_session(tx: &mut Tx<'_>, publisher: &PublisherId, now: Timestamp) -> Result<String> {
    let (token, csrf) = (chance::secret()?, chance::secret()?);
    let row = params![seal::token_hash(&token), publisher, &csrf, now, now.plus_ms(SESSION_MS)];
    tx.exec(sql::INSERT_SESSION, row)?;
    tx.exec(sql::FORGET_SESSIONS, params![now])?;
    Ok(token)
}

/// Who a cookie's token stands for, if it still does.
///
/// # Errors
/// What the database says.
pub fn session_of(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<Session>> {
    tx.row(sql::SESSION, params![seal::token_hash(token), now], |row| {
        Ok(Session { publisher: row.parse(0)?, csrf: row.text(1)? })
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
