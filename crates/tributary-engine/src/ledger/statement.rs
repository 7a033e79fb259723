//! A partner's account as they read it: one line per transaction and currency, with what was owed after it.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use tributary_core::ledger::Bucket;
use tributary_core::{Currency, OrderId, PartnerId, TenantId, Timestamp, TransactionId};

/// One line of a partner's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The transaction.
    pub transaction: TransactionId,
    /// Its place in the chain.
    pub seq: i64,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// The order it is about; none where it is about a payout.
    pub order: Option<OrderId>,
    /// That order's number; empty without one.
    pub number: String,
    /// What kind of cause it has.
    pub cause: String,
    /// The id of its cause: of a payout, where it is about one.
    pub cause_id: String,
    /// Of what.
    pub currency: Currency,
    /// What it moved on hold.
    pub pending_minor: i64,
    /// What it moved to be paid.
    pub payable_minor: i64,
    /// What it moved into payouts, or out of them.
    pub in_payout_minor: i64,
    /// What was owed in this currency after it: on hold, ready, and being paid.
    pub owed_minor: i64,
}

/// A page of a partner's account, newest first; `skip` so many lines, then at most `limit`.
///
/// # Errors
/// What the database says.
pub fn statement(
    tx: &mut Tx<'_>,
    (tenant, partner): (&TenantId, &PartnerId),
    (skip, limit): (i64, i64),
) -> Result<Vec<Line>> {
    let account = |bucket: Bucket| format!("partner:{partner}:{}", bucket.as_str());
    let [pending, payable, in_payout] = Bucket::ALL.map(account);
    tx.rows(sql::STATEMENT, params![tenant, pending, payable, limit, skip, in_payout], |row| {
        Ok(Line {
            transaction: row.parse(0)?,
            seq: row.int(1)?,
            booked_at: row.time(2)?,
            order: if row.text(3)?.is_empty() { None } else { Some(row.parse(3)?) },
            number: row.text(4)?,
            cause: row.text(5)?,
            cause_id: row.text(6)?,
            currency: row.parse(7)?,
            pending_minor: row.int(8)?,
            payable_minor: row.int(9)?,
            in_payout_minor: row.int(10)?,
            owed_minor: row.int(11)?,
        })
    })
}
