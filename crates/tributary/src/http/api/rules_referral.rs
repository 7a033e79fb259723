//! What customers are promised who tell their friends, as the API writes it, and what a change of it may say.

use super::body::{Object, erasable, words};
use super::check::Faults;
use super::money::Money;
use super::rules::TouchRule;
use super::rules_referral_parts::{
    InvitationsRule, LevelsRule, PromoRule, RewardRule, RewardWebhookRule, WelcomeRule,
};
use super::shape::{CountedStatus, MoneyFromZero};
use crate::promises::{self, Home};
use serde::{Deserialize, Serialize};
use tributary_core::order::Status;
use tributary_core::referral::{BoundBy as CoreBoundBy, CapAt as CoreCapAt, Promo, Referral as CoreReferral};
use tributary_engine::{Error, Result};

words! {
    /// Whether a cap cuts before or after a promotion multiplies.
    CapAt = CoreCapAt { "before_promo" => BeforePromo, "after_promo" => AfterPromo }
}
words! {
    /// When a friend comes to belong to whoever sent them: with the sign-up, or also with a first order for which nobody signed up.
    BoundBy = CoreBoundBy { "registration" => Registration, "registration_or_order" => RegistrationOrOrder }
}

/// What customers are promised who tell their friends.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct ReferralRules {
    /// Whether anything of it is in force.
    enabled: bool,
    /// What a friend's first order earns.
    reward: RewardRule,
    /// The most that one friend earns; null for no limit.
    #[schema(required)]
    cap: Option<Money>,
    /// When the cap cuts.
    cap_at: CapAt,
    /// The statuses in which a friend's order earns.
    counts_when: Vec<String>,
    /// Days from the order until a reward can be spent.
    hold_days: u32,
    /// Days from the click to the sign-up.
    window_days: u32,
    /// Whether the customer who sent the friend first or last counts.
    touch: TouchRule,
    /// When a friend is bound.
    bound_by: BoundBy,
    /// What a friend gets; null: nothing.
    #[schema(required)]
    welcome: Option<WelcomeRule>,
    /// When rewards are multiplied.
    promos: Vec<PromoRule>,
    /// What customers further up get.
    levels: LevelsRule,
    /// The most that the program rewards in all; null for no limit.
    #[schema(required)]
    budget: Option<Money>,
    /// Days until store credit ends unspent; null: it does not.
    #[schema(required)]
    credit_days: Option<u32>,
    /// Mails to friends.
    invitations: InvitationsRule,
    /// Whom to ask before a reward is earned; null: nobody.
    #[schema(required)]
    webhook: Option<RewardWebhookRule>,
}

impl From<CoreReferral> for ReferralRules {
    fn from(referral: CoreReferral) -> Self {
        Self {
            enabled: referral.enabled,
            reward: referral.reward.into(),
            cap: referral.cap.map(Money::from),
            cap_at: referral.cap_at.into(),
            counts_when: referral.counts_when.into_iter().map(String::from).collect(),
            hold_days: referral.hold_days,
            window_days: referral.window_days,
            touch: referral.touch.into(),
            bound_by: referral.bound_by.into(),
            welcome: referral.welcome.map(WelcomeRule::from),
            promos: referral.promos.into_iter().map(PromoRule::from).collect(),
            levels: referral.levels.into(),
            budget: referral.budget.map(Money::from),
            credit_days: referral.credit_days,
            invitations: referral.invitations.into(),
            webhook: referral.webhook.map(RewardWebhookRule::from),
        }
    }
}

