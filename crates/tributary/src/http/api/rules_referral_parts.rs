//! The parts of what customers are promised, as the API writes them: the reward, the coupon, promotions, levels, mails.

use super::check::Faults;
use super::money::Money;
use super::rules::BaseKind;
use super::rules_commission::CommissionKind;
use crate::http::api::shape::{
    MomentOrClock, MoneyAboveZero, MoneyFromZero, Multiplier, Percent, PercentAboveZero, SecureAddress,
    Text80,
};
use crate::promises::{self, GivenPromo, Home};
use serde::{Deserialize, Serialize};
use tributary_core::base::BaseKind as CoreBase;
use tributary_core::money::Rate;
use tributary_core::referral::{
    Gift, Invitations as CoreInvitations, Levels as CoreLevels, Promo as CorePromo, Reward as CoreReward,
    RewardWebhook as CoreWebhook, Welcome as CoreWelcome,
};
use tributary_engine::clock::rfc3339;

/// What a friend's first order earns the customer who sent them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RewardRule {
    /// Which of those below counts.
    kind: CommissionKind,
    /// The same for each friend; for `fixed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<MoneyFromZero>)]
    amount: Option<Money>,
    /// A percentage from `"0"` to `"100"`, with at most four decimals; for `percent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Percent>, example = "10")]
    rate: Option<Rate>,
    /// Of what; for `percent`, where it is `goods` unless something else is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<BaseKind>,
}

impl From<CoreReward> for RewardRule {
    fn from(reward: CoreReward) -> Self {
        let none = Self { kind: CommissionKind::Fixed, amount: None, rate: None, of: None };
        match reward {
            CoreReward::Fixed { amount } => Self { amount: Some(amount.into()), ..none },
            CoreReward::Percent { rate, of } => {
                Self { kind: CommissionKind::Percent, rate: Some(rate), of: Some(of.into()), ..none }
            }
        }
    }
}

impl RewardRule {
    pub(super) fn read(&self, pointer: &str, faults: &mut Faults) -> Option<CoreReward> {
        match one_of(self.kind, (self.amount, self.rate), (pointer, faults))? {
            Earned::Amount(_) if self.of.is_some() => {
                faults.add(
                    format!("{pointer}/of"),
                    "unknown",
                    "This belongs to the other kind: leave it out.",
                );
                None
            }
            Earned::Amount(amount) => Some(CoreReward::Fixed { amount: amount.into() }),
            Earned::Rate(rate) => {
                Some(CoreReward::Percent { rate, of: self.of.map_or(CoreBase::Goods, Into::into) })
            }
        }
    }
}

/// What a friend is given off the first order.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GiftRule {
    /// Which of the two below counts.
    kind: CommissionKind,
    /// An amount off the cart; for `fixed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<MoneyAboveZero>)]
    amount: Option<Money>,
    /// A percentage off the cart; for `percent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PercentAboveZero>, example = "10")]
    rate: Option<Rate>,
}

/// The coupon that a friend gets with the sign-up: single use, for the first order, bound to the friend's address.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WelcomeRule {
    /// What it takes off.
    gift: GiftRule,
    /// The least that has to be in the cart; null for no minimum.
    #[schema(required = false, value_type = Option<MoneyAboveZero>)]
    minimum: Option<Money>,
    /// Days of 24 hours until it ends; null: it does not.
    #[schema(required = false, minimum = 1, maximum = 3650)]
    valid_days: Option<u32>,
}

impl From<CoreWelcome> for WelcomeRule {
    fn from(welcome: CoreWelcome) -> Self {
        let gift = match welcome.gift {
            Gift::Fixed { amount } => {
                GiftRule { kind: CommissionKind::Fixed, amount: Some(amount.into()), rate: None }
            }
            Gift::Percent { rate } => {
                GiftRule { kind: CommissionKind::Percent, amount: None, rate: Some(rate) }
            }
        };
        Self { gift, minimum: welcome.minimum.map(Money::from), valid_days: welcome.valid_days }
    }
}

impl WelcomeRule {
    pub(super) fn read(&self, pointer: &str, faults: &mut Faults) -> Option<CoreWelcome> {
        let pointer = format!("{pointer}/gift");
        let gift = match one_of(self.gift.kind, (self.gift.amount, self.gift.rate), (&pointer, faults))? {
            Earned::Amount(amount) => Gift::Fixed { amount: amount.into() },
            Earned::Rate(rate) => Gift::Percent { rate },
        };
        Some(CoreWelcome { gift, minimum: self.minimum.map(Into::into), valid_days: self.valid_days })
    }
}

/// An amount or a rate, whichever the kind asks for.
enum Earned {
    Amount(Money),
    Rate(Rate),
}

fn one_of(
    kind: CommissionKind,
    given: (Option<Money>, Option<Rate>),
    (pointer, faults): (&str, &mut Faults),
) -> Option<Earned> {
    let (needed, other) = match kind {
        CommissionKind::Fixed => ("amount", "rate"),
        CommissionKind::Percent => ("rate", "amount"),
    };
    let (found, too_much) = match (kind, given) {
        (CommissionKind::Fixed, (amount, rate)) => (amount.map(Earned::Amount), rate.is_some()),
        (CommissionKind::Percent, (amount, rate)) => (rate.map(Earned::Rate), amount.is_some()),
    };
    if too_much {
        faults.add(format!("{pointer}/{other}"), "unknown", "This belongs to the other kind: leave it out.");
    }
    if found.is_none() {
        faults.add(format!("{pointer}/{needed}"), "required", "This field is required for this kind.");
    }
    found.filter(|_| !too_much)
}

