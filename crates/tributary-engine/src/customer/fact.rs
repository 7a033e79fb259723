//! Appending facts about a customer; the unique index decides what is new.

use super::{Customer, sql};
use crate::chain::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::{chance, params, retention};
use serde::Serialize;
use tributary_core::fact::Recorded;
use tributary_core::referral::CustomerFact;
use tributary_core::{ClickId, CustomerId, FactId, TenantId, Timestamp};

/// As much of a customer's history as people are shown.
pub const SHOWN_MAX: i64 = 200;

/// A fact with where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The fact, when it arrived, and its place among all.
    pub recorded: Recorded<CustomerFact>,
    /// Where it came from, for people: `api key_…`, `webhook dlv_…`.
    pub source: String,
}

/// Appends a fact unless it is known; says its id if it is new. `key` is what makes it the same as another.
pub(super) fn append(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    (fact, key): (&CustomerFact, &str),
    source: &str,
    now: Timestamp,
) -> Result<Option<FactId>> {
    if tx.row(sql::FACT_BY_KEY, params![tenant, &customer.id, key], |row| row.text(0))?.is_some() {
        return Ok(None);
    }
    let id = FactId::from_bits(chance::ordered_bits(now)?);
    let body = json(fact)?;
    let received = now.ms().to_string();
    let parts = [id.as_str(), customer.store.as_str(), customer.id.as_str(), key, &body, source, &received];
    let place = chain::extend(tx, tenant, Chain::Customer, &parts)?;
    tx.exec(
        sql::INSERT_FACT,
        params![tenant, &id, place.seq, &customer.store, &customer.id, key, &body, source, now, &place.hash],
    )?;
    for click in clicks(fact) {
        retention::name_click(tx, tenant, click)?;
    }
    Ok(Some(id))
}

fn clicks(fact: &CustomerFact) -> &[ClickId] {
    match fact {
        CustomerFact::Registered(told) => &told.clicks,
        CustomerFact::Placed(placed) => &placed.clicks,
        _ => &[],
    }
}

/// A key of what is the same only where all of it is.
pub(super) fn key_of(kind: &str, told: &impl Serialize) -> Result<String> {
    Ok(format!("{kind}:{}", blake3::hash(json(told)?.as_bytes()).to_hex()))
}

fn json(told: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string(told).map_err(|e| Error::Broken(e.to_string()))?;
    // PostgreSQL keeps no zero byte in a text.
    Ok(text.replace("\\u0000", "\\ufffd"))
}

/// All that was told of a customer, in the order of arrival.
///
/// # Errors
/// What the database says.
pub fn history(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Vec<Kept>> {
    tx.rows(sql::FACTS_OF, params![tenant, customer], decode)
}

/// The newest of it, as far as people look back: never more than [`SHOWN_MAX`], oldest first.
///
/// # Errors
/// What the database says.
pub fn newest(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Vec<Kept>> {
    let mut kept = tx.rows(sql::NEWEST_FACTS, params![tenant, customer, SHOWN_MAX], decode)?;
    kept.reverse();
    Ok(kept)
}

fn decode(row: &Row<'_>) -> Result<Kept> {
    let recorded =
        Recorded { id: row.parse(0)?, seq: row.int(1)?, received_at: row.time(2)?, fact: row.json(3)? };
    Ok(Kept { recorded, source: row.text(4)? })
}
