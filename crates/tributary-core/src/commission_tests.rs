//! Rates, exceptions, fixed amounts, caps and shares.

use super::*;
use crate::scenario::{Outcome, Scenario, bare, detailed, partner, percent};
use crate::{Currency, Money};

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::parse("USD").unwrap())
}

fn sara() -> Scenario {
    Scenario::new().click("sara", -1)
}

fn exception(who: Option<&str>, product: Option<&str>, category: Option<&str>, rate: &str) -> Exception {
    Exception {
        partner: who.map(partner),
        product: product.map(str::to_owned),
        category: category.map(str::to_owned),
        rate: percent(rate),
    }
}

fn by_line(outcome: &Outcome) -> Vec<(String, i64)> {
    let earned = outcome.decision.earned.as_ref().unwrap();
    earned.lines.iter().map(|line| (line.rate.map_or("-".into(), |r| r.to_string()), line.minor)).collect()
}

#[test]
fn the_most_specific_exception_counts() {
    let any = None;
    let all = [
        (exception(any, any, any, "1"), "1"),
        (exception(Some("sara"), any, any, "2"), "2"),
        (exception(any, any, Some("shoes"), "3"), "3"),
        (exception(Some("sara"), any, Some("shoes"), "4"), "4"),
        (exception(any, Some("p1"), any, "5"), "5"),
        (exception(Some("sara"), Some("p1"), any, "6"), "6"),
        (exception(any, Some("p1"), Some("shoes"), "7"), "7"),
        (exception(Some("sara"), Some("p1"), Some("shoes"), "8"), "8"),
    ];
    let paid = |exceptions: Vec<Exception>| {
        let sold =
            sara().order(10_000).order_with(|o| o.lines[0].categories = vec!["new".into(), "shoes".into()]);
        by_line(&exceptions.into_iter().fold(sold, Scenario::exception).decide())
    };
    for many in 1..=all.len() {
        let (upto, expected) = (&all[..many], all[many.saturating_sub(1)].1);
        let rules: Vec<Exception> = upto.iter().map(|(rule, _)| rule.clone()).collect();
        let reversed = rules.iter().rev().cloned().collect();
        assert_eq!(paid(rules)[0].0, expected);
        assert_eq!(paid(reversed)[0].0, expected, "their order does not matter");
    }
}

#[test]
fn an_exception_counts_only_where_all_it_names_matches() {
    for missed in [
        exception(Some("noor"), None, None, "50"),
        exception(None, Some("p2"), None, "50"),
        exception(None, None, Some("shoes"), "50"),
        exception(Some("noor"), Some("p1"), None, "50"),
        exception(Some("sara"), Some("p1"), Some("shoes"), "50"),
    ] {
        assert_eq!(sara().order(10_000).exception(missed).decide().payable("sara"), 1000);
    }
}

#[test]
fn between_equally_specific_exceptions_the_earlier_one_counts() {
    let (first, second) = (exception(None, Some("p1"), None, "20"), exception(None, Some("p1"), None, "30"));
    assert_eq!(sara().order(10_000).exception(first).exception(second).decide().payable("sara"), 2000);
}

#[test]
fn each_line_earns_at_its_own_rate_and_the_sum_is_rounded_down_once() {
    let outcome = sara().order(1999).order(1999).exception(exception(None, Some("p2"), None, "2.5")).decide();
    assert_eq!(outcome.payable("sara"), 249, "1.999 + 0.49975 is 2.49875 × 100");
    assert_eq!(by_line(&outcome), [("10".into(), 199), ("2.5".into(), 50)]);
}

#[test]
fn a_rate_of_four_decimals_counts_to_the_last() {
    let paid = |rate: &str, minor: i64| sara().rate(rate).order(minor).decide().payable("sara");
    assert_eq!(paid("0.0001", 1_000_000), 1);
    assert_eq!(paid("0.0001", 999_999), 0);
    assert_eq!(paid("33.3333", 30_000), 9999);
    assert_eq!(paid("12.3456", 10_000), 1234);
    assert_eq!(paid("100", 12_345), 12_345);
    assert_eq!(paid("0", 12_345), 0);
}

#[test]
fn many_tiny_lines_still_add_up_to_the_commission() {
    let outcome = (0..2000).fold(sara().rate("0.0001"), |scenario, _| scenario.order(999)).decide();
    assert_eq!(outcome.payable("sara"), 1, "1.998 rounded down");
    assert_eq!(by_line(&outcome).iter().map(|(_, minor)| minor).sum::<i64>(), 1);
}

