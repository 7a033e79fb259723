//! The shapes that other programs rely on.

use crate::server::{Server, text, usd};
use serde_json::{Value as Json, json};

/// Replaces what differs from run to run: ids by their prefix, the server's own times and hashes.
fn settled(json: &Json) -> Json {
    match json {
        Json::Object(map) => {
            let own = ["created_at", "updated_at", "rules_since", "rules_changed_by"];
            map.iter()
                .map(|(name, value)| {
                    let value = if own.contains(&name.as_str()) && value.is_string() {
                        json!("…")
                    } else {
                        settled(value)
                    };
                    (name.clone(), value)
                })
                .collect()
        }
        Json::Array(list) => list.iter().map(settled).collect(),
        Json::String(text) => match text.split_once('_') {
            Some((prefix @ ("par" | "prg" | "sto" | "ord" | "cod" | "lnk" | "txn" | "fct"), body))
                if body.len() == 26 =>
            {
                json!(prefix)
            }
            _ => json.clone(),
        },
        _ => json.clone(),
    }
}

#[tokio::test]
async fn a_partner_is_added_paused_renamed_and_read() {
    let server = Server::start();
    let added = server.post("/api/v1/partners", &json!({ "name": " Sara Berg ", "kind": "affiliate" })).await;
    let partner = added.ok(201);
    let shape = json!({
        "id": "par", "name": "Sara Berg", "email": null, "kind": "affiliate", "status": "active", "created_at": "…",
    });
    assert_eq!(settled(&partner), shape);
    let path = format!("/api/v1/partners/{}", text(&partner, "id"));
    let paused = server.patch(&path, &json!({ "status": "paused", "name": "Sara B" })).await.ok(200);
    assert_eq!((&paused["status"], &paused["name"]), (&json!("paused"), &json!("Sara B")));
    assert_eq!(server.patch(&path, &json!({})).await.ok(200), paused);
    assert_eq!(server.get(&path).await.ok(200), paused);
    assert_eq!(server.get("/api/v1/partners").await.ok(200)["data"], json!([paused]));
    assert_eq!(server.patch(&path, &json!({ "status": "gone" })).await.problem(422), ["/status"]);
}

#[tokio::test]
async fn codes_and_links_are_made_and_known_to_redirects_at_once() {
    let server = Server::start();
    let shop = server.shop().await;
    let codes = server.get(&format!("/api/v1/codes?partner={}", shop.sara)).await.ok(200);
    let shape = json!([
        { "id": "cod", "partner": "par", "program": "prg", "kind": "referral", "code": "sara", "url": "/r/sara", "created_at": "…" },
        { "id": "cod", "partner": "par", "program": "prg", "kind": "coupon", "code": "SARA10", "url": null, "created_at": "…" },
    ]);
    assert_eq!(settled(&codes["data"]), shape);
    let link = json!({
        "partner": shop.sara, "program": shop.program, "slug": "Spring",
        "destination": "https://SHOP.example/spring?a=1",
    });
    let link = server.post("/api/v1/links", &link).await.ok(201);
    let shape = json!({
        "id": "lnk", "partner": "par", "program": "prg", "slug": "Spring", "url": "/t/Spring",
        "destination": "https://shop.example/spring?a=1", "created_at": "…",
    });
    assert_eq!(settled(&link), shape);
    assert_eq!(server.get(&format!("/api/v1/links/{}", text(&link, "id"))).await.ok(200), link);
    let known = server.app.engine.snapshot();
    assert!(known.link("spring").is_some() && known.code("SARA").is_some());
    let taken = json!({ "partner": shop.sara, "program": shop.program, "kind": "coupon", "code": "sara10" });
    assert_eq!(server.post("/api/v1/codes", &taken).await.problem(409), ["/code"], "right by itself");
    let evil = json!({ "partner": shop.sara, "program": shop.program, "destination": "javascript:alert(1)" });
    assert_eq!(server.post("/api/v1/links", &evil).await.problem(422), ["/destination"]);
}

