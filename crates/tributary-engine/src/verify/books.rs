//! The invariants of the ledger itself: every transaction balances, every posting has its
//! transaction, every cause exists, and kept balances are the sums of their postings.

use super::chains::Transaction;
use super::{Report, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::TenantId;
use tributary_core::ledger::Purse;

/// A posting as it stands in the database, whatever stands there.
pub(super) struct Posting {
    position: String,
    order: String,
    account: String,
    side: String,
    amount: String,
    currency: String,
}

impl Posting {
    /// What the hash of its transaction covers of it.
    pub(super) fn sealed(&self) -> String {
        [&*self.account, &*self.side, &*self.amount, &*self.currency].join(" ")
    }

    /// The account, as text.
    pub(super) fn account(&self) -> &str {
        &self.account
    }

    pub(super) fn currency(&self) -> &str {
        &self.currency
    }

    /// Positive for a credit.
    pub(super) fn signed(&self) -> i128 {
        let amount = self.amount.parse::<i128>().unwrap_or(0);
        if self.side == "credit" { amount } else { -amount }
    }
}

/// All postings of a tenant by the id of their transaction, in the order of their positions.
pub(super) fn postings(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<BTreeMap<String, Vec<Posting>>> {
    let mut postings: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
    tx.rows(sql::POSTINGS, params![tenant], |row| {
        let posting = Posting {
            position: row.raw(1)?,
            order: row.raw(2)?,
            account: row.raw(3)?,
            side: row.raw(4)?,
            amount: row.raw(5)?,
            currency: row.raw(6)?,
        };
        postings.entry(row.raw(0)?).or_default().push(posting);
        Ok(())
    })?;
    Ok(postings)
}

pub(super) fn check(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (transactions, postings): (&BTreeMap<String, Transaction>, &BTreeMap<String, Vec<Posting>>),
    report: &mut Report,
) -> Result<()> {
    for (id, postings) in postings {
        transaction(id, transactions.get(id), postings, report);
    }
    for id in transactions.keys().filter(|id| !postings.contains_key(*id)) {
        report.note(id, "has no postings");
    }
    causes(tx, tenant, transactions, report)?;
    let mut sums: BTreeMap<(&str, &str), i128> = BTreeMap::new();
    for posting in postings.values().flatten() {
        *sums.entry((&posting.account, &posting.currency)).or_default() += posting.signed();
    }
    currencies(&sums, report);
    balances(tx, tenant, &sums, report)?;
    wallets(tx, tenant, &sums, report)
}

fn transaction(id: &str, known: Option<&Transaction>, postings: &[Posting], report: &mut Report) {
    let mut sums: BTreeMap<&str, (i128, usize)> = BTreeMap::new();
    for (posting, position) in postings.iter().zip(0_u64..) {
        let sum = sums.entry(&posting.currency).or_default();
        *sum = (sum.0 + posting.signed(), sum.1 + 1);
        if known.is_none_or(|known| known.order != posting.order) {
            report.note(id, format!("posting {} does not belong to its transaction", posting.position));
        }
        if posting.position != position.to_string() {
            report.note(id, format!("posting {} should stand at {position}", posting.position));
        }
    }
    for (currency, _) in sums.into_iter().filter(|(_, (sum, count))| *sum != 0 || *count < 2) {
        report.note(id, format!("its postings in {currency} do not sum to zero"));
    }
}

fn causes(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    transactions: &BTreeMap<String, Transaction>,
    report: &mut Report,
) -> Result<()> {
    let facts: BTreeSet<String> =
        tx.rows(sql::FACT_IDS, params![tenant], |row| row.raw(0))?.into_iter().collect();
    for (id, transaction) in transactions {
        if transaction.cause == "fact" && !facts.contains(&transaction.cause_id) {
            report.note(id, format!("its cause, fact {}, is missing", transaction.cause_id));
        }
    }
    Ok(())
}

fn currencies(sums: &BTreeMap<(&str, &str), i128>, report: &mut Report) {
    let mut totals: BTreeMap<&str, i128> = BTreeMap::new();
    for ((_, currency), sum) in sums {
        *totals.entry(currency).or_default() += sum;
    }
    for (currency, total) in totals.into_iter().filter(|(_, total)| *total != 0) {
        report.note(format!("ledger in {currency}"), format!("all accounts sum to {total} instead of zero"));
    }
}

/// Whether an account is somebody's who can be paid: their balances are kept.
fn is_kept(account: &str) -> bool {
    account.starts_with("partner:") || account.starts_with("platform:")
}

fn balances(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    sums: &BTreeMap<(&str, &str), i128>,
    report: &mut Report,
) -> Result<()> {
    let kept =
        tx.rows(sql::BALANCES, params![tenant], |row| Ok(((row.raw(0)?, row.raw(1)?), row.raw(2)?)))?;
    let kept: BTreeMap<(String, String), String> = kept.into_iter().collect();
    for ((account, currency), sum) in sums.iter().filter(|((account, _), _)| is_kept(account)) {
        let have = kept.get(&((*account).to_owned(), (*currency).to_owned())).map_or("0", String::as_str);
        if have != sum.to_string() {
            let problem = format!("the kept balance is {have} {currency} but its postings sum to {sum}");
            report.note(*account, problem);
        }
    }
    for ((account, currency), have) in &kept {
        if !sums.contains_key(&(account.as_str(), currency.as_str())) {
            report.note(account, format!("the kept balance is {have} {currency} without any posting"));
        }
    }
    Ok(())
}

/// Kept wallets are the sums of their postings, purse by purse, and nobody spent what was not there.
fn wallets(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    sums: &BTreeMap<(&str, &str), i128>,
    report: &mut Report,
) -> Result<()> {
    let mut kept: BTreeMap<(String, String), String> = BTreeMap::new();
    tx.rows(sql::WALLETS, params![tenant], |row| {
        for (purse, column) in Purse::ALL.into_iter().zip(2..) {
            let account = format!("wallet:{}:{}", row.raw(0)?, purse.as_str());
            kept.insert((account, row.raw(1)?), row.raw(column)?);
        }
        Ok(())
    })?;
    for ((account, currency), have) in &kept {
        let sum = sums.get(&(account.as_str(), currency.as_str())).copied().unwrap_or(0);
        if *have != sum.to_string() {
            let problem = format!("the kept wallet is {have} {currency} but its postings sum to {sum}");
            report.note(account, problem);
        }
    }
    for ((account, currency), sum) in sums.iter().filter(|((account, _), _)| account.starts_with("wallet:")) {
        if !kept.contains_key(&((*account).to_owned(), (*currency).to_owned())) {
            report.note(*account, format!("its postings sum to {sum} {currency}, but no wallet is kept"));
        }
    }
    Ok(())
}
