//! Whatever happens to customers who tell friends, in any order: the ledger holds what a naive model says, nobody's wallet is ever
//! below zero, and a replay finds nothing.
//!
//! `TRIBUTARY_MODEL_CASES` and `TRIBUTARY_MODEL_STEPS` make it longer.

use crate::model::{self, Model, PEOPLE, Plain, State, Terms};
use crate::rewards::{dollars, shop};
use crate::scenario::{HOUR, MINUTE, Scenario, Stated, at};
use proptest::prelude::*;
use tributary_core::CustomerId;
use tributary_core::fact::Origin;
use tributary_core::order::Status;
use tributary_engine::replay::Apply;
use tributary_engine::wallet::{self, NewReservation};

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

const STATUSES: [Status; 5] =
    [Status::Processing, Status::Completed, Status::Cancelled, Status::OnHold, Status::Completed];

/// An order as the shop has it.
#[derive(Debug, Clone, Default)]
struct Bought {
    status: usize,
    refunded: Vec<i64>,
}

/// Ids as the store has them: texts of one length.
fn name(place: usize) -> String {
    format!("{place:06}")
}

struct Run {
    shop: Scenario,
    people: Vec<CustomerId>,
    orders: Vec<Bought>,
    model: Model,
    count: usize,
}

impl Run {
    fn start() -> Self {
        let shop = shop(|referral| Terms::FIRST.apply(referral, at));
        let people = (0..PEOPLE).map(|who| shop.buyer(&format!("p{who}"))).collect();
        let model = Model { terms: vec![Terms::FIRST], ..Model::default() };
        Self { shop, people, orders: vec![], model, count: 0 }
    }

    fn take(&mut self, step: &Step) {
        self.count += 1;
        self.model.now += MINUTE;
        let now = self.model.now;
        self.end_holds();
        match step {
            Step::Bind(friend, sponsor) => self.bind(friend % PEOPLE, sponsor % PEOPLE, now),
            Step::Order(who, minor) => {
                let bought = model::Bought { who: who % PEOPLE, minor: *minor, placed: now, told: vec![] };
                self.model.orders.push(bought);
                self.orders.push(Bought::default());
                self.tell(self.orders.len() - 1);
            }
            Step::Tell(order, status) => self.change(*order, |order, _| order.status = usize::from(*status)),
            Step::Refund(order, minor) => self.change(*order, |order, whole| {
                let left = whole - order.refunded.iter().sum::<i64>();
                if left > 0 {
                    order.refunded.push(1 + minor % left);
                }
            }),
            Step::Again(order) => self.change(*order, |_, _| {}),
            Step::Rules(minor, promo, hold) => self.rules(*minor, *promo, HOLD_DAYS[*hold as usize], now),
            Step::Wait(hours) => self.model.now += hours * HOUR,
            Step::Spend(who, minor) => self.spend(who % PEOPLE, *minor, now),
            Step::Replay => assert_eq!(self.shop.replay(None, Apply::Show, now).differences, []),
        }
        self.end_holds();
        let wallets: Vec<[i64; 4]> = self.people.iter().map(|who| self.shop.purses(who)).collect();
        assert_eq!(wallets, self.model.wallets(), "after step {}, {step:?}", self.count);
    }

    fn end_holds(&self) {
        while self.shop.end_holds(self.model.now) > 0 {}
    }

    fn bind(&mut self, friend: usize, sponsor: usize, now: i64) {
        // The scenario has somebody say so; here, as by signing up, only of those who are nobody's.
        if self.model.is_nobodys(friend) && self.model.bind(friend, Some(sponsor), true) {
            self.shop.sent(&self.people[friend], &self.people[sponsor], now, now);
        }
    }

    fn change(&mut self, order: usize, change: impl FnOnce(&mut Bought, i64)) {
        if let Some(place) = order.checked_rem(self.orders.len()) {
            change(&mut self.orders[place], self.model.orders[place].minor);
            self.tell(place);
        }
    }

    /// The store tells how an order stands, half a second later.
    fn tell(&mut self, place: usize) {
        let now = self.model.now;
        let (order, known) = (&self.orders[place], &mut self.model.orders[place]);
        let status = STATUSES[order.status].clone();
        known.told.push(State {
            modified: now,
            completed: status == Status::Completed,
            refunded: order.refunded.iter().sum(),
        });
        let stated = Stated::new(&name(place), known.minor, known.placed).account(&format!("p{}", known.who));
        let mut stated = stated.status(status).modified(now);
        for (number, minor) in order.refunded.iter().enumerate() {
            stated = stated.refund(&number.to_string(), *minor);
        }
        self.shop.tell(&name(place), stated.fact(Origin::Webhook), now + 500);
    }

    fn rules(&mut self, minor: i64, promo: u8, hold_days: u32, now: i64) {
        let multiplier = [100, 200, 150, 333][usize::from(promo)];
        let plain = Plain::Fixed(minor);
        let terms = Terms { since: now, plain, multiplier, hold_days, ..Terms::FIRST };
        self.model.terms.push(terms);
        self.shop.rules(now, move |rules| terms.apply(rules.referral.as_mut().unwrap(), at));
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
