//! Folding facts: which state is believed, what trash, deletion and refunds make of it.

use super::*;
use crate::scenario::{PLACED, arriving, bare, blank_order, detailed, line, recorded, stated};

/// A state whose shop stamped it so many seconds after the order was placed.
fn state(second: i64, word: &str) -> OrderStated {
    let modified_at = Some(PLACED.plus_ms(second.saturating_mul(1000)));
    OrderStated { status: Status::parse(word), modified_at, ..blank_order() }
}

fn webhook(second: i64, word: &str) -> OrderFact {
    stated(state(second, word), Origin::Webhook)
}

fn read(second: i64, word: &str) -> OrderFact {
    stated(state(second, word), Origin::Read)
}

fn restored(second: i64, word: &str) -> OrderFact {
    OrderFact::Stated { order: Box::new(state(second, word)), origin: Origin::Webhook, restored: true }
}

fn refunded(refund: RefundStated, origin: Origin) -> OrderFact {
    OrderFact::Refunded { refund, origin }
}

fn now(facts: &[OrderFact]) -> OrderNow {
    fold(&arriving(facts.to_vec())).unwrap()
}

fn status(facts: &[OrderFact]) -> String {
    now(facts).status.to_string()
}

fn listing(second: i64, refunds: Vec<RefundStated>, origin: Origin) -> OrderFact {
    stated(OrderStated { refunds: Some(refunds), ..state(second, "processing") }, origin)
}

#[test]
fn nothing_is_known_before_a_state_arrives() {
    assert_eq!(fold(&[]), None);
    let refund = refunded(bare("1", 100), Origin::Webhook);
    assert_eq!(fold(&arriving(vec![OrderFact::Trashed, OrderFact::Gone, refund])), None);
}

#[test]
fn a_refund_before_its_order_is_kept_for_it() {
    let order = now(&[refunded(bare("1", 100), Origin::Webhook), webhook(0, "processing")]);
    assert_eq!(order.refunds, [bare("1", 100)]);
    assert_eq!(order.first_heard, PLACED.plus_ms(1));
}

#[test]
fn the_newest_change_is_believed_whatever_arrives_last() {
    let (old, new) = (webhook(1, "processing"), webhook(2, "completed"));
    assert_eq!(status(&[old.clone(), new.clone()]), "completed");
    assert_eq!(status(&[new.clone(), old.clone()]), "completed");
    assert_eq!(status(&[read(2, "completed"), webhook(3, "cancelled")]), "cancelled");
    assert_eq!(status(&[read(2, "completed"), webhook(1, "cancelled")]), "completed");
    assert!(!now(&[old, new]).doubtful);
}

#[test]
fn within_one_second_a_read_beats_the_api_and_the_api_beats_a_webhook() {
    let api = stated(state(1, "completed"), Origin::Api);
    for facts in [
        [webhook(1, "failed"), api.clone(), read(1, "processing")],
        [read(1, "processing"), api.clone(), webhook(1, "failed")],
    ] {
        assert_eq!(status(&facts), "processing");
        assert_eq!(now(&facts).origin, Origin::Read);
    }
    assert_eq!(status(&[api, webhook(1, "failed")]), "completed");
}

#[test]
fn two_webhooks_of_one_second_fold_alike_in_both_orders_and_leave_a_doubt() {
    let base = state(1, "processing");
    let variants: [fn(&mut OrderStated); 10] = [
        |o| o.status = Status::Completed,
        |o| o.refunds = Some(vec![bare("1", 100)]),
        |o| o.lines = vec![line(9, 100)],
        |o| o.total_minor = 100,
        |o| o.coupons = vec!["A".into()],
        |o| o.fees = vec![-100],
        |o| o.shipping_minor = 100,
        |o| o.paid_at = None,
        |o| o.customer.external_id = Some("7".into()),
        |o| o.currency = crate::scenario::money("SEK"),
    ];
    for change in variants {
        let mut other = base.clone();
        change(&mut other);
        let first = recorded(1, 1, stated(base.clone(), Origin::Webhook));
        let second = recorded(2, 2, stated(other, Origin::Webhook));
        let swapped = [
            Recorded { seq: 1, received_at: first.received_at, ..second.clone() },
            Recorded { seq: 2, received_at: second.received_at, ..first.clone() },
        ];
        let folded = fold(&[first, second]).unwrap();
        assert_eq!(Some(&folded), fold(&swapped).as_ref());
        assert!(folded.doubtful);
    }
}

