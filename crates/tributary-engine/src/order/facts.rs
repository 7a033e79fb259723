//! Appending facts about an order; the unique index decides what is new.

use super::{OrderKey, siblings, sql};
use crate::chain::{self, Chain};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{chance, params, retention};
use tributary_core::fact::{OrderFact, OrderStated, Origin, Recorded, RefundStated};
use tributary_core::order::fold;
use tributary_core::{FactId, StoreId, TenantId, Timestamp};

/// A fact as it arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFact {
    /// The order it is about.
    pub order: OrderKey,
    /// What it says.
    pub fact: OrderFact,
    /// Where it came from, for people: `webhook dlv_…`, `api key_…`, `read`.
    pub source: String,
    /// Tells apart two notes that say the same at different times, such as two trashings.
    pub occasion: String,
}

/// What became of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// It is new.
    New(FactId),
    /// It was known already.
    Duplicate,
}

/// Appends a fact unless it is known. `known` are all facts about its order, and has it afterwards.
///
/// # Errors
/// What the database says.
pub fn append(
    tx: &mut Tx<'_>,
    known: &mut Vec<Recorded<OrderFact>>,
    new: &NewFact,
    now: Timestamp,
) -> Result<Appended> {
    let Some(key) = natural_key(known, new)? else { return Ok(Appended::Duplicate) };
    let key_row = params![&new.order.tenant, &new.order.store, &new.order.external_id, &key];
    if !known.is_empty() && tx.row(sql::FACT_BY_KEY, key_row, |row| row.text(0))?.is_some() {
        return Ok(Appended::Duplicate);
    }
    let id = FactId::from_bits(chance::ordered_bits(now)?);
    let body = json(&new.fact)?;
    let received = now.ms().to_string();
    let parts =
        [id.as_str(), new.order.store.as_str(), &new.order.external_id, &key, &body, &new.source, &received];
    let place = chain::extend(tx, &new.order.tenant, Chain::Fact, &parts)?;
    tx.later(
        sql::INSERT_FACT,
        params![
            &new.order.tenant,
            &id,
            place.seq,
            &new.order.store,
            &new.order.external_id,
            &key,
            &body,
            &new.source,
            now,
            &place.hash
        ],
    )?;
    retention::name_clicks(tx, &new.order.tenant, &new.fact)?;
    // As it will be read, which is not always as it came.
    let fact = serde_json::from_str(&body).map_err(|e| Error::Broken(e.to_string()))?;
    known.push(Recorded { id: id.clone(), seq: place.seq, received_at: now, fact });
    Ok(Appended::New(id))
}

/// What makes a fact the same as another. A state without a stamp of its own is the same only as the
/// state it would follow: an order may well return to an earlier state. `None`: nothing new.
fn natural_key(known: &[Recorded<OrderFact>], new: &NewFact) -> Result<Option<String>> {
    let hash = |fact: &OrderFact| Ok::<_, Error>(blake3::hash(json(fact)?.as_bytes()).to_hex().to_string());
    Ok(match &new.fact {
        OrderFact::Stated { order, origin: Origin::Script, .. } => reported_key(known, order)?,
        OrderFact::Stated { order, origin, restored } if follows_current(order, *origin) => {
            let current = fold(known);
            let same = current.as_ref().is_some_and(|now| {
                // A server that says the very same as a browser said has confirmed it.
                now.stated == **order
                    && now.origin.is_server()
                    && (now.origin == *origin || !now.doubtful)
                    && !restored
                    && now.status == order.status
            });
            let after = current.map_or_else(String::new, |now| now.state_fact.to_string());
            let last = known.len().to_string();
            if same { None } else { Some(format!("state:{after}:{last}:{}", hash(&new.fact)?)) }
        }
        OrderFact::Stated { restored: true, .. } => {
            Some(format!("restored:{}:{}", new.occasion, hash(&new.fact)?))
        }
        OrderFact::Stated { .. } => Some(format!("state:{}", hash(&new.fact)?)),
        OrderFact::Trashed => Some(format!("trashed:{}", new.occasion)),
        OrderFact::Gone => {
            let gone = fold(known).is_some_and(|now| now.status == tributary_core::order::Status::Deleted);
            if gone { None } else { Some(format!("gone:{}", known.len())) }
        }
        OrderFact::Refunded { refund, origin } => {
            if *origin == Origin::Api && conflicts(known, refund) {
                return Err(Error::Conflict(format!(
                    "refund {} is already known with another amount or other lines",
                    refund.external_id
                )));
            }
            Some(format!("refund:{}:{}", refund.external_id, hash(&new.fact)?))
        }
        OrderFact::RefundDeleted { external_id } => Some(format!("refund-deleted:{external_id}")),
        OrderFact::Judged { version } => {
            let same = fold(known).is_some_and(|now| now.judged_by == Some(*version));
            if same { None } else { Some(format!("judged:{}", new.occasion)) }
        }
        // One answer counts, so one is kept.
        OrderFact::RewardAnswered(_) => Some("reward-answered".to_owned()),
        OrderFact::Assigned { .. } => Some(format!("assigned:{}", new.occasion)),
        OrderFact::Released { .. } => Some(format!("released:{}", new.occasion)),
        OrderFact::Noted { .. } => Some(format!("noted:{}", new.occasion)),
        OrderFact::Ruled { .. } => Some(format!("ruled:{}", new.occasion)),
    })
}

