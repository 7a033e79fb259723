//! Bases worked out by hand from real orders, and the edges of store credit and refunds.

use super::*;
use crate::fact::RefundStated;
use crate::scenario::{Scenario, bare, detailed};

/// Order 28 as the shop has it: 53.73 and 22.50, shipping 7.50, 91.17 in all.
fn order_28() -> Scenario {
    Scenario::new()
        .click("sara", -1)
        .order(5373)
        .order(2250)
        .order_with(|o| o.shipping_minor = 750)
        .total(9117)
}

/// Order 43: 12.50, shipping 7.50, a fee of 3.00 and store credit of 2.00.
fn order_43() -> Scenario {
    Scenario::new().click("sara", -1).order(1250).order_with(|order| {
        order.shipping_minor = 750;
        order.fees = vec![300, -200];
    })
}

fn base(scenario: Scenario) -> Base {
    scenario.decide().decision.base
}

fn after(refunds: &[RefundStated]) -> Base {
    base(refunds.iter().cloned().fold(order_28(), Scenario::refund))
}

/// What the shop tells of order 28 once each refund was read.
fn read_refunds() -> [RefundStated; 3] {
    [detailed("31", 1950, &[("1", 1791)], 159), detailed("32", 750, &[], 750), detailed("33", 100, &[], 0)]
}

fn adds_up(base: &Base) -> bool {
    let parts = base.refunded_by_line_minor.saturating_add(base.refunded_in_proportion_minor);
    let before: i64 = base.lines.iter().map(|line| line.before_refunds_minor).sum();
    base.lines_minor.saturating_sub(base.credit_minor) == base.before_refunds_minor
        && base.before_refunds_minor.saturating_sub(parts) == base.minor
        && before == base.before_refunds_minor
        && base.lines.iter().map(|line| line.minor).sum::<i64>() == base.minor
}

#[test]
fn lines_count_without_tax_and_shipping() {
    let base = after(&[]);
    assert_eq!((base.lines_minor, base.before_refunds_minor, base.minor), (7623, 7623, 7623));
    assert!(!base.provisional && adds_up(&base));
}

#[test]
fn order_28_after_each_of_its_refunds() {
    let refunds = read_refunds();
    assert_eq!(after(&refunds[..1]).minor, 7623 - 1791, "a line by its own net");
    assert_eq!(after(&refunds[..2]).minor, 7623 - 1791, "shipping alone takes nothing");
    let base = after(&refunds);
    assert_eq!(base.refunded_by_line_minor, 1791);
    assert_eq!(base.refunded_in_proportion_minor, 84, "1.00 of 91.17");
    assert_eq!(base.minor, 5748);
    assert!(!base.provisional && adds_up(&base));
    let decision = refunds.into_iter().fold(order_28(), Scenario::refund).decide();
    assert_eq!((decision.earned(), decision.payable("sara")), (574, 574));
}

#[test]
fn while_only_amounts_are_known_the_proportion_stands_provisionally() {
    let base = after(&[bare("31", 1950), bare("32", 750), bare("33", 100)]);
    assert_eq!(base.refunded_in_proportion_minor, 2341, "28.00 of 91.17");
    assert_eq!(base.minor, 5282);
    assert!(base.provisional && adds_up(&base));
    let [line, _, _] = read_refunds();
    let base = after(&[line, bare("32", 750), bare("33", 100)]);
    assert_eq!(base.minor, 7623 - 1791 - 711, "8.50 of 91.17");
    assert!(base.provisional);
}

#[test]
fn a_bare_refund_of_nothing_is_not_provisional() {
    let base = after(&[bare("31", 0)]);
    assert_eq!((base.minor, base.provisional), (7623, false));
}

#[test]
fn order_43_shares_its_store_credit_and_ignores_its_fee() {
    let base = base(order_43());
    assert_eq!(base.credit_minor, 109, "12.50 of 23.00, of 2.00");
    assert_eq!(base.minor, 1141);
    assert!(adds_up(&base));
}

#[test]
fn a_refunded_line_gives_back_only_what_credit_left_of_it() {
    let base = base(order_43().refund(detailed("1", 1250, &[("1", 1250)], 0)));
    assert_eq!((base.refunded_by_line_minor, base.minor), (1141, 0));
    let half = order_43().refund(detailed("1", 625, &[("1", 625)], 0)).decide().decision.base;
    assert_eq!((half.refunded_by_line_minor, half.minor), (571, 570), "570.5 away from zero");
}

#[test]
fn store_credit_for_everything_leaves_nothing() {
    let paid = |credit: i64| base(Scenario::new().order(1000).order_with(|o| o.fees = vec![-credit]));
    assert_eq!(paid(1000).minor, 0);
    assert_eq!(paid(5000).minor, 0);
    assert_eq!(paid(999).minor, 1);
}

#[test]
fn a_line_gives_back_no_more_than_it_was() {
    let base = after(&[detailed("1", 9000, &[("2", 9000)], 0)]);
    assert_eq!((base.refunded_by_line_minor, base.minor), (2250, 5373));
    assert!(adds_up(&base));
}

#[test]
fn all_lines_given_back_leave_nothing_although_shipping_was_kept() {
    let base = after(&[
        detailed("1", 5373, &[("1", 5373)], 0),
        detailed("2", 1000, &[("2", 1000)], 0),
        detailed("3", 1250, &[("2", 1250)], 0),
    ]);
    assert_eq!((base.refunded_by_line_minor, base.minor), (7623, 0));
}