#[test]
fn the_same_webhook_twice_leaves_no_doubt() {
    assert!(!now(&[webhook(1, "processing"), webhook(1, "processing")]).doubtful);
}

#[test]
fn a_webhook_of_the_same_second_after_a_read_leaves_a_doubt_until_the_next_read() {
    assert!(!now(&[webhook(1, "failed"), read(1, "processing")]).doubtful);
    assert!(now(&[read(1, "processing"), webhook(1, "completed")]).doubtful);
    let again = [read(1, "processing"), webhook(1, "completed"), read(1, "completed")];
    assert!(!now(&again).doubtful);
    assert_eq!(status(&again), "completed");
}

#[test]
fn of_two_reads_of_one_second_the_later_one_is_believed() {
    assert_eq!(status(&[read(1, "processing"), read(1, "completed")]), "completed");
    assert_eq!(status(&[read(1, "completed"), read(1, "processing")]), "processing");
}

#[test]
fn a_state_without_a_stamp_counts_from_its_arrival() {
    let unstamped = |word| stated(OrderStated { modified_at: None, ..state(0, word) }, Origin::Api);
    assert_eq!(status(&[unstamped("processing"), unstamped("completed")]), "completed");
    assert_eq!(status(&[unstamped("completed"), unstamped("processing")]), "processing");
}

#[test]
fn deletion_is_final_unless_the_order_is_read_again() {
    assert_eq!(status(&[webhook(1, "completed"), OrderFact::Gone]), "deleted");
    assert_eq!(status(&[OrderFact::Gone, webhook(1, "completed")]), "deleted");
    assert_eq!(status(&[OrderFact::Gone, stated(state(9, "completed"), Origin::Api)]), "deleted");
    assert_eq!(status(&[read(1, "completed"), OrderFact::Gone]), "deleted");
    assert_eq!(status(&[webhook(1, "completed"), OrderFact::Gone, read(1, "completed")]), "completed");
    assert_eq!(status(&[OrderFact::Gone, read(1, "completed"), OrderFact::Gone]), "deleted");
    assert!(!now(&[webhook(1, "completed"), OrderFact::Trashed, OrderFact::Gone]).doubtful);
}

#[test]
fn a_trash_note_holds_until_a_state_built_after_it() {
    let (made, note) = (webhook(1, "processing"), OrderFact::Trashed);
    let trashed = [made.clone(), note.clone()];
    assert_eq!(status(&trashed), "trash");
    assert!(now(&trashed).doubtful, "no read has confirmed it");
    for (back, expected) in [
        (webhook(1, "processing"), "trash"),
        (webhook(0, "pending"), "trash"),
        (webhook(2, "completed"), "completed"),
        (webhook(2, "trash"), "trash"),
        (restored(1, "processing"), "processing"),
        (read(1, "processing"), "processing"),
        (read(2, "trash"), "trash"),
    ] {
        let facts = [made.clone(), note.clone(), back.clone()];
        assert_eq!(status(&facts), expected, "{back:?}");
        assert_eq!(now(&facts).doubtful, !matches!(back, OrderFact::Stated { origin: Origin::Read, .. }));
    }
    let twice = [made, note.clone(), restored(2, "processing"), note];
    assert_eq!(status(&twice), "trash");
}

