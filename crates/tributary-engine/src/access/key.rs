//! API keys: shown once, kept as a hash, each with its scopes.

use super::sql;
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::store::Store;
use crate::{chance, params, seal};
use serde_json::json;
use tributary_core::{KeyId, StoreId, TenantId, Timestamp};

/// What a key may be allowed: `noun:read` or `noun:write`; `all` is everything.
pub const SCOPES: &[&str] = &[
    "all",
    "stores:read",
    "stores:write",
    "programs:read",
    "programs:write",
    "partners:read",
    "partners:write",
    "codes:read",
    "codes:write",
    "links:read",
    "links:write",
    "creatives:read",
    "creatives:write",
    "clicks:read",
    "clicks:write",
    "orders:read",
    "orders:write",
    "products:read",
    "products:write",
    "customers:read",
    "customers:write",
    "ledger:read",
    "payouts:read",
    "payouts:write",
    "wallets:read",
    "wallets:write",
    "coupons:read",
    "coupons:write",
    "imports:read",
    "imports:write",
    "events:read",
    "webhooks:read",
    "webhooks:write",
];

const LIVE_PREFIX: &str = "tributary_live_sk_";
const TEST_PREFIX: &str = "tributary_test_sk_";

/// An API key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Whose.
    pub tenant: TenantId,
    /// Its id.
    pub id: KeyId,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// Whether it is of test mode.
    pub test: bool,
    /// The only store that it is good for, if it is bound to one.
    pub store: Option<StoreId>,
}

/// How closely uses are noted: a busy key would write at every request.
const USED_STEP_MS: i64 = 60_000;

impl Key {
    /// What a store may do that signs its messages: state its orders. Its id has the body of the store's.
    #[must_use]
    pub fn of_store(store: &Store, test: bool) -> Self {
        let body = store.id.as_str().trim_start_matches(StoreId::PREFIX);
        let id = KeyId::parse(&format!("{}{body}", KeyId::PREFIX)).unwrap_or_else(|_| KeyId::from_bits(0));
        Self {
            tenant: store.tenant.clone(),
            id,
            name: store.name.clone(),
            scopes: vec!["orders:write".to_owned()],
            created_at: Timestamp::MIN,
            revoked_at: None,
            used_at: None,
            test,
            store: None,
        }
    }

    /// Whether its use now is worth a note.
    #[must_use]
    pub fn is_unnoted(&self, now: Timestamp) -> bool {
        self.used_at.is_none_or(|used| now.ms() - used.ms() >= USED_STEP_MS)
    }

    /// Notes that it was used.
    ///
    /// # Errors
    /// What the database says.
    pub fn used(tx: &mut Tx<'_>, tenant: &TenantId, id: &KeyId, now: Timestamp) -> Result<()> {
        tx.exec(sql::KEY_USED, params![tenant, id, now]).map(drop)
    }

    /// Whether it may do this; whoever may write may read.
    #[must_use]
    pub fn may(&self, scope: &str) -> bool {
        let writing = scope.strip_suffix(":read").map(|noun| format!("{noun}:write"));
        self.scopes.iter().any(|own| own == "all" || own == scope || Some(own) == writing.as_ref())
    }
}

/// A key just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its id.
    pub id: KeyId,
    /// What to send as the bearer; never shown again.
    pub secret: String,
}

/// Makes a key.
///
/// # Errors
/// [`Error::Invalid`] for an unknown scope.
pub fn create_key(
    tx: &mut Tx<'_>,
    by: &Actor,
    name: &str,
    scopes: &[String],
    now: Timestamp,
) -> Result<NewKey> {
    create_key_of(tx, by, (name, None), scopes, now)
}

/// The same of a key that is good for one store only.
///
/// # Errors
/// [`Error::Invalid`] for an unknown scope.
pub fn create_key_of(
    tx: &mut Tx<'_>,
    by: &Actor,
    (name, store): (&str, Option<&StoreId>),
    scopes: &[String],
    now: Timestamp,
) -> Result<NewKey> {
    if let Some(unknown) = scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
        let detail = format!("{unknown} is no scope; use one of: {}.", SCOPES.join(", "));
        return Err(Error::field("/scopes", "unknown", detail));
    }
    let id = KeyId::from_bits(chance::ordered_bits(now)?);
    let prefix = if super::is_test(tx, &by.tenant)? { TEST_PREFIX } else { LIVE_PREFIX };
    let secret = format!("{prefix}{}", chance::secret()?);
    let note = Note::on("key.created", id.as_str()).named(name).now(json!({ "scopes": scopes }));
    audit::note(tx, by, &note, now)?;
    let scopes = serde_json::to_string(scopes).map_err(|e| Error::Broken(e.to_string()))?;
    let hash = seal::token_hash(&secret);
    tx.exec(sql::INSERT_KEY, params![&by.tenant, &id, name, &scopes, hash, now, store])?;
    Ok(NewKey { id, secret })
}

/// The key behind a secret, unless it was revoked.
///
/// # Errors
/// What the database says.
pub fn key_of(tx: &mut Tx<'_>, secret: &str) -> Result<Option<Key>> {
    let key = tx.row(sql::KEY_BY_SECRET, params![seal::token_hash(secret)], decode)?;
    Ok(key.filter(|key| key.revoked_at.is_none()))
}

/// A page of keys, newest first.
///
/// # Errors
/// What the database says.
pub fn list_keys(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Key>> {
    let rows = tx.rows(sql::LIST_KEYS, params![tenant, cursor.below(), cursor.fetch()], decode)?;
    Ok(cursor.page(rows, |key| key.id.to_string()))
}

/// Revokes a key.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it was revoked already.
pub fn revoke_key(tx: &mut Tx<'_>, by: &Actor, id: &KeyId, now: Timestamp) -> Result<()> {
    if tx.exec(sql::REVOKE_KEY, params![&by.tenant, id, now])? == 0 {
        return Err(Error::NotFound("key"));
    }
    let name = tx.row(sql::KEY_NAME, params![&by.tenant, id], |row| row.text(0))?.unwrap_or_default();
    audit::note(tx, by, &Note::on("key.revoked", id.as_str()).named(&name), now)?;
    Ok(())
}

fn decode(row: &crate::db::Row<'_>) -> Result<Key> {
    Ok(Key {
        tenant: row.parse(0)?,
        id: row.parse(1)?,
        name: row.text(2)?,
        scopes: row.json(3)?,
        created_at: row.time(4)?,
        revoked_at: row.opt_int(5)?.map(Timestamp::from_ms),
        used_at: row.opt_int(6)?.map(Timestamp::from_ms),
        test: row.opt_text(7)?.is_some(),
        store: row.opt_parse(8)?,
    })
}
