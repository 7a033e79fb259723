//! "Why no reward?": everything that a reward for a friend hangs on, checked one after the other, with what is known about each.
//!
//! All of it is derived as the decision is, so the list cannot say otherwise than what was posted. Start at [`why`].

use super::{Part, of_friend, sql};
use crate::click;
use crate::customer::{self, Addresses, Binding, Customer};
use crate::db::Tx;
use crate::error::Result;
use crate::ledger;
use crate::order::{self, OrderKey, WorldOf};
use crate::{params, program};
use tributary_core::decide::{Decision, decide};
use tributary_core::ledger::Purse;
use tributary_core::order::fold;
use tributary_core::program::Rules;
use tributary_core::reason::Reason;
use tributary_core::referral::Rewards;
use tributary_core::{ClickId, Currency, CustomerId, OrderId, TenantId, Timestamp};

/// What is checked, in the order in which a friend goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Rewards for telling friends are on.
    ReferralOn,
    /// The friend came by a click.
    Clicked,
    /// The friend signed up at the store.
    SignedUp,
    /// The click or code of a customer bound the friend.
    Bound,
    /// The customer who sent the friend was active when the order was placed.
    SponsorActive,
    /// The friend is somebody else than the customer who sent them.
    SomebodyElse,
    /// An order of the friend is known.
    OrderKnown,
    /// The order was placed with the address of the friend's account.
    SameAddress,
    /// The order has reached a status in which it earns.
    OrderCounts,
    /// It is the friend's first such order.
    FirstOrder,
    /// There is something in it to take a reward of, in the currency of the rules, and nobody declined it.
    Earns,
    /// The order was not paid back or called off.
    NotTakenBack,
    /// The cap left the reward as it was.
    WithinCap,
    /// The budget had room for it.
    WithinBudget,
    /// The reward is in the wallet of the customer who sent the friend, ready to be spent.
    Paid,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes: nothing stands in the way here.
    Yes,
    /// No: this is one of the reasons.
    No,
    /// Nothing is known about it, or it is not its turn yet.
    Unknown,
}

impl Answer {
    const fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// What is known behind an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behind {
    /// A moment.
    At(Timestamp),
    /// A click.
    Click(ClickId),
    /// A code, as it was typed.
    Code(String),
    /// How the friend was bound: `click`, `code`, `coupon`, `typed`, `hand`.
    Via(String),
    /// A customer.
    Customer(CustomerId),
    /// An order, by its id and number.
    Order(OrderId, String),
    /// The order that counted first, by the store's id.
    OtherOrder(String),
    /// A status.
    Status(String),
    /// The statuses that count.
    Statuses(Vec<String>),
    /// An amount.
    Amount(i64, Currency),
    /// A reason of the decision.
    Reason(Reason),
}

/// One check, its answer, and what is known behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What was checked.
    pub check: Check,
    /// What it found.
    pub answer: Answer,
    /// What is known behind it; may be nothing.
    pub behind: Vec<Behind>,
}

/// Why a friend earned somebody a reward, or nobody.
#[derive(Debug, Clone)]
pub struct Why {
    /// The friend.
    pub friend: Customer,
    /// Who sent them, where somebody did.
    pub sponsor: Option<CustomerId>,
    /// The order that was looked at: the first that counted, or else the newest.
    pub order: Option<OrderId>,
    /// The decision's own reason why nobody is rewarded; `None` when somebody is, or while there is no order.
    pub reason: Option<Reason>,
    /// The checks, in the order in which a friend goes.
    pub lines: Vec<Line>,
    /// What was earned.
    pub parts: Vec<Part>,
}

/// Why a friend earned somebody a reward, or nobody.
///
/// # Errors
/// [`crate::Error::NotFound`] for an unknown customer.
pub fn why(tx: &mut Tx<'_>, tenant: &TenantId, friend: &CustomerId, now: Timestamp) -> Result<Why> {
    let friend = customer::load(tx, tenant, friend)?;
    let program = program::of_store(tx, tenant, &friend.store)?;
    let rules = program::load(tx, tenant, &program)?.current.rules;
    let bindings = customer::bindings(tx, tenant, &friend.id)?;
    let looked_at = looked_at(tx, tenant, &friend, now)?;
    let binding = match &looked_at {
        Some(found) => bound_at(&bindings, found.decision.order.own_moment()),
        None => bindings.last(),
    };
    let mut list = List::default();
    list.before_the_order(tx, tenant, (&friend, binding, &rules), looked_at.as_ref())?;
    let rewards = looked_at.as_ref().and_then(|found| found.decision.rewards.as_ref());
    let addresses = customer::addresses(tx, tenant, &friend.id)?;
    list.the_order(&addresses, looked_at.as_ref());
    list.the_reward(looked_at.as_ref(), rewards);
    list.the_wallet(tx, tenant, (looked_at.as_ref(), rewards), now)?;
    Ok(Why {
        sponsor: binding.and_then(|binding| binding.whose.sponsor.clone()),
        order: looked_at.as_ref().map(|found| found.id.clone()),
        reason: rewards.and_then(|rewards| rewards.nobody),
        lines: list.lines,
        parts: of_friend(tx, tenant, &friend.id)?,
        friend,
    })
}

