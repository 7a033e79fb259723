//! Replay: derives what is due anew, shows the difference per order and partner, and posts it only
//! when told to. Under the rules in force it should find nothing.

mod preview;
mod sql;

pub use preview::{Moved, Outcome, Preview, Trial, preview};

use crate::clock::Clock;
use crate::conversion::{self, Settled};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ledger::{self, Cause, NewTransaction};
use crate::order::siblings::{self, Ties};
use crate::order::{self, NewFact, OrderKey, WorldOf};
use crate::{access, chance, event, pipeline, program, referral};
use std::collections::BTreeSet;
use tributary_core::decide::{Decision, Undecided, decide, decide_under};
use tributary_core::fact::OrderFact;
use tributary_core::ledger::Balances;
use tributary_core::order::fold;
use tributary_core::{Currency, FactId, TenantId, Timestamp};

/// What to replay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only orders placed at or after.
    pub since: Option<Timestamp>,
    /// Under this rule version instead of each order's own.
    pub rules: Option<i64>,
}

/// What replay found for one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The order.
    pub order: OrderKey,
    /// The number people see.
    pub number: String,
    /// The rule version that judged it in this replay.
    pub rule_version: i64,
    /// What would have to be posted: (account, currency, minor units).
    pub changes: Vec<(String, Currency, i64)>,
}

/// What a replay found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// The id that its transactions name as their cause.
    pub id: String,
    /// How many orders it looked at.
    pub orders: usize,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// Finds what differs, and posts it when `apply`.
///
/// # Errors
/// [`Error::Invalid`] for a rule version that does not exist.
pub fn replay(tx: &mut Tx<'_>, scope: &Scope, apply: Apply, clock: &Clock) -> Result<Replayed> {
    let now = clock.now();
    let id = FactId::from_bits(chance::ordered_bits(now)?).as_str().replacen("fct_", "rpl_", 1);
    let mut replayed = Replayed { id, orders: 0, differences: Vec::new() };
    let cause = Cause { kind: "replay", id: replayed.id.clone() };
    for tenant in access::tenants(tx)? {
        let mut touched = BTreeSet::new();
        for key in order::all_keys(tx, &tenant)? {
            touched.extend(replay_order(tx, (&tenant, key), scope, apply, (now, &mut replayed))?);
        }
        // Under another version another of a customer's orders may be the first that counts.
        for key in touched {
            pipeline::settle(tx, &key, &cause, now)?;
        }
    }
    Ok(replayed)
}

/// Whether differences are posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apply {
    /// Only shown.
    Show,
    /// Posted as new transactions that name the replay.
    Post,
}

/// Gives back the orders that may stand otherwise because this one does.
fn replay_order(
    tx: &mut Tx<'_>,
    (tenant, key): (&TenantId, OrderKey),
    scope: &Scope,
    apply: Apply,
    (now, replayed): (Timestamp, &mut Replayed),
) -> Result<Vec<OrderKey>> {
    let mut touched = Vec::new();
    let known = order::load_world(tx, &key)?;
    let Some(decision) = judge(tx, tenant, &known, scope, now)? else { return Ok(touched) };
    let placed_at = decision.order.stated.placed_at;
    if scope.since.is_some_and(|since| placed_at < since) {
        return Ok(touched);
    }
    replayed.orders += 1;
    if let (Apply::Post, Some(version)) = (apply, scope.rules) {
        // From now on the order stands under this version, whatever is still to come for it.
        let fact = OrderFact::Judged { version };
        let source = format!("replay {}", replayed.id);
        let new = NewFact { order: key.clone(), fact, source, occasion: replayed.id.clone() };
        order::append(tx, &mut known.world.facts.clone(), &new, now)?;
    }
    let stood = order::id_of(tx, &key)?;
    let posted = match &stood {
        Some(order) => ledger::posted_for(tx, tenant, order)?,
        None => Balances::default(),
    };
    let changes =
        decision.due.minus(&posted).ok_or_else(|| Error::Broken("a sum does not fit".to_owned()))?;
    // A hold that has just ended is the hold's own business, not a difference in what is due.
    let only_holds = changes.without_holds().is_some_and(|changes| changes.is_empty());
    if scope.rules.is_none() && only_holds {
        return Ok(touched);
    }
    // An order that stands under another version now says so, even where no money moves.
    if apply == Apply::Post && (scope.rules.is_some() || !changes.is_empty()) {
        let before = stood.as_ref().map(|id| order::load(tx, tenant, id)).transpose()?;
        let ties = siblings::standing_of(tx, &key)?.map(|(_, ties)| ties);
        let after = order::project(tx, (&key, stood.as_ref()), &known, &decision, now)?;
        let order = &after.id;
        let cause = Cause { kind: "replay", id: replayed.id.clone() };
        let transaction = NewTransaction {
            program: Some(&known.world.program),
            order: Some(order),
            cause: &cause,
            rule_version: decision.rule_version,
            effective_at: now,
            changes: &changes,
        };
        ledger::post(tx, tenant, &transaction, now)?;
        referral::grant(tx, &key, (&known, &decision), now)?;
        event::tell_change(tx, tenant, (before.as_ref(), &after), now)?;
        touched = referral::touched(tx, &key, (ties.as_ref(), Some(&Ties::of(&known, &decision))))?;
        let (known, decision, before) = (&known, &decision, before.as_ref());
        conversion::note(tx, tenant, Settled { order, known, decision, before }, now)?;
    }
    if changes.is_empty() {
        return Ok(touched);
    }
    replayed.differences.push(Difference {
        order: key,
        number: decision.order.stated.number.clone(),
        rule_version: decision.rule_version,
        changes: changes
            .iter()
            .map(|(account, currency, minor)| (account.to_string(), currency, minor))
            .collect(),
    });
    Ok(touched)
}

fn judge(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    known: &WorldOf,
    scope: &Scope,
    now: Timestamp,
) -> Result<Option<Decision>> {
    let decided = match scope.rules {
        None => decide(&known.world, now),
        Some(number) => {
            let versions = program::versions(tx, tenant, &known.world.program)?;
            let Some(version) = versions.into_iter().find(|version| version.number == number) else {
                return Err(Error::field("--rules", "unknown", format!("there is no rule version {number}")));
            };
            match (decide(&known.world, now), fold(&known.world.facts)) {
                (Ok(_), Some(order)) => decide_under(&known.world, order, &version, now),
                _ => return Ok(None),
            }
        }
    };
    match decided {
        Ok(decision) => Ok(Some(decision)),
        Err(Undecided::Unknown | Undecided::Draft) => Ok(None),
        Err(other) => Err(Error::Broken(other.to_string())),
    }
}
