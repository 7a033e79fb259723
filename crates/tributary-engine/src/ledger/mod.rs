//! The ledger: balanced transactions that name their cause, chained, never changed.

mod sql;
mod statement;
mod told;
mod wallet;

pub use statement::{Line, statement};
pub(crate) use wallet::decode as decode_wallet;
pub use wallet::purses;

use crate::chain::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{chance, letter, params};
use tributary_core::ledger::{Account, Balances};
use tributary_core::{Currency, OrderId, Payee, ProgramId, TenantId, Timestamp, TransactionId};

/// Why a transaction was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// `fact`, `hold`, `code`, `binding` or `replay`; of store credit also `reservation`, `adjustment`, `expiry` and `debt`; of payouts
    /// `payout`, `payout_paid`, `payout_undone` and `payout_voided`.
    pub kind: &'static str,
    /// The id of the fact, code or replay; the order's id when its hold ended. Of store credit: of what moved it.
    pub id: String,
}

impl Cause {
    /// Whether it may take more than a wallet has: what was earned is taken back even where it was spent, but nobody spends or gives
    /// away what is not there.
    fn takes_back(&self) -> bool {
        !matches!(self.kind, "reservation" | "adjustment" | "expiry")
    }
}

/// A transaction about to be posted.
#[derive(Debug, Clone)]
pub struct NewTransaction<'a> {
    /// The program whose money it is; none where a payout moves what several of them owe.
    pub program: Option<&'a ProgramId>,
    /// The order it is about, if about one.
    pub order: Option<&'a OrderId>,
    /// Why.
    pub cause: &'a Cause,
    /// The rule version that was in force.
    pub rule_version: i64,
    /// When its cause happened.
    pub effective_at: Timestamp,
    /// What changes.
    pub changes: &'a Balances,
}

/// A posted transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Its id.
    pub id: TransactionId,
    /// Its place in the chain.
    pub seq: i64,
    /// The program whose money it is; none where a payout moves what several of them owe.
    pub program: Option<ProgramId>,
    /// The order it is about, if about one.
    pub order: Option<OrderId>,
    /// What kind of cause it has.
    pub cause: String,
    /// The id of its cause.
    pub cause_id: String,
    /// The rule version that was in force.
    pub rule_version: i64,
    /// When its cause happened.
    pub effective_at: Timestamp,
    /// When it was posted.
    pub booked_at: Timestamp,
    /// Its hash in the chain.
    pub hash: String,
    /// What it posts.
    pub postings: Vec<Posting>,
}

/// One line of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The account, as text.
    pub account: String,
    /// `debit` or `credit`.
    pub side: String,
    /// How much, positive.
    pub amount_minor: i64,
    /// Of what.
    pub currency: Currency,
}

impl Posting {
    /// Positive for a credit (owed to the account's party), negative for a debit.
    #[must_use]
    pub fn signed_minor(&self) -> i64 {
        if self.side == "credit" { self.amount_minor } else { -self.amount_minor }
    }
}

impl Transaction {
    fn parts(&self) -> Vec<String> {
        let head = [
            self.id.to_string(),
            self.program.as_ref().map(ProgramId::to_string).unwrap_or_default(),
            self.order.as_ref().map(OrderId::to_string).unwrap_or_default(),
            self.cause.clone(),
            self.cause_id.clone(),
            self.rule_version.to_string(),
            self.effective_at.ms().to_string(),
            self.booked_at.ms().to_string(),
        ];
        let lines = self.postings.iter().map(|posting| {
            let amount = posting.amount_minor.to_string();
            [&posting.account, &posting.side, &amount, posting.currency.code()].join(" ")
        });
        head.into_iter().chain(lines).collect()
    }
}

/// Posts what changes; nothing when nothing does.
///
/// # Errors
/// What the database says; [`Error::Broken`] when the changes do not balance.
pub fn post(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    new: &NewTransaction<'_>,
    now: Timestamp,
) -> Result<Option<TransactionId>> {
    if new.changes.is_empty() {
        return Ok(None);
    }
    if !new.changes.is_balanced() {
        let about = new.order.map_or(new.cause.id.as_str(), OrderId::as_str);
        return Err(Error::Broken(format!("the postings for {about} do not balance")));
    }
    let wallets = wallet::touched(tx, tenant, new)?;
    wallet::lend(tx, (tenant, new), &wallets, now)?;
    let id = write(tx, tenant, new, now)?;
    wallet::repay(tx, (tenant, new), &wallets, now)?;
    told::tell(tx, (tenant, new), (&id, &wallets), now)?;
    Ok(Some(id))
}

/// Writes one transaction, chained, and what it changes in kept balances.
fn write(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    new: &NewTransaction<'_>,
    now: Timestamp,
) -> Result<TransactionId> {
    let mut transaction = Transaction {
        id: TransactionId::from_bits(chance::ordered_bits(now)?),
        seq: 0,
        program: new.program.cloned(),
        order: new.order.cloned(),
        cause: new.cause.kind.to_owned(),
        cause_id: new.cause.id.clone(),
        rule_version: new.rule_version,
        effective_at: new.effective_at,
        booked_at: now,
        hash: String::new(),
        postings: new.changes.iter().map(posting).collect(),
    };
    let parts = transaction.parts();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let place = chain::extend(tx, tenant, Chain::Ledger, &parts)?;
    (transaction.seq, transaction.hash) = (place.seq, place.hash);
    insert(tx, tenant, &transaction)?;
    if new.changes.iter().any(|(account, ..)| account.wallet().is_some()) {
        letter::ask(tx, tenant, &letter::About::Transaction(transaction.id.clone()), now)?;
    }
    for (account, currency, minor) in new.changes.iter() {
        if account.payee().is_some() {
            tx.add(sql::ADD_BALANCE, params![tenant, account.to_string(), currency.code()], &[minor])?;
        }
        if let Some((customer, purse)) = account.wallet() {
            wallet::add(tx, (tenant, customer), (purse, currency, minor), now)?;
        }
    }
    Ok(transaction.id)
}

