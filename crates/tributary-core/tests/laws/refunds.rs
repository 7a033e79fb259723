//! However an order is paid back, by lines, by amounts or both: what is due after each refund is
//! derived from all refunds so far, never negative, never above the granted, and full is zero.

use super::{Chance, chances};
use crate::decide::decide;
use crate::fact::{OrderFact, OrderStated, Origin, RefundStated};
use crate::ledger::Balances;
use crate::order::{OrderNow, fold};
use crate::program::{Commission, Exception, Rules};
use crate::scenario::{
    Scenario, arriving, bare, blank_order, detailed, event_types, line, money, partner, percent, stated,
};
use crate::time::Timestamp;
use crate::{Money, PartnerId};
use proptest::prelude::*;
use tributary_core::base::{BaseKind, base_of};
use tributary_core::commission::earned;
use tributary_core::money::percent_down;

fn order(chance: &mut Chance) -> OrderStated {
    let lines: Vec<_> = (1..=1 + chance.below(3)).map(|id| line(id, chance.below(20_000))).collect();
    let fees = match chance.below(4) {
        0 => vec![-chance.below(3000)],
        1 => vec![chance.below(500), -chance.below(500)],
        _ => Vec::new(),
    };
    let (shipping_minor, tax_minor) =
        (chance.below(2) * chance.below(1500), chance.below(2) * chance.below(4000));
    let sum: i64 = lines.iter().map(|line| line.total_minor).chain(fees.iter().copied()).sum();
    let total_minor = (sum + shipping_minor + tax_minor).max(0);
    OrderStated { lines, fees, shipping_minor, tax_minor, total_minor, ..blank_order() }
}

/// Refunds that together pay the whole order back: some name lines, some are bare.
fn paid_back(order: &OrderStated, chance: &mut Chance) -> Vec<RefundStated> {
    let mut left: Vec<i64> = order.lines.iter().map(|line| line.total_minor).collect();
    let mut unpaid = order.total_minor;
    let mut refunds = Vec::new();
    for id in 1.. {
        let last = id == 6 || chance.below(4) == 0;
        let amount = if last { unpaid } else { chance.below(unpaid + 1) };
        unpaid -= amount;
        let name = id.to_string();
        if chance.below(2) == 0 {
            refunds.push(bare(&name, amount));
        } else {
            let place = chance.place(left.len());
            let net = chance.below(left[place].min(amount) + 1);
            left[place] -= net;
            let other = chance.below(amount - net + 1);
            refunds.push(detailed(&name, amount, &[((place + 1).to_string().as_str(), net)], other));
        }
        if last {
            break;
        }
    }
    refunds
}

fn plan(chance: &mut Chance) -> Rules {
    let rate = percent(chance.pick(&["10", "12.5", "33.3333", "100", "0.0001"]));
    let mut rules = Scenario::preset(chance.pick(&["reftrackr", "infumar"])).world.versions[0].rules.clone();
    rules.commission = match chance.below(4) {
        0 => Commission::Fixed { amount: Money::new(chance.below(2000), money("USD")) },
        _ => Commission::Percent { rate },
    };
    rules.base = chance.pick(&[BaseKind::Goods, BaseKind::Total]);
    if chance.below(3) == 0 {
        rules.cap = Some(Money::new(chance.below(2000), money("USD")));
    }
    rules
}

/// Checks one step and returns what is earned after it.
fn check(order: &OrderNow, rules: &Rules, who: &PartnerId, granted: i64, before: i64) -> i64 {
    let base = base_of(rules.base, order);
    let taken = base.refunded_by_line_minor + base.refunded_in_proportion_minor;
    assert_eq!(base.minor, base.before_refunds_minor - taken, "{base:?}");
    assert_eq!(base.lines.iter().map(|line| line.minor).sum::<i64>(), base.minor, "{base:?}");
    for part in &base.lines {
        assert!((0..=part.before_refunds_minor).contains(&part.minor), "{base:?}");
        assert!(base.of == BaseKind::Total || part.before_refunds_minor <= part.total_minor, "{base:?}");
    }
    if base.of == BaseKind::Total {
        let kept = order.stated.total_minor - order.refunded_minor();
        assert_eq!(base.minor, kept.max(0), "it gives back what was paid back, to the unit: {base:?}");
    }
    let earned = earned(rules, &order.stated, &base, who);
    if let Commission::Percent { rate } = &rules.commission {
        assert!(earned.minor <= percent_down(std::iter::once((base.minor, *rate))), "more than the rate");
    }
    assert_eq!(
        earned.lines.iter().map(|line| line.minor).sum::<i64>(),
        earned.before_cap_minor,
        "{earned:?}"
    );
    assert_eq!(earned.shares.iter().map(|(_, minor)| minor).sum::<i64>(), earned.minor, "{earned:?}");
    assert!((0..=granted).contains(&earned.minor), "{earned:?} of {granted}");
    assert!(earned.minor <= before, "one rate for all lines: a refund never raises a commission");
    earned.minor
}

