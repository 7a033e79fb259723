//! The decision: from all that is known about an order to who is credited, why, and what is due.

use crate::attribution::{Attribution, Question, attribute};
use crate::base::{Base, BaseKind, base_of};
use crate::commission::{Earned, earned};
use crate::due::{Parties, Standing, counts, due, payable_at, standing};
use crate::fact::{OrderFact, Recorded};
use crate::id::ProgramId;
use crate::ledger::{Account, Balances, Bucket};
use crate::order::{OrderNow, Status, fold};
use crate::program::{RuleVersion, version_for};
use crate::reason::Reason;
use crate::referral::welcome::{self, Redemption, Welcomed};
use crate::referral::{self, Case, Friend, Rewards, qualified_at};
use crate::ruling::Decline;
use crate::time::Timestamp;
use crate::touch::{DeadEnd, Touch};

/// All that is known and bears on one order.
#[derive(Debug, Clone)]
pub struct World {
    /// The program the order falls under.
    pub program: ProgramId,
    /// All versions of its rules.
    pub versions: Vec<RuleVersion>,
    /// Every fact about the order, in any order.
    pub facts: Vec<Recorded<OrderFact>>,
    /// The touches found for it.
    pub touches: Vec<Touch>,
    /// Evidence that leads nowhere.
    pub dead_ends: Vec<DeadEnd>,
    /// When earlier orders of the same visitor were placed.
    pub earlier_orders: Vec<Timestamp>,
    /// Whether an earlier order of the same customer is known.
    pub returning_customer: bool,
    /// The welcome coupons that the order carries.
    pub welcomed: Vec<Welcomed>,
    /// Who bought, as far as rewards for telling friends hang on it; `None`: nobody of whom more is known than the order says.
    pub friend: Option<Friend>,
}

/// What was decided about an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The order as it is believed to be.
    pub order: OrderNow,
    /// The number of the rule version that judged it.
    pub rule_version: i64,
    /// Who is credited and why nobody else is.
    pub attribution: Attribution,
    /// The base and how it came about.
    pub base: Base,
    /// The commission; `None` when nobody is credited.
    pub earned: Option<Earned>,
    /// How the commission stands; `None` when nobody is credited.
    pub standing: Option<Standing>,
    /// Why a credited order earns nothing although it counts, where a rule says so.
    pub withheld: Option<Reason>,
    /// When the commission becomes payable.
    pub payable_at: Timestamp,
    /// What becomes of the welcome coupons it carries.
    pub welcomed: Vec<Redemption>,
    /// When it first reached a status in which a friend's order earns, whoever bought.
    pub qualified_at: Option<Timestamp>,
    /// What it earns the customers who sent its buyer; `None` where the rules never spoke of friends.
    pub rewards: Option<Rewards>,
    /// Whether it stands for whoever is credited, on hold or ready: at a rate of nothing, too. Figures count these orders.
    pub earns: bool,
    /// What should stand in the ledger for this order.
    pub due: Balances,
}

impl Decision {
    /// Why a person declined the commission, if one did.
    #[must_use]
    pub fn declined(&self) -> Option<Decline> {
        self.order.ruling.as_ref().and_then(|ruling| ruling.declined)
    }

    /// Whether a commission is due, on hold or ready; rewards play no part in it.
    #[must_use]
    pub fn owes_commission(&self) -> bool {
        self.due.iter().any(|(account, ..)| matches!(account, Account::Partner(..) | Account::Platform(..)))
    }

    /// Whether a reward is due, on hold or ready.
    #[must_use]
    pub fn owes_reward(&self) -> bool {
        self.rewards.as_ref().is_some_and(|rewards| rewards.minor() != 0)
    }

    /// The moment at which this decision changes by itself next, if one lies ahead.
    #[must_use]
    pub fn matures_at(&self, now: Timestamp) -> Option<Timestamp> {
        // What only browsers told waits for a word, not for a moment.
        let waits = self.standing == Some(Standing::Pending) && self.earns;
        let commission = Some(self.payable_at).filter(|_| waits);
        let reward = self.rewards.as_ref().filter(|_| self.owes_reward()).map(|rewards| rewards.available_at);
        let ahead = commission.into_iter().chain(reward).filter(|at| *at > now && !self.order.unverified);
        ahead.min()
    }
}

