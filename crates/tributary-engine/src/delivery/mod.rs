//! Inbound deliveries: kept raw before anybody judges them, each ending as exactly one of applied,
//! duplicate, waiting or rejected.

mod sql;

use crate::db::{Row, Tx};
use crate::error::Result;
use crate::page::{Cursor, Page};
use crate::{chance, params};
use tributary_core::{DeliveryId, StoreId, TenantId, Timestamp};

/// What a store sent, as it arrived, less its bearer secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// Whose.
    pub tenant: TenantId,
    /// The store it came for.
    pub store: StoreId,
    /// What the sender says it is about.
    pub topic: Option<String>,
    /// What the sender says its body is.
    pub content_type: Option<String>,
    /// The sender's own id of it. WooCommerce gives the same to several within one second.
    pub delivery_id: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// Why it is refused outright, if it is.
    pub refused: Option<&'static str>,
}

/// A kept delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id here.
    pub id: DeliveryId,
    /// What arrived.
    pub sent: NewDelivery,
    /// When.
    pub received_at: Timestamp,
    /// `received`, or what became of it.
    pub state: String,
    /// Why, in a word or sentence.
    pub reason: Option<String>,
    /// The order it is about.
    pub subject: Option<String>,
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It changed what is known, or needed no change by its nature (such as a ping).
    Applied {
        /// What it was, where that is no order.
        note: Option<String>,
    },
    /// It was known already.
    Duplicate,
    /// It is about an order that is not known yet.
    Waiting {
        /// For what it waits.
        reason: String,
    },
    /// It cannot be used.
    Rejected {
        /// Why.
        reason: String,
    },
}

impl Outcome {
    fn words(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Applied { note } => ("applied", note.as_deref()),
            Self::Duplicate => ("duplicate", None),
            Self::Waiting { reason } => ("waiting", Some(reason)),
            Self::Rejected { reason } => ("rejected", Some(reason)),
        }
    }
}

/// Keeps a delivery; once this is committed, nothing of it can be lost.
///
/// # Errors
/// What the database says.
pub fn keep(tx: &mut Tx<'_>, new: &NewDelivery, now: Timestamp) -> Result<DeliveryId> {
    let state = if new.refused.is_some() { "rejected" } else { "received" };
    insert(tx, new, (state, new.refused), (None, None), now)
}

/// Keeps a delivery of which it is known what became of it.
///
/// # Errors
/// What the database says.
pub fn record(
    tx: &mut Tx<'_>,
    new: &NewDelivery,
    subject: Option<&str>,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<()> {
    insert(tx, new, outcome.words(), (subject, Some(now)), now).map(drop)
}

fn insert(
    tx: &mut Tx<'_>,
    new: &NewDelivery,
    (state, reason): (&str, Option<&str>),
    (subject, settled_at): (Option<&str>, Option<Timestamp>),
    now: Timestamp,
) -> Result<DeliveryId> {
    let id = DeliveryId::from_bits(chance::ordered_bits(now)?);
    tx.later(
        sql::INSERT,
        params![
            &new.tenant,
            &id,
            &new.store,
            now,
            new.topic.as_deref(),
            new.content_type.as_deref(),
            new.delivery_id.as_deref(),
            new.body.as_slice(),
            state,
            reason,
            subject,
            settled_at
        ],
    )?;
    Ok(id)
}

/// Deliveries that nobody has judged yet, oldest first; those after `last`, if one is given.
///
/// # Errors
/// What the database says.
pub fn unjudged(tx: &mut Tx<'_>, last: Option<&Delivery>, limit: i64) -> Result<Vec<Delivery>> {
    let (tenant, id) = last.map_or(("", ""), |last| (last.sent.tenant.as_str(), last.id.as_str()));
    tx.rows(sql::UNJUDGED, params![tenant, id, limit], decode)
}

/// One delivery.
///
/// # Errors
/// What the database says.
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &DeliveryId) -> Result<Option<Delivery>> {
    tx.row(sql::LOAD, params![tenant, id], decode)
}

/// Notes what became of a delivery.
///
/// # Errors
/// What the database says.
pub fn settle(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &DeliveryId),
    subject: Option<&str>,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<()> {
    let (state, reason) = outcome.words();
    tx.exec(sql::SETTLE, params![tenant, id, state, reason, subject, now])?;
    Ok(())
}

/// The order is known now: what waited for it has been applied with it.
///
/// # Errors
/// What the database says.
pub fn order_arrived(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    external_id: &str,
    now: Timestamp,
) -> Result<()> {
    tx.send(sql::ORDER_ARRIVED, params![tenant, store, external_id, now])
}

/// What waited under a name is judged again.
///
/// # Errors
/// What the database says.
pub fn wake(tx: &mut Tx<'_>, (tenant, store): (&TenantId, &StoreId), subject: &str) -> Result<usize> {
    tx.exec(sql::WAKE, params![tenant, store, subject])
}

/// The shop has no such order: what waited for it is of no use.
///
/// # Errors
/// What the database says.
pub fn order_gone(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    external_id: &str,
    now: Timestamp,
) -> Result<()> {
    tx.exec(sql::ORDER_GONE, params![tenant, store, external_id, now])?;
    Ok(())
}

/// The orders of a store that deliveries wait for.
///
/// # Errors
/// What the database says.
pub fn awaited(tx: &mut Tx<'_>, tenant: &TenantId, store: &StoreId) -> Result<Vec<String>> {
    tx.rows(sql::AWAITED, params![tenant, store], |row| row.text(0))
}

/// Deliveries about one order, oldest first.
///
/// # Errors
/// What the database says.
pub fn about(tx: &mut Tx<'_>, key: (&TenantId, &StoreId), external_id: &str) -> Result<Vec<Delivery>> {
    tx.rows(sql::ABOUT, params![key.0, key.1, external_id], decode)
}

/// A page of deliveries, newest first, of all stores or one, in all states or one.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (store, state): (Option<&StoreId>, Option<&str>),
    cursor: &Cursor,
) -> Result<Page<Delivery>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), state, cursor.fetch(), store], decode)?;
    Ok(cursor.page(rows, |delivery| delivery.id.to_string()))
}

/// How many deliveries ended in which way, of all stores or one: (state, reason, count).
///
/// # Errors
/// What the database says.
pub fn counts(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    store: Option<&StoreId>,
) -> Result<Vec<(String, Option<String>, i64)>> {
    tx.rows(sql::COUNTS, params![tenant, store], |row| Ok((row.text(0)?, row.opt_text(1)?, row.int(2)?)))
}

fn decode(row: &Row<'_>) -> Result<Delivery> {
    Ok(Delivery {
        id: row.parse(1)?,
        sent: NewDelivery {
            tenant: row.parse(0)?,
            store: row.parse(2)?,
            topic: row.opt_text(4)?,
            content_type: row.opt_text(5)?,
            delivery_id: row.opt_text(6)?,
            body: row.blob(7)?,
            refused: None,
        },
        received_at: row.time(3)?,
        state: row.text(8)?,
        reason: row.opt_text(9)?,
        subject: row.opt_text(10)?,
    })
}
