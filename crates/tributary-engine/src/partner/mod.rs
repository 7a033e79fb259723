//! Partners: anyone who promotes. Their status is a history, so that pausing one changes the future
//! only.

mod profile;
mod record;
mod sql;

pub use profile::{Profile, StatusSince, archive, change, invited, restore, statuses};
pub use record::{Refunds, last_active, refunds};

use crate::code::fold;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{chance, params, person};
use tributary_core::{PartnerId, TenantId, Timestamp};

/// The kinds of partner that the API knows.
pub const KINDS: &[&str] = &["influencer", "affiliate", "publisher", "customer"];

/// The kind of those who stand for customers who tell friends. Lists and figures of partners leave them out.
pub const REFERRER: &str = "customer";

/// Anyone who promotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The id.
    pub id: PartnerId,
    /// The name as shown.
    pub name: String,
    /// Where to write to.
    pub email: Option<String>,
    /// Keyed hash of the address, to recognise own purchases.
    pub email_key: Option<String>,
    /// One of [`KINDS`].
    pub kind: String,
    /// Whether paused now.
    pub paused: bool,
    /// When added.
    pub created_at: Timestamp,
    /// The group they are sorted into; empty for none.
    pub group: String,
    /// Where they are.
    pub place: String,
    /// What the team noted.
    pub note: String,
    /// When an invitation was sent.
    pub invited_at: Option<Timestamp>,
    /// Since when they are hidden from lists; their links and codes keep working.
    pub archived_at: Option<Timestamp>,
}

/// What a partner is made from.
#[derive(Debug, Clone)]
pub struct NewPartner {
    /// The name as shown.
    pub name: String,
    /// Where to write to.
    pub email: Option<String>,
    /// One of [`KINDS`].
    pub kind: String,
    /// Who adds it.
    pub by: String,
}

/// Adds a partner, active.
///
/// # Errors
/// [`Error::Invalid`] names the field.
pub fn create(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    new: &NewPartner,
    people_key: &[u8; 32],
    now: Timestamp,
) -> Result<Partner> {
    check(new)?;
    let id = PartnerId::from_bits(chance::ordered_bits(now)?);
    let email_key = new.email.as_deref().map(|email| person::email_key(people_key, email));
    tx.exec(
        sql::INSERT,
        params![tenant, &id, new.name.trim(), new.email.as_deref(), email_key.as_deref(), &new.kind, now],
    )?;
    set_status(tx, tenant, &id, "active", &new.by, now)?;
    if let Some(key) = &email_key {
        // As with the first status: orders older than the partner's row are judged by it.
        tx.exec(sql::ADD_ADDRESS, params![tenant, &id, key, Timestamp::MIN])?;
    }
    load(tx, tenant, &id)
}

/// Adds the partner that stands for a customer who refers friends, called by their code: no name and no address is kept there.
///
/// # Errors
/// What the database says.
pub(crate) fn stand_for(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (code, email_key): (&str, Option<&str>),
    now: Timestamp,
) -> Result<PartnerId> {
    let id = PartnerId::from_bits(chance::ordered_bits(now)?);
    tx.exec(sql::INSERT, params![tenant, &id, code, None::<&str>, email_key, REFERRER, now])?;
    set_status(tx, tenant, &id, "active", "system", now)?;
    if let Some(key) = email_key {
        // As with the first status: orders older than the row are judged by it.
        add_address(tx, tenant, (&id, key), Timestamp::MIN)?;
    }
    Ok(id)
}

/// Notes an address that is a partner's own from a moment on, by its key.
pub(crate) fn add_address(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (id, key): (&PartnerId, &str),
    since: Timestamp,
) -> Result<()> {
    tx.exec(sql::ADD_ADDRESS, params![tenant, id, key, since]).map(drop)
}

/// Calls a partner otherwise from now on.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Invalid`] for a bad name.
pub fn rename(tx: &mut Tx<'_>, tenant: &TenantId, id: &PartnerId, name: &str) -> Result<()> {
    match tx.exec(sql::RENAME, params![tenant, id, checked_name(name)?])? {
        0 => Err(Error::NotFound("partner")),
        _ => Ok(()),
    }
}

fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Error::field("/name", "length", "Give a name of 1 to 200 characters."));
    }
    Ok(name)
}

fn check(new: &NewPartner) -> Result<()> {
    checked_name(&new.name)?;
    if !KINDS.contains(&new.kind.as_str()) {
        return Err(Error::field("/kind", "unknown", format!("Use one of: {}.", KINDS.join(", "))));
    }
    checked_email(new.email.as_deref())
}

fn checked_email(email: Option<&str>) -> Result<()> {
    match email {
        Some(email) if !plausible_email(email) => {
            Err(Error::field("/email", "format", "Use an address such as sara@example.com, or leave it out."))
        }
        _ => Ok(()),
    }
}

