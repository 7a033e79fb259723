//! Who may do what: tenants, people who sign in, API keys.

mod account;
mod key;
mod operator;
mod role;
mod session;
mod sql;
mod team;
mod token;
mod user;

pub use account::{set_account, set_password};
pub use key::{Key, NewKey, SCOPES, create_key, create_key_of, key_of, list_keys, revoke_key};
pub use operator::{Operator, add_operator, is_operator, operators, remove_operator};
pub use role::{Act, Role};
pub use session::{
    Look, Place, Session, end_session, end_sessions, places, session_of, sign_in, sign_in_refused,
};
pub use team::{
    Invitation, Member, cancel_invite, invitation, invite, invite_again, join, load_member, members, remove,
    restore, set_role,
};
pub use token::{
    INVITE_DAYS, Purpose, SIGN_IN_MINUTES, Token, close_links, look_at_link, open_link, use_link,
};
pub use user::{NewUser, User, check_password, create_user, hash_password, user_count};

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{chance, params, seal};
use tributary_core::{TenantId, Timestamp};

/// Makes a tenant.
///
/// # Errors
/// What the database says.
pub fn create_tenant(tx: &mut Tx<'_>, name: &str, now: Timestamp) -> Result<TenantId> {
    let id = TenantId::from_bits(chance::ordered_bits(now)?);
    tx.exec(sql::INSERT_TENANT, params![&id, name, now])?;
    Ok(id)
}

/// Makes the twin of a tenant, for test mode; its name is the same.
///
/// # Errors
/// What the database says; also that there is one already.
pub(crate) fn create_twin(tx: &mut Tx<'_>, live: &TenantId, now: Timestamp) -> Result<TenantId> {
    let id = TenantId::from_bits(chance::ordered_bits(now)?);
    match tx.exec(sql::INSERT_TWIN, params![&id, now, live])? {
        0 => Err(Error::NotFound("tenant")),
        _ => Ok(id),
    }
}

/// The twin of a tenant, if test mode was ever used.
///
/// # Errors
/// What the database says.
pub fn twin(tx: &mut Tx<'_>, live: &TenantId) -> Result<Option<TenantId>> {
    tx.row(sql::TWIN, params![live], |row| row.parse(0))
}

/// Whether a tenant is there for tests only.
///
/// # Errors
/// What the database says.
pub fn is_test(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<bool> {
    Ok(live_of(tx, tenant)? != *tenant)
}

/// Where people of a tenant belong: to itself, or to the one that it is the twin of.
///
/// # Errors
/// What the database says.
pub fn live_of(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<TenantId> {
    let of = tx.known(sql::TEST_OF, params![tenant], |row| row.opt_text(0))?.into_iter().flatten().next();
    of.map_or_else(|| Ok(tenant.clone()), |of| TenantId::parse(&of).map_err(|e| Error::Broken(e.to_string())))
}

/// Where owners are written to, with the language each chose.
///
/// # Errors
/// What the database says.
pub fn owners(tx: &mut Tx<'_>, live: &TenantId) -> Result<Vec<(String, Option<String>)>> {
    tx.rows(sql::OWNERS, params![live], |row| Ok((row.text(0)?, row.opt_text(1)?)))
}

/// All tenants but those of test mode.
///
/// # Errors
/// What the database says.
pub fn live_tenants(tx: &mut Tx<'_>) -> Result<Vec<TenantId>> {
    tx.rows(sql::LIVE_TENANTS, params![], |row| row.parse(0))
}

/// All tenants, those of test mode as well.
///
/// # Errors
/// What the database says.
pub fn tenants(tx: &mut Tx<'_>) -> Result<Vec<TenantId>> {
    tx.rows(sql::TENANTS, params![], |row| row.parse(0))
}

const SETUP_LINK_MS: i64 = 30 * 60 * 1000;

/// Makes the one-time setup link's token; earlier ones stop working.
///
/// # Errors
/// What the database says.
pub fn open_setup(tx: &mut Tx<'_>, now: Timestamp) -> Result<String> {
    let token = chance::secret()?;
    tx.exec(sql::CLEAR_SETUP, params![])?;
    tx.exec(sql::INSERT_SETUP, params![seal::token_hash(&token), now.plus_ms(SETUP_LINK_MS)])?;
    Ok(token)
}

/// Whether a setup token still opens the setup: it is right, in time, and nobody has set up yet.
///
/// # Errors
/// What the database says.
pub fn setup_is_open(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<bool> {
    let ends = tx.row(sql::SETUP, params![seal::token_hash(token)], |row| row.time(0))?;
    Ok(ends.is_some_and(|ends| now < ends) && user_count(tx)? == 0)
}

/// Closes the setup for good.
///
/// # Errors
/// What the database says.
pub fn close_setup(tx: &mut Tx<'_>) -> Result<()> {
    tx.exec(sql::CLEAR_SETUP, params![])?;
    Ok(())
}
