//! Conversions: what browsers tell beside what servers tell, leads beside orders, and types of events.

use crate::scenario::{DAY, HOUR, MINUTE, SECOND, Scenario, Stated, at};
use tributary_core::fact::{OrderFact, OrderKind, Origin};
use tributary_core::order::Status;
use tributary_core::program::{Commission, EventKind, EventType};
use tributary_core::{Currency, EventTypeId, Money, Rate};
use tributary_engine::code::Kind;
use tributary_engine::pipeline::Outcome;
use tributary_engine::{Error, access, program};

fn event(id: &str, kind: EventKind, commission: Commission) -> EventType {
    EventType { id: id.to_owned(), name: id.to_owned(), kind, commission }
}

fn fixed(minor: i64) -> Commission {
    Commission::Fixed { amount: Money::new(minor, Currency::parse("USD").unwrap()) }
}

/// A shop where a sign-up earns 4.00; everything else 10 percent.
fn shop() -> Scenario {
    Scenario::new(|rules| rules.events = vec![event("evn_lead", EventKind::Lead, fixed(400))])
}

fn lead(reference: &str, placed: i64) -> Stated {
    let mut lead = Stated::new(&format!("lead:evn_lead:{reference}"), 0, placed);
    lead.0.kind = OrderKind::Lead;
    lead.0.event = Some("evn_lead".to_owned());
    lead.0.lines.clear();
    lead.0.customer.external_id = Some(reference.to_owned());
    lead
}

fn of_customer(mut order: Stated, customer: &str) -> Stated {
    order.0.customer.external_id = Some(customer.to_owned());
    order
}

#[test]
fn a_browser_and_a_server_make_one_conversion_whichever_comes_first() {
    let orders: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for order in orders {
        let scenario = shop();
        let (sara, noor) = (scenario.partner("Sara", &[]), scenario.partner("Noor", &[]));
        let own = scenario.click(1, &sara, 'a', HOUR);
        let forged = scenario.click(2, &noor, 'b', HOUR + MINUTE);
        let told = Stated::new("1", 10_000, 2 * HOUR).named(&own);
        let script = Stated::new("1", 999_999, 2 * HOUR).named(&forged).modified(9 * HOUR);
        let facts = [
            told.fact(Origin::Webhook),
            script.fact(Origin::Script),
            told.clone().modified(3 * HOUR).fact(Origin::Read),
        ];
        for (turn, which) in (1_i64..).zip(order) {
            scenario.tell("1", facts[which].clone(), 2 * HOUR + turn * MINUTE);
        }
        assert_eq!(scenario.balances(&sara), ["payable USD 1000"], "{order:?}");
        assert!(scenario.balances(&noor).is_empty(), "{order:?}");
        let row = scenario.row("1");
        assert_eq!((row.unverified, row.total_minor, row.review.as_deref()), (false, 10_000, None));
        assert!(scenario.findings(DAY).is_empty(), "{:?}", scenario.findings(DAY));
    }
}

#[test]
fn a_click_that_only_a_browser_knew_is_credited_once_the_server_says_the_order_is_real() {
    let scenario = shop();
    let sara = scenario.partner("Sara", &[]);
    let click = scenario.click(1, &sara, 'a', HOUR);
    let script = Stated::new("1", 50_000, 2 * HOUR).named(&click);
    scenario.tell("1", script.fact(Origin::Script), 2 * HOUR + SECOND);
    assert_eq!(scenario.balances(&sara), ["pending USD 5000"], "whatever the hold");
    let row = scenario.row("1");
    assert_eq!((row.unverified, row.standing.as_deref()), (true, Some("pending")));
    assert_eq!(row.review.as_deref(), Some("unverified"));
    assert_eq!(scenario.end_holds(400 * DAY), 0, "no moment will confirm it");
    let again = scenario.tell("1", script.modified(2 * HOUR).fact(Origin::Script), 3 * HOUR);
    assert_eq!(again, Outcome::Duplicate, "a page that is loaded again");
    scenario.tell("1", Stated::new("1", 10_000, 2 * HOUR).fact(Origin::Api), 4 * HOUR);
    assert_eq!(scenario.balances(&sara), ["payable USD 1000"]);
    assert!(scenario.findings(DAY).is_empty(), "{:?}", scenario.findings(DAY));
}

