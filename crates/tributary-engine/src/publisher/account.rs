//! A publisher's account: one per address, whichever tenants it works for.

use super::sql;
use crate::code::fold;
use crate::db::{Row, Tx};
use crate::error::{Error, Field, Result};
use crate::partner::plausible_email;
use crate::{chance, params};
use tributary_core::{PublisherId, Timestamp};

const TEXT_CHARS_MAX: usize = 200; // a name or a site's address stands in a table cell

/// A publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    /// The id.
    pub id: PublisherId,
    /// The name as shown.
    pub name: String,
    /// Where to write to, and who may sign in.
    pub email: String,
    /// The site whose members they send, in their own words.
    pub site: String,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// What an account is made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPublisher {
    /// The name as shown.
    pub name: String,
    /// Where to write to.
    pub email: String,
    /// The site whose members they send.
    pub site: String,
}

/// The account with this address; made of what is given when there is none, else left as it is.
///
/// # Errors
/// [`Error::Invalid`] names every field that needs another look.
pub fn find_or_create(tx: &mut Tx<'_>, new: &NewPublisher, now: Timestamp) -> Result<Publisher> {
    check(new)?;
    let id = PublisherId::from_bits(chance::ordered_bits(now)?);
    let email = new.email.trim();
    tx.exec(sql::INSERT, params![&id, new.name.trim(), email, fold(email), new.site.trim(), now])?;
    find(tx, email)?.ok_or(Error::NotFound("publisher"))
}

fn check(new: &NewPublisher) -> Result<()> {
    let mut faults = faults_of(&new.name, &new.site);
    if !plausible_email(new.email.trim()) {
        let detail = "Write an e-mail address such as sara@example.com: your sign-in link goes there.";
        faults.push(Field::new("/email", "format", detail));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

fn faults_of(name: &str, site: &str) -> Vec<Field> {
    let long = |text: &str| text.trim().chars().count() > TEXT_CHARS_MAX;
    let mut faults = Vec::new();
    if name.trim().is_empty() || long(name) {
        faults.push(Field::new("/name", "length", "Give a name of 1 to 200 characters."));
    }
    if long(site) {
        faults.push(Field::new("/site", "length", "Shorten this to 200 characters."));
    }
    faults
}

/// Calls a publisher otherwise from now on.
///
/// # Errors
/// [`Error::Invalid`] names the field, or [`Error::NotFound`].
pub fn change(tx: &mut Tx<'_>, id: &PublisherId, (name, site): (&str, &str)) -> Result<()> {
    let faults = faults_of(name, site);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    match tx.exec(sql::CHANGE, params![id, name.trim(), site.trim()])? {
        0 => Err(Error::NotFound("publisher")),
        _ => Ok(()),
    }
}

/// The account with this address, in any spelling.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut Tx<'_>, email: &str) -> Result<Option<Publisher>> {
    tx.row(sql::BY_EMAIL, params![fold(email)], |row| decode(row, 0))
}

/// One publisher.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, id: &PublisherId) -> Result<Publisher> {
    tx.row(sql::LOAD, params![id], |row| decode(row, 0))?.ok_or(Error::NotFound("publisher"))
}

/// A publisher whose columns begin there.
pub(super) fn decode(row: &Row<'_>, from: usize) -> Result<Publisher> {
    Ok(Publisher {
        id: row.parse(from)?,
        name: row.text(from + 1)?,
        email: row.text(from + 2)?,
        site: row.text(from + 3)?,
        created_at: row.time(from + 4)?,
    })
}
