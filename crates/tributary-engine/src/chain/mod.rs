//! Hash chains: each new row of a kind seals all rows before it, so a changed or missing one shows.
//!
//! The head row knows the last place and hash, so even a row cut from the end is missed.

use crate::error::Result;
use crate::params;
use tributary_core::TenantId;

mod sql;

use crate::db::{Tx, Value};

/// What is chained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Facts about orders.
    Fact,
    /// Clicks.
    Click,
    /// Ledger transactions with their postings.
    Ledger,
    /// Who did what.
    Audit,
    /// Horizons behind which clicks were forgotten.
    Horizon,
    /// Facts about customers.
    Customer,
}

impl Chain {
    /// Its name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Click => "click",
            Self::Ledger => "ledger",
            Self::Audit => "audit",
            Self::Horizon => "horizon",
            Self::Customer => "customer",
        }
    }
}

/// A place in a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number, from 1.
    pub seq: i64,
    /// The hash of the row and everything before it.
    pub hash: String,
}

/// The hash of a row after another. Parts are length-prefixed, so none can bleed into the next.
#[must_use]
pub fn hash_after(previous: &str, seq: i64, parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous.as_bytes());
    hasher.update(&seq.to_be_bytes());
    for part in parts {
        hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// The last place of a chain.
///
/// # Errors
/// What the database says.
pub fn head(tx: &mut Tx<'_>, tenant: &TenantId, chain: Chain) -> Result<Link> {
    let key = params![tenant, chain.as_str()];
    if let Some([Value::Int(seq), Value::Text(hash)]) = tx.cell(sql::SET_HEAD, key) {
        return Ok(Link { seq: *seq, hash: hash.to_string() });
    }
    let found = tx.row(sql::HEAD, key, |row| Ok(Link { seq: row.int(0)?, hash: row.text(1)? }))?;
    let head = found.unwrap_or(Link { seq: 0, hash: String::new() });
    tx.know(sql::SET_HEAD, key, params![head.seq, &head.hash]);
    Ok(head)
}

impl Link {
    /// The place after this one, for a row with these parts.
    #[must_use]
    pub fn next(&self, parts: &[&str]) -> Self {
        let seq = self.seq + 1;
        Self { seq, hash: hash_after(&self.hash, seq, parts) }
    }
}

/// Takes the next place for a row with these parts.
///
/// # Errors
/// What the database says.
pub fn extend(tx: &mut Tx<'_>, tenant: &TenantId, chain: Chain, parts: &[&str]) -> Result<Link> {
    let place = head(tx, tenant, chain)?.next(parts);
    set_head(tx, tenant, chain, &place)?;
    Ok(place)
}

/// Notes the last place of a chain, after rows were given theirs by [`Link::next`].
///
/// # Errors
/// What the database says.
pub fn set_head(tx: &mut Tx<'_>, tenant: &TenantId, chain: Chain, last: &Link) -> Result<()> {
    tx.set(sql::SET_HEAD, params![tenant, chain.as_str()], params![last.seq, &last.hash])
}
