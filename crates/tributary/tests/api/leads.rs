//! Leads and events through API v1, with everything explicit.

use crate::retrack::network;
use crate::server::text;
use serde_json::json;

#[tokio::test]
async fn a_lead_is_an_order_of_another_kind() {
    let network = network().await;
    let (server, click) = (&network.server, network.click().await);
    let lead = json!({
        "store": network.shop.store, "event": network.lead, "reference": "user-77", "click": click, "coupons": ["HEJ"],
        "customer": { "external_id": "77", "email": "bo@example.com" },
    });
    let made = server.post("/api/v1/leads", &lead).await.ok(201);
    assert_eq!(
        (&made["kind"], &made["number"], &made["status"]),
        (&json!("lead"), &json!("user-77"), &json!("completed"))
    );
    assert_eq!(made["commissions"][0]["amount"], json!({ "amount": 4_000, "currency": "SEK" }));
    assert_eq!(made["event"], json!(text(&made, "external_id").split(':').nth(1).unwrap()));
    assert_eq!(server.post("/api/v1/leads", &lead).await.ok(200), made, "told twice it is one");
    let found = server.get("/api/v1/leads?reference=user-77").await.ok(200);
    assert_eq!(found["data"], json!([made]));
    assert_eq!(server.get("/api/v1/leads?reference=user_77").await.ok(200)["data"], json!([]), "no pattern");
    // An order of the same customer names no click, and is the click's all the same.
    let order = json!({
        "store": network.shop.store, "external_id": "1", "status": "completed", "currency": "SEK",
        "placed_at": tributary_engine::clock::rfc3339(server.app.engine.now()), "event": network.shoes,
        "total": { "amount": 10_000, "currency": "SEK" },
        "lines": [
            { "name": "Shoes", "quantity": 1, "total": { "amount": 6_000, "currency": "SEK" } },
            { "name": "Bag", "quantity": 1, "total": { "amount": 4_000, "currency": "SEK" }, "event": network.sale },
        ],
        "customer": { "external_id": "77" },
    });
    let sold = server.post("/api/v1/orders", &order).await.ok(201);
    assert_eq!(
        (&sold["attribution"]["partner"], &sold["attribution"]["via"]),
        (&json!(network.shop.sara), &json!("click"))
    );
    assert_eq!(sold["commissions"][0]["amount"]["amount"], 300 + 100);
}

#[tokio::test]
async fn events_of_nobody_are_named() {
    let network = network().await;
    let server = &network.server;
    let mut lead = json!({ "store": network.shop.store, "event": "x", "reference": "1" });
    assert_eq!(server.post("/api/v1/leads", &lead).await.problem(422), ["/event"]);
    lead["event"] = json!("evn_00000000000000000000000007");
    assert_eq!(server.post("/api/v1/leads", &lead).await.problem(422), ["/event"]);
    let other = json!({ "name": "B", "url": "https://b.example", "currency": "SEK", "timezone": "UTC", "preset": "retrack" });
    let other = server.post("/api/v1/stores", &other).await.ok(201);
    lead["event"] = json!(network.lead);
    lead["store"] = other["id"].clone();
    assert_eq!(server.post("/api/v1/leads", &lead).await.problem(409), ["/event"], "of another store");
    let mut order = network.shop.order("1");
    order["lines"][1]["event"] = json!("evn_00000000000000000000000007");
    assert_eq!(server.post("/api/v1/orders", &order).await.problem(422), ["/lines/1/event"]);
    order["store"] = other["id"].clone();
    order["lines"][1]["event"] = json!(network.sale);
    assert_eq!(server.post("/api/v1/orders", &order).await.problem(409), ["/lines/1/event"]);
}

#[tokio::test]
async fn events_in_rules_keep_their_ids_and_are_named_where_they_are_wrong() {
    let network = network().await;
    let server = &network.server;
    let path = format!("/api/v1/programs/{}", network.shop.program);
    let percent = json!({ "kind": "percent", "rate": "1" });
    let event = |id: serde_json::Value, name: &str| json!({ "id": id, "name": name, "kind": "custom", "commission": percent });
    let none = json!(null);
    let twice =
        json!({ "events": [event(none.clone(), "A"), event(none.clone(), "a"), event(json!("x"), "")] });
    let wrong = server.patch(&path, &twice).await.problem(422);
    assert_eq!(wrong, ["/events/1/name", "/events/2/name", "/events/2/id"]);
    let unknown = json!({ "events": [event(json!("evn_00000000000000000000000007"), "A")] });
    assert_eq!(server.patch(&path, &unknown).await.problem(422), ["/events/0/id"]);
    let page = json!({ "redirect_page": "javascript:alert(1)" });
    assert_eq!(server.patch(&path, &page).await.problem(422), ["/redirect_page"]);
    let gone = server
        .patch(
            &path,
            &json!({ "events": [], "purpose": "reward", "redirect_page": "https://shop.example/retrack" }),
        )
        .await;
    let gone = gone.ok(200);
    assert_eq!((&gone["events"], &gone["purpose"]), (&json!([]), &json!("reward")));
    assert_eq!(gone["redirect_page"], "https://shop.example/retrack");
    let back = server
        .patch(&path, &json!({ "events": [event(json!(network.sale), "Sale")], "redirect_page": null }))
        .await
        .ok(200);
    assert_eq!(
        (&back["events"][0]["uuid"], &back["redirect_page"]),
        (&json!(network.sale), &none),
        "one that was there may come back"
    );
}
