//! The spine: append a fact, load what is known, decide, post the difference.
//!
//! A refund, a cancellation, a late or doubled delivery, a new code, the end of a hold and a replay
//! are all this one operation.

use crate::click::{self, Click};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ledger::{self, Cause, NewTransaction};
use crate::order::siblings::{self, Ties};
use crate::order::{self, Appended, NewFact, OrderKey};
use crate::{code, conversion, customer, delivery, event, program, referral, welcome};
use std::collections::BTreeSet;
use tributary_core::decide::{Decision, Undecided, decide};
use tributary_core::fact::{OrderFact, OrderKind, Recorded};
use tributary_core::order::fold;
use tributary_core::{OrderId, ProgramId, TenantId, Timestamp};

/// What became of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is new, and this order stands as it says.
    Applied(OrderId),
    /// It was known already.
    Duplicate,
    /// It waits for the order's state, or the order is still a draft.
    Waiting,
}

/// Takes a fact all the way: one transaction, all or nothing.
///
/// # Errors
/// What the database says; [`Error::Invalid`] when its amounts cannot be summed.
pub fn apply(tx: &mut Tx<'_>, new: &NewFact, now: Timestamp) -> Result<Outcome> {
    apply_all(tx, &new.order, std::slice::from_ref(new), now)
}

/// Takes several facts about one order all the way; the money moves once.
///
/// # Errors
/// As [`apply`].
pub fn apply_all(tx: &mut Tx<'_>, order: &OrderKey, news: &[NewFact], now: Timestamp) -> Result<Outcome> {
    let mut facts = order::facts_of(tx, order)?;
    let mut newest = None;
    for new in news {
        let filed = order::categorised(tx, &facts, new)?;
        let new = filed.as_ref().unwrap_or(new);
        if let Appended::New(fact) = order::append(tx, &mut facts, new, now)? {
            newest = Some(fact);
        }
    }
    let Some(fact) = newest else { return Ok(Outcome::Duplicate) };
    let cause = Cause { kind: "fact", id: fact.to_string() };
    // Whatever is told of the customer may settle the order already.
    let before = siblings::standing_of(tx, order)?.map(|(_, ties)| ties);
    let known_before = customer::ordered(tx, order, &facts, (&cause, now))?;
    let settled = settle_with_siblings(tx, (order, before), facts, (&cause, now))?;
    if let Some(customer) = known_before {
        customer::rederive(tx, &order.tenant, &customer, (&cause, now))?;
    }
    Ok(settled.map_or(Outcome::Waiting, Outcome::Applied))
}

/// Settles an order about which these facts are known, and those whose decision hangs on how it stands, or stood before.
fn settle_with_siblings(
    tx: &mut Tx<'_>,
    (order, before): (&OrderKey, Option<Ties>),
    facts: Vec<Recorded<OrderFact>>,
    (cause, now): (&Cause, Timestamp),
) -> Result<Option<OrderId>> {
    let lead = fold(&facts).map(|now| now.stated).filter(|stated| stated.kind == OrderKind::Lead);
    let welcomed = welcome::others(tx, order, &facts)?;
    let (settled, after) = settle_known(tx, order, facts, cause, now)?.unzip();
    // Undecided, it stands as it stood.
    let stands = after.as_ref().map(|(ties, _)| ties).or(before.as_ref());
    let mut later: BTreeSet<OrderKey> =
        referral::touched(tx, order, (before.as_ref(), stands))?.into_iter().collect();
    later.extend(siblings::touched(tx, order, (before, after))?);
    if let Some(lead) = lead {
        later.extend(siblings::led(tx, order, &lead)?);
    }
    later.extend(welcomed);
    for sibling in later {
        settle(tx, &sibling, cause, now)?;
    }
    Ok(settled)
}

