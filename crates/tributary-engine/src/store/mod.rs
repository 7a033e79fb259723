//! Stores: shops that report orders, their webhook secrets and their REST credentials.

mod change;
mod sql;

pub use change::{Change, change, currency_is_settled};

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::seal::Sealer;
use crate::{chance, click, params};
use serde::{Deserialize, Serialize};
use tributary_core::{Currency, KeyId, ProgramId, StoreId, TenantId, Timestamp};

/// A shop that reports orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// Whose it is.
    pub tenant: TenantId,
    /// Its id.
    pub id: StoreId,
    /// Its name.
    pub name: String,
    /// Its address, absolute.
    pub url: String,
    /// Its own currency.
    pub currency: Currency,
    /// Its IANA time zone.
    pub timezone: String,
    /// Whether REST credentials are known, so that it can be read.
    pub readable: bool,
    /// Up to when its orders have been read.
    pub read_until: Option<Timestamp>,
    /// The language of people who have chosen none and whose browser asks for none, and of mail to them.
    pub language: Option<String>,
}

/// What a store is made from. URL and time zone were checked by the edge.
#[derive(Debug, Clone)]
pub struct NewStore {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Its own currency.
    pub currency: Currency,
    /// Its IANA time zone.
    pub timezone: String,
}

/// A consumer key and secret of WooCommerce's REST API.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestKey {
    /// `ck_…`
    pub key: String,
    /// `cs_…`
    pub secret: String,
}

impl std::fmt::Debug for RestKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RestKey(…)")
    }
}

/// Adds a store.
///
/// # Errors
/// [`Error::Invalid`] names the field.
pub fn create(tx: &mut Tx<'_>, tenant: &TenantId, new: &NewStore, now: Timestamp) -> Result<StoreId> {
    let name = checked(&new.name, &new.timezone)?;
    let id = StoreId::from_bits(chance::ordered_bits(now)?);
    let currency = new.currency.code();
    tx.exec(sql::INSERT, params![tenant, &id, name, &new.url, currency, &new.timezone, now])?;
    if click::calendar(tx, tenant)?.is_none() {
        click::begin(tx, tenant)?;
    }
    Ok(id)
}

fn checked<'a>(name: &'a str, timezone: &str) -> Result<&'a str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Error::field("/name", "length", "Give a name of 1 to 200 characters."));
    }
    if jiff::tz::TimeZone::get(timezone).is_err() {
        return Err(Error::field("/timezone", "unknown", "Use an IANA name, for example Europe/Stockholm."));
    }
    Ok(name)
}

/// One store of a tenant.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &StoreId) -> Result<Store> {
    let store = by_id(tx, id)?;
    if store.tenant == *tenant { Ok(store) } else { Err(Error::NotFound("store")) }
}

/// A store by the id in its webhook's path, which says whose it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn by_id(tx: &mut Tx<'_>, id: &StoreId) -> Result<Store> {
    tx.known_row(sql::LOAD, params![id], decode)?.ok_or(Error::NotFound("store"))
}

/// A page of a tenant's stores.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Store>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), cursor.fetch()], decode)?;
    Ok(cursor.page(rows, |store| store.id.to_string()))
}

