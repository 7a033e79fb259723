//! Imports: what a file would do is known before, it happens once whatever is killed, and it is taken back as a whole.

use crate::own::Own;
use crate::scenario::{DAY, Scenario, Stated, at};
use std::collections::BTreeMap;
use tributary_core::ImportId;
use tributary_core::fact::Origin;
use tributary_engine::audit::Actor;
use tributary_engine::code::Kind as CodeKind;
use tributary_engine::import::{
    self, Counts, Import, Kind, NewImport, Owed, Part, Plan, RawRow, State, System, Verdict,
};
use tributary_engine::{Engine, Error, event, partner};

/// A moment of the scenario at which files are brought.
const NOW: i64 = 30 * DAY;

fn texts(row: &[&str]) -> Vec<String> {
    row.iter().map(|cell| (*cell).to_owned()).collect()
}

/// What the rows of a table are, its columns, and its rows.
type Table<'a> = (Kind, &'a [&'a str], Vec<Vec<String>>);

/// Tables with their rows, brought and not yet looked at.
fn brought(s: &Scenario, system: System, tables: &[Table<'_>]) -> ImportId {
    let actor = Actor::system(&s.tenant, "test");
    let new = NewImport { system, name: "file.csv".to_owned(), store: s.store.clone() };
    let mut parts = Vec::new();
    let mut rows = Vec::new();
    for (at, (kind, columns, lines)) in tables.iter().enumerate() {
        let mut part = Part::new(system, *kind, "file.csv", texts(columns));
        part.rows = lines.len() as i64;
        parts.push(part);
        let raw = lines.iter().zip(2_i64..).map(|(cells, line)| RawRow {
            part: at as i64,
            line,
            cells: cells.clone(),
        });
        rows.extend(raw);
    }
    let made = s.engine.db.write_wait(move |tx| {
        let id = import::begin(tx, &actor, &new, at(NOW))?;
        import::add(tx, (&actor.tenant, &id), &rows, 0)?;
        import::received(tx, (&actor.tenant, &id), parts.clone(), at(NOW))?;
        Ok(id)
    });
    made.unwrap()
}

fn load(s: &Scenario, id: &ImportId) -> Import {
    let (tenant, id) = (s.tenant.clone(), id.clone());
    s.engine.db.read_wait(move |tx| import::load(tx, &tenant, &id)).unwrap()
}

fn step(engine: &Engine, s: &Scenario, id: &ImportId, limit: i64) -> bool {
    let (tenant, id, key) = (s.tenant.clone(), id.clone(), *engine.sealer.people_key());
    engine.db.write_wait(move |tx| import::step(tx, (&tenant, &id), limit, (&key, at(NOW)))).unwrap()
}

fn walk(s: &Scenario, id: &ImportId) -> Import {
    while step(&s.engine, s, id, import::CHUNK) {}
    load(s, id)
}

/// Tries an import out under changed choices.
fn preview(s: &Scenario, id: &ImportId, change: impl Fn(&mut Plan)) -> Import {
    let mut plan = load(s, id).plan;
    change(&mut plan);
    let (tenant, of) = (s.tenant.clone(), id.clone());
    s.engine.db.write_wait(move |tx| import::map(tx, (&tenant, &of), &plan, at(NOW))).unwrap();
    walk(s, id)
}

fn begin_run(s: &Scenario, id: &ImportId) {
    let (actor, of) = (Actor::system(&s.tenant, "test"), id.clone());
    s.engine.db.write_wait(move |tx| import::run(tx, &actor, &of, at(NOW))).unwrap();
}

fn run(s: &Scenario, id: &ImportId) -> Import {
    begin_run(s, id);
    walk(s, id)
}

fn undo(s: &Scenario, id: &ImportId) -> Import {
    let (actor, of) = (Actor::system(&s.tenant, "test"), id.clone());
    s.engine.db.write_wait(move |tx| import::undo(tx, &actor, &of, at(NOW + DAY))).unwrap();
    walk(s, id)
}

fn rows(s: &Scenario, id: &ImportId, verdict: Verdict) -> Vec<import::Row> {
    let (tenant, id) = (s.tenant.clone(), id.clone());
    s.engine.db.read_wait(move |tx| import::rows_of(tx, (&tenant, &id), verdict, (0, 1_000_000))).unwrap()
}

fn reasons(s: &Scenario, id: &ImportId) -> Vec<(i64, String)> {
    let row = |row: import::Row| {
        (row.number, format!("{}: {}", row.field.unwrap_or_default(), row.detail.unwrap()))
    };
    rows(s, id, Verdict::Wrong).into_iter().map(row).collect()
}

/// Everything that an import of partners could touch.
fn dump(own: &Own) -> BTreeMap<&'static str, Vec<Vec<String>>> {
    let tables = [
        "partner",
        "partner_status",
        "partner_address",
        "code",
        "link",
        "orders",
        "fact",
        "posting",
        "ledger_transaction",
        "import_link",
        "order_sum",
        "customer",
    ];
    tables.map(|table| (table, own.cells(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3")))).into()
}

fn counts(new: i64, updated: i64, skipped: i64, wrong: i64) -> Counts {
    Counts { new, updated, skipped, wrong, joined: 0 }
}

const PARTNERS: [&str; 4] = ["Name", "E-mail", "Code", "Group"];

/// Ten thousand partners, of which 37 can't be used, 20 are here with other words, and one as it is.
fn ten_thousand() -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = (0..10_000)
        .map(|n| {
            vec![format!("Partner {n}"), format!("p{n}@example.com"), format!("P{n}"), "Runners".to_owned()]
        })
        .collect();
    for n in 0..12 {
        lines[n * 97 + 100][1] = "no address".to_owned();
    }
    for n in 0..10 {
        lines[n * 101 + 2_000][0] = String::new();
    }
    for n in 0..10 {
        lines[n * 103 + 4_000][2] = "not for a link".to_owned();
    }
    for n in 0..5 {
        let earlier = lines[n][1].to_uppercase();
        lines[n * 107 + 7_000][1] = earlier;
    }
    lines
}

#[test]
fn ten_thousand_partners_of_whom_37_are_bad_are_counted_before_and_taken_back_to_the_last_cell() {
    let s = Scenario::new(|_| {});
    let here: Vec<Vec<String>> = (0..21)
        .map(|n| {
            let group = if n == 20 { "Runners" } else { "" };
            vec![format!("Partner {n}"), format!("p{n}@example.com"), format!("P{n}"), group.to_owned()]
        })
        .collect();
    let first = brought(&s, System::Csv, &[(Kind::Partners, &PARTNERS, here)]);
    preview(&s, &first, |_| {});
    assert_eq!(run(&s, &first).counts, counts(21, 0, 0, 0));
    let before = dump(&s.own);
    let id = brought(&s, System::Csv, &[(Kind::Partners, &PARTNERS, ten_thousand())]);
    let seen = preview(&s, &id, |_| {});
    assert_eq!((seen.state, seen.counts), (State::Previewed, counts(9_942, 20, 1, 37)));
    assert_eq!(dump(&s.own), before, "trying out changes nothing");
    let done = run(&s, &id);
    assert_eq!((done.state, done.counts), (State::Finished, counts(9_942, 20, 1, 37)));
    assert_eq!(s.own.count("SELECT COUNT(*) FROM partner"), 21 + 9_942);
    assert_eq!(s.own.count("SELECT COUNT(*) FROM partner WHERE group_name = 'Runners'"), 21 + 9_942);
    let wrong = reasons(&s, &id);
    assert_eq!(wrong.len(), 37);
    let of = |start: &str| wrong.iter().filter(|(_, why)| why.starts_with(start)).count();
    assert_eq!((of("email: Use"), of("name: Give"), of("code: A"), of("email: An earlier")), (12, 10, 10, 5));
    assert_eq!(undo(&s, &id).state, State::Undone);
    let after = dump(&s.own);
    for (table, rows) in &before {
        assert_eq!(after[table].len(), rows.len(), "{table}");
        assert!(after[table] == *rows, "{table} is as it was");
    }
    assert_eq!(s.findings(NOW + 2 * DAY), [""; 0]);
}

#[test]
fn a_process_killed_between_two_chunks_goes_on_where_it_was_and_does_nothing_twice() {
    let s = Scenario::new(|_| {});
    let lines = (0..50)
        .map(|n| texts(&[&format!("P {n}"), &format!("p{n}@example.com"), &format!("C{n}"), ""]))
        .collect();
    let id = brought(&s, System::Csv, &[(Kind::Partners, &PARTNERS, lines)]);
    preview(&s, &id, |_| {});
    begin_run(&s, &id);
    for _ in 0..3 {
        assert!(step(&s.engine, &s, &id, 7));
    }
    let another = s.own.engine();
    assert!(step(&another, &s, &id, 7), "whoever comes next takes the rows behind");
    assert_eq!(load(&s, &id).at, 28);
    assert_eq!(walk(&s, &id).counts, counts(50, 0, 0, 0));
    assert_eq!(s.own.count("SELECT COUNT(*) FROM partner"), 50);
    let again = brought(
        &s,
        System::Csv,
        &[(
            Kind::Partners,
            &PARTNERS,
            (0..50).map(|n| texts(&[&format!("P {n}"), &format!("p{n}@example.com")])).collect(),
        )],
    );
    assert_eq!(
        preview(&s, &again, |_| {}).counts,
        counts(0, 0, 50, 0),
        "the same file again has nothing to do"
    );
    let told = s.engine.db.read_wait({
        let tenant = s.tenant.clone();
        move |tx| event::of_kind(tx, &tenant, "import.finished", &tributary_engine::page::Cursor::default())
    });
    let told = told.unwrap().rows;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].data["object"]["counts"]["new"], 50);
}

#[test]
fn what_somebody_changed_since_stays_and_whoever_has_orders_is_hidden_not_removed() {
    let s = Scenario::new(|_| {});
    let sara = s.partner("Sara", &[]);
    let lines = vec![
        texts(&[sara.as_str(), "Sara Berg", "sara@example.com", "Lund", ""]),
        texts(&["", "Bo", "bo@example.com", "Umeå", "BO10"]),
        texts(&["", "Kim", "kim@example.com", "", "KIM10"]),
    ];
    let columns = ["Id", "Name", "E-mail", "Place", "Coupon"];
    let id = brought(&s, System::Csv, &[(Kind::Partners, &columns, lines)]);
    // Only an address or a code says that Sara is Sara: her id is that of another system.
    assert_eq!(preview(&s, &id, |_| {}).counts, counts(3, 0, 0, 0));
    let (tenant, key, of) = (s.tenant.clone(), *s.engine.sealer.people_key(), sara.clone());
    let profile = partner::Profile {
        name: "Sara".into(),
        email: Some("sara@example.com".into()),
        ..Default::default()
    };
    s.engine.db.write_wait(move |tx| partner::change(tx, &tenant, &of, &profile, (&key, at(1)))).unwrap();
    assert_eq!(preview(&s, &id, |_| {}).counts, counts(2, 1, 0, 0));
    assert_eq!(run(&s, &id).counts, counts(2, 1, 0, 0));
    s.state(&Stated::new("1", 10_000, NOW).coupon("bo10"));
    assert!(s.row("1").partner.is_some());
    let (tenant, of) = (s.tenant.clone(), sara.clone());
    let profile = partner::Profile { name: "Sara B.".into(), place: "Lund".into(), ..Default::default() };
    s.engine.db.write_wait(move |tx| partner::change(tx, &tenant, &of, &profile, (&key, at(NOW)))).unwrap();
    assert_eq!(undo(&s, &id).state, State::Undone);
    let (tenant, of) = (s.tenant.clone(), sara);
    let sara = s.engine.db.read_wait(move |tx| partner::load(tx, &tenant, &of)).unwrap();
    assert_eq!((sara.name.as_str(), sara.email, sara.place.as_str()), ("Sara B.", None, ""));
    assert_eq!(s.row("1").partner, None, "without the code nobody is credited");
    let left = s
        .own
        .cells("SELECT name, CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END FROM partner ORDER BY name");
    assert_eq!(left, [texts(&["Bo", "1"]), texts(&["Sara B.", "0"])], "an order was credited to Bo once");
    assert_eq!(s.findings(NOW + 2 * DAY), [""; 0]);
}

const ORDERS: [&str; 5] = ["Order", "Date", "Total", "Partner", "Status"];

#[test]
fn orders_are_facts_of_their_own_source_and_nothing_is_due_once_they_are_taken_back() {
    let s = Scenario::new(|rules| rules.hold_days = 0);
    let sara = s.partner("Sara", &[(CodeKind::Referral, "sara")]);
    let lines = vec![
        texts(&["1001", "2026-02-01 10:00", "100.00", "sara", "completed"]),
        texts(&["1002", "2026-02-02", "50,50", sara.as_str(), "refunded"]),
        texts(&["1003", "2026-02-30", "10", "", ""]),
        texts(&["1004", "2026-02-03", "1.234", "", ""]),
        texts(&["1005", "2026-02-03", "10", "nobody@example.com", ""]),
        texts(&["1001", "2026-02-01", "7", "", ""]),
    ];
    let id = brought(&s, System::Csv, &[(Kind::Orders, &ORDERS, lines)]);
    let seen = preview(&s, &id, |plan| plan.options.owed = Owed::Rules);
    assert_eq!(seen.counts, counts(2, 0, 0, 4), "{:?}", reasons(&s, &id));
    let wrong: Vec<String> =
        reasons(&s, &id).into_iter().map(|(_, why)| why.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(wrong, ["placed_at", "total", "partner", "order"]);
    run(&s, &id);
    let row = s.row("1001");
    assert_eq!((row.partner.as_ref(), row.total_minor), (Some(&sara), 10_000));
    assert!(row.commission_minor > 0);
    let told = s.own.texts("SELECT source FROM fact WHERE subject = '1001' ORDER BY seq");
    assert!(!told.is_empty() && told.iter().all(|source| *source == format!("import {id}")), "{told:?}");
    let facts = s.own.count("SELECT COUNT(*) FROM fact");
    undo(&s, &id);
    assert_eq!((s.row("1001").status.as_str(), s.row("1001").commission_minor), ("deleted", 0));
    assert_eq!(s.row("1001").partner, None);
    assert_eq!(
        s.own.count(
            "SELECT CAST(COALESCE(SUM(CASE side WHEN 'credit' THEN amount_minor ELSE -amount_minor END), 0) AS BIGINT) FROM posting WHERE account LIKE 'partner:%'"
        ),
        0
    );
    assert!(s.own.count("SELECT COUNT(*) FROM fact") > facts, "taking back only appends");
    // The same file, mended, is taken again.
    let lines = vec![texts(&["1001", "2026-02-01 10:00", "100.00", "sara", "completed"])];
    let again = brought(&s, System::Csv, &[(Kind::Orders, &ORDERS, lines)]);
    assert_eq!(preview(&s, &again, |_| {}).counts, counts(1, 0, 0, 0));
    run(&s, &again);
    let row = s.row("1001");
    assert_eq!(
        (row.status.as_str(), row.partner.as_ref(), row.commission_minor),
        ("completed", Some(&sara), 0)
    );
    assert_eq!(s.findings(NOW + 2 * DAY), [""; 0]);
}

#[test]
fn the_stores_own_word_stands_over_a_file_before_and_after() {
    let s = Scenario::new(|_| {});
    let sara = s.partner("Sara", &[(CodeKind::Coupon, "SARA10")]);
    s.state(&Stated::new("1", 10_000, DAY).coupon("sara10"));
    let lines = vec![
        texts(&["1", "2026-01-01", "999", "", ""]),
        texts(&["2", "2026-01-01", "50", sara.as_str(), "processing"]),
    ];
    let id = brought(&s, System::Csv, &[(Kind::Orders, &ORDERS, lines)]);
    assert_eq!(preview(&s, &id, |_| {}).counts, counts(1, 0, 1, 0));
    run(&s, &id);
    assert_eq!(s.row("1").total_minor, 10_000);
    assert_eq!((s.row("2").total_minor, s.row("2").partner.as_ref()), (5_000, Some(&sara)));
    s.state(&Stated::new("2", 6_000, NOW + 1_000));
    assert_eq!(s.row("2").total_minor, 6_000, "what the store says later is believed");
    undo(&s, &id);
    let row = s.row("2");
    assert_eq!(
        (row.total_minor, row.partner, row.status.as_str()),
        (6_000, None, "completed"),
        "only what the file said goes"
    );
    assert_eq!(s.findings(NOW + 2 * DAY), [""; 0]);
}

#[test]
fn reftracks_tables_come_as_one_with_orders_out_of_their_lines() {
    let s = Scenario::new(|_| {});
    let influencers =
        ["id", "name", "email", "instagram_handle", "coupon_code", "referral_slug", "status", "created_at"];
    let orders = [
        "id",
        "influencer_id",
        "order_id",
        "product_id",
        "product_name",
        "order_total",
        "city",
        "state",
        "coupon_used",
        "referral_source",
        "order_status",
        "created_at",
    ];
    let people = vec![
        texts(&["3", "Sara", "sara@example.com", "@sara", "SARA10", "sara", "active", "2025-01-01 00:00:00"]),
        texts(&["4", "Bo", "NULL", "", "", "bo", "paused", "2025-01-01 00:00:00"]),
        texts(&["5", "Kim", "", "", "SARA10", "kim", "active", "2025-01-01 00:00:00"]),
    ];
    let line = |id: &str, of: &str, order: &str, total: &str| {
        texts(&[
            id,
            of,
            order,
            "9",
            "Mug",
            total,
            "Lund",
            "",
            "sara10",
            "coupon",
            "wc-completed",
            "2026-02-01 10:00:00",
        ])
    };
    let lines = vec![
        line("1", "3", "77", "10.00"),
        line("2", "4", "78", "5.00"),
        line("3", "3", "77", "2.50"),
        line("4", "5", "79", "1.00"),
    ];
    let tables = [(Kind::Partners, &influencers[..], people), (Kind::Orders, &orders[..], lines)];
    let id = brought(&s, System::RefTrackr, &tables);
    let seen = preview(&s, &id, |_| {});
    assert_eq!(
        seen.counts,
        Counts { new: 4, updated: 0, skipped: 0, wrong: 2, joined: 1 },
        "{:?}",
        reasons(&s, &id)
    );
    let done = run(&s, &id);
    assert_eq!(done.counts, seen.counts, "what was promised is what came");
    let row = s.row("77");
    assert_eq!((row.total_minor, row.status.as_str(), row.commission_minor), (1_250, "completed", 0));
    let found = {
        let (tenant, of) = (s.tenant.clone(), row.partner.unwrap());
        s.engine.db.read_wait(move |tx| partner::load(tx, &tenant, &of)).unwrap()
    };
    assert_eq!((found.name.as_str(), found.note.as_str(), found.paused), ("Sara", "@sara", false));
    assert_eq!(s.own.count("SELECT COUNT(*) FROM order_line"), 3);
    assert_eq!(s.findings(NOW + DAY), [""; 0]);
}

#[test]
fn an_import_does_only_what_goes_with_its_state_and_its_rows_are_forgotten() {
    let s = Scenario::new(|_| {});
    let id = brought(&s, System::Csv, &[(Kind::Partners, &["name"], vec![texts(&["Sara"])])]);
    let actor = Actor::system(&s.tenant, "test");
    let (by, of) = (actor.clone(), id.clone());
    let early = s.engine.db.write_wait(move |tx| import::run(tx, &by, &of, at(NOW)));
    assert!(matches!(early, Err(Error::Conflict(_))), "{early:?}");
    let (by, of) = (actor.clone(), id.clone());
    let nothing = s.engine.db.write_wait(move |tx| import::undo(tx, &by, &of, at(NOW)));
    assert!(matches!(nothing, Err(Error::Conflict(_))), "{nothing:?}");
    preview(&s, &id, |_| {});
    run(&s, &id);
    let (tenant, of) = (s.tenant.clone(), id.clone());
    let gone = s.engine.db.write_wait(move |tx| import::discard(tx, &tenant, &of));
    assert!(matches!(gone, Err(Error::Conflict(_))), "{gone:?}");
    let forget = |ms: i64| s.engine.db.write_wait(move |tx| import::forget(tx, at(ms), 10)).unwrap();
    assert_eq!(forget(NOW + 6 * DAY), 0);
    assert_eq!(forget(NOW + 8 * DAY), 1);
    assert_eq!(s.own.count("SELECT COUNT(*) FROM import_row"), 0);
    let (by, of) = (actor, id);
    let late = s.engine.db.write_wait(move |tx| import::undo(tx, &by, &of, at(NOW + 8 * DAY)));
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    assert_eq!(s.own.count("SELECT COUNT(*) FROM partner"), 1);
}

#[test]
fn a_file_is_the_weakest_that_a_server_can_say() {
    assert!(Origin::Script < Origin::File && Origin::File < Origin::Webhook && Origin::File.is_server());
    assert_eq!(serde_json::to_string(&Origin::File).unwrap(), "\"file\"");
}
