//! Who gets the credit, and the reason of every loser, judged through whole decisions.

use super::*;
use crate::program::Signal;
use crate::scenario::{MINUTE, SECOND, Scenario, days};

fn sold() -> Scenario {
    Scenario::new().order(10_000)
}

fn first_touch() -> Scenario {
    sold().rules(|rules| rules.touch = TouchPolicy::First)
}

fn credit(scenario: Scenario) -> String {
    scenario.decide().credit()
}

/// The credit and every loser in one line, as the tables below write it.
fn verdict(scenario: Scenario) -> String {
    let outcome = scenario.decide();
    let losers = outcome.losers();
    if losers.is_empty() { outcome.credit() } else { format!("{} | {}", outcome.credit(), losers.join(", ")) }
}

#[test]
fn every_reason_for_nobody() {
    let cases = [
        (sold(), "nobody: no_touch"),
        (sold().click("sara", -days(7)), "nobody: outside_window | sara: outside_window"),
        (sold().click("sara", MINUTE), "nobody: click_after_order | sara: click_after_order"),
        (
            sold().click("sara", -days(2)).earlier_order(-days(1)),
            "nobody: cleared_by_order | sara: cleared_by_order",
        ),
        (sold().click("sara", -1).paused(), "nobody: partner_paused | sara: partner_paused"),
        (
            sold().click("sara", -1).last_touch(|touch| touch.own_purchase = true),
            "nobody: self_purchase | sara: self_purchase",
        ),
        (
            sold().click("sara", -1).last_touch(|touch| touch.by_person = false),
            "nobody: not_a_person | sara: not_a_person",
        ),
        (
            sold().coupon("SARA", "sara").rules(|rules| rules.priority = vec![Signal::LastClick]),
            "nobody: signal_not_used | sara: signal_not_used",
        ),
        (
            sold()
                .coupon("SARA", "sara")
                .coupon("NOOR", "noor")
                .rules(|rules| rules.several_coupons = SeveralCoupons::Skip),
            "nobody: several_coupons | sara: several_coupons, noor: several_coupons",
        ),
        (sold().click("sara", -1).assign(None), "nobody: decided_by_hand | sara: decided_by_hand"),
        (sold().dead_end(Source::Coupon, "X", Reason::UnknownCode), "nobody: unknown_code"),
        (sold().dead_end(Source::Click, "X", Reason::UnknownClick), "nobody: unknown_click"),
        (sold().dead_end(Source::Cookie, "X", Reason::ForeignClick), "nobody: foreign_click"),
        (
            first_touch().click("sara", -days(8)).click("noor", -days(5)),
            "nobody: earlier_touch | sara: outside_window, noor: earlier_touch",
        ),
    ];
    for (scenario, expected) in cases {
        assert_eq!(verdict(scenario), expected);
    }
}

#[test]
fn every_reason_for_losing_to_somebody() {
    let cases = [
        (sold().click("sara", -1).coupon("NOOR", "noor"), "noor by coupon | sara: lower_priority"),
        (sold().click("sara", -days(2)).click("noor", -days(1)), "noor by click | sara: later_touch"),
        (first_touch().click("sara", -days(2)).click("noor", -1), "sara by click | noor: earlier_touch"),
        (sold().click("sara", -days(8)).click("noor", -1), "noor by click | sara: outside_window"),
        (sold().click("sara", -2).click("noor", -1).paused(), "sara by click | noor: partner_paused"),
        (sold().click("sara", -2).click("noor", MINUTE), "sara by click | noor: click_after_order"),
        (sold().coupon("SARA", "sara").coupon("NOOR", "noor"), "sara by coupon | noor: other_coupon"),
        (sold().click("sara", -1).assign(Some("noor")), "noor by manual | sara: decided_by_hand"),
        (sold().click("sara", -1).dead_end(Source::Coupon, "X", Reason::UnknownCode), "sara by click"),
        (
            sold().click("sara", -2).click("noor", -1).last_touch(|touch| touch.by_person = false),
            "sara by click | noor: not_a_person",
        ),
    ];
    for (scenario, expected) in cases {
        assert_eq!(verdict(scenario), expected);
    }
}

#[test]
fn the_nearest_miss_explains_nobody_and_a_miss_explains_more_than_a_dead_end() {
    let missed = sold().click("sara", -days(30)).click("noor", -1).paused();
    assert_eq!(credit(missed.dead_end(Source::Click, "X", Reason::UnknownClick)), "nobody: partner_paused");
}