/// All of a tenant's stores, the first one first, each with the program that judges its orders, if it has one yet.
///
/// # Errors
/// What the database says.
pub fn with_programs(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<(Store, Option<ProgramId>)>> {
    tx.rows(sql::WITH_PROGRAMS, params![tenant], |row| Ok((decode(row)?, row.opt_parse(9)?)))
}

/// The language for people who have chosen none and whose browser asks for none: that of the first store.
///
/// # Errors
/// What the database says.
pub fn default_language(tx: &mut Tx<'_>) -> Result<Option<String>> {
    Ok(tx.row(sql::LANGUAGE, params![], |row| row.opt_text(0))?.flatten())
}

/// All stores that can be read, of every tenant.
///
/// # Errors
/// What the database says.
pub fn readable(tx: &mut Tx<'_>) -> Result<Vec<Store>> {
    tx.rows(sql::READABLE, params![], decode)
}

/// Adds a webhook secret; any of a store's may sign.
///
/// # Errors
/// [`Error::Invalid`] for an empty one.
pub fn add_secret(
    tx: &mut Tx<'_>,
    store: &Store,
    sealer: &Sealer,
    secret: &str,
    now: Timestamp,
) -> Result<()> {
    if secret.is_empty() {
        return Err(Error::field(
            "/webhook_secret",
            "empty",
            "An empty secret would let anybody sign: give the webhook one.",
        ));
    }
    let id = KeyId::from_bits(chance::ordered_bits(now)?);
    tx.exec(sql::ADD_SECRET, params![&store.tenant, &store.id, &id, sealer.seal(secret)?, now])?;
    Ok(())
}

/// Makes a webhook secret in the place of another, and says what it is called: nothing signed with the earlier one is taken any
/// more.
///
/// # Errors
/// What the database says.
pub fn replace_secret(
    tx: &mut Tx<'_>,
    (store, sealer): (&Store, &Sealer),
    before: Option<&KeyId>,
    now: Timestamp,
) -> Result<KeyId> {
    if let Some(before) = before {
        tx.exec(sql::DROP_SECRET, params![&store.tenant, &store.id, before])?;
    }
    let id = KeyId::from_bits(chance::ordered_bits(now)?);
    let sealed = sealer.seal(&chance::secret()?)?;
    tx.exec(sql::ADD_SECRET, params![&store.tenant, &store.id, &id, sealed, now])?;
    Ok(id)
}

/// One webhook secret of a store.
///
/// # Errors
/// [`Error::NotFound`], or a secret that does not fit the key file.
pub fn secret(tx: &mut Tx<'_>, (store, sealer): (&Store, &Sealer), id: &KeyId) -> Result<String> {
    let known = params![&store.tenant, &store.id, id];
    let sealed = tx.row(sql::SECRET, known, |row| row.text(0))?;
    sealer.unseal(&sealed.ok_or(Error::NotFound("webhook secret"))?)
}

/// The webhook secrets of a store.
///
/// # Errors
/// What the database says, or a secret that does not fit the key file.
pub fn secrets(tx: &mut Tx<'_>, store: &Store, sealer: &Sealer) -> Result<Vec<String>> {
    tx.rows(sql::SECRETS, params![&store.tenant, &store.id], |row| sealer.unseal(&row.text(0)?))
}

/// Keeps the credentials with which a store can be read.
///
/// # Errors
/// What the database says.
pub fn set_rest_key(tx: &mut Tx<'_>, store: &Store, sealer: &Sealer, key: &RestKey) -> Result<()> {
    let text = serde_json::to_string(key).map_err(|e| Error::Broken(e.to_string()))?;
    tx.exec(sql::SET_REST, params![&store.tenant, &store.id, sealer.seal(&text)?])?;
    Ok(())
}

/// The credentials with which a store can be read.
///
/// # Errors
/// What the database says, or credentials that do not fit the key file.
pub fn rest_key(tx: &mut Tx<'_>, store: &Store, sealer: &Sealer) -> Result<Option<RestKey>> {
    let sealed = tx.row(sql::REST, params![&store.tenant, &store.id], |row| row.opt_text(0))?.flatten();
    let Some(sealed) = sealed else { return Ok(None) };
    let text = sealer.unseal(&sealed)?;
    serde_json::from_str(&text).map(Some).map_err(|e| Error::Broken(e.to_string()))
}

/// Notes up to when a store's orders have been read.
///
/// # Errors
/// What the database says.
pub fn set_read_until(tx: &mut Tx<'_>, store: &Store, until: Timestamp) -> Result<()> {
    tx.exec(sql::SET_READ_UNTIL, params![&store.tenant, &store.id, until])?;
    Ok(())
}

fn decode(row: &Row<'_>) -> Result<Store> {
    Ok(Store {
        tenant: row.parse(0)?,
        id: row.parse(1)?,
        name: row.text(2)?,
        url: row.text(3)?,
        currency: row.parse(4)?,
        timezone: row.text(5)?,
        readable: row.int(6)? == 1,
        read_until: row.opt_int(7)?.map(Timestamp::from_ms),
        language: row.opt_text(8)?,
    })
}
