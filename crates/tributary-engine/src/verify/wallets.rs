//! Store credit besides orders: what was set aside, given and taken stands in the ledger as its row says, and nothing else does.

use super::books::Posting;
use super::chains::Transaction;
use super::{Report, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use std::collections::BTreeMap;
use tributary_core::TenantId;

/// What the transactions of one cause moved, by what each account is for: `available`, `held`, `redeemed`, and the currency.
type Moved<'a> = BTreeMap<(&'a str, &'a str), i128>;

/// Compares reservations and adjustments with the ledger, both ways.
pub(super) fn check(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (transactions, postings): (&BTreeMap<String, Transaction>, &BTreeMap<String, Vec<Posting>>),
    report: &mut Report,
) -> Result<()> {
    let mut moved = moved("reservation", (transactions, postings));
    for row in tx.rows(sql::RESERVATIONS, params![tenant], |row| {
        Ok([row.raw(0)?, row.raw(1)?, row.raw(2)?, row.raw(3)?, row.raw(4)?])
    })? {
        let [id, currency, amount, captured, state] = &row;
        let moved = moved.remove(id.as_str()).unwrap_or_default();
        let [amount, captured] = [amount, captured].map(|text| text.parse::<i128>().unwrap_or(i128::MIN));
        let held = if state == "held" { amount } else { 0 };
        let wanted =
            [("available", (-held).saturating_sub(captured)), ("held", held), ("redeemed", captured)];
        if !is(&moved, currency, &wanted) || (state != "captured" && captured != 0) {
            report.note(format!("reservation {id}"), format!("is {state}, but the ledger says otherwise"));
        }
    }
    strange("reservation", &moved, report);
    adjustments(tx, tenant, (transactions, postings), report)
}

fn adjustments(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    ledger: (&BTreeMap<String, Transaction>, &BTreeMap<String, Vec<Posting>>),
    report: &mut Report,
) -> Result<()> {
    let mut moved = moved("adjustment", ledger);
    for row in
        tx.rows(sql::ADJUSTMENTS, params![tenant], |row| Ok([row.raw(0)?, row.raw(1)?, row.raw(2)?]))?
    {
        let [id, currency, amount] = &row;
        let moved = moved.remove(id.as_str()).unwrap_or_default();
        let wanted = [("available", amount.parse::<i128>().unwrap_or(i128::MIN))];
        if !is(&moved, currency, &wanted) {
            report.note(format!("adjustment {id}"), format!("is of {amount}, but the ledger says otherwise"));
        }
    }
    strange("adjustment", &moved, report);
    Ok(())
}

/// What the transactions of a kind of cause moved, by the id of the cause.
fn moved<'a>(
    kind: &str,
    (transactions, postings): (&'a BTreeMap<String, Transaction>, &'a BTreeMap<String, Vec<Posting>>),
) -> BTreeMap<&'a str, Moved<'a>> {
    let mut all: BTreeMap<&str, Moved<'_>> = BTreeMap::new();
    for (id, transaction) in transactions.iter().filter(|(_, one)| one.cause == kind) {
        let moved = all.entry(&transaction.cause_id).or_default();
        for posting in postings.get(id).into_iter().flatten() {
            let account = posting.account();
            let purse = match account.split(':').next() {
                Some("wallet") => account.rsplit(':').next().unwrap_or_default(),
                Some("redeemed") => "redeemed",
                _ => continue,
            };
            *moved.entry((purse, posting.currency())).or_default() += posting.signed();
        }
    }
    all
}

/// Whether this, and nothing else, was moved.
fn is(moved: &Moved<'_>, currency: &str, wanted: &[(&str, i128)]) -> bool {
    let stands = moved.iter().filter(|(_, minor)| **minor != 0);
    let stands: BTreeMap<(&str, &str), i128> = stands.map(|(key, minor)| (*key, *minor)).collect();
    let wanted = wanted.iter().filter(|(_, minor)| *minor != 0);
    stands == wanted.map(|(purse, minor)| ((*purse, currency), *minor)).collect()
}

/// Names what moved store credit without a row that says why.
fn strange(kind: &str, moved: &BTreeMap<&str, Moved<'_>>, report: &mut Report) {
    for id in moved.keys() {
        report.note(format!("{kind} {id}"), "moved store credit, but there is none");
    }
}
