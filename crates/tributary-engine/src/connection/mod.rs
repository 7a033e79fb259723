//! Connections: a shop's plugin and its store here. An owner's press makes a code ([`grant`]); the plugin changes it for a key that
//! is good for this one store, and for what it signs with ([`redeem`]). Where a key was pasted, [`renew`] gives the secrets.
//! What a plugin tells of visits is in [`visit`].

mod sql;
pub mod visit;

use crate::access::{self, User, create_key_of, revoke_key};
use crate::audit::{self, Actor, Note};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::panel::secret as customer_secret;
use crate::seal::{self, Sealer};
use crate::store::{self, Store};
use crate::{chance, params};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tributary_core::{KeyId, StoreId, TenantId, Timestamp, UserId};

/// What a shop's plugin may do, with its own store.
pub const SCOPES: [&str; 13] = [
    "stores:read",
    "stores:write",
    "clicks:write",
    "orders:read",
    "orders:write",
    "customers:write",
    "partners:read",
    "programs:read",
    "codes:read",
    "codes:write",
    "coupons:write",
    "products:read",
    "products:write",
];

/// What shops run on.
pub const PLATFORMS: [&str; 2] = ["woocommerce", "zencart"];

/// How every code begins.
pub const CODE_PREFIX: &str = "con_";
/// How long a code is good.
pub const CODE_MINUTES: i64 = 10;
/// So long tokens that a shop signed for its customers are still taken after its secret changed.
const OVERLAP_HOURS: i64 = 24;
const AGAIN: &str = "Press Connect in the shop again.";

/// What a shop asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// One of [`PLATFORMS`].
    pub platform: String,
    /// The hash of what only the shop's plugin knows, as RFC 7636 writes it (`S256`).
    pub challenge: String,
}

/// What a plugin shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The code that came with the owner.
    pub code: String,
    /// What the challenge is the hash of.
    pub verifier: String,
}

/// What a shop signs with.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets {
    /// Its webhooks.
    pub webhook: String,
    /// Its customers' tokens.
    pub customer: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// What a connection is made of; the secrets are said this once.
#[derive(Debug, Clone)]
pub struct Made {
    /// The store.
    pub store: Store,
    /// What the shop runs on.
    pub platform: String,
    /// The bearer for everything else.
    pub api_key: String,
    /// What it signs with.
    pub secrets: Secrets,
}

/// How a store is connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// What the shop runs on.
    pub platform: String,
    /// Its key, unless one was pasted.
    pub key: Option<KeyId>,
    /// The name of its webhook secret.
    pub secret: KeyId,
    /// Since when.
    pub connected_at: Timestamp,
    /// When the plugin last tested it.
    pub tested_at: Option<Timestamp>,
    /// What it said of the shop then, as JSON.
    pub shop: Option<String>,
}

/// Lets a shop in; what goes back with the owner is given here, and never again.
///
/// # Errors
/// What the database says.
pub fn grant(tx: &mut Tx<'_>, by: &Actor, store: &Store, wish: &Wish, now: Timestamp) -> Result<String> {
    let code = format!("{CODE_PREFIX}{}", chance::secret()?);
    tx.exec(sql::FORGET_CODES, params![now])?;
    let ends = now.plus_ms(CODE_MINUTES * 60_000);
    let hash = seal::token_hash(&code);
    let row = params![hash, &store.tenant, &store.id, &by.id, &wish.platform, &wish.challenge, ends];
    tx.exec(sql::INSERT_CODE, row)?;
    let note = Note::on("store.connection_allowed", store.id.as_str()).named(&store.name);
    audit::note(tx, by, &note.now(json!({ "platform": wish.platform })), now)?;
    Ok(code)
}

struct Granted {
    tenant: TenantId,
    store: StoreId,
    user: UserId,
    platform: String,
    challenge: String,
    ends_at: Timestamp,
    is_used: bool,
}

/// Changes a code for a connection. The key of an earlier connection of the store ends.
///
/// # Errors
/// [`Error::Invalid`] when the code is unknown, too old or used, or not this plugin's.
pub fn redeem(tx: &mut Tx<'_>, sealer: &Sealer, shown: &Shown, now: Timestamp) -> Result<Made> {
    let hash = seal::token_hash(&shown.code);
    let granted = tx.row(sql::CODE, params![&hash], decode_code)?;
    let no = |field: &str, code, why: &str| Err(Error::clash(field, code, format!("{why} {AGAIN}")));
    let Some(granted) = granted else { return no("/code", "unknown", "There is no such code.") };
    if granted.is_used {
        return no("/code", "used", "This code was used already.");
    }
    if granted.ends_at <= now {
        return no("/code", "too_old", "This code is more than ten minutes old.");
    }
    if !is_kept(&granted.challenge, &shown.verifier) {
        return no("/verifier", "wrong", "This is not what the shop promised to show.");
    }
    let home = access::live_of(tx, &granted.tenant)?;
    let Some(user) = User::by_id(tx, &home, &granted.user)? else {
        return no("/code", "revoked", "Whoever allowed this is not here any more.");
    };
    // Of two that come at once, one is the first.
    if tx.exec(sql::USE_CODE, params![&hash, now])? == 0 {
        return no("/code", "used", "This code was used already.");
    }
    let by = Actor::user(&granted.tenant, &user.id, &user.email);
    let store = store::load(tx, &granted.tenant, &granted.store)?;
    connect(tx, &by, (store, sealer), &granted.platform, now)
}

