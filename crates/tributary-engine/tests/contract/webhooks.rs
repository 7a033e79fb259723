//! What is told to the outside: with its cause or not at all, by one sender at a time, and again when somebody asks.

use crate::scenario::{DAY, MINUTE, SECOND, Scenario, Stated, at};
use serde_json::json;
use tributary_core::{TenantId, WebhookDeliveryId, WebhookEndpointId};
use tributary_engine::db::Tx;
use tributary_engine::page::Cursor;
use tributary_engine::webhook::{
    self, Answer, Delivery, DeliveryState, Due, Filter, NewEndpoint, State, verify,
};
use tributary_engine::{Error, Result, access, event};

/// Somebody who is told.
struct Told<'s> {
    scenario: &'s Scenario,
    id: WebhookEndpointId,
}

impl Scenario {
    fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>, &TenantId) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let tenant = self.tenant.clone();
        self.engine.db.write_wait(move |tx| work(tx, &tenant))
    }

    fn told_of(&self, wants: &[&str]) -> Told<'_> {
        let wants = wants.iter().map(ToString::to_string).collect();
        let new = NewEndpoint { url: "https://example.com/hook".to_owned(), wants };
        let sealer = self.engine.sealer.clone();
        let made = self.write(move |tx, tenant| webhook::create(tx, (tenant, &sealer), &new, at(0)));
        Told { scenario: self, id: made.unwrap().id }
    }

    fn happens(&self, kind: &'static str, now: i64) {
        let data = json!({ "object": { "id": "ord_1" } });
        self.write(move |tx, tenant| event::emit(tx, tenant, kind, &data, at(now))).unwrap();
    }
}

impl Told<'_> {
    fn deliveries(&self) -> Vec<Delivery> {
        let filter = Filter { endpoint: Some(self.id.clone()), state: None };
        let read = self.scenario.write(move |tx, tenant| {
            Ok(webhook::deliveries(tx, tenant, &filter, &Cursor { limit: 200, ..Cursor::default() })?.rows)
        });
        read.unwrap()
    }

    fn kinds(&self) -> Vec<String> {
        self.deliveries().into_iter().rev().map(|delivery| delivery.kind).collect()
    }

    fn claim(&self, limit: i64, now: i64) -> Vec<Due> {
        let (sealer, id) = (self.scenario.engine.sealer.clone(), self.id.clone());
        let claimed = self.scenario.write(move |tx, tenant| {
            webhook::claim(tx, &sealer, &(tenant.clone(), id.clone()), limit, at(now))
        });
        claimed.unwrap()
    }

    fn record(&self, due: &Due, status: Option<i64>, now: i64) {
        let (due, answer) = (due.clone(), Answer { status, ..Answer::default() });
        self.scenario.write(move |tx, _| webhook::record(tx, &due, &answer, 0, at(now))).unwrap();
    }

    fn one(&self, id: &WebhookDeliveryId) -> Delivery {
        let id = id.clone();
        self.scenario.write(move |tx, tenant| webhook::delivery(tx, tenant, &id)).unwrap()
    }

    fn stands(&self) -> (State, Option<String>, i64) {
        let id = self.id.clone();
        let stands = self.scenario.write(move |tx, tenant| webhook::load(tx, tenant, &id)).unwrap();
        (stands.state, stands.reason, stands.failures)
    }

    fn waits(&self, now: i64) -> bool {
        let waiting = self.scenario.write(move |tx, _| webhook::waiting(tx, at(now))).unwrap();
        waiting.iter().any(|(_, endpoint)| *endpoint == self.id)
    }
}

#[test]
fn an_event_is_queued_in_the_transaction_of_its_cause_for_everybody_who_wants_its_kind() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[]);
    scenario.link(&sara, "sara", 0);
    let (all, some) = (scenario.told_of(&["*"]), scenario.told_of(&["order.attributed", "order.refunded"]));
    let click = scenario.click(7, &sara, 'a', MINUTE);
    scenario.state(&Stated::new("1", 10_000, 2 * MINUTE).click(&click));
    assert_eq!(some.kinds(), ["order.attributed"]);
    let mut kinds = all.kinds();
    kinds.sort();
    assert_eq!(kinds, ["commission.created", "order.attributed", "order.created"]);
    let events = scenario.own.count("SELECT COUNT(*) FROM event");
    assert_eq!(events, 3);
    scenario.state(&Stated::new("1", 10_000, 2 * MINUTE).click(&click));
    assert_eq!(all.kinds().len(), 3, "the same order again is told to nobody");
    assert!(all.deliveries().iter().all(|one| one.state == DeliveryState::Pending && one.attempts == 0));
}

