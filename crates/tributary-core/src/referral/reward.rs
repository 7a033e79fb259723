//! What a friend's order earns the customers before the friend, level by level, or why it earns nobody anything.
//!
//! The reward is fixed, or a part of the order; then the cap and the promotion of the order's own moment, in the order that the
//! rules say. Whoever sent the friend gets all of it, and customers further up a percentage of it each. Every step rounds down:
//! what is earned, what a promotion makes of it, and what a level gets of it, so no part is more than its rule says.
//!
//! Refunds are cumulative, as with commissions: a percentage follows what is left of the order, a fixed reward keeps the
//! proportion that is left of the goods, and each level follows the reward. What is taken back is the difference, so parts of a
//! refund add up to the whole, and the last takes what rounding left. Start at [`rewards`].

use super::friend::{Friend, Sponsor};
use super::rules::{CapAt, Promo, Referral, Reward, RewardWebhook};
use crate::base::{Base, BaseKind};
use crate::fact::RewardAnswer;
use crate::id::{CustomerId, ProgramId};
use crate::ledger::{Account, Balances, Purse};
use crate::money::{Currency, Money, Rate, percent_down, share_down};
use crate::order::{OrderNow, Status};
use crate::reason::Reason;
use crate::time::Timestamp;

/// What a friend's order earns, or why nobody earns anything. Minor units of the order's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewards {
    /// The customer who bought, where known.
    pub friend: Option<CustomerId>,
    /// The promotion of the order's own moment, if there was one.
    pub promo: Option<Promo>,
    /// The reward before cap and promotion, of the whole order.
    pub plain_minor: i64,
    /// After both: what levels are percentages of.
    pub base_minor: i64,
    /// Whether the cap cut it.
    pub capped: bool,
    /// What somebody outside made of it, where the program asks and was answered.
    pub answered: Option<Answered>,
    /// What is left of it after refunds.
    pub left_minor: i64,
    /// Who gets what; those who were passed over stand among them with their reason.
    pub levels: Vec<Level>,
    /// Why nobody gets anything; `None` when somebody does.
    pub nobody: Option<Reason>,
    /// From when on it can be spent.
    pub available_at: Timestamp,
    /// Whether it is still on hold.
    pub waits: bool,
}

/// What somebody outside made of a reward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The reward by the rules alone.
    pub own_minor: i64,
    /// What was answered; `None`: nothing, so the rules' own stands.
    pub said_minor: Option<i64>,
    /// Whether the answer was beyond the bounds, and was cut to them.
    pub cut: bool,
}

/// One customer's part of a reward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// 1 is the customer who sent the friend.
    pub number: i64,
    /// The customer.
    pub customer: CustomerId,
    /// The percentage of the reward; `None` for the first, who gets all of it.
    pub rate: Option<Rate>,
    /// What was granted for the whole order, as far as the budget went.
    pub granted_minor: i64,
    /// What is left of it after refunds.
    pub minor: i64,
    /// Why it is nothing, where a rule says so.
    pub nothing: Option<Reason>,
}

/// Everything a reward hangs on.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The rules in force.
    pub referral: &'a Referral,
    /// The order.
    pub order: &'a OrderNow,
    /// Its base.
    pub base: &'a Base,
    /// When it qualified.
    pub qualified_at: Option<Timestamp>,
    /// Who bought; `None`: nobody of whom we know more than the order says.
    pub friend: Option<&'a Friend>,
    /// The moment of the decision.
    pub now: Timestamp,
}

impl Rewards {
    /// All that was granted.
    #[must_use]
    pub fn granted_minor(&self) -> i64 {
        self.levels.iter().fold(0, |sum, level| sum.saturating_add(level.granted_minor))
    }

    /// All that is left of it.
    #[must_use]
    pub fn minor(&self) -> i64 {
        self.levels.iter().fold(0, |sum, level| sum.saturating_add(level.minor))
    }

    /// What is due to wallets, on top of what is due already; `None` when it would not fit 64 bits.
    #[must_use]
    pub fn due_on(&self, due: Balances, program: &ProgramId, currency: Currency) -> Option<Balances> {
        let purse = if self.waits { Purse::Pending } else { Purse::Available };
        self.levels.iter().filter(|level| level.minor != 0).try_fold(due, |due, level| {
            due.add(Account::Wallet(level.customer.clone(), purse), currency, level.minor)?.add(
                Account::Expense(program.clone()),
                currency,
                level.minor.checked_neg()?,
            )
        })
    }
}

