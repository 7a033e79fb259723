//! Customers as an owner looks at them: who refers friends, whom they sent, everybody, and what moved store credit. Each is a
//! page by id, so a hundred thousand of them are as quick as ten.

mod sql;

use super::Customer;
use crate::code::fold;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::params;
use tributary_core::ledger::{Account, Purse};
use tributary_core::{BindingId, CouponId, Currency, CustomerId, OrderId, PartnerId, TenantId, Timestamp};

/// So many orders of one customer are looked at to say why none earned.
const ORDERS_MAX: i64 = 20;

/// A customer, as far as a list needs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: CustomerId,
    /// The name; empty: not known.
    pub name: String,
    /// The name of the account; empty: not known.
    pub login: String,
    /// The address, where it is kept.
    pub email: Option<String>,
    /// Enough to recognise the address.
    pub email_hint: String,
    /// The store's id of the account; `None` for a guest.
    pub external_id: Option<String>,
    /// When we first heard of them.
    pub created_at: Timestamp,
}

impl Person {
    /// What to call them: the name, else the account's, else the address.
    #[must_use]
    pub fn called(&self) -> &str {
        let account = self.external_id.as_deref().unwrap_or_default();
        let email = self.email.as_deref().unwrap_or(&self.email_hint);
        [self.name.as_str(), self.login.as_str(), email, account]
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or(self.id.as_str())
    }

    fn decode(row: &Row<'_>, from: usize) -> Result<Self> {
        Ok(Self {
            id: row.parse(from)?,
            name: row.text(from + 1)?,
            login: row.text(from + 2)?,
            email: row.opt_text(from + 3)?,
            email_hint: row.text(from + 4)?,
            external_id: row.opt_text(from + 5)?,
            created_at: row.time(from + 6)?,
        })
    }
}

impl From<&Customer> for Person {
    fn from(customer: &Customer) -> Self {
        Self {
            id: customer.id.clone(),
            name: customer.name.clone(),
            login: customer.login.clone(),
            email: customer.email.clone(),
            email_hint: customer.email_hint.clone(),
            external_id: customer.external_id.clone(),
            created_at: customer.created_at,
        }
    }
}

/// A customer who refers friends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referrer {
    /// Who.
    pub person: Person,
    /// Their code.
    pub code: Option<String>,
    /// Friends to whom they had us write.
    pub invited: i64,
    /// When they last did.
    pub last_invited: Option<Timestamp>,
    /// Clicks of people on their link.
    pub opened: i64,
    /// Friends who are theirs.
    pub joined: i64,
    /// Friends who ordered.
    pub ordered: i64,
    /// What that earned and was not taken back.
    pub earned_minor: i64,
    /// What of it is on hold.
    pub pending_minor: i64,
}

/// How far a friend has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Signed up.
    Joined,
    /// Ordered, and nothing is earned of it.
    Ordered,
    /// It earned.
    Rewarded,
    /// What it earned was taken back.
    TakenBack,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Joined, Self::Ordered, Self::Rewarded, Self::TakenBack];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Ordered => "ordered",
            Self::Rewarded => "rewarded",
            Self::TakenBack => "taken_back",
        }
    }
}

/// What the first order of a friend earned whoever sent them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earned {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Of what.
    pub currency: Currency,
    /// What was granted.
    pub granted_minor: i64,
    /// What is left of it.
    pub minor: i64,
    /// The code of the reason why it is nothing.
    pub nothing: Option<String>,
}

/// A friend's coupon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    /// Its code.
    pub code: String,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// When it was made worthless.
    pub void_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// A customer whom another one sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Friend {
    /// The binding.
    pub binding: BindingId,
    /// Since when.
    pub since: Timestamp,
    /// By what.
    pub via: String,
    /// The code.
    pub code: String,
    /// Who.
    pub person: Person,
    /// Who sent them.
    pub sponsor: Person,
    /// Their coupon.
    pub coupon: Option<Coupon>,
    /// What their first order earned; none before there was one.
    pub earned: Option<Earned>,
}