#[test]
fn what_is_taken_back_is_told_to_nobody() {
    let scenario = Scenario::new(|_| {});
    let told = scenario.told_of(&["*"]);
    let taken_back = scenario.write(|tx, tenant| {
        event::emit(tx, tenant, "order.created", &json!({ "object": { "id": "ord_1" } }), at(0))?;
        Err::<(), _>(Error::Conflict("on second thoughts".to_owned()))
    });
    assert!(matches!(taken_back, Err(Error::Conflict(_))));
    assert!(told.deliveries().is_empty() && !told.waits(DAY));
    assert_eq!(scenario.own.count("SELECT COUNT(*) FROM webhook_delivery"), 0);
    scenario.happens("order.created", 0);
    assert_eq!(told.kinds(), ["order.created"]);
}

#[test]
fn one_sender_has_a_message_at_a_time_and_who_comes_back_too_late_changes_nothing() {
    let scenario = Scenario::new(|_| {});
    let told = scenario.told_of(&["*"]);
    for _ in 0..3 {
        scenario.happens("order.created", 0);
    }
    let first = told.claim(2, SECOND);
    assert_eq!((first.len(), told.claim(9, SECOND).len(), told.claim(9, SECOND).len()), (2, 1, 0));
    assert!(!told.waits(30 * SECOND) && told.waits(2 * MINUTE), "the lease ends");
    let (slow, id) = (&first[0], first[0].id.clone());
    let again = told.claim(9, 2 * MINUTE).into_iter().find(|due| due.id == id).unwrap();
    told.record(slow, Some(410), 2 * MINUTE);
    assert_eq!((told.one(&id).state, told.stands().0), (DeliveryState::Pending, State::Active), "too late");
    told.record(&again, Some(200), 2 * MINUTE);
    told.record(&again, Some(500), 2 * MINUTE);
    let settled = told.one(&id);
    assert_eq!((settled.state, settled.attempts, settled.status), (DeliveryState::Delivered, 2, Some(200)));
}

#[test]
fn a_message_is_signed_with_the_secrets_of_its_moment() {
    let scenario = Scenario::new(|_| {});
    let told = scenario.told_of(&["*"]);
    let secret = || {
        let (sealer, id) = (scenario.engine.sealer.clone(), told.id.clone());
        scenario.write(move |tx, tenant| webhook::secret(tx, (tenant, &sealer), &id)).unwrap()
    };
    let before = secret();
    let (sealer, id) = (scenario.engine.sealer.clone(), told.id.clone());
    let rotated = scenario.write(move |tx, tenant| webhook::rotate(tx, (tenant, &sealer), (&id, 24), at(0)));
    assert_eq!(rotated.unwrap().overlap_until, Some(at(DAY)));
    let after = secret();
    for (now, fits) in [(SECOND, [true, true]), (DAY - 1, [true, true]), (DAY, [true, false])] {
        scenario.happens("order.created", now);
        let request = told.claim(1, now).remove(0).request().unwrap();
        let message = (request.id.as_str(), request.at_s, request.body.as_str());
        let verified = [&after, &before].map(|own| verify(own, message, &request.signatures, request.at_s));
        assert_eq!(verified, fits, "at {now} ms");
        assert_eq!(request.at_s, at(now).ms() / 1_000);
    }
}

#[test]
fn the_schedule_goes_on_where_it_was_and_begins_anew_when_somebody_asks() {
    let scenario = Scenario::new(|_| {});
    let told = scenario.told_of(&["*"]);
    scenario.happens("order.created", 0);
    let id = told.deliveries()[0].id.clone();
    let mut now = 0;
    for delay in webhook::DELAYS_MS {
        assert!(delay == 0 || told.claim(9, now + delay - 1).is_empty(), "not yet");
        now += delay;
        told.record(&told.claim(9, now)[0], None, now);
    }
    assert_eq!(now, 75 * 60 * MINUTE + 35 * MINUTE + 5 * SECOND);
    let failed = told.one(&id);
    assert_eq!(
        (failed.state, failed.attempts, failed.settled_at),
        (DeliveryState::Failed, 10, Some(at(now)))
    );
    assert!(!told.waits(100 * DAY));
    let (one, again) = (id.clone(), now + DAY);
    scenario.write(move |tx, tenant| webhook::replay(tx, tenant, &one, at(again))).unwrap();
    told.record(&told.claim(9, again)[0], Some(503), again);
    assert_eq!(told.one(&id).due_at, at(again + 5 * SECOND));
    told.record(&told.claim(9, again + 5 * SECOND)[0], Some(200), again + 6 * SECOND);
    assert_eq!((told.one(&id).state, told.one(&id).attempts), (DeliveryState::Delivered, 12));
}

