//! What verify finds about customers, their wallets and coupons: each row that somebody changed by hand is named.

use crate::rewards::{friends_order, shop};
use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at};
use crate::wallets::usd;
use tributary_core::order::Status;
use tributary_core::{CustomerId, Money};
use tributary_engine::audit::Actor;
use tributary_engine::person::email_key;
use tributary_engine::wallet::{self, NewAdjustment, NewReservation};
use tributary_engine::{order, welcome};

/// What is found once a row was changed by hand, and that nothing is once it was changed back.
fn found(s: &Scenario, (change, back): (&str, &str)) -> Vec<String> {
    assert_eq!(s.findings(DAY), [""; 0]);
    assert_eq!(s.own.by_hand(change), Ok(1), "{change}");
    let found = s.findings(DAY);
    assert_eq!(s.own.by_hand(back), Ok(1), "{back}");
    assert_eq!(s.findings(DAY), [""; 0]);
    found
}

fn ada_with_credit(s: &Scenario) -> CustomerId {
    let (ada, by) = (s.buyer("ada"), Actor::system(&s.tenant, "test"));
    let new = NewAdjustment {
        customer: ada.clone(),
        amount: Money::new(100, usd()),
        reason: "A late parcel".to_owned(),
        reference: None,
    };
    s.engine.db.write_wait(move |tx| wallet::adjust(tx, &by, &new, at(0))).unwrap();
    let (tenant, customer) = (s.tenant.clone(), ada.clone());
    let held = s.engine.db.write_wait(move |tx| {
        let new = NewReservation {
            customer: customer.clone(),
            amount: Money::new(80, usd()),
            reference: "cart-1".to_owned(),
            order: None,
            lasts_ms: HOUR,
            by: "test".to_owned(),
        };
        let held = wallet::reserve(tx, &tenant, &new, at(0))?;
        wallet::capture(tx, (&tenant, &held.id), Some(Money::new(50, usd())), at(MINUTE))
    });
    held.unwrap();
    ada
}

#[test]
fn what_was_set_aside_given_and_taken_stands_in_the_ledger_as_its_row_says() {
    let s = Scenario::new(|_| {});
    ada_with_credit(&s);
    for (set, back) in [
        ("captured_minor = 49", "captured_minor = 50"),
        ("state = 'held', captured_minor = 0", "state = 'captured', captured_minor = 50"),
        ("currency = 'EUR'", "currency = 'USD'"),
    ] {
        let [set, back] = [set, back].map(|set| format!("UPDATE reservation SET {set}"));
        let found = found(&s, (&set, &back));
        assert!(found[0].contains("but the ledger says otherwise"), "{set}: {found:?}");
    }
    let change =
        ("UPDATE wallet_adjustment SET amount_minor = 99", "UPDATE wallet_adjustment SET amount_minor = 100");
    assert!(found(&s, change)[0].contains("adjustment"));
}

#[test]
fn a_binding_that_no_fact_speaks_of_and_an_address_that_was_never_told_are_found() {
    let s = shop(|_| {});
    let (ada, bo) = (s.buyer("ada"), s.buyer("bo"));
    let (tenant, store) = (&s.tenant, &s.store);
    let zeros = "0".repeat(26);
    let bind = format!(
        "INSERT INTO binding (tenant, id, store_id, customer_id, sponsor_id, via, since, bound_by) \
         VALUES ('{tenant}', 'bnd_{zeros}', '{store}', '{bo}', '{ada}', 'hand', 0, 'nobody')"
    );
    assert!(found(&s, (&bind, "DELETE FROM binding"))[0].contains("belongs to somebody else"));
    let key = email_key(s.engine.sealer.people_key(), "bo@example.com");
    let [other, own] =
        ["other", &key].map(|key| format!("UPDATE customer SET email_key = '{key}' WHERE id = '{bo}'"));
    assert!(found(&s, (&other, &own))[0].contains("not among those it ever had"));
}

