//! "Why no reward?": each check answers itself, and says what is known behind its answer. And what other rewards would have cost.

use crate::rewards::{dollars, friends_order, shop};
use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at, refund_of_line};
use tributary_core::order::Status;
use tributary_core::reason::Reason;
use tributary_core::referral::{Referral, Reward};
use tributary_core::{Currency, CustomerId};
use tributary_engine::program;
use tributary_engine::referral::{self, Answer, Behind, Check, Why};
use tributary_engine::replay::{Trial, preview};

fn why(scenario: &Scenario, friend: &CustomerId, now: i64) -> Why {
    let (tenant, friend) = (scenario.tenant.clone(), friend.clone());
    scenario.engine.db.read_wait(move |tx| referral::why(tx, &tenant, &friend, at(now))).unwrap()
}

/// The checks that answer no, and those that nobody can answer.
fn open(why: &Why) -> (Vec<Check>, Vec<Check>) {
    let of = |answer| {
        why.lines.iter().filter(|line| line.answer == answer).map(|line| line.check).collect::<Vec<_>>()
    };
    (of(Answer::No), of(Answer::Unknown))
}

fn behind(why: &Why, check: Check) -> &[Behind] {
    &why.lines.iter().find(|line| line.check == check).unwrap().behind
}

#[test]
fn a_friend_who_bought_nothing_has_an_order_to_come() {
    let scenario = shop(|_| {});
    let (_, friend) = (scenario.friend_of_ada(), scenario.buyer("friend"));
    let told = why(&scenario, &friend, DAY);
    let (no, unknown) = open(&told);
    assert_eq!(no, [Check::OrderKnown, Check::Paid]);
    let later = [
        Check::Clicked,
        Check::SponsorActive,
        Check::SomebodyElse,
        Check::SameAddress,
        Check::OrderCounts,
        Check::FirstOrder,
        Check::Earns,
        Check::NotTakenBack,
        Check::WithinCap,
        Check::WithinBudget,
    ];
    assert_eq!(unknown, later);
    assert_eq!((told.order, told.reason), (None, None));
}

#[test]
fn whose_order_is_rewarded_has_every_check_behind_them() {
    let scenario = shop(|_| {});
    let (ada, friend) = (scenario.friend_of_ada(), scenario.buyer("friend"));
    scenario.state(&friends_order("1", 40_00, MINUTE));
    let told = why(&scenario, &friend, DAY);
    assert_eq!(open(&told), (vec![], vec![Check::Clicked, Check::SameAddress]));
    assert_eq!((told.reason, &told.sponsor), (None, &Some(ada)));
    let usd = Currency::parse("USD").unwrap();
    assert_eq!(behind(&told, Check::Paid), [Behind::Amount(100_00, usd)]);
    assert_eq!(behind(&told, Check::OrderKnown)[0], Behind::Order(scenario.row("1").id, "1".to_owned()));
    assert_eq!(told.parts[0].minor, 100_00);
}

#[test]
fn what_stands_in_the_way_is_the_one_check_that_answers_no() {
    // What is told, the checks that answer no, and the decision's own reason.
    type Story = fn(&Scenario);
    let stories: [(Story, &[Check], Option<Reason>); 4] = [
        (
            |scenario| drop(scenario.state(&friends_order("1", 40_00, HOUR).status(Status::Processing))),
            &[Check::OrderCounts, Check::Paid],
            Some(Reason::NotQualifiedYet),
        ),
        (
            |scenario| {
                scenario.state(&friends_order("1", 40_00, HOUR));
                scenario.tell("1", refund_of_line("r1", 40_00), 2 * HOUR);
            },
            &[Check::NotTakenBack, Check::Paid],
            Some(Reason::TakenBack),
        ),
        (
            |scenario| drop(scenario.state(&friends_order("1", 40_00, HOUR).currency("EUR"))),
            &[Check::Earns, Check::Paid],
            Some(Reason::OtherCurrency),
        ),
        (
            |scenario| drop(scenario.state(&friends_order("1", 40_00, HOUR).customer("another address"))),
            &[Check::SameAddress],
            None,
        ),
    ];
    for (told, no, reason) in stories {
        let scenario = shop(|_| {});
        let (_, friend) = (scenario.friend_of_ada(), scenario.buyer("friend"));
        told(&scenario);
        let why = why(&scenario, &friend, DAY);
        assert_eq!((open(&why).0, why.reason), (no.to_vec(), reason));
    }
}

#[test]
fn a_budget_a_cap_a_hold_and_a_late_sign_up_are_named_too() {
    let scenario = shop(|referral| {
        referral.budget = Some(dollars(90_00));
        referral.cap = Some(dollars(80_00));
        referral.hold_days = 2;
    });
    let ada = scenario.friend_of_ada();
    scenario.state(&friends_order("1", 40_00, HOUR));
    let first = why(&scenario, &scenario.buyer("friend"), DAY);
    assert_eq!(open(&first).0, [Check::WithinCap, Check::Paid], "it is on hold");
    assert_eq!(behind(&first, Check::Paid), [Behind::At(at(HOUR + 2 * DAY))]);
    let second = scenario.buyer("second");
    scenario.sent(&second, &ada, 0, 0);
    scenario.state(&Stated::new("2", 40_00, 2 * HOUR).account("second"));
    let no = open(&why(&scenario, &second, DAY)).0;
    assert_eq!(no, [Check::WithinCap, Check::WithinBudget, Check::Paid], "10 of 80 are left");
    let third = scenario.buyer("third");
    scenario.state(&Stated::new("3", 40_00, 3 * HOUR).account("third"));
    scenario.sent(&third, &ada, 4 * HOUR, 4 * HOUR);
    let late = why(&scenario, &third, DAY);
    assert_eq!(
        (open(&late).0, late.reason),
        (vec![Check::Bound, Check::Paid], Some(Reason::BoundAfterOrder))
    );
}

#[test]
fn what_other_rewards_would_have_cost_is_shown_before_they_are_in_force() {
    let scenario = Scenario::new(|_| {});
    scenario.friend_of_ada();
    scenario.state(&friends_order("1", 40_00, HOUR));
    scenario.state(&friends_order("2", 40_00, 2 * HOUR));
    let (tenant, program) = (scenario.tenant.clone(), scenario.program.clone());
    let shown = scenario.engine.db.read_wait(move |tx| {
        let mut rules = program::load(tx, &tenant, &program)?.current.rules;
        let usd = Currency::parse("USD").unwrap();
        let reward = Reward::Fixed { amount: dollars(30_00) };
        rules.referral = Some(Referral { enabled: true, reward, ..Referral::new(usd) });
        preview(tx, &tenant, Trial { program: &program, rules: &rules, since: at(0) })
    });
    let shown = shown.unwrap();
    let moved: Vec<(&str, i64)> =
        shown.moved.iter().map(|moved| (moved.number.as_str(), moved.after.reward_minor)).collect();
    assert_eq!((shown.orders, moved), (2, vec![("1", 30_00)]));
    assert_eq!(shown.reward_change.into_values().collect::<Vec<_>>(), [30_00]);
}
