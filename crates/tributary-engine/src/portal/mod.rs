//! Partners who sign in to their own pages. Their sessions are apart from those of the people who run the
//! server: no token of one is ever a token of the other.

mod sql;

use crate::db::Tx;
use crate::error::Result;
use crate::store::{self, Store};
use crate::{chance, params, program, seal};
use std::collections::BTreeSet;
use tributary_core::{PartnerId, ProgramId, TenantId, Timestamp};

const SESSION_MS: i64 = 30 * 24 * 3_600_000; // a phone is not signed out before the month's payout

/// A partner's browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerSession {
    /// Whose program it is.
    pub tenant: TenantId,
    /// Who.
    pub partner: PartnerId,
    /// What each of their forms must carry.
    pub csrf: String,
}

/// Somebody who can be sent a sign-in link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Whose program it is.
    pub tenant: TenantId,
    /// Who.
    pub partner: PartnerId,
    /// Their name.
    pub name: String,
    /// Where to write to.
    pub email: String,
}

/// The partner with this address, if there is one.
///
/// # Errors
/// What the database says.
pub fn addressee(tx: &mut Tx<'_>, email: &str) -> Result<Option<Addressee>> {
    tx.row(sql::BY_EMAIL, params![email.trim().to_lowercase()], |row| {
        Ok(Addressee {
            tenant: row.parse(0)?,
            partner: row.parse(1)?,
            name: row.text(2)?,
            email: row.text(3)?,
        })
    })
}

/// Makes a sign-in link's token; it works once, for so long.
///
/// # Errors
/// What the database says.
pub fn link(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    partner: &PartnerId,
    (now, lasting_ms): (Timestamp, i64),
) -> Result<String> {
    let token = chance::secret()?;
    let row = params![seal::token_hash(&token), tenant, partner, now.plus_ms(lasting_ms)];
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
    let whose = tx.row(sql::LINK, params![&hash, now], |row| Ok((row.parse(0)?, row.parse(1)?)))?;
    let Some((tenant, partner)) = whose else { return Ok(None) };
    tx.exec(sql::USE_LINK, params![&hash, now])?;
    open_session(tx, &tenant, &partner, now).map(Some)
}

/// Signs a browser in; the token goes into its cookie.
///
/// # Errors
/// What the database says.
pub fn open_session(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    partner: &PartnerId,
    now: Timestamp,
) -> Result<String> {
    let (token, csrf) = (chance::secret()?, chance::secret()?);
    let row = params![seal::token_hash(&token), tenant, partner, &csrf, now, now.plus_ms(SESSION_MS)];
    tx.exec(sql::INSERT_SESSION, row)?;
    tx.exec(sql::FORGET_SESSIONS, params![now])?;
    Ok(token)
}

/// Who a cookie's token stands for, if it still does.
///
/// # Errors
/// What the database says.
pub fn session_of(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<PartnerSession>> {
    tx.row(sql::SESSION, params![seal::token_hash(token), now], |row| {
        Ok(PartnerSession { tenant: row.parse(0)?, partner: row.parse(1)?, csrf: row.text(2)? })
    })
}

/// The stores that a partner has to do with, the first one first, each with its program: those where they have a code, a link or
/// orders, or were let in. Whoever has none of these anywhere sees the stores that are open to everybody, and where none is, the one
/// in whose name the tenant speaks.
///
/// # Errors
/// What the database says.
pub fn stores(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    partner: &PartnerId,
) -> Result<Vec<(Store, Option<ProgramId>)>> {
    let mut all = store::with_programs(tx, tenant)?;
    if all.iter().any(|(_, program)| program.is_some()) {
        all.retain(|(_, program)| program.is_some());
    }
    if all.len() < 2 {
        return Ok(all);
    }
    let own = programs(tx, tenant, partner)?;
    let own = kept(&all, |program| Ok(own.contains(program)))?;
    if !own.is_empty() {
        return Ok(own);
    }
    let open = kept(&all, |id| Ok(program::page_of(tx, tenant, id)?.is_some_and(|page| page.open)))?;
    all.truncate(1);
    Ok(if open.is_empty() { all } else { open })
}

/// Those whose program is wanted.
fn kept(
    all: &[(Store, Option<ProgramId>)],
    mut wanted: impl FnMut(&ProgramId) -> Result<bool>,
) -> Result<Vec<(Store, Option<ProgramId>)>> {
    let mut kept = Vec::new();
    for (store, program) in all {
        if program.as_ref().map(&mut wanted).transpose()? == Some(true) {
            kept.push((store.clone(), program.clone()));
        }
    }
    Ok(kept)
}

fn programs(tx: &mut Tx<'_>, tenant: &TenantId, partner: &PartnerId) -> Result<BTreeSet<ProgramId>> {
    let rows = tx.rows(sql::PROGRAMS, params![tenant, partner], |row| row.parse(0))?;
    Ok(rows.into_iter().collect())
}

/// Signs a browser out.
///
/// # Errors
/// What the database says.
pub fn end_session(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    tx.exec(sql::END_SESSION, params![seal::token_hash(token)])?;
    Ok(())
}
