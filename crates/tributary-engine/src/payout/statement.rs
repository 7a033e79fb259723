//! What a payout pays, order by order: what the ledger moved since the payout before, which adds up to its amount.

use super::{Payout, State, load, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use tributary_core::ledger::Bucket;
use tributary_core::{Currency, OrderId, Payee, PayoutId, StoreId, TenantId, Timestamp};

/// What a part of a payout is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// An order, with its number and when it was placed; below zero more was taken back than earned.
    Order {
        /// The order.
        id: OrderId,
        /// Its number.
        number: String,
        /// When it was placed.
        placed_at: Timestamp,
        /// The store it is of.
        store: Option<StoreId>,
    },
    /// An earlier payout that was voided: its money is paid with this one.
    Voided {
        /// That batch's number.
        number: i64,
    },
}

/// One part of a payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// What it is for.
    pub part: Part,
    /// When the ledger moved it last.
    pub booked_at: Timestamp,
    /// How much.
    pub minor: i64,
}

/// The parts of a payout, oldest first. What was put into a payout and taken out again in between is left out.
///
/// # Errors
/// What the database says.
pub fn covered(tx: &mut Tx<'_>, tenant: &TenantId, payout: &Payout) -> Result<Vec<Covered>> {
    let account = payout.payee.account(Bucket::Payable).to_string();
    let (currency, after, until) = (payout.currency.code(), payout.after_seq, payout.until_seq);
    let orders = tx.rows(sql::COVERED, params![tenant, &account, currency, after, until], |row| {
        let store = row.opt_parse(5)?;
        let part = Part::Order { id: row.parse(0)?, number: row.text(1)?, placed_at: row.time(2)?, store };
        Ok(Covered { part, minor: row.int(3)?, booked_at: row.time(4)? })
    })?;
    let voided = tx.rows(sql::COVERED_PAYOUTS, params![tenant, &account, currency, after, until], |row| {
        Ok((row.parse::<PayoutId>(0)?, row.int(1)?, row.time(2)?))
    })?;
    let mut parts: Vec<Covered> = orders.into_iter().filter(|part| part.minor != 0).collect();
    for (id, minor, booked_at) in voided.into_iter().filter(|(_, minor, _)| *minor != 0) {
        let number = load(tx, tenant, &id)?.number;
        parts.push(Covered { part: Part::Voided { number }, booked_at, minor });
    }
    Ok(parts)
}

/// The payout that an order's commission is in, if one stands that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InPayout {
    /// The payout.
    pub id: PayoutId,
    /// Its batch's number.
    pub number: i64,
    /// How it stands.
    pub state: State,
    /// The day on which the money left, where it did.
    pub paid_on: Option<String>,
}

/// In which payout what an order earned last is.
///
/// # Errors
/// What the database says.
pub fn of_order(
    tx: &mut Tx<'_>,
    (tenant, payee): (&TenantId, &Payee),
    (order, currency): (&OrderId, Currency),
) -> Result<Option<InPayout>> {
    let account = payee.account(Bucket::Payable).to_string();
    tx.row(sql::OF_ORDER, params![tenant, payee, currency.code(), order, &account], |row| {
        Ok(InPayout {
            id: row.parse(0)?,
            number: row.int(1)?,
            state: row.parse(2)?,
            paid_on: row.opt_text(3)?,
        })
    })
}
