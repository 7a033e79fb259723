//! Decisions over the life of an order: statuses, holds, versions of rules, and what cannot be decided.

use super::*;
use crate::fact::{OrderStated, Origin};
use crate::ledger::Account;
use crate::program::{Commission, Rules};
use crate::scenario::{PLACED, Scenario, bare, blank_order, days, line, partner, percent, stated};

fn sold() -> Scenario {
    Scenario::new().click("sara", -1).order(10_000)
}

fn state(second: i64, word: &str) -> OrderFact {
    let modified_at = Some(PLACED.plus_ms(second.saturating_mul(1000)));
    let (lines, total_minor) = (vec![line(1, 10_000)], 10_000);
    let status = Status::parse(word);
    stated(OrderStated { status, modified_at, lines, total_minor, ..blank_order() }, Origin::Read)
}

fn pending(name: &str) -> Account {
    Account::Partner(partner(name), Bucket::Pending)
}

#[test]
fn each_status_pays_and_stands_as_the_contract_says() {
    for (word, paid, standing) in [
        ("pending", 0, "pending"),
        ("on-hold", 0, "pending"),
        ("processing", 1000, "approved"),
        ("completed", 1000, "approved"),
        ("cancelled", 0, "declined"),
        ("failed", 0, "declined"),
        ("trash", 0, "declined"),
        ("deleted", 0, "declined"),
        ("refunded", 0, "reversed"),
    ] {
        let outcome = sold().status(word).decide();
        assert_eq!(outcome.payable("sara"), paid, "{word}");
        assert_eq!(outcome.decision.standing.unwrap().as_str(), standing, "{word}");
        assert_eq!(outcome.decision.due.is_empty(), paid == 0);
    }
}

#[test]
fn an_ended_order_pays_nothing_even_if_a_program_lists_its_status() {
    for word in ["cancelled", "refunded", "failed", "trash", "deleted"] {
        let listed = sold().rules(|rules| rules.counts_when = vec![Status::parse(word)]);
        assert!(listed.status(word).decide().decision.due.is_empty(), "{word}");
    }
}

#[test]
fn a_status_of_a_plugin_pays_once_it_is_paid_or_listed() {
    let shipped = || sold().status("wc-shipped");
    assert_eq!(shipped().decide().payable("sara"), 1000);
    assert_eq!(shipped().order_with(|o| o.paid_at = None).decide().payable("sara"), 0);
    let listed =
        shipped().order_with(|o| o.paid_at = None).rules(|r| r.counts_when = vec![Status::parse("shipped")]);
    assert_eq!(listed.decide().payable("sara"), 1000);
}

#[test]
fn a_cancelled_or_trashed_order_that_is_restored_is_due_again() {
    for ended in [
        vec![state(2, "cancelled")],
        vec![OrderFact::Trashed],
        vec![state(2, "trash")],
        vec![OrderFact::Gone],
    ] {
        let cancelled = ended.into_iter().fold(sold(), Scenario::then);
        assert!(cancelled.clone().decide().decision.due.is_empty());
        assert_eq!(cancelled.then(state(3, "processing")).decide().payable("sara"), 1000);
    }
}

#[test]
fn a_hold_ends_to_the_millisecond_and_says_when() {
    let held =
        |offset: i64| sold().rules(|rules| rules.hold_days = 30).at(days(30).saturating_add(offset)).decide();
    let before = held(-1);
    assert_eq!((before.owed(&pending("sara")), before.payable("sara")), (1000, 0));
    assert_eq!(before.decision.standing, Some(Standing::Pending));
    let now = PLACED.plus_ms(days(30).saturating_sub(1));
    assert_eq!(before.decision.matures_at(now), Some(PLACED.plus_days(30)));
    let ended = held(0);
    assert_eq!((ended.owed(&pending("sara")), ended.payable("sara")), (0, 1000));
    assert_eq!(ended.decision.standing, Some(Standing::Approved));
    assert_eq!(ended.decision.matures_at(PLACED.plus_days(30)), None);
}

#[test]
fn what_is_not_due_does_not_mature() {
    let held = sold().rules(|rules| rules.hold_days = 30).status("cancelled").decide();
    assert_eq!(held.decision.matures_at(PLACED), None);
    let nobody = Scenario::new().order(10_000).rules(|rules| rules.hold_days = 30).decide();
    assert_eq!(nobody.decision.matures_at(PLACED), None);
}

#[test]
fn refunds_take_back_their_part_and_all_of_it_reverses() {
    let part = sold().refund(bare("1", 2500)).decide();
    assert_eq!((part.payable("sara"), part.decision.standing), (750, Some(Standing::Approved)));
    let all = sold().refund(bare("1", 2500)).refund(bare("2", 7500)).decide();
    assert_eq!((all.payable("sara"), all.decision.standing), (0, Some(Standing::Reversed)));
}

#[test]
fn only_a_customers_first_order_earns_where_the_program_says_so() {
    let returning = |first_only: bool| {
        let mut scenario = sold().rules(|rules| rules.first_order_only = first_only);
        scenario.world.returning_customer = true;
        scenario.decide()
    };
    let withheld = returning(true);
    assert_eq!(withheld.decision.withheld, Some(Reason::NotFirstOrder));
    assert!(withheld.decision.due.is_empty());
    assert_eq!(withheld.credit(), "sara by click", "the credit stays, only the money does not");
    assert_eq!(withheld.decision.standing, Some(Standing::Declined));
    assert_eq!((returning(false).payable("sara"), returning(false).decision.withheld), (1000, None));
    assert_eq!(sold().rules(|rules| rules.first_order_only = true).decide().payable("sara"), 1000);
}

