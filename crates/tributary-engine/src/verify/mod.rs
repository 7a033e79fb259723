//! Verify: walks every chain, checks every invariant of the ledger, derives everything again from
//! facts, and names what differs.

mod books;
mod chains;
mod conversions;
mod figures;
mod grants;
mod kept;
mod orders;
mod payouts;
mod rows;
mod sql;
mod sums;
mod wallets;
mod whose;

use crate::db::Tx;
use crate::error::Result;
use crate::{access, params};
use tributary_core::Timestamp;

/// One thing that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where: `ledger 12 (txn_…)`, `order #1007`, `fact 3`.
    pub place: String,
    /// What is wrong.
    pub problem: String,
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Facts walked.
    pub facts: i64,
    /// Clicks walked.
    pub clicks: i64,
    /// Ledger transactions walked.
    pub transactions: i64,
    /// Orders derived again.
    pub orders: i64,
    /// What is wrong; empty when all is well.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    fn note(&mut self, place: impl Into<String>, problem: impl Into<String>) {
        self.findings.push(Finding { place: place.into(), problem: problem.into() });
    }
}

/// Verifies everything in the database at the moment `now`.
///
/// # Errors
/// Only when the database cannot be read at all; what is merely wrong is a finding.
pub fn verify(tx: &mut Tx<'_>, now: Timestamp) -> Result<Report> {
    let mut report = Report::default();
    for tenant in access::tenants(tx)? {
        chains::facts(tx, &tenant, &mut report)?;
        chains::clicks(tx, &tenant, &mut report)?;
        chains::audit(tx, &tenant, &mut report)?;
        chains::customers(tx, &tenant, &mut report)?;
        whose::check(tx, &tenant, &mut report)?;
        let postings = books::postings(tx, &tenant)?;
        let transactions = chains::ledger(tx, &tenant, &postings, &mut report)?;
        books::check(tx, &tenant, (&transactions, &postings), &mut report)?;
        payouts::check(tx, &tenant, (&transactions, &postings), &mut report)?;
        wallets::check(tx, &tenant, (&transactions, &postings), &mut report)?;
        grants::check(tx, &tenant, &mut report)?;
        orders::check(tx, &tenant, now, &mut report)?;
        figures::check(tx, &tenant, &mut report)?;
        sums::check(tx, &tenant, &mut report)?;
        conversions::check(tx, &tenant, &mut report)?;
    }
    for tenant in tx.rows(sql::OTHER_TENANTS, params![], |row| row.raw(0))? {
        report.note(format!("tenant {tenant}"), "has rows, but there is no such tenant");
    }
    Ok(report)
}
