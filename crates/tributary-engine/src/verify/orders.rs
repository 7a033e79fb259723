//! Derives every order again from its facts and compares: what is posted, and what is shown.

use super::{Report, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::order::{self, OrderKey, OrderRow};
use crate::{ledger, params};
use std::collections::BTreeSet;
use tributary_core::decide::{Decision, Undecided, decide};
use tributary_core::ledger::{Account, Balances};
use tributary_core::{TenantId, Timestamp};

pub(super) fn check(tx: &mut Tx<'_>, tenant: &TenantId, now: Timestamp, report: &mut Report) -> Result<()> {
    let keys = order::all_keys(tx, tenant)?;
    let known: BTreeSet<&OrderKey> = keys.iter().collect();
    let shown = tx.rows(sql::SETTLED_ORDERS, params![tenant], |row| {
        Ok(OrderKey { tenant: tenant.clone(), store: row.parse(0)?, external_id: row.text(1)? })
    })?;
    for key in shown.iter().filter(|key| !known.contains(key)) {
        report.note(format!("order {}", key.external_id), "is shown, but no fact speaks of it");
    }
    for key in &keys {
        check_order(tx, key, now, report)?;
    }
    Ok(())
}

fn check_order(tx: &mut Tx<'_>, key: &OrderKey, now: Timestamp, report: &mut Report) -> Result<()> {
    let place = format!("order {}", key.external_id);
    let known = match order::load_world(tx, key) {
        Ok(known) => known,
        Err(error) => {
            report.note(place, format!("cannot be derived: {error}"));
            return Ok(());
        }
    };
    report.orders += 1;
    let row = order::id_of(tx, key)?.map(|id| order::load(tx, &key.tenant, &id)).transpose()?;
    match (decide(&known.world, now), row) {
        (Ok(decision), Some(row)) => {
            let posted = ledger::posted_for(tx, &key.tenant, &row.id)?;
            compare_money(&place, &decision, &posted, report);
            compare_row(&place, &decision, &row, report);
        }
        (Ok(_), None) => report.note(place, "has facts, but was never settled"),
        (Err(Undecided::Unknown | Undecided::Draft), None) => {}
        (Err(Undecided::Unknown | Undecided::Draft), Some(row)) => {
            let posted = ledger::posted_for(tx, &key.tenant, &row.id)?;
            if !posted.is_empty() {
                report.note(place, "has postings, but its facts do not make an order");
            }
        }
        (Err(error), _) => report.note(place, format!("cannot be decided: {error}")),
    }
    Ok(())
}

/// Holds that ended since the last settling are not yet moved; that is no fault.
fn compare_money(place: &str, decision: &Decision, posted: &Balances, report: &mut Report) {
    let (due, posted) = (without_buckets(&decision.due), without_buckets(posted));
    let Some(difference) = due.and_then(|due| posted.and_then(|posted| due.minus(&posted))) else {
        report.note(place, "its sums do not fit 64 bits");
        return;
    };
    for (account, currency, minor) in difference.iter() {
        report.note(place, format!("due and posted differ by {minor} {currency} minor units on {account}"));
    }
}

fn without_buckets(balances: &Balances) -> Option<Balances> {
    use tributary_core::ledger::Bucket;
    balances.iter().try_fold(Balances::default(), |merged, (account, currency, minor)| {
        let account = match account {
            Account::Partner(partner, _) => Account::Partner(partner.clone(), Bucket::Payable),
            Account::Platform(program, _) => Account::Platform(program.clone(), Bucket::Payable),
            Account::Expense(program) => Account::Expense(program.clone()),
        };
        merged.add(account, currency, minor)
    })
}

fn compare_row(place: &str, decision: &Decision, row: &OrderRow, report: &mut Report) {
    let order = &decision.order;
    let credit = decision.attribution.credit.as_ref();
    let checks = [
        ("status", row.status == order.status.as_str()),
        ("currency", row.currency == order.stated.currency),
        ("total", row.total_minor == order.stated.total_minor),
        ("base", row.base_minor == decision.base.minor),
        ("refunded amount", row.refunded_minor == order.refunded_minor()),
        ("coupons", row.coupons == order.stated.coupons),
        ("partner", row.partner.as_ref() == credit.map(|credit| &credit.partner)),
        ("way of attribution", row.via.as_deref() == credit.map(|credit| credit.via)),
        ("rule version", row.rule_version == decision.rule_version),
    ];
    for (what, _) in checks.iter().filter(|(_, same)| !same) {
        report.note(place, format!("its {what} is shown otherwise than its facts say"));
    }
}
