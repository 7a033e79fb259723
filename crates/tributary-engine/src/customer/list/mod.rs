//! Customers as an owner looks at them: who refers friends, whom they sent, everybody, and what moved store credit. Each is a
//! page by id, so a hundred thousand of them are as quick as ten.

mod row;
mod sql;

pub use row::{Anybody, Coupon, Earned, Friend, Move, OwnCoupon, Person, Referrer, Stage};

use crate::code::fold;
use crate::db::{Row, Tx, Value};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::params;
use tributary_core::ledger::Account;
use tributary_core::{Currency, CustomerId, OrderId, StoreId, TenantId, Timestamp};

/// What a list is narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Of this store.
    pub store: Option<StoreId>,
    /// A part of a name or an address; an account, code or coupon, whole.
    pub q: String,
    /// Of referrers: with friends or without; of everybody: bound or not.
    pub has: Option<bool>,
    /// Of friends: who sent them.
    pub sponsor: Option<CustomerId>,
    /// Of friends: how far they have come.
    pub stage: Option<Stage>,
    /// Of moves: the cause.
    pub cause: Option<String>,
    /// Of moves: the currency.
    pub currency: Option<Currency>,
    /// Of moves: whose.
    pub customer: Option<CustomerId>,
}

impl Narrow {
    /// A pattern for a part of a text, or nothing to look for.
    fn like(&self) -> Option<String> {
        let text = self.q.trim().to_lowercase();
        let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        (!text.is_empty()).then(|| format!("%{escaped}%"))
    }

    fn has(&self) -> Option<i64> {
        self.has.map(i64::from)
    }

    /// What the statements of referrers and of everybody are asked with.
    fn asked<'a>(
        &'a self,
        tenant: &'a TenantId,
        currency: &'a Currency,
        cursor: &'a Cursor,
    ) -> [Value<'a>; 9] {
        let q = self.q.trim();
        [
            Value::from(tenant),
            Value::from(cursor.below()),
            Value::from(cursor.fetch()),
            Value::from(currency.code()),
            Value::from(self.like()),
            Value::from(q),
            Value::from(fold(q)),
            Value::from(self.has()),
            Value::from(self.store.as_ref()),
        ]
    }
}

/// How many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Customers who have a code.
    pub referrers: i64,
    /// Customers whom another one sent.
    pub friends: i64,
    /// All.
    pub everybody: i64,
}

/// How many there are of each kind, at all stores or one.
///
/// # Errors
/// What the database says.
pub fn counts(tx: &mut Tx<'_>, tenant: &TenantId, store: Option<&StoreId>) -> Result<Counts> {
    let read =
        |row: &Row<'_>| Ok(Counts { referrers: row.int(0)?, friends: row.int(1)?, everybody: row.int(2)? });
    Ok(tx.row(sql::COUNTS, params![tenant, store], read)?.unwrap_or_default())
}

/// A page of those who refer friends, newest first; amounts of one currency.
///
/// # Errors
/// What the database says.
pub fn referrers(
    tx: &mut Tx<'_>,
    (tenant, currency): (&TenantId, Currency),
    narrow: &Narrow,
    cursor: &Cursor,
) -> Result<Page<Referrer>> {
    let rows = tx.rows(sql::REFERRERS, &narrow.asked(tenant, &currency, cursor), |row| {
        Ok(Referrer {
            person: Person::decode(row, 0)?,
            code: row.opt_text(7)?,
            invited: row.int(8)?,
            last_invited: row.opt_int(9)?.map(Timestamp::from_ms),
            opened: row.int(10)?,
            joined: row.int(11)?,
            ordered: row.int(12)?,
            earned_minor: row.int(13)?,
            pending_minor: row.int(14)?,
        })
    })?;
    Ok(cursor.page(rows, |one| one.person.id.to_string()))
}

/// A page of those whom others sent, newest first.
///
/// # Errors
/// What the database says.
pub fn friends(tx: &mut Tx<'_>, tenant: &TenantId, narrow: &Narrow, cursor: &Cursor) -> Result<Page<Friend>> {
    let q = narrow.q.trim();
    let asked = params![
        tenant,
        cursor.below(),
        cursor.fetch(),
        narrow.like(),
        q,
        fold(q),
        narrow.sponsor.as_ref(),
        narrow.stage.map(Stage::as_str),
        narrow.store.as_ref()
    ];
    let rows = tx.rows(sql::FRIENDS, asked, friend)?;
    Ok(cursor.page(rows, |one| one.binding.to_string()))
}

