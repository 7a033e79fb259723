//! A database of an earlier program, with rows in it, is brought up to date.

use super::super::postgres::{REFUSE, step};
use super::{STEPS, newest_schema};
use crate::chain::hash_after;
use crate::own::Own;
use crate::verify::verify;
use crate::{Engine, chance, retention};
use tributary_core::{ClickId, Timestamp};

/// 2026-03-01T12:00:00Z.
const OPENED: i64 = 1_772_366_400_000;
const DAY: i64 = 86_400_000;

/// Brings an empty database to the state after so many steps.
fn at_step(own: &Own, number: usize) {
    match own.url() {
        None => {
            let connection = rusqlite::Connection::open(own.file()).unwrap();
            STEPS[..number].iter().for_each(|step| connection.execute_batch(step).unwrap());
            connection.pragma_update(None, "user_version", i64::try_from(number).unwrap()).unwrap();
        }
        Some(url) => {
            let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
            client.batch_execute("CREATE TABLE schema_version (version BIGINT NOT NULL)").unwrap();
            client.batch_execute(REFUSE).unwrap();
            STEPS[..number].iter().for_each(|sql| client.batch_execute(&step(sql)).unwrap());
            client.batch_execute(&format!("INSERT INTO schema_version VALUES ({number})")).unwrap();
        }
    }
}

/// Clicks of these moments, with ids of chance alone, as they were made before ids said anything; the last one's id.
fn clicks(own: &Own, moments: &[i64]) -> String {
    own.by_hand(
        "INSERT INTO tenant (id, name, created_at) VALUES ('ten_00000000000000000000000001', 'Shop', 0)",
    )
    .unwrap();
    let (mut last, mut hash) = (String::new(), String::new());
    for (at, seq) in moments.iter().zip(1_i64..) {
        last = ClickId::from_bits(chance::bits().unwrap()).to_string();
        let ms = at.to_string();
        let parts =
            [&last, "prg_x", "", "", "", "sara", &ms, "human", "counted", "v", "https://shop.example/"];
        hash = hash_after(&hash, seq, &parts);
        own.by_hand(&format!(
            "INSERT INTO click (tenant, id, seq, program_id, value, at, traffic, outcome, visitor, device, landing, hash)
             VALUES ('ten_00000000000000000000000001', '{last}', {seq}, 'prg_x', 'sara', {ms}, 'human', 'counted', 'v',
               'desktop', 'https://shop.example/', '{hash}')"
        ))
        .unwrap();
    }
    own.by_hand(&format!(
        "INSERT INTO chain_head (tenant, chain, seq, hash)
         VALUES ('ten_00000000000000000000000001', 'click', {}, '{hash}')",
        moments.len()
    ))
    .unwrap();
    last
}

fn click_findings(engine: &Engine) -> Vec<String> {
    let now = engine.now();
    let report = engine.db.read_wait(move |tx| verify(tx, now)).unwrap();
    let places = report.findings.into_iter().map(|found| format!("{}: {}", found.place, found.problem));
    places.filter(|found| found.starts_with("click") || found.starts_with("horizon")).collect()
}