#[test]
fn nobody_is_owed_anything_when_nobody_is_credited() {
    let outcome = Scenario::preset("infumar").status("completed").order(10_000).decide();
    let decision = &outcome.decision;
    assert_eq!((&decision.earned, &decision.standing, decision.due.is_empty()), (&None, &None, true));
    assert_eq!(decision.base.minor, 10_000, "the base is told all the same");
}

#[test]
fn what_cannot_be_decided_says_why() {
    let mut unheard = sold().then(OrderFact::Trashed).world;
    assert_eq!(decide(&unheard, PLACED), Err(Undecided::Unknown));
    unheard.facts = crate::scenario::arriving(vec![OrderFact::Trashed, OrderFact::Gone]);
    assert_eq!(decide(&unheard, PLACED), Err(Undecided::Unknown));
    assert_eq!(sold().status("checkout-draft").try_decide().unwrap_err(), Undecided::Draft);
    let mut ruleless = sold();
    ruleless.world.versions.clear();
    assert_eq!(ruleless.try_decide().unwrap_err(), Undecided::NoRules);
}

/// Versions 1, 2 and 3: 10, 20 and 30 percent, since a day before the order, its moment, a day after.
fn three_versions() -> Scenario {
    let mut scenario = sold();
    let rules = scenario.world.versions[0].rules.clone();
    let version = |number: i64, rate: &str, offset: i64| RuleVersion {
        number,
        since: PLACED.plus_ms(offset),
        rules: Rules { commission: Commission::Percent { rate: percent(rate) }, ..rules.clone() },
    };
    scenario.world.versions =
        vec![version(3, "30", days(1)), version(1, "10", days(-1)), version(2, "20", 0)];
    scenario
}

#[test]
fn the_version_in_force_when_the_order_was_placed_judges_it() {
    // All of it days before the orders were heard of.
    for (offset, version, paid) in [
        (days(-1), 3, 3000),
        (days(-1).saturating_sub(1), 2, 2000),
        (days(-2), 2, 2000),
        (days(-2).saturating_sub(1), 1, 1000),
        (days(-3), 1, 1000),
    ] {
        let mut scenario = three_versions().order_with(|order| {
            order.placed_at = PLACED.plus_ms(offset);
            order.placed_step_ms = 1;
        });
        for version in &mut scenario.world.versions {
            version.since = version.since.plus_ms(days(-2));
        }
        scenario.world.touches[0].at = PLACED.plus_ms(offset);
        let outcome = scenario.at(1).decide();
        assert_eq!((outcome.decision.rule_version, outcome.payable("sara")), (version, paid), "{offset}");
    }
}

#[test]
fn an_order_from_a_clock_that_runs_ahead_is_judged_by_the_rules_of_when_it_was_heard_of() {
    let ahead = three_versions().order_with(|order| order.placed_at = PLACED.plus_ms(days(1)));
    assert_eq!(ahead.decide().decision.rule_version, 2, "version 3 begins a day after it was heard of");
}

#[test]
fn an_order_older_than_the_program_is_judged_by_the_version_of_when_it_was_heard_of() {
    let old = three_versions().order_with(|order| order.placed_at = PLACED.plus_ms(days(-300)));
    assert_eq!(old.decide().decision.rule_version, 2, "first heard one millisecond after version 2 began");
    let mut young = three_versions().order_with(|order| order.placed_at = PLACED.plus_ms(days(-300)));
    young.world.versions.iter_mut().for_each(|version| version.since = version.since.plus_days(9));
    assert_eq!(young.decide().decision.rule_version, 1, "else the first version there is");
}

#[test]
fn of_two_versions_since_the_same_moment_the_higher_number_judges() {
    let mut scenario = three_versions();
    scenario.world.versions.iter_mut().for_each(|version| version.since = PLACED);
    assert_eq!(scenario.decide().decision.rule_version, 3);
}

#[test]
fn a_replay_puts_an_order_under_another_version_and_the_last_replay_counts() {
    let judged = |versions: &[i64]| {
        let replays = versions.iter().map(|version| OrderFact::Judged { version: *version });
        replays.fold(three_versions(), Scenario::then).decide()
    };
    assert_eq!((judged(&[3]).decision.rule_version, judged(&[3]).payable("sara")), (3, 3000));
    assert_eq!(judged(&[3, 1]).decision.rule_version, 1);
    assert_eq!(judged(&[9]).decision.rule_version, 2, "a version that is not there changes nothing");
    let difference = judged(&[3]).decision.due.minus(&judged(&[]).decision.due).unwrap();
    assert!(difference.is_balanced());
    assert!(difference.iter().any(|(account, _, minor)| account.partner().is_some() && minor == 1000));
}

#[test]
fn a_new_credit_moves_the_whole_commission_in_one_balanced_difference() {
    let before = sold().decide().decision.due;
    let after = sold().assign(Some("noor")).decide();
    let difference = after.decision.due.minus(&before).unwrap();
    let moved: Vec<_> =
        difference.iter().map(|(account, _, minor)| (account.partner().cloned(), minor)).collect();
    assert_eq!(moved, [(Some(partner("sara")), -1000), (Some(partner("noor")), 1000)]);
    assert!(difference.is_balanced());
}

#[test]
fn a_decision_does_not_change_with_time_except_at_its_hold() {
    let at = |offset: i64| sold().rules(|rules| rules.hold_days = 1).at(offset).decide().decision;
    assert_eq!(at(0), at(days(1).saturating_sub(1)));
    assert_eq!(at(days(1)), at(days(10_000)));
    assert_ne!(at(0).due, at(days(1)).due);
}