/// What a friend's order earns.
#[must_use]
pub fn rewards(case: Case<'_>) -> Rewards {
    let (referral, order) = (case.referral, case.order);
    let available_at = order.stated.placed_at.plus_days(referral.hold_days);
    let promo = referral.promo_at(order.own_moment());
    let empty = Rewards {
        friend: case.friend.map(|friend| friend.customer.clone()),
        promo: promo.cloned(),
        plain_minor: 0,
        base_minor: 0,
        capped: false,
        answered: None,
        left_minor: 0,
        levels: Vec::new(),
        nobody: None,
        available_at,
        waits: order.unverified || case.now < available_at,
    };
    match earning(case) {
        Err(reason) => Rewards { nobody: Some(reason), ..empty },
        Ok(friend) => shared(case, friend, empty),
    }
}

/// The friend whose order earns, or why it does not, before any amount is looked at.
fn earning(case: Case<'_>) -> Result<&Friend, Reason> {
    if !case.referral.enabled {
        return Err(Reason::ReferralOff);
    }
    let friend = case.friend.ok_or(Reason::NoSponsor)?;
    let Some(sponsor) = friend.sponsors.first() else {
        return Err(if friend.bound_later { Reason::BoundAfterOrder } else { Reason::NoSponsor });
    };
    if sponsor.barred == Some(Reason::OwnPurchase) {
        return Err(Reason::OwnPurchase);
    }
    let stated = &case.order.stated;
    let is_first = |at: Timestamp| {
        friend.other.as_ref().is_none_or(|other| (at, &stated.external_id) < (other.at, &other.external_id))
    };
    match case.qualified_at {
        None if friend.other.is_some() => return Err(Reason::NotFirstQualifyingOrder),
        None => return Err(Reason::NotQualifiedYet),
        Some(at) if !is_first(at) => return Err(Reason::NotFirstQualifyingOrder),
        Some(_) => {}
    }
    if case.order.ruling.as_ref().is_some_and(|ruling| ruling.declined.is_some()) {
        return Err(Reason::RewardDeclined);
    }
    if case.referral.is_of_other_currency(stated.currency) {
        return Err(Reason::OtherCurrency);
    }
    if ended(case.order) {
        return Err(Reason::TakenBack);
    }
    // A status in between, such as an order that was put back to be sent again.
    if !matches!(case.order.status, Status::Other(_))
        && !case.referral.counts_when.contains(&case.order.status)
    {
        return Err(Reason::NotQualifiedYet);
    }
    Ok(friend)
}

fn ended(order: &OrderNow) -> bool {
    order.status.ends_order() || order.status == Status::Draft
}

/// The reward of the whole order and of what is left of it, shared among the levels.
fn shared(case: Case<'_>, friend: &Friend, empty: Rewards) -> Rewards {
    let own = amounts(case, empty.promo.as_ref());
    let (amounts, answered) = match (&case.referral.webhook, &case.order.answer) {
        (Some(webhook), Some(answer)) => own.answered(webhook, answer),
        _ => (own, None),
    };
    let room = match case.referral.budget {
        None => i64::MAX,
        Some(budget) => {
            let left = budget.minor.saturating_sub(friend.granted.all_minor).max(0);
            friend.granted.own_minor.saturating_add(left)
        }
    };
    let levels = levels(case.referral, &friend.sponsors, (amounts.whole, amounts.left), room);
    let mut rewards = Rewards {
        plain_minor: amounts.plain,
        base_minor: amounts.whole,
        capped: amounts.capped,
        answered,
        left_minor: amounts.left,
        levels,
        ..empty
    };
    rewards.nobody = why_nothing(&rewards);
    // Nothing is granted of what may come to be less.
    if case.referral.webhook.is_some() && case.order.answer.is_none() && rewards.nobody.is_none() {
        rewards.levels = Vec::new();
        rewards.nobody = Some(Reason::AwaitingAnswer);
    }
    rewards
}

/// Why it all comes to nothing, if it does: what bars everybody, before what bars the first.
fn why_nothing(rewards: &Rewards) -> Option<Reason> {
    if rewards.minor() != 0 {
        return None;
    }
    Some(match rewards.levels.iter().find_map(|level| level.nothing) {
        _ if rewards.base_minor == 0 => Reason::NothingToEarn,
        _ if rewards.left_minor == 0 => Reason::TakenBack,
        Some(reason) => reason,
        None => Reason::NothingToEarn,
    })
}

#[derive(Debug, Clone, Copy)]
struct Amounts {
    plain: i64,
    whole: i64,
    left: i64,
    capped: bool,
}

impl Amounts {
    /// The same as somebody outside answered, within the bounds. The answer counts in proportion to what was asked about, so that it
    /// holds for what is left after refunds, and for an order that was changed since.
    fn answered(self, webhook: &RewardWebhook, answer: &RewardAnswer) -> (Self, Option<Answered>) {
        let asked = answer.asked_minor;
        let bound = |percent: u32| share_down(asked, i64::from(percent), 100);
        let (least, most) = (bound(webhook.least_percent), bound(webhook.most_percent));
        let held = answer.said_minor.filter(|_| asked > 0).map(|said| said.min(most).max(least).max(0));
        let part = |minor: i64| held.map_or(minor, |held| share_down(minor, held, asked));
        let answered = Answered {
            own_minor: self.whole,
            said_minor: answer.said_minor,
            cut: held.is_some() && held != answer.said_minor,
        };
        (Self { whole: part(self.whole), left: part(self.left), ..self }, Some(answered))
    }
}

