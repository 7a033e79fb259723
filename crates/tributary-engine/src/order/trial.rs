//! Test orders: stated by us instead of a shop, and decided like any other, so that an owner sees what will happen.
//! Taking one away is the shop's own "gone": everything it caused is posted back.

use super::{NewFact, OrderKey, id_of, load, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::{chance, params, pipeline, program};
use tributary_core::fact::{
    Customer, Evidence, EvidenceKind, Line, OrderFact, OrderKind, OrderStated, Origin, Place,
};
use tributary_core::order::Status;
use tributary_core::program::version_for;
use tributary_core::{ClickId, OrderId, ProgramId, TenantId, Timestamp};

/// By what a test order's id begins; no shop's own id does.
pub const PREFIX: &str = "tributary-test-";
/// What a test order is of, in whole units of the store's currency.
const TOTAL: i64 = 100;

/// Whether an order is a test, by its id in the store.
#[must_use]
pub fn is_trial(external_id: &str) -> bool {
    external_id.starts_with(PREFIX)
}

/// States a test order that came from the newest click of a person on a partner's link, or from the given one.
///
/// # Errors
/// [`Error::Conflict`] while nobody has clicked.
pub fn place(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &Store),
    (click, by): (Option<ClickId>, &str),
    now: Timestamp,
) -> Result<OrderId> {
    let program = program::of_store(tx, tenant, &store.id)?;
    let newest = match click {
        Some(click) => Some(click),
        None => tx.row(sql::NEWEST_CLICK, params![tenant, &program], |row| row.parse(0))?,
    };
    let click =
        newest.ok_or_else(|| Error::Conflict("nobody has clicked on a partner's link yet".to_owned()))?;
    let number = tx.int(sql::TRIALS, params![tenant, &store.id, format!("{PREFIX}%")])?.saturating_add(1);
    let order = stated(tx, (tenant, &program), (store, number, &click), now)?;
    let key =
        OrderKey { tenant: tenant.clone(), store: store.id.clone(), external_id: order.external_id.clone() };
    let fact = OrderFact::Stated { order: Box::new(order), origin: Origin::Api, restored: false };
    apply(tx, &key, fact, (by, now))?;
    id_of(tx, &key)?.ok_or_else(|| Error::Broken("the test order is not there".to_owned()))
}

/// Takes a test order away.
///
/// # Errors
/// [`Error::Conflict`] when it is a real one.
pub fn remove(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    order: &OrderId,
    (by, now): (&str, Timestamp),
) -> Result<()> {
    let row = load(tx, tenant, order)?;
    if !is_trial(&row.external_id) {
        return Err(Error::Conflict("only test orders can be removed".to_owned()));
    }
    let key = OrderKey { tenant: tenant.clone(), store: row.store, external_id: row.external_id };
    apply(tx, &key, OrderFact::Gone, (by, now))
}

fn apply(tx: &mut Tx<'_>, key: &OrderKey, fact: OrderFact, (by, now): (&str, Timestamp)) -> Result<()> {
    let occasion = format!("{:032x}", chance::bits()?);
    let new = NewFact { order: key.clone(), fact, source: format!("test {by}"), occasion };
    pipeline::apply(tx, &new, now).map(drop)
}

fn stated(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    (store, number, click): (&Store, i64, &ClickId),
    now: Timestamp,
) -> Result<OrderStated> {
    let versions = program::versions(tx, tenant, program)?;
    let rules = version_for(&versions, now, now).map(|version| &version.rules);
    let earns = rules.and_then(|rules| rules.counts_when.first().cloned());
    let total_minor = TOTAL.saturating_mul(10_i64.pow(u32::from(store.currency.exponent())));
    let line = Line {
        external_id: "1".to_owned(),
        product: None,
        categories: Vec::new(),
        name: "Test product".to_owned(),
        sku: None,
        quantity: 1,
        total_minor,
        event: None,
    };
    Ok(OrderStated {
        external_id: format!("{PREFIX}{number}"),
        number: format!("TEST-{number}"),
        status: earns.unwrap_or(Status::Completed),
        currency: store.currency,
        placed_at: now,
        placed_step_ms: 1,
        modified_at: None,
        paid_at: Some(now),
        total_minor,
        shipping_minor: 0,
        tax_minor: 0,
        fees: Vec::new(),
        lines: vec![line],
        coupons: Vec::new(),
        refunds: None,
        customer: Customer::default(),
        place: Place::default(),
        evidence: vec![Evidence {
            kind: EvidenceKind::Click,
            click: Some(click.to_string()),
            code: None,
            found_in: "test".to_owned(),
        }],
        rounded: Vec::new(),
        kind: OrderKind::Order,
        event: None,
    })
}
