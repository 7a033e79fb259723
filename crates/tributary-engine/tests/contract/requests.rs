//! The log of API requests: whose they are, how they are found, and when they are forgotten.

use crate::scenario::{DAY, MINUTE, Scenario, at};
use tributary_core::{KeyId, TenantId};
use tributary_engine::page::Cursor;
use tributary_engine::request::{self, Filter, KEEP_DAYS, PIECES, Request};

fn asked(tenant: &TenantId, number: i64, status: i64) -> Request {
    Request {
        tenant: tenant.clone(),
        id: format!("req_{number:032x}"),
        at: at(number * MINUTE),
        method: if status == 201 { "POST" } else { "GET" }.to_owned(),
        route: "/api/v1/orders".to_owned(),
        path: "/api/v1/orders?limit=5".to_owned(),
        status,
        took_ms: 3,
        key: KeyId::from_bits(if status == 500 { 2 } else { 1 }),
        idempotency_key: Some("a".to_owned()),
        address: None,
        request: "{}".to_owned(),
        answer: "[]".to_owned(),
        code: None,
        key_name: String::new(),
    }
}

fn ids(scenario: &Scenario, filter: &Filter) -> Vec<i64> {
    let (tenant, filter) = (scenario.tenant.clone(), filter.clone());
    let read =
        scenario.engine.db.read_wait(move |tx| request::list(tx, &tenant, &filter, &Cursor::default()));
    read.unwrap().rows.iter().map(|one| one.at.since_ms(at(0)) / MINUTE).collect()
}

#[test]
fn requests_are_found_by_what_they_were_and_only_by_their_own_tenant() {
    let scenario = Scenario::new(|_| {});
    let other = TenantId::from_bits(9);
    let all: Vec<Request> = [(1, 200), (2, 201), (3, 404), (4, 500)]
        .into_iter()
        .map(|(number, status)| asked(&scenario.tenant, number, status))
        .chain([asked(&other, 5, 200)])
        .collect();
    scenario.engine.db.write_wait(move |tx| request::record(tx, &all)).unwrap();
    assert_eq!(ids(&scenario, &Filter::default()), [4, 3, 2, 1]);
    assert_eq!(ids(&scenario, &Filter { hundred: Some(2), ..Filter::default() }), [2, 1]);
    assert_eq!(ids(&scenario, &Filter { method: Some("POST".to_owned()), ..Filter::default() }), [2]);
    assert!(ids(&scenario, &Filter { route: Some("/api/v1/x".to_owned()), ..Filter::default() }).is_empty());
    assert_eq!(ids(&scenario, &Filter { key: Some(KeyId::from_bits(2)), ..Filter::default() }), [4]);
    let (tenant, id) = (scenario.tenant.clone(), format!("req_{:032x}", 5));
    assert!(scenario.engine.db.read_wait(move |tx| request::load(tx, &tenant, &id)).is_err());
    let tenant = scenario.tenant.clone();
    let pieces =
        scenario.engine.db.read_wait(move |tx| request::histogram(tx, &tenant, DAY, at(5 * MINUTE))).unwrap();
    assert_eq!(pieces[PIECES - 1], [2, 1, 1], "what was just asked stands at the end");
}

#[test]
fn requests_are_forgotten_once_they_are_old_and_not_a_moment_before() {
    let scenario = Scenario::new(|_| {});
    let all = vec![asked(&scenario.tenant, 1, 200), asked(&scenario.tenant, 2, 200)];
    scenario.engine.db.write_wait(move |tx| request::record(tx, &all)).unwrap();
    let forget = |now: i64| {
        let tenant = scenario.tenant.clone();
        scenario.engine.db.write_wait(move |tx| request::forget(tx, &tenant, 10, at(now))).unwrap()
    };
    assert_eq!(forget(KEEP_DAYS * DAY + MINUTE), 0);
    assert_eq!(forget(KEEP_DAYS * DAY + MINUTE + 1), 1);
    assert_eq!(ids(&scenario, &Filter::default()), [2]);
}
