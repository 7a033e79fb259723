//! What the owner changes about a store, noted in the audit log.

use super::{Store, checked, load, sql};
use crate::audit::{self, Actor, Note, difference};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{params, report};
use serde_json::json;
use tributary_core::{Currency, StoreId, TenantId, Timestamp};

/// What a store becomes. Its address was checked by the edge.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// Its address, absolute.
    pub url: String,
    /// Its own currency; another one only while it has no orders.
    pub currency: Currency,
    /// Its IANA time zone; the days of all figures are counted anew.
    pub timezone: String,
    /// The language of people who have chosen none.
    pub language: Option<String>,
}

/// Whether the currency can no longer change: amounts stand in it.
///
/// # Errors
/// What the database says.
pub fn currency_is_settled(tx: &mut Tx<'_>, tenant: &TenantId, store: &StoreId) -> Result<bool> {
    Ok(tx.row(sql::HAS_ORDERS, params![tenant, store], |row| row.int(0))?.is_some())
}

/// Changes a store; nothing new is noted nowhere.
///
/// # Errors
/// [`Error::Invalid`] names the field, [`Error::NotFound`].
pub fn change(tx: &mut Tx<'_>, by: &Actor, id: &StoreId, to: &Change, now: Timestamp) -> Result<()> {
    let before = load(tx, &by.tenant, id)?;
    let name = checked(&to.name, &to.timezone)?;
    if to.currency != before.currency && currency_is_settled(tx, &by.tenant, id)? {
        let detail = "There are orders already, so the currency stays as it is.";
        return Err(Error::field("/currency", "settled", detail));
    }
    let (code, language) = (to.currency.code(), to.language.as_deref());
    tx.exec(sql::CHANGE, params![&by.tenant, id, name, &to.url, code, &to.timezone, language])?;
    let after = load(tx, &by.tenant, id)?;
    if after.timezone != before.timezone {
        report::rebuild_days(tx, &by.tenant)?;
    }
    let (was, is) = difference(&told(&before), &told(&after));
    if was != is {
        let note = Note::on("store.changed", id.as_str()).named(&after.name).was(was).now(is);
        audit::note(tx, by, &note, now)?;
    }
    Ok(())
}

fn told(store: &Store) -> serde_json::Value {
    json!({
        "name": store.name,
        "url": store.url,
        "currency": store.currency.code(),
        "timezone": store.timezone,
        "language": store.language,
    })
}
