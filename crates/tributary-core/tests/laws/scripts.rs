//! What a browser says of an order never beats what a server says, whichever of them comes first.

use super::{Chance, chances};
use crate::decide::{Decision, decide};
use crate::due::Standing;
use crate::fact::{Evidence, EvidenceKind, OrderFact, OrderStated, Origin};
use crate::ledger::{Account, Bucket};
use crate::order::{Status, fold};
use crate::scenario::{PLACED, Scenario, arriving, blank_order, line, stated};
use proptest::prelude::*;

fn evidence(chance: &mut Chance) -> Vec<Evidence> {
    let click = |id: i64| Evidence {
        kind: EvidenceKind::Click,
        click: Some(format!("click {id}")),
        code: None,
        found_in: "script".into(),
    };
    (0..chance.below(3)).map(|_| click(chance.below(4))).collect()
}

fn state(chance: &mut Chance) -> OrderStated {
    let lines: Vec<_> = (1..=1 + chance.below(2)).map(|id| line(id, 1 + chance.below(9000))).collect();
    OrderStated {
        status: Status::parse(chance.pick(&["processing", "completed", "cancelled", "pending", "trash"])),
        modified_at: (chance.below(2) == 0).then(|| PLACED.plus_ms(chance.below(100) * 1000)),
        total_minor: lines.iter().map(|line| line.total_minor).sum(),
        lines,
        evidence: evidence(chance),
        ..blank_order()
    }
}

fn scripts(chance: &mut Chance) -> Vec<OrderFact> {
    (0..1 + chance.below(3)).map(|_| stated(state(chance), Origin::Script)).collect()
}

fn decided(facts: &[OrderFact]) -> Decision {
    let mut world = Scenario::new().click("sara", -1).world;
    world.facts = arriving(facts.to_vec());
    decide(&world, PLACED.plus_days(400)).expect("a decision")
}

/// Server states in their own order, with script states anywhere among them: the money is what the
/// server's states alone give.
fn the_server_is_believed(chance: &mut Chance) {
    let origin = chance.pick(&[Origin::Webhook, Origin::Api, Origin::Read]);
    let server: Vec<OrderFact> = (0..1 + chance.below(3)).map(|_| stated(state(chance), origin)).collect();
    let alone = decided(&server);
    let mut all = server;
    for script in scripts(chance) {
        all.insert(chance.place(all.len() + 1), script);
    }
    let both = decided(&all);
    assert_eq!(
        (&both.due, &both.standing, &both.base),
        (&alone.due, &alone.standing, &alone.base),
        "{all:#?}"
    );
    assert_eq!((&both.order.stated, both.order.doubtful), (&alone.order.stated, alone.order.doubtful));
    assert!(!both.order.unverified && both.order.origin == origin);
    assert!(both.order.reported.iter().all(|one| !alone.order.stated.evidence.contains(one)));
}

/// With nothing but scripts nothing is ever payable, and nobody waits for a moment to come.
fn scripts_alone_pay_nothing(chance: &mut Chance) {
    let mut facts = scripts(chance);
    facts.extend((chance.below(3) == 0).then_some(OrderFact::Trashed));
    chance.shuffle(&mut facts);
    let decision = decided(&facts);
    assert!(decision.order.unverified && decision.order.reported.is_empty());
    let payable = |account: &Account| matches!(account, Account::Partner(_, Bucket::Payable));
    assert!(!decision.due.iter().any(|(account, ..)| payable(account)), "{decision:#?}");
    assert_ne!(decision.standing, Some(Standing::Approved));
    assert_eq!(decision.matures_at(PLACED), None);
    let upheld = OrderFact::Ruled { declined: None, by: "owner".into(), note: "seen".into() };
    facts.push(upheld);
    let now = fold(&arriving(facts)).expect("a state");
    assert!(!now.unverified, "a person said that it stands");
}

proptest! {
    #[test]
    fn a_script_never_beats_a_server(mut chance in chances()) {
        the_server_is_believed(&mut chance);
    }

    #[test]
    fn a_script_alone_is_never_paid(mut chance in chances()) {
        scripts_alone_pay_nothing(&mut chance);
    }
}

#[test]
fn ten_thousand_orders_told_by_both_are_what_the_server_says() {
    let mut chance = Chance::seeded(6);
    for _ in 0..10_000 {
        the_server_is_believed(&mut chance);
        scripts_alone_pay_nothing(&mut chance);
    }
}
