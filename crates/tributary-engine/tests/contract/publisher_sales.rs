//! What a publisher sees of its sales: everything that becomes of them, in an order that has no gaps, and nothing of others.

use crate::scenario::{DAY, MINUTE, SECOND, Scenario, Stated, at, refund_of_line};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tributary_core::fact::{OrderFact, Origin};
use tributary_core::order::Status as OrderStatus;
use tributary_core::{PartnerId, TenantId};
use tributary_engine::audit::Actor;
use tributary_engine::claim::{self, NewClaim};
use tributary_engine::code::Kind;
use tributary_engine::conversion::{self, Changes, Conversion, Place, Places, Reach, Status, Wanted};
use tributary_engine::db::Tx;
use tributary_engine::order::{NewFact, OrderKey};
use tributary_engine::page::Cursor;
use tributary_engine::replay::Apply;
use tributary_engine::{Error, Result, access, pipeline};

impl Scenario {
    /// Makes a partner a publisher's in the program.
    pub(crate) fn joins(&self, partner: &PartnerId) {
        let id = partner.as_str().replace("par_", "");
        let row = format!(
            "INSERT INTO membership (tenant, id, program_id, publisher_id, partner_id, link_id, state, asked_at)
             VALUES ('{}', 'mem_{id}', '{}', 'pub_{id}', '{partner}', 'lnk_{id}', 'active', 0)",
            self.tenant, self.program
        );
        self.own.by_hand(&row).unwrap();
    }

    pub(crate) fn reach(&self, partner: &PartnerId) -> Vec<Reach> {
        vec![Reach { tenant: self.tenant.clone(), partner: partner.clone() }]
    }

    fn changed(&self, partner: &PartnerId, since: &Places, wanted: &Wanted) -> Changes {
        self.tries_changed(partner, since, wanted).unwrap()
    }

    fn tries_changed(&self, partner: &PartnerId, since: &Places, wanted: &Wanted) -> Result<Changes> {
        let (reach, since, wanted) = (self.reach(partner), since.clone(), wanted.clone());
        self.engine.db.read_wait(move |tx| conversion::changed(tx, &reach, (&since, &wanted), 100))
    }

    /// All that a publisher sees: number, status, sale, commission and reason.
    fn sees(&self, partner: &PartnerId) -> Vec<String> {
        let all = self.changed(partner, &Places::default(), &Wanted::default()).rows;
        all.iter().map(told).collect()
    }

    fn writes<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>, &TenantId) -> Result<T> + Send + 'static,
    ) -> T {
        let tenant = self.tenant.clone();
        self.engine.db.write_wait(move |tx| work(tx, &tenant)).unwrap()
    }
}

fn told(one: &Conversion) -> String {
    let content = &one.content;
    let reason = content.reason.as_deref().unwrap_or("-");
    let status = content.status.as_str();
    format!("{} {status} {} {} {reason}", content.number, content.sale_minor, content.commission_minor)
}

fn seqs(scenario: &Scenario) -> Vec<i64> {
    let seqs = scenario.own.texts("SELECT CAST(seq AS TEXT) FROM conversion ORDER BY seq");
    seqs.iter().map(|seq| seq.parse().unwrap()).collect()
}

