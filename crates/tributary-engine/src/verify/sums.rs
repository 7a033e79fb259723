//! The invariants of the ledger itself: every transaction balances, every posting has its
//! transaction, every cause exists, and kept balances are the sums of their postings.

use super::{Report, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::{ledger, params};
use std::collections::BTreeMap;
use tributary_core::{Currency, TenantId};

pub(super) fn check(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    for (id, currency) in tx.rows(sql::UNBALANCED, params![tenant], |row| Ok((row.text(0)?, row.text(1)?)))? {
        report.note(id, format!("its postings in {currency} do not sum to zero"));
    }
    for (id, position) in tx.rows(sql::ORPHANS, params![tenant], |row| Ok((row.text(0)?, row.int(1)?)))? {
        report.note(id, format!("posting {position} does not belong to its transaction"));
    }
    for (id, cause) in tx.rows(sql::CAUSELESS, params![tenant], |row| Ok((row.text(0)?, row.text(1)?)))? {
        report.note(id, format!("its cause, fact {cause}, is missing"));
    }
    let sums = ledger::sums(tx, tenant)?;
    currencies(&sums, report);
    let kept = ledger::balances(tx, tenant, None)?;
    balances(&sums, &kept, report);
    Ok(())
}

fn currencies(sums: &[(String, Currency, i64)], report: &mut Report) {
    let mut totals: BTreeMap<Currency, i128> = BTreeMap::new();
    for (_, currency, minor) in sums {
        *totals.entry(*currency).or_default() += i128::from(*minor);
    }
    for (currency, total) in totals.into_iter().filter(|(_, total)| *total != 0) {
        report.note(format!("ledger in {currency}"), format!("all accounts sum to {total} instead of zero"));
    }
}

fn balances(sums: &[(String, Currency, i64)], kept: &[(String, Currency, i64)], report: &mut Report) {
    let index = |rows: &[(String, Currency, i64)]| -> BTreeMap<(String, Currency), i64> {
        let partners =
            rows.iter().filter(|(account, _, minor)| account.starts_with("partner:") && *minor != 0);
        partners.map(|(account, currency, minor)| ((account.clone(), *currency), *minor)).collect()
    };
    let (sums, kept) = (index(sums), index(kept));
    for ((account, currency), sum) in &sums {
        let have = kept.get(&(account.clone(), *currency)).copied().unwrap_or(0);
        if have != *sum {
            let problem = format!("the kept balance is {have} {currency} but its postings sum to {sum}");
            report.note(account.clone(), problem);
        }
    }
    for ((account, currency), have) in &kept {
        if !sums.contains_key(&(account.clone(), *currency)) {
            report
                .note(account.clone(), format!("the kept balance is {have} {currency} without any posting"));
        }
    }
}
