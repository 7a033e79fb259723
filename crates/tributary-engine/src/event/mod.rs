//! Events: what happened, for those who ask. Written in the transaction of their cause.

mod sql;

use crate::clock::rfc3339;
use crate::conversion::Conversion;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::live;
use crate::order::OrderRow;
use crate::page::{Cursor, LIMIT_MAX, Page};
use crate::{chance, params, webhook};
use serde_json::Value as Json;
use tributary_core::{FactId, TenantId, Timestamp};

/// Statuses in which an order has come to nothing.
const ENDED: [&str; 4] = ["cancelled", "failed", "trash", "deleted"];

/// Every kind of event that happens, for those who choose.
pub const KINDS: [&str; 34] = [
    "order.created",
    "order.updated",
    "order.attributed",
    "order.unattributed",
    "order.refunded",
    "commission.created",
    "commission.approved",
    "commission.reversed",
    "conversion.created",
    "conversion.approved",
    "conversion.declined",
    "conversion.updated",
    "claim.created",
    "claim.accepted",
    "claim.declined",
    "wallet.credited",
    "wallet.debited",
    "wallet.taken_back",
    "wallet.expired",
    "wallet.updated",
    "coupon.created",
    "coupon.redeemed",
    "coupon.flagged",
    "payout.created",
    "payout.paid",
    "payout.reopened",
    "payout.voided",
    "customer.registered",
    "customer.bound",
    "customer.released",
    "customer.code_changed",
    "product.synced",
    "import.finished",
    "webhook_endpoint.disabled",
];

/// Those that a publisher's own endpoints can choose of.
pub const OF_PUBLISHERS: [&str; 4] =
    ["conversion.created", "conversion.approved", "conversion.declined", "conversion.updated"];

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// What, in the past tense: `order.attributed`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// What it is about, and how that was before.
    pub data: Json,
    /// Whether it happened in test mode.
    pub test: bool,
}

/// The version of what events and answers look like, so that a receiver can tell.
pub const API_VERSION: &str = "1";
/// What events that are samples are about.
pub const SAMPLE: &str = "sample";

/// Writes an event down, and that it is to be told to whoever wants to know; says its id.
///
/// # Errors
/// What the database says.
pub fn emit(tx: &mut Tx<'_>, tenant: &TenantId, kind: &str, data: &Json, now: Timestamp) -> Result<String> {
    let id = write(tx, tenant, kind, data, now)?;
    webhook::queue(tx, tenant, (&id, kind), now)?;
    Ok(id)
}

/// Writes an event about a partner's conversion down, and that it is to be told to whoever of the store wants to know, and to
/// that partner, but to no other.
///
/// # Errors
/// What the database says.
pub fn tell_partner(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (kind, data): (&str, &Json),
    conversion: &Conversion,
    now: Timestamp,
) -> Result<()> {
    let id = emit(tx, tenant, kind, data, now)?;
    webhook::queue_for_partner(tx, conversion, (&id, kind), now)
}

/// Writes an event down that nobody is told of unless somebody says so; says its id.
///
/// # Errors
/// What the database says.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    kind: &str,
    data: &Json,
    now: Timestamp,
) -> Result<String> {
    // An event's id has the body of a fact's: both sort by time.
    let id = FactId::from_bits(chance::ordered_bits(now)?).as_str().replacen("fct_", "evt_", 1);
    let text = serde_json::to_string(data).map_err(|e| Error::Broken(e.to_string()))?;
    let object = data.pointer("/object/id").and_then(Json::as_str);
    tx.later(sql::INSERT, params![tenant, &id, kind, now, &text, object])?;
    Ok(id)
}

/// A page of events, newest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Event>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), cursor.fetch()], |row| decode(row, 0))?;
    Ok(cursor.page(rows, |event| event.id.clone()))
}

/// The same of one kind, samples included.
///
/// # Errors
/// What the database says.
pub fn of_kind(tx: &mut Tx<'_>, tenant: &TenantId, kind: &str, cursor: &Cursor) -> Result<Page<Event>> {
    let params = params![tenant, cursor.below(), cursor.fetch(), kind];
    let rows = tx.rows(sql::OF_KIND, params, |row| decode(row, 0))?;
    Ok(cursor.page(rows, |event| event.id.clone()))
}

/// One event.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &str) -> Result<Event> {
    tx.row(sql::LOAD, params![tenant, id], |row| decode(row, 0))?.ok_or(Error::NotFound("event"))
}

