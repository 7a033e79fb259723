//! What a coupon gives, and how it stands in the shop: the shop owns it, we only ask. Every change of that state is
//! noted after the shop has answered, never while we wait.

use super::sql;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::{job, params};
use tributary_core::{CodeId, TenantId, Timestamp};

/// The job that makes a coupon in the shop; its subject is the code's id.
pub const MAKE: &str = "make_coupon";

/// The job that asks the shop whether a coupon is there.
pub const CHECK: &str = "check_coupon";

const PERCENT_BPS_MAX: i64 = 10_000; // all of it
const FIXED_MINOR_MAX: i64 = 10_000_000_000; // a slip of the finger, in any currency
const USES_MAX: i64 = 1_000_000_000;

/// What a coupon takes off an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discount {
    /// Basis points of the cart.
    Percent(i64),
    /// Minor units of the store's currency.
    Fixed(i64),
}

impl Discount {
    fn parts(self) -> (&'static str, i64) {
        match self {
            Self::Percent(bps) => ("percent", bps),
            Self::Fixed(minor) => ("fixed", minor),
        }
    }

    fn read(kind: Option<&str>, amount: Option<i64>) -> Option<Self> {
        match (kind, amount) {
            (Some("percent"), Some(bps)) => Some(Self::Percent(bps)),
            (Some("fixed"), Some(minor)) => Some(Self::Fixed(minor)),
            _ => None,
        }
    }
}

/// What a coupon gives and how long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Offer {
    /// What it takes off, as far as we know.
    pub discount: Option<Discount>,
    /// How often it may be used in all.
    pub usage_limit: Option<i64>,
    /// When it ends.
    pub valid_until: Option<Timestamp>,
}

/// Whether the shop has the coupon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ShopState {
    /// Nobody has looked.
    #[default]
    Unchecked,
    /// It was asked to make or look for it.
    Asked,
    /// It is there.
    Exists,
    /// It is not.
    Missing,
    /// It could not be made or looked for.
    Failed,
}

impl ShopState {
    const ALL: [Self; 5] = [Self::Unchecked, Self::Asked, Self::Exists, Self::Missing, Self::Failed];

    /// The word for it in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::Asked => "asked",
            Self::Exists => "exists",
            Self::Missing => "missing",
            Self::Failed => "failed",
        }
    }

    pub(crate) fn parse(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| Error::Broken(format!("coupon state {word} is unknown")))
    }
}

/// How a coupon stands in the shop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InShop {
    /// Whether it is there.
    pub state: ShopState,
    /// The shop's id of it.
    pub coupon: Option<String>,
    /// How often the shop says it was used.
    pub uses: Option<i64>,
    /// Why it could not be made or looked for, and the fix.
    pub trouble: Option<String>,
    /// When the shop last answered.
    pub checked_at: Option<Timestamp>,
}

/// What the shop answered about a coupon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is there.
    Found {
        /// The shop's id of it.
        coupon: String,
        /// How often it was used.
        uses: i64,
        /// What it gives, as the shop says.
        offer: Offer,
    },
    /// It is not there.
    Missing,
    /// It did not say.
    Trouble(String),
}

/// Says what a coupon is to give.
///
/// # Errors
/// [`Error::Invalid`] names what is out of range.
pub fn set_offer(tx: &mut Tx<'_>, tenant: &TenantId, id: &CodeId, offer: &Offer) -> Result<()> {
    let (kind, amount) = offer.discount.map(Discount::parts).unzip();
    let most = if kind == Some("percent") { PERCENT_BPS_MAX } else { FIXED_MINOR_MAX };
    if amount.is_some_and(|amount| !(1..=most).contains(&amount)) {
        return Err(Error::field("/discount", "range", "Give a discount above 0, and at most 100%."));
    }
    if offer.usage_limit.is_some_and(|limit| !(1..=USES_MAX).contains(&limit)) {
        return Err(Error::field("/limit", "range", "Give a whole number above 0, or leave it empty."));
    }
    tx.exec(sql::SET_OFFER, params![tenant, id, kind, amount, offer.usage_limit, offer.valid_until])?;
    Ok(())
}

/// Asks for work on a coupon in the shop: [`MAKE`] or [`CHECK`].
///
/// # Errors
/// What the database says.
pub fn ask(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &CodeId),
    work: &'static str,
    now: Timestamp,
) -> Result<()> {
    tx.exec(sql::SET_ASKED, params![tenant, id])?;
    job::ask(tx, tenant, work, id.as_str(), now)
}

/// Notes what the shop answered.
///
/// # Errors
/// What the database says.
pub fn note(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &CodeId),
    answer: &Answer,
    now: Timestamp,
) -> Result<()> {
    match answer {
        Answer::Found { coupon, uses, offer } => {
            set_offer(tx, tenant, id, offer)?;
            tx.exec(sql::NOTE_FOUND, params![tenant, id, coupon, *uses, now])?;
        }
        Answer::Missing => {
            tx.exec(sql::NOTE_MISSING, params![tenant, id, now])?;
        }
        Answer::Trouble(why) => {
            tx.exec(sql::NOTE_TROUBLE, params![tenant, id, why, now])?;
        }
    }
    Ok(())
}

pub(super) fn decode_offer(row: &Row<'_>, first: usize) -> Result<Offer> {
    Ok(Offer {
        discount: Discount::read(row.opt_text(first)?.as_deref(), row.opt_int(first + 1)?),
        usage_limit: row.opt_int(first + 2)?,
        valid_until: row.opt_int(first + 3)?.map(Timestamp::from_ms),
    })
}

pub(super) fn decode_in_shop(row: &Row<'_>, first: usize) -> Result<InShop> {
    Ok(InShop {
        state: ShopState::parse(&row.text(first)?)?,
        coupon: row.opt_text(first + 1)?,
        uses: row.opt_int(first + 2)?,
        trouble: row.opt_text(first + 3)?,
        checked_at: row.opt_int(first + 4)?.map(Timestamp::from_ms),
    })
}