#[test]
fn a_window_ends_exclusively_to_the_millisecond() {
    let leap_day = Timestamp::from_ms(1_835_481_600_000); // 2028-03-01T00:00:00Z, the day after 29 February
    let clocks_change = Timestamp::from_ms(1_774_760_400_000); // 2026-03-29T05:00:00Z, after the change in Europe
    for placed_at in [crate::scenario::PLACED, leap_day, clocks_change] {
        for window in [1, 7, 30, 365] {
            let clicked = |offset_ms: i64| {
                let scenario = sold().rules(|rules| rules.window_days = u32::try_from(window).unwrap());
                credit(
                    scenario.order_with(|o| o.placed_at = placed_at).click("sara", -days(window) + offset_ms),
                )
            };
            assert_eq!(clicked(-1), "nobody: outside_window");
            assert_eq!(clicked(0), "nobody: outside_window");
            assert_eq!(clicked(1), "sara by click");
        }
    }
}

#[test]
fn a_window_of_no_days_holds_no_click() {
    assert_eq!(credit(sold().rules(|r| r.window_days = 0).click("sara", 0)), "nobody: outside_window");
}

#[test]
fn a_sliding_window_starts_anew_with_each_click_and_a_fixed_one_does_not() {
    for touch in [TouchPolicy::First, TouchPolicy::Last] {
        let twice = |window: WindowKind, first: i64, second: i64| {
            let scenario = sold().rules(|rules| (rules.window, rules.touch) = (window, touch));
            credit(scenario.click("sara", first).click("sara", second))
        };
        assert_eq!(twice(WindowKind::Sliding, -days(10), -days(4)), "sara by click");
        assert_eq!(twice(WindowKind::Fixed, -days(10), -days(4)), "nobody: outside_window");
        assert_eq!(twice(WindowKind::Fixed, -days(7), -days(4)), "nobody: outside_window");
        assert_eq!(twice(WindowKind::Fixed, -days(7) + 1, -days(4)), "sara by click");
        assert_eq!(twice(WindowKind::Fixed, -days(10), -days(3) - 1), "nobody: outside_window");
        assert_eq!(
            twice(WindowKind::Fixed, -days(10), -days(3)),
            "sara by click",
            "a new hold after the old"
        );
    }
}

#[test]
fn first_touch_keeps_others_out_exactly_until_the_window_ends() {
    let second =
        |offset: i64| verdict(first_touch().click("sara", -days(10)).click("noor", -days(3) + offset));
    assert_eq!(second(-1), "nobody: earlier_touch | sara: outside_window, noor: earlier_touch");
    assert_eq!(second(0), "noor by click | sara: outside_window");
    let renewed = first_touch().click("sara", -days(9)).click("noor", -days(5)).click("sara", -days(4));
    assert_eq!(credit(renewed), "sara by click", "sliding: her second click renews her hold");
}

#[test]
fn first_touch_counts_the_first_click_of_a_browser_whichever_of_them_the_shops_cookie_names() {
    use Signal::{Cookie, Coupon, LastClick};
    let visited = |touch, priority: &[Signal]| {
        let priority = priority.to_vec();
        let scenario = sold().rules(|rules| (rules.touch, rules.priority) = (touch, priority));
        verdict(scenario.click("sara", -days(3)).click("noor", -days(2)).cookie("omar", -days(1)))
    };
    let beaten = "sara by click | noor: earlier_touch, omar: earlier_touch";
    assert_eq!(visited(TouchPolicy::First, &[Coupon, Cookie, LastClick]), beaten);
    assert_eq!(visited(TouchPolicy::First, &[LastClick, Cookie]), beaten);
    assert!(visited(TouchPolicy::Last, &[Coupon, Cookie, LastClick]).starts_with("omar by cookie"));
    let unused = "sara by click | noor: earlier_touch, omar: signal_not_used";
    assert_eq!(visited(TouchPolicy::First, &[LastClick]), unused, "a cookie that is not listed");
    let early = first_touch().rules(|rules| rules.priority = vec![LastClick, Cookie]);
    let early = early.cookie("omar", -days(3)).click("sara", -days(2));
    assert_eq!(verdict(early), "omar by cookie | sara: earlier_touch");
    let expired = first_touch().rules(|rules| rules.priority = vec![Cookie, LastClick]);
    let expired = expired.click("sara", -days(8)).cookie("omar", -1);
    assert_eq!(verdict(expired), "omar by cookie | sara: outside_window");
}

#[test]
fn under_last_touch_a_partner_who_comes_back_wins_again() {
    let back = sold().click("sara", -3).click("noor", -2).click("sara", -1);
    assert_eq!(verdict(back), "sara by click | sara: later_touch, noor: later_touch");
}

