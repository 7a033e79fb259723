//! Somebody changes the database behind the server's back: verify finds it and says where.

use crate::capture::deliveries;
use crate::shuffled::Dice;
use crate::world::{Shops, Template, World, findings};
use axum::body::Body;
use axum::http::Request;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tower::ServiceExt;
use tributary_engine::program;
use tributary_engine::replay::{Apply, Scope, replay};

const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";

/// Everything replayed and read, some clicks, and two replays under other rules: a ledger of many causes.
async fn full_books() -> World {
    let shops = Shops::start().await;
    let world = Template::new(&shops).open();
    let router = world.router();
    for path in ["/r/sara", "/r/five", "/r/nobody", "/r/SARA10"].repeat(4) {
        let request = Request::get(path).header("User-Agent", BROWSER).body(Body::empty()).unwrap();
        assert_eq!(router.clone().oneshot(request).await.unwrap().status(), 302);
    }
    for delivery in deliveries() {
        world.deliver(&router, delivery).await;
        world.judge().await;
    }
    world.reconcile().await;
    for rules in [2, 1] {
        let clock = world.app.engine.clock.clone();
        let scope = Scope { since: None, rules: Some(rules) };
        let done = world.app.engine.db.write_wait(move |tx| replay(tx, &scope, Apply::Post, &clock)).unwrap();
        assert!(!done.differences.is_empty(), "rules {rules} change nothing");
    }
    assert_eq!(world.findings(), [""; 0]);
    world
}

/// A copy without guards: triggers, indexes and checks are gone, and a second connection is open to it.
struct Victim {
    world: World,
    hand: Connection,
}

impl Victim {
    fn of(world: &World) -> Self {
        let world = world.copy();
        let hand = Connection::open(world.own.file()).unwrap();
        for (kind, name) in [("trigger", "%"), ("index", "%_once"), ("index", "%_seq")] {
            let sql = format!(
                "SELECT name FROM sqlite_schema WHERE type = '{kind}' AND name LIKE '{name}' AND sql IS NOT NULL"
            );
            let names: Vec<String> = texts(&hand, &sql);
            for name in names {
                hand.execute_batch(&format!("DROP {kind} {name}")).unwrap();
            }
        }
        hand.pragma_update(None, "ignore_check_constraints", true).unwrap();
        hand.pragma_update(None, "synchronous", "OFF").unwrap();
        Self { world, hand }
    }

    fn findings(&self) -> Vec<String> {
        findings(&self.world.app.engine)
    }

    /// Does something, asks what verify finds, and undoes it.
    fn findings_while(&self, table: &str, deed: &str) -> Vec<String> {
        self.hand
            .execute_batch(&format!("CREATE TABLE kept AS SELECT rowid AS place, * FROM {table}"))
            .unwrap();
        let touched = self.hand.execute(deed, []).unwrap();
        assert!(touched > 0, "{deed} touched nothing");
        let found = self.findings();
        let columns = columns(&self.hand, table).join(", ");
        self.hand
            .execute_batch(&format!(
                "DELETE FROM {table}; INSERT INTO {table} (rowid, {columns}) SELECT place, {columns} FROM kept;
                 DROP TABLE kept;"
            ))
            .unwrap();
        found
    }

    fn cell(&self, table: &str, column: &str, rowid: i64) -> Value {
        let sql = format!("SELECT {column} FROM {table} WHERE rowid = ?1");
        self.hand.query_row(&sql, [rowid], |row| row.get(0)).unwrap()
    }

