//! Shops stamp whole seconds and their clocks are wrong: what changes in the same second, or before a
//! time that a shop claims, must not reach back to what was already decided.

use crate::scenario::{DAY, MINUTE, SECOND, Scenario, Stated};
use tributary_core::Rate;
use tributary_core::fact::Origin;
use tributary_core::program::Commission;
use tributary_engine::code::Kind;
use tributary_engine::replay::Apply;

fn doubled(scenario: &Scenario, now: i64) {
    scenario.rules(now, |rules| rules.commission = Commission::Percent { rate: Rate::percent(20) });
}

/// (when the order says it was placed, when we heard of it, when the rules changed).
#[test]
fn rules_changed_after_an_order_was_decided_never_reach_back_to_it() {
    for (placed, heard, changed) in [
        (10 * SECOND, 10 * SECOND + 200, 10 * SECOND + 500), // the same second
        (MINUTE, SECOND, 30 * SECOND),                       // the shop's clock is a minute ahead
        (MINUTE, SECOND, 2 * MINUTE),
    ] {
        let scenario = Scenario::new(|_| {});
        let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
        let order = Stated::new("1", 10_00, placed).coupon("sara10");
        scenario.tell("1", order.fact(Origin::Webhook), heard);
        assert_eq!(scenario.row("1").commission_minor, 100);
        doubled(&scenario, changed);
        assert_eq!(scenario.findings(DAY), [""; 0], "placed {placed}, heard {heard}, changed {changed}");
        scenario.end_holds(DAY); // of nothing, but of the minute that the shop is ahead
        assert!(scenario.replay(None, Apply::Show, DAY).differences.is_empty());
        // Also not when something new about it is heard.
        scenario.tell("1", order.clone().modified(2 * DAY).fact(Origin::Webhook), 2 * DAY);
        assert_eq!(scenario.balances(&sara), ["payable USD 100"]);
    }
}

#[test]
fn an_order_placed_in_the_second_of_a_change_and_heard_of_after_it_falls_under_the_new_rules() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    doubled(&scenario, 10 * SECOND + 300);
    let order = Stated::new("1", 10_00, 10 * SECOND).coupon("sara10");
    scenario.tell("1", order.fact(Origin::Webhook), 10 * SECOND + 900);
    assert_eq!(scenario.balances(&sara), ["payable USD 200"]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn a_pause_after_an_order_was_decided_never_reaches_back_to_it() {
    for (placed, heard, paused) in
        [(10 * SECOND, 10 * SECOND + 200, 10 * SECOND + 500), (MINUTE, SECOND, 30 * SECOND)]
    {
        let scenario = Scenario::new(|_| {});
        let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
        let order = Stated::new("1", 10_00, placed).coupon("sara10");
        scenario.tell("1", order.fact(Origin::Webhook), heard);
        scenario.pause(&sara, "paused", paused);
        assert_eq!(scenario.findings(DAY), [""; 0], "placed {placed}, heard {heard}, paused {paused}");
        scenario.tell("1", order.clone().modified(2 * DAY).fact(Origin::Webhook), 2 * DAY);
        assert_eq!(scenario.balances(&sara), ["payable USD 100"]);
    }
}

/// A visitor who orders and clicks on, all within the second that the shop stamps.
#[test]
fn a_click_after_an_order_was_decided_never_reaches_back_to_it() {
    for (placed, heard, clicked) in
        [(10 * SECOND, 10 * SECOND + 200, 10 * SECOND + 500), (MINUTE, SECOND, 30 * SECOND)]
    {
        let scenario = Scenario::new(|_| {});
        let (sara, finn) = (scenario.partner("Sara", &[]), scenario.partner("Finn", &[]));
        let first = scenario.click(1, &sara, 'a', 0);
        let order = Stated::new("1", 10_00, placed).named(&first);
        scenario.tell("1", order.fact(Origin::Webhook), heard);
        assert_eq!(scenario.row("1").partner_name.as_deref(), Some("Sara"));
        scenario.click(2, &finn, 'a', clicked);
        assert_eq!(scenario.findings(DAY), [""; 0], "placed {placed}, heard {heard}, clicked {clicked}");
        scenario.end_holds(DAY);
        assert!(scenario.replay(None, Apply::Show, DAY).differences.is_empty());
        assert_eq!(scenario.row("1").partner_name.as_deref(), Some("Sara"));
    }
}
