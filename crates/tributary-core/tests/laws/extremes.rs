//! The largest, smallest and strangest numbers: a decision or a refusal, never a panic or a wrap.

use super::{Chance, chances};
use crate::base::BaseKind;
use crate::decide::{Undecided, World, decide};
use crate::fact::{Line, OrderFact, OrderKind, OrderStated, Origin, RefundDetail, RefundStated};
use crate::ledger::Account;
use crate::order::Status;
use crate::program::{Commission, Role, SeveralCoupons, Share, TouchPolicy, WindowKind};
use crate::scenario::{Scenario, arriving, blank_order, event_types, line, money, percent, stated};
use crate::time::Timestamp;
use crate::{Money, Rate};
use proptest::prelude::*;

const EDGES: [i64; 12] =
    [i64::MIN, i64::MIN + 1, -1_000_000, -1, 0, 1, 2, 999, 1_000_000, i64::MAX / 2, i64::MAX - 1, i64::MAX];

fn number(chance: &mut Chance) -> i64 {
    match chance.below(4) {
        0 => chance.below(100_000),
        _ => chance.pick(&EDGES),
    }
}

fn moment(chance: &mut Chance) -> Timestamp {
    Timestamp::from_ms(number(chance))
}

fn refund(chance: &mut Chance) -> RefundStated {
    let lines = (0..chance.below(3)).map(|id| (id.to_string(), number(chance))).collect();
    let pieces = (0..chance.below(3)).map(|id| (id.to_string(), number(chance))).collect();
    let detail = RefundDetail { lines, other_minor: number(chance), pieces };
    RefundStated {
        external_id: chance.below(3).to_string(),
        amount_minor: number(chance),
        detail: (chance.below(2) == 0).then_some(detail),
        reason: String::new(),
    }
}

/// One of two event types, one that no rules know, or none.
fn event(chance: &mut Chance) -> Option<String> {
    chance.pick(&[None, Some("sale"), Some("extra"), Some("gone")]).map(str::to_owned)
}

fn commission(chance: &mut Chance) -> Commission {
    match chance.below(2) {
        0 => Commission::Fixed { amount: Money::new(number(chance), money("USD")) },
        _ => Commission::Percent { rate: percent(chance.pick(&["0", "0.0001", "33.3333", "100"])) },
    }
}

fn order(chance: &mut Chance) -> OrderStated {
    OrderStated {
        status: Status::parse(chance.pick(&["completed", "processing", "shipped"])),
        currency: money(chance.pick(&["USD", "JPY", "KWD"])),
        placed_at: moment(chance),
        placed_step_ms: number(chance),
        modified_at: (chance.below(2) == 0).then(|| moment(chance)),
        total_minor: number(chance),
        shipping_minor: number(chance),
        tax_minor: number(chance),
        fees: (0..chance.below(3)).map(|_| number(chance)).collect(),
        lines: (0..chance.below(4))
            .map(|id| Line { event: event(chance), ..line(id, number(chance)) })
            .collect(),
        kind: chance.pick(&[OrderKind::Order, OrderKind::Order, OrderKind::Lead]),
        event: event(chance),
        refunds: (chance.below(3) == 0).then(|| (0..chance.below(3)).map(|_| refund(chance)).collect()),
        ..blank_order()
    }
}

