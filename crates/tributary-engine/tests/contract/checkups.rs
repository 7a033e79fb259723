//! What an operator is told of the work: counted over all tenants, since when, and only what is late or of late.

use crate::scenario::{DAY, MINUTE, Scenario, Stated, at};
use tributary_engine::checkup::{self, Checkup, Late, Spans, Waiting};
use tributary_engine::code::Kind;
use tributary_engine::{job, params};

const DELIVERY: &str = "INSERT INTO delivery (tenant, id, store_id, received_at, body, state, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const MAIL: &str =
    "INSERT INTO mail (tenant, id, recipient, subject, language, state, attempts, created_at, settled_at)
    VALUES ($1, $2, 'r', 's', 'en', $3, 0, $4, $5)";

/// As of a moment: late is ten minutes, lately is a day.
fn checkup_at(scenario: &Scenario, ms: i64) -> Checkup {
    let spans = Spans { lately: at(ms - DAY), late: at(ms - 10 * MINUTE) };
    scenario.engine.db.read_wait(move |tx| checkup::of(tx, spans, at(DAY))).unwrap()
}

#[test]
fn a_new_shop_has_nothing_that_waits_and_was_never_heard_of() {
    let scenario = Scenario::new(|_| {});
    let checkup = checkup_at(&scenario, MINUTE);
    assert_eq!((checkup.people, checkup.mail_failed, checkup.rejected), (0, 0, 0));
    let waits = [checkup.mail_waits, checkup.unjudged, checkup.waiting, checkup.holds];
    assert_eq!(waits, [Waiting::default(); 4]);
    assert!(checkup.late.is_empty() && checkup.rejected_for.is_none());
    assert_eq!((checkup.stores[0].known_since, checkup.stores[0].last), (at(0), None));
}

#[test]
fn what_waits_is_counted_from_the_oldest_and_what_was_given_up_long_ago_is_not_told() {
    let scenario = Scenario::new(|_| {});
    let (tenant, store) = (scenario.tenant.clone(), scenario.store.clone());
    let kept = scenario.engine.db.write_wait(move |tx| {
        let body: &[u8] = b"{}";
        let mut deliver = |id: &str, ms: i64, state: &str, reason: Option<&str>| {
            tx.exec(DELIVERY, params![&tenant, id, &store, at(ms), body, state, reason]).map(drop)
        };
        deliver("1", 5, "received", None)?;
        deliver("2", 3, "received", None)?;
        deliver("3", 4, "waiting", None)?;
        deliver("4", DAY + 7, "rejected", Some("an old reason"))?;
        deliver("5", 2 * DAY, "rejected", Some("the last reason"))?;
        deliver("6", 6, "rejected", Some("long ago"))?;
        let mut post = |id: &str, state: &str, ms: i64| {
            tx.exec(MAIL, params![&tenant, id, state, at(ms), (state != "queued").then(|| at(ms))]).map(drop)
        };
        post("1", "queued", 9)?;
        post("2", "failed", 2 * DAY)?;
        post("3", "failed", 1)?;
        post("4", "sent", 2 * DAY)?;
        job::ask(tx, &tenant, "read", "a", at(2 * DAY))?;
        job::ask(tx, &tenant, "read", "b", at(DAY))?;
        job::ask(tx, &tenant, "coupon", "c", at(2 * DAY - MINUTE))
    });
    kept.unwrap();
    let checkup = checkup_at(&scenario, 2 * DAY);
    let since = |count: i64, ms: i64| Waiting { count, since: Some(at(ms)) };
    assert_eq!(
        (checkup.unjudged, checkup.waiting, checkup.mail_waits),
        (since(2, 3), since(1, 4), since(1, 9))
    );
    assert_eq!((checkup.rejected, checkup.rejected_for.as_deref()), (2, Some("the last reason")));
    assert_eq!(checkup.mail_failed, 1);
    assert_eq!(checkup.late, [Late { kind: "read".to_owned(), jobs: since(1, DAY), trouble: None }]);
    assert_eq!(checkup.stores[0].last, Some(at(6)), "the newest delivery");
}

#[test]
fn an_order_is_a_word_from_its_store_and_its_hold_is_late_once_it_is_over() {
    let scenario = Scenario::new(|rules| rules.hold_days = 14);
    scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    scenario.state(&Stated::new("1", 10_00, MINUTE).coupon("sara10"));
    let over = scenario.own.count("SELECT MIN(matures_at) FROM orders") - at(0).ms();
    assert_eq!(checkup_at(&scenario, over).holds, Waiting::default());
    let late = checkup_at(&scenario, over + 11 * MINUTE);
    assert_eq!(late.holds, Waiting { count: 1, since: Some(at(over)) });
    assert!(late.stores[0].last.is_some_and(|last| last > at(MINUTE)), "{late:?}");
    scenario.end_holds(over + 11 * MINUTE);
    assert_eq!(checkup_at(&scenario, over + 12 * MINUTE).holds, Waiting::default());
}