/// The order that was looked at, decided anew.
struct LookedAt {
    id: OrderId,
    known: WorldOf,
    decision: Decision,
}

/// The order that counted first; else the newest that is known.
fn looked_at(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    friend: &Customer,
    now: Timestamp,
) -> Result<Option<LookedAt>> {
    let key =
        |external_id: String| OrderKey { tenant: tenant.clone(), store: friend.store.clone(), external_id };
    let first = super::earliest_other(tx, &key(String::new()), friend)?;
    let external_id = match first {
        Some(first) => Some(first.external_id),
        None => {
            let account = friend.external_id.as_deref();
            tx.row(sql::NEWEST_OF, params![tenant, &friend.store, account, &friend.id], |row| row.text(0))?
        }
    };
    let Some(key) = external_id.map(key) else { return Ok(None) };
    let Some(id) = order::id_of(tx, &key)? else { return Ok(None) };
    let known = order::load_world(tx, &key)?;
    let decided = fold(&known.world.facts).is_some().then(|| decide(&known.world, now));
    let Some(Ok(decision)) = decided else { return Ok(None) };
    Ok(Some(LookedAt { id, known, decision }))
}

/// Whose the friend was at a moment, or, where nobody's, came to be later.
fn bound_at(bindings: &[Binding], moment: Timestamp) -> Option<&Binding> {
    let holds =
        |binding: &&Binding| binding.since <= moment && binding.until.is_none_or(|until| until > moment);
    bindings.iter().find(holds).or_else(|| bindings.iter().find(|binding| binding.since > moment))
}

#[derive(Default)]
struct List {
    lines: Vec<Line>,
}

impl List {
    fn add(&mut self, check: Check, answer: Answer, behind: impl IntoIterator<Item = Behind>) {
        self.lines.push(Line { check, answer, behind: behind.into_iter().collect() });
    }

    fn before_the_order(
        &mut self,
        tx: &mut Tx<'_>,
        tenant: &TenantId,
        (friend, binding, rules): (&Customer, Option<&Binding>, &Rules),
        looked_at: Option<&LookedAt>,
    ) -> Result<()> {
        let then = looked_at.map(|found| found.rules().and_then(|rules| rules.referral_in_force()).is_some());
        self.add(Check::ReferralOn, Answer::of(then.unwrap_or(rules.referral_in_force().is_some())), []);
        let click = match binding.and_then(|binding| binding.whose.click.as_ref()) {
            Some(id) => {
                let at = click::load(tx, tenant, id)?.map(|click| Behind::At(click.at));
                Some(std::iter::once(Behind::Click(id.clone())).chain(at).collect::<Vec<_>>())
            }
            None => None,
        };
        let clicked = if click.is_some() { Answer::Yes } else { Answer::Unknown };
        self.add(Check::Clicked, clicked, click.unwrap_or_default());
        let registered = friend.registered_at;
        let signed_up =
            if registered.is_some() || friend.external_id.is_some() { Answer::Yes } else { Answer::Unknown };
        self.add(Check::SignedUp, signed_up, registered.map(Behind::At));
        self.bound(binding, looked_at);
        Ok(())
    }

    fn bound(&mut self, binding: Option<&Binding>, looked_at: Option<&LookedAt>) {
        let by_customer = binding.filter(|binding| binding.whose.sponsor.is_some());
        let behind = binding.into_iter().flat_map(|binding| {
            let code = (!binding.whose.code.is_empty()).then(|| Behind::Code(binding.whose.code.clone()));
            let sponsor = binding.whose.sponsor.clone().map(Behind::Customer);
            [Some(Behind::Via(binding.via.clone())), code, sponsor, Some(Behind::At(binding.since))]
        });
        let before = looked_at.is_none_or(|found| {
            by_customer.is_none_or(|binding| binding.since <= found.decision.order.own_moment())
        });
        self.add(Check::Bound, Answer::of(by_customer.is_some() && before), behind.flatten());
    }