#[tokio::test]
async fn each_change_of_rules_is_a_version_and_the_same_rules_are_none() {
    let server = Server::start();
    let shop = server.shop().await;
    let path = format!("/api/v1/programs/{}", shop.program);
    let shape = json!({
        "id": "prg", "store": "sto", "name": "Mugs", "preset": "reftrackr", "rule_version": 1,
        "rules_since": "…", "rules_changed_by": "…",
        "commission": { "kind": "percent", "rate": "10" }, "base": "goods", "window_days": 7,
        "window": "sliding", "touch": "last",
        "priority": ["coupon", "cookie", "last_click"], "several_coupons": "first", "cleared_by_order": true,
        "self_purchase": "reject", "counts_when": ["processing", "completed"], "hold_days": 0, "exceptions": [],
        "first_order_only": false, "cap": null, "split": [{ "role": "partner", "weight": 100 }],
        "allowed_hosts": [], "redirect_page": null, "purpose": "affiliate", "events": [],
        "referral": null, "lifelong": { "mode": "off", "listed": [] },
    });
    assert_eq!(settled(&server.get(&path).await.ok(200)), shape);
    let change = json!({
        "commission": { "kind": "fixed", "amount": usd(500) }, "base": "total", "window_days": 30, "window": "fixed",
        "touch": "first", "priority": ["cookie", "click", "order_evidence", "coupon"], "hold_days": 14,
        "counts_when": ["wc-completed", "shipped"], "allowed_hosts": ["Shop.example", "shop.example:8443"],
        "several_coupons": "skip", "cleared_by_order": false, "self_purchase": "allow",
        "exceptions": [{ "partner": shop.sara, "product": "mug", "rate": "12.5" }], "first_order_only": true,
        "cap": usd(9_000), "split": [{ "role": "partner", "weight": 50 }, { "role": "platform", "weight": 50 }],
    });
    let changed = server.patch(&path, &change).await.ok(200);
    assert_eq!(changed["rule_version"], 2);
    for (rule, value) in change.as_object().unwrap() {
        let wanted = match rule.as_str() {
            "priority" => json!(["cookie", "last_click", "order_evidence", "coupon"]),
            "counts_when" => json!(["completed", "shipped"]),
            "allowed_hosts" => json!(["shop.example", "shop.example:8443"]),
            "exceptions" => {
                json!([{ "partner": shop.sara, "product": "mug", "category": null, "rate": "12.5" }])
            }
            _ => value.clone(),
        };
        assert_eq!(changed[rule], wanted, "{rule}");
    }
    assert_eq!(server.patch(&path, &change).await.ok(200)["rule_version"], 2);
    let uncapped = server.patch(&path, &json!({ "cap": null })).await.ok(200);
    assert_eq!((&uncapped["rule_version"], &uncapped["cap"]), (&json!(3), &Json::Null));
    assert_eq!(server.app.engine.snapshot().fallback().unwrap().window_days, 30);
}

#[tokio::test]
async fn rules_out_of_range_are_named() {
    let server = Server::start();
    let shop = server.shop().await;
    let path = format!("/api/v1/programs/{}", shop.program);
    let nobody = shop.sara.replace(|c: char| c.is_ascii_digit(), "0");
    for (change, pointer) in [
        (json!({ "window_days": 0 }), "/window_days"),
        (json!({ "window_days": 3651 }), "/window_days"),
        (json!({ "hold_days": 366 }), "/hold_days"),
        (json!({ "commission": { "kind": "percent", "rate": "101" } }), "/commission/rate"),
        (json!({ "commission": { "kind": "percent", "rate": 10 } }), "/commission/rate"),
        (json!({ "commission": { "kind": "percent" } }), "/commission/rate"),
        (json!({ "commission": { "kind": "fixed", "rate": "1", "amount": usd(1) } }), "/commission/rate"),
        (json!({ "commission": { "kind": "fixed", "amount": usd(-1) } }), "/commission/amount/amount"),
        (json!({ "commission": ["percent", "10", null] }), "/commission"),
        (json!({ "touch": "middle" }), "/touch"),
        (json!({ "touch": { "last": null } }), "/touch"),
        (json!({ "priority": [] }), "/priority"),
        (json!({ "priority": ["coupon", "coupon"] }), "/priority/1"),
        (json!({ "counts_when": ["cancelled"] }), "/counts_when/0"),
        (json!({ "split": [{ "role": "partner", "weight": 0 }] }), "/split/0/weight"),
        (json!({ "exceptions": [{ "rate": "5" }] }), "/exceptions/0"),
        (json!({ "exceptions": [{ "partner": nobody, "rate": "5" }] }), "/exceptions/0/partner"),
        (json!({ "allowed_hosts": ["shop.example", "*.example"] }), "/allowed_hosts/1"),
        (json!({ "allowed_hosts": ["https://shop.example"] }), "/allowed_hosts/0"),
        (json!({ "cap": usd(-5) }), "/cap/amount"),
    ] {
        assert_eq!(server.patch(&path, &change).await.problem(422), [pointer], "{change}");
    }
    assert_eq!(server.get(&path).await.ok(200)["rule_version"], 1);
}