/// Reports kept of one order. Anybody can send them, and a real order has one or two.
const REPORTS_MAX: usize = 32;

/// A page that is loaded again reports the same order at another moment, which is nothing new.
fn reported_key(known: &[Recorded<OrderFact>], order: &OrderStated) -> Result<Option<String>> {
    let reports = known.iter().filter(|e| matches!(e.fact, OrderFact::Stated { origin: Origin::Script, .. }));
    if reports.count() >= REPORTS_MAX {
        return Ok(None);
    }
    let timeless = OrderStated { placed_at: Timestamp::from_ms(0), paid_at: None, ..order.clone() };
    let fact = OrderFact::Stated { order: Box::new(timeless), origin: Origin::Script, restored: false };
    Ok(Some(format!("reported:{}", blake3::hash(json(&fact)?.as_bytes()).to_hex())))
}

/// Reads, files, and states without a stamp, say how things are now; stamped webhooks say how they were.
fn follows_current(order: &OrderStated, origin: Origin) -> bool {
    matches!(origin, Origin::Read | Origin::File) || order.modified_at.is_none()
}

fn conflicts(known: &[Recorded<OrderFact>], refund: &RefundStated) -> bool {
    known.iter().any(|entry| match &entry.fact {
        OrderFact::Refunded { refund: other, origin: Origin::Api } => {
            other.external_id == refund.external_id
                && (other.amount_minor != refund.amount_minor || is_otherwise(other, refund))
        }
        _ => false,
    })
}

/// Whether two details of one refund contradict each other. Pieces may be told later: facts from
/// before they could be told have none.
fn is_otherwise(known: &RefundStated, told: &RefundStated) -> bool {
    match (&known.detail, &told.detail) {
        (Some(known), Some(told)) => {
            (&known.lines, known.other_minor) != (&told.lines, told.other_minor)
                || (!known.pieces.is_empty() && known.pieces != told.pieces)
        }
        (known, told) => known != told,
    }
}

fn json(fact: &OrderFact) -> Result<String> {
    serde_json::to_string(fact).map(without_nul).map_err(|e| Error::Broken(e.to_string()))
}

/// All facts about an order, in the order of arrival.
///
/// # Errors
/// What the database says.
pub fn facts_of(tx: &mut Tx<'_>, order: &OrderKey) -> Result<Vec<Recorded<OrderFact>>> {
    let facts = tx.known(sql::FACTS_OF, params![&order.tenant, &order.store, &order.external_id], |row| {
        Ok(Recorded { id: row.parse(0)?, seq: row.int(1)?, received_at: row.time(2)?, fact: row.json(3)? })
    })?;
    if facts.is_empty() {
        siblings::stands_nowhere(tx, order);
    }
    Ok(facts)
}

/// Whether any state of an order is known.
///
/// # Errors
/// What the database says.
pub fn is_known(tx: &mut Tx<'_>, order: &OrderKey) -> Result<bool> {
    Ok(fold(&facts_of(tx, order)?).is_some())
}

/// The order that a refund belongs to; a shop's refund note may carry the refund's id alone.
///
/// # Errors
/// What the database says.
pub fn order_of_refund(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    store: &StoreId,
    refund: &str,
) -> Result<Option<String>> {
    // Narrowed by text first: refund ids are rare words in a store's facts.
    let like = format!("%\"external_id\":{}%", serde_json::Value::from(refund));
    let orders = tx.rows(sql::MENTIONING, params![tenant, store, &like], |row| row.text(0))?;
    for external_id in orders {
        let key = OrderKey { tenant: tenant.clone(), store: store.clone(), external_id };
        let named = facts_of(tx, &key)?.iter().any(|entry| match &entry.fact {
            OrderFact::Refunded { refund: known, .. } => known.external_id == refund,
            OrderFact::Stated { order, .. } => {
                order.refunds.iter().flatten().any(|known| known.external_id == refund)
            }
            _ => false,
        });
        if named {
            return Ok(Some(key.external_id));
        }
    }
    Ok(None)
}

/// PostgreSQL knows no text with U+0000 in it, and nobody types it; what a shop sent is kept as bytes beside the fact.
fn without_nul(json: String) -> String {
    if !json.contains("\\u0000") {
        return json;
    }
    let mut clean = String::with_capacity(json.len());
    let mut rest = json.as_str();
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        let (word, length) = if escape.starts_with("\\u0000") { ("\\ufffd", 6) } else { (&escape[..2], 2) };
        clean.push_str(before);
        clean.push_str(word);
        rest = &escape[length..];
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::without_nul;

    #[test]
    fn a_nul_is_replaced_and_a_backslash_before_its_name_is_not() {
        let json = serde_json::to_string(&["a\0b", "\\u0000", "\\\0", "\"\n\u{1}"]).unwrap();
        let clean: Vec<String> = serde_json::from_str(&without_nul(json)).unwrap();
        assert_eq!(clean, ["a\u{fffd}b", "\\u0000", "\\\u{fffd}", "\"\n\u{1}"]);
    }
}