#[test]
fn an_order_uses_up_the_clicks_before_it_within_the_step_of_its_stamp() {
    let clicked = |offset: i64, step: i64| {
        let scenario = sold().order_with(|o| o.placed_step_ms = step);
        credit(scenario.earlier_order(-days(1)).click("sara", -days(1) + offset))
    };
    for (offset, step, expected) in [
        (-1, 1, "nobody: cleared_by_order"),
        (0, 1, "nobody: cleared_by_order"),
        (1, 1, "sara by click"),
        (999, SECOND, "nobody: cleared_by_order"),
        (1000, SECOND, "sara by click"),
    ] {
        assert_eq!(clicked(offset, step), expected, "{offset} ms after the earlier order, step {step}");
    }
    let kept = sold().rules(|rules| rules.cleared_by_order = false).earlier_order(-1).click("sara", -2);
    assert_eq!(credit(kept), "sara by click");
    assert_eq!(
        credit(sold().earlier_order(-1).coupon("SARA", "sara")),
        "sara by coupon",
        "coupons do not wear out"
    );
}

#[test]
fn no_click_counts_for_two_orders_of_a_visitor() {
    for offset in [-SECOND, -1, 0, 1, 999, 1000, 1001] {
        let for_earlier = credit(sold().click("sara", offset)) == "sara by click";
        let hour = 60 * MINUTE;
        let for_later = credit(sold().earlier_order(-hour).click("sara", offset - hour)) == "sara by click";
        assert_ne!(for_earlier, for_later, "a click {offset} ms from the earlier order counts exactly once");
    }
}

#[test]
fn a_click_after_the_order_is_told_by_the_step_of_the_shops_stamp() {
    for (step, last) in [(SECOND, 999), (1, 0), (0, 0)] {
        let clicked = |at: i64| credit(sold().order_with(|o| o.placed_step_ms = step).click("sara", at));
        assert_eq!(clicked(last), "sara by click");
        assert_eq!(clicked(last + 1), "nobody: click_after_order");
    }
}

#[test]
fn a_click_that_the_order_names_may_look_five_minutes_younger() {
    let named = [Scenario::named_click, Scenario::cookie, Scenario::evidence];
    for name in named {
        assert!(credit(name(sold(), "sara", 5 * MINUTE - 1)).starts_with("sara by"));
        assert_eq!(credit(name(sold(), "sara", 5 * MINUTE)), "nobody: click_after_order");
    }
}

#[test]
fn a_code_without_a_click_has_no_window_and_cannot_come_late() {
    let cookie = sold().cookie("sara", 0).last_touch(|touch| {
        touch.click = None;
        touch.at = touch.at.plus_ms(days(1));
    });
    assert_eq!(credit(cookie), "sara by cookie");
}

#[test]
fn of_several_coupons_the_program_says_which_counts() {
    use SeveralCoupons::{First, Last, Skip};
    let three = |policy, paused: bool| {
        let scenario = sold().rules(|rules| rules.several_coupons = policy).coupon("OMAR", "omar");
        let scenario = if paused { scenario.paused() } else { scenario };
        verdict(scenario.coupon("SARA", "sara").coupon("NOOR", "noor"))
    };
    let tail = "sara: other_coupon, noor: other_coupon";
    assert_eq!(three(First, false), format!("omar by coupon | {tail}"));
    assert_eq!(three(Last, false), "noor by coupon | sara: other_coupon, omar: other_coupon");
    assert!(three(Skip, false).starts_with("nobody: several_coupons"));
    assert!(three(First, true).starts_with("sara by coupon"), "a paused owner is skipped");
    assert!(three(Last, true).starts_with("noor by coupon"));
}

#[test]
fn skipped_coupons_leave_the_credit_to_the_next_signal() {
    let skip = sold().rules(|rules| rules.several_coupons = SeveralCoupons::Skip).click("lina", -1);
    let outcome = verdict(skip.coupon("SARA", "sara").coupon("NOOR", "noor"));
    assert_eq!(outcome, "lina by click | sara: several_coupons, noor: several_coupons");
}

#[test]
fn two_coupons_of_one_partner_agree_under_every_policy() {
    for policy in [SeveralCoupons::First, SeveralCoupons::Last, SeveralCoupons::Skip] {
        let scenario = sold().rules(|rules| rules.several_coupons = policy);
        assert_eq!(credit(scenario.coupon("SARA10", "sara").coupon("SARA20", "sara")), "sara by coupon");
    }
}

