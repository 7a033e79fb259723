//! Orders that hang on each other, facts that come early, double or all at once.

use crate::scenario::{DAY, MINUTE, SECOND, Scenario, Stated, at, refund_of_line};
use tributary_core::fact::Origin;
use tributary_core::order::Status;
use tributary_engine::code::Kind;
use tributary_engine::order::NewFact;
use tributary_engine::pipeline::{self, Outcome};

/// What there is to say about an order.
fn brief(scenario: &Scenario, id: &str) -> String {
    let row = scenario.row(id);
    format!("{:?} {:?} {:?} {}", row.partner_name, row.via, row.nobody, row.commission_minor)
}

#[test]
fn one_visitors_two_orders_are_decided_the_same_in_both_orders_of_arrival() {
    let tell = |swapped: bool| {
        let scenario = Scenario::new(|_| {});
        let sara = scenario.partner("Sara", &[]);
        let click = scenario.click(1, &sara, 'a', 0);
        let first = Stated::new("1", 10_00, 10 * MINUTE).click(&click);
        let second = Stated::new("2", 20_00, 20 * MINUTE).click(&click);
        for order in if swapped { [&second, &first] } else { [&first, &second] } {
            scenario.state(order);
        }
        assert_eq!(scenario.findings(DAY), [""; 0]);
        (brief(&scenario, "1"), brief(&scenario, "2"), scenario.balances(&sara))
    };
    let expected = (
        r#"Some("Sara") Some("cookie") None 100"#.to_owned(),
        r#"None None Some("cleared_by_order") 0"#.to_owned(),
        vec!["payable USD 100".to_owned()],
    );
    assert_eq!(tell(false), expected);
    assert_eq!(tell(true), expected);
}

#[test]
fn orders_of_one_second_are_told_apart_by_their_ids_in_any_order_of_arrival() {
    for swapped in [false, true] {
        let scenario = Scenario::new(|rules| rules.first_order_only = true);
        let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
        let order = |id| Stated::new(id, 10_00, MINUTE).coupon("sara10").customer("bo");
        for id in if swapped { ["9", "8"] } else { ["8", "9"] } {
            scenario.state(&order(id));
        }
        assert_eq!((scenario.row("8").commission_minor, scenario.row("9").commission_minor), (100, 0));
        assert_eq!(scenario.balances(&sara), ["payable USD 100"]);
        assert_eq!(scenario.findings(DAY), [""; 0]);
    }
}

#[test]
fn only_a_customers_first_order_earns_whichever_is_heard_of_first() {
    let orders = [("1", 10), ("2", 20), ("3", 30)];
    for order_of_arrival in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2], [2, 0, 1], [0, 2, 1]] {
        let scenario = Scenario::new(|rules| rules.first_order_only = true);
        let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
        for index in order_of_arrival {
            let (id, minute) = orders[index];
            scenario.state(&Stated::new(id, 10_00, minute * MINUTE).coupon("sara10").customer("bo"));
        }
        let earned = orders.map(|(id, _)| scenario.row(id).commission_minor);
        assert_eq!(earned, [100, 0, 0], "{order_of_arrival:?}");
        assert_eq!(scenario.balances(&sara), ["payable USD 100"]);
        assert_eq!(scenario.findings(DAY), [""; 0], "{order_of_arrival:?}");
    }
}

/// The shop's staff correct the buyer's address: then the second order was another person's first.
#[test]
fn an_order_that_turns_out_to_be_another_customers_frees_the_later_one() {
    let first = Stated::new("1", 10_00, MINUTE).coupon("sara10").customer("bo");
    let second = Stated::new("2", 10_00, 2 * MINUTE).coupon("sara10").customer("bo");
    let mut corrected = first.clone().modified(3 * MINUTE);
    corrected.0.customer.email_key = Some("kim".to_owned());
    for arriving in
        [[&first, &second, &corrected], [&corrected, &second, &first], [&second, &corrected, &first]]
    {
        let scenario = Scenario::new(|rules| rules.first_order_only = true);
        let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
        for (order, minute) in arriving.into_iter().zip(4..) {
            scenario.tell(&order.0.external_id, order.fact(Origin::Webhook), minute * MINUTE);
        }
        assert_eq!(scenario.balances(&sara), ["payable USD 200"]);
        assert_eq!(scenario.findings(DAY), [""; 0]);
    }
}

#[test]
fn a_refund_before_its_order_waits_and_counts_once_the_order_is_known() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    assert_eq!(scenario.tell("1", refund_of_line("r1", 4_00), 0), Outcome::Waiting);
    assert!(!scenario.is_shown("1"));
    assert_eq!(scenario.findings(0), [""; 0]);
    let mut order = Stated::new("1", 10_00, MINUTE).coupon("sara10");
    order.0.refunds = None; // the API's orders do not list refunds
    assert!(matches!(scenario.tell("1", order.fact(Origin::Api), 2 * MINUTE), Outcome::Applied(_)));
    let row = scenario.row("1");
    assert_eq!((row.base_minor, row.refunded_minor, row.commission_minor), (6_00, 4_00, 60));
    assert_eq!(scenario.balances(&sara), ["payable USD 60"]);
    assert_eq!(scenario.tell("1", refund_of_line("r1", 4_00), 3 * MINUTE), Outcome::Duplicate);
    scenario.tell("1", refund_of_line("r2", 6_00), 4 * MINUTE);
    assert_eq!(scenario.balances(&sara), [""; 0]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn a_draft_is_no_order_and_an_order_that_becomes_one_again_earns_nothing() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let order = Stated::new("1", 10_00, MINUTE).coupon("sara10");
    assert_eq!(scenario.state(&order.clone().status(Status::Draft)), Outcome::Waiting);
    assert!(!scenario.is_shown("1"));
    scenario.state(&order.clone().modified(2 * MINUTE));
    assert_eq!(scenario.balances(&sara), ["payable USD 100"]);
    scenario.state(&order.clone().modified(3 * MINUTE).status(Status::Draft));
    assert_eq!(scenario.balances(&sara), [""; 0]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
    scenario.state(&order.modified(4 * MINUTE));
    assert_eq!(scenario.balances(&sara), ["payable USD 100"]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn sixty_four_copies_told_at_once_are_one_fact() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let order = Stated::new("1", 10_00, MINUTE).coupon("sara10");
    let barrier = std::sync::Barrier::new(64);
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..64)
            .map(|copy| {
                let (scenario, order, barrier) = (&scenario, &order, &barrier);
                scope.spawn(move || {
                    let new = NewFact {
                        order: scenario.key("1"),
                        fact: order.fact(Origin::Webhook),
                        source: format!("webhook {copy}"),
                        occasion: copy.to_string(),
                    };
                    barrier.wait();
                    let now = at(MINUTE + SECOND);
                    scenario.engine.db.write_wait(move |tx| pipeline::apply(tx, &new, now)).unwrap()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Applied(_))).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Duplicate).count(), 63);
    assert_eq!(scenario.fact_count(), 1);
    assert_eq!(scenario.transactions("1").len(), 1);
    assert_eq!(scenario.balances(&sara), ["payable USD 100"]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
}
