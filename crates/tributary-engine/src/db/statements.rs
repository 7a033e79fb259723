//! Every statement in every `sql.rs` is prepared against a migrated database, and signs itself.

use super::postgres::statement;
use super::{Db, Place};
use crate::own::Own;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn sql_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sql_files(&path, found);
        } else if path.file_name().is_some_and(|name| name == "sql.rs") {
            found.push(path);
        }
    }
}

/// The statements of a file: what stands between `= "` and `";`.
fn statements(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let starts = text.split("&str = \"").skip(1);
    starts.map(|rest| rest.split("\";").next().unwrap().to_owned()).collect()
}

/// Every statement of the engine with the noun it belongs to, those that macros make included.
fn all() -> Vec<(String, String)> {
    let mut files = Vec::new();
    sql_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut all = Vec::new();
    for file in &files {
        let noun = file.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
        let made: &[&str] = match noun.as_str() {
            "order" => crate::order::MADE,
            "report" => crate::report::MADE,
            "sum" => crate::sum::MADE,
            _ => &[],
        };
        let made = made.iter().map(|&sql| sql.to_owned());
        all.extend(statements(file).into_iter().chain(made).map(|sql| (noun.clone(), sql)));
    }
    all
}

fn with_database(check: impl FnOnce(&rusqlite::Connection)) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("tributary.db");
    let _db = Db::open(&Place::File(file.clone())).unwrap();
    check(&rusqlite::Connection::open(file).unwrap());
}

fn signature(sql: &str) -> &str {
    sql.strip_prefix("/* ").and_then(|rest| rest.split(" */").next()).unwrap_or("")
}