/// Takes clicks all the way: they are recorded, and orders that were decided before they came are settled again.
///
/// # Errors
/// As [`apply`].
pub fn clicked(tx: &mut Tx<'_>, tenant: &TenantId, clicks: &[Click], now: Timestamp) -> Result<()> {
    click::record_all(tx, tenant, clicks)?;
    let mut late = siblings::of_browsers(tx, tenant, clicks)?;
    late.extend(click::come(tx, tenant)?);
    for (order, click) in late {
        let cause = Cause { kind: "click", id: click.to_string() };
        let facts = order::facts_of(tx, &order)?;
        let before = siblings::standing_of(tx, &order)?.map(|(_, ties)| ties);
        settle_with_siblings(tx, (&order, before), facts, (&cause, now))?;
    }
    Ok(())
}

/// A code or slug has just been given: the orders that carry it are decided as if it had always been.
///
/// # Errors
/// As [`apply`].
pub fn given(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    (text, id): (&str, &str),
    now: Timestamp,
) -> Result<()> {
    let store = program::load(tx, tenant, program)?.store;
    let cause = Cause { kind: "code", id: id.to_owned() };
    customer::given(tx, (tenant, &store), text, (&cause, now))?;
    for key in order::with_coupon(tx, tenant, &store, &code::fold(text))? {
        settle(tx, &key, &cause, now)?;
    }
    Ok(())
}

/// Derives what is due for an order and posts the difference to what is posted.
///
/// # Errors
/// As [`apply`].
pub fn settle(tx: &mut Tx<'_>, key: &OrderKey, cause: &Cause, now: Timestamp) -> Result<Option<OrderId>> {
    let facts = order::facts_of(tx, key)?;
    Ok(settle_known(tx, key, facts, cause, now)?.map(|(id, _)| id))
}

/// When it happened that an order stands otherwise: when the shop changed it, or when a hold ended.
fn happened_at(cause: &Cause, decision: &Decision, now: Timestamp) -> Timestamp {
    let stated = decision.order.stated.modified_at.filter(|_| cause.kind != "hold");
    stated.unwrap_or(now).min(now)
}

fn settle_known(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    facts: Vec<Recorded<OrderFact>>,
    cause: &Cause,
    now: Timestamp,
) -> Result<Option<(OrderId, siblings::After)>> {
    let known = order::world_around(tx, key, facts)?;
    let decision = match decide(&known.world, now) {
        Ok(decision) => decision,
        Err(Undecided::Unknown | Undecided::Draft) => return Ok(None),
        Err(other) => return Err(Error::field("/total", "range", other.to_string())),
    };
    let stood = order::id_of(tx, key)?;
    let before = stood.as_ref().map(|id| order::load(tx, &key.tenant, id)).transpose()?;
    let after = order::project(tx, (key, stood.as_ref()), &known, &decision, now)?;
    let id = after.id.clone();
    click::await_all(tx, key, &known.awaited)?;
    // Nothing is posted for an order that did not stand.
    let posted = stood.map(|id| ledger::posted_for(tx, &key.tenant, &id)).transpose()?.unwrap_or_default();
    let changes =
        decision.due.minus(&posted).ok_or_else(|| Error::Broken("a sum does not fit".to_owned()))?;
    let transaction = NewTransaction {
        program: Some(&known.world.program),
        order: Some(&id),
        cause,
        rule_version: decision.rule_version,
        effective_at: happened_at(cause, &decision, now),
        changes: &changes,
    };
    ledger::post(tx, &key.tenant, &transaction, now)?;
    referral::grant(tx, key, (&known, &decision), now)?;
    referral::ask(tx, key, &decision, now)?;
    delivery::order_arrived(tx, (&key.tenant, &key.store), &key.external_id, now)?;
    event::tell_change(tx, &key.tenant, (before.as_ref(), &after), now)?;
    let settled =
        conversion::Settled { order: &id, known: &known, decision: &decision, before: before.as_ref() };
    conversion::note(tx, &key.tenant, settled, now)?;
    welcome::note(tx, key, &decision.welcomed, now)?;
    let ties = Ties::of(&known, &decision);
    Ok(Some((id, (ties, known.later))))
}