fn posting((account, currency, minor): (&Account, Currency, i64)) -> Posting {
    let side = if minor > 0 { "credit" } else { "debit" };
    Posting { account: account.to_string(), side: side.to_owned(), amount_minor: minor.abs(), currency }
}

fn insert(tx: &mut Tx<'_>, tenant: &TenantId, transaction: &Transaction) -> Result<()> {
    let order = transaction.order.as_ref().map_or("", OrderId::as_str);
    tx.later(
        sql::INSERT,
        params![
            tenant,
            &transaction.id,
            transaction.seq,
            transaction.program.as_ref().map_or("", ProgramId::as_str),
            order,
            &transaction.cause,
            &transaction.cause_id,
            transaction.rule_version,
            transaction.effective_at,
            transaction.booked_at,
            &transaction.hash
        ],
    )?;
    for (posting, position) in transaction.postings.iter().zip(0_i64..) {
        tx.later(
            sql::INSERT_POSTING,
            params![
                tenant,
                &transaction.id,
                position,
                order,
                &posting.account,
                &posting.side,
                posting.amount_minor,
                posting.currency.code()
            ],
        )?;
    }
    Ok(())
}

/// What stands in the ledger for an order.
///
/// # Errors
/// What the database says.
pub fn posted_for(tx: &mut Tx<'_>, tenant: &TenantId, order: &OrderId) -> Result<Balances> {
    let sums = tx.rows(sql::POSTED_FOR, params![tenant, order], |row| {
        Ok((row.text(0)?, row.parse::<Currency>(1)?, row.int(2)?))
    })?;
    sums.into_iter().try_fold(Balances::default(), |balances, (account, currency, minor)| {
        let account = Account::parse(&account).map_err(|e| Error::Broken(format!("{account}: {e}")))?;
        balances.add(account, currency, minor).ok_or_else(|| Error::Broken("a sum does not fit".to_owned()))
    })
}

/// A payee's balances, or everybody's: (account, currency, minor units owed).
///
/// # Errors
/// What the database says.
pub fn balances(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    of: Option<&Payee>,
) -> Result<Vec<(String, Currency, i64)>> {
    let prefix = of.map(|payee| format!("{}:{payee}:%", payee.kind()));
    tx.rows(sql::BALANCES, params![tenant, prefix], |row| Ok((row.text(0)?, row.parse(1)?, row.int(2)?)))
}

/// The place of a transaction in the chain.
///
/// # Errors
/// [`Error::NotFound`].
pub fn place_of(tx: &mut Tx<'_>, tenant: &TenantId, id: &TransactionId) -> Result<i64> {
    tx.row(sql::PLACE_OF, params![tenant, id], |row| row.int(0))?.ok_or(Error::NotFound("transaction"))
}

/// All account sums straight from the postings: (account, currency, minor units).
///
/// # Errors
/// What the database says.
pub fn sums(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<(String, Currency, i64)>> {
    tx.rows(sql::SUMS, params![tenant], |row| Ok((row.text(0)?, row.parse(1)?, row.int(2)?)))
}

/// The transactions of an order, oldest first.
///
/// # Errors
/// What the database says.
pub fn of_order(tx: &mut Tx<'_>, tenant: &TenantId, order: &OrderId) -> Result<Vec<Transaction>> {
    let heads = tx.rows(sql::OF_ORDER, params![tenant, order], decode)?;
    with_postings(tx, tenant, heads)
}

/// A page of transactions, newest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Transaction>> {
    let heads = tx.rows(sql::LIST, params![tenant, cursor.below(), cursor.fetch()], decode)?;
    let page = cursor.page(heads, |transaction| transaction.id.to_string());
    Ok(Page { rows: with_postings(tx, tenant, page.rows)?, next: page.next })
}

fn with_postings(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    mut heads: Vec<Transaction>,
) -> Result<Vec<Transaction>> {
    for head in &mut heads {
        head.postings = tx.rows(sql::POSTINGS, params![tenant, &head.id], |row| {
            Ok(Posting {
                account: row.text(0)?,
                side: row.text(1)?,
                amount_minor: row.int(2)?,
                currency: row.parse(3)?,
            })
        })?;
    }
    Ok(heads)
}

fn decode(row: &Row<'_>) -> Result<Transaction> {
    Ok(Transaction {
        id: row.parse(0)?,
        seq: row.int(1)?,
        program: if row.text(2)?.is_empty() { None } else { Some(row.parse(2)?) },
        order: if row.text(3)?.is_empty() { None } else { Some(row.parse(3)?) },
        cause: row.text(4)?,
        cause_id: row.text(5)?,
        rule_version: row.int(6)?,
        effective_at: row.time(7)?,
        booked_at: row.time(8)?,
        hash: row.text(9)?,
        postings: Vec::new(),
    })
}
