//! Who may do what: tenants, people who sign in, API keys.

mod account;
mod key;
mod role;
mod session;
mod sql;
mod team;
mod token;
mod user;

pub use account::{set_account, set_password};
pub use key::{Key, NewKey, SCOPES, create_key, key_of, list_keys, revoke_key};
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
use crate::error::Result;
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

/// All tenants.
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