#[test]
fn inherent_a_trash_note_has_no_time_so_its_place_counts_and_it_leaves_a_doubt() {
    let (made, changed, note) = (webhook(1, "pending"), webhook(2, "processing"), OrderFact::Trashed);
    let after = [made.clone(), changed.clone(), note.clone()];
    let between = [made.clone(), note.clone(), changed.clone()];
    let before = [note, made, changed];
    assert_eq!([status(&after), status(&between), status(&before)], ["trash", "processing", "processing"]);
    for facts in [after, between, before] {
        assert!(now(&facts).doubtful, "the shop has to be asked");
        let mut asked = facts.to_vec();
        asked.push(read(2, "processing"));
        assert_eq!(status(&asked), "processing");
        assert!(!now(&asked).doubtful);
    }
}

#[test]
fn a_deleted_refund_vanishes_and_never_comes_back() {
    let told = refunded(bare("7", 100), Origin::Webhook);
    let deleted = OrderFact::RefundDeleted { external_id: "7".into() };
    let made = webhook(1, "processing");
    for facts in [[made.clone(), told.clone(), deleted.clone()], [deleted.clone(), told, made]] {
        assert_eq!(now(&facts).refunds, []);
    }
    assert_eq!(now(&[listing(1, vec![bare("7", 100)], Origin::Webhook), deleted]).refunds, []);
}

#[test]
fn the_detail_of_a_refund_replaces_the_bare_amount_wherever_it_stands() {
    let full = detailed("7", 1950, &[("1", 1791)], 159);
    let made = webhook(1, "processing");
    let (bare_fact, full_fact) =
        (refunded(bare("7", 1950), Origin::Webhook), refunded(full.clone(), Origin::Read));
    let bare_list = listing(2, vec![bare("7", 1950)], Origin::Webhook);
    let full_list = listing(2, vec![full.clone()], Origin::Read);
    let older_full_list = listing(1, vec![full.clone()], Origin::Read);
    for facts in [
        [made.clone(), bare_fact.clone(), full_fact.clone()],
        [made.clone(), full_fact.clone(), bare_fact.clone()],
        [full_fact, bare_list.clone(), made.clone()],
        [made.clone(), bare_fact, full_list],
        [made, older_full_list, bare_list],
    ] {
        assert_eq!(now(&facts).refunds, std::slice::from_ref(&full), "{facts:#?}");
    }
}

#[test]
fn a_state_that_lists_refunds_is_the_shops_whole_list() {
    let told = refunded(bare("7", 100), Origin::Webhook);
    assert_eq!(now(&[told.clone(), listing(1, vec![], Origin::Read)]).refunds, []);
    assert_eq!(now(&[told.clone(), webhook(1, "processing")]).refunds, [bare("7", 100)]);
    assert_eq!(now(&[told, listing(1, vec![bare("8", 5)], Origin::Webhook)]).refunds, [bare("8", 5)]);
}

#[test]
fn a_refund_told_to_our_api_stays_although_the_shop_does_not_list_it() {
    let told = refunded(bare("r-1", 100), Origin::Api);
    assert_eq!(now(&[told.clone(), listing(1, vec![], Origin::Webhook)]).refunds, [bare("r-1", 100)]);
    let both = now(&[listing(1, vec![bare("8", 5)], Origin::Webhook), told]);
    assert_eq!(both.refunds, [bare("8", 5), bare("r-1", 100)]);
    assert_eq!(both.refunded_minor(), 105);
}

#[test]
fn refunds_stand_in_the_order_of_their_numbers() {
    let made = listing(1, vec![bare("10", 1), bare("9", 1), bare("100", 1)], Origin::Webhook);
    let ids: Vec<String> = now(&[made]).refunds.into_iter().map(|refund| refund.external_id).collect();
    assert_eq!(ids, ["9", "10", "100"]);
}

