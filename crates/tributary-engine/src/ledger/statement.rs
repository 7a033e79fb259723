//! A partner's account as they read it: one line per transaction and currency, with what was owed after it.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::params;
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
    /// The order it is about.
    pub order: OrderId,
    /// That order's number.
    pub number: String,
    /// What kind of cause it has.
    pub cause: String,
    /// Of what.
    pub currency: Currency,
    /// What it moved on hold.
    pub pending_minor: i64,
    /// What it moved to be paid.
    pub payable_minor: i64,
    /// What was owed in this currency after it, on hold and ready.
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
    let (pending, payable) = (format!("partner:{partner}:pending"), format!("partner:{partner}:payable"));
    tx.rows(sql::STATEMENT, params![tenant, pending, payable, limit, skip], |row| {
        Ok(Line {
            transaction: row.parse(0)?,
            seq: row.int(1)?,
            booked_at: row.time(2)?,
            order: row.parse(3)?,
            number: row.text(4)?,
            cause: row.text(5)?,
            currency: row.parse(6)?,
            pending_minor: row.int(7)?,
            payable_minor: row.int(8)?,
            owed_minor: row.int(9)?,
        })
    })
}