#[test]
fn clicks_that_are_there_go_with_the_step_to_parts_and_those_that_facts_name_are_known() {
    let own = Own::new();
    at_step(&own, 12);
    let now = crate::clock::Clock::default().now().ms();
    let moments = [OPENED - 400 * DAY, OPENED, OPENED + 1, now, now + 4_000 * DAY];
    let named = clicks(&own, &moments);
    own.by_hand(&format!(
        "INSERT INTO fact (tenant, id, seq, store_id, subject, key, body, source, received_at, hash)
         VALUES ('ten_other', 'f', 1, 's', '1', 'k',
           '{{\"evidence\":[{{\"kind\":\"cookie\",\"click\":\"{named}.abc\",\"code\":null}},{{\"click\":\"x\"}}]}}', 't', 0, 'h')"
    ))
    .unwrap();
    let mut before = own.cells("SELECT * FROM click ORDER BY seq");
    // A publisher's own ids, of which clicks from before have none.
    before.iter_mut().for_each(|row| row.push(String::new()));
    let engine = own.engine();
    assert_eq!(own.cells("SELECT * FROM click ORDER BY seq"), before);
    assert_eq!(own.texts("SELECT click_id FROM named_click"), [named.as_str()]);
    assert_eq!(click_findings(&engine), [""; 0]);
    assert!(own.by_hand("DELETE FROM click").unwrap_err().contains("clicks are never"));
    assert!(own.by_hand("UPDATE click SET value = 'x'").unwrap_err().contains("clicks are never"));
    if Own::is_on_a_server() {
        let part = |seq: i64| {
            own.texts(&format!("SELECT CAST(tableoid::regclass AS TEXT) FROM click WHERE seq = {seq}"))
                .remove(0)
        };
        assert_eq!([1, 3, 4].map(part), ["click_before"; 3], "this month as well");
        assert_eq!(part(5), "click_rest", "its clock was wrong");
        let indexes =
            |table: &str| own.count(&format!("SELECT COUNT(*) FROM pg_indexes WHERE tablename = '{table}'"));
        assert_eq!(
            (indexes("click_before"), indexes("click_rest")),
            (9, 9),
            "those that were there are used again"
        );
        let parts = engine.db.read_wait(retention::parts).unwrap();
        assert_eq!(parts.len(), 4, "what was there, the rest, and two months: {parts:?}");
        let standing =
            engine.db.read_wait(move |tx| retention::standing(tx, Timestamp::from_ms(now))).unwrap();
        assert!(!standing.parts.unwrap().lacks);
        for table in ["click_before", "click_rest"] {
            assert!(own.by_hand(&format!("TRUNCATE {table}")).unwrap_err().contains("never"), "{table}");
        }
    }
}

#[test]
fn orders_that_name_a_visit_beside_a_click_of_ours_are_to_be_noted_anew_and_no_others() {
    let own = Own::quick();
    at_step(&own, STEPS.iter().position(|step| step.contains("other_visitor")).unwrap());
    let found = |names: &[&str]| {
        let all = names.iter().map(|name| format!("{{\"click\":\"x\",\"found_in\":\"_tributary_{name}\"}}"));
        all.collect::<Vec<_>>().join(",")
    };
    let told: [&[&str]; 4] = [&["click", "visit"], &["visit"], &["click"], &[]];
    for (number, names) in (1..).zip(told) {
        let visitor = if names.is_empty() { "NULL" } else { "'v'" };
        for row in [
            format!(
                "INSERT INTO fact (tenant, id, seq, store_id, subject, key, body, source, received_at, hash)
                 VALUES ('ten_other', 'f{number}', {number}, 's', '{number}', 'k', '[{}]', 't', 0, 'h')",
                found(names)
            ),
            format!(
                "INSERT INTO orders (tenant, id, store_id, program_id, external_id, number, status, currency, placed_at,
                   total_minor, base_minor, refunded_minor, provisional, coupons, rule_version, commission_minor,
                   platform_minor, payable_at, visitor, city, state, country, needs_read, first_heard, updated_at, qualified_at)
                 VALUES ('ten_other', 'o{number}', 's', 'p', '{number}', '1', 'completed', 'SEK', 1, 1, 1, 0, 0, '[]', 1, 0, 0, 1,
                   {visitor}, '', '', '', 0, 1, 1, 5)"
            ),
        ] {
            own.by_hand(&row).unwrap();
        }
    }
    drop(own.engine());
    assert_eq!(own.texts("SELECT external_id FROM orders WHERE qualified_at = -1"), ["1"]);
    assert_eq!(own.count("SELECT COUNT(*) FROM orders WHERE qualified_at = 5"), 3);
}

#[test]
fn an_empty_database_of_an_earlier_step_is_brought_up_to_date() {
    for number in [1, 12] {
        let own = Own::quick();
        at_step(&own, number);
        let engine = own.engine();
        let schema = engine.db.read_wait(super::super::schema_version).unwrap();
        assert_eq!(schema, newest_schema(), "from step {number}");
        assert_eq!(click_findings(&engine), [""; 0]);
    }
}
