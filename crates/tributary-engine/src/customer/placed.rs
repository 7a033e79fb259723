//! Orders that may bind whoever places them, and whose bindings make a partner earn. Where no program promises anything to
//! customers, an order costs nothing here.

use super::fact::{append, history, key_of};
use super::{Customer, Marks, binding_at, derive, find_at, find_or_make, of_partner};
use crate::click;
use crate::code::{self, Kind};
use crate::db::Tx;
use crate::error::Result;
use crate::ledger::Cause;
use crate::order::OrderKey;
use crate::program;
use std::collections::BTreeSet;
use tributary_core::fact::{OrderFact, OrderKind, OrderStated, Recorded};
use tributary_core::order::{OrderNow, Status, fold};
use tributary_core::program::{Rules, version_for};
use tributary_core::referral::{CustomerFact, FirstPlaced, LifelongMode};
use tributary_core::{ClickId, CustomerId, PartnerId, ProgramId, TenantId, Timestamp};

/// Clicks of one order that are looked at; a real one names two or three.
const CLICKS_MAX: usize = 8;

/// Notes of an order whatever may bind its customer, before the order is settled; says whose customer's sign-up it was before, which is
/// to be judged again after it.
pub(crate) fn ordered(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    facts: &[Recorded<OrderFact>],
    (cause, now): (&Cause, Timestamp),
) -> Result<Option<CustomerId>> {
    let program = program::of_store(tx, &key.tenant, &key.store)?;
    let versions = program::versions(tx, &key.tenant, &program)?;
    if !versions.iter().any(|version| version.rules.referral.is_some() || !version.rules.lifelong.is_unset())
    {
        return Ok(None);
    }
    let order = fold(facts).filter(|order| order.stated.kind == OrderKind::Order);
    let Some(order) = order else { return Ok(None) };
    let Some(version) = version_for(&versions, order.own_moment(), order.first_heard) else {
        return Ok(None);
    };
    let marks = marks(&order.stated);
    let told = match first_placed(facts, &order) {
        Some(told) if marks != Marks::default() => meant(tx, (&key.tenant, &program), &version.rules, told)?,
        _ => None,
    };
    let customer = match &told {
        Some(_) => Some(find_or_make(tx, (&key.tenant, &key.store), &marks, (order.stated.placed_at, now))?),
        None => known(tx, key, &order.stated)?,
    };
    let Some(customer) = customer else { return Ok(None) };
    if let Some(told) = told {
        let fact_key = format!("{}:{}", key_of("placed", &told)?, told.order);
        let source = format!("order {}", key.external_id);
        let fact = CustomerFact::Placed(told);
        if append(tx, (&key.tenant, &customer), (&fact, &fact_key), &source, now)?.is_some() {
            derive::rederive(tx, &key.tenant, &customer.id, (cause, now))?;
        }
    }
    let before = is_before(tx, &key.tenant, &customer, &order)?;
    Ok(before.then_some(customer.id))
}

fn marks(order: &OrderStated) -> Marks {
    let customer = &order.customer;
    Marks {
        external_id: customer.external_id.clone(),
        email_key: customer.email_key.clone(),
        email_hint: customer.email_hint.clone().unwrap_or_default(),
    }
}

fn known(tx: &mut Tx<'_>, key: &OrderKey, order: &OrderStated) -> Result<Option<Customer>> {
    let asked = (order.customer.external_id.as_deref(), order.customer.email_key.as_deref());
    find_at(tx, (&key.tenant, &key.store), asked, order.placed_at)
}

/// An order from before the sign-up says that they were a customer already, however late it is told.
fn is_before(tx: &mut Tx<'_>, tenant: &TenantId, customer: &Customer, order: &OrderNow) -> Result<bool> {
    if customer.registered_at.is_none_or(|at| order.stated.placed_at >= at) {
        return Ok(false);
    }
    // Most customers that we know were sent by nobody: nothing changes for them.
    Ok(history(tx, tenant, &customer.id)?.iter().any(|kept| has_hints(&kept.recorded.fact)))
}

fn has_hints(fact: &CustomerFact) -> bool {
    match fact {
        CustomerFact::Registered(told) => !told.clicks.is_empty() || told.code.is_some(),
        _ => true,
    }
}

/// The earliest state in which an order was really placed: not a draft, not one that waits for its payment or never got it.
fn first_placed(facts: &[Recorded<OrderFact>], order: &OrderNow) -> Option<FirstPlaced> {
    let states = facts.iter().filter_map(|entry| match &entry.fact {
        OrderFact::Stated { order, origin, .. } if origin.is_server() && is_placed(order) => {
            Some((order.modified_at.unwrap_or(entry.received_at), entry.seq, order))
        }
        _ => None,
    });
    let (stated_at, _, first) = states.min_by_key(|(at, seq, _)| (*at, *seq))?;
    let moment = order.own_moment();
    let evidence = || first.evidence.iter();
    let clicks = evidence().filter_map(|one| ClickId::parse(one.click.as_deref()?.split('.').next()?).ok());
    let codes = evidence().filter_map(|one| one.code.clone());
    Some(FirstPlaced {
        order: first.external_id.clone(),
        at: first.placed_at.min(moment),
        stated_at,
        coupons: first.coupons.clone(),
        clicks: distinct(clicks),
        codes: distinct(codes),
        moment,
        first_heard: order.first_heard,
    })
}

fn distinct<T: Ord + Clone>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    all.filter(|one| seen.insert(one.clone())).take(CLICKS_MAX).collect()
}

fn is_placed(order: &OrderStated) -> bool {
    match order.status {
        Status::Draft | Status::Pending | Status::Failed | Status::Trash | Status::Deleted => false,
        Status::Cancelled => order.paid_at.is_some(),
        _ => true,
    }
}

/// What of an order may bind under its rules: coupons where these do, and what points at customers. Nothing: no fact is kept.
fn meant(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    rules: &Rules,
    told: FirstPlaced,
) -> Result<Option<FirstPlaced>> {
    let by_coupon = rules.lifelong.mode == LifelongMode::FirstCoupon;
    let coupons = if by_coupon { told.coupons } else { Vec::new() };
    let (mut clicks, mut codes) = (Vec::new(), Vec::new());
    if rules.referral_in_force().is_some() {
        for click in told.clicks {
            let partner = click::recorded_or_told(tx, tenant, &click)?.and_then(|click| click.partner);
            if is_customers(tx, tenant, partner)? {
                clicks.push(click);
            }
        }
        for text in told.codes {
            let code = code::find(tx, tenant, program, &text, Kind::Referral)?;
            if is_customers(tx, tenant, code.map(|code| code.partner))? {
                codes.push(text);
            }
        }
    }
    let nothing = coupons.is_empty() && clicks.is_empty() && codes.is_empty();
    Ok(Some(FirstPlaced { coupons, clicks, codes, ..told }).filter(|_| !nothing))
}

fn is_customers(tx: &mut Tx<'_>, tenant: &TenantId, partner: Option<PartnerId>) -> Result<bool> {
    match partner {
        Some(partner) => Ok(of_partner(tx, tenant, &partner)?.is_some()),
        None => Ok(false),
    }
}

/// The partner to whom an order's customer is bound at a moment, and the code by which.
pub(crate) fn bound_touch(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (order, moment): (&OrderStated, Timestamp),
) -> Result<Option<(PartnerId, String)>> {
    let Some(customer) = known(tx, key, order)? else { return Ok(None) };
    let binding = binding_at(tx, &key.tenant, &customer.id, moment)?;
    Ok(binding.and_then(|binding| Some((binding.whose.partner?, binding.whose.code))))
}
