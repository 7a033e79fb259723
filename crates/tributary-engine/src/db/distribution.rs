//! How tables lie on a distributed PostgreSQL, as `docs/scaling.md` says, is how the schema lets them.

use super::{Db, Place};
use std::collections::{BTreeMap, BTreeSet};

const PAPER: &str = include_str!("../../../../docs/scaling.md");
/// Tables of PostgreSQL's own; this test has the schema on SQLite.
const ELSEWHERE: [&str; 1] = ["schema_version"];

/// The tables in the row of the paper that begins so.
fn listed(row: &str) -> BTreeSet<String> {
    let line = PAPER.lines().find(|line| line.starts_with(row)).expect(row);
    let tables = line.split('|').nth(2).unwrap().split('`').skip(1).step_by(2);
    tables.filter(|table| !ELSEWHERE.contains(table)).map(str::to_owned).collect()
}

fn words(connection: &rusqlite::Connection, sql: &str, of: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([of], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Which row of the paper a table belongs in.
fn place(connection: &rusqlite::Connection, table: &str) -> &'static str {
    let knows_tenant = |columns: Vec<String>| columns.iter().any(|column| column == "tenant");
    let unique = words(connection, "SELECT name FROM pragma_index_list($1) WHERE \"unique\" = 1", table);
    let columns = |index: &String| words(connection, "SELECT name FROM pragma_index_info($1)", index);
    if !knows_tenant(words(connection, "SELECT name FROM pragma_table_info($1)", table)) {
        "| everywhere, for it is of the installation"
    } else if unique.iter().all(|index| knows_tenant(columns(index))) {
        "| by `tenant`"
    } else {
        "| everywhere, for a unique key"
    }
}

#[test]
fn every_table_is_listed_where_its_unique_keys_let_it_lie() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("tributary.db");
    let _db = Db::open(&Place::File(file.clone())).unwrap();
    let connection = rusqlite::Connection::open(file).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' AND $1 = ''";
    let claimed = listed("| everywhere, for it is claimed");
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for table in words(&connection, sql, "").into_iter().filter(|table| !claimed.contains(table)) {
        found.entry(place(&connection, &table)).or_default().insert(table);
    }
    assert_eq!(found.len(), 3);
    for (row, tables) in found {
        assert_eq!(listed(row), tables, "{row}");
    }
}
