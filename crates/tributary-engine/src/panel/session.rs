//! Customers who look at the hosted page: links in mails that work once, and short sessions.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::{chance, customer, params, person, seal};
use tributary_core::{CustomerId, StoreId, TenantId, Timestamp};

const SESSION_MS: i64 = 3_600_000; // as long as the token that it stands for may last

/// A customer's browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferSession {
    /// Whose customer it is.
    pub tenant: TenantId,
    /// Who.
    pub customer: CustomerId,
    /// What each of their forms must carry.
    pub csrf: String,
}

/// The customer with this address who can be sent a link, if there is one.
///
/// # Errors
/// What the database says.
pub fn addressee(
    tx: &mut Tx<'_>,
    of: (&TenantId, &StoreId),
    email: &str,
    people_key: &[u8; 32],
) -> Result<Option<customer::Customer>> {
    let key = person::email_key(people_key, email);
    Ok(customer::find(tx, of, (None, Some(&key)))?.filter(|one| one.email.is_some()))
}

/// Makes a link's token; it works once, for so long.
///
/// # Errors
/// What the database says.
pub fn link(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    (now, lasting_ms): (Timestamp, i64),
) -> Result<String> {
    let token = chance::secret()?;
    tx.exec(sql::INSERT_LINK, params![seal::token_hash(&token), tenant, customer, now.plus_ms(lasting_ms)])?;
    Ok(token)
}

/// Whether a link still works; looking does not use it up, for mail scanners look too.
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
    let whose = tx.row(sql::LINK, params![&hash, now], |row| Ok((row.parse(0)?, row.parse(1)?)))?;
    let Some((tenant, customer)) = whose else { return Ok(None) };
    // Whoever takes the link away enters by it, and nobody else.
    if tx.exec(sql::USE_LINK, params![&hash, now])? != 1 {
        return Ok(None);
    }
    tx.exec(sql::FORGET_LINKS, params![now])?;
    open_session(tx, (&tenant, &customer), now).map(Some)
}

/// Signs a browser in; the token goes into its cookie.
///
/// # Errors
/// What the database says.
pub fn open_session(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    now: Timestamp,
) -> Result<String> {
    let (token, csrf) = (chance::secret()?, chance::secret()?);
    let row = params![seal::token_hash(&token), tenant, customer, &csrf, now, now.plus_ms(SESSION_MS)];
    tx.exec(sql::INSERT_SESSION, row)?;
    tx.exec(sql::FORGET_SESSIONS, params![now])?;
    Ok(token)
}

/// Who a cookie's token stands for, if it still does.
///
/// # Errors
/// What the database says.
pub fn session_of(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<ReferSession>> {
    tx.row(sql::SESSION, params![seal::token_hash(token), now], |row| {
        Ok(ReferSession { tenant: row.parse(0)?, customer: row.parse(1)?, csrf: row.text(2)? })
    })
}

/// Signs a customer out everywhere, and takes the links away that would sign them in.
///
/// # Errors
/// What the database says.
pub(crate) fn forget(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<()> {
    tx.exec(sql::DROP_LINKS_OF, params![tenant, customer])?;
    tx.exec(sql::END_SESSIONS_OF, params![tenant, customer]).map(drop)
}

/// Signs a browser out.
///
/// # Errors
/// What the database says.
pub fn end_session(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    tx.exec(sql::END_SESSION, params![seal::token_hash(token)]).map(drop)
}