/// Why no decision can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// No state of the order is known yet: its facts wait.
    #[error("no state of the order is known yet")]
    Unknown,
    /// An abandoned checkout is not an order.
    #[error("the order is still a draft")]
    Draft,
    /// The program has no rules.
    #[error("the program has no rules")]
    NoRules,
    /// Amounts do not fit 64 bits of minor units.
    #[error("the amounts are too large")]
    Overflow,
}

/// Decides about an order from everything known, at the moment `now`.
///
/// # Errors
/// [`Undecided`] says what is missing; nothing is due then.
pub fn decide(world: &World, now: Timestamp) -> Result<Decision, Undecided> {
    let order = fold(&world.facts).ok_or(Undecided::Unknown)?;
    if order.status == Status::Draft && !was_more_than_a_draft(&world.facts) {
        return Err(Undecided::Draft);
    }
    let own = || version_for(&world.versions, order.own_moment(), order.first_heard);
    let chosen = order.judged_by.and_then(|n| world.versions.iter().find(|version| version.number == n));
    let version = chosen.or_else(own).ok_or(Undecided::NoRules)?;
    decide_under(world, order, version, now)
}

/// What has earned and is a draft again must give back, so it stays an order.
fn was_more_than_a_draft(facts: &[Recorded<OrderFact>]) -> bool {
    facts.iter().any(|entry| match &entry.fact {
        OrderFact::Stated { order, .. } => order.status != Status::Draft,
        _ => false,
    })
}

/// Decides under one given rule version, as a replay does.
///
/// # Errors
/// [`Undecided::Overflow`] only.
pub fn decide_under(
    world: &World,
    order: OrderNow,
    version: &RuleVersion,
    now: Timestamp,
) -> Result<Decision, Undecided> {
    let rules = &version.rules;
    let attribution = attribute(&Question {
        order: &order.stated,
        touches: &world.touches,
        dead_ends: &world.dead_ends,
        earlier_orders: &world.earlier_orders,
        assignment: order.assignment.as_ref(),
        rules,
    });
    // Friends and their coupons go by the goods, whatever commissions are taken of.
    let goods = base_of(BaseKind::Goods, &order);
    let of_total = (rules.base == BaseKind::Total).then(|| base_of(BaseKind::Total, &order));
    let base = of_total.as_ref().unwrap_or(&goods);
    let credit = attribution.credit.as_ref();
    let earned = credit.map(|credit| earned(rules, &order.stated, base, &credit.partner));
    let withheld = Some(Reason::NotFirstOrder).filter(|_| rules.first_order_only && world.returning_customer);
    let declined = order.ruling.as_ref().is_some_and(|ruling| ruling.declined.is_some());
    let standing = earned.as_ref().map(|earned| match withheld {
        Some(_) => Standing::Declined,
        None if declined => Standing::Declined,
        None => standing(rules, &order, (base.minor, earned.minor), now),
    });
    let payable_at = payable_at(rules, &order);
    let stands = counts(rules, &order) && withheld.is_none() && !declined;
    let earns = stands && standing.is_some_and(|standing| standing != Standing::Reversed);
    let due = match (credit, &earned) {
        (Some(credit), Some(earned)) if stands => {
            let waits = order.unverified || now < payable_at;
            let bucket = if waits { Bucket::Pending } else { Bucket::Payable };
            let parties = Parties { program: &world.program, partner: &credit.partner };
            due(parties, earned, order.stated.currency, bucket).ok_or(Undecided::Overflow)?
        }
        _ => Balances::default(),
    };
    let qualified_at = qualified_at(&world.facts, &order, rules);
    let rewards = rules.referral.as_ref().filter(|referral| referral.enabled || world.friend.is_some());
    let rewards = rewards.map(|rules_of| {
        let friend = world.friend.as_ref();
        let case = Case { referral: rules_of, order: &order, base: &goods, qualified_at, friend, now };
        referral::rewards(case)
    });
    let due = match &rewards {
        Some(rewards) => {
            rewards.due_on(due, &world.program, order.stated.currency).ok_or(Undecided::Overflow)?
        }
        None => due,
    };
    let coupons = world.welcomed.iter();
    let welcomed: Vec<_> = coupons.map(|coupon| welcome::redeem(coupon, rules, &order, &goods)).collect();
    let due = welcome::add_cost(due, &welcomed, &world.program, order.stated.currency)
        .ok_or(Undecided::Overflow)?;
    Ok(Decision {
        rule_version: version.number,
        attribution,
        base: of_total.unwrap_or(goods),
        earned,
        standing,
        withheld,
        payable_at,
        welcomed,
        qualified_at,
        rewards,
        earns,
        due,
        order,
    })
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
