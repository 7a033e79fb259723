//! Who would be credited if the browser behind a click bought now: the same lookup and the same decision as for an
//! order, on an order that is never written down.

use super::OrderKey;
use super::world::world_around;
use crate::click::Click;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{partner, program};
use tributary_core::decide::{Decision, World, decide};
use tributary_core::fact::{
    Customer, Evidence, EvidenceKind, OrderFact, OrderKind, OrderStated, Origin, Place, Recorded,
};
use tributary_core::order::Status;
use tributary_core::program::Signal;
use tributary_core::reason::Reason;
use tributary_core::time::DAY_MS;
use tributary_core::{Currency, FactId, PartnerId, StoreId, TenantId, Timestamp};

/// What would become of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Who would be credited, and their name.
    pub partner: Option<(PartnerId, String)>,
    /// By which way.
    pub via: Option<&'static str>,
    /// From when on they no longer would be, if nothing else happens.
    pub until: Option<Timestamp>,
    /// Why nobody would.
    pub nobody: Option<Reason>,
}

/// What would become of an order that the browser behind `click` placed now in a store.
///
/// # Errors
/// What the database says.
pub fn if_bought(
    tx: &mut Tx<'_>,
    (tenant, store, currency): (&TenantId, &StoreId, Currency),
    click: &Click,
    now: Timestamp,
) -> Result<Preview> {
    let program = program::of_store(tx, tenant, store)?;
    let rules = program::load(tx, tenant, &program)?.current.rules;
    let kind =
        if rules.priority.contains(&Signal::Cookie) { EvidenceKind::Cookie } else { EvidenceKind::Click };
    let order = imagined(click, currency, kind, now);
    let key = OrderKey { tenant: tenant.clone(), store: store.clone(), external_id: String::new() };
    let known = world_around(tx, &key, stated(&order, now))?;
    let world = known.world;
    let decision = decided(&world, &order, now)?;
    let Some(credit) = decision.attribution.credit else {
        return Ok(Preview { partner: None, via: None, until: None, nobody: decision.attribution.nobody });
    };
    let name = partner::load(tx, tenant, &credit.partner)?.name;
    let horizon = now.plus_ms((i64::from(rules.window_days) + 1).saturating_mul(DAY_MS));
    let until = last_moment(&world, &order, &credit.partner, (now, horizon))?;
    Ok(Preview { partner: Some((credit.partner, name)), via: Some(credit.via), until, nobody: None })
}

/// Asks the core for the moment at which the credit ends: halves the span until a millisecond is left.
fn last_moment(
    world: &World,
    order: &OrderStated,
    partner: &PartnerId,
    (mut holds, mut over): (Timestamp, Timestamp),
) -> Result<Option<Timestamp>> {
    let still = |at: Timestamp| {
        let credit = decided(world, order, at)?.attribution.credit;
        Ok::<bool, Error>(credit.is_some_and(|credit| credit.partner == *partner))
    };
    if still(over)? {
        return Ok(None);
    }
    while over.since_ms(holds) > 1 {
        let middle = holds.plus_ms(over.since_ms(holds) / 2);
        if still(middle)? {
            holds = middle;
        } else {
            over = middle;
        }
    }
    Ok(Some(over))
}

/// The decision on the imagined order, placed at another moment.
fn decided(world: &World, order: &OrderStated, at: Timestamp) -> Result<Decision> {
    let order = OrderStated { placed_at: at, paid_at: Some(at), ..order.clone() };
    let world = World { facts: stated(&order, at), ..world.clone() };
    decide(&world, at).map_err(|e| Error::Broken(e.to_string()))
}

fn stated(order: &OrderStated, at: Timestamp) -> Vec<Recorded<OrderFact>> {
    let fact = OrderFact::Stated { order: Box::new(order.clone()), origin: Origin::Api, restored: false };
    vec![Recorded { id: FactId::from_bits(0), seq: 1, received_at: at, fact }]
}

fn imagined(click: &Click, currency: Currency, kind: EvidenceKind, now: Timestamp) -> OrderStated {
    OrderStated {
        external_id: String::new(),
        number: String::new(),
        status: Status::Completed,
        currency,
        placed_at: now,
        placed_step_ms: 1,
        modified_at: None,
        paid_at: Some(now),
        total_minor: 0,
        shipping_minor: 0,
        tax_minor: 0,
        fees: Vec::new(),
        lines: Vec::new(),
        coupons: Vec::new(),
        refunds: Some(Vec::new()),
        customer: Customer::default(),
        place: Place::default(),
        evidence: vec![Evidence {
            kind,
            click: Some(click.id.to_string()),
            code: None,
            found_in: String::new(),
        }],
        rounded: Vec::new(),
        kind: OrderKind::Order,
        event: None,
    }
}