#[test]
fn all_that_failed_since_a_moment_is_told_again_and_nothing_else() {
    let scenario = Scenario::new(|_| {});
    let (told, other) = (scenario.told_of(&["order.created"]), scenario.told_of(&["order.created"]));
    for (number, status) in [(1, 410), (2, 200), (3, 410), (4, 410)] {
        scenario.happens("order.created", number * MINUTE);
        for one in [&told, &other] {
            one.record(&one.claim(1, number * MINUTE)[0], Some(status), number * MINUTE);
            let id = one.id.clone();
            let change = webhook::Change { state: Some(State::Active), ..webhook::Change::default() };
            scenario.write(move |tx, tenant| webhook::change(tx, tenant, &id, &change, at(0))).unwrap();
        }
    }
    let id = told.id.clone();
    let since = move |tx: &mut Tx<'_>, tenant: &TenantId| {
        webhook::replay_failed(tx, tenant, (&id, at(3 * MINUTE)), at(9 * MINUTE))
    };
    assert_eq!(scenario.write(since.clone()).unwrap(), 2);
    assert_eq!(scenario.write(since).unwrap(), 0, "they are pending by now");
    let pending = |one: &Told<'_>| {
        let all = one.deliveries().into_iter().filter(|one| one.kind == "order.created");
        all.map(|one| one.state == DeliveryState::Pending).rev().collect::<Vec<_>>()
    };
    assert_eq!(pending(&told), [false, false, true, true]);
    assert_eq!(pending(&other), [false; 4]);
}

#[test]
fn who_fails_twenty_times_in_a_row_over_three_days_is_disabled() {
    let scenario = Scenario::new(|_| {});
    let told = scenario.told_of(&["order.created"]);
    let fail = |now: i64| {
        scenario.happens("order.created", now);
        let due = told.claim(99, now).pop().unwrap();
        told.record(&due, Some(500), now);
    };
    for number in 0..30 {
        fail(number);
    }
    assert_eq!(told.stands(), (State::Active, None, 30), "often, but not for long");
    scenario.happens("order.created", DAY);
    let due = told.claim(99, DAY).pop().unwrap();
    told.record(&due, Some(200), DAY);
    assert_eq!(told.stands(), (State::Active, None, 0), "one that is taken mends all");
    for number in 0..19 {
        fail(2 * DAY + number);
    }
    assert_eq!(told.stands(), (State::Active, None, 19));
    fail(5 * DAY + 1);
    assert_eq!(told.stands(), (State::Disabled, Some("failing".to_owned()), 20));
    assert!(!told.waits(9 * DAY));
    let disabled = "SELECT COUNT(*) FROM event WHERE type = 'webhook_endpoint.disabled'";
    assert_eq!(scenario.own.count(disabled), 1);
}

#[test]
fn what_happens_to_one_tenant_is_told_to_no_other() {
    let scenario = Scenario::new(|_| {});
    let told = scenario.told_of(&["*"]);
    let other = scenario.write(|tx, _| access::create_tenant(tx, "Other", at(0))).unwrap();
    let data = json!({ "object": { "id": "ord_1" } });
    scenario.write(move |tx, _| event::emit(tx, &other, "order.created", &data, at(0))).unwrap();
    assert!(told.deliveries().is_empty());
}

#[test]
fn owners_are_to_be_written_to_at_five_ten_and_fifteen_failures_and_when_an_endpoint_is_disabled() {
    let scenario = Scenario::new(|_| {});
    let told = scenario.told_of(&["order.created"]);
    let alarm = |status: i64, now: i64| {
        scenario.happens("order.created", now);
        let due = told.claim(99, now).pop().unwrap();
        let answer = Answer { status: Some(status), ..Answer::default() };
        scenario.write(move |tx, _| webhook::record(tx, &due, &answer, 0, at(now))).unwrap()
    };
    let warned: Vec<i64> =
        (1..=19).filter_map(|number| alarm(500, number)).map(|alarm| alarm.failures).collect();
    assert_eq!(warned, webhook::WARNED_AT);
    let last = alarm(500, 3 * DAY + 2).unwrap();
    assert_eq!((last.failures, last.disabled, last.last.as_str()), (20, Some("failing"), "HTTP 500"));

    let other = scenario.told_of(&["order.updated"]);
    scenario.happens("order.updated", 0);
    let due = other.claim(1, 0).pop().unwrap();
    let gone = Answer { status: Some(410), ..Answer::default() };
    let alarm = scenario.write(move |tx, _| webhook::record(tx, &due, &gone, 0, at(0))).unwrap().unwrap();
    assert_eq!(alarm.disabled, Some("gone"));
}

