//! Whom an order rewards for having sent its buyer, level by level, or why nobody: a part of its explanation.

use super::explanation::Reason;
use super::money::Money;
use serde::Serialize;
use tributary_core::CustomerId;
use tributary_core::referral::{Level, Promo, Rewards};
use tributary_engine::clock::rfc3339;
use tributary_engine::order::Explanation as Explained;

/// What an order earns the customers who sent its buyer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Rewarded {
    /// The customer who bought, where more is known of them than the order says.
    #[schema(required)]
    friend: Option<CustomerNamed>,
    /// When the order first reached a status in which it earns; the first of a friend's orders that does counts.
    #[schema(required)]
    qualified_at: Option<String>,
    /// The promotion of the order's own moment.
    #[schema(required)]
    promo: Option<Promotion>,
    /// The reward before cap and promotion.
    before_cap_and_promo: Money,
    /// Whether the cap cut it.
    capped: bool,
    /// What somebody outside answered about the reward; null: nobody was asked, or has not answered yet.
    #[schema(required)]
    answered: Option<AnsweredReward>,
    /// After all of it: what the levels are percentages of.
    reward: Money,
    /// What is left of it after refunds.
    after_refunds: Money,
    /// The customers who sent each other, nearest first.
    levels: Vec<LevelRewarded>,
    /// Why nobody gets anything; null when somebody does.
    #[schema(required)]
    nobody: Option<Reason>,
    /// From when on it can be spent.
    available_at: String,
    /// Whether it is still on hold.
    on_hold: bool,
}

/// What somebody outside answered about a reward.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AnsweredReward {
    /// The reward by the rules alone.
    own: Money,
    /// What was answered; null: no other amount, or nothing in time.
    #[schema(required)]
    said: Option<Money>,
    /// Whether the answer was beyond the bounds, and was cut to them.
    cut: bool,
}

/// A customer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CustomerNamed {
    /// Its id.
    #[schema(example = "cus_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// A name, or enough of the address to recognise them.
    #[schema(example = "Noor")]
    name: String,
}

/// A span in which rewards are multiplied.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Promotion {
    /// What customers read.
    name: String,
    /// Its first moment.
    starts_at: String,
    /// The first moment after it.
    ends_at: String,
    /// By how much, in hundredths.
    #[schema(example = 200)]
    multiplier_percent: u32,
}

/// One customer's part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LevelRewarded {
    /// 1 is the customer who sent the friend.
    level: i64,
    /// Who.
    customer: CustomerNamed,
    /// The percentage of the reward; null for the first, who gets all of it.
    #[schema(required, example = "5")]
    rate: Option<String>,
    /// What was granted for the whole order, as far as the budget went.
    granted: Money,
    /// What is left of it after refunds.
    amount: Money,
    /// Why it is nothing, where a rule says so.
    #[schema(required)]
    reason: Option<Reason>,
}

impl Rewarded {
    /// Nothing where the rules never spoke of friends.
    pub(super) fn new(found: &Explained) -> Option<Self> {
        let rewards: &Rewards = found.decision.rewards.as_ref()?;
        let money = |minor| Money::new(minor, found.row.currency);
        Some(Self {
            friend: rewards.friend.as_ref().map(|id| named(found, id)),
            qualified_at: found.decision.qualified_at.map(rfc3339),
            promo: rewards.promo.as_ref().map(Promotion::from),
            before_cap_and_promo: money(rewards.plain_minor),
            capped: rewards.capped,
            answered: rewards.answered.map(|answered| AnsweredReward {
                own: money(answered.own_minor),
                said: answered.said_minor.map(money),
                cut: answered.cut,
            }),
            reward: money(rewards.base_minor),
            after_refunds: money(rewards.left_minor),
            levels: rewards.levels.iter().map(|level| rewarded(found, level)).collect(),
            nobody: rewards.nobody.map(Reason::from),
            available_at: rfc3339(rewards.available_at),
            on_hold: rewards.waits,
        })
    }
}

impl From<&Promo> for Promotion {
    fn from(promo: &Promo) -> Self {
        Self {
            name: promo.name.clone(),
            starts_at: rfc3339(promo.starts_at),
            ends_at: rfc3339(promo.ends_at),
            multiplier_percent: promo.multiplier_percent,
        }
    }
}

fn named(found: &Explained, id: &CustomerId) -> CustomerNamed {
    CustomerNamed { id: id.to_string(), name: found.customer_name(id).to_owned() }
}

fn rewarded(found: &Explained, level: &Level) -> LevelRewarded {
    let money = |minor| Money::new(minor, found.row.currency);
    LevelRewarded {
        level: level.number,
        customer: named(found, &level.customer),
        rate: level.rate.map(|rate| rate.to_string()),
        granted: money(level.granted_minor),
        amount: money(level.minor),
        reason: level.nothing.map(Reason::from),
    }
}
