//! Whatever happens to customers who tell friends, in any order: the ledger holds what a naive model says, nobody's wallet is ever
//! below zero, and a replay finds nothing.
//!
//! `TRIBUTARY_MODEL_CASES` and `TRIBUTARY_MODEL_STEPS` make it longer.

use crate::rewards::{dollars, shop};
use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at};
use proptest::prelude::*;
use std::collections::BTreeMap;
use tributary_core::CustomerId;
use tributary_core::fact::Origin;
use tributary_core::order::Status;
use tributary_core::referral::{CapAt, Promo, Referral, Reward};
use tributary_engine::replay::Apply;
use tributary_engine::wallet::{self, NewReservation};

const PEOPLE: usize = 6;
const HOLD_DAYS: [u32; 3] = [0, 1, 5];

/// One thing that happens. Numbers are taken modulo what there is.
#[derive(Debug, Clone)]
enum Step {
    Bind(usize, usize),
    Order(usize, i64),
    Tell(usize, u8),
    Refund(usize, i64),
    Again(usize),
    Rules(i64, u8, u32),
    Wait(i64),
    Spend(usize, i64),
    Replay,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (any::<usize>(), any::<usize>()).prop_map(|(friend, sponsor)| Step::Bind(friend, sponsor)),
        6 => (any::<usize>(), 1_i64..20_000).prop_map(|(who, minor)| Step::Order(who, minor)),
        9 => (any::<usize>(), 0_u8..5).prop_map(|(order, status)| Step::Tell(order, status)),
        5 => (any::<usize>(), 1_i64..20_000).prop_map(|(order, minor)| Step::Refund(order, minor)),
        3 => any::<usize>().prop_map(Step::Again),
        1 => (1_i64..20_000, 0_u8..4, 0_u32..3).prop_map(|(minor, promo, hold)| Step::Rules(minor, promo, hold)),
        3 => (1_i64..100).prop_map(Step::Wait),
        5 => (any::<usize>(), 1_i64..30_000).prop_map(|(who, minor)| Step::Spend(who, minor)),
        1 => Just(Step::Replay),
    ]
}

/// The rules of one time, as the model knows them: since when, the reward, the multiplier, the hold.
type Terms = (i64, i64, i64, u32);

/// An order as the model knows it.
#[derive(Debug, Clone)]
struct Bought {
    who: usize,
    minor: i64,
    placed: i64,
    status: usize,
    qualified: Option<i64>,
    refunded: Vec<i64>,
}

const STATUSES: [Status; 5] =
    [Status::Processing, Status::Completed, Status::Cancelled, Status::OnHold, Status::Completed];

/// What is known, and nothing derived: every question is answered from all of it.
#[derive(Debug, Default)]
struct Model {
    now: i64,
    sponsor: BTreeMap<usize, (usize, i64)>,
    orders: Vec<Bought>,
    terms: Vec<Terms>,
    spent: [i64; PEOPLE],
}

impl Model {
    fn sponsor_at(&self, who: usize, moment: i64) -> Option<usize> {
        self.sponsor.get(&who).filter(|(_, since)| *since <= moment).map(|(sponsor, _)| *sponsor)
    }

    fn sent_by(&self, who: usize, above: usize) -> bool {
        who == above || self.sponsor.get(&who).is_some_and(|(next, _)| self.sent_by(*next, above))
    }

    /// Per customer, what all orders earn them now: on hold, and ready.
    fn earned(&self) -> [(i64, i64); PEOPLE] {
        let mut earned = [(0, 0); PEOPLE];
        for (place, order) in self.orders.iter().enumerate() {
            let Some(at) = order.qualified else { continue };
            let earlier = |other: &Bought, id: usize| {
                other.who == order.who
                    && other.qualified.is_some_and(|one| (one, name(id)) < (at, name(place)))
            };
            let first = !self.orders.iter().enumerate().any(|(id, other)| earlier(other, id));
            if !first || STATUSES[order.status] != Status::Completed {
                continue;
            }
            // Half a second after it was placed we heard of it, so that is its own moment.
            let moment = order.placed + 499;
            let (_, plain, multiplier, hold) =
                *self.terms.iter().rev().find(|(since, ..)| *since <= moment).unwrap();
            let whole = plain.min(150_00) * multiplier / 100;
            let left = (order.minor - order.refunded.iter().sum::<i64>()).max(0);
            let kept = whole * left / order.minor;
            let ready = self.now >= order.placed + i64::from(hold) * DAY;
            let (mut above, mut parts) = (self.sponsor_at(order.who, moment), [100, 5, 2].iter());
            while let (Some(sponsor), Some(part)) = (above, parts.next()) {
                let minor = kept * part / 100;
                let purse = if ready { &mut earned[sponsor].1 } else { &mut earned[sponsor].0 };
                *purse += minor;
                above = self.sponsor_at(sponsor, moment);
            }
        }
        earned
    }

    /// On hold, to spend, set aside, owed.
    fn wallets(&self) -> [[i64; 4]; PEOPLE] {
        let mut spent = self.spent.iter();
        self.earned().map(|(pending, ready)| {
            let rest = ready - spent.next().unwrap();
            [pending, rest.max(0), 0, rest.min(0)]
        })
    }
}

/// Ids as the store has them: texts of one length.
fn name(place: usize) -> String {
    format!("{place:06}")
}

struct Run {
    shop: Scenario,
    people: Vec<CustomerId>,
    model: Model,
    count: usize,
}