    /// What is known of the order itself.
    fn the_order(&mut self, addresses: &Addresses, looked_at: Option<&LookedAt>) {
        let sponsor = looked_at
            .and_then(|found| found.known.world.friend.as_ref())
            .and_then(|friend| friend.sponsors.first());
        let not =
            |reason| sponsor.map_or(Answer::Unknown, |sponsor| Answer::of(sponsor.barred != Some(reason)));
        self.add(Check::SponsorActive, not(Reason::SponsorInactive), []);
        self.add(Check::SomebodyElse, not(Reason::OwnPurchase), []);
        let Some(found) = looked_at else {
            self.add(Check::OrderKnown, Answer::No, []);
            for check in [Check::SameAddress, Check::OrderCounts, Check::FirstOrder] {
                self.add(check, Answer::Unknown, []);
            }
            return;
        };
        let order = &found.decision.order;
        let shown = Behind::Order(found.id.clone(), order.stated.number.clone());
        self.add(Check::OrderKnown, Answer::Yes, [shown, Behind::At(order.stated.placed_at)]);
        let same = match &order.stated.customer.email_key {
            Some(key) if !addresses.is_empty() => Answer::of(addresses.had(key, order.own_moment())),
            _ => Answer::Unknown,
        };
        self.add(Check::SameAddress, same, []);
        let listed = found.rules().and_then(|rules| rules.referral.as_ref()).map(|referral| {
            Behind::Statuses(referral.counts_when.iter().map(|status| status.as_str().to_owned()).collect())
        });
        let status = Behind::Status(order.status.as_str().to_owned());
        let since = found.decision.qualified_at.map(Behind::At);
        let counts = Answer::of(found.decision.qualified_at.is_some());
        self.add(Check::OrderCounts, counts, std::iter::once(status).chain(listed).chain(since));
        let other = found.known.world.friend.as_ref().and_then(|friend| friend.other.clone());
        let lost = found.reason() == Some(Reason::NotFirstQualifyingOrder);
        let other = other.filter(|_| lost).map(|other| Behind::OtherOrder(other.external_id));
        self.add(Check::FirstOrder, Answer::of(!lost), other);
    }

    /// What becomes of the amount.
    fn the_reward(&mut self, looked_at: Option<&LookedAt>, rewards: Option<&Rewards>) {
        let checks = [Check::Earns, Check::NotTakenBack, Check::WithinCap, Check::WithinBudget];
        let (Some(found), Some(rewards)) = (looked_at, rewards) else {
            checks.into_iter().for_each(|check| self.add(check, Answer::Unknown, []));
            return;
        };
        let reached = rewards.base_minor > 0;
        let bars = [Reason::NothingToEarn, Reason::OtherCurrency, Reason::RewardDeclined];
        let bar = rewards.nobody.filter(|reason| bars.contains(reason));
        let later = |yes: bool| if reached { Answer::of(yes) } else { Answer::Unknown };
        let earns = if bar.is_some() { Answer::No } else { later(true) };
        let money = |minor| Behind::Amount(minor, found.decision.order.stated.currency);
        self.add(Check::Earns, earns, bar.map(Behind::Reason).or(reached.then(|| money(rewards.base_minor))));
        let taken = rewards.nobody == Some(Reason::TakenBack);
        let stands = if taken { Answer::No } else { later(true) };
        let back =
            Behind::Amount(found.decision.order.refunded_minor(), found.decision.order.stated.currency);
        self.add(
            Check::NotTakenBack,
            stands,
            (taken || found.decision.order.refunded_minor() > 0).then_some(back),
        );
        self.add(
            Check::WithinCap,
            later(!rewards.capped),
            rewards.capped.then(|| money(rewards.plain_minor)),
        );
        let cut = rewards.levels.iter().any(|level| level.nothing == Some(Reason::BudgetSpent))
            || rewards
                .levels
                .first()
                .is_some_and(|level| level.nothing.is_none() && level.granted_minor < rewards.base_minor);
        self.add(Check::WithinBudget, later(!cut), []);
    }

    fn the_wallet(
        &mut self,
        tx: &mut Tx<'_>,
        tenant: &TenantId,
        (looked_at, rewards): (Option<&LookedAt>, Option<&Rewards>),
        now: Timestamp,
    ) -> Result<()> {
        let (Some(found), Some(rewards)) = (looked_at, rewards) else {
            self.add(Check::Paid, Answer::No, []);
            return Ok(());
        };
        let sponsor = rewards.levels.first().map(|level| &level.customer);
        let posted = ledger::posted_for(tx, tenant, &found.id)?;
        let ready = posted.iter().filter(|(account, ..)| {
            account.wallet().is_some_and(|(whose, purse)| Some(whose) == sponsor && purse == Purse::Available)
        });
        let ready: Vec<Behind> = ready.map(|(_, currency, minor)| Behind::Amount(minor, currency)).collect();
        let waits = rewards.waits && rewards.available_at > now && rewards.minor() > 0;
        let until = waits.then_some(Behind::At(rewards.available_at));
        let asked = rewards.nobody.filter(|reason| *reason == Reason::AwaitingAnswer).map(Behind::Reason);
        self.add(Check::Paid, Answer::of(!ready.is_empty()), ready.into_iter().chain(until).chain(asked));
        Ok(())
    }
}

impl LookedAt {
    /// The rules that judged the order.
    fn rules(&self) -> Option<&Rules> {
        let number = self.decision.rule_version;
        self.known
            .world
            .versions
            .iter()
            .find(|version| version.number == number)
            .map(|version| &version.rules)
    }

    fn reason(&self) -> Option<Reason> {
        self.decision.rewards.as_ref().and_then(|rewards| rewards.nobody)
    }
}