/// Whether a challenge is the hash of a verifier.
fn is_kept(challenge: &str, verifier: &str) -> bool {
    let hashed = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    hashed.as_bytes().ct_eq(challenge.as_bytes()).into()
}

fn connect(
    tx: &mut Tx<'_>,
    by: &Actor,
    (store, sealer): (Store, &Sealer),
    platform: &str,
    now: Timestamp,
) -> Result<Made> {
    let before = load(tx, &store)?;
    if let Some(key) = before.as_ref().and_then(|before| before.key.as_ref()) {
        match revoke_key(tx, by, key, now) {
            Ok(()) | Err(Error::NotFound(_)) => {}
            Err(other) => return Err(other),
        }
    }
    let scopes = SCOPES.map(str::to_owned);
    let key = create_key_of(tx, by, (&store.name, Some(&store.id)), &scopes, now)?;
    let secret = before.as_ref().map(|before| &before.secret);
    let secrets = fresh(tx, (&store, sealer), (platform, Some(&key.id)), secret, now)?;
    let note = Note::on("store.connected", store.id.as_str()).named(&store.name);
    audit::note(tx, by, &note.now(json!({ "platform": platform })), now)?;
    Ok(Made { store, platform: platform.to_owned(), api_key: key.secret, secrets })
}

/// Makes what a store signs with anew; its key stays. What was signed with the earlier webhook secret is not taken any more.
///
/// # Errors
/// What the database says.
pub fn renew(tx: &mut Tx<'_>, by: &Actor, of: (&Store, &Sealer), now: Timestamp) -> Result<Secrets> {
    let (store, _) = of;
    let before = load(tx, store)?;
    let platform = before.as_ref().map_or(PLATFORMS[0], |before| before.platform.as_str());
    let key = before.as_ref().and_then(|before| before.key.as_ref());
    let secrets = fresh(tx, of, (platform, key), before.as_ref().map(|before| &before.secret), now)?;
    let note = Note::on("store.connection_renewed", store.id.as_str()).named(&store.name);
    audit::note(tx, by, &note, now)?;
    Ok(secrets)
}

fn fresh(
    tx: &mut Tx<'_>,
    (store, sealer): (&Store, &Sealer),
    (platform, key): (&str, Option<&KeyId>),
    before: Option<&KeyId>,
    now: Timestamp,
) -> Result<Secrets> {
    let secret = store::replace_secret(tx, (store, sealer), before, now)?;
    tx.exec(sql::PUT, params![&store.tenant, &store.id, platform, key, &secret, now])?;
    customer_secret::rotate(tx, (store, sealer), OVERLAP_HOURS, now)?;
    secrets(tx, (store, sealer), now)
}

/// What a connected store signs with now.
///
/// # Errors
/// [`Error::NotFound`] when it is not connected, or a secret that does not fit the key file.
pub fn secrets(tx: &mut Tx<'_>, of: (&Store, &Sealer), now: Timestamp) -> Result<Secrets> {
    let known = load(tx, of.0)?.ok_or(Error::NotFound("connection"))?;
    let webhook = store::secret(tx, of, &known.secret)?;
    Ok(Secrets { webhook, customer: customer_secret::newest(tx, of, now)? })
}

/// How a store is connected; nothing where it never was.
///
/// # Errors
/// What the database says.
pub fn load(tx: &mut Tx<'_>, store: &Store) -> Result<Option<Connection>> {
    tx.row(sql::LOAD, params![&store.tenant, &store.id], |row| {
        Ok(Connection {
            platform: row.text(0)?,
            key: row.opt_parse(1)?,
            secret: row.parse(2)?,
            connected_at: row.time(3)?,
            tested_at: row.opt_int(4)?.map(Timestamp::from_ms),
            shop: row.opt_text(5)?,
        })
    })
}

/// Notes what a plugin said of its shop when it tested the connection.
///
/// # Errors
/// What the database says.
pub fn tested(tx: &mut Tx<'_>, store: &Store, shop: &str, now: Timestamp) -> Result<()> {
    tx.exec(sql::TESTED, params![&store.tenant, &store.id, now, shop]).map(drop)
}

fn decode_code(row: &Row<'_>) -> Result<Granted> {
    Ok(Granted {
        tenant: row.parse(0)?,
        store: row.parse(1)?,
        user: row.parse(2)?,
        platform: row.text(3)?,
        challenge: row.text(4)?,
        ends_at: row.time(5)?,
        is_used: row.opt_int(6)?.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_kept_as_rfc_7636_has_it() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"; // the example of its appendix B
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(is_kept(challenge, verifier) && !is_kept(challenge, "x") && !is_kept("", ""));
    }

    #[test]
    fn every_right_of_a_connection_is_one_that_keys_can_have() {
        assert!(SCOPES.iter().all(|scope| access::SCOPES.contains(scope)));
    }
}
