//! Saved views: what a list was asked for, under a name, for oneself or for the team. Only whoever made a view changes it.

mod sql;

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::{chance, params};
use tributary_core::{TenantId, Timestamp, UserId, ViewId};

/// Of one person on one screen: more tabs than that are no help.
const MINE_MAX: i64 = 20;
/// On one screen, all people's.
const SHOWN_MAX: i64 = 60;
const NAME_CHARS_MAX: usize = 60;
const QUERY_BYTES_MAX: usize = 2_000;

/// A list as somebody wants to see it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its id.
    pub id: ViewId,
    /// The list: `orders`, `partners`.
    pub screen: String,
    /// Who made it.
    pub by: UserId,
    /// Whether the whole team sees it.
    pub shared: bool,
    /// What people call it.
    pub name: String,
    /// What stands in the address after the question mark.
    pub query: String,
}

/// What a view is made from, or becomes.
#[derive(Debug, Clone)]
pub struct NewView {
    /// What people call it.
    pub name: String,
    /// Whether the whole team sees it.
    pub shared: bool,
    /// What stands in the address after the question mark.
    pub query: String,
}

/// Keeps a view of a screen.
///
/// # Errors
/// [`Error::Invalid`] for a bad name, or when there are enough.
pub fn create(
    tx: &mut Tx<'_>,
    (tenant, user): (&TenantId, &UserId),
    screen: &str,
    new: &NewView,
    now: Timestamp,
) -> Result<ViewId> {
    let name = checked(new)?;
    if tx.int(sql::COUNT, params![tenant, user, screen])? >= MINE_MAX {
        let detail = "You keep 20 views of this list already: delete one first.";
        return Err(Error::field("/name", "too_many", detail));
    }
    let id = ViewId::from_bits(chance::ordered_bits(now)?);
    tx.exec(sql::INSERT, params![tenant, &id, screen, user, new.shared, name, &new.query, now])?;
    Ok(id)
}

fn checked(new: &NewView) -> Result<&str> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(Error::field("/name", "length", "Give the view a name of 1 to 60 characters."));
    }
    if new.query.len() > QUERY_BYTES_MAX {
        return Err(Error::field("/query", "length", "This view has too many filters to be kept."));
    }
    Ok(name)
}

/// The views of a screen that a person sees: their own and the team's, oldest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, (tenant, user): (&TenantId, &UserId), screen: &str) -> Result<Vec<View>> {
    tx.rows(sql::LIST, params![tenant, screen, user, SHOWN_MAX], decode)
}

/// A view that a person may see.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, (tenant, user): (&TenantId, &UserId), id: &ViewId) -> Result<View> {
    tx.row(sql::LOAD, params![tenant, id, user], decode)?.ok_or(Error::NotFound("view"))
}

/// Changes one's own view.
///
/// # Errors
/// [`Error::Invalid`] for a bad name, [`Error::NotFound`] for somebody else's.
pub fn change(
    tx: &mut Tx<'_>,
    (tenant, user): (&TenantId, &UserId),
    id: &ViewId,
    to: &NewView,
) -> Result<()> {
    let name = checked(to)?;
    done(tx.exec(sql::CHANGE, params![tenant, id, user, name, to.shared, &to.query])?)
}

/// Removes one's own view; it can be brought back.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub fn remove(
    tx: &mut Tx<'_>,
    (tenant, user): (&TenantId, &UserId),
    id: &ViewId,
    now: Timestamp,
) -> Result<()> {
    done(tx.exec(sql::REMOVE, params![tenant, id, user, now])?)
}

/// Brings a removed view back.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub fn restore(tx: &mut Tx<'_>, (tenant, user): (&TenantId, &UserId), id: &ViewId) -> Result<()> {
    done(tx.exec(sql::RESTORE, params![tenant, id, user])?)
}

const fn done(rows: usize) -> Result<()> {
    if rows == 0 { Err(Error::NotFound("view")) } else { Ok(()) }
}

fn decode(row: &Row<'_>) -> Result<View> {
    Ok(View {
        id: row.parse(0)?,
        screen: row.text(1)?,
        by: row.parse(2)?,
        shared: row.int(3)? == 1,
        name: row.text(4)?,
        query: row.text(5)?,
    })
}