/// An event from where its columns begin: id, type, moment, data, and whose twin its tenant is.
pub(crate) fn decode(row: &Row<'_>, from: usize) -> Result<Event> {
    Ok(Event {
        id: row.text(from)?,
        kind: row.text(from + 1)?,
        at: row.time(from + 2)?,
        data: row.json(from + 3)?,
        test: row.opt_text(from + 4)?.is_some(),
    })
}

/// What was told about one thing, oldest first.
///
/// # Errors
/// What the database says.
pub fn about(tx: &mut Tx<'_>, tenant: &TenantId, object: &str) -> Result<Vec<Event>> {
    tx.rows(sql::ABOUT, params![tenant, object, LIMIT_MAX], |row| decode(row, 0))
}

/// An event as it is told to the outside.
#[must_use]
pub fn envelope(event: &Event) -> Json {
    serde_json::json!({
        "id": event.id,
        "type": event.kind,
        "timestamp": rfc3339(event.at),
        "livemode": !event.test,
        "api_version": API_VERSION,
        "data": event.data,
    })
}

/// Tells what a decision changed about an order, if it changed anything that anybody sees.
///
/// # Errors
/// What the database says.
pub fn tell_change(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (before, after): (Option<&OrderRow>, &OrderRow),
    now: Timestamp,
) -> Result<()> {
    let data = serde_json::json!({ "object": brief(after), "previous": before.map(brief) });
    for kind in changes(before, after) {
        let id = emit(tx, tenant, kind, &data, now)?;
        if let Some(shown) = shown_live(kind, before, after) {
            live::note(tx, tenant, (shown, &id), (before, after))?;
        }
    }
    Ok(())
}

/// Which events a change amounts to.
fn changes(before: Option<&OrderRow>, after: &OrderRow) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    let Some(before) = before else {
        kinds.push("order.created");
        kinds.push(if after.partner.is_some() { "order.attributed" } else { "order.unattributed" });
        if after.commission_minor > 0 {
            kinds.push("commission.created");
        }
        return kinds;
    };
    if brief(before) != brief(after) {
        kinds.push("order.updated");
    }
    if before.partner != after.partner {
        kinds.push(if after.partner.is_some() { "order.attributed" } else { "order.unattributed" });
    }
    if after.refunded_minor > before.refunded_minor {
        kinds.push("order.refunded");
    }
    if before.commission_minor == 0 && after.commission_minor > 0 {
        kinds.push("commission.created");
    }
    if after.commission_minor < before.commission_minor {
        kinds.push("commission.reversed");
    }
    if before.standing.as_deref() != Some("approved") && after.standing.as_deref() == Some("approved") {
        kinds.push("commission.approved");
    }
    kinds
}

/// What the live feed calls an event; nothing for what says the same as another, or little.
fn shown_live(kind: &str, before: Option<&OrderRow>, after: &OrderRow) -> Option<&'static str> {
    match kind {
        "order.created" => Some("order.created"),
        "order.refunded" => Some("order.refunded"),
        // A new order says itself whose it is.
        "order.attributed" => before.map(|_| "order.attributed"),
        "order.unattributed" => before.map(|_| "order.unattributed"),
        "order.updated" => {
            let ended = |order: &OrderRow| ENDED.contains(&order.status.as_str());
            (ended(after) && !before.is_some_and(ended)).then_some("order.cancelled")
        }
        _ => None,
    }
}

fn brief(order: &OrderRow) -> Json {
    let money = |minor: i64| serde_json::json!({ "amount": minor, "currency": order.currency.code() });
    serde_json::json!({
        "id": order.id.as_str(),
        "store": order.store.as_str(),
        "external_id": order.external_id,
        "status": order.status,
        "total": money(order.total_minor),
        "base": money(order.base_minor),
        "refunded": money(order.refunded_minor),
        "partner": order.partner.as_ref().map(tributary_core::PartnerId::as_str),
        "via": order.via,
        "commission": money(order.commission_minor),
        "standing": order.standing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_that_a_change_can_be_is_one_that_people_can_choose() {
        let source = include_str!("mod.rs");
        let (_, changes) = source.split_once("fn changes(").unwrap();
        let (changes, _) = changes.split_once("fn shown_live(").unwrap();
        let told: BTreeSet<&str> =
            changes.split('"').skip(1).step_by(2).filter(|text| text.contains('.')).collect();
        let known: BTreeSet<&str> = KINDS
            .into_iter()
            .filter(|kind| kind.starts_with("order") || kind.starts_with("commission"))
            .collect();
        assert_eq!(told, known);
    }
}