#[test]
fn a_program_may_let_partners_earn_on_their_own_purchases() {
    let own = |policy| {
        let scenario = sold().rules(|rules| rules.self_purchase = policy);
        credit(scenario.click("noor", -2).click("sara", -1).last_touch(|touch| touch.own_purchase = true))
    };
    assert_eq!(own(SelfPurchase::Allow), "sara by click");
    assert_eq!(own(SelfPurchase::Reject), "noor by click", "another partner's click is not lost by it");
}

#[test]
fn a_person_may_credit_a_partner_whom_nothing_points_at_or_nobody() {
    assert_eq!(credit(sold().assign(Some("lina"))), "lina by manual");
    assert_eq!(credit(sold().coupon("SARA", "sara").assign(None).assign(Some("noor"))), "noor by manual");
    assert_eq!(
        credit(sold().coupon("SARA", "sara").assign(Some("noor")).assign(None)),
        "nobody: decided_by_hand"
    );
}

#[test]
fn the_priority_list_ranks_and_order_evidence_ranks_as_a_click_when_unlisted() {
    let all = || sold().click("sara", -1).evidence("noor", -2).cookie("omar", -3).coupon("LINA", "lina");
    let ranked = |priority: &[Signal]| {
        let priority = priority.to_vec();
        credit(all().rules(|rules| rules.priority = priority))
    };
    use Signal::{Cookie, Coupon, LastClick, OrderEvidence};
    assert_eq!(ranked(&[Coupon, Cookie, LastClick]), "lina by coupon");
    assert_eq!(ranked(&[Cookie, Coupon, LastClick]), "omar by cookie");
    assert_eq!(ranked(&[LastClick, Cookie, Coupon]), "sara by click", "her click is later than the evidence");
    assert_eq!(ranked(&[OrderEvidence, LastClick]), "noor by order_evidence");
    assert_eq!(ranked(&[LastClick, OrderEvidence]), "sara by click");
    let later = sold().click("sara", -2).evidence("noor", -1);
    assert_eq!(verdict(later), "noor by order_evidence | sara: later_touch");
    let unused = sold().rules(|rules| rules.priority = vec![Cookie]).evidence("noor", -1);
    assert_eq!(credit(unused), "nobody: signal_not_used");
}

#[test]
fn touches_found_in_any_order_are_judged_alike() {
    let found = sold().click("sara", -5).coupon("NOOR", "noor").cookie("omar", -5).evidence("lina", -5);
    let found = found.click("omar", -5).click("lina", -9).coupon("OMAR", "omar").click("noor", -days(9));
    let judged = |turn: usize, backwards: bool| {
        let mut scenario = found.clone();
        scenario.world.touches.rotate_left(turn);
        if backwards {
            scenario.world.touches.reverse();
        }
        scenario.decide().decision.attribution
    };
    for turn in 0..8 {
        assert_eq!(judged(turn, false), judged(0, false));
        assert_eq!(judged(turn, true), judged(0, false));
    }
}

fn reported(scenario: Scenario) -> Scenario {
    scenario.last_touch(|touch| touch.reported = true)
}

#[test]
fn a_click_that_only_a_browser_reported_beats_nothing_that_the_store_says() {
    let forged = |own: Scenario| {
        let outcome = reported(own.order(10_000).named_click("noor", -1)).decide();
        (outcome.credit(), outcome.losers())
    };
    let aside = vec!["noor: reported_by_browser".to_owned()];
    assert_eq!(
        forged(Scenario::new().named_click("sara", -days(2))),
        ("sara by click".into(), aside.clone())
    );
    assert_eq!(forged(Scenario::new().coupon("SARA", "sara")), ("sara by coupon".into(), aside.clone()));
    let clicks_first = Scenario::new().rules(|r| r.priority = vec![Signal::LastClick, Signal::Coupon]);
    assert_eq!(forged(clicks_first.coupon("SARA", "sara")), ("sara by coupon".into(), aside));
}

#[test]
fn a_reported_click_counts_where_the_store_says_nothing_that_holds() {
    let told = |own: Scenario| reported(own.order(10_000).named_click("noor", -1)).decide().credit();
    assert_eq!(told(Scenario::new()), "noor by click");
    assert_eq!(told(Scenario::new().coupon("SARA", "sara").paused()), "noor by click");
    assert_eq!(told(Scenario::new().named_click("sara", -days(30))), "noor by click");
    let two = reported(reported(Scenario::new().order(1).named_click("sara", -9)).named_click("noor", -1));
    assert_eq!(two.decide().credit(), "noor by click", "among themselves the rules hold as ever");
}