impl Friend {
    /// How far they have come.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match &self.earned {
            None => Stage::Joined,
            Some(earned) if earned.minor > 0 => Stage::Rewarded,
            Some(earned) if earned.granted_minor > 0 => Stage::TakenBack,
            Some(_) => Stage::Ordered,
        }
    }
}

/// Any customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anybody {
    /// Who.
    pub person: Person,
    /// When the account was made.
    pub registered_at: Option<Timestamp>,
    /// The code they are bound to; empty: a click bound, or nothing.
    pub code: String,
    /// By what.
    pub via: Option<String>,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Who sent them.
    pub sponsor: Option<Person>,
    /// The partner whose code it is.
    pub partner: Option<PartnerId>,
    /// What they have to spend.
    pub available_minor: i64,
}

/// One change of one purse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The transaction.
    pub transaction: String,
    /// Its place in it.
    pub position: i64,
    /// Whose.
    pub customer: CustomerId,
    /// Which purse.
    pub purse: Purse,
    /// Of what.
    pub currency: Currency,
    /// By how much.
    pub minor: i64,
    /// When it was booked.
    pub at: Timestamp,
    /// What kind of cause it has.
    pub cause: String,
    /// The order it is about.
    pub order: Option<(OrderId, String)>,
    /// Why, of an adjustment.
    pub reason: String,
    /// What is in that purse after it.
    pub balance_minor: i64,
}

/// What a list is narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
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

/// How many there are of each kind.
///
/// # Errors
/// What the database says.
pub fn counts(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Counts> {
    let read =
        |row: &Row<'_>| Ok(Counts { referrers: row.int(0)?, friends: row.int(1)?, everybody: row.int(2)? });
    Ok(tx.row(sql::COUNTS, params![tenant], read)?.unwrap_or_default())
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
    let q = narrow.q.trim();
    let asked = params![
        tenant,
        cursor.below(),
        cursor.fetch(),
        currency.code(),
        narrow.like(),
        q,
        fold(q),
        narrow.has()
    ];
    let rows = tx.rows(sql::REFERRERS, asked, |row| {
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
        narrow.stage.map(Stage::as_str)
    ];
    let rows = tx.rows(sql::FRIENDS, asked, friend)?;
    Ok(cursor.page(rows, |one| one.binding.to_string()))
}

fn friend(row: &Row<'_>) -> Result<Friend> {
    let at = |column| Ok::<_, Error>(row.opt_int(column)?.map(Timestamp::from_ms));
    let coupon = row
        .opt_text(18)?
        .map(|code| Ok::<_, Error>(Coupon { code, used_at: at(19)?, void_at: at(20)?, expires_at: at(21)? }));
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
    let q = narrow.q.trim();
    let asked = params![
        tenant,
        cursor.below(),
        cursor.fetch(),
        currency.code(),
        narrow.like(),
        q,
        fold(q),
        narrow.has()
    ];
    let rows = tx.rows(sql::EVERYBODY, asked, |row| {
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
        position
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

/// A customer's orders, oldest first, as far as they are looked at.
///
/// # Errors
/// What the database says.
pub fn orders(tx: &mut Tx<'_>, tenant: &TenantId, customer: &Customer) -> Result<Vec<OrderId>> {
    let account = customer.external_id.as_ref().map(|account| format!("id:{account}"));
    let asked = params![tenant, &customer.store, customer.email_key.as_deref(), account, ORDERS_MAX];
    tx.rows(sql::ORDERS, asked, |row| row.parse(0))
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

/// A friend's welcome coupon as their page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCoupon {
    /// Its id.
    pub id: CouponId,
    /// Its code, and how it stands.
    pub coupon: Coupon,
    /// How the shop stands with it, in the word of its column.
    pub in_shop: String,
}

/// A friend's welcome coupon.
///
/// # Errors
/// What the database says.
pub fn coupon(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Option<OwnCoupon>> {
    tx.row(sql::COUPON, params![tenant, customer], |row| {
        let at = |column| Ok::<_, Error>(row.opt_int(column)?.map(Timestamp::from_ms));
        let coupon = Coupon { code: row.text(1)?, used_at: at(2)?, void_at: at(3)?, expires_at: at(4)? };
        Ok(OwnCoupon { id: row.parse(0)?, coupon, in_shop: row.text(5)? })
    })
}
