//! A person's word about an order: who gets the credit, whether the commission stands, and taking a word back.

use super::{NewFact, OrderKey, facts_of, load};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{chance, partner, pipeline};
use tributary_core::fact::OrderFact;
use tributary_core::ruling::{Decline, restoring};
use tributary_core::{FactId, OrderId, PartnerId, TenantId, Timestamp};

/// What a person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// This partner gets the credit; none: nobody.
    Credit(Option<PartnerId>),
    /// The rules decide about the credit again.
    Release,
    /// The commission is declined.
    Decline(Decline),
    /// The commission stands as it is.
    Uphold,
    /// Nothing is decided, only written down.
    Note,
}

/// Who says it, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// As it is shown in the order's history.
    pub by: String,
    /// Where it came from: `admin ada@example.com`.
    pub source: String,
    /// In their own words.
    pub note: String,
}

/// Takes a person's word on an order; answers the fact it became, by which it can be taken back.
///
/// # Errors
/// [`Error::NotFound`] of the order or the partner.
pub fn say(
    tx: &mut Tx<'_>,
    (tenant, order): (&TenantId, &OrderId),
    word: Word,
    speaker: &Speaker,
    now: Timestamp,
) -> Result<FactId> {
    let (by, note) = (speaker.by.clone(), speaker.note.clone());
    let fact = match word {
        Word::Credit(partner) => {
            if let Some(partner) = &partner {
                partner::load(tx, tenant, partner)?;
            }
            OrderFact::Assigned { partner, by, note }
        }
        Word::Release => OrderFact::Released { by, note },
        Word::Decline(reason) => OrderFact::Ruled { declined: Some(reason), by, note },
        Word::Note => OrderFact::Noted { by, note },
        Word::Uphold => OrderFact::Ruled { declined: None, by, note },
    };
    append(tx, (tenant, order), fact, (speaker, now))
}

/// Puts things back as they were before a person's word.
///
/// # Errors
/// [`Error::Conflict`] when another word came after it.
pub fn take_back(
    tx: &mut Tx<'_>,
    (tenant, order): (&TenantId, &OrderId),
    word: &FactId,
    speaker: &Speaker,
    now: Timestamp,
) -> Result<FactId> {
    let key = key_of(tx, tenant, order)?;
    let facts = facts_of(tx, &key)?;
    let back = restoring(&facts, word, (&speaker.by, &speaker.note));
    let fact = back.ok_or_else(|| Error::Conflict("somebody has decided about it since".to_owned()))?;
    append(tx, (tenant, order), fact, (speaker, now))
}

fn append(
    tx: &mut Tx<'_>,
    (tenant, order): (&TenantId, &OrderId),
    fact: OrderFact,
    (speaker, now): (&Speaker, Timestamp),
) -> Result<FactId> {
    let key = key_of(tx, tenant, order)?;
    let occasion = format!("{:032x}", chance::bits()?);
    let new = NewFact { order: key.clone(), fact, source: speaker.source.clone(), occasion };
    pipeline::apply(tx, &new, now)?;
    let facts = facts_of(tx, &key)?;
    let said = facts.iter().filter(|entry| entry.fact == new.fact).max_by_key(|entry| entry.seq);
    said.map(|entry| entry.id.clone()).ok_or_else(|| Error::Broken("a person's word is not there".to_owned()))
}

fn key_of(tx: &mut Tx<'_>, tenant: &TenantId, order: &OrderId) -> Result<OrderKey> {
    let row = load(tx, tenant, order)?;
    Ok(OrderKey { tenant: tenant.clone(), store: row.store, external_id: row.external_id })
}
