//! What a program promises customers who tell their friends. Part of a version of its rules.

use crate::base::BaseKind;
use crate::money::{Currency, Money, Rate};
use crate::order::Status;
use crate::program::TouchPolicy;
use crate::time::Timestamp;

/// What a friend's first order earns the customer who sent them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "kind", rename_all = "snake_case"))]
pub enum Reward {
    /// The same for each friend. Unlike a commission it may be more than the order brings.
    Fixed {
        /// How much.
        amount: Money,
    },
    /// A part of the order.
    Percent {
        /// How much of it.
        rate: Rate,
        /// Of what.
        of: BaseKind,
    },
}

/// Whether a cap cuts before or after a promotion multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum CapAt {
    /// The promotion multiplies what the cap has left.
    BeforePromo,
    /// Nothing is more than the cap, whatever the promotion.
    AfterPromo,
}

/// A span in which rewards are multiplied: that of the order's own moment counts, its end is exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Promo {
    /// What customers read.
    pub name: String,
    /// Its first moment.
    pub starts_at: Timestamp,
    /// The first moment after it.
    pub ends_at: Timestamp,
    /// By how much, in hundredths: 200 doubles.
    pub multiplier_percent: u32,
}

/// What customers before the one who sent the friend get.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Levels {
    /// Whether they get anything.
    pub enabled: bool,
    /// A percentage of the base reward per level, 1 to 10 of them. The first says what the customer gets who
    /// sent the friend, and is for information only: that one gets the whole base reward.
    pub rates: Vec<Rate>,
    /// Whether a customer who may not earn is passed over, so that the next one takes the level; otherwise
    /// the level earns nobody anything.
    pub skip_inactive: bool,
}

/// What a friend is given off the first order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "kind", rename_all = "snake_case"))]
pub enum Gift {
    /// An amount off the cart.
    Fixed {
        /// How much.
        amount: Money,
    },
    /// A percentage off the cart.
    Percent {
        /// How much of it.
        rate: Rate,
    },
}

/// The coupon that a friend gets with the sign-up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Welcome {
    /// What it takes off.
    pub gift: Gift,
    /// The least that has to be in the cart.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub minimum: Option<Money>,
    /// Days of 24 hours until it ends; `None`: it does not.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_days: Option<u32>,
}

/// When a customer comes to belong to whoever sent them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum BoundBy {
    /// With the sign-up.
    Registration,
    /// With the sign-up, or with a first order for which nobody signed up.
    RegistrationOrOrder,
}

/// Mails that customers have us send to friends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Invitations {
    /// Whether they may.
    pub enabled: bool,
    /// How many a customer may send on one day of the tenant's calendar.
    pub per_day: u32,
    /// How many at once.
    pub per_submit: u32,
}

/// Whom a program asks what a friend's order earns, and how far the answer may lead from what the rules say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RewardWebhook {
    /// Where it is asked.
    pub url: String,
    /// The least that an answer may make of a reward, in percent of it.
    pub least_percent: u32,
    /// The most that it may make of it.
    pub most_percent: u32,
    /// For how many minutes an answer is waited for; then what the rules say stands.
    pub wait_minutes: u32,
    /// The number of the secret with which questions are signed: another number is another secret.
    pub secret: u32,
}

/// What a program promises customers who tell their friends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Referral {
    /// Whether anything of it is in force. Off, nobody is bound and nothing new is earned; its settings stay.
    pub enabled: bool,
    /// What a friend's first order earns.
    pub reward: Reward,
    /// The most that one friend earns.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub cap: Option<Money>,
    /// When the cap cuts.
    pub cap_at: CapAt,
    /// The statuses in which a friend's order earns.
    pub counts_when: Vec<Status>,
    /// Days from the order until a reward can be spent.
    pub hold_days: u32,
    /// How long a friend may take from the click to the sign-up, in days of 24 hours; its end is exclusive.
    pub window_days: u32,
    /// Whether the customer who sent the friend first or last counts.
    pub touch: TouchPolicy,
    /// When a friend is bound.
    pub bound_by: BoundBy,
    /// What a friend gets.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub welcome: Option<Welcome>,
    /// When rewards are multiplied; no two overlap.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub promos: Vec<Promo>,
    /// What customers further up get.
    pub levels: Levels,
    /// The most that the program rewards in all; what would pass it is not earned.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub budget: Option<Money>,
    /// Days until store credit ends unspent; `None`: it does not.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub credit_days: Option<u32>,
    /// Mails to friends.
    pub invitations: Invitations,
    /// Whom to ask before a reward is earned; `None`: nobody.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub webhook: Option<RewardWebhook>,
}

impl Referral {
    /// The settings that the wallet plugin has when it is new, off: 100 for a friend's first completed order, a coupon of 50
    /// for the friend, 7 days, and three levels of 10, 5 and 2 percent that are off.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        let whole = 10_i64.checked_pow(u32::from(currency.exponent())).unwrap_or(1);
        let money = |major: i64| Money::new(major.saturating_mul(whole), currency);
        Self {
            enabled: false,
            reward: Reward::Fixed { amount: money(100) },
            cap: None,
            cap_at: CapAt::BeforePromo,
            counts_when: vec![Status::Completed],
            hold_days: 0,
            window_days: 7,
            touch: TouchPolicy::First,
            bound_by: BoundBy::Registration,
            welcome: Some(Welcome {
                gift: Gift::Fixed { amount: money(50) },
                minimum: None,
                valid_days: None,
            }),
            promos: Vec::new(),
            levels: Levels {
                enabled: false,
                rates: [10, 5, 2].map(Rate::percent).to_vec(),
                skip_inactive: true,
            },
            budget: None,
            credit_days: None,
            invitations: Invitations { enabled: false, per_day: 20, per_submit: 10 },
            webhook: None,
        }
    }
}

/// Whether a code binds a customer for life, so that whoever has the code earns on all orders from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum LifelongMode {
    /// No. Who is bound stays so.
    #[default]
    Off,
    /// The first coupon with which the customer places an order.
    FirstCoupon,
    /// A code typed at the sign-up, or later while there is none.
    TypedCode,
}

/// Customers bound to a code for life.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lifelong {
    /// What binds.
    pub mode: LifelongMode,
    /// Coupons that bind, in any spelling; empty: all do.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub listed: Vec<String>,
}

impl Lifelong {
    /// Whether nothing of it was ever set.
    #[must_use]
    pub fn is_unset(&self) -> bool {
        *self == Self::default()
    }
}
