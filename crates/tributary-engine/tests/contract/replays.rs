//! Replays: what would differ is shown first, posted only when told, and stays.

use crate::scenario::{DAY, MINUTE, Scenario, Stated, refund_of_line};
use tributary_core::Rate;
use tributary_core::program::Commission;
use tributary_engine::code::Kind;
use tributary_engine::replay::{Apply, Replayed};

fn percent(whole: u8) -> Commission {
    Commission::Percent { rate: Rate::percent(whole) }
}

fn orders(replayed: &Replayed) -> Vec<&str> {
    replayed.differences.iter().map(|difference| difference.order.external_id.as_str()).collect()
}

/// Orders 1 and 2 are Sara's, 3 is nobody's, 4 is Sara's but called off, 5 is Sara's under the new rules.
fn under_two_rules() -> (Scenario, tributary_core::PartnerId) {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    scenario.state(&Stated::new("1", 10_00, MINUTE).coupon("sara10"));
    scenario.state(&Stated::new("2", 20_00, 2 * MINUTE).coupon("sara10"));
    scenario.state(&Stated::new("3", 30_00, 3 * MINUTE));
    let called_off = Stated::new("4", 40_00, 4 * MINUTE).coupon("sara10");
    scenario.state(&called_off.status(tributary_core::order::Status::Cancelled));
    assert_eq!(scenario.rules(DAY, |rules| rules.commission = percent(20)), 2);
    scenario.state(&Stated::new("5", 50_00, DAY + MINUTE).coupon("sara10"));
    (scenario, sara)
}

#[test]
fn under_the_rules_in_force_a_replay_finds_nothing() {
    let (scenario, sara) = under_two_rules();
    assert_eq!(scenario.balances(&sara), ["payable USD 1300"]);
    for apply in [Apply::Show, Apply::Post] {
        let replayed = scenario.replay(None, apply, 2 * DAY);
        assert_eq!((replayed.orders, orders(&replayed)), (5, vec![]));
    }
    assert_eq!(scenario.balances(&sara), ["payable USD 1300"]);
    assert_eq!(scenario.findings(2 * DAY), [""; 0]);
}

#[test]
fn a_replay_under_another_rate_shows_exactly_what_differs_and_changes_nothing() {
    let (scenario, sara) = under_two_rules();
    let facts = scenario.fact_count();
    let shown = scenario.replay(Some(2), Apply::Show, 2 * DAY);
    assert_eq!(orders(&shown), ["1", "2"]);
    let to_sara: Vec<i64> = shown
        .differences
        .iter()
        .flat_map(|difference| &difference.changes)
        .filter(|(account, ..)| account.starts_with("partner:"))
        .map(|(.., minor)| *minor)
        .collect();
    assert_eq!(to_sara, [100, 200]);
    assert_eq!(
        (scenario.fact_count(), scenario.balances(&sara)),
        (facts, vec!["payable USD 1300".to_owned()])
    );
    assert_eq!(scenario.row("1").rule_version, 1);
    assert_eq!(scenario.findings(2 * DAY), [""; 0]);
}

#[test]
fn a_posted_replay_names_itself_and_what_comes_later_stays_under_its_rules() {
    let (scenario, sara) = under_two_rules();
    let posted = scenario.replay(Some(2), Apply::Post, 2 * DAY);
    assert_eq!(orders(&posted), ["1", "2"]);
    assert_eq!(scenario.balances(&sara), ["payable USD 1600"]);
    assert_eq!(scenario.findings(2 * DAY), [""; 0], "also orders 3 and 4, where no money moves");
    let transactions = scenario.transactions("1");
    let last = transactions.last().unwrap();
    assert_eq!((last.cause.as_str(), last.cause_id.as_str()), ("replay", posted.id.as_str()));
    assert_eq!(scenario.row("1").rule_version, 2);

    // A refund a day later: 20 % of what is left, not 10.
    scenario.tell("1", refund_of_line("r1", 5_00), 3 * DAY);
    assert_eq!((scenario.row("1").rule_version, scenario.row("1").commission_minor), (2, 100));
    assert_eq!(scenario.balances(&sara), ["payable USD 1500"]);
    assert_eq!(scenario.findings(3 * DAY), [""; 0]);
    let again = scenario.replay(Some(2), Apply::Post, 4 * DAY);
    assert_eq!(orders(&again), [""; 0]);
    assert_eq!(orders(&scenario.replay(None, Apply::Show, 4 * DAY)), [""; 0]);
    // And back.
    let back = scenario.replay(Some(1), Apply::Post, 5 * DAY);
    assert_eq!(orders(&back), ["1", "2", "5"]);
    assert_eq!(scenario.balances(&sara), ["payable USD 750"]);
    assert_eq!(scenario.findings(5 * DAY), [""; 0]);
}

#[test]
fn a_replay_under_a_version_that_does_not_exist_is_refused() {
    let (scenario, _) = under_two_rules();
    let clock = scenario.engine.clock.clone();
    let scope = tributary_engine::replay::Scope { since: None, rules: Some(9) };
    let refused = scenario
        .engine
        .db
        .write_wait(move |tx| tributary_engine::replay::replay(tx, &scope, Apply::Post, &clock))
        .unwrap_err();
    assert!(refused.to_string().contains("--rules"), "{refused}");
    assert_eq!(scenario.findings(2 * DAY), [""; 0]);
}