#[test]
fn a_publisher_sees_what_becomes_of_its_sales_and_why() {
    let scenario = Scenario::new(|rules| rules.hold_days = 30);
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA")]);
    scenario.joins(&sara);
    let click = scenario.click(7, &sara, 'a', MINUTE);
    scenario.state(&Stated::new("1", 10_000, 2 * MINUTE).click(&click));
    scenario.state(&Stated::new("2", 5_000, 3 * MINUTE).coupon("SARA"));
    assert_eq!(scenario.sees(&sara), ["1 pending 10000 1000 -", "2 pending 5000 500 -"]);
    let first = scenario.changed(&sara, &Places::default(), &Wanted::default());
    let one = &first.rows[0];
    assert_eq!(one.content.click.as_ref().map(ToString::to_string), Some(click));
    assert_eq!(one.content.clicked_at, Some(at(MINUTE)));
    assert_eq!((one.content.created_at, one.content.confirm_by), (at(2 * MINUTE), at(2 * MINUTE + 30 * DAY)));
    assert_eq!(first.rows[1].content.click, None, "a coupon has no click");
    scenario.tell("1", refund_of_line("r1", 4_000), DAY);
    scenario.state(
        &Stated::new("2", 5_000, 3 * MINUTE).coupon("SARA").status(OrderStatus::Cancelled).modified(DAY),
    );
    let next = scenario.changed(&sara, &first.next, &Wanted::default());
    let seen: Vec<String> = next.rows.iter().map(told).collect();
    assert_eq!(seen, ["1 pending 6000 600 -", "2 declined 5000 0 cancelled"]);
    let nothing = scenario.changed(&sara, &next.next, &Wanted::default());
    assert!(nothing.rows.is_empty() && !nothing.more && nothing.next == next.next);
    scenario.end_holds(31 * DAY);
    scenario.tell("1", refund_of_line("r2", 6_000), 32 * DAY);
    assert_eq!(scenario.sees(&sara), ["2 declined 5000 0 cancelled", "1 declined 0 0 refunded"]);
    assert_eq!(scenario.findings(33 * DAY), Vec::<String>::new());
}

#[test]
fn the_same_again_takes_no_new_place_and_others_take_none_at_all() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA")]);
    let omar = scenario.partner("Omar", &[(Kind::Coupon, "OMAR")]);
    scenario.joins(&sara);
    let order = Stated::new("1", 10_000, MINUTE).coupon("SARA");
    scenario.state(&order);
    scenario.state(&Stated::new("2", 10_000, MINUTE).coupon("OMAR"));
    scenario.state(&Stated::new("3", 10_000, MINUTE));
    scenario.state(&order.modified(2 * MINUTE));
    assert_eq!(seqs(&scenario), [1], "modified, but the same to see");
    scenario.replay(None, Apply::Post, DAY);
    assert_eq!(seqs(&scenario), [1]);
    assert!(scenario.sees(&omar).is_empty());
}

#[test]
fn whoever_loses_a_sale_sees_it_declined_and_nothing_of_what_becomes_of_it() {
    let scenario = Scenario::new(|rules| rules.hold_days = 30);
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA")]);
    let omar = scenario.partner("Omar", &[]);
    scenario.joins(&sara);
    scenario.state(&Stated::new("1", 10_000, MINUTE).coupon("SARA"));
    let assigned = |partner: Option<&PartnerId>| OrderFact::Assigned {
        partner: partner.cloned(),
        by: "ada".to_owned(),
        note: "Omar called".to_owned(),
    };
    scenario.tell("1", assigned(Some(&omar)), DAY);
    assert_eq!(scenario.sees(&sara), ["1 declined 10000 0 credited_to_another"]);
    let since = scenario.changed(&sara, &Places::default(), &Wanted::default()).next;
    scenario.tell("1", refund_of_line("r1", 4_000), 2 * DAY);
    assert!(scenario.changed(&sara, &since, &Wanted::default()).rows.is_empty());
    scenario.tell("1", assigned(None), 3 * DAY);
    assert_eq!(scenario.sees(&sara), ["1 declined 10000 0 credited_to_nobody"]);
    assert_eq!(scenario.findings(4 * DAY), Vec::<String>::new());
    scenario.tell("1", OrderFact::Released { by: "ada".to_owned(), note: String::new() }, 5 * DAY);
    assert_eq!(scenario.sees(&sara), ["1 pending 6000 600 -"], "it is hers again, as it stands");
    assert_eq!(scenario.findings(6 * DAY), Vec::<String>::new());
}