#[test]
fn the_use_of_a_welcome_coupon_is_what_the_order_says() {
    let s = Scenario::new(|_| {});
    let (ada, bo) = (s.buyer("ada"), s.buyer("bo"));
    let (tenant, store) = (s.tenant.clone(), s.store.clone());
    let promised = tributary_core::referral::Welcome {
        gift: tributary_core::referral::Gift::Fixed { amount: Money::new(5_000, usd()) },
        minimum: None,
        valid_days: None,
    };
    let given = s.engine.db.write_wait(move |tx| {
        let id = welcome::give(tx, (&tenant, &store), (&bo, &ada), &promised, at(0))?;
        welcome::load(tx, &tenant, &id)
    });
    s.state(&Stated::new("1", 10_000, HOUR).account("bo").coupon(&given.unwrap().code));
    let change = ("UPDATE welcome_use SET redeemed = 0", "UPDATE welcome_use SET redeemed = 1");
    assert!(found(&s, change)[0].contains("its use of welcome coupons is shown otherwise"));
    let moved =
        ("UPDATE welcome_use SET order_external_id = '9'", "UPDATE welcome_use SET order_external_id = '1'");
    assert!(found(&s, moved).iter().any(|one| one.contains("is used by order 9, but there is none")));
}

#[test]
fn store_credit_that_is_ready_before_its_hold_ends_is_found() {
    let s = shop(|referral| referral.hold_days = 14);
    s.friend_of_ada();
    s.state(&friends_order("1", 40_00, 0));
    s.end_holds(14 * DAY);
    assert_eq!(s.findings(14 * DAY), [""; 0]);
    let early = s.findings(14 * DAY - MINUTE);
    assert!(early.iter().any(|one| one.contains("are ready too early")), "{early:?}");
}

/// A customer's first order and a later one, whichever was told first, in a file from before all moments were derived anew.
#[test]
fn an_older_file_is_opened_without_another_order_becoming_the_first() {
    for first_is_told_first in [true, false] {
        let s = shop(|_| {});
        s.friend_of_ada();
        let mut told = [friends_order("1", 40_00, HOUR), friends_order("2", 90_00, 2 * HOUR)];
        if !first_is_told_first {
            told.reverse();
        }
        told.iter().for_each(|order| drop(s.state(order)));
        assert_eq!(s.findings(DAY), [""; 0]);
        let rewards = || s.own.cells("SELECT * FROM reward ORDER BY order_id, position");
        let before = rewards();
        for marked in ["1 = 1", "external_id = '1'", "external_id = '2'"] {
            s.own.by_hand(&format!("UPDATE orders SET qualified_at = -1 WHERE {marked}")).unwrap();
            drop(s.own.engine());
            assert_eq!(s.own.count("SELECT COUNT(*) FROM orders WHERE qualified_at < 0"), 0, "{marked}");
            assert_eq!(s.findings(DAY), [""; 0], "{marked}");
            assert_eq!(rewards(), before, "{marked}");
        }
    }
}

/// While another node still derives them, a moment that is not known is nobody's earliest.
#[test]
fn a_moment_that_is_still_to_be_derived_is_not_the_earliest() {
    let s = shop(|_| {});
    let ada = s.friend_of_ada();
    s.state(&friends_order("2", 90_00, 2 * HOUR).status(Status::Processing));
    assert_eq!(s.own.by_hand("UPDATE orders SET qualified_at = -1"), Ok(1));
    s.state(&friends_order("1", 40_00, HOUR));
    assert_eq!(s.purses(&ada)[1], 10_000);
}

#[test]
fn what_cannot_be_decided_is_derived_once_and_not_at_each_start() {
    let s = shop(|_| {});
    s.state(&friends_order("1", 40_00, HOUR));
    // As an older file has it, and of no order that any fact speaks of.
    assert_eq!(s.own.by_hand("UPDATE orders SET qualified_at = -1"), Ok(1));
    assert_eq!(s.own.by_hand("UPDATE orders SET external_id = 'gone'"), Ok(1));
    let tenant = s.tenant.clone();
    let read = s.engine.db.write_wait(move |tx| {
        let before = order::are_underived(tx, &tenant)?;
        order::project_all(tx, &tenant, at(DAY))?;
        Ok((before, order::are_underived(tx, &tenant)?))
    });
    assert_eq!(read.unwrap(), (true, false));
}
