//! Leads: who signed up through a click buys through it later, also where the order names no click.

use super::{OrderKey, OrderRow, facts_of, read, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::params;
use tributary_core::fact::{Evidence, OrderKind, OrderStated};
use tributary_core::order::{OrderNow, fold};
use tributary_core::{OrderId, StoreId, TenantId, Timestamp};

/// Leads looked at for one order, the newest first; a customer signs up once or twice.
const LEADS_MAX: i64 = 8;

/// Clicks that a customer's leads named.
#[derive(Debug, Default)]
pub(super) struct Led {
    /// As the store's server told.
    pub(super) stated: Vec<Evidence>,
    /// As only browsers told.
    pub(super) reported: Vec<Evidence>,
}

/// What the leads of an order's customer say of its origin: nothing where the order itself names a click.
///
/// It is evidence of the lead's own day: windows, pauses and the priority list judge it as any other click.
pub(super) fn evidence(tx: &mut Tx<'_>, key: &OrderKey, now: &OrderNow) -> Result<Led> {
    let order = &now.stated;
    let mut led = Led::default();
    let Some(customer) = order.customer.external_id.as_deref() else { return Ok(led) };
    let named = order.evidence.iter().any(|evidence| evidence.click.is_some());
    if named || tx.known_row(sql::HAS_LEADS, params![&key.tenant, &key.store], |row| row.int(0))?.is_none() {
        return Ok(led);
    }
    let wanted = params![&key.tenant, &key.store, customer, order.placed_at, &key.external_id, LEADS_MAX];
    for external_id in tx.rows(sql::LEADS_OF, wanted, |row| row.text(0))? {
        let facts = facts_of(tx, &OrderKey { external_id, ..key.clone() })?;
        let lead = fold(&facts).filter(|lead| lead.stated.customer.external_id.as_deref() == Some(customer));
        if let Some(lead) = lead {
            let clicks = |all: Vec<Evidence>| all.into_iter().filter(|one| one.click.is_some());
            let own = if lead.origin.is_server() { &mut led.stated } else { &mut led.reported };
            own.extend(clicks(lead.stated.evidence));
            led.reported.extend(clicks(lead.reported));
        }
    }
    Ok(led)
}

/// The clicks that leads of a customer have named so far, as servers told; for a lead that names none itself.
///
/// # Errors
/// What the database says.
pub fn clicks_of_customer(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    customer: &str,
    now: Timestamp,
) -> Result<Vec<Evidence>> {
    let wanted = params![&key.tenant, &key.store, customer, now, &key.external_id, LEADS_MAX];
    for external_id in tx.rows(sql::LEADS_OF, wanted, |row| row.text(0))? {
        let facts = facts_of(tx, &OrderKey { external_id, ..key.clone() })?;
        let lead = fold(&facts).filter(|lead| lead.origin.is_server());
        let clicks = lead.into_iter().flat_map(|lead| lead.stated.evidence);
        let clicks: Vec<Evidence> = clicks.filter(|one| one.click.is_some()).collect();
        if !clicks.is_empty() {
            return Ok(clicks);
        }
    }
    Ok(Vec::new())
}

/// The store in which a customer has a lead, the newest if there are several.
///
/// # Errors
/// What the database says.
pub fn store_of_lead(tx: &mut Tx<'_>, tenant: &TenantId, customer: &str) -> Result<Option<StoreId>> {
    tx.row(sql::STORE_OF_LEAD, params![tenant, customer], |row| row.parse(0))
}

/// The newest order or lead that a store calls by this id or number.
///
/// # Errors
/// [`Error::NotFound`].
pub fn of_kind(tx: &mut Tx<'_>, tenant: &TenantId, kind: OrderKind, number: &str) -> Result<OrderId> {
    let found = tx.row(sql::OF_KIND, params![tenant, kind.as_str(), number.trim()], |row| row.parse(0))?;
    found.ok_or(Error::NotFound(if kind == OrderKind::Lead { "lead" } else { "transaction" }))
}

/// Notes whose lead an order is, if it is one.
pub(super) fn note(tx: &mut Tx<'_>, key: &OrderKey, stated: &OrderStated) -> Result<()> {
    let Some(customer) = stated.customer.external_id.as_deref() else { return Ok(()) };
    if stated.kind == OrderKind::Lead {
        let row = params![&key.tenant, &key.store, customer, &key.external_id, stated.placed_at];
        tx.exec(sql::UPSERT_LEAD, row)?;
    }
    Ok(())
}

/// A page of leads, newest first: of a store, if one is wanted, and with this reference of the store's.
///
/// # Errors
/// What the database says.
pub fn leads(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (store, reference): (Option<&StoreId>, Option<&str>),
    cursor: &Cursor,
) -> Result<Page<OrderRow>> {
    let escape = |text: &str| text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let like = reference.map(|reference| format!("lead:%:{}", escape(reference)));
    let wanted = params![tenant, store, like.as_deref(), cursor.below(), cursor.fetch()];
    let rows = tx.rows(sql::LEADS, wanted, read::decode)?;
    Ok(cursor.page(rows, |order| order.id.to_string()))
}