#[test]
fn a_replay_under_other_rules_is_seen_and_verify_misses_what_was_changed_by_hand() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA")]);
    scenario.joins(&sara);
    scenario.state(&Stated::new("1", 10_000, MINUTE).coupon("SARA"));
    let version = scenario.rules(DAY, |rules| rules.hold_days = 90);
    let since = scenario.changed(&sara, &Places::default(), &Wanted::default()).next;
    scenario.replay(Some(version), Apply::Post, 2 * DAY);
    let seen = scenario.changed(&sara, &since, &Wanted::default()).rows;
    assert_eq!(seen[0].content.confirm_by, at(MINUTE + 90 * DAY));
    assert_eq!(scenario.findings(3 * DAY), Vec::<String>::new());
    for (change, finding) in [
        ("UPDATE conversion SET commission_minor = 99900", "shown otherwise"),
        ("UPDATE conversion SET partner_id = 'par_00000000000000000000000001'", "as if it were credited"),
        ("UPDATE conversion SET order_id = 'ord_00000000000000000000000001'", "no such order"),
        ("UPDATE place_head SET seq = 0", "the last place that was given"),
    ] {
        scenario.own.by_hand(change).unwrap();
        let found = scenario.findings(3 * DAY);
        assert!(found.iter().any(|one| one.contains(finding)), "{change}: {found:?}");
    }
}

#[test]
fn what_was_earned_before_a_membership_is_seen_once_it_is_accepted() {
    let scenario = Scenario::new(|rules| rules.hold_days = 30);
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA")]);
    scenario.state(&Stated::new("1", 10_000, MINUTE).coupon("SARA"));
    assert!(scenario.sees(&sara).is_empty());
    scenario.joins(&sara);
    let (program, partner) = (scenario.program.clone(), sara.clone());
    let derive = move |tx: &mut Tx<'_>, tenant: &TenantId| {
        conversion::derive_for(tx, tenant, (&program, &partner), at(DAY))
    };
    scenario.writes(derive.clone());
    assert_eq!(scenario.sees(&sara), ["1 pending 10000 1000 -"]);
    scenario.writes(derive);
    assert_eq!(seqs(&scenario), [1], "twice is once");
    assert_eq!(
        scenario.own.count("SELECT COUNT(*) FROM event WHERE type LIKE 'conversion.%'"),
        0,
        "nobody is told"
    );
    assert_eq!(scenario.findings(DAY), Vec::<String>::new());
}

#[test]
fn filters_narrow_what_is_told_and_never_hold_the_cursor_back() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA")]);
    scenario.joins(&sara);
    for number in 1..=3_i64 {
        let order = Stated::new(&number.to_string(), 1_000, number * DAY).coupon("SARA");
        scenario.state(&order.status(if number == 2 {
            OrderStatus::Cancelled
        } else {
            OrderStatus::Completed
        }));
    }
    scenario.own.by_hand("UPDATE conversion SET refs = '[null,\"Ab_1%\"]' WHERE number = '3'").unwrap();
    let numbers = |wanted: &Wanted| -> Vec<String> {
        let all = scenario.changed(&sara, &Places::default(), wanted);
        assert_eq!(all.next, scenario.changed(&sara, &Places::default(), &Wanted::default()).next);
        all.rows.into_iter().map(|one| one.content.number).collect()
    };
    let wanted = Wanted::default();
    assert_eq!(numbers(&Wanted { status: Some(Status::Declined), ..wanted.clone() }), ["2"]);
    assert_eq!(numbers(&Wanted { created_from: Some(at(2 * DAY)), ..wanted.clone() }), ["2", "3"]);
    assert_eq!(numbers(&Wanted { created_to: Some(at(2 * DAY)), ..wanted.clone() }), ["1"]);
    assert_eq!(
        numbers(&Wanted { program: Some(scenario.program.clone()), ..wanted.clone() }),
        ["1", "2", "3"]
    );
    assert_eq!(numbers(&Wanted { reference: Some("ab_1%".to_owned()), ..wanted.clone() }), ["3"]);
    for other in ["Ab", "Ab_1", "%", "AbX1%"] {
        let wanted = Wanted { reference: Some(other.to_owned()), ..wanted.clone() };
        assert!(numbers(&wanted).is_empty(), "{other}");
    }
    let cursor = Cursor { limit: 2, ..Cursor::default() };
    let reach = scenario.reach(&sara);
    let page = |cursor: Cursor| {
        let reach = reach.clone();
        let page =
            scenario.engine.db.read_wait(move |tx| conversion::list(tx, &reach, &Wanted::default(), &cursor));
        let page = page.unwrap();
        (page.rows.into_iter().map(|one| one.content.number).collect::<Vec<_>>(), page.next)
    };
    let (first, next) = page(cursor.clone());
    assert_eq!(first, ["3", "2"], "the last placed first");
    assert_eq!(page(Cursor { after: next, ..cursor }), (vec!["1".to_owned()], None));
}

