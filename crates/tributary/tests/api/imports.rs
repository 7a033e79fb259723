//! Imports as a resource: rows are brought, tried out, carried out, and taken back.

use crate::server::{Server, text};
use serde_json::{Value as Json, json};
use tributary_core::ImportId;

const IMPORTS: &str = "/api/v1/imports";

/// Goes on with an import until nothing is left to do; as it stands then.
async fn settled(server: &Server, path: &str) -> Json {
    let id = ImportId::parse(path.rsplit('/').next().unwrap()).unwrap();
    let (engine, tenant) = (server.app.engine.clone(), server.tenant.clone());
    tokio::task::spawn_blocking(move || tributary::imports::walk(&engine, &tenant, &id))
        .await
        .unwrap()
        .unwrap();
    server.get(path).await.ok(200)
}

async fn brought(server: &Server, body: &Json) -> String {
    let made = server.post(IMPORTS, body).await.ok(201);
    format!("{IMPORTS}/{}", text(&made, "id"))
}

#[tokio::test]
async fn rows_are_tried_out_carried_out_and_taken_back() {
    let server = Server::start();
    server.shop().await;
    let body = json!({ "kind": "partners", "name": "p", "columns": ["Who", "E-mail"], "rows": [["Bo", "bo@example.com"]] });
    let path = brought(&server, &body).await;
    let import = server.get(&path).await.ok(200);
    assert_eq!(
        (&import["state"], &import["parts"][0]["mapping"]),
        (&json!("uploaded"), &json!({ "email": "E-mail" }))
    );
    let more =
        server.post(&format!("{path}/rows"), &json!({ "rows": [["Kim", "nobody"], ["Ada"]] })).await.ok(200);
    assert_eq!(more["total"], 3);
    let wrong = server.patch(&path, &json!({ "mapping": { "name": "Nobody" } })).await;
    assert_eq!(wrong.problem(409), ["/mapping/name"]);
    let mapped = server.patch(&path, &json!({ "mapping": { "name": "Who" } })).await.ok(200);
    assert_eq!(mapped["state"], "mapped");
    server.post(&format!("{path}/run"), &json!({})).await.problem(409);
    let seen = settled(&server, &path).await;
    let counts = json!({ "new": 2, "updated": 0, "skipped": 0, "wrong": 1, "joined": 0 });
    assert_eq!((&seen["state"], &seen["counts"]), (&json!("previewed"), &counts));
    let rows = server.get(&format!("{path}/rows?verdict=wrong")).await.ok(200);
    assert_eq!((&rows["data"][0]["line"], &rows["data"][0]["field"]), (&json!(3), &json!("email")));
    let page = server.get(&format!("{path}/rows?limit=2")).await.ok(200);
    assert_eq!((page["data"].as_array().unwrap().len(), &page["next_cursor"]), (2, &json!("2")));
    server.post(&format!("{path}/run"), &json!({})).await.ok(200);
    let done = settled(&server, &path).await;
    assert_eq!((&done["state"], &done["counts"]), (&json!("finished"), &counts));
    assert!(done["undo_until"].is_string());
    let rejects = server.get(&format!("{path}/rejects")).await;
    assert_eq!(rejects.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(
        rejects
            .text
            .contains("Kim,nobody,3,email,\"Use an address such as sara@example.com, or leave it out.\""),
        "{}",
        rejects.text
    );
    let partners = server.get("/api/v1/partners").await.ok(200)["data"].as_array().unwrap().len();
    server.post(&format!("{path}/undo"), &json!({})).await.ok(200);
    assert_eq!(settled(&server, &path).await["state"], "undone");
    assert_eq!(server.get("/api/v1/partners").await.ok(200)["data"].as_array().unwrap().len(), partners - 2);
    server.post(&format!("{path}/undo"), &json!({})).await.problem(409);
    let events = server.get("/api/v1/events").await.ok(200);
    let told =
        events["data"].as_array().unwrap().iter().filter(|event| event["type"] == "import.finished").count();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn a_file_comes_as_its_text_and_its_faults_are_named() {
    let server = Server::start();
    let shop = server.shop().await;
    let csv = "Order;Date;Total;Partner\n77;2026-02-01 10:00;12,50;sara\n";
    let body = json!({ "kind": "orders", "name": "o.csv", "store": shop.store, "text": csv });
    let path = brought(&server, &body).await;
    server.patch(&path, &json!({ "owed": "nothing" })).await.ok(200);
    let seen = settled(&server, &path).await;
    assert_eq!(seen["counts"]["new"], 1, "{seen} {}", server.get(&format!("{path}/rejects")).await.text);
    server.post(&format!("{path}/run"), &json!({})).await.ok(200);
    settled(&server, &path).await;
    let orders = server.get("/api/v1/orders").await.ok(200);
    assert_eq!(orders["data"][0]["external_id"], "77");
    assert_eq!(orders["data"][0]["total"]["amount"], 1250);
    for (body, pointer) in [
        (json!({ "name": "x", "kind": "partners" }), "/columns"),
        (json!({ "name": "x", "kind": "people", "columns": ["a"], "rows": [["b"]] }), "/kind"),
        (json!({ "name": "x", "kind": "partners", "columns": ["a"], "rows": [] }), "/rows"),
        (json!({ "name": "x", "kind": "partners", "text": "" }), "/text"),
        (json!({ "name": "x", "system": "reftrackr", "text": "a,b\n1,2\n" }), "/text"),
        (json!({ "name": "x", "kind": "partners", "text": "INSERT INTO `t` VALUES (1)" }), "/text"),
    ] {
        assert_eq!(server.post(IMPORTS, &body).await.problem(422), [pointer], "{body}");
    }
    let no_date = json!({ "kind": "orders", "name": "o.csv", "text": "Order;Total\n1;2\n" });
    let path = brought(&server, &no_date).await;
    assert_eq!(server.patch(&path, &json!({})).await.problem(409), ["/mapping/placed_at"]);
}