#[test]
fn a_cap_cuts_the_whole_commission_before_it_is_split() {
    let capped = |minor: i64, cap: i64| {
        Scenario::preset("infumar")
            .rules(|rules| rules.cap = Some(usd(cap)))
            .status("completed")
            .click("sara", -1)
            .order(minor)
            .decide()
    };
    let outcome = capped(100_000, 501);
    let earned = outcome.decision.earned.as_ref().unwrap();
    assert_eq!((earned.before_cap_minor, earned.capped, earned.minor), (10_000, true, 501));
    assert_eq!((outcome.payable("sara"), outcome.platform()), (251, 250));
    assert!(!capped(5010, 501).decision.earned.unwrap().capped, "the cap itself is not above the cap");
}

#[test]
fn a_cap_in_another_currency_does_not_cut() {
    let cap = Money::new(1, Currency::parse("SEK").unwrap());
    assert_eq!(sara().rules(|rules| rules.cap = Some(cap)).order(10_000).decide().payable("sara"), 1000);
}

#[test]
fn a_capped_order_earns_the_cap_until_refunds_bring_it_below() {
    let paid = |back: i64| {
        let capped = sara().rules(|rules| rules.cap = Some(usd(500))).order(10_000);
        capped.refund(bare("1", back)).decide().payable("sara")
    };
    assert_eq!([paid(0), paid(5000), paid(5001), paid(6000), paid(10_000)], [500, 500, 499, 400, 0]);
}

#[test]
fn a_fixed_amount_shrinks_with_the_base() {
    let paid = |back: i64| {
        let fixed = sara().fixed(500, "USD").order(2000).order(1000);
        fixed.refund(detailed("1", back, &[("1", back)], 0)).decide().payable("sara")
    };
    assert_eq!([paid(0), paid(1), paid(1000), paid(2000)], [500, 499, 333, 166]);
    let all = sara().fixed(500, "USD").order(2000).refund(bare("1", 2000)).decide();
    assert_eq!(all.payable("sara"), 0);
}

#[test]
fn a_fixed_amount_is_never_more_than_the_order_brought() {
    assert_eq!(sara().fixed(500, "USD").order(300).decide().payable("sara"), 300);
}

#[test]
fn a_fixed_amount_is_told_per_line_but_has_no_rate() {
    let outcome = sara().fixed(500, "USD").order(2000).order(1000).decide();
    assert_eq!(by_line(&outcome), [("-".into(), 333), ("-".into(), 167)]);
}

#[test]
fn a_fixed_amount_of_another_currency_earns_nothing_and_says_so() {
    let outcome = sara().fixed(500, "SEK").order(2000).decide();
    assert!(outcome.decision.earned.as_ref().unwrap().other_currency);
    assert_eq!((outcome.earned(), outcome.decision.due.is_empty()), (0, true));
}

#[test]
fn a_base_of_nothing_earns_nothing_under_every_plan() {
    for plan in [sara(), sara().fixed(500, "USD"), sara().rate("100")] {
        let outcome = plan.order(0).decide();
        assert_eq!((outcome.earned(), outcome.decision.due.is_empty()), (0, true));
    }
}

#[test]
fn shares_follow_their_weights_and_add_up() {
    let shares = |minor: i64, weights: &[(Role, u32)]| {
        let split =
            weights.iter().map(|(role, weight)| crate::program::Share { role: *role, weight: *weight });
        let outcome = sara().rate("100").rules(|rules| rules.split = split.collect()).order(minor).decide();
        (outcome.payable("sara"), outcome.platform())
    };
    use Role::{Partner, Platform};
    assert_eq!(shares(101, &[(Partner, 50), (Platform, 50)]), (51, 50));
    assert_eq!(shares(101, &[(Platform, 50), (Partner, 50)]), (50, 51), "the first listed gets the odd cent");
    assert_eq!(shares(100, &[(Partner, 1), (Platform, 2)]), (33, 67), "the largest remainder gets it");
    assert_eq!(shares(100, &[(Partner, 7), (Platform, 0)]), (100, 0));
    assert_eq!(shares(100, &[(Partner, 1), (Platform, 1), (Partner, 1)]), (67, 33));
}