/// A span in which rewards are multiplied. The moment of the order itself counts.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PromoRule {
    /// What customers read, 1 to 80 characters.
    #[schema(value_type = Text80, example = "Launch week")]
    name: String,
    /// Its first moment: RFC 3339, or as the store's own clock shows it.
    #[schema(value_type = MomentOrClock, example = "2026-12-05T00:00:00")]
    starts_at: String,
    /// The first moment after it.
    #[schema(value_type = MomentOrClock, example = "2026-12-07T00:00:00")]
    ends_at: String,
    /// By how much, with at most two decimals.
    #[schema(value_type = Multiplier, example = "2")]
    multiplier: String,
}

impl From<CorePromo> for PromoRule {
    fn from(promo: CorePromo) -> Self {
        Self {
            name: promo.name,
            starts_at: rfc3339(promo.starts_at),
            ends_at: rfc3339(promo.ends_at),
            multiplier: promises::multiplier_text(promo.multiplier_percent),
        }
    }
}

impl PromoRule {
    pub(super) fn read(&self, pointer: &str, (home, faults): (&Home, &mut Faults)) -> Option<CorePromo> {
        let given = GivenPromo {
            name: &self.name,
            starts_at: &self.starts_at,
            ends_at: &self.ends_at,
            multiplier: &self.multiplier,
        };
        match home.promo(&given, pointer) {
            Ok(promo) => Some(promo),
            Err(found) => {
                found.into_iter().for_each(|one| faults.add(one.pointer, one.code, one.detail));
                None
            }
        }
    }
}

/// What customers before the one who sent the friend get.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LevelsRule {
    /// Whether they get anything.
    enabled: bool,
    /// A percentage of the base reward per level, 1 to 10 of them. The first is for information only: the customer who sent
    /// the friend gets the whole base reward.
    #[schema(value_type = Vec<Percent>, min_items = 1, max_items = 10, example = json!(["10", "5", "2"]))]
    rates: Vec<Rate>,
    /// Whether a customer who may not earn is passed over, so that the next one takes the level.
    #[serde(default = "yes")]
    skip_inactive: bool,
}

const fn yes() -> bool {
    true
}

impl From<CoreLevels> for LevelsRule {
    fn from(CoreLevels { enabled, rates, skip_inactive }: CoreLevels) -> Self {
        Self { enabled, rates, skip_inactive }
    }
}

impl From<LevelsRule> for CoreLevels {
    fn from(LevelsRule { enabled, rates, skip_inactive }: LevelsRule) -> Self {
        Self { enabled, rates, skip_inactive }
    }
}

/// Mails that customers have us send to friends.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvitationsRule {
    /// Whether they may.
    enabled: bool,
    /// How many a customer may send on one day of the store's calendar.
    #[schema(minimum = 1, maximum = 1000, example = 20)]
    per_day: u32,
    /// How many at once.
    #[schema(minimum = 1, maximum = 100, example = 10)]
    per_submit: u32,
}

impl From<CoreInvitations> for InvitationsRule {
    fn from(CoreInvitations { enabled, per_day, per_submit }: CoreInvitations) -> Self {
        Self { enabled, per_day, per_submit }
    }
}

impl From<InvitationsRule> for CoreInvitations {
    fn from(InvitationsRule { enabled, per_day, per_submit }: InvitationsRule) -> Self {
        Self { enabled, per_day, per_submit }
    }
}

/// Whom a program asks what a friend's order earns, and how far the answer may lead from what the rules say.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RewardWebhookRule {
    /// Where it is asked: https, a public address.
    #[schema(value_type = SecureAddress, example = "https://example.com/rewards")]
    url: String,
    /// The least that an answer may make of a reward, in percent of it; an answer below that is raised to it.
    #[schema(maximum = 100, example = 50)]
    least_percent: u32,
    /// The most that it may make of it; an answer above that is cut to it.
    #[schema(minimum = 100, maximum = 10000, example = 200)]
    most_percent: u32,
    /// For how many minutes an answer is waited for; then what the rules say stands.
    #[serde(default = "an_hour")]
    #[schema(minimum = 1, maximum = 1440, example = 60)]
    wait_minutes: u32,
    /// The number of the secret that signs the questions, which stands on the program's page: another number is another secret.
    #[serde(default = "the_first")]
    #[schema(minimum = 1, maximum = 1000000, example = 1)]
    secret: u32,
}

const fn an_hour() -> u32 {
    60
}

const fn the_first() -> u32 {
    1
}

impl From<CoreWebhook> for RewardWebhookRule {
    fn from(it: CoreWebhook) -> Self {
        let CoreWebhook { url, least_percent, most_percent, wait_minutes, secret } = it;
        Self { url, least_percent, most_percent, wait_minutes, secret }
    }
}

impl From<RewardWebhookRule> for CoreWebhook {
    fn from(rule: RewardWebhookRule) -> Self {
        let RewardWebhookRule { url, least_percent, most_percent, wait_minutes, secret } = rule;
        Self { url, least_percent, most_percent, wait_minutes, secret }
    }
}