#[test]
fn the_last_decision_of_a_person_counts() {
    let assign = |name: Option<&str>| OrderFact::Assigned {
        partner: name.map(crate::scenario::partner),
        by: "owner".into(),
        note: String::new(),
    };
    let order = now(&[webhook(1, "processing"), assign(Some("sara")), assign(None)]);
    assert_eq!(order.assignment.unwrap().partner, None);
    let order = now(&[assign(None), assign(Some("sara")), webhook(1, "processing")]);
    assert_eq!(order.assignment.unwrap().partner, Some(crate::scenario::partner("sara")));
}

#[test]
fn a_status_reads_with_and_without_the_prefix_of_woocommerce() {
    assert_eq!(Status::parse(" WC-Completed "), Status::Completed);
    assert_eq!(Status::parse("canceled"), Status::Cancelled);
    assert_eq!(Status::parse("wc-shipped"), Status::Other("shipped".into()));
    for word in ["checkout-draft", "pending", "on-hold", "processing", "completed", "cancelled", "refunded"] {
        assert_eq!(Status::parse(word).as_str(), word);
    }
}

fn click(id: &str) -> Evidence {
    let kind = crate::fact::EvidenceKind::Click;
    Evidence { kind, click: Some(id.into()), code: None, found_in: "script".into() }
}

fn reported(ids: &[&str]) -> OrderFact {
    let evidence = ids.iter().map(|id| click(id)).collect();
    stated(OrderStated { evidence, ..state(9, "completed") }, Origin::Script)
}

#[test]
fn what_a_browser_reports_joins_the_evidence_of_the_state_and_nothing_twice() {
    let own = OrderStated { evidence: vec![click("a")], ..state(0, "processing") };
    let both = now(&[reported(&["a", "b"]), stated(own, Origin::Webhook), reported(&["b", "c"])]);
    assert_eq!((both.stated.evidence, both.reported), (vec![click("a")], vec![click("b"), click("c")]));
    let alone = now(&[reported(&["a"])]);
    assert_eq!((alone.stated.evidence, alone.reported), (vec![click("a")], vec![]));
}

#[test]
fn an_order_that_was_reported_before_it_was_placed_was_guessed() {
    let placed_late = |by_ms: i64| {
        let placed_at = PLACED.plus_ms(by_ms);
        stated(OrderStated { placed_at, ..state(0, "processing") }, Origin::Webhook)
    };
    let heard = |by_ms: i64| now(&[reported(&["a"]), placed_late(by_ms)]);
    assert_eq!(heard(CLOCK_SKEW_MAX_MS.saturating_add(1)).reported, [click("a")]);
    assert_eq!(heard(CLOCK_SKEW_MAX_MS.saturating_add(2)).reported, []);
    assert_eq!(heard(0_i64.saturating_sub(DAY_MS).saturating_add(1)).reported, [click("a")]);
    assert_eq!(
        heard(0_i64.saturating_sub(DAY_MS)).reported,
        [],
        "and a day later it is no page of the order's"
    );
    assert_eq!(heard(0).first_heard, PLACED.plus_ms(2), "only the server counts");
    assert_eq!(now(&[reported(&["a"])]).first_heard, PLACED.plus_ms(1));
}

#[test]
fn a_browser_brings_nothing_back_from_the_trash() {
    assert_eq!(status(&[webhook(0, "processing"), OrderFact::Trashed, reported(&[])]), "trash");
    assert_eq!(status(&[reported(&[]), OrderFact::Trashed, reported(&["a"])]), "trash");
}

#[test]
fn a_person_who_declines_does_not_verify() {
    let ruled = |declined| OrderFact::Ruled { declined, by: "ada".into(), note: String::new() };
    let unverified = |facts: &[OrderFact]| now(facts).unverified;
    assert!(unverified(&[reported(&[])]));
    assert!(unverified(&[reported(&[]), ruled(Some(crate::ruling::Decline::TestOrder))]));
    assert!(!unverified(&[reported(&[]), ruled(None)]));
    assert!(!unverified(&[reported(&[]), webhook(0, "pending")]));
}
