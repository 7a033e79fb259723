//! Walks the hash chains: a changed row breaks its own hash, a missing one leaves a gap.

use super::Report;
use super::sql;
use crate::chain::{self, Chain, Link, hash_after};
use crate::db::Tx;
use crate::error::Result;
use crate::{click, ledger, params};
use tributary_core::TenantId;

/// Follows one chain row by row.
struct Walk {
    chain: Chain,
    last: Link,
}

impl Walk {
    fn new(chain: Chain) -> Self {
        Self { chain, last: Link { seq: 0, hash: String::new() } }
    }

    /// Takes a row: its place, what it is called, the hash it holds and the one it should.
    fn step(&mut self, report: &mut Report, name: &str, stored: Link, computed: &str) {
        let chain = self.chain.as_str();
        for missing in self.last.seq + 1..stored.seq {
            report.note(format!("{chain} {missing}"), "is missing: a row was removed");
        }
        let follows = stored.seq == self.last.seq + 1;
        if follows && stored.hash != computed {
            report.note(format!("{chain} {} ({name})", stored.seq), "was changed: its hash does not fit");
        }
        self.last = stored;
    }

    fn end(&self, report: &mut Report, head: &Link) {
        let chain = self.chain.as_str();
        for missing in self.last.seq + 1..=head.seq {
            report.note(format!("{chain} {missing}"), "is missing: a row was removed from the end");
        }
        if head.seq == self.last.seq && head.hash != self.last.hash {
            report.note(format!("{chain} {}", head.seq), "is not the row that the chain ended with");
        }
        if head.seq < self.last.seq {
            report.note(format!("{chain} {}", self.last.seq), "is beyond the end of the chain");
        }
    }
}

pub(super) fn facts(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let rows = tx.rows(sql::FACTS, params![tenant], |row| {
        let parts = [
            row.text(0)?,
            row.text(3)?,
            row.text(4)?,
            row.text(5)?,
            row.text(6)?,
            row.text(7)?,
            row.int(8)?.to_string(),
        ];
        Ok((Link { seq: row.int(1)?, hash: row.text(2)? }, parts))
    })?;
    let mut walk = Walk::new(Chain::Fact);
    for (stored, parts) in rows {
        let refs = parts.each_ref().map(String::as_str);
        let computed = hash_after(&walk.last.hash, stored.seq, &refs);
        let name = format!("{} about order {}", parts[0], parts[2]);
        walk.step(report, &name, stored, &computed);
        report.facts += 1;
    }
    let head = chain::head(tx, tenant, Chain::Fact)?;
    walk.end(report, &head);
    Ok(())
}

pub(super) fn clicks(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let mut walk = Walk::new(Chain::Click);
    click::each(tx, tenant, |click, seq, hash| {
        let computed = click.hash_after(&walk.last.hash, seq);
        walk.step(report, click.id.as_str(), Link { seq, hash }, &computed);
        report.clicks += 1;
        Ok(())
    })?;
    let head = chain::head(tx, tenant, Chain::Click)?;
    walk.end(report, &head);
    Ok(())
}

pub(super) fn ledger(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let mut walk = Walk::new(Chain::Ledger);
    for transaction in ledger::all(tx, tenant)? {
        let computed = transaction.hash_after(&walk.last.hash);
        let stored = Link { seq: transaction.seq, hash: transaction.hash.clone() };
        walk.step(report, transaction.id.as_str(), stored, &computed);
        report.transactions += 1;
    }
    let head = chain::head(tx, tenant, Chain::Ledger)?;
    walk.end(report, &head);
    Ok(())
}