#[test]
fn every_try_is_kept_with_its_delivery_and_counted_in_its_hour() {
    let scenario = Scenario::new(|_| {});
    let told = scenario.told_of(&["*"]);
    scenario.happens("order.created", 0);
    let first = told.claim(1, 0).pop().unwrap();
    told.record(&first, Some(500), 0);
    let second = told.claim(1, MINUTE).pop().unwrap();
    told.record(&second, Some(200), MINUTE);
    let (id, endpoint) = (first.id, told.id);
    let (tries, lately, last) = scenario
        .write(move |tx, tenant| {
            let tries = webhook::attempts(tx, tenant, &id)?;
            Ok((
                tries,
                webhook::lately(tx, tenant, at(2 * MINUTE))?,
                webhook::last_failure(tx, tenant, &endpoint)?,
            ))
        })
        .unwrap();
    let seen: Vec<(i64, bool, Option<i64>)> =
        tries.iter().map(|one| (one.number, one.well, one.status)).collect();
    assert_eq!(seen, [(2, true, Some(200)), (1, false, Some(500))]);
    assert_eq!(lately[0].hours[webhook::PIECES - 1], (1, 1));
    assert_eq!(last.unwrap().status, Some(500));
}

#[test]
fn what_was_taken_is_forgotten_after_its_time_and_what_failed_or_waits_stays() {
    let scenario = Scenario::new(|_| {});
    let told = scenario.told_of(&["*"]);
    for _ in 0..3 {
        scenario.happens("order.created", 0);
    }
    let due = told.claim(2, 0);
    told.record(&due[0], Some(200), 0);
    told.record(&due[1], Some(410), 0);
    let forget = |now: i64| scenario.write(move |tx, _| webhook::forget(tx, 10, at(now))).unwrap();
    let kept = webhook::KEEP_DELIVERED_DAYS * DAY;
    assert_eq!((forget(kept), forget(kept + 1), forget(9 * kept)), (0, 1, 0));
    let states: Vec<DeliveryState> = told.deliveries().iter().map(|one| one.state).collect();
    assert!(
        !states.contains(&DeliveryState::Delivered) && states.contains(&DeliveryState::Failed),
        "{states:?}"
    );
    assert_eq!(scenario.own.count("SELECT COUNT(*) FROM webhook_attempt"), 1, "tries go with their delivery");
}

#[test]
fn a_sample_goes_to_one_endpoint_alone_and_is_in_no_list_of_what_happened() {
    let scenario = Scenario::new(|_| {});
    let (told, other) = (scenario.told_of(&["order.refunded"]), scenario.told_of(&["*"]));
    let id = told.id.clone();
    let send = |kind: &'static str| {
        let id = id.clone();
        let test = webhook::Test { kind: Some(kind), note: None };
        scenario.write(move |tx, tenant| webhook::send_test(tx, tenant, (&id, &test), at(0)))
    };
    send("order.attributed").unwrap();
    assert!(matches!(send("order.eaten"), Err(Error::Invalid(_))));
    assert_eq!((told.kinds(), other.kinds().len()), (vec!["order.attributed".to_owned()], 0));
    let due = told.claim(1, 1).pop().unwrap();
    assert!(due.request().unwrap().body.contains("\"test\":true"));
    let listed = scenario.write(|tx, tenant| event::list(tx, tenant, &Cursor::default())).unwrap();
    assert!(listed.rows.is_empty());
}

#[test]
fn what_a_publisher_is_told_troubles_no_owner_and_shows_on_none_of_their_pages() {
    let scenario = Scenario::new(|_| {});
    let told = scenario.told_of(&["order.created"]);
    (0..6).for_each(|now| scenario.happens("order.created", now));
    let event = told.deliveries()[0].event.clone();
    let shown = |event: String| {
        scenario.write(move |tx, tenant| Ok(webhook::of_event(tx, tenant, &event)?.len())).unwrap()
    };
    assert_eq!(shown(event.clone()), 1);
    let dues = told.claim(99, 10);
    let sara = scenario.partner("Sara", &[]);
    let hers = format!(
        "UPDATE webhook_endpoint SET partner_id = '{sara}', program_id = '{}' WHERE id = '{}'",
        scenario.program, told.id
    );
    scenario.own.by_hand(&hers).unwrap();
    for due in dues {
        let failed = Answer { status: Some(500), ..Answer::default() };
        let alarm = scenario.write(move |tx, _| webhook::record(tx, &due, &failed, 0, at(20))).unwrap();
        assert_eq!(alarm.map(|alarm| alarm.failures), None);
    }
    assert_eq!(shown(event), 0);
}