impl Run {
    fn start() -> Self {
        let shop = shop(|referral| terms(referral, 100_00, &[], 0));
        let people = (0..PEOPLE).map(|who| shop.buyer(&format!("p{who}"))).collect();
        let model = Model { terms: vec![(0, 100_00, 100, HOLD_DAYS[0])], ..Model::default() };
        Self { shop, people, model, count: 0 }
    }

    fn take(&mut self, step: &Step) {
        self.count += 1;
        self.model.now += MINUTE;
        let now = self.model.now;
        match step {
            Step::Bind(friend, sponsor) => self.bind(friend % PEOPLE, sponsor % PEOPLE, now),
            Step::Order(who, minor) => {
                let who = who % PEOPLE;
                let bought =
                    Bought { who, minor: *minor, placed: now, status: 0, qualified: None, refunded: vec![] };
                self.model.orders.push(bought);
                self.tell(self.model.orders.len() - 1);
            }
            Step::Tell(order, status) => self.change(*order, |order| order.status = usize::from(*status)),
            Step::Refund(order, minor) => self.change(*order, |order| {
                let left = order.minor - order.refunded.iter().sum::<i64>();
                if left > 0 {
                    order.refunded.push(1 + minor % left);
                }
            }),
            Step::Again(order) => self.change(*order, |_| {}),
            Step::Rules(minor, promo, hold) => self.rules(*minor, *promo, HOLD_DAYS[*hold as usize], now),
            Step::Wait(hours) => self.model.now += hours * HOUR,
            Step::Spend(who, minor) => self.spend(who % PEOPLE, *minor, now),
            Step::Replay => assert_eq!(self.shop.replay(None, Apply::Show, now).differences, []),
        }
        while self.shop.end_holds(self.model.now) > 0 {}
        let wallets: Vec<[i64; 4]> = self.people.iter().map(|who| self.shop.purses(who)).collect();
        assert_eq!(wallets, self.model.wallets(), "after step {}, {step:?}", self.count);
    }

    fn bind(&mut self, friend: usize, sponsor: usize, now: i64) {
        let model = &mut self.model;
        if !model.sponsor.contains_key(&friend) && !model.sent_by(sponsor, friend) {
            model.sponsor.insert(friend, (sponsor, now));
            self.shop.sent(&self.people[friend], &self.people[sponsor], now, now);
        }
    }

    fn change(&mut self, order: usize, change: impl FnOnce(&mut Bought)) {
        if !self.model.orders.is_empty() {
            let place = order % self.model.orders.len();
            change(&mut self.model.orders[place]);
            self.tell(place);
        }
    }

    /// The store tells how an order stands, half a second later.
    fn tell(&mut self, place: usize) {
        let now = self.model.now;
        let order = &mut self.model.orders[place];
        if STATUSES[order.status] == Status::Completed {
            order.qualified.get_or_insert(now);
        }
        let stated = Stated::new(&name(place), order.minor, order.placed).account(&format!("p{}", order.who));
        let mut stated = stated.status(STATUSES[order.status].clone()).modified(now);
        for (number, minor) in order.refunded.iter().enumerate() {
            stated = stated.refund(&number.to_string(), *minor);
        }
        self.shop.tell(&name(place), stated.fact(Origin::Webhook), now + 500);
    }

    fn rules(&mut self, minor: i64, promo: u8, hold: u32, now: i64) {
        let multiplier = [100, 200, 150, 333][usize::from(promo)];
        self.model.terms.push((now, minor, multiplier, hold));
        let promos = vec![Promo {
            name: "Week".to_owned(),
            starts_at: at(now),
            ends_at: at(now + 10_000 * DAY),
            multiplier_percent: u32::try_from(multiplier).unwrap(),
        }];
        self.shop.rules(now, move |rules| terms(rules.referral.as_mut().unwrap(), minor, &promos, hold));
    }

    fn spend(&mut self, who: usize, minor: i64, now: i64) {
        let there = self.model.wallets()[who][1] >= minor;
        let (tenant, customer) = (self.shop.tenant.clone(), self.people[who].clone());
        let reference = self.count.to_string();
        let spent = self.shop.engine.db.write_wait(move |tx| {
            let new = NewReservation {
                customer: customer.clone(),
                amount: dollars(minor),
                reference: reference.clone(),
                order: None,
                lasts_ms: HOUR,
                by: "test".to_owned(),
            };
            let reserved = wallet::reserve(tx, &tenant, &new, at(now))?;
            wallet::capture(tx, (&tenant, &reserved.id), None, at(now))
        });
        assert_eq!(spent.is_ok(), there, "{spent:?}");
        self.model.spent[who] += if there { minor } else { 0 };
    }
}

fn terms(referral: &mut Referral, minor: i64, promos: &[Promo], hold_days: u32) {
    referral.reward = Reward::Fixed { amount: dollars(minor) };
    (referral.cap, referral.cap_at) = (Some(dollars(150_00)), CapAt::BeforePromo);
    (referral.promos, referral.hold_days, referral.levels.enabled) = (promos.to_vec(), hold_days, true);
}

fn from_environment(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn the_ledger_holds_what_a_naive_model_says_after_every_step() {
    let cases = from_environment("TRIBUTARY_MODEL_CASES", 6);
    let steps = from_environment("TRIBUTARY_MODEL_STEPS", 60) as usize;
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(story in prop::collection::vec(step(), steps))| {
        let mut run = Run::start();
        for step in &story {
            run.take(step);
        }
        let now = run.model.now + MINUTE;
        prop_assert_eq!(run.shop.findings(now), [""; 0]);
    });
}
