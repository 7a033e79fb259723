//! Payouts: what partners and the platform are owed becomes money that leaves. A batch holds one payout per payee and currency, each of
//! all that was ready; the ledger moves with every step, in the same transaction. Nothing is ever removed: a mistake is undone for a while, or voided
//! with a reason. Start at [`due()`] and [`create`].

mod batch;
mod destination;
mod detail;
mod due;
mod letter;
mod moving;
mod settle;
mod sql;
mod statement;
mod told;

pub use batch::{NewBatch, approve, create, exclude};
pub use destination::{Destination, Method};
pub use detail::{Known, change_details, destination, details, minimums, set_minimum};
pub use due::{Due, DueDetails, due, due_of, remind};
pub use letter::{Letter, Telling, claim, done, is_due, letters, said};
pub use settle::{Paid, pay, undo, void, void_one};
pub use statement::{Covered, InPayout, Part, covered, of_order};

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::params;
use crate::seal::Sealer;
use std::collections::BTreeMap;
use tributary_core::payout::Stage;
use tributary_core::{BatchId, Currency, Payee, PayoutId, TenantId, Timestamp};

/// Payouts to many, made at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The id.
    pub id: BatchId,
    /// What people call it: the first is 1.
    pub number: i64,
    /// How it stands.
    pub stage: Stage,
    /// What the team noted.
    pub note: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// When it was found right.
    pub approved_at: Option<Timestamp>,
    /// When it was marked as paid.
    pub paid_at: Option<Timestamp>,
    /// The day on which the money left, as `2026-06-02`.
    pub paid_on: Option<String>,
    /// What the bank or PayPal calls it.
    pub reference: Option<String>,
    /// When it was called off.
    pub voided_at: Option<Timestamp>,
    /// Why.
    pub reason: Option<String>,
}

/// How one payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// On its way.
    Open,
    /// The money has left.
    Paid,
    /// Taken out or called off: the money is ready again.
    Voided,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Paid, Self::Voided];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Voided => "voided",
        }
    }
}

impl TryFrom<String> for State {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or_else(|| format!("no state {text}"))
    }
}

/// What one payee is paid with a batch, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// The id.
    pub id: PayoutId,
    /// The batch.
    pub batch: BatchId,
    /// The batch's number.
    pub number: i64,
    /// Whose.
    pub payee: Payee,
    /// What people call the partner now, or the program for whose orders the platform is paid.
    pub payee_name: String,
    /// How much, above zero.
    pub amount_minor: i64,
    /// Of what.
    pub currency: Currency,
    /// How it stands.
    pub state: State,
    /// How it is paid.
    pub method: Method,
    /// Enough of where it goes for its owner to know it.
    pub hint: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was paid or voided.
    pub settled_at: Option<Timestamp>,
    /// Why it was voided.
    pub reason: Option<String>,
    /// The day on which the batch's money left, where it did.
    pub paid_on: Option<String>,
    /// What the bank or PayPal calls the batch.
    pub reference: Option<String>,
    /// Behind this place of the ledger begins what it pays.
    after_seq: i64,
    /// Where the ledger moved it: what it pays ends before.
    until_seq: i64,
    sealed: String,
}

/// Which payouts are wanted; nothing set means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// To this payee.
    pub payee: Option<Payee>,
    /// Of this batch.
    pub batch: Option<BatchId>,
    /// That stand so.
    pub state: Option<State>,
}

/// What stands in a batch, per currency and method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Of what.
    pub currency: Currency,
    /// How it is paid.
    pub method: Method,
    /// To how many.
    pub count: i64,
    /// How much in all.
    pub minor: i64,
}

/// One batch.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load_batch(tx: &mut Tx<'_>, tenant: &TenantId, id: &BatchId) -> Result<Batch> {
    tx.row(sql::BATCH, params![tenant, id], decode_batch)?.ok_or(Error::NotFound("payout batch"))
}

/// A page of batches, newest first.
///
/// # Errors
/// What the database says.
pub fn batches(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Batch>> {
    let rows = tx.rows(sql::BATCHES, params![tenant, cursor.below(), cursor.fetch()], decode_batch)?;
    Ok(cursor.page(rows, |batch| batch.id.to_string()))
}

/// One payout.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &PayoutId) -> Result<Payout> {
    tx.row(sql::PAYOUT, params![tenant, id], decode)?.ok_or(Error::NotFound("payout"))
}