/// Whether a text can be an address; only a mail that arrives proves one.
#[must_use]
pub fn plausible_email(email: &str) -> bool {
    let clean = email.chars().all(|c| !c.is_whitespace() && !c.is_control());
    clean
        && email.len() <= 254
        && email.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.'))
}

/// Pauses a partner or makes it active again, from now on.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Invalid`] for another status.
pub fn set_status(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &PartnerId,
    status: &str,
    by: &str,
    now: Timestamp,
) -> Result<()> {
    if !["active", "paused"].contains(&status) {
        return Err(Error::field("/status", "unknown", "Use active or paused."));
    }
    let number = 1 + tx.int(sql::LAST_STATUS, params![tenant, id])?;
    // The first status holds since ever: orders older than the partner's row are judged by it.
    let since = if number == 1 { Timestamp::MIN } else { now };
    tx.exec(sql::INSERT_STATUS, params![tenant, id, number, status, since, by])?;
    Ok(())
}

/// How a partner stood at a moment, as far as credit hangs on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StandingAt {
    /// Whether paused.
    pub paused: bool,
    /// Whether it is a customer who tells friends.
    pub referrer: bool,
}

/// How a partner stood at a moment.
///
/// # Errors
/// What the database says.
pub fn standing_at(tx: &mut Tx<'_>, tenant: &TenantId, id: &PartnerId, at: Timestamp) -> Result<StandingAt> {
    let stood = tx.known_row(sql::STATUS_AT, params![tenant, id, at], |row| {
        Ok(StandingAt { paused: row.text(0)? == "paused", referrer: row.text(1)? == REFERRER })
    })?;
    Ok(stood.unwrap_or_default())
}

/// What a partner is called.
///
/// # Errors
/// What the database says.
pub fn name_of(tx: &mut Tx<'_>, tenant: &TenantId, id: &PartnerId) -> Result<Option<String>> {
    tx.known_row(sql::NAME, params![tenant, id], |row| row.text(0))
}

/// Whether an address was a partner's own at a moment.
///
/// # Errors
/// What the database says.
pub fn had_address(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &PartnerId,
    email_key: &str,
    at: Timestamp,
) -> Result<bool> {
    // All of them, so that the orders of one commit ask once: a partner has few, and orders have as many as there are buyers.
    let addresses = tx.known(sql::ADDRESSES, params![tenant, id], |row| Ok((row.text(0)?, row.time(1)?)))?;
    Ok(addresses.iter().any(|(address, since)| address == email_key && *since <= at))
}

/// One partner.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &PartnerId) -> Result<Partner> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("partner"))
}

/// A page of partners, newest first; without those who stand for customers.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Partner>> {
    of_kind(tx, tenant, None, cursor)
}

/// A page of the partners of one kind, newest first.
///
/// # Errors
/// What the database says.
pub fn of_kind(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    kind: Option<&str>,
    cursor: &Cursor,
) -> Result<Page<Partner>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), cursor.fetch(), kind], decode)?;
    Ok(cursor.page(rows, |partner| partner.id.to_string()))
}

/// A page of the partners of one kind with a text in their name, address or one of their codes, newest first.
///
/// # Errors
/// What the database says.
pub fn matching(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (kind, text): (Option<&str>, &str),
    cursor: &Cursor,
) -> Result<Page<Partner>> {
    let plain = text.trim().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let mut letters = plain.chars();
    let capital: String =
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    let part = |text: &str| format!("%{}%", text.to_ascii_lowercase());
    let (typed, lower, title) = (part(&plain), part(&plain.to_lowercase()), part(&capital));
    let code = format!("%{}%", fold(&plain));
    let wanted = params![tenant, cursor.below(), cursor.fetch(), kind, &typed, &lower, &title, &code];
    let rows = tx.rows(sql::MATCHING, wanted, decode)?;
    Ok(cursor.page(rows, |partner| partner.id.to_string()))
}

/// Every partner, newest first; without those who stand for customers.
///
/// # Errors
/// What the database says.
pub fn all(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<Partner>> {
    tx.rows(sql::LIST, params![tenant, "~", i64::MAX, None::<&str>], decode)
}

fn decode(row: &Row<'_>) -> Result<Partner> {
    Ok(Partner {
        id: row.parse(0)?,
        name: row.text(1)?,
        email: row.opt_text(2)?,
        email_key: row.opt_text(3)?,
        kind: row.text(4)?,
        created_at: row.time(5)?,
        paused: row.text(6)? == "paused",
        group: row.text(7)?,
        place: row.text(8)?,
        note: row.text(9)?,
        invited_at: row.opt_int(10)?.map(Timestamp::from_ms),
        archived_at: row.opt_int(11)?.map(Timestamp::from_ms),
    })
}
