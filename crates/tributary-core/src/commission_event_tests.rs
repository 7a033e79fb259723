//! Event types: which commission counts for which line, fixed amounts, leads.

use super::*;
use crate::scenario::{Outcome, Scenario, bare, detailed, event_types, money, percent};

fn rate(text: &str) -> Commission {
    Commission::Percent { rate: percent(text) }
}

fn fixed(minor: i64, code: &str) -> Commission {
    Commission::Fixed { amount: Money::new(minor, money(code)) }
}

/// 10 percent, and event types: `sale` 2.5 percent, `shoes` 5 percent, `bonus` 3.00, `krona` 3 kronor.
fn sara() -> Scenario {
    let all = [
        ("sale", rate("2.5")),
        ("shoes", rate("5")),
        ("bonus", fixed(300, "USD")),
        ("krona", fixed(300, "SEK")),
    ];
    Scenario::new().click("sara", -1).rules(|rules| rules.events = event_types(&all))
}

fn ordered(event: Option<&str>, lines: &[(i64, Option<&str>)]) -> Scenario {
    let sold = lines.iter().fold(sara(), |scenario, (minor, _)| scenario.order(*minor));
    let own: Vec<Option<String>> = lines.iter().map(|(_, event)| event.map(str::to_owned)).collect();
    sold.order_with(|order| {
        order.event = event.map(str::to_owned);
        for (line, event) in order.lines.iter_mut().zip(own) {
            line.event = event;
        }
    })
}

fn by_line(outcome: &Outcome) -> Vec<(&str, String, i64)> {
    let lines = outcome.decision.earned.as_ref().unwrap().lines.iter();
    let rate = |line: &LineEarned| line.rate.map_or("-".into(), |rate| rate.to_string());
    lines.map(|line| (line.event.as_deref().unwrap_or("-"), rate(line), line.minor)).collect()
}

fn lead(event: Option<&str>) -> Scenario {
    ordered(event, &[]).status("completed").order_with(|order| order.kind = OrderKind::Lead)
}

#[test]
fn a_line_earns_by_its_own_event_else_by_the_orders_else_by_the_program() {
    let lines = [(10_000, Some("shoes")), (20_000, None), (4_000, Some("no longer known"))];
    let told = ordered(Some("sale"), &lines).decide();
    assert_eq!(
        by_line(&told),
        [("shoes", "5".into(), 500), ("sale", "2.5".into(), 500), ("sale", "2.5".into(), 100)]
    );
    assert_eq!(
        (told.earned(), told.decision.earned.as_ref().unwrap().event.as_deref()),
        (1100, Some("sale"))
    );
    let plain = ordered(None, &lines).decide();
    assert_eq!(
        by_line(&plain),
        [("shoes", "5".into(), 500), ("-", "10".into(), 2000), ("-", "10".into(), 400)]
    );
}

#[test]
fn an_exception_wins_over_the_percentage_of_an_event() {
    let exception = |product: &str| Exception {
        partner: None,
        product: Some(product.into()),
        category: None,
        rate: percent("20"),
    };
    let sold = ordered(Some("sale"), &[(10_000, Some("shoes")), (10_000, None), (10_000, Some("bonus"))]);
    let told = sold.exception(exception("p1")).exception(exception("p3")).decide();
    assert_eq!(
        by_line(&told),
        [("-", "20".into(), 2000), ("sale", "2.5".into(), 250), ("bonus", "-".into(), 300)],
        "and not over a fixed amount"
    );
}

#[test]
fn a_fixed_amount_is_earned_once_for_the_order_and_once_for_each_line_that_names_it() {
    let order = ordered(Some("bonus"), &[(2000, None), (1000, None)]).decide();
    assert_eq!(by_line(&order), [("bonus", "-".into(), 200), ("bonus", "-".into(), 100)]);
    let pieces = |order: &mut OrderStated| order.lines.iter_mut().for_each(|line| line.quantity = 7);
    let lines = ordered(None, &[(2000, Some("bonus")), (1000, Some("bonus")), (1000, None)]);
    assert_eq!(
        by_line(&lines.order_with(pieces).decide()),
        [("bonus", "-".into(), 300), ("bonus", "-".into(), 300), ("-", "10".into(), 100)]
    );
    let both = ordered(Some("bonus"), &[(2000, Some("bonus")), (1000, None), (500, Some("sale"))]).decide();
    assert_eq!(
        by_line(&both),
        [("bonus", "-".into(), 300), ("bonus", "-".into(), 300), ("sale", "2.5".into(), 12)]
    );
    assert_eq!(both.earned(), 612);
}

#[test]
fn a_fixed_amount_of_a_line_shrinks_with_its_line_alone() {
    let paid = |back: i64| {
        let sold = ordered(None, &[(2000, Some("bonus")), (1000, None)]);
        let back = sold.refund(detailed("1", back, &[("1", back)], 0)).decide();
        by_line(&back).into_iter().map(|(.., minor)| minor).collect::<Vec<_>>()
    };
    assert_eq!([paid(0), paid(1), paid(1000), paid(2000)], [[300, 100], [299, 100], [150, 100], [0, 100]]);
    assert_eq!(ordered(None, &[(200, Some("bonus"))]).decide().earned(), 200, "never more than it brought");
}

#[test]
fn a_fixed_amount_of_another_currency_earns_nothing_where_it_counts_and_says_so() {
    let told = ordered(None, &[(2000, Some("krona")), (1000, None)]).decide();
    assert_eq!((told.earned(), told.decision.earned.as_ref().unwrap().other_currency), (100, true));
    let fine = ordered(Some("krona"), &[(2000, Some("sale"))]).decide();
    assert!(!fine.decision.earned.unwrap().other_currency, "no line earns by it");
}

#[test]
fn a_cap_and_shares_hold_for_events_as_ever() {
    let capped = ordered(Some("bonus"), &[(100_000, Some("shoes")), (1000, None)])
        .rules(|rules| rules.cap = Some(Money::new(1000, money("USD"))))
        .decide();
    let earned = capped.decision.earned.as_ref().unwrap();
    assert_eq!((earned.before_cap_minor, earned.minor, capped.payable("sara")), (5300, 1000, 1000));
}

#[test]
fn a_lead_earns_its_events_fixed_amount_in_full_while_it_counts() {
    let told = lead(Some("bonus")).decide();
    assert_eq!((told.payable("sara"), told.decision.base.minor), (300, 0));
    assert_eq!(told.decision.earned.as_ref().unwrap().event.as_deref(), Some("bonus"));
    assert_eq!(lead(Some("bonus")).status("cancelled").decide().payable("sara"), 0);
    assert_eq!(lead(Some("sale")).decide().earned(), 0, "a percentage of nothing");
    assert_eq!(lead(Some("krona")).decide().earned(), 0);
    assert!(lead(Some("krona")).decide().decision.earned.unwrap().other_currency);
}

#[test]
fn what_is_meant_for_orders_is_not_earned_by_a_lead() {
    for event in [None, Some("no longer known")] {
        assert_eq!(lead(event).fixed(500, "USD").decide().earned(), 0, "{event:?}");
    }
    let with_lines = lead(Some("bonus")).order(5000).order_with(|order| order.lines[0].event = None);
    assert_eq!(with_lines.decide().earned(), 300, "whatever it says it sold");
}

#[test]
fn a_lead_that_is_paid_back_earns_nothing() {
    let back = lead(Some("bonus")).total(100).refund(bare("1", 100)).status("refunded").decide();
    assert_eq!(back.payable("sara"), 0);
}
