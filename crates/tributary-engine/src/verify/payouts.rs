//! Compares payouts with the ledger: each moved what it says, to where it says, and stands as its batch does.

use super::books::Posting;
use super::chains::Transaction;
use super::{Report, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use std::collections::BTreeMap;
use tributary_core::ledger::Bucket;
use tributary_core::{Payee, TenantId};

/// What the ledger moved for one payout, per account and currency.
type Moved<'a> = BTreeMap<(&'a str, &'a str), i128>;

pub(super) fn check(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (transactions, postings): (&BTreeMap<String, Transaction>, &BTreeMap<String, Vec<Posting>>),
    report: &mut Report,
) -> Result<()> {
    let mut moved: BTreeMap<&str, Moved<'_>> = BTreeMap::new();
    for (id, transaction) in transactions.iter().filter(|(_, one)| one.cause.starts_with("payout")) {
        let sums = moved.entry(&transaction.cause_id).or_default();
        for posting in postings.get(id).into_iter().flatten() {
            *sums.entry((posting.account(), posting.currency())).or_default() += posting.signed();
        }
    }
    let rows = tx.rows(sql::PAYOUTS, params![tenant], |row| {
        (0..7).map(|at| row.raw(at)).collect::<Result<Vec<String>>>()
    })?;
    for row in rows {
        let [id, batch, payee, currency, amount, state, stage] = row.as_slice() else { continue };
        let place = format!("payout {id}");
        let mut sums = moved.remove(id.as_str()).unwrap_or_default();
        sums.retain(|_, sum| *sum != 0);
        let wanted = expected((batch, payee, currency), (amount, state));
        let wanted: Moved<'_> = wanted.iter().map(borrowed).collect();
        if sums != wanted {
            report.note(
                &place,
                format!("is {state} with {amount} {currency}, which is not what the ledger moved"),
            );
        }
        if !fits(state, stage) {
            report.note(&place, format!("is {state}, but its batch is {stage}"));
        }
    }
    for id in moved.into_keys() {
        report.note(format!("payout {id}"), "moved money, but there is no such payout");
    }
    Ok(())
}

type Expected = ((String, String), i128);

fn borrowed(((account, currency), sum): &Expected) -> ((&str, &str), i128) {
    ((account, currency), *sum)
}

/// Where the money of a payout is to be.
fn expected((batch, payee, currency): (&str, &str, &str), (amount, state): (&str, &str)) -> Vec<Expected> {
    let amount = amount.parse::<i128>().unwrap_or(0);
    let Ok(payee) = Payee::parse(payee) else { return Vec::new() };
    let to = match state {
        "open" => payee.account(Bucket::InPayout).to_string(),
        "paid" => format!("payout:{batch}"),
        _ => return Vec::new(),
    };
    let sum = |account: String, minor| ((account, currency.to_owned()), minor);
    vec![sum(payee.account(Bucket::Payable).to_string(), -amount), sum(to, amount)]
}

/// One payout of a batch may be voided alone; else they stand together.
fn fits(state: &str, stage: &str) -> bool {
    match stage {
        "draft" | "ready" => matches!(state, "open" | "voided"),
        "paid" => matches!(state, "paid" | "voided"),
        _ => state == "voided",
    }
}
