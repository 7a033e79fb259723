//! Customers' store credit and what was granted for friends: kept sums are the sums of what they are kept of.

use super::books::Posting;
use super::{Report, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::TenantId;
use tributary_core::ledger::Purse;

/// A wallet: whose, and of which currency.
type Wallet = (String, String);

pub(super) fn check(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    postings: &BTreeMap<String, Vec<Posting>>,
    report: &mut Report,
) -> Result<()> {
    wallets(tx, tenant, postings, report)?;
    grants(tx, tenant, report)
}

fn wallets(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    postings: &BTreeMap<String, Vec<Posting>>,
    report: &mut Report,
) -> Result<()> {
    let mut sums: BTreeMap<Wallet, [i128; 4]> = BTreeMap::new();
    for posting in postings.values().flatten() {
        let Some((customer, purse)) = purse_of(&posting.account) else { continue };
        let sums = sums.entry((customer.to_owned(), posting.currency.clone())).or_default();
        sums[purse] += posting.signed();
    }
    let kept = tx.rows(sql::WALLETS, params![tenant], |row| {
        let purses = [row.raw(2)?, row.raw(3)?, row.raw(4)?, row.raw(5)?];
        Ok(((row.raw(0)?, row.raw(1)?), purses))
    })?;
    let kept: BTreeMap<Wallet, [String; 4]> = kept.into_iter().collect();
    let all: BTreeSet<&Wallet> = sums.keys().chain(kept.keys()).collect();
    for wallet @ (customer, currency) in all {
        let sums = sums.get(wallet).copied().unwrap_or_default().map(|sum| sum.to_string());
        let none = || [0_i128; 4].map(|sum| sum.to_string());
        let have = kept.get(wallet).cloned().unwrap_or_else(none);
        if have != sums {
            let (have, sums) = (have.join(", "), sums.join(", "));
            let problem = format!("pending, available, held, debt are {have} but the postings sum to {sums}");
            report.note(format!("wallet of {customer} in {currency}"), problem);
        }
    }
    Ok(())
}

/// Whose account it is, and the place of its purse.
fn purse_of(account: &str) -> Option<(&str, usize)> {
    let (customer, purse) = account.strip_prefix("wallet:")?.split_once(':')?;
    Some((customer, Purse::ALL.iter().position(|one| one.as_str() == purse)?))
}

/// What a program granted: numbered without a gap, each row with what was granted before it.
fn grants(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let rows = tx.rows(sql::GRANTS, params![tenant], |row| {
        Ok(((row.raw(0)?, row.raw(1)?), [row.raw(2)?, row.raw(3)?, row.raw(4)?]))
    })?;
    let mut sums: BTreeMap<(String, String), (i128, i128)> = BTreeMap::new();
    for ((program, currency), [seq, before, amount]) in rows {
        let place = format!("grant {seq} of {program} in {currency}");
        let (count, sum) = sums.entry((program, currency)).or_default();
        *count += 1;
        if seq != count.to_string() || before != sum.to_string() {
            report.note(place, format!("should be number {count}, after {sum} had been granted"));
        }
        *sum += amount.parse::<i128>().unwrap_or(0);
    }
    Ok(())
}
