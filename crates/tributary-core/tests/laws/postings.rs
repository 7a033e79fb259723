//! Whatever changes about an order, posting the difference makes the ledger what is due.

use super::{Chance, chances};
use crate::decide::{Undecided, decide};
use crate::fact::{OrderFact, OrderStated, Origin};
use crate::ledger::Balances;
use crate::order::Status;
use crate::scenario::{PLACED, Scenario, arriving, bare, blank_order, line, money, partner, stated};
use proptest::prelude::*;

/// Anything that can happen to an order, in any currency.
fn event(chance: &mut Chance, second: i64) -> OrderFact {
    let words = ["pending", "processing", "completed", "completed", "cancelled", "refunded", "trash"];
    match chance.below(9) {
        0 => OrderFact::Trashed,
        1 => OrderFact::Gone,
        2 => {
            let name = chance.pick(&["sara", "noor", "lina"]);
            let partner = (chance.below(3) > 0).then(|| partner(name));
            OrderFact::Assigned { partner, by: "owner".into(), note: String::new() }
        }
        3 => OrderFact::RefundDeleted { external_id: chance.below(4).to_string() },
        4 => {
            let refund = bare(&chance.below(4).to_string(), chance.below(6000));
            OrderFact::Refunded { refund, origin: Origin::Webhook }
        }
        _ => {
            let lines: Vec<_> = (1..=1 + chance.below(3)).map(|id| line(id, chance.below(9000))).collect();
            let order = OrderStated {
                status: Status::parse(chance.pick(&words)),
                currency: money(chance.pick(&["USD", "SEK", "JPY"])),
                modified_at: Some(PLACED.plus_ms(second * 1000)),
                total_minor: lines.iter().map(|line| line.total_minor).sum(),
                lines,
                ..blank_order()
            };
            let origin = chance.pick(&[Origin::Webhook, Origin::Read]);
            stated(order, origin)
        }
    }
}

proptest! {
    #[test]
    fn every_difference_balances_and_lands_on_what_is_due(mut chance in chances()) {
        let preset = chance.pick(&["reftrackr", "infumar"]);
        let mut world = Scenario::preset(preset).rules(|rules| rules.hold_days = 2).coupon("SARA", "sara").world;
        let mut facts = Vec::new();
        let mut posted = Balances::default();
        for second in 0..12 {
            facts.push(event(&mut chance, second));
            world.facts = arriving(facts.clone());
            let due = match decide(&world, PLACED.plus_days(u32::from(second > 8) * 3)) {
                Ok(decision) => decision.due,
                Err(Undecided::Unknown) => Balances::default(),
                Err(other) => panic!("{other}"),
            };
            prop_assert!(due.is_balanced());
            let difference = due.minus(&posted).unwrap();
            prop_assert!(difference.is_balanced());
            for (account, currency, minor) in difference.iter() {
                posted = posted.add(account.clone(), currency, minor).unwrap();
            }
            prop_assert_eq!(&posted, &due);
            prop_assert!(due.minus(&posted).unwrap().is_empty(), "a second look posts nothing");
            let partners_and_platform = due.iter().filter(|(_, _, minor)| *minor > 0).count();
            prop_assert!(due.iter().filter(|(_, _, minor)| *minor < 0).count() <= 1);
            prop_assert!(partners_and_platform <= 2);
        }
    }
}

#[test]
fn an_order_that_changes_its_currency_is_taken_back_in_the_one_and_given_in_the_other() {
    let sold = |code: &str| {
        let scenario = Scenario::preset("infumar").status("completed").coupon("SARA", "sara").order(10_000);
        scenario.order_with(|order| order.currency = money(code)).decide().decision.due
    };
    let difference = sold("SEK").minus(&sold("USD")).expect("it fits");
    assert!(difference.is_balanced());
    let of = |code: &str| {
        difference.iter().filter(|(_, c, _)| c.code() == code).map(|(.., minor)| minor).collect()
    };
    let (kronor, dollars): (Vec<i64>, Vec<i64>) = (of("SEK"), of("USD"));
    assert_eq!((kronor, dollars), (vec![-1000, 500, 500], vec![1000, -500, -500]));
}