#[test]
fn a_cursor_of_somebody_elses_store_is_refused_and_one_from_before_a_restore_begins_anew() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA")]);
    scenario.joins(&sara);
    scenario.state(&Stated::new("1", 10_000, MINUTE).coupon("SARA"));
    let since = scenario.changed(&sara, &Places::default(), &Wanted::default()).next;
    let other = scenario.engine.db.write_wait(|tx| access::create_tenant(tx, "Other", at(0))).unwrap();
    let mut foreign = since.clone();
    foreign.set(&other, Place { seq: 1, era: String::new() });
    let refused = scenario.tries_changed(&sara, &foreign, &Wanted::default());
    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].pointer == "cursor"));
    let mut beyond = since.clone();
    beyond.set(&scenario.tenant, Place { seq: 99, ..since.get(&scenario.tenant) });
    assert_eq!(scenario.changed(&sara, &beyond, &Wanted::default()).rows.len(), 1, "beyond the last place");
    // A backup has no heads.
    scenario.own.by_hand("DELETE FROM place_head").unwrap();
    let restored = scenario.changed(&sara, &since, &Wanted::default());
    assert_eq!(restored.rows.len(), 1);
    assert!(
        scenario.changed(&sara, &restored.next, &Wanted::default()).rows.is_empty(),
        "and then it goes on"
    );
    scenario.state(&Stated::new("2", 10_000, MINUTE).coupon("SARA"));
    let all = scenario.changed(&sara, &restored.next, &Wanted::default());
    assert_eq!(all.rows.len(), 2, "the new era begins at the beginning");
    assert_eq!(seqs(&scenario), [1, 2]);
    assert_eq!(scenario.findings(DAY), Vec::<String>::new());
}

#[test]
fn a_moment_is_answered_with_all_that_was_committed_after_it() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA")]);
    scenario.joins(&sara);
    let state = |id: &str, placed: i64| scenario.state(&Stated::new(id, 10_000, placed).coupon("SARA"));
    let mark = |now: i64| {
        scenario.writes(move |tx, _| {
            let heads = conversion::moved(tx)?;
            conversion::mark_all(tx, &heads, at(now))?;
            Ok(heads.len())
        })
    };
    let since = |moment: i64| {
        let reach = scenario.reach(&sara);
        let places = scenario.engine.db.read_wait(move |tx| conversion::places_at(tx, &reach, at(moment)));
        scenario.changed(&sara, &places.unwrap(), &Wanted::default()).rows.len()
    };
    state("1", MINUTE);
    assert_eq!(since(DAY), 1, "without a mark everything is told");
    assert_eq!(mark(10 * MINUTE), 1);
    // Written before the moment that is asked for, by its own time, and committed after it.
    state("2", 2 * MINUTE);
    assert_eq!((since(9 * MINUTE), since(10 * MINUTE), since(15 * MINUTE)), (2, 1, 1));
    assert_eq!((mark(20 * MINUTE), mark(30 * MINUTE)), (1, 0), "what did not move is not marked again");
    assert_eq!((since(19 * MINUTE), since(20 * MINUTE)), (1, 0));
    scenario.own.by_hand("UPDATE place_head SET era = 'ff'").unwrap();
    assert_eq!(since(DAY), 2, "marks of another era say nothing");
}

