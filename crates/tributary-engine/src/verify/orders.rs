//! Derives every order again from its facts and compares: what is posted, and what is shown.

use super::{Report, conversions, rows, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::order::{self, OrderKey, WorldOf};
use crate::{ledger, params, publisher};
use std::collections::BTreeSet;
use tributary_core::decide::{Decision, Undecided, decide};
use tributary_core::ledger::{Balances, Purse};
use tributary_core::{StoreId, TenantId, Timestamp};

pub(super) fn check(tx: &mut Tx<'_>, tenant: &TenantId, now: Timestamp, report: &mut Report) -> Result<()> {
    let known = tx.rows(sql::SUBJECTS, params![tenant], |row| Ok((row.raw(0)?, row.raw(1)?)))?;
    let shown = tx.rows(sql::SHOWN, params![tenant], |row| Ok((row.raw(0)?, row.raw(1)?)))?;
    let programs = publisher::programs_with_members(tx, tenant)?;
    let speaking: BTreeSet<&(String, String)> = known.iter().collect();
    for (store, external_id) in shown.iter().filter(|shown| !speaking.contains(shown)) {
        report.note(place_of(store, external_id), "is shown, but no fact speaks of it");
    }
    for (store, external_id) in known {
        let place = place_of(&store, &external_id);
        let checked = StoreId::parse(&store).map_err(|e| Error::Broken(e.to_string())).and_then(|store| {
            let key = OrderKey { tenant: tenant.clone(), store, external_id };
            check_order(tx, &key, (now, &programs), report)
        });
        // Whatever is wrong with one order, the others are checked too.
        if let Err(error) = checked {
            report.note(place, format!("cannot be derived: {error}"));
        }
    }
    Ok(())
}

/// An order's name in a finding: two stores may number theirs alike.
fn place_of(store: &str, external_id: &str) -> String {
    format!("order {external_id} of {store}")
}

fn check_order(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (now, programs): (Timestamp, &[String]),
    report: &mut Report,
) -> Result<()> {
    let place = place_of(key.store.as_str(), &key.external_id);
    report.orders += 1;
    let known = order::load_world(tx, key)?;
    let id = order::id_of(tx, key)?;
    match (decide(&known.world, now), id) {
        (Ok(decision), Some(id)) => {
            compare_money(&place, &decision, &ledger::posted_for(tx, &key.tenant, &id)?, report);
            if owes_more_than_granted(&known, &decision) {
                report.note(&place, "earns customers more than was granted for it");
            }
            let derived = Derived { key, id: &id, known: &known, decision: &decision };
            for what in rows::differences(tx, &derived, now)? {
                report.note(&place, format!("its {what} is shown otherwise than its facts say"));
            }
            if programs.iter().any(|program| program == known.world.program.as_str()) {
                for problem in conversions::problems(tx, &derived, now)? {
                    report.note(&place, problem);
                }
            }
        }
        (Ok(_), None) => report.note(place, "has facts, but was never settled"),
        (Err(Undecided::Unknown | Undecided::Draft), None) => {}
        (Err(Undecided::Unknown | Undecided::Draft), Some(id)) => {
            if !ledger::posted_for(tx, &key.tenant, &id)?.is_empty() {
                report.note(place, "has postings, but its facts do not make an order");
            }
        }
        (Err(error), _) => report.note(place, format!("cannot be decided: {error}")),
    }
    Ok(())
}

/// An order as its facts say it is.
pub(super) struct Derived<'a> {
    pub(super) key: &'a OrderKey,
    pub(super) id: &'a tributary_core::OrderId,
    pub(super) known: &'a WorldOf,
    pub(super) decision: &'a Decision,
}

/// What is owed was granted before it was posted.
fn owes_more_than_granted(known: &WorldOf, decision: &Decision) -> bool {
    let granted = known.world.friend.as_ref().map_or(0, |friend| friend.granted.own_minor);
    let owed = decision.rewards.as_ref().filter(|_| decision.owes_reward());
    owed.is_some_and(|rewards| rewards.granted_minor() > granted)
}

/// Holds that ended since the last settling are not yet moved; that is no fault. Store credit that is ready before its hold ends is one:
/// it may be spent.
fn compare_money(place: &str, decision: &Decision, posted: &Balances, report: &mut Report) {
    let whole = (decision.due.without_holds(), posted.without_holds());
    let difference = match &whole {
        (Some(due), Some(posted)) => due.minus(posted),
        _ => None,
    };
    let Some(difference) = difference else {
        report.note(place, "its sums do not fit 64 bits");
        return;
    };
    for (account, currency, minor) in difference.iter() {
        report.note(place, format!("due and posted differ by {minor} {currency} minor units on {account}"));
    }
    for (account, currency, minor) in posted.iter() {
        let is_ready = account.wallet().is_some_and(|(_, purse)| purse == Purse::Available);
        let early = minor.saturating_sub(decision.due.of(account, currency));
        if is_ready && early > 0 {
            report.note(place, format!("{early} {currency} minor units on {account} are ready too early"));
        }
    }
}