/// A page of payouts, newest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, cursor: &Cursor) -> Result<Page<Payout>> {
    let state = filter.state.map(State::as_str);
    let (below, fetch) = (cursor.below(), cursor.fetch());
    let rows = match (&filter.payee, &filter.batch) {
        (payee, Some(batch)) => {
            tx.rows(sql::OF_BATCH, params![tenant, below, batch, payee.as_ref(), state, fetch], decode)?
        }
        (Some(payee), None) => tx.rows(sql::OF_PAYEE, params![tenant, below, payee, state, fetch], decode)?,
        (None, None) => tx.rows(sql::LIST, params![tenant, below, state, fetch], decode)?,
    };
    Ok(cursor.page(rows, |payout| payout.id.to_string()))
}

/// All payouts of a batch, oldest first.
///
/// # Errors
/// What the database says.
pub fn all_of(tx: &mut Tx<'_>, tenant: &TenantId, batch: &BatchId) -> Result<Vec<Payout>> {
    tx.rows(sql::ALL_OF, params![tenant, batch], decode)
}

/// The same with where each goes, for the files that a bank or PayPal takes; without those that were voided.
///
/// # Errors
/// [`Error::Broken`] where what was sealed does not fit the key file.
pub fn with_destinations(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    batch: &BatchId,
) -> Result<Vec<(Payout, Destination)>> {
    let standing = all_of(tx, tenant, batch)?.into_iter().filter(|payout| payout.state != State::Voided);
    standing.map(|payout| Destination::unseal(sealer, &payout.sealed).map(|to| (payout, to))).collect()
}

/// What stands in each batch, per currency and method; without what was voided, except in a batch that is voided whole.
///
/// # Errors
/// What the database says.
pub fn totals(tx: &mut Tx<'_>, tenant: &TenantId, batch: &BatchId) -> Result<Vec<Total>> {
    tx.rows(sql::TOTALS, params![tenant, batch], |row| {
        Ok(Total { currency: row.parse(0)?, method: row.parse(1)?, count: row.int(2)?, minor: row.int(3)? })
    })
}

/// What a payee was paid so far, per currency.
///
/// # Errors
/// What the database says.
pub fn paid_to(tx: &mut Tx<'_>, tenant: &TenantId, payee: &Payee) -> Result<BTreeMap<Currency, i64>> {
    let rows = tx.rows(sql::PAID_TO, params![tenant, payee], |row| Ok((row.parse(0)?, row.int(1)?)))?;
    Ok(rows.into_iter().collect())
}

fn decode_batch(row: &Row<'_>) -> Result<Batch> {
    let stage = row.text(2)?;
    let stage = Stage::ALL.into_iter().find(|one| one.as_str() == stage);
    Ok(Batch {
        id: row.parse(0)?,
        number: row.int(1)?,
        stage: stage.ok_or_else(|| Error::Broken("a batch stands as none can".to_owned()))?,
        note: row.text(3)?,
        created_at: row.time(4)?,
        created_by: row.text(5)?,
        approved_at: row.opt_int(6)?.map(Timestamp::from_ms),
        paid_at: row.opt_int(7)?.map(Timestamp::from_ms),
        paid_on: row.opt_text(8)?,
        reference: row.opt_text(9)?,
        voided_at: row.opt_int(10)?.map(Timestamp::from_ms),
        reason: row.opt_text(11)?,
    })
}

fn decode(row: &Row<'_>) -> Result<Payout> {
    Ok(Payout {
        id: row.parse(0)?,
        batch: row.parse(1)?,
        number: row.int(2)?,
        payee: row.parse(3)?,
        payee_name: row.text(4)?,
        amount_minor: row.int(5)?,
        currency: row.parse(6)?,
        state: row.parse(7)?,
        method: row.parse(8)?,
        hint: row.text(9)?,
        created_at: row.time(10)?,
        settled_at: row.opt_int(11)?.map(Timestamp::from_ms),
        reason: row.opt_text(12)?,
        paid_on: row.opt_text(13)?,
        reference: row.opt_text(14)?,
        after_seq: row.int(15)?,
        until_seq: row.int(16)?,
        sealed: row.text(17)?,
    })
}
