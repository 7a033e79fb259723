//! Rewards about which somebody outside is asked. Amounts are whole cents.

use crate::fact::{OrderFact, RewardAnswer};
use crate::reason::Reason;
use crate::referral::{Referral, RewardWebhook};
use crate::scenario::{Scenario, bare, percent};

/// A friend's order over 250.00 that earns 100.00 by the rules, about which somebody is asked who may halve or double it.
fn asked(change: impl FnOnce(&mut Referral)) -> Scenario {
    let refers = |referral: &mut Referral| {
        referral.webhook = Some(RewardWebhook {
            url: "https://shop.example/rewards".into(),
            least_percent: 50,
            most_percent: 200,
            wait_minutes: 60,
            secret: 1,
        });
        change(referral);
    };
    Scenario::new().refers(refers).order(25_000).sent_by(&[(1, None), (2, None)])
}

fn said(minor: Option<i64>) -> OrderFact {
    OrderFact::RewardAnswered(RewardAnswer {
        asked_minor: 10_000,
        said_minor: minor,
        who: "shop.example".into(),
        request: "rwq_1".into(),
    })
}

#[test]
fn nothing_is_due_before_the_answer_and_the_own_amount_where_none_came() {
    let waiting = asked(|_| {}).decide();
    assert_eq!((waiting.rewards().as_str(), waiting.wallet(1)), ("awaiting_answer", (0, 0)));
    assert_eq!(waiting.decision.rewards.unwrap().base_minor, 10_000, "what is asked about");
    assert_eq!(asked(|_| {}).then(said(None)).decide().rewards(), "1:10000");
    let nobody = asked(|_| {}).sent_by(&[(1, Some(Reason::SponsorInactive))]).decide();
    assert_eq!(nobody.rewards(), "sponsor_inactive", "nobody is asked about what earns nothing");
}

#[test]
fn an_answer_counts_within_its_bounds_and_for_every_level() {
    for (told, held, cut) in [
        (12_500, "1:12500", false),
        (5_000, "1:5000", false),
        (4_999, "1:5000", true),
        (20_000, "1:20000", false),
        (20_001, "1:20000", true),
        (-1, "1:5000", true),
        (i64::MAX, "1:20000", true),
    ] {
        let outcome = asked(|_| {}).then(said(Some(told))).decide();
        let answered = outcome.decision.rewards.as_ref().unwrap().answered.unwrap();
        assert_eq!((outcome.rewards().as_str(), answered.cut), (held, cut), "{told}");
        assert_eq!((answered.own_minor, answered.said_minor), (10_000, Some(told)));
    }
    let levels = |referral: &mut Referral| {
        referral.levels.enabled = true;
        referral.levels.rates = ["10", "5"].map(percent).to_vec();
    };
    assert_eq!(asked(levels).then(said(Some(15_000))).decide().rewards(), "1:15000 2:750");
}

#[test]
fn refunds_take_back_the_same_part_of_what_was_answered() {
    let half = asked(|_| {}).then(said(Some(15_000))).refund(bare("1", 12_500)).decide();
    assert_eq!(half.rewards(), "1:7500");
    let all = asked(|_| {}).then(said(Some(15_000))).refund(bare("1", 25_000)).decide();
    assert_eq!(all.rewards(), "taken_back");
}

#[test]
fn the_first_answer_counts_and_rules_that_ask_nobody_listen_to_none() {
    let twice = asked(|_| {}).then(said(Some(12_000))).then(said(Some(8_000))).decide();
    assert_eq!(twice.rewards(), "1:12000");
    let nobody = asked(|referral| referral.webhook = None).then(said(Some(12_000))).decide();
    assert_eq!(nobody.rewards(), "1:10000");
}
