//! Facts, clicks, rules and the ledger only grow: the database itself refuses anything else.

use crate::capture::deliveries;
use crate::world::{Shops, Template};
use axum::body::Body;
use axum::http::Request;
use rusqlite::Connection;
use tower::ServiceExt;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_only_grows_refuses_to_be_changed_or_removed_row_by_row_and_column_by_column() {
    let shops = Shops::start().await;
    let world = Template::new(&shops).open();
    let router = world.router();
    let click = Request::get("/r/sara").header("User-Agent", "Mozilla/5.0").body(Body::empty()).unwrap();
    router.clone().oneshot(click).await.unwrap();
    for delivery in &deliveries()[..60] {
        world.deliver(&router, delivery).await;
    }
    world.judge().await;
    let database = Connection::open(world.folder.database()).unwrap();
    // Through the server's own door not even a REPLACE passes.
    for deed in [
        "REPLACE INTO fact SELECT * FROM fact LIMIT 1",
        "INSERT OR REPLACE INTO click SELECT * FROM click LIMIT 1",
        "REPLACE INTO ledger_transaction SELECT * FROM ledger_transaction LIMIT 1",
        "REPLACE INTO posting SELECT * FROM posting LIMIT 1",
    ] {
        let refused = world.app.engine.db.write_wait(move |tx| tx.exec(deed, &[])).unwrap_err().to_string();
        assert!(refused.contains("never") || refused.contains("only grows"), "{deed}: {refused}");
    }
    for (table, why) in [
        ("fact", "facts are never"),
        ("click", "clicks are never"),
        ("rule_version", "a rule version is never"),
        ("ledger_transaction", "the ledger only grows"),
        ("posting", "the ledger only grows"),
    ] {
        let count = || {
            database
                .query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get::<_, i64>(0))
                .unwrap()
        };
        let before = count();
        assert!(before > 0, "{table} is empty");
        let mut columns =
            database.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).unwrap();
        let columns: Vec<String> =
            columns.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let updates = columns.iter().map(|column| format!("UPDATE {table} SET {column} = {column}"));
        let others = [
            format!("DELETE FROM {table}"),
            format!("DELETE FROM {table} WHERE rowid = 1"),
            format!("UPDATE OR IGNORE {table} SET rowid = rowid + 1000"),
        ];
        for deed in updates.chain(others) {
            let refused = database.execute(&deed, []).unwrap_err().to_string();
            assert!(refused.contains(why), "{deed}: {refused}");
        }
        assert_eq!(count(), before, "{table}");
    }
    assert_eq!(world.findings(), [""; 0]);
}
