//! A customer's wallet as they read it: one line per transaction, with what there was to spend after it.

use super::sql;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{ledger, params};
use tributary_core::ledger::{Account, Purse};
use tributary_core::wallet::Purses;
use tributary_core::{Currency, CustomerId, OrderId, TenantId, Timestamp, TransactionId};

/// What a line of a wallet is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A friend's order earned it.
    Earned,
    /// Its hold has ended: it can be spent.
    Matured,
    /// It is on hold again.
    OnHold,
    /// It went with the order that had earned it.
    TakenBack,
    /// It was set aside for a purchase.
    Reserved,
    /// What was set aside came back.
    Released,
    /// It was spent.
    Spent,
    /// A person gave or took it.
    Adjusted,
    /// It ended unspent.
    Expired,
    /// It had ended, but what it came from was taken back.
    Restored,
    /// It was spent before it was taken back, and is owed since.
    Lent,
    /// It paid what was owed.
    Repaid,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Earned,
        Self::Matured,
        Self::OnHold,
        Self::TakenBack,
        Self::Reserved,
        Self::Released,
        Self::Spent,
        Self::Adjusted,
        Self::Expired,
        Self::Restored,
        Self::Lent,
        Self::Repaid,
    ];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Earned => "earned",
            Self::Matured => "matured",
            Self::OnHold => "on_hold",
            Self::TakenBack => "taken_back",
            Self::Reserved => "reserved",
            Self::Released => "released",
            Self::Spent => "spent",
            Self::Adjusted => "adjusted",
            Self::Expired => "expired",
            Self::Restored => "restored",
            Self::Lent => "lent",
            Self::Repaid => "repaid",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A line of a wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The transaction.
    pub transaction: TransactionId,
    /// Its place in the chain.
    pub seq: i64,
    /// When it was booked.
    pub at: Timestamp,
    /// What it is about.
    pub kind: EntryKind,
    /// Of what.
    pub currency: Currency,
    /// What it moved, purse by purse.
    pub moved: Purses,
    /// What there was to spend in this currency after it.
    pub balance_minor: i64,
    /// The order that earned it.
    pub order: Option<OrderId>,
    /// The number of that order, or of the one it was spent on.
    pub number: Option<String>,
    /// What the caller called the reservation or the adjustment.
    pub reference: Option<String>,
    /// Why, of an adjustment.
    pub reason: String,
    /// Who made an adjustment.
    pub by: String,
}

impl Entry {
    /// What the line comes to: what was spent, earned or lost, and of what only changed its place, how much of it could be spent
    /// before or can be now.
    #[must_use]
    pub const fn amount_minor(&self) -> i64 {
        match self.kind {
            EntryKind::Earned | EntryKind::TakenBack => {
                self.moved.pending_minor.saturating_add(self.moved.available_minor)
            }
            EntryKind::Spent => self.moved.held_minor.saturating_add(self.moved.available_minor),
            _ => self.moved.available_minor,
        }
    }
}

/// Which lines are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// Only of this currency.
    pub currency: Option<Currency>,
    /// Only of this kind.
    pub kind: Option<EntryKind>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only about the order with this number or id of the store's.
    pub order: Option<String>,
}

/// A page of a customer's wallet, newest first. The cursor is a place in the chain.
///
/// # Errors
/// [`Error::Broken`] for a cursor that is no place.
pub fn statement(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    which: &Which,
    cursor: &Cursor,
) -> Result<Page<Entry>> {
    let account = |purse| Account::Wallet(customer.clone(), purse).to_string();
    let after = cursor.after.as_deref().map(str::parse::<i64>).transpose();
    let after = after.map_err(|_| Error::Broken("a cursor is no place".to_owned()))?;
    let asked = params![
        tenant,
        after.unwrap_or(i64::MAX),
        account(Purse::Pending),
        account(Purse::Available),
        account(Purse::Held),
        account(Purse::Debt),
        which.currency.as_ref().map(Currency::code),
        which.kind.map(EntryKind::as_str),
        which.from.unwrap_or(Timestamp::MIN),
        which.until.unwrap_or(Timestamp::MAX),
        which.order.as_deref(),
        cursor.fetch()
    ];
    let rows = tx.rows(sql::STATEMENT, asked, decode)?;
    Ok(cursor.page(rows, |entry| entry.seq.to_string()))
}

fn decode(row: &Row<'_>) -> Result<Entry> {
    let kind = row.text(3)?;
    let of_adjustment = row.text(13)?;
    let reference = row.opt_text(12)?.or(Some(of_adjustment)).filter(|reference| !reference.is_empty());
    Ok(Entry {
        transaction: row.parse(0)?,
        seq: row.int(1)?,
        at: row.time(2)?,
        kind: EntryKind::parse(&kind).ok_or_else(|| Error::Broken(format!("a line is {kind}")))?,
        currency: row.parse(4)?,
        moved: ledger::decode_wallet(row, 5)?,
        balance_minor: row.int(9)?,
        order: row.opt_parse(10)?,
        number: row.opt_text(11)?,
        reference,
        reason: row.text(14)?,
        by: row.text(15)?,
    })
}
