//! What changes after an order was decided: holds end, currencies and codes change, partners pause.

use crate::scenario::{DAY, MINUTE, SECOND, Scenario, Stated};
use tributary_core::fact::Origin;
use tributary_core::order::Status;
use tributary_core::program::{Role, Share};
use tributary_engine::code::Kind;
use tributary_engine::replay::Apply;

#[test]
fn when_a_hold_ends_the_money_moves_from_pending_to_payable_and_names_the_hold() {
    let scenario = Scenario::new(|rules| {
        rules.hold_days = 14;
        rules.split = [Role::Partner, Role::Platform].map(|role| Share { role, weight: 50 }).to_vec();
    });
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    scenario.state(&Stated::new("1", 10_00, 0).coupon("sara10"));
    assert_eq!(scenario.balances(&sara), ["pending USD 50"]);
    assert_eq!(scenario.row("1").standing.as_deref(), Some("pending"));
    assert_eq!(scenario.end_holds(14 * DAY - 1), 0);
    // A hold that has ended and was not yet moved is no fault.
    assert_eq!(scenario.findings(14 * DAY), [""; 0]);
    assert_eq!(scenario.replay(None, Apply::Show, 14 * DAY).differences, []);
    assert_eq!(scenario.end_holds(14 * DAY), 1);
    assert_eq!(scenario.balances(&sara), ["payable USD 50"]);
    assert_eq!(scenario.row("1").standing.as_deref(), Some("approved"));
    let transactions = scenario.transactions("1");
    let causes: Vec<&str> = transactions.iter().map(|t| t.cause.as_str()).collect();
    assert_eq!(causes, ["fact", "hold"]);
    let moved: Vec<String> = transactions[1]
        .postings
        .iter()
        .map(|p| format!("{} {}", p.account.rsplit(':').next().unwrap(), p.signed_minor()))
        .collect();
    assert_eq!(moved, ["pending -50", "payable 50", "pending -50", "payable 50"]);
    assert_eq!(scenario.end_holds(15 * DAY), 0, "once is enough");
    assert_eq!(scenario.findings(15 * DAY), [""; 0]);
    scenario.state(&Stated::new("1", 10_00, 0).coupon("sara10").modified(16 * DAY).status(Status::Cancelled));
    assert_eq!(scenario.balances(&sara), [""; 0]);
    assert_eq!(scenario.end_holds(30 * DAY), 0);
    assert_eq!(scenario.findings(30 * DAY), [""; 0]);
}

#[test]
fn an_order_called_off_while_on_hold_never_matures() {
    let scenario = Scenario::new(|rules| rules.hold_days = 14);
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let order = Stated::new("1", 10_00, 0).coupon("sara10");
    scenario.state(&order);
    scenario.state(&order.modified(DAY).status(Status::Cancelled));
    assert_eq!(scenario.balances(&sara), [""; 0]);
    assert_eq!(scenario.end_holds(20 * DAY), 0);
    assert_eq!(scenario.findings(20 * DAY), [""; 0]);
}

