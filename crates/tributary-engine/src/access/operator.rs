//! Operators of the platform: people of some brand who may look at the figures of all of them. Only the command line makes one, so
//! nobody gets there through a browser.

use super::{Session, User, sql};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::params;
use tributary_core::Timestamp;

/// Somebody who looks at all brands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Their address.
    pub email: String,
    /// The brand to which they belong.
    pub brand: String,
    /// Since when.
    pub since: Timestamp,
}

/// Lets somebody who signs in look at all brands; says whether they could not before.
///
/// # Errors
/// [`Error::NotFound`] when nobody signs in with this address.
pub fn add_operator(tx: &mut Tx<'_>, email: &str, now: Timestamp) -> Result<bool> {
    let user = User::by_email(tx, email)?.ok_or(Error::NotFound("person"))?;
    if tx.exec(sql::ADD_OPERATOR, params![&user.tenant, &user.id, now])? == 0 {
        return Ok(false);
    }
    let note = Note::on("user.operator_added", user.id.as_str()).named(&user.email);
    audit::note(tx, &Actor::system(&user.tenant, "command line"), &note, now)?;
    Ok(true)
}

/// Takes that back; says whether they could.
///
/// # Errors
/// [`Error::NotFound`] when nobody signs in with this address.
pub fn remove_operator(tx: &mut Tx<'_>, email: &str, now: Timestamp) -> Result<bool> {
    let user = User::by_email(tx, email)?.ok_or(Error::NotFound("person"))?;
    if tx.exec(sql::REMOVE_OPERATOR, params![&user.tenant, &user.id])? == 0 {
        return Ok(false);
    }
    let note = Note::on("user.operator_removed", user.id.as_str()).named(&user.email);
    audit::note(tx, &Actor::system(&user.tenant, "command line"), &note, now)?;
    Ok(true)
}

/// All operators, by address.
///
/// # Errors
/// What the database says.
pub fn operators(tx: &mut Tx<'_>) -> Result<Vec<Operator>> {
    tx.rows(sql::OPERATORS, params![], |row| {
        Ok(Operator { email: row.text(0)?, brand: row.text(1)?, since: row.time(2)? })
    })
}

/// Whether somebody who is signed in may look at all brands.
///
/// # Errors
/// What the database says.
pub fn is_operator(tx: &mut Tx<'_>, me: &Session) -> Result<bool> {
    Ok(tx.int(sql::IS_OPERATOR, params![&me.home, &me.user])? > 0)
}
