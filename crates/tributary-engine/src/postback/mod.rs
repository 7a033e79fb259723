//! Sources of postbacks: other systems that call an address of ours when something was sold, each in its own words.

mod sql;

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::seal::Sealer;
use crate::{chance, params};
use std::collections::BTreeMap;
use tributary_core::{Currency, PostbackSourceId, StoreId, TenantId, Timestamp};

/// The most that are not archived.
pub const SOURCES_MAX: i64 = 50;

/// How a source stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// What it tells counts.
    Active,
    /// What it tells is kept and refused.
    Paused,
    /// Nobody wants it any more.
    Archived,
}

impl State {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Archived => "archived",
        }
    }
}

impl TryFrom<String> for State {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        let known =
            [Self::Active, Self::Paused, Self::Archived].into_iter().find(|state| state.as_str() == text);
        known.ok_or_else(|| Error::Broken(format!("a source of postbacks is {text}")))
    }
}

/// What the sender calls our values, beside what its dialect says.
pub type Mapping = BTreeMap<String, String>;

/// A system that tells of sales, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Whose.
    pub tenant: TenantId,
    /// Its id, in its address.
    pub id: PostbackSourceId,
    /// The store whose orders it tells of.
    pub store: StoreId,
    /// What people call it.
    pub name: String,
    /// Whose words it uses; the edge knows them.
    pub dialect: String,
    /// The unit of its amounts: `minor` or `major`.
    pub unit: String,
    /// The currency of amounts that name none.
    pub currency: Currency,
    /// The event type of what names none.
    pub event: Option<String>,
    /// What it calls our values, beside what its dialect says.
    pub mapping: Mapping,
    /// How it stands.
    pub state: State,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed.
    pub updated_at: Timestamp,
}

/// What a source is made from. All of it was checked by the edge.
#[derive(Debug, Clone)]
pub struct NewSource {
    /// The store whose orders it tells of.
    pub store: StoreId,
    /// What people call it.
    pub name: String,
    /// Whose words it uses.
    pub dialect: String,
    /// The unit of its amounts.
    pub unit: String,
    /// The currency of amounts that name none.
    pub currency: Currency,
    /// The event type of what names none.
    pub event: Option<String>,
    /// What it calls our values.
    pub mapping: Mapping,
}

/// Makes a source, and a secret for it.
///
/// # Errors
/// [`Error::Conflict`] when there are too many.
pub fn create(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    new: &NewSource,
    now: Timestamp,
) -> Result<Source> {
    if tx.int(sql::COUNT, params![tenant])? >= SOURCES_MAX {
        let why = format!("there are {SOURCES_MAX} sources of postbacks already: archive one first");
        return Err(Error::Conflict(why));
    }
    let id = PostbackSourceId::from_bits(chance::ordered_bits(now)?);
    let (secret, mapping) = (sealer.seal(&chance::secret()?)?, json(&new.mapping)?);
    let row = params![
        tenant,
        &id,
        &new.store,
        &new.name,
        &new.dialect,
        &new.unit,
        new.currency.code(),
        new.event.as_deref(),
        &mapping,
        &secret,
        now
    ];
    tx.exec(sql::INSERT, row)?;
    load(tx, tenant, &id)
}

/// One source of a tenant.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &PostbackSourceId) -> Result<Source> {
    let source = by_id(tx, id)?;
    if source.tenant == *tenant { Ok(source) } else { Err(Error::NotFound("postback source")) }
}

/// A source by the id in its address, which says whose it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn by_id(tx: &mut Tx<'_>, id: &PostbackSourceId) -> Result<Source> {
    tx.row(sql::LOAD, params![id], decode)?.ok_or(Error::NotFound("postback source"))
}

/// A page of a tenant's sources, newest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Source>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), cursor.fetch()], decode)?;
    Ok(cursor.page(rows, |source| source.id.to_string()))
}

/// Writes a source as it is to be from now on; store and dialect stay.
///
/// # Errors
/// [`Error::NotFound`].
pub fn change(tx: &mut Tx<'_>, to: &Source, now: Timestamp) -> Result<Source> {
    let (event, mapping) = (to.event.as_deref(), json(&to.mapping)?);
    let state = to.state.as_str();
    let row =
        params![&to.tenant, &to.id, &to.name, &to.unit, to.currency.code(), event, &mapping, state, now];
    tx.exec(sql::CHANGE, row)?;
    load(tx, &to.tenant, &to.id)
}

/// What whoever calls has to show.
///
/// # Errors
/// [`Error::NotFound`], or a secret that does not fit the key file.
pub fn secret(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    id: &PostbackSourceId,
) -> Result<String> {
    let sealed = tx.row(sql::SECRET, params![tenant, id], |row| row.text(0))?;
    sealer.unseal(&sealed.ok_or(Error::NotFound("postback source"))?)
}

/// Gives a source another secret; the one before is good for nothing at once.
///
/// # Errors
/// [`Error::NotFound`].
pub fn renew(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    id: &PostbackSourceId,
    now: Timestamp,
) -> Result<Source> {
    let secret = sealer.seal(&chance::secret()?)?;
    tx.exec(sql::RENEW, params![tenant, id, &secret, now])?;
    load(tx, tenant, id)
}

fn json(mapping: &Mapping) -> Result<String> {
    serde_json::to_string(mapping).map_err(|e| Error::Broken(e.to_string()))
}

fn decode(row: &Row<'_>) -> Result<Source> {
    Ok(Source {
        tenant: row.parse(0)?,
        id: row.parse(1)?,
        store: row.parse(2)?,
        name: row.text(3)?,
        dialect: row.text(4)?,
        unit: row.text(5)?,
        currency: row.parse(6)?,
        event: row.opt_text(7)?,
        mapping: row.json(8)?,
        state: row.parse(9)?,
        created_at: row.time(10)?,
        updated_at: row.time(11)?,
    })
}