    fn put(&self, table: &str, column: &str, rowid: i64, value: &Value) {
        let sql = format!("UPDATE {table} SET {column} = ?1 WHERE rowid = ?2");
        let both = [value.clone(), Value::Integer(rowid)];
        assert_eq!(self.hand.execute(&sql, params_from_iter(both)).unwrap(), 1, "{sql}");
    }
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn numbers(connection: &Connection, sql: &str) -> Vec<i64> {
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    texts(connection, &format!("SELECT name FROM pragma_table_info('{table}')"))
}

/// The same value with one digit or one character changed.
fn changed(value: &Value, dice: &mut Dice) -> Value {
    let swap = |text: &str, pool: &[u8], dice: &mut Dice| {
        let mut bytes = text.as_bytes().to_vec();
        let at = dice.below(bytes.len());
        let fresh: Vec<u8> = pool.iter().copied().filter(|byte| *byte != bytes[at]).collect();
        bytes[at] = fresh[dice.below(fresh.len())];
        String::from_utf8(bytes).unwrap()
    };
    match value {
        Value::Integer(number) => {
            let text = swap(&number.to_string(), b"0123456789", dice);
            Value::Integer(text.parse().unwrap())
        }
        Value::Text(text) if text.is_ascii() && !text.is_empty() => {
            Value::Text(swap(text, b"0123456789abcdefghjkmnpqrstvwxyzABCXYZ:_ -.!", dice))
        }
        Value::Text(text) => Value::Text(format!("{text}x")),
        Value::Null => Value::Text("x".to_owned()),
        other => panic!("nothing to change in {other:?}"),
    }
}

/// Every row of up to `most`, spread evenly, the first and the last always among them.
fn sample(rows: &[i64], most: usize) -> BTreeSet<i64> {
    let most = most.min(rows.len());
    (0..most).filter_map(|n| rows.get(n * rows.len() / most)).chain(rows.last()).copied().collect()
}

/// Splits work over two copies of the same database; gives back every complaint.
fn on_two_copies<T: Sync>(world: &World, work: &[T], check: impl Fn(&Victim, &T) -> Option<String> + Sync) {
    let next = AtomicUsize::new(0);
    let run = || {
        let victim = Victim::of(world);
        let mut missed = Vec::new();
        while let Some(job) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            missed.extend(check(&victim, job));
        }
        assert_eq!(victim.findings(), [""; 0], "what was undone is still found");
        missed
    };
    let started = Instant::now();
    let missed: Vec<String> = std::thread::scope(|scope| {
        let threads = [scope.spawn(run), scope.spawn(run)];
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    println!("{} changes in {:.1?}", work.len(), started.elapsed());
    assert!(missed.is_empty(), "{} of {} were not found: {missed:#?}", missed.len(), work.len());
}

/// Whether a finding speaks of the ledger's row with this id or number.
fn names(found: &[String], id: &str, seq: i64) -> bool {
    let number = [format!("ledger {seq} "), format!("ledger {seq}:")];
    found.iter().any(|finding| finding.contains(id) || number.iter().any(|n| finding.contains(n.as_str())))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn one_changed_character_in_any_column_of_any_ledger_row_is_found_and_named() {
    let world = full_books().await;
    let database = Connection::open(world.own.file()).unwrap();
    let mut work = Vec::new();
    for table in ["ledger_transaction", "posting"] {
        let order = if table == "posting" { "transaction_id, position" } else { "seq" };
        let rows = numbers(&database, &format!("SELECT rowid FROM {table} ORDER BY {order}"));
        for rowid in sample(&rows, 32) {
            work.extend(columns(&database, table).into_iter().map(|column| (table, rowid, column)));
        }
    }
    let rows: BTreeSet<(&str, i64)> = work.iter().map(|(table, rowid, _)| (*table, *rowid)).collect();
    assert!(rows.len() >= 60, "only {} rows", rows.len());
    on_two_copies(&world, &work, |victim, (table, rowid, column)| {
        let id = if *table == "posting" { "transaction_id" } else { "id" };
        let Value::Text(id) = victim.cell(table, id, *rowid) else { panic!("an id is no text") };
        let seq = format!("SELECT seq FROM ledger_transaction WHERE id = '{id}'");
        let seq = numbers(&victim.hand, &seq)[0];
        let before = victim.cell(table, column, *rowid);
        let mut dice = Dice::new(u64::try_from(*rowid * 64).unwrap() + u64::try_from(column.len()).unwrap());
        let mut after = changed(&before, &mut dice);
        if column == "position" {
            after = Value::Integer(7); // its neighbours hold the small ones
        }
        victim.put(table, column, *rowid, &after);
        let found = victim.findings();
        victim.put(table, column, *rowid, &before);
        let missed = !names(&found, &id, seq);
        missed.then(|| format!("{table}.{column} of {id} ({seq}), {before:?} to {after:?}: {found:?}"))
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn extreme_values_in_the_ledger_are_findings_and_never_the_end_of_verify() {
    let victim = Victim::of(&full_books().await);
    let deeds = [
        ("posting", "UPDATE posting SET amount_minor = 9223372036854775807"),
        ("posting", "UPDATE posting SET amount_minor = -9223372036854775808 WHERE rowid < 5"),
        ("posting", "UPDATE posting SET currency = 'Å€'"),
        ("posting", "UPDATE posting SET account = ''"),
        ("posting", "UPDATE posting SET account = CAST(x'ff' AS TEXT) WHERE rowid = 1"),
        ("ledger_transaction", "UPDATE ledger_transaction SET seq = 9223372036854775807 WHERE seq = 2"),
        ("ledger_transaction", "UPDATE ledger_transaction SET seq = -9223372036854775808 WHERE seq = 2"),
        ("ledger_transaction", "UPDATE ledger_transaction SET order_id = CAST(x'ff' AS TEXT) WHERE seq = 2"),
        ("ledger_transaction", "DELETE FROM ledger_transaction"),
        ("posting", "DELETE FROM posting"),
        ("fact", "UPDATE fact SET body = '{'"),
        ("fact", "UPDATE fact SET store_id = 'x'"),
        ("fact", "UPDATE fact SET seq = 9223372036854775807 WHERE seq = 2"),
        ("fact", "DELETE FROM fact"),
        ("click", "UPDATE click SET program_id = 'x', partner_id = 'y'"),
        ("orders", "UPDATE orders SET currency = 'x', program_id = 'y', store_id = 'z'"),
        ("orders", "UPDATE orders SET coupons = '['"),
        ("orders", "DELETE FROM orders"),
        ("balance", "DELETE FROM balance"),
        ("chain_head", "DELETE FROM chain_head"),
        ("tenant", "UPDATE tenant SET id = 'ten_00000000000000000000000000'"),
    ];
    for (table, deed) in deeds {
        let found = victim.findings_while(table, deed);
        assert!(!found.is_empty(), "{deed} was not found");
    }
    assert_eq!(victim.findings(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_removed_fact_click_and_posting_is_found_and_named() {
    let world = full_books().await;
    let database = Connection::open(world.own.file()).unwrap();
    let mut work: Vec<(&str, String, Vec<String>)> = Vec::new();
    let facts = numbers(&database, "SELECT seq FROM fact ORDER BY seq");
    assert!(facts.len() >= 40, "{} facts", facts.len());
    for (table, chain) in [("fact", "fact"), ("click", "click"), ("ledger_transaction", "ledger")] {
        let all = numbers(&database, &format!("SELECT seq FROM {table} ORDER BY seq"));
        for seq in sample(&all, 60) {
            work.push((
                table,
                format!("DELETE FROM {table} WHERE seq = {seq}"),
                vec![format!("{chain} {seq}:")],
            ));
        }
    }
    for rowid in sample(&numbers(&database, "SELECT rowid FROM posting ORDER BY rowid"), 30) {
        let id = texts(&database, &format!("SELECT transaction_id FROM posting WHERE rowid = {rowid}"));
        work.push(("posting", format!("DELETE FROM posting WHERE rowid = {rowid}"), id));
    }
    // Several at once, in the middle and at the end.
    let last = facts.len();
    let cut = (last - 2..=last).chain(10..13);
    work.push((
        "fact",
        format!("DELETE FROM fact WHERE seq BETWEEN 10 AND 12 OR seq > {}", last - 3),
        cut.map(|seq| format!("fact {seq}:")).collect(),
    ));
    on_two_copies(&world, &work, |victim, (table, deed, wanted)| {
        let found = victim.findings_while(table, deed);
        let missed = wanted.iter().find(|wanted| !found.iter().any(|f| f.contains(wanted.as_str())));
        missed.map(|wanted| format!("{deed}: nothing names {wanted} in {found:?}"))
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn postings_swapped_or_moved_and_balances_changed_are_found_and_named() {
    let world = full_books().await;
    let database = Connection::open(world.own.file()).unwrap();
    let pairs = texts(
        &database,
        "SELECT a.rowid || ' ' || b.rowid || ' ' || a.transaction_id || ' ' || b.transaction_id
         FROM posting a JOIN posting b ON b.rowid > a.rowid AND b.account = a.account AND b.side = a.side
           AND b.currency = a.currency AND b.amount_minor <> a.amount_minor LIMIT 20",
    );
    let mut work: Vec<(&str, String, Vec<String>)> = Vec::new();
    for pair in &pairs {
        let [a, b, one, two] = pair.split(' ').collect::<Vec<_>>()[..] else { panic!("{pair}") };
        let swap = format!(
            "UPDATE posting SET amount_minor = (SELECT amount_minor FROM kept
               WHERE place = CASE posting.rowid WHEN {a} THEN {b} ELSE {a} END) WHERE rowid IN ({a}, {b})"
        );
        work.push(("posting", swap, vec![one.to_owned(), two.to_owned()]));
        let moved = format!(
            "UPDATE posting SET transaction_id = '{two}', position = position + 10, order_id =
               (SELECT order_id FROM ledger_transaction WHERE id = '{two}') WHERE transaction_id = '{one}'"
        );
        work.push(("posting", moved, vec![one.to_owned(), two.to_owned()]));
    }
    assert!(work.len() >= 20, "{} swaps", work.len());
    for id in texts(&database, "SELECT transaction_id FROM posting GROUP BY transaction_id LIMIT 5") {
        // The two sides of one transaction change places; it still balances.
        let sides = "CASE side WHEN 'debit' THEN 'credit' ELSE 'debit' END";
        work.push((
            "posting",
            format!("UPDATE posting SET side = {sides} WHERE transaction_id = '{id}'"),
            vec![id.clone()],
        ));
    }
    for account in texts(&database, "SELECT account FROM balance WHERE minor <> 0") {
        let wanted = vec![account.clone()];
        let change = format!("UPDATE balance SET minor = minor + 1 WHERE account = '{account}'");
        work.push(("balance", change, wanted.clone()));
        work.push(("balance", format!("DELETE FROM balance WHERE account = '{account}'"), wanted));
    }
    work.push((
        "balance",
        "INSERT INTO balance SELECT id, 'partner:par_00000000000000000000000000:payable', 'USD', 5 FROM tenant"
            .to_owned(),
        vec!["partner:par_00000000000000000000000000:payable".to_owned()],
    ));
    on_two_copies(&world, &work, |victim, (table, deed, wanted)| {
        let found = victim.findings_while(table, deed);
        let missed = wanted.iter().find(|wanted| !found.iter().any(|f| f.contains(wanted.as_str())));
        missed.map(|wanted| format!("{deed}: nothing names {wanted} in {found:?}"))
    });
}

/// What is shown of an order: all of it but when it was last written and whether it should be read again.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_changed_column_of_an_order_that_is_shown_is_found_and_named() {
    let world = full_books().await;
    let database = Connection::open(world.own.file()).unwrap();
    let rows = numbers(&database, "SELECT rowid FROM orders ORDER BY rowid");
    let mut work = Vec::new();
    // When it was written, what is still to be read, and a guess at what a mistyped code was meant to be.
    let untold = ["updated_at", "needs_read", "near_code"];
    for rowid in sample(&rows, 12) {
        let all = columns(&database, "orders").into_iter();
        let told = all.filter(|column| !untold.contains(&column.as_str()));
        work.extend(told.map(|column| (rowid, column)));
    }
    on_two_copies(&world, &work, |victim, (rowid, column)| {
        let Value::Text(id) = victim.cell("orders", "external_id", *rowid) else { panic!("no id") };
        let before = victim.cell("orders", column, *rowid);
        let mut dice = Dice::new(u64::try_from(*rowid * 64).unwrap() + u64::try_from(column.len()).unwrap());
        let after = match (column.as_str(), &before) {
            ("matures_at" | "qualified_at", Value::Null) => Value::Integer(1),
            _ => changed(&before, &mut dice),
        };
        victim.put("orders", column, *rowid, &after);
        let found = victim.findings();
        victim.put("orders", column, *rowid, &before);
        let missed = !found.iter().any(|finding| finding.starts_with(&format!("order {id} of sto_")));
        missed.then(|| format!("orders.{column} of {id}, {before:?} to {after:?}: {found:?}"))
    });
}

/// A later rule version must not creep into orders that an earlier one judged.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_rule_version_that_was_changed_by_hand_shows_where_it_counts() {
    let world = full_books().await;
    let victim = Victim::of(&world);
    let deed = "UPDATE rule_version SET rules = replace(rules, '\"rate\":\"10\"', '\"rate\":\"11\"')";
    let found = victim.findings_while("rule_version", deed);
    assert!(found.iter().any(|finding| finding.contains("due and posted differ")), "{found:?}");
    let programs = world.installed.programs.clone();
    let tenant = world.installed.tenant.clone();
    let versions =
        world.app.engine.db.read_wait(move |tx| program::versions(tx, &tenant, &programs["wc10"])).unwrap();
    assert_eq!(versions.len(), 2);
}