#[test]
fn every_statement_prepares_and_signs_itself_with_a_name_of_its_own() {
    with_database(|connection| {
        let mut names = BTreeSet::new();
        for (noun, sql) in all() {
            let name = signature(&sql);
            assert!(name.starts_with(&format!("{noun}.")), "{noun}: {name:?} does not sign itself");
            assert!(names.insert(name.to_owned()), "{name} has the name of another");
            assert!(!joins_by_comma(&sql), "{name}: what is held back is found by FROM and JOIN");
            if name.ends_with("_of_server") {
                continue; // of the server's own tables
            }
            connection.prepare(&sql).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
        assert!(names.len() > 80, "only {} statements were found", names.len());
    });
}

/// Whether a table stands behind another and a comma.
fn joins_by_comma(sql: &str) -> bool {
    sql.split("FROM ").skip(1).any(|rest| {
        let mut words = rest.split_whitespace();
        let (table, called) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let pragma = table.starts_with("pragma_");
        !pragma && !table.contains('(') && (table.ends_with(',') || called.ends_with(',') && called != "),")
    })
}

/// On a server, where the tests have one, and every column is of a kind that rows know how to read.
#[test]
fn every_statement_prepares_on_a_server_too_and_answers_what_can_be_read() {
    let own = Own::new();
    let Some(url) = own.url() else { return };
    let _db = Db::open(&own.place()).unwrap();
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    let mut troubles = Vec::new();
    for (noun, sql) in all() {
        // What only one engine has words for.
        if noun == "db" {
            continue;
        }
        match client.prepare(&statement(&sql)) {
            // Here nobody says of which kind the parameters are; there every value does.
            Err(error) if error.code().is_some_and(|code| matches!(code.code(), "42P18" | "42P08")) => {}
            Err(error) => troubles.push(format!("{}: {}", signature(&sql), crate::Error::from(error))),
            Ok(prepared) => {
                let known = ["int8", "int4", "bool", "text", "bytea"];
                // A number beside another is told that it is wide.
                let kinds = ["int8", "int4", "text", "bytea"];
                let asked = prepared.params().iter().filter(|kind| !kinds.contains(&kind.name()));
                troubles.extend(asked.map(|kind| format!("{}: asks for {kind}", signature(&sql))));
                let strange =
                    prepared.columns().iter().filter(|column| !known.contains(&column.type_().name()));
                troubles.extend(strange.map(|column| format!("{}: {column:?}", signature(&sql))));
            }
        }
    }
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
}

/// These walk all clicks because that is what they are for, and no page asks them; the last two stop at the first.
const WALKERS: [&str; 4] =
    ["verify.clicks", "verify.other_tenants", "report.beginning", "order.newest_click"];

/// These walk all orders: they derive everything again, or stop at the first they find, or the worker asks them.
/// A list or sum of a span reads what the span holds, so one of all time with a wish that no index and no kept sum knows
/// (a city beside a partner, an amount, a part of a number) looks at all as well; that is its reader's to ask.
/// An index of their own holds those whose first counting moment is still to be derived, which are none soon.
const WALKERS_OF_ORDERS: [&str; 11] = [
    "order.underived",
    "order.underived_keys",
    "order.trials",
    "store.has_orders",
    "order.newest_placed",
    "order.to_read",
    "report.beginning",
    "sum.all_orders",
    "sum.is_missing",
    "verify.other_tenants",
    "verify.shown",
];

/// The names under which a statement reads a table: its own, or what it calls it.
fn names_of<'a>(sql: &'a str, table: &'a str) -> BTreeSet<&'a str> {
    let (from, join) = (format!("FROM {table}"), format!("JOIN {table}"));
    let after: Vec<&str> = sql.split(&from).skip(1).chain(sql.split(&join).skip(1)).collect();
    let read = after.into_iter().filter(|rest| !rest.starts_with('_')); // another table, such as click_day
    read.map(|rest| {
        let next = rest.split_whitespace().next().unwrap_or("");
        if !next.is_empty() && next.chars().all(|c| c.is_ascii_lowercase()) { next } else { table }
    })
    .collect()
}

/// How a step ends that knows no more than whose the rows are; most tenants have one store.
const WALKS: [&str; 2] = ["(tenant=?)", "(tenant=? AND store_id=?)"];

/// Which statements walk all of a tenant's rows of a table, with the step that does; how many read it at all.
fn walkers(connection: &rusqlite::Connection, table: &str) -> (Vec<(String, String)>, usize) {
    let (mut walkers, mut seen) = (Vec::new(), 0);
    for (_, sql) in all() {
        let names = names_of(&sql, table);
        if names.is_empty() {
            continue;
        }
        seen += 1;
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps: Vec<String> = plan.raw_query().mapped(|row| row.get(3)).collect::<Result<_, _>>().unwrap();
        let walks = |step: &&String| {
            step.split(' ').nth(1).is_some_and(|name| names.contains(name))
                && (step.starts_with("SCAN") || WALKS.iter().any(|end| step.ends_with(end)))
        };
        let found = steps.iter().filter(walks);
        walkers.extend(found.map(|step| (signature(&sql).to_owned(), step.clone())));
    }
    (walkers, seen)
}

#[test]
fn no_statement_behind_a_page_walks_all_clicks() {
    with_database(|connection| {
        let (walkers, seen) = walkers(connection, "click");
        for (name, step) in walkers {
            assert!(WALKERS.contains(&name.as_str()), "{name}: {step}");
        }
        assert!(seen > 15, "only {seen} statements read clicks");
    });
}

/// These walk whole tables that grow: they check, derive or rebuild everything, or stop at the first they find.
/// The audit log's own page counts it, and the page of deliveries counts those that are kept.
const WALKERS_OF_THE_REST: [&str; 36] = [
    "code.uses",
    "delivery.awaited",
    "order.mentioning",
    "checkup.last_delivery",
    "checkup.last_fact",
    "checkup.last_rejected",
    "checkup.rejected",
    "checkup.waiting",
    "audit.actions",
    "audit.actors",
    "audit.count",
    "delivery.counts",
    "ledger.sums",
    "live.last",
    "order.all_keys",
    "verify.audit",
    "verify.fact_ids",
    "verify.facts",
    "verify.other_tenants",
    "verify.postings",
    "verify.subjects",
    "verify.transactions",
    "verify.clicks",
    "customer.with_facts",
    "list.counts",
    "conversion.last",
    "order.has_leads",
    "bound.customers",
    "bound.unbound",
    "welcome.any",
    "verify.customer_facts",
    "verify.wallets",
    "verify.grants",
    "verify.addressless",
    "verify.conversions_alone",
    "verify.places_behind",
];

/// Every table that grows with every order or customer.
const GROWING: [&str; 19] = [
    "fact",
    "posting",
    "ledger_transaction",
    "order_line",
    "order_coupon",
    "event",
    "happening",
    "delivery",
    "webhook_delivery",
    "audit",
    "customer",
    "customer_email",
    "customer_fact",
    "binding",
    "reward",
    "reward_grant",
    "welcome_coupon",
    "conversion",
    "lead",
];

#[test]
fn only_the_statements_named_here_walk_all_of_what_grows_with_every_order_or_customer() {
    with_database(|connection| {
        let found: BTreeSet<String> = GROWING
            .iter()
            .flat_map(|table| walkers(connection, table).0)
            .map(|(name, step)| format!("{name}: {step}"))
            .collect();
        let unnamed: Vec<&String> = found
            .iter()
            .filter(|found| !WALKERS_OF_THE_REST.contains(&found.split(':').next().unwrap_or_default()))
            .collect();
        assert!(unnamed.is_empty(), "{unnamed:#?}");
    });
}

#[test]
fn only_the_statements_named_here_walk_all_orders() {
    with_database(|connection| {
        let (walkers, seen) = walkers(connection, "orders");
        let found: BTreeSet<&str> = walkers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(found, WALKERS_OF_ORDERS.into_iter().collect(), "{walkers:#?}");
        assert!(seen > 40, "only {seen} statements read orders");
    });
}