fn world(chance: &mut Chance) -> World {
    let mut scenario = Scenario::new();
    for _ in 0..chance.below(4) {
        let name = chance.pick(&["sara", "noor", "omar"]);
        scenario = match chance.below(4) {
            0 => scenario.coupon("X", name),
            1 => scenario.cookie(name, 0),
            2 => scenario.named_click(name, 0),
            _ => scenario.click(name, 0),
        };
        let at = moment(chance);
        scenario = scenario.last_touch(|touch| touch.at = at);
    }
    let weights = [0, 1, 50, u32::MAX];
    let mut world = scenario.world;
    world.earlier_orders = (0..chance.below(3)).map(|_| moment(chance)).collect();
    world.versions[0].since = moment(chance);
    let rules = &mut world.versions[0].rules;
    rules.window_days = chance.pick(&[0, 1, 7, u32::MAX]);
    rules.hold_days = chance.pick(&[0, 1, u32::MAX]);
    rules.touch = chance.pick(&[TouchPolicy::First, TouchPolicy::Last]);
    rules.window = chance.pick(&[WindowKind::Sliding, WindowKind::Fixed]);
    rules.several_coupons = chance.pick(&[SeveralCoupons::First, SeveralCoupons::Last, SeveralCoupons::Skip]);
    rules.commission = commission(chance);
    rules.base = chance.pick(&[BaseKind::Goods, BaseKind::Total]);
    rules.events = event_types(&[("sale", commission(chance)), ("extra", commission(chance))]);
    rules.cap = (chance.below(3) == 0).then(|| Money::new(number(chance), money("USD")));
    rules.split = (0..chance.below(4))
        .map(|_| Share { role: chance.pick(&[Role::Partner, Role::Platform]), weight: chance.pick(&weights) })
        .collect();
    let mut facts: Vec<OrderFact> = (0..1 + chance.below(3))
        .map(|_| {
            let origin = chance.pick(&[Origin::Script, Origin::Webhook, Origin::Api, Origin::Read]);
            stated(order(chance), origin)
        })
        .collect();
    facts.extend(
        (0..chance.below(4)).map(|_| OrderFact::Refunded { refund: refund(chance), origin: Origin::Api }),
    );
    world.facts = arriving(facts);
    for fact in &mut world.facts {
        fact.received_at = moment(chance);
        fact.seq = number(chance);
    }
    world
}

/// A decision at the edges: nothing panics, all that is due balances, and nobody owes a commission.
fn survives(chance: &mut Chance) {
    let world = world(chance);
    let now = moment(chance);
    match decide(&world, now) {
        Ok(decision) => {
            assert!(decision.due.is_balanced(), "{decision:#?}");
            for (account, _, minor) in decision.due.iter() {
                assert_eq!(minor < 0, matches!(account, Account::Expense(_)), "{decision:#?}");
            }
            let base = &decision.base;
            assert!((0..=base.before_refunds_minor).contains(&base.minor), "{base:?}");
            let _ = decision.matures_at(now);
        }
        Err(refusal) => assert_eq!(refusal, Undecided::Overflow),
    }
}

proptest! {
    #[test]
    fn any_numbers_are_decided_or_refused(mut chance in chances()) {
        survives(&mut chance);
    }

    #[test]
    fn any_rate_reads_back_as_it_is_written(ppm in 0_i64..=1_000_000) {
        let text = format!("{}.{:04}", ppm / 10_000, ppm % 10_000);
        let rate = Rate::parse_percent(&text).unwrap();
        prop_assert_eq!(rate.ppm(), ppm);
        prop_assert_eq!(Rate::parse_percent(&rate.to_string()), Ok(rate));
    }

    #[test]
    fn any_text_is_an_amount_or_refused(text in "[-+]?[0-9]{0,25}\\.?[0-9]{0,25}|\\PC*") {
        for code in ["USD", "JPY", "KWD"] {
            let _ = Money::parse_decimal(&text, money(code));
        }
        let _ = Rate::parse_percent(&text);
        let _ = Account::parse(&text);
    }

    #[test]
    fn any_amount_reads_back_from_its_decimals(minor in 0..=i64::MAX) {
        let text = format!("{}.{:02}", minor / 100, minor % 100);
        prop_assert_eq!(Money::parse_decimal(&text, money("USD")).map(|m| m.minor), Ok(minor));
        prop_assert_eq!(Money::parse_decimal(&format!("-{text}"), money("USD")).map(|m| m.minor), Ok(-minor));
    }
}

#[test]
fn a_hundred_thousand_extreme_worlds_are_decided_or_refused() {
    let mut chance = Chance::seeded(5);
    for _ in 0..100_000 {
        survives(&mut chance);
    }
}

#[test]
fn an_order_of_the_largest_total_earns_at_most_itself() {
    let sold = |rate: &str| {
        let scenario = Scenario::preset("infumar").status("completed").click("sara", -1).rate(rate);
        scenario.order(i64::MAX).order(i64::MAX).total(i64::MAX).decide()
    };
    let all = sold("100");
    assert_eq!(
        (all.earned(), all.payable("sara"), all.platform()),
        (i64::MAX, i64::MAX / 2 + 1, i64::MAX / 2)
    );
    assert_eq!(sold("10").earned(), i64::MAX / 10, "held at the largest base, not wrapped");
}
