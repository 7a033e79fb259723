//! Walks the hash chains: a changed row breaks its own hash, a missing one leaves a gap.
//!
//! Rows are read as text, whatever stands in them: damage is a finding, never the end of the walk.

use super::kept::{Kept, Said};
use super::sql;
use super::{Report, books::Posting};
use crate::chain::{self, Chain, Link, hash_after};
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::params;
use std::collections::BTreeMap;
use tributary_core::TenantId;

const GAPS_NAMED: i64 = 1000; // of one gap, row by row; a damaged number may leave a gap of any size

/// A row of a chain as it stands in the database.
pub(super) struct Sealed {
    pub(super) stored: Link,
    pub(super) parts: Vec<String>,
}

/// A row that starts with its place and hash, followed by what these seal.
fn sealed(row: &Row<'_>, parts: usize) -> Result<Sealed> {
    Ok(Sealed {
        stored: Link { seq: row.int(0)?, hash: row.raw(1)? },
        parts: (2..2 + parts).map(|at| row.raw(at)).collect::<Result<_>>()?,
    })
}

/// Follows one chain row by row.
struct Walk<'r> {
    chain: Chain,
    last: Link,
    report: &'r mut Report,
}

impl<'r> Walk<'r> {
    fn new(chain: Chain, report: &'r mut Report) -> Self {
        Self { chain, last: Link { seq: 0, hash: String::new() }, report }
    }

    /// Takes the next row. Of one after a gap the hash cannot be checked, but the gap is found.
    fn step(&mut self, name: &str, row: &Sealed) {
        let chain = self.chain.as_str();
        let Link { seq, hash } = &row.stored;
        self.gap(*seq, "is missing: a row was removed");
        let parts: Vec<&str> = row.parts.iter().map(String::as_str).collect();
        let follows = self.last.seq.checked_add(1) == Some(*seq);
        if follows && *hash != hash_after(&self.last.hash, *seq, &parts) {
            self.report.note(format!("{chain} {seq} ({name})"), "was changed: its hash does not fit");
        } else if !follows {
            self.report.note(format!("{chain} {seq} ({name})"), "does not follow the row before it");
        }
        self.last = row.stored.clone();
    }

    fn gap(&mut self, until: i64, problem: &str) {
        let chain = self.chain.as_str();
        let first = self.last.seq.saturating_add(1);
        let named = until.min(first.saturating_add(GAPS_NAMED));
        for missing in first..named {
            self.report.note(format!("{chain} {missing}"), problem);
        }
        if named < until {
            self.report.note(format!("{chain} {named} to {}", until.saturating_sub(1)), problem);
        }
    }

    fn end(mut self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        let head = chain::head(tx, tenant, self.chain)?;
        self.gap(head.seq.saturating_add(1), "is missing: a row was removed from the end");
        let chain = self.chain.as_str();
        if head.seq == self.last.seq && head.hash != self.last.hash {
            self.report.note(format!("{chain} {}", head.seq), "is not the row that the chain ended with");
        }
        if head.seq < self.last.seq {
            self.report.note(format!("{chain} {}", self.last.seq), "is beyond the end of the chain");
        }
        Ok(())
    }
}

pub(super) fn facts(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let rows = tx.rows(sql::FACTS, params![tenant], |row| sealed(row, 7))?;
    report.facts += i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut walk = Walk::new(Chain::Fact, report);
    for row in rows {
        walk.step(&format!("{} about order {}", row.parts[0], row.parts[2]), &row);
    }
    walk.end(tx, tenant)
}

pub(super) fn customers(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let rows = tx.rows(sql::CUSTOMER_FACTS, params![tenant], |row| sealed(row, 7))?;
    let mut walk = Walk::new(Chain::Customer, report);
    for row in rows {
        walk.step(&format!("{} about {}", row.parts[0], row.parts[2]), &row);
    }
    walk.end(tx, tenant)
}

/// Walks the clicks from the last horizon on; before it those that stayed must be what its horizons seal.
pub(super) fn clicks(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let (mut kept, end) = horizons(tx, tenant, report)?;
    let mut walk = Walk::new(Chain::Click, report);
    walk.last = end;
    let horizon = walk.last.seq;
    tx.rows(sql::CLICKS, params![tenant], |row| {
        let mut row = sealed(row, 12)?;
        row.parts.pop_if(|refs| refs.is_empty());
        walk.report.clicks += 1;
        if row.stored.seq > horizon {
            walk.step(&row.parts[0], &row);
        } else if let Some(problem) = kept.step(&row) {
            walk.report.note(format!("click {} ({})", row.stored.seq, row.parts[0]), problem);
        }
        Ok(())
    })?;
    kept.check(walk.report);
    walk.end(tx, tenant)
}

/// Walks the horizons: what they say of the clicks that stayed, and where the chain of clicks goes on.
fn horizons(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<(Kept, Link)> {
    let rows = tx.rows(sql::HORIZONS, params![tenant], |row| sealed(row, 11))?;
    let mut walk = Walk::new(Chain::Horizon, report);
    let (mut kept, mut end) = (Kept::default(), Link { seq: 0, hash: String::new() });
    for row in rows {
        let said = Said::of(&row);
        walk.step(&said.name(), &row);
        if said.after != end.seq {
            let problem = "does not begin where the one before it ends";
            walk.report.note(format!("horizon {} ({})", row.stored.seq, said.name()), problem);
        }
        end = Link { seq: said.until, hash: row.parts[2].clone() };
        kept.all.push(said);
    }
    walk.end(tx, tenant)?;
    Ok((kept, end))
}

pub(super) fn audit(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let rows = tx.rows(sql::AUDIT, params![tenant], |row| sealed(row, 10))?;
    let mut walk = Walk::new(Chain::Audit, report);
    for row in rows {
        walk.step(&format!("{} {}", row.parts[0], row.parts[5]), &row);
    }
    walk.end(tx, tenant)
}

/// Walks the ledger; gives back the orders of its transactions by their ids.
pub(super) fn ledger(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    postings: &BTreeMap<String, Vec<Posting>>,
    report: &mut Report,
) -> Result<BTreeMap<String, Transaction>> {
    let rows = tx.rows(sql::TRANSACTIONS, params![tenant], |row| sealed(row, 8))?;
    report.transactions += i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut walk = Walk::new(Chain::Ledger, report);
    let mut transactions = BTreeMap::new();
    for mut row in rows {
        let id = row.parts[0].clone();
        row.parts.extend(postings.get(&id).into_iter().flatten().map(Posting::sealed));
        walk.step(&id, &row);
        let [_, _, order, cause, cause_id, ..] = row.parts.as_slice() else { continue };
        let (order, cause, cause_id) = (order.clone(), cause.clone(), cause_id.clone());
        transactions.insert(id, Transaction { order, cause, cause_id });
    }
    walk.end(tx, tenant)?;
    Ok(transactions)
}

/// What the books must know of a transaction.
pub(super) struct Transaction {
    pub(super) order: String,
    pub(super) cause: String,
    pub(super) cause_id: String,
}