#[test]
fn a_person_may_say_that_what_a_browser_told_stands() {
    let scenario = shop();
    let sara = scenario.partner("Sara", &[]);
    let click = scenario.click(1, &sara, 'a', HOUR);
    let script = Stated::new("1", 50_000, 2 * HOUR).named(&click);
    scenario.tell("1", script.fact(Origin::Script), 2 * HOUR);
    let ruled = OrderFact::Ruled { declined: None, by: "ada".to_owned(), note: "seen".to_owned() };
    scenario.tell("1", ruled, 3 * HOUR);
    assert_eq!(scenario.balances(&sara), ["payable USD 5000"]);
    assert_eq!((scenario.row("1").unverified, scenario.row("1").review), (false, None));
}

#[test]
fn an_order_that_a_browser_named_before_it_was_placed_does_not_come_before_its_click() {
    let scenario = shop();
    let (sara, noor) = (scenario.partner("Sara", &[]), scenario.partner("Noor", &[]));
    let forged = scenario.click(2, &noor, 'b', MINUTE);
    let guess = Stated::new("1043", 1, HOUR).named(&forged);
    scenario.tell("1043", guess.fact(Origin::Script), HOUR);
    let own = scenario.click(1, &sara, 'a', 5 * HOUR);
    scenario.state(&Stated::new("1043", 10_000, 6 * HOUR).named(&own));
    assert_eq!(scenario.balances(&sara), ["payable USD 1000"]);
    let empty = Stated::new("1044", 10_000, 6 * HOUR);
    scenario.tell("1044", guess.fact(Origin::Script), HOUR);
    scenario.state(&empty);
    assert_eq!(scenario.row("1044").nobody.as_deref(), Some("no_touch"), "a guess is no evidence");
    assert!(scenario.balances(&noor).is_empty());
}

#[test]
fn a_lead_earns_once_and_gives_back_exactly_that() {
    let scenario = shop();
    let sara = scenario.partner("Sara", &[]);
    let click = scenario.click(1, &sara, 'a', HOUR);
    let lead = lead("bo", 2 * HOUR).named(&click);
    for minute in 0..3 {
        let told = lead.clone().modified(2 * HOUR + minute * MINUTE);
        scenario.tell("lead:evn_lead:bo", told.fact(Origin::Api), 3 * HOUR + minute * MINUTE);
    }
    assert_eq!(scenario.balances(&sara), ["payable USD 400"]);
    let off = lead.status(Status::Cancelled).modified(4 * HOUR);
    scenario.tell("lead:evn_lead:bo", off.fact(Origin::Api), 5 * HOUR);
    assert!(scenario.balances(&sara).is_empty());
    assert_eq!(scenario.row("lead:evn_lead:bo").kind, OrderKind::Lead);
    assert!(scenario.findings(DAY).is_empty(), "{:?}", scenario.findings(DAY));
}

#[test]
fn an_order_that_names_no_click_is_the_click_of_its_customers_lead_whichever_is_heard_of_first() {
    for late in [false, true] {
        let scenario = shop();
        let sara = scenario.partner("Sara", &[]);
        let click = scenario.click(1, &sara, 'a', HOUR);
        let (lead, sale) = (lead("bo", 2 * HOUR).named(&click), Stated::new("1", 10_000, 3 * HOUR));
        // The sale is of an address that the lead did not tell, so only the store's own id ties them.
        let (sale, other) = (of_customer(sale.customer("bo@"), "bo"), Stated::new("2", 10_000, 3 * HOUR));
        let lead_told = || scenario.tell("lead:evn_lead:bo", lead.fact(Origin::Api), 4 * HOUR);
        if !late {
            lead_told();
        }
        scenario.tell("1", sale.fact(Origin::Api), 5 * HOUR);
        scenario.tell("2", of_customer(other, "mo").fact(Origin::Api), 5 * HOUR);
        if late {
            assert_eq!(scenario.row("1").nobody.as_deref(), Some("no_touch"));
            lead_told();
        }
        assert_eq!(scenario.balances(&sara), ["payable USD 1400"], "late: {late}");
        assert_eq!(scenario.row("2").nobody.as_deref(), Some("no_touch"), "of another customer");
        assert!(scenario.findings(DAY).is_empty(), "{:?}", scenario.findings(DAY));
    }
}