fn amounts(case: Case<'_>, promo: Option<&Promo>) -> Amounts {
    let stated = &case.order.stated;
    let goods = (case.base.before_refunds_minor, case.base.minor);
    let raised = |plain: i64| case.referral.after_cap_and_promo(plain, promo);
    match case.referral.reward {
        Reward::Fixed { amount } => {
            // Nothing of nothing: what costs nothing earns nothing.
            let plain = if goods.0 > 0 { amount.minor.max(0) } else { 0 };
            let (whole, capped) = raised(plain);
            Amounts { plain, whole, left: share_down(whole, goods.1, goods.0), capped }
        }
        Reward::Percent { rate, of } => {
            let (before, left) = match of {
                BaseKind::Goods => goods,
                BaseKind::Total => {
                    let total = stated.total_minor.max(0);
                    (total, total.saturating_sub(case.order.refunded_minor()).max(0))
                }
            };
            let part = |minor: i64| percent_down(std::iter::once((minor, rate)));
            let (whole, capped) = raised(part(before));
            Amounts { plain: part(before), whole, left: raised(part(left)).0, capped }
        }
    }
}

/// What each level gets of the reward of the whole order, as far as there is room, and what is left of that.
fn levels(referral: &Referral, sponsors: &[Sponsor], (whole, left): (i64, i64), mut room: i64) -> Vec<Level> {
    let depth = referral.depth();
    let mut levels = Vec::new();
    let mut number: usize = 1;
    for sponsor in sponsors {
        if number > depth {
            break;
        }
        let rate =
            if number == 1 { None } else { referral.levels.rates.get(number.saturating_sub(1)).copied() };
        let part = |minor: i64| rate.map_or(minor, |rate| percent_down(std::iter::once((minor, rate))));
        let full = if sponsor.barred.is_some() { 0 } else { part(whole) };
        let granted = full.min(room);
        room = room.saturating_sub(granted);
        let minor =
            if granted == full { part(left).min(full) } else { share_down(granted, part(left), full) };
        let spent = (granted == 0 && full > 0).then_some(Reason::BudgetSpent);
        levels.push(Level {
            number: i64::try_from(number).unwrap_or(i64::MAX),
            customer: sponsor.customer.clone(),
            rate,
            granted_minor: granted,
            minor,
            nothing: sponsor.barred.or(spent),
        });
        // Nobody but the customer who sent the friend gets the whole reward: only further up is anybody passed over.
        let passed_over = sponsor.barred.is_some() && referral.levels.skip_inactive && number > 1;
        number = if passed_over { number } else { number.saturating_add(1) };
    }
    levels
}

impl Referral {
    /// The promotion of a moment: its first counts, the first after it does not.
    #[must_use]
    pub fn promo_at(&self, at: Timestamp) -> Option<&Promo> {
        self.promos.iter().find(|promo| promo.starts_at <= at && at < promo.ends_at)
    }

    /// How many levels earn.
    #[must_use]
    pub fn depth(&self) -> usize {
        if self.levels.enabled { self.levels.rates.len().max(1) } else { 1 }
    }

    /// A reward after cap and promotion, and whether the cap cut it.
    #[must_use]
    pub fn after_cap_and_promo(&self, plain: i64, promo: Option<&Promo>) -> (i64, bool) {
        let capped = |minor: i64| self.cap.map_or(minor, |cap| minor.min(cap.minor.max(0)));
        let raised = |minor: i64| {
            promo.map_or(minor, |promo| share_down(minor, i64::from(promo.multiplier_percent), 100))
        };
        match self.cap_at {
            CapAt::BeforePromo => (raised(capped(plain)), capped(plain) < plain),
            CapAt::AfterPromo => (capped(raised(plain)), capped(raised(plain)) < raised(plain)),
        }
    }

    /// Whether any of its amounts is of another currency than an order. Then the order earns nothing: what cannot be compared
    /// with a cap or a budget would pass it unseen.
    #[must_use]
    pub fn is_of_other_currency(&self, currency: Currency) -> bool {
        let fixed = match self.reward {
            Reward::Fixed { amount } => Some(amount),
            Reward::Percent { .. } => None,
        };
        let amounts: [Option<Money>; 3] = [fixed, self.cap, self.budget];
        amounts.into_iter().flatten().any(|amount| amount.currency != currency)
    }
}

#[cfg(test)]
#[path = "reward_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "answer_tests.rs"]
mod answer_tests;
