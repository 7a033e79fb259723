//! Bodies that operations about imports take, for the tables of bad input.

use crate::bad_input::{Endpoint, at};
use crate::server::{Server, Shop, text};
use serde_json::{Value as Json, json};
use tributary_core::ImportId;

/// Rows from elsewhere.
pub(crate) async fn imports(server: &Server, shop: &Shop) -> Vec<Endpoint> {
    let body = json!({
        "system": "csv", "kind": "partners", "name": "p.csv", "store": shop.store, "columns": ["name"], "rows": [["Bo"]],
    });
    let path = imported(server, &body).await;
    let ready = imported(server, &body).await;
    let done = imported(server, &body).await;
    for path in [&ready, &done] {
        server.patch(&format!("/api/v1/{path}"), &json!({})).await.ok(200);
        walk(server, path);
    }
    server.post(&format!("/api/v1/{done}/run"), &json!({})).await.ok(200);
    walk(server, &done);
    let change = json!({
        "mapping": { "name": "name" }, "owed": "rules", "update": true, "dates": "day", "partner_kind": "affiliate",
        "currency": "USD",
    });
    vec![
        at("POST", "imports", &["kind", "name"], body),
        at("PATCH", &path, &[], change),
        at("POST", &format!("{path}/rows"), &["rows"], json!({ "rows": [["Kim"]] })),
        at("POST", &format!("{ready}/run"), &[], json!({})),
        at("POST", &format!("{done}/undo"), &[], json!({})),
    ]
}

async fn imported(server: &Server, body: &Json) -> String {
    let made = server.post("/api/v1/imports", body).await.ok(201);
    format!("imports/{}", text(&made, "id"))
}

/// Goes on with an import until nothing is left to do.
fn walk(server: &Server, path: &str) {
    let id = ImportId::parse(path.strip_prefix("imports/").unwrap()).unwrap();
    tributary::imports::walk(&server.app.engine, &server.tenant, &id).unwrap();
}