/// Pays an order back refund by refund; returns how many refunds that took.
fn run(chance: &mut Chance) -> usize {
    let (stated_now, rules, who) = (order(chance), plan(chance), partner("sara"));
    let refunds = paid_back(&stated_now, chance);
    let mut order = fold(&arriving(vec![stated(stated_now, Origin::Webhook)])).expect("a state");
    let granted = check(&order, &rules, &who, i64::MAX, i64::MAX);
    let mut due = granted;
    for refund in &refunds {
        order.refunds.push(refund.clone());
        due = check(&order, &rules, &who, granted, due);
    }
    let total = order.stated.total_minor;
    assert!(due == 0 || total == 0, "paid back in full: {:?}", order.refunds);
    order.refunds.reverse();
    assert_eq!(check(&order, &rules, &who, granted, i64::MAX), due, "the order of refunds does not matter");
    refunds.len()
}

#[test]
fn a_million_partial_refunds_add_up() {
    let mut chance = Chance::seeded(2);
    let mut refunds = 0;
    while refunds < 1_000_000 {
        refunds += run(&mut chance);
    }
}

#[test]
fn a_million_pieces_of_lines_give_back_exactly_their_lines() {
    let mut chance = Chance::seeded(3);
    let mut pieces = 0;
    while pieces < 1_000_000 {
        let lines: Vec<_> = (1..=3).map(|id| line(id, 1 + chance.below(20_000))).collect();
        let total_minor = lines.iter().map(|line| line.total_minor).sum::<i64>() + 750;
        let fees = if chance.below(3) == 0 { vec![-chance.below(total_minor)] } else { Vec::new() };
        let now = OrderStated { lines, total_minor, fees, shipping_minor: 750, ..blank_order() };
        let mut order = fold(&arriving(vec![stated(now.clone(), Origin::Webhook)])).expect("a state");
        for line in &now.lines {
            let mut left = line.total_minor;
            while left > 0 {
                let net = if chance.below(5) == 0 { left } else { 1 + chance.below(left) };
                left -= net;
                // Amounts of zero: only the lines speak, the order is never paid back by its total.
                order.refunds.push(detailed("1", 0, &[(&line.external_id, net)], 0));
                pieces += 1;
            }
        }
        let base = base_of(BaseKind::Goods, &order);
        assert_eq!((base.minor, base.refunded_in_proportion_minor), (0, 0), "shipping was kept: {base:?}");
        assert_eq!(base.refunded_by_line_minor, base.before_refunds_minor);
    }
}

proptest! {
    #[test]
    fn partial_refunds_add_up(mut chance in chances()) {
        run(&mut chance);
    }

    #[test]
    fn the_differences_posted_for_each_refund_add_up_to_what_is_due(mut chance in chances()) {
        let mut stated_now = OrderStated { status: crate::order::Status::Completed, ..order(&mut chance) };
        let events = [None, Some("fixed"), Some("rated")];
        stated_now.event = chance.pick(&events).map(str::to_owned);
        for line in &mut stated_now.lines {
            line.event = chance.pick(&events).map(str::to_owned);
        }
        let mut facts: Vec<OrderFact> = paid_back(&stated_now, &mut chance)
            .into_iter()
            .map(|refund| OrderFact::Refunded { refund, origin: Origin::Webhook })
            .collect();
        chance.shuffle(&mut facts);
        facts.insert(0, stated(stated_now.clone(), Origin::Webhook));
        let mut world = Scenario::new().coupon("SARA", "sara").world;
        world.versions[0].rules = plan(&mut chance);
        world.versions[0].rules.exceptions = vec![Exception {
            partner: None,
            product: Some("p1".into()),
            category: None,
            rate: percent(chance.pick(&["0", "7.5", "100"])),
        }];
        let fixed = Commission::Fixed { amount: Money::new(chance.below(2000), money("USD")) };
        let rated = Commission::Percent { rate: percent(chance.pick(&["0", "2.5", "100"])) };
        world.versions[0].rules.events = event_types(&[("fixed", fixed), ("rated", rated)]);
        let (mut posted, mut highest) = (Balances::default(), i64::MAX);
        for known in 1..=facts.len() {
            world.facts = arriving(facts[..known].to_vec());
            let decision = decide(&world, Timestamp::from_ms(i64::MAX)).unwrap();
            let difference = decision.due.minus(&posted).unwrap();
            prop_assert!(difference.is_balanced());
            for (account, currency, minor) in difference.iter() {
                posted = posted.add(account.clone(), currency, minor).unwrap();
            }
            prop_assert_eq!(&posted, &decision.due);
            let sum = decision.earned.unwrap().minor;
            prop_assert!((0..=highest).contains(&sum), "granted {}, now {}", highest, sum);
            highest = if known == 1 { sum } else { highest };
        }
        prop_assert!(posted.is_empty() || stated_now.total_minor == 0, "{:?}", posted);
    }
}
