//! Asks the database how it would answer: by ranges of indexes, however many clicks there are.

use super::sql;
use crate::db::{Db, Place};

/// What the database would do.
fn plan(connection: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get::<_, String>(3).unwrap());
    }
    steps
}

#[test]
fn no_statement_of_the_feed_scans_clicks_or_happenings() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("tributary.db");
    let _db = Db::open(&Place::File(file.clone())).unwrap();
    let connection = rusqlite::Connection::open(file).unwrap();
    for statement in [
        sql::NEXT_PLACE,
        sql::LAST,
        sql::CLICKS_AFTER,
        sql::CLICKS_BEFORE,
        sql::TOLD_AFTER,
        sql::TOLD_BEFORE,
        sql::MINUTES,
        sql::VISITORS,
    ] {
        let steps = plan(&connection, statement);
        // The subquery's own rows, at most `LOOK_BACK` of them.
        let bounded = |step: &str| statement == sql::TOLD_BEFORE && step == "SCAN h";
        let scans = steps.iter().find(|step| step.starts_with("SCAN") && !bounded(step));
        assert_eq!(scans, None, "{statement}\n{}", steps.join("\n"));
        let sorts = steps.iter().find(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
        assert_eq!(sorts, None, "{statement}\n{}", steps.join("\n"));
    }
}
