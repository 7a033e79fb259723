//! The rows of the owner's lists of customers.

use crate::customer::Customer;
use crate::db::Row;
use crate::error::Result;
use tributary_core::ledger::Purse;
use tributary_core::{BindingId, CouponId, Currency, CustomerId, OrderId, PartnerId, Timestamp};

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

    pub(super) fn decode(row: &Row<'_>, from: usize) -> Result<Self> {
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
    /// Whether an order uses it.
    pub used: bool,
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
