//! People who sign in.

use super::{Role, sql};
use crate::audit::{self, Actor, Note};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::partner::plausible_email;
use crate::{chance, params};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tributary_core::{TenantId, Timestamp, UserId};

const PASSWORD_CHARS_MIN: usize = 8;
const PASSWORD_CHARS_MAX: usize = 1000; // hashing takes time for each of them
const NAME_CHARS_MAX: usize = 100;

/// Somebody who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Whose server they work on.
    pub tenant: TenantId,
    /// Their id.
    pub id: UserId,
    /// Their address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// What a password is checked against.
    pub password_hash: String,
    /// The language they chose, as a tag.
    pub language: Option<String>,
}

/// What somebody is made from.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Their address.
    pub email: String,
    /// Their name; may be empty.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// From [`hash_password`].
    pub password_hash: String,
}

/// Hashes a password; slow on purpose, so never inside a transaction.
///
/// # Errors
/// [`Error::Invalid`] for one that is too short.
pub fn hash_password(password: &str) -> Result<String> {
    if !(PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&password.chars().count()) {
        return Err(Error::field("/password", "length", "Use at least 8 characters; a sentence is best."));
    }
    let salt = chance::bytes::<16>()?;
    let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hashed.map(|hash| hash.to_string()).map_err(|e| Error::Broken(e.to_string()))
}

/// Whether a password fits; takes as long for somebody unknown as for somebody known.
#[must_use]
pub fn check_password(user: Option<&User>, password: &str) -> bool {
    // The hash of nothing anybody can type: an unknown address costs the same time.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let hash = user.map_or(NOBODY, |user| &user.password_hash);
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && user.is_some()
}

/// Adds somebody who can sign in at once.
///
/// # Errors
/// [`Error::Invalid`] for a bad or taken address.
pub fn create_user(tx: &mut Tx<'_>, by: &Actor, new: &NewUser, now: Timestamp) -> Result<UserId> {
    let id = insert(tx, by, new, now)?;
    tx.exec(sql::JOIN, params![&by.tenant, &id, now, new.name.trim(), &new.password_hash])?;
    let role = serde_json::json!({ "role": new.role.as_str() });
    audit::note(tx, by, &Note::on("user.created", id.as_str()).named(new.email.trim()).now(role), now)?;
    Ok(id)
}

/// Adds somebody who has not joined yet.
pub(super) fn insert(tx: &mut Tx<'_>, by: &Actor, new: &NewUser, now: Timestamp) -> Result<UserId> {
    let email = new.email.trim();
    if !plausible_email(email) {
        return Err(Error::field("/email", "format", "Use an address such as ada@example.com."));
    }
    let id = UserId::from_bits(chance::ordered_bits(now)?);
    let row = params![&by.tenant, &id, email, email.to_lowercase(), "", new.role.as_str(), now, &by.name];
    match tx.exec(sql::INSERT_USER, row) {
        Err(error) if error.is_unique() => {
            Err(Error::clash("/email", "taken", "Somebody already signs in with this address."))
        }
        other => other.map(|_| id),
    }
}

/// A name as it is kept.
///
/// # Errors
/// [`Error::Invalid`] for one that is too long.
pub(super) fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(Error::field("/name", "length", "Use at most 100 characters."));
    }
    Ok(name)
}

impl User {
    /// Somebody who can sign in, by their address.
    ///
    /// # Errors
    /// What the database says.
    pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<Self>> {
        tx.row(sql::USER_BY_EMAIL, params![email.trim().to_lowercase()], decode)
    }

    /// Somebody who can sign in, by their id.
    ///
    /// # Errors
    /// What the database says.
    pub fn by_id(tx: &mut Tx<'_>, tenant: &TenantId, id: &UserId) -> Result<Option<Self>> {
        tx.row(sql::USER_BY_ID, params![tenant, id], decode)
    }
}

fn decode(row: &Row<'_>) -> Result<User> {
    Ok(User {
        tenant: row.parse(0)?,
        id: row.parse(1)?,
        email: row.text(2)?,
        role: row.parse(3)?,
        password_hash: row.text(4)?,
        language: row.opt_text(5)?,
    })
}

/// How many people were ever let in.
///
/// # Errors
/// What the database says.
pub fn user_count(tx: &mut Tx<'_>) -> Result<i64> {
    tx.int(sql::COUNT_USERS, params![])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_checked_and_an_unknown_person_never_fits() {
        let user = User {
            tenant: TenantId::from_bits(1),
            id: UserId::from_bits(2),
            email: "ada@example.com".to_owned(),
            role: Role::Owner,
            password_hash: hash_password("correct horse").unwrap(),
            language: None,
        };
        assert!(check_password(Some(&user), "correct horse"));
        assert!(!check_password(Some(&user), "wrong horse"));
        assert!(!check_password(None, "correct horse"));
        assert!(!check_password(Some(&User { password_hash: String::new(), ..user }), ""));
        assert!(hash_password("short").is_err());
    }
}