#[test]
fn a_currency_changed_after_payment_takes_the_old_money_back_and_gives_the_new() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let order = Stated::new("1", 27_22, 0).coupon("sara10");
    scenario.state(&order);
    assert_eq!(scenario.balances(&sara), ["payable USD 272"]);
    scenario.state(&order.currency("GBP").modified(MINUTE));
    assert_eq!(scenario.balances(&sara), ["payable GBP 272"]);
    let transactions = scenario.transactions("1");
    let posted: Vec<String> = transactions[1]
        .postings
        .iter()
        .map(|p| format!("{} {} {}", p.account.split(':').next().unwrap(), p.currency, p.signed_minor()))
        .collect();
    assert_eq!(posted, ["expense GBP -272", "expense USD 272", "partner GBP 272", "partner USD -272"]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn a_code_or_slug_given_later_settles_the_orders_that_carry_it_in_any_way() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[]);
    scenario.state(&Stated::new("1", 10_00, 0).coupon("ÉTÉ10"));
    scenario.state(&Stated::new("2", 10_00, 0).coupon("other"));
    scenario.state(&Stated::new("3", 10_00, 0).source("Sara-Lind"));
    scenario.state(&Stated::new("4", 10_00, 0).source("spring"));
    assert_eq!(scenario.row("1").nobody.as_deref(), Some("unknown_code"));
    assert_eq!(scenario.row("3").nobody.as_deref(), Some("no_touch"));
    scenario.code(&sara, Kind::Coupon, "été10", DAY);
    scenario.code(&sara, Kind::Referral, "sara-lind", DAY);
    scenario.link(&sara, "Spring", DAY);
    for (id, via) in [("1", "coupon"), ("3", "order_evidence"), ("4", "order_evidence")] {
        let row = scenario.row(id);
        assert_eq!(
            (row.partner_name.as_deref(), row.via.as_deref()),
            (Some("Sara"), Some(via)),
            "order {id}"
        );
        assert_eq!(scenario.transactions(id)[0].cause, "code", "order {id}");
    }
    assert_eq!(scenario.row("2").partner, None);
    assert_eq!(scenario.balances(&sara), ["payable USD 300"]);
    assert_eq!(scenario.findings(2 * DAY), [""; 0]);
    assert!(scenario.replay(None, tributary_engine::replay::Apply::Show, 2 * DAY).differences.is_empty());
}

#[test]
fn a_paused_partner_earns_nothing_new_and_keeps_what_is_old() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10"), (Kind::Referral, "sara")]);
    let click = scenario.click(1, &sara, 'a', 0);
    scenario.state(&Stated::new("1", 10_00, MINUTE).coupon("sara10"));
    scenario.pause(&sara, "paused", 10 * MINUTE);
    scenario.state(&Stated::new("2", 10_00, 20 * MINUTE).coupon("sara10"));
    scenario.state(&Stated::new("3", 10_00, 20 * MINUTE).click(&click));
    scenario.state(&Stated::new("4", 10_00, 20 * MINUTE).source("sara"));
    // Placed before the pause, heard of after it.
    let late = Stated::new("5", 10_00, 5 * MINUTE).coupon("sara10");
    scenario.tell("5", late.fact(Origin::Webhook), 25 * MINUTE);
    scenario.pause(&sara, "active", 30 * MINUTE);
    scenario.state(&Stated::new("6", 10_00, 40 * MINUTE).coupon("sara10"));
    let outcome = |id: &str| (scenario.row(id).commission_minor, scenario.row(id).nobody);
    for id in ["1", "5", "6"] {
        assert_eq!(outcome(id), (100, None), "order {id}");
    }
    for id in ["2", "3", "4"] {
        assert_eq!(outcome(id), (0, Some("partner_paused".to_owned())), "order {id}");
    }
    assert_eq!(scenario.balances(&sara), ["payable USD 300"]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn a_refund_of_everything_and_a_restored_order_end_where_they_should() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let order = Stated::new("1", 9_99, 0).coupon("sara10");
    scenario.state(&order);
    for (refunds, minute) in (1..=3).zip(1..) {
        let partly = (0..refunds).fold(order.clone(), |order, n| order.refund(&format!("r{n}"), 3_33));
        scenario.state(&partly.modified(minute * MINUTE));
        // Cumulative: 99 of 9.99, then of what is left, never a cent lost between the parts.
        let left = 9_99 - refunds * 3_33;
        assert_eq!(scenario.row("1").commission_minor, left / 10, "{refunds} refunds");
    }
    assert_eq!(scenario.balances(&sara), [""; 0]);
    scenario.state(&order.modified(10 * MINUTE));
    assert_eq!(scenario.balances(&sara), ["payable USD 99"]);
    assert_eq!(scenario.findings(DAY + SECOND), [""; 0]);
}
