//! The same facts give the same decision, in whatever order they arrive.
//!
//! What keeps its own order here, because that order is information and not chance: our own reads
//! among each other and against trash and deletion notes, which carry no time; and people's
//! decisions. What may differ: `doubtful`, which asks for a read when a webhook follows one.

use super::{Chance, chances};
use crate::decide::{Decision, World, decide};
use crate::fact::{OrderFact, OrderStated, Origin, RefundStated};
use crate::order::Status;
use crate::scenario::{PLACED, Scenario, arriving, bare, blank_order, detailed, line, recorded, stated};
use proptest::prelude::*;

const WORDS: [&str; 8] =
    ["pending", "processing", "completed", "cancelled", "refunded", "trash", "failed", "wc-shipped"];

fn world() -> World {
    let friend = Scenario::new().refers(|referral| referral.levels.enabled = true);
    let friend = friend.sent_by(&[(1, None), (2, None)]).other_order("29", 1_500);
    friend.coupon("SARA", "sara").click("noor", -1).world
}

/// A refund is what its id says it is, however it is told.
fn refund(id: i64, with_detail: bool) -> RefundStated {
    let (name, amount) = (id.to_string(), id * 700);
    if with_detail { detailed(&name, amount, &[("1", amount / 2)], 50) } else { bare(&name, amount) }
}

fn refunds(chance: &mut Chance, detail: bool) -> Option<Vec<RefundStated>> {
    (chance.below(2) == 0)
        .then(|| (1..=3).filter(|_| chance.below(2) == 0).map(|id| refund(id, detail)).collect())
}

fn state(chance: &mut Chance, second: i64, detail: bool) -> OrderStated {
    let lines: Vec<_> = (1..=1 + chance.below(2)).map(|id| line(id, 5000 + chance.below(3))).collect();
    OrderStated {
        status: Status::parse(chance.pick(&WORDS)),
        modified_at: Some(PLACED.plus_ms(second * 1000)),
        total_minor: 9000 + chance.below(2),
        tax_minor: chance.below(2),
        fees: if chance.below(3) == 0 { vec![-chance.below(900)] } else { Vec::new() },
        lines,
        refunds: refunds(chance, detail),
        ..blank_order()
    }
}

/// Webhooks with few distinct stamps, so that many tie, and refunds told and taken back.
fn webhooks(chance: &mut Chance) -> Vec<OrderFact> {
    let mut facts: Vec<OrderFact> = (0..2 + chance.below(4))
        .map(|_| {
            let second = chance.below(3);
            stated(state(chance, second, false), Origin::Webhook)
        })
        .collect();
    for id in 1..=3 {
        let (told, detail) = (chance.below(3) == 0, chance.below(2) == 0);
        let origin = chance.pick(&[Origin::Webhook, Origin::Api, Origin::Read]);
        facts.extend(told.then(|| OrderFact::Refunded { refund: refund(id, detail), origin }));
        let taken_back = chance.below(5) == 0;
        facts.extend(taken_back.then(|| OrderFact::RefundDeleted { external_id: id.to_string() }));
    }
    facts
}

/// Numbers facts as they arrive; an id stays with its fact, the times of arrival stay the same.
fn deliver(world: &mut World, facts: &[(u128, OrderFact)]) -> Decision {
    world.facts = (1..).zip(facts).map(|(seq, (id, fact))| recorded(seq, *id, fact.clone())).collect();
    decide(world, PLACED.plus_days(1)).expect("a decision")
}

fn webhooks_alone_never_depend_on_arrival(chance: &mut Chance) {
    let mut facts = webhooks(chance);
    facts.extend((chance.below(6) == 0).then_some(OrderFact::Gone));
    let mut facts: Vec<(u128, OrderFact)> = (1..).zip(facts).collect();
    let mut world = world();
    let expected = deliver(&mut world, &facts);
    for _ in 0..6 {
        chance.shuffle(&mut facts);
        assert_eq!(deliver(&mut world, &facts), expected, "{facts:#?}");
    }
}

fn reads_decide_wherever_webhooks_fall_between_them(chance: &mut Chance) {
    let mut facts = webhooks(chance);
    let mut second = 0;
    for _ in 0..1 + chance.below(3) {
        second += chance.below(2); // reads may share a second, and then their own order counts
        facts.push(stated(state(chance, second, true), Origin::Read));
    }
    let mut facts: Vec<(u128, OrderFact)> = (1..).zip(facts).collect();
    let is_read = |fact: &OrderFact| matches!(fact, OrderFact::Stated { origin: Origin::Read, .. });
    let mut world = world();
    let mut expected = deliver(&mut world, &facts);
    expected.order.doubtful = false;
    for _ in 0..6 {
        chance.shuffle(&mut facts);
        let places: Vec<usize> = (0..facts.len()).filter(|at| is_read(&facts[*at].1)).collect();
        let mut reads: Vec<_> = places.iter().map(|at| facts[*at].clone()).collect();
        reads.sort_by_key(|(id, _)| *id);
        for (at, read) in places.into_iter().zip(reads) {
            facts[at] = read;
        }
        let mut decision = deliver(&mut world, &facts);
        decision.order.doubtful = false;
        assert_eq!(decision, expected, "{facts:#?}");
    }
}

/// Facts with their places fixed, of every kind: where they stand in the list must not matter.
fn the_list_of_facts_has_no_order_of_its_own(chance: &mut Chance) {
    let mut facts = webhooks(chance);
    for _ in 0..chance.below(5) {
        let second = chance.below(3);
        let restored = OrderFact::Stated {
            order: Box::new(state(chance, second, false)),
            origin: Origin::Webhook,
            restored: true,
        };
        let unstamped = OrderStated { modified_at: None, ..state(chance, 0, true) };
        let partner = (chance.below(2) == 0).then(|| crate::scenario::partner("lina"));
        let assigned = OrderFact::Assigned { partner, by: "owner".into(), note: String::new() };
        let read = stated(state(chance, second, true), Origin::Read);
        let told = stated(unstamped, Origin::Api);
        let judged = OrderFact::Judged { version: 1 + chance.below(2) };
        facts.push(chance.pick(&[
            judged,
            restored,
            OrderFact::Trashed,
            OrderFact::Gone,
            assigned,
            read,
            told,
        ]));
    }
    chance.shuffle(&mut facts);
    let mut world = world();
    world.facts = arriving(facts);
    let expected = decide(&world, PLACED.plus_days(1));
    for _ in 0..6 {
        chance.shuffle(&mut world.facts);
        chance.shuffle(&mut world.touches);
        assert_eq!(decide(&world, PLACED.plus_days(1)), expected, "{:#?}", world.facts);
    }
}

proptest! {
    #[test]
    fn webhooks_in_any_order_give_one_decision_ties_included(mut chance in chances()) {
        webhooks_alone_never_depend_on_arrival(&mut chance);
    }

    #[test]
    fn reads_and_webhooks_in_any_order_give_one_decision(mut chance in chances()) {
        reads_decide_wherever_webhooks_fall_between_them(&mut chance);
    }

    #[test]
    fn facts_and_touches_listed_in_any_order_give_one_decision(mut chance in chances()) {
        the_list_of_facts_has_no_order_of_its_own(&mut chance);
    }
}

#[test]
fn ten_thousand_histories_of_each_kind_give_one_decision() {
    let mut chance = Chance::seeded(4);
    for _ in 0..10_000 {
        webhooks_alone_never_depend_on_arrival(&mut chance);
        reads_decide_wherever_webhooks_fall_between_them(&mut chance);
        the_list_of_facts_has_no_order_of_its_own(&mut chance);
    }
}
