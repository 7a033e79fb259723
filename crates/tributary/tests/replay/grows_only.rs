//! Facts, clicks, rules and the ledger only grow: the database itself refuses anything else.

use crate::capture::deliveries;
use crate::own::Own;
use crate::world::{Shops, Template};
use axum::body::Body;
use axum::http::Request;
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
    // Through the server's own door not even a REPLACE passes, which only one engine knows.
    let replaces = [
        "REPLACE INTO fact SELECT * FROM fact LIMIT 1",
        "INSERT OR REPLACE INTO click SELECT * FROM click LIMIT 1",
        "REPLACE INTO ledger_transaction SELECT * FROM ledger_transaction LIMIT 1",
        "REPLACE INTO posting SELECT * FROM posting LIMIT 1",
    ];
    for deed in replaces.into_iter().filter(|_| !Own::is_on_a_server()) {
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
        let count = || world.own.count(&format!("SELECT COUNT(*) FROM {table}"));
        let before = count();
        assert!(before > 0, "{table} is empty");
        let columns = world.own.columns(table);
        let updates = columns.iter().map(|column| format!("UPDATE {table} SET {column} = {column}"));
        let others = if Own::is_on_a_server() {
            let part = format!("SELECT tableoid::regclass::text FROM {table} LIMIT 1");
            [
                format!("DELETE FROM {table}"),
                format!("TRUNCATE {table}"),
                format!("DELETE FROM ONLY {}", world.own.texts(&part)[0]),
            ]
        } else {
            [
                format!("DELETE FROM {table}"),
                format!("DELETE FROM {table} WHERE rowid = 1"),
                format!("UPDATE OR IGNORE {table} SET rowid = rowid + 1000"),
            ]
        };
        for deed in updates.chain(others) {
            let refused = world.own.by_hand(&deed).unwrap_err();
            assert!(refused.contains(why), "{deed}: {refused}");
        }
        assert_eq!(count(), before, "{table}");
    }
    assert_eq!(world.findings(), [""; 0]);
}
