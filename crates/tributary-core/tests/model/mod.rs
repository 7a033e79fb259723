//! What customers who tell friends have in their wallets, as simply as it can be said: all that was told is kept, and every question
//! is answered from all of it.
//!
//! Compiled twice: into the laws of the core, and into the contract of the engine, so both are held against the same.
#![allow(dead_code, reason = "each of the two uses another part of it")]

use tributary_core::base::BaseKind;
use tributary_core::referral::{CapAt, Promo, Referral, Reward};
use tributary_core::{Currency, Money, Rate, Timestamp};

/// How many customers there are.
pub(crate) const PEOPLE: usize = 4;
const DAY_MS: i64 = 86_400_000;
/// What the levels get, in percent of the reward.
const PARTS: [i64; 3] = [100, 5, 2];
/// What one friend earns at most.
const CAP: i64 = 15_000;

/// What a friend's first order earns.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Plain {
    /// The same for each.
    Fixed(i64),
    /// A part of the order.
    Percent(i64),
}

/// The rules of one time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) since: i64,
    pub(crate) on: bool,
    pub(crate) plain: Plain,
    pub(crate) multiplier: i64,
    pub(crate) cap_before_promo: bool,
    pub(crate) hold_days: u32,
}

impl Terms {
    /// What holds before anybody changes it.
    pub(crate) const FIRST: Self = Self {
        since: 0,
        on: true,
        plain: Plain::Fixed(10_000),
        multiplier: 100,
        cap_before_promo: true,
        hold_days: 0,
    };

    /// Puts rules under these terms; `at` says which moment so many milliseconds are.
    pub(crate) fn apply(&self, referral: &mut Referral, at: impl Fn(i64) -> Timestamp) {
        let dollars = |minor| Money::new(minor, Currency::parse("USD").expect("a currency"));
        referral.enabled = self.on;
        referral.reward = match self.plain {
            Plain::Fixed(minor) => Reward::Fixed { amount: dollars(minor) },
            Plain::Percent(percent) => {
                let rate = Rate::parse_percent(&percent.to_string()).expect("a percentage");
                Reward::Percent { rate, of: BaseKind::Goods }
            }
        };
        referral.cap = Some(dollars(CAP));
        referral.cap_at = if self.cap_before_promo { CapAt::BeforePromo } else { CapAt::AfterPromo };
        referral.levels.enabled = true;
        referral.hold_days = self.hold_days;
        referral.promos = vec![Promo {
            name: "Week".to_owned(),
            starts_at: at(self.since),
            ends_at: at(self.since + 10_000 * DAY_MS),
            multiplier_percent: u32::try_from(self.multiplier).expect("small"),
        }];
    }

    fn raised(&self, plain: i64) -> i64 {
        if self.cap_before_promo {
            plain.min(CAP) * self.multiplier / 100
        } else {
            (plain * self.multiplier / 100).min(CAP)
        }
    }

    /// What is left of a reward, of an order of which so much is left.
    fn earns(&self, minor: i64, left: i64) -> i64 {
        match self.plain {
            Plain::Fixed(plain) => self.raised(plain) * left / minor,
            Plain::Percent(percent) => self.raised(left * percent / 100),
        }
    }
}

/// How an order stood in the shop once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    pub(crate) modified: i64,
    pub(crate) completed: bool,
    pub(crate) refunded: i64,
}

/// An order, and what was told of it, in the order in which it was told.
#[derive(Debug, Clone)]
pub(crate) struct Bought {
    pub(crate) who: usize,
    pub(crate) minor: i64,
    pub(crate) placed: i64,
    pub(crate) told: Vec<State>,
}

impl Bought {
    fn qualified(&self) -> Option<i64> {
        self.told.iter().filter(|state| state.completed).map(|state| state.modified).min()
    }
}

/// All that was told.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) now: i64,
    /// Who sent each customer, since when.
    pub(crate) sent: [Vec<(i64, Option<usize>)>; PEOPLE],
    pub(crate) orders: Vec<Bought>,
    pub(crate) terms: Vec<Terms>,
    /// What is set aside.
    pub(crate) held: [i64; PEOPLE],
    /// What was spent and taken by hand, less what was given by hand.
    pub(crate) spent: [i64; PEOPLE],
}

impl Model {
    /// Somebody comes to be somebody's: by signing up if they are new and nobody's, or because a person says so.
    pub(crate) fn bind(&mut self, friend: usize, sponsor: Option<usize>, by_hand: bool) -> bool {
        let circle = sponsor.is_some_and(|sponsor| self.is_sent_by(sponsor, friend));
        let new = !self.orders.iter().any(|order| order.who == friend && !order.told.is_empty());
        let welcome = new && self.terms_at(self.now).on && self.is_nobodys(friend);
        let binds = !circle && (by_hand || welcome);
        if binds {
            self.sent[friend].push((self.now, sponsor));
        }
        binds
    }

    /// Whether a customer is nobody's now.
    pub(crate) fn is_nobodys(&self, who: usize) -> bool {
        self.sponsor_at(who, self.now).is_none()
    }

    fn sponsor_at(&self, who: usize, moment: i64) -> Option<usize> {
        self.sent[who].iter().rev().find(|(since, _)| *since <= moment)?.1
    }

    fn is_sent_by(&self, who: usize, above: usize) -> bool {
        who == above || self.sponsor_at(who, self.now).is_some_and(|next| self.is_sent_by(next, above))
    }

    fn terms_at(&self, moment: i64) -> Terms {
        *self.terms.iter().rev().find(|terms| terms.since <= moment).expect("some from the beginning")
    }

    /// Whether a customer's order is the first that qualified; of two at one moment the older one.
    fn is_first(&self, place: usize) -> bool {
        let order = &self.orders[place];
        let moments = self.orders.iter().enumerate().filter(|(_, other)| other.who == order.who);
        let first = moments.filter_map(|(place, other)| Some((other.qualified()?, place))).min();
        first.is_some_and(|(_, first)| first == place)
    }

    /// Per customer, what all orders earn them now: on hold, and ready.
    pub(crate) fn earned(&self) -> [(i64, i64); PEOPLE] {
        let mut earned = [(0, 0); PEOPLE];
        for (place, order) in self.orders.iter().enumerate() {
            // Whatever is placed within a second of a change of rules or sponsors comes after it.
            let moment = order.placed + 499;
            let terms = self.terms_at(moment);
            let Some(state) = order.told.iter().max_by_key(|state| state.modified) else { continue };
            if !self.is_first(place) || !state.completed || !terms.on {
                continue;
            }
            let kept = terms.earns(order.minor, (order.minor - state.refunded).max(0));
            let ready = self.now >= order.placed + i64::from(terms.hold_days) * DAY_MS;
            let (mut above, mut parts) = (self.sponsor_at(order.who, moment), PARTS.iter());
            while let (Some(sponsor), Some(part)) = (above, parts.next()) {
                let purse = if ready { &mut earned[sponsor].1 } else { &mut earned[sponsor].0 };
                *purse += kept * part / 100;
                above = self.sponsor_at(sponsor, moment);
            }
        }
        earned
    }

    /// On hold, to spend, set aside, owed.
    pub(crate) fn wallets(&self) -> [[i64; 4]; PEOPLE] {
        let mut taken = self.spent.iter().zip(self.held);
        self.earned().map(|(pending, ready)| {
            let (spent, held) = taken.next().expect("one for each");
            let rest = ready - spent - held;
            [pending, rest.max(0), held, rest.min(0)]
        })
    }
}