#[test]
fn whoever_reads_on_misses_nothing_while_many_write() {
    const WRITERS: usize = 8;
    const ORDERS: i64 = 12;
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA")]);
    scenario.joins(&sara);
    let done = Arc::new(AtomicBool::new(false));
    let (mut seen, mut since) = (BTreeMap::new(), Places::default());
    std::thread::scope(|threads| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (engine, tenant, store) = (&scenario.engine, &scenario.tenant, &scenario.store);
                threads.spawn(move || {
                    for (number, stage) in
                        (0..3).flat_map(|stage| (0..ORDERS).map(move |number| (number, stage)))
                    {
                        let id = format!("{writer}-{number}");
                        let order =
                            Stated::new(&id, 1_000 + number, MINUTE).coupon("SARA").modified(stage * SECOND);
                        let status = if stage == 2 { OrderStatus::Cancelled } else { OrderStatus::Completed };
                        let mut order = order.status(status);
                        order.0.total_minor += stage;
                        order.0.lines[0].total_minor += stage;
                        let key = OrderKey { tenant: tenant.clone(), store: store.clone(), external_id: id };
                        let (fact, source) = (order.fact(Origin::Api), "test".to_owned());
                        let new = NewFact { order: key, fact, source, occasion: stage.to_string() };
                        engine.db.write_wait(move |tx| pipeline::apply(tx, &new, at(DAY))).unwrap();
                    }
                })
            })
            .collect();
        let end = Arc::clone(&done);
        threads.spawn(move || {
            writers.into_iter().for_each(|writer| writer.join().unwrap());
            end.store(true, Ordering::Release);
        });
        loop {
            let last = done.load(Ordering::Acquire);
            let changes = scenario.changed(&sara, &since, &Wanted::default());
            since = changes.next;
            seen.extend(changes.rows.iter().map(|one| (one.content.number.clone(), told(one))));
            if last && !changes.more {
                break;
            }
        }
    });
    let stands: BTreeMap<String, String> = scenario
        .own
        .cells("SELECT number, status, sale_minor, commission_minor, COALESCE(reason, '-') FROM conversion")
        .into_iter()
        .map(|row| (row[0].clone(), row.join(" ")))
        .collect();
    assert_eq!(stands.len(), WRITERS * usize::try_from(ORDERS).unwrap());
    assert!(stands.values().all(|told| told.contains("declined")));
    assert_eq!(seen, stands);
}

#[test]
fn a_publisher_has_fifty_claims_open_at_a_store_at_most() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[]);
    let claims = |days: i64| {
        let (of, program) = (scenario.reach(&sara).remove(0), scenario.program.clone());
        let by = Actor::partner(&of.tenant, &sara, "Sara");
        let new = NewClaim { number: Some(days.to_string()), ..NewClaim::default() };
        let made = move |tx: &mut Tx<'_>| claim::create(tx, (&of, &by), (&program, &new), at(days * DAY));
        scenario.engine.db.write_wait(made)
    };
    for number in 0..claim::OPEN_MAX {
        claims(2 * number).unwrap();
    }
    let refused = claims(2 * claim::OPEN_MAX).unwrap_err();
    assert!(matches!(&refused, Error::Invalid(fields) if fields[0].detail.contains("50")), "{refused}");
    scenario
        .own
        .by_hand("UPDATE claim SET state = 'declined' WHERE created_at = (SELECT MIN(created_at) FROM claim)")
        .unwrap();
    claims(2 * claim::OPEN_MAX + 2).unwrap();
}