/// What to change about it; what is missing stays, and where nothing was set before, is as the wallet plugin has it when it is
/// new: off, 100 for a friend's first completed order, a coupon of 50, 7 days, three levels that are off.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferralChange {
    /// Whether anything of it is in force. Off, nobody is bound and nothing new is earned; its settings stay.
    enabled: Option<bool>,
    /// What a friend's first order earns.
    #[schema(value_type = Option<RewardRule>)]
    reward: Option<Object<RewardRule>>,
    /// The most that one friend earns; null for no limit.
    #[serde(default, deserialize_with = "erasable")]
    #[schema(value_type = Option<MoneyFromZero>)]
    cap: Option<Option<Money>>,
    /// When the cap cuts.
    cap_at: Option<CapAt>,
    /// The statuses in which a friend's order earns.
    #[schema(value_type = Option<Vec<CountedStatus>>, min_items = 1, max_items = 50)]
    counts_when: Option<Vec<String>>,
    /// Days from the order until a reward can be spent.
    #[schema(maximum = 365)]
    hold_days: Option<u32>,
    /// Days from the click to the sign-up, of 24 hours each; the end is exclusive.
    #[schema(minimum = 1, maximum = 3650)]
    window_days: Option<u32>,
    /// Whether the customer who sent the friend first or last counts.
    touch: Option<TouchRule>,
    /// When a friend is bound.
    bound_by: Option<BoundBy>,
    /// What a friend gets; null: nothing.
    #[serde(default, deserialize_with = "erasable")]
    #[schema(value_type = Option<WelcomeRule>)]
    welcome: Option<Option<Object<WelcomeRule>>>,
    /// When rewards are multiplied; no two of them at once. All of them: what is not in the list is taken away.
    #[schema(value_type = Option<Vec<PromoRule>>, max_items = 200)]
    promos: Option<Vec<Object<PromoRule>>>,
    /// What customers further up get.
    #[schema(value_type = Option<LevelsRule>)]
    levels: Option<Object<LevelsRule>>,
    /// The most that the program rewards in all; null for no limit.
    #[serde(default, deserialize_with = "erasable")]
    #[schema(value_type = Option<MoneyFromZero>)]
    budget: Option<Option<Money>>,
    /// Days until store credit ends unspent; null: it does not.
    #[serde(default, deserialize_with = "erasable")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 3650)]
    credit_days: Option<Option<u32>>,
    /// Mails to friends.
    #[schema(value_type = Option<InvitationsRule>)]
    invitations: Option<Object<InvitationsRule>>,
    /// Whom to ask before a reward is earned; null: nobody.
    #[serde(default, deserialize_with = "erasable")]
    #[schema(value_type = Option<RewardWebhookRule>)]
    webhook: Option<Option<Object<RewardWebhookRule>>>,
}

impl ReferralChange {
    /// What stood there, changed.
    ///
    /// # Errors
    /// [`Error::Invalid`] names each field that cannot be promised.
    pub(super) fn upon(&self, old: Option<&CoreReferral>, home: &Home) -> Result<CoreReferral> {
        let mut new = old.cloned().unwrap_or_else(|| CoreReferral::new(home.currency));
        let mut faults = Faults::default();
        self.put_parts(&mut new, (home, &mut faults));
        faults.done().map_err(within)?;
        self.put_words(&mut new);
        let faults = promises::judge(&new, home);
        if faults.is_empty() { Ok(new) } else { Err(within(Error::Invalid(faults))) }
    }

    fn put_parts(&self, new: &mut CoreReferral, (home, faults): (&Home, &mut Faults)) {
        if let Some(reward) = self.reward.as_ref().and_then(|rule| rule.read("/reward", faults)) {
            new.reward = reward;
        }
        match &self.welcome {
            None => (),
            Some(None) => new.welcome = None,
            Some(Some(rule)) => new.welcome = rule.read("/welcome", faults),
        }
        if let Some(promos) = &self.promos {
            let read = |(at, promo): (usize, &Object<PromoRule>)| {
                promo.read(&format!("/promos/{at}"), (home, &mut *faults))
            };
            let read: Vec<Promo> = promos.iter().enumerate().filter_map(read).collect();
            new.promos = read;
        }
    }

    fn put_words(&self, new: &mut CoreReferral) {
        let money = |to: &mut Option<tributary_core::Money>, given: Option<Option<Money>>| {
            if let Some(given) = given {
                *to = given.map(Into::into);
            }
        };
        money(&mut new.cap, self.cap);
        money(&mut new.budget, self.budget);
        if let Some(statuses) = &self.counts_when {
            new.counts_when = statuses.iter().map(|word| Status::parse(word)).collect();
        }
        if let Some(levels) = &self.levels {
            new.levels = levels.0.clone().into();
        }
        new.enabled = self.enabled.unwrap_or(new.enabled);
        new.cap_at = self.cap_at.map_or(new.cap_at, Into::into);
        new.hold_days = self.hold_days.unwrap_or(new.hold_days);
        new.window_days = self.window_days.unwrap_or(new.window_days);
        new.touch = self.touch.map_or(new.touch, Into::into);
        new.bound_by = self.bound_by.map_or(new.bound_by, Into::into);
        new.credit_days = self.credit_days.unwrap_or(new.credit_days);
        new.invitations = self.invitations.as_ref().map_or(new.invitations, |rule| rule.0.into());
        if let Some(webhook) = &self.webhook {
            new.webhook = webhook.as_ref().map(|rule| rule.0.clone().into());
        }
    }
}

/// The same faults, where a body has them.
fn within(error: Error) -> Error {
    match error {
        Error::Invalid(mut faults) => {
            faults.iter_mut().for_each(|fault| fault.pointer.insert_str(0, "/referral"));
            Error::Invalid(faults)
        }
        other => other,
    }
}