fn friend(row: &Row<'_>) -> Result<Friend> {
    let at = |column| Ok::<_, Error>(row.opt_int(column)?.map(Timestamp::from_ms));
    let coupon = row.opt_text(18)?.map(|code| {
        Ok::<_, Error>(Coupon {
            code,
            used: row.opt_int(19)?.is_some(),
            void_at: at(20)?,
            expires_at: at(21)?,
        })
    });
    let earned = match row.opt_parse::<OrderId>(22)? {
        Some(order) => Some(Earned {
            order,
            number: row.opt_text(23)?.unwrap_or_default(),
            currency: row.parse(24)?,
            granted_minor: row.int(25)?,
            minor: row.int(26)?,
            nothing: row.opt_text(27)?,
        }),
        None => None,
    };
    Ok(Friend {
        binding: row.parse(0)?,
        since: row.time(1)?,
        via: row.text(2)?,
        code: row.text(3)?,
        person: Person::decode(row, 4)?,
        sponsor: Person::decode(row, 11)?,
        coupon: coupon.transpose()?,
        earned,
    })
}

/// A page of everybody, newest first; amounts of one currency.
///
/// # Errors
/// What the database says.
pub fn everybody(
    tx: &mut Tx<'_>,
    (tenant, currency): (&TenantId, Currency),
    narrow: &Narrow,
    cursor: &Cursor,
) -> Result<Page<Anybody>> {
    let rows = tx.rows(sql::EVERYBODY, &narrow.asked(tenant, &currency, cursor), |row| {
        let sponsor = match row.opt_text(11)? {
            Some(_) => Some(Person::decode(row, 11)?),
            None => None,
        };
        Ok(Anybody {
            person: Person::decode(row, 0)?,
            registered_at: row.opt_int(7)?.map(Timestamp::from_ms),
            code: row.opt_text(8)?.unwrap_or_default(),
            via: row.opt_text(9)?,
            since: row.opt_int(10)?.map(Timestamp::from_ms),
            sponsor,
            partner: row.opt_parse(18)?,
            available_minor: row.int(19)?,
        })
    })?;
    Ok(cursor.page(rows, |one| one.person.id.to_string()))
}

/// A page of what moved store credit, newest first. One transaction may have several rows, so a cursor names the row, too.
///
/// # Errors
/// What the database says.
pub fn moves(tx: &mut Tx<'_>, tenant: &TenantId, narrow: &Narrow, cursor: &Cursor) -> Result<Page<Move>> {
    let whose = narrow.customer.as_ref().map(|customer| format!("wallet:{customer}:%"));
    let after = cursor.after.as_deref().and_then(|after| after.split_once('.'));
    let position = after.and_then(|(_, position)| position.parse::<i64>().ok()).unwrap_or(i64::MAX);
    let asked = params![
        tenant,
        after.map_or_else(|| cursor.below().to_owned(), |(transaction, _)| transaction.to_owned()),
        cursor.fetch(),
        narrow.cause.as_deref(),
        narrow.currency.as_ref().map(Currency::code),
        whose,
        position,
        narrow.store.as_ref()
    ];
    let rows = tx.rows(sql::MOVES, asked, |row| {
        let account = Account::parse(&row.text(2)?).map_err(|e| Error::Broken(e.to_string()))?;
        let (customer, purse) = account.wallet().ok_or_else(|| Error::Broken("no wallet".to_owned()))?;
        Ok(Move {
            transaction: row.text(0)?,
            position: row.int(1)?,
            customer: customer.clone(),
            purse,
            currency: row.parse(3)?,
            minor: row.int(4)?,
            at: row.time(5)?,
            cause: row.text(6)?,
            order: row.opt_parse(7)?.map(|id| Ok::<_, Error>((id, row.text(8)?))).transpose()?,
            reason: row.text(9)?,
            balance_minor: row.int(10)?,
        })
    })?;
    Ok(cursor.page(rows, |one| format!("{}.{}", one.transaction, one.position)))
}

/// Customers whom a text names exactly: an address by its key, an account, a code or a coupon.
///
/// # Errors
/// What the database says.
pub fn named(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (text, email_key): (&str, Option<&str>),
    most: i64,
) -> Result<Vec<Person>> {
    let text = text.trim();
    tx.rows(sql::NAMED, params![tenant, email_key, text, fold(text), most], |row| Person::decode(row, 0))
}

/// A friend's welcome coupon.
///
/// # Errors
/// What the database says.
pub fn coupon(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Option<OwnCoupon>> {
    tx.row(sql::COUPON, params![tenant, customer], |row| {
        let at = |column| Ok::<_, Error>(row.opt_int(column)?.map(Timestamp::from_ms));
        let used = row.opt_int(2)?.is_some();
        let coupon = Coupon { code: row.text(1)?, used, void_at: at(3)?, expires_at: at(4)? };
        Ok(OwnCoupon { id: row.parse(0)?, coupon, in_shop: row.text(5)? })
    })
}
