//! What the team changes about a partner: who they are, and whether lists show them. Nothing here moves money.

use super::{checked_email, checked_name, load, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{params, person};
use tributary_core::{PartnerId, TenantId, Timestamp};

const WORDS_CHARS_MAX: usize = 100; // of a group or place: they stand in table cells
const NOTE_CHARS_MAX: usize = 4000; // two pages

/// What can be changed about a partner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The name as shown.
    pub name: String,
    /// Where to write to.
    pub email: Option<String>,
    /// The group they are sorted into.
    pub group: String,
    /// Where they are.
    pub place: String,
    /// What the team noted.
    pub note: String,
}

/// One entry of a partner's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSince {
    /// `active` or `paused`.
    pub status: String,
    /// Since when; the first is since ever.
    pub since: Timestamp,
    /// Who set it.
    pub by: String,
}

/// Changes a partner from now on. A new address tells own purchases of orders placed after it.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Invalid`] names the field.
pub fn change(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &PartnerId,
    profile: &Profile,
    (people_key, now): (&[u8; 32], Timestamp),
) -> Result<()> {
    load(tx, tenant, id)?;
    let name = checked_name(&profile.name)?;
    let email = profile.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    checked_email(email)?;
    let group = short(&profile.group, "/group")?;
    let place = short(&profile.place, "/place")?;
    let note = profile.note.trim();
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(Error::field("/note", "length", "Shorten the note to 4,000 characters."));
    }
    let email_key = email.map(|email| person::email_key(people_key, email));
    tx.exec(sql::CHANGE, params![tenant, id, name, email, email_key.as_deref(), group, place, note])?;
    if let Some(key) = &email_key {
        tx.exec(sql::ADD_ADDRESS, params![tenant, id, key, now])?;
    }
    Ok(())
}

fn short<'a>(text: &'a str, pointer: &'static str) -> Result<&'a str> {
    let text = text.trim();
    if text.chars().count() > WORDS_CHARS_MAX {
        return Err(Error::field(pointer, "length", "Shorten this to 100 characters."));
    }
    Ok(text)
}

/// Hides a partner from lists. Links and codes keep resolving and crediting: pause for that.
///
/// # Errors
/// [`Error::NotFound`].
pub fn archive(tx: &mut Tx<'_>, tenant: &TenantId, id: &PartnerId, now: Timestamp) -> Result<()> {
    found(tx.exec(sql::ARCHIVE, params![tenant, id, now])?)
}

/// Shows an archived partner again.
///
/// # Errors
/// [`Error::NotFound`].
pub fn restore(tx: &mut Tx<'_>, tenant: &TenantId, id: &PartnerId) -> Result<()> {
    found(tx.exec(sql::RESTORE, params![tenant, id])?)
}

/// Notes that an invitation was sent.
///
/// # Errors
/// [`Error::NotFound`].
pub fn invited(tx: &mut Tx<'_>, tenant: &TenantId, id: &PartnerId, now: Timestamp) -> Result<()> {
    found(tx.exec(sql::INVITED, params![tenant, id, now])?)
}

fn found(rows: usize) -> Result<()> {
    if rows == 0 { Err(Error::NotFound("partner")) } else { Ok(()) }
}

/// The history of a partner's status, newest first.
///
/// # Errors
/// What the database says.
pub fn statuses(tx: &mut Tx<'_>, tenant: &TenantId, id: &PartnerId) -> Result<Vec<StatusSince>> {
    tx.rows(sql::STATUSES, params![tenant, id], |row| {
        Ok(StatusSince { status: row.text(0)?, since: row.time(1)?, by: row.text(2)? })
    })
}