#[tokio::test]
async fn a_store_keeps_its_secrets_to_itself() {
    let server = Server::start();
    let shop = server.shop().await;
    let path = format!("/api/v1/stores/{}", shop.store);
    let added = server.post(&format!("{path}/webhook_secrets"), &json!({ "secret": "whsec-7" })).await;
    assert_eq!(added.ok(201)["id"], shop.store.as_str());
    let key = json!({ "key": "ck_1", "secret": "cs_2" });
    let read = server.put(&format!("{path}/rest_key"), &key).await.ok(200);
    assert_eq!(read["readable"], true);
    assert!(!server.get(&path).await.text.contains("whsec-7"));
    let again = json!({ "store": shop.store, "name": "Second", "preset": "infumar" });
    server.post("/api/v1/programs", &again).await.problem(409);
    let plain = json!({ "name": "B", "url": "https://b.example", "currency": "sek", "timezone": "UTC" });
    let plain = server.post("/api/v1/stores", &plain).await.ok(201);
    assert_eq!((&plain["program"], &plain["currency"]), (&Json::Null, &json!("SEK")));
    let first = json!({ "store": plain["id"], "name": "First", "preset": "infumar" });
    assert_eq!(server.post("/api/v1/programs", &first).await.ok(201)["rule_version"], 1);
    let twins = server.get("/api/v1/stores").await.ok(200);
    assert!(twins["data"].as_array().unwrap().iter().all(|store| store["program"].is_string()));
}

#[tokio::test]
async fn what_happened_is_told_as_money_and_events() {
    let server = Server::start();
    let shop = server.shop().await;
    let order = server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    let ledger = server.get("/api/v1/ledger/transactions").await.ok(200);
    let transaction = &ledger["data"][0];
    assert_eq!(transaction["order"], order["id"]);
    assert_eq!(transaction["cause"]["kind"], "fact");
    let credit =
        json!({ "account": format!("partner:{}:payable", shop.sara), "side": "credit", "amount": usd(800) });
    assert!(transaction["postings"].as_array().unwrap().contains(&credit), "{transaction}");
    let commissions =
        server.get(&format!("/api/v1/commissions?partner={}&status=approved", shop.sara)).await.ok(200);
    let commission = &commissions["data"][0];
    assert_eq!((&commission["amount"], &commission["status"]), (&usd(800), &json!("approved")));
    assert_eq!(commission["order"], order["id"]);
    let none = server.get("/api/v1/commissions?status=reversed").await.ok(200);
    assert_eq!(none, json!({ "data": [], "next_cursor": null, "has_more": false }));
    let events = server.get("/api/v1/events").await.ok(200);
    let kinds: Vec<&str> =
        events["data"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    assert!(
        ["order.created", "order.attributed", "commission.created"].iter().all(|kind| kinds.contains(kind))
    );
    assert_eq!(events["data"][0]["data"]["object"]["external_id"], "1042");
    assert_eq!(server.get("/api/v1/clicks").await.ok(200)["data"], json!([]));
}