#[test]
fn a_lead_that_only_a_browser_told_counts_after_all_that_the_store_says() {
    let scenario = Scenario::new(|rules| {
        rules.events = vec![event("evn_lead", EventKind::Lead, fixed(400))];
        rules.cleared_by_order = false;
    });
    let (sara, noor) = (scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]), scenario.partner("Noor", &[]));
    let click = scenario.click(1, &noor, 'a', HOUR);
    let forged = lead("bo", 2 * HOUR).named(&click);
    scenario.tell("lead:evn_lead:bo", forged.fact(Origin::Script), 2 * HOUR);
    let sale = |id: &str| of_customer(Stated::new(id, 10_000, 3 * HOUR), "bo");
    scenario.state(&sale("1").coupon("SARA10"));
    scenario.rules(HOUR, |rules| rules.priority.reverse());
    scenario.state(&sale("2").coupon("SARA10"));
    scenario.state(&sale("3"));
    assert_eq!(scenario.balances(&sara), ["payable USD 2000"], "also where clicks come first");
    assert_eq!(scenario.balances(&noor), ["payable USD 1000", "pending USD 400"]);
}

#[test]
fn a_lead_uses_up_no_click_and_makes_nobody_a_customer() {
    let scenario = Scenario::new(|rules| {
        rules.events = vec![event("evn_lead", EventKind::Lead, fixed(400))];
        rules.first_order_only = true;
    });
    let sara = scenario.partner("Sara", &[]);
    let click = scenario.click(1, &sara, 'a', HOUR);
    let first = lead("bo", 2 * HOUR).named(&click).customer("bo@");
    scenario.tell("lead:evn_lead:bo", first.fact(Origin::Api), 2 * HOUR);
    scenario.state(&of_customer(Stated::new("1", 10_000, 3 * HOUR).customer("bo@").click(&click), "bo"));
    assert_eq!(scenario.balances(&sara), ["payable USD 1400"]);
    scenario.state(&of_customer(Stated::new("2", 10_000, 4 * HOUR).customer("bo@").click(&click), "bo"));
    assert_eq!(scenario.balances(&sara), ["payable USD 1400"], "the first order did");
}

#[test]
fn what_only_a_browser_told_makes_nobody_a_customer_until_it_is_confirmed() {
    let scenario = Scenario::new(|rules| rules.first_order_only = true);
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let first = Stated::new("1", 5_000, HOUR).customer("bo@");
    scenario.tell("1", first.fact(Origin::Script), HOUR);
    scenario.state(&Stated::new("2", 10_000, 2 * HOUR).customer("bo@").coupon("SARA10"));
    assert_eq!(scenario.balances(&sara), ["payable USD 1000"]);
    scenario.tell("1", first.fact(Origin::Read), 3 * HOUR);
    assert!(scenario.balances(&sara).is_empty(), "it was not the first order after all");
    assert!(scenario.findings(DAY).is_empty(), "{:?}", scenario.findings(DAY));
}

#[test]
fn an_event_type_gets_an_id_that_stays_and_is_nobody_elses() {
    let scenario = Scenario::new(|rules| {
        rules.events =
            vec![event("", EventKind::Transaction, Commission::Percent { rate: Rate::percent(5) })];
    });
    let (tenant, own) = (scenario.tenant.clone(), scenario.program.clone());
    let load = move |tx: &mut tributary_engine::db::Tx<'_>| program::load(tx, &tenant, &own);
    let id = scenario.engine.db.read_wait(load).unwrap().current.rules.events[0].id.clone();
    let typed = EventTypeId::parse(&id).unwrap();
    scenario.rules(HOUR, |rules| rules.events[0].name = "Sale".to_owned());
    scenario.rules(2 * HOUR, |rules| rules.events.clear());
    let (tenant, id_there) = (scenario.tenant.clone(), typed.clone());
    let found = scenario.engine.db.read_wait(move |tx| program::program_of_event(tx, &tenant, &id_there));
    assert_eq!(found.unwrap().program, scenario.program, "also when no version has it any more");
    let other = scenario.engine.db.write_wait(|tx| access::create_tenant(tx, "Other", at(0))).unwrap();
    let found = scenario.engine.db.read_wait(move |tx| program::program_of_event(tx, &other, &typed));
    assert!(matches!(found, Err(Error::NotFound("event type"))), "{found:?}");
}