#[test]
fn an_order_paid_back_in_full_leaves_nothing_however_it_was_paid_back() {
    for refunds in [
        vec![bare("1", 9117)],
        vec![bare("1", 4000), bare("2", 5117)],
        vec![detailed("1", 5373, &[("1", 5373)], 0), bare("2", 3744)],
        vec![detailed("1", 750, &[], 750), bare("2", 8367)],
        vec![detailed("1", 750, &[], 750), detailed("2", 8367, &[], 0)],
        vec![bare("1", 9000), detailed("2", 117, &[], 117)],
    ] {
        let base = after(&refunds);
        assert_eq!(base.minor, 0, "{refunds:?}");
        assert!(adds_up(&base), "{base:?}");
    }
}

#[test]
fn refunds_past_the_order_leave_nothing_and_still_add_up() {
    let base = after(&[detailed("1", 5373, &[("1", 5373)], 0), bare("2", 3700), bare("3", 3700)]);
    assert_eq!(base.minor, 0);
    assert!(adds_up(&base), "{base:?}");
}

#[test]
fn what_a_detailed_refund_does_not_name_counts_in_proportion() {
    let base = after(&[detailed("1", 5000, &[("2", 2250)], 750)]);
    assert_eq!(base.refunded_by_line_minor, 2250);
    assert_eq!(base.refunded_in_proportion_minor, 1672, "20.00 of 91.17");
    assert!(!base.provisional && adds_up(&base));
}

#[test]
fn an_order_of_nothing_has_a_base_of_nothing() {
    for scenario in [Scenario::new(), Scenario::new().order(0), Scenario::new().order(-500)] {
        let base = base(scenario.refund(bare("1", 100)));
        assert_eq!((base.minor, base.credit_minor), (0, 0));
    }
}

#[test]
fn an_order_without_lines_has_no_base_whatever_its_total() {
    let base = base(Scenario::new().total(5000));
    assert_eq!((base.lines_minor, base.minor), (0, 0));
}

#[test]
fn a_refund_of_a_line_that_left_the_order_counts_in_proportion() {
    let gone = after(&[detailed("31", 1950, &[("no longer there", 1791)], 159)]);
    assert_eq!(gone.refunded_by_line_minor, 0);
    assert_eq!(gone.refunded_in_proportion_minor, 1498, "76.23 × 17.91 ÷ 91.17 is 14.975: its tax is named");
}

/// The same orders, whose commission is of their total.
fn of_total(scenario: Scenario) -> Base {
    base(scenario.rules(|rules| rules.base = BaseKind::Total))
}

#[test]
fn a_total_counts_all_that_is_paid_and_gives_back_what_was_paid_back() {
    let whole = of_total(order_28());
    assert_eq!((whole.of, whole.before_refunds_minor, whole.minor), (BaseKind::Total, 9117, 9117));
    assert_eq!(
        whole.lines.iter().map(|line| line.minor).collect::<Vec<_>>(),
        [6426, 2691],
        "by what they cost"
    );
    let paid_back: Vec<i64> = (1..=3)
        .map(|known| {
            of_total(read_refunds().into_iter().take(known).fold(order_28(), Scenario::refund)).minor
        })
        .collect();
    assert_eq!(paid_back, [9117 - 1950, 9117 - 2700, 9117 - 2800], "shipping and tax, too");
    let base = of_total(read_refunds().into_iter().fold(order_28(), Scenario::refund));
    assert_eq!((base.refunded_by_line_minor, base.refunded_in_proportion_minor), (1791, 1009));
    assert_eq!(base.lines.iter().map(|line| line.minor).sum::<i64>(), base.minor);
    assert!(!base.provisional);
}

#[test]
fn an_amount_alone_is_certain_in_all_and_provisional_between_lines() {
    let base = of_total(order_28().refund(bare("1", 1000)));
    assert_eq!((base.minor, base.provisional), (8117, true));
    let base = of_total(Scenario::new().order(1000).total(1250).refund(bare("1", 250)));
    assert_eq!((base.minor, base.provisional), (1000, false));
}

#[test]
fn an_order_without_lines_or_of_free_goods_earns_of_its_total() {
    let earned = |scenario: Scenario| {
        let scenario = scenario.click("sara", -1).rate("10").rules(|rules| rules.base = BaseKind::Total);
        scenario.decide().earned()
    };
    assert_eq!(earned(Scenario::new().total(5000)), 500);
    assert_eq!(earned(Scenario::new().total(5000).refund(bare("1", 2000))), 300);
    assert_eq!(earned(Scenario::new().order(0).order(0).total(700)), 70);
    assert_eq!(earned(Scenario::new().total(0)), 0);
}

#[test]
fn store_credit_lowers_a_total_and_goods_may_cost_more_than_is_paid() {
    let base = of_total(Scenario::new().order(1000).order_with(|order| order.fees = vec![-400]).total(600));
    assert_eq!((base.credit_minor, base.minor), (0, 600));
    let back = of_total(Scenario::new().order(1000).total(600).refund(detailed("1", 300, &[("1", 500)], 0)));
    assert_eq!(back.minor, 300, "no more than was paid back");
}
