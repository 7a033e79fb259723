//! Test mode by API: a key of one side sees and changes nothing of the other.

use crate::server::{Server, text};
use serde_json::json;
use tributary_core::TenantId;
use tributary_engine::audit::Actor;
use tributary_engine::page::Cursor;
use tributary_engine::{access, store, twin};

/// The twin's tenant, a client with a key of it, and its store.
async fn twin_of(server: &Server) -> (TenantId, Server, String) {
    server.shop().await;
    let (live, sealer, now) = (server.tenant.clone(), server.app.engine.sealer.clone(), server.app.now());
    let made = server.app.engine.db.write_wait(move |tx| {
        let twin = twin::of(tx, (&live, &sealer), now)?;
        let key = access::create_key(tx, &Actor::system(&twin, "test"), "test", &["all".to_owned()], now)?;
        let store = store::list(tx, &twin, &Cursor::default())?.rows.remove(0).id;
        Ok((twin, key.secret, store.to_string()))
    });
    let (twin, key, store) = made.unwrap();
    server.app.engine.refresh_snapshot().unwrap();
    (twin, server.with_key(&key), store)
}

fn order(store: &str, id: &str) -> serde_json::Value {
    let usd = json!({ "amount": 10_000, "currency": "USD" });
    json!({
        "store": store, "external_id": id, "status": "processing", "currency": "USD",
        "placed_at": "2026-05-01T12:00:00Z", "total": usd, "coupons": ["TEST10", "SARA10"],
    })
}

#[tokio::test]
async fn a_test_key_reads_and_writes_nothing_live_and_a_live_key_nothing_of_a_test() {
    let server = Server::start();
    let (_, tester, test_store) = twin_of(&server).await;
    let live_store = text(&server.get("/api/v1/stores").await.ok(200)["data"][0], "id");
    let live = server.post("/api/v1/orders", &order(&live_store, "1")).await.ok(201);
    let test = tester.post("/api/v1/orders", &order(&test_store, "1")).await.ok(201);
    for (client, foreign, foreign_store) in [(&tester, &live, &live_store), (&server, &test, &test_store)] {
        let id = text(foreign, "id");
        for path in [format!("/api/v1/orders/{id}"), format!("/api/v1/orders/{id}/explanation")] {
            client.get(&path).await.problem(404);
        }
        assert!(client.post("/api/v1/orders", &order(foreign_store, "2")).await.status >= 400);
        let listed = client.get("/api/v1/orders").await.ok(200);
        assert_eq!(listed["data"].as_array().unwrap().len(), 1, "{listed}");
        assert_ne!(text(&listed["data"][0], "id"), id);
    }
    assert_ne!(live["attribution"]["partner"], test["attribution"]["partner"]);
    assert!(live["attribution"]["partner"].is_string() && test["attribution"]["partner"].is_string());
    for (client, livemode) in [(&server, true), (&tester, false)] {
        let events = client.get("/api/v1/events").await.ok(200);
        for event in events["data"].as_array().unwrap() {
            assert_eq!(
                (&event["livemode"], &event["api_version"]),
                (&json!(livemode), &json!("1")),
                "{event}"
            );
        }
    }
}

#[tokio::test]
async fn a_click_reported_in_test_mode_never_wins_a_live_order() {
    let server = Server::start();
    let (_, tester, test_store) = twin_of(&server).await;
    let links = tester.get("/api/v1/links").await.ok(200);
    let slug = text(&links["data"][0], "slug");
    assert!(slug.starts_with("test-"), "{slug}");
    let click = json!({ "link": slug, "ip": "203.0.113.9", "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" });
    let click = text(&tester.post("/api/v1/clicks", &click).await.ok(201), "id");
    let live_store = text(&server.get("/api/v1/stores").await.ok(200)["data"][0], "id");
    let with = |store: &str| {
        let mut order = order(store, "9");
        order["placed_at"] = json!(tributary_engine::clock::rfc3339(server.app.now()));
        order["coupons"] = json!([]);
        order["click"] = json!(click);
        order
    };
    let live = server.post("/api/v1/orders", &with(&live_store)).await.ok(201);
    assert!(live["attribution"].is_null(), "{live}");
    let test = tester.post("/api/v1/orders", &with(&test_store)).await.ok(201);
    assert_eq!(test["attribution"]["via"], "click", "{test}");
}
