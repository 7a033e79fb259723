//! What the script in a buyer's browser tells: kept, answered at once, judged after, and believed the least.

use crate::server::{Reply, Server, Shop, text, usd};
use axum::body::Body;
use serde_json::{Value as Json, json};
use tributary::inbound::judge::judge_all;
use tributary_engine::delivery::Delivery;

const SHOP: &str = "https://shop.example";
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

async fn click(server: &Server, code: &str) -> String {
    let click = json!({ "code": code, "user_agent": BROWSER });
    text(&server.post("/api/v1/clicks", &click).await.ok(201), "id")
}

/// Another partner, with a code of their own.
async fn rival(server: &Server, shop: &Shop) -> String {
    let rival = json!({ "name": "Rival", "email": "rival@example.com", "kind": "influencer" });
    let rival = text(&server.post("/api/v1/partners", &rival).await.ok(201), "id");
    let code = json!({ "partner": rival, "program": shop.program, "kind": "referral", "code": "rival" });
    server.post("/api/v1/codes", &code).await.ok(201);
    rival
}

fn transaction(shop: &Shop, order: &str, click: &str) -> Json {
    json!({
        "store": shop.store, "type": "transaction", "unit": "minor", "id": "e1", "clicks": [click],
        "data": {
            "order": order, "amount_minor": 10_000, "tax_minor": 1_200, "shipping_minor": 800, "currency": "USD",
            "lines": [{ "product": "mug", "name": "Mug", "quantity": 2, "amount_minor": 8_000 }],
        },
    })
}

/// A beacon from a page.
async fn beacon(server: &Server, page: &str, event: &Json) -> Reply {
    let headers = [("content-type", "text/plain;charset=UTF-8"), ("origin", page)];
    server.with_key("").raw(("POST", "/track/v1/events"), &headers, event.to_string()).await
}

async fn told(server: &Server, event: &Json) {
    let reply = beacon(server, SHOP, event).await;
    assert_eq!((reply.status, reply.header("tributary-outcome")), (204, Some("kept")), "{}", reply.text);
    assert_eq!(judge_all(&server.app).await.unwrap(), 1);
}

/// The order as the store's server states it: the same purchase, without a coupon.
async fn stated(server: &Server, shop: &Shop, order: &str, click: Option<&str>) -> Json {
    let mut body = shop.order(order);
    body["coupons"] = json!([]);
    body["placed_at"] = json!(tributary_engine::clock::rfc3339(server.app.now()));
    if let Some(click) = click {
        body["click"] = json!(click);
    }
    let reply = server.post("/api/v1/orders", &body).await;
    assert!(matches!(reply.status, 200 | 201), "{}", reply.text);
    reply.json()
}

async fn only_order(server: &Server) -> Json {
    let orders = server.get("/api/v1/orders").await.ok(200);
    let all = orders["data"].as_array().unwrap();
    assert_eq!(all.len(), 1, "{orders}");
    all[0].clone()
}

#[tokio::test]
async fn what_only_the_script_told_is_pending_until_a_server_says_so_too() {
    let server = Server::start();
    let shop = server.shop().await;
    let id = click(&server, "sara").await;
    told(&server, &transaction(&shop, "1042", &id)).await;
    let order = only_order(&server).await;
    assert_eq!(order["attribution"]["partner"], json!(shop.sara));
    assert_eq!(order["commissions"][0]["amount"], usd(800));
    assert_eq!(order["commissions"][0]["status"], "pending", "{order}");
    server.app.engine.clock.shift(400 * 86_400_000);
    assert_eq!(only_order(&server).await["commissions"][0]["status"], "pending", "whatever the hold");
}

#[tokio::test]
async fn the_script_first_and_the_server_second_are_one_conversion() {
    let server = Server::start();
    let shop = server.shop().await;
    let id = click(&server, "sara").await;
    told(&server, &transaction(&shop, "1042", &id)).await;
    let order = stated(&server, &shop, "1042", None).await;
    assert_eq!(order["attribution"]["partner"], json!(shop.sara), "the click came by the script alone");
    let earned = &order["commissions"][0];
    assert_eq!((&earned["amount"], &earned["status"]), (&usd(800), &json!("approved")));
    assert_eq!(only_order(&server).await["id"], order["id"]);
}

#[tokio::test]
async fn the_server_first_and_the_script_second_are_one_conversion() {
    let server = Server::start();
    let shop = server.shop().await;
    let id = click(&server, "sara").await;
    let before = stated(&server, &shop, "1042", None).await;
    assert_eq!(before["nobody"], "no_touch");
    let mut event = transaction(&shop, "1042", &id);
    event["data"]["amount_minor"] = json!(99_999_900);
    told(&server, &event).await;
    let order = only_order(&server).await;
    assert_eq!(
        (&order["id"], &order["total"]),
        (&before["id"], &usd(10_000)),
        "the server's word on amounts"
    );
    assert_eq!(order["attribution"]["partner"], json!(shop.sara));
    let earned = &order["commissions"][0];
    assert_eq!((&earned["amount"], &earned["status"]), (&usd(800), &json!("approved")));
}

#[tokio::test]
async fn a_forged_click_takes_nothing_from_the_click_that_the_server_names() {
    for script_first in [true, false] {
        let server = Server::start();
        let shop = server.shop().await;
        rival(&server, &shop).await;
        let own = click(&server, "sara").await;
        let forged = click(&server, "rival").await; // later, so the last touch
        if script_first {
            told(&server, &transaction(&shop, "1042", &forged)).await;
        }
        stated(&server, &shop, "1042", Some(&own)).await;
        if !script_first {
            told(&server, &transaction(&shop, "1042", &forged)).await;
        }
        let order = only_order(&server).await;
        assert_eq!(order["attribution"]["partner"], json!(shop.sara), "script first: {script_first}");
        assert_eq!(order["commissions"][0]["status"], "approved");
    }
}

#[tokio::test]
async fn a_page_that_is_loaded_again_tells_nothing_new() {
    let server = Server::start();
    let shop = server.shop().await;
    let id = click(&server, "sara").await;
    let mut event = transaction(&shop, "1042", &id);
    told(&server, &event).await;
    server.app.engine.clock.shift(60_000);
    event["id"] = json!("e2");
    told(&server, &event).await;
    let states: Vec<String> = server.deliveries().into_iter().map(|one| one.state).collect();
    assert_eq!(states, ["duplicate", "applied"]);
}

#[tokio::test]
async fn a_lead_is_told_like_an_order_and_merged_with_what_the_server_tells() {
    let server = Server::start();
    let shop = server.shop().await;
    let fixed = json!({ "kind": "fixed", "amount": usd(500) });
    let rules = json!({ "events": [{ "name": "Sign-up", "kind": "lead", "commission": fixed }] });
    let changed = server.patch(&format!("/api/v1/programs/{}", shop.program), &rules).await.ok(200);
    server.app.engine.clock.shift(2_000);
    let id = click(&server, "sara").await;
    let event = json!({
        "store": shop.store, "type": "lead", "clicks": [id], "data": { "event": "Sign-up", "reference": "u-9" },
    });
    told(&server, &event).await;
    let lead = only_order(&server).await;
    let earned = &lead["commissions"][0];
    assert_eq!((&earned["amount"], &earned["status"]), (&usd(500), &json!("pending")), "{lead}");
    let stated = json!({
        "store": shop.store, "event": changed["events"][0]["id"], "reference": "u-9", "status": "completed",
    });
    let reply = server.post("/api/v1/leads", &stated).await;
    assert!(matches!(reply.status, 200 | 201), "{}", reply.text);
    let lead = only_order(&server).await;
    assert_eq!(lead["attribution"]["partner"], json!(shop.sara));
    assert_eq!(lead["commissions"][0]["status"], "approved");
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_with_its_reason() {
    let server = Server::start();
    let shop = server.shop().await;
    let event =
        json!({ "store": shop.store, "type": "lead", "data": { "event": "Sign-up", "reference": "u-9" } });
    told(&server, &event).await;
    let refused = server.deliveries().remove(0);
    assert_eq!(refused.state, "rejected");
    assert!(refused.reason.unwrap().contains("the program has no event \"Sign-up\""));
    let unread = String::from_utf8(refused.sent.body).unwrap();
    assert!(unread.contains("\"reference\":\"u-9\""), "kept as it came: {unread}");
}

#[tokio::test]
async fn a_foreign_page_is_kept_and_refused_with_its_reason() {
    let server = Server::start();
    let shop = server.shop().await;
    let id = click(&server, "sara").await;
    let event = transaction(&shop, "1042", &id);
    for (page, why) in [
        ("https://evil.example", "foreign_origin"),
        ("https://shop.example.evil.example", "foreign_origin"),
        ("http://shop.example:8080", "foreign_origin"),
        ("null", "no_origin"),
    ] {
        let reply = beacon(&server, page, &event).await;
        assert_eq!((reply.status, reply.header("tributary-outcome")), (204, Some(why)), "{page}");
        let is_it = |one: &Delivery| one.state == "rejected" && one.reason.as_deref() == Some(why);
        let refused = server.deliveries().into_iter().find(is_it);
        assert_eq!(refused.unwrap().sent.topic.as_deref(), Some("script.transaction"), "{page}");
    }
    assert_eq!(judge_all(&server.app).await.unwrap(), 0);
    let orders = server.get("/api/v1/orders").await.ok(200);
    assert_eq!(orders["data"], json!([]));
    let unknown = json!({ "store": shop.store, "type": "click" });
    assert_eq!(beacon(&server, SHOP, &unknown).await.header("tributary-outcome"), Some("unknown_type"));
}

#[tokio::test]
async fn hosts_that_the_program_allows_may_tell_and_so_may_www() {
    let server = Server::start();
    let shop = server.shop().await;
    let path = format!("/api/v1/programs/{}", shop.program);
    server.patch(&path, &json!({ "allowed_hosts": ["pay.example:8443"] })).await.ok(200);
    for page in ["https://pay.example:8443", "https://www.shop.example"] {
        let reply = beacon(&server, page, &transaction(&shop, page, "clk_x")).await;
        assert_eq!(reply.header("tributary-outcome"), Some("kept"), "{page}");
    }
}

#[tokio::test]
async fn what_names_no_store_is_answered_and_kept_nowhere() {
    let server = Server::start();
    let shop = server.shop().await;
    let stranger = shop.store.replace("sto_0", "sto_1");
    for (body, status) in [
        ("{", 422),
        ("[]", 422),
        ("{\"type\":\"transaction\"}", 422),
        ("{\"store\":\"sto_x\",\"type\":\"lead\"}", 422),
        (&*format!("{{\"store\":\"{stranger}\",\"type\":\"lead\"}}"), 404),
    ] {
        let reply =
            server.with_key("").raw(("POST", "/track/v1/events"), &[("origin", SHOP)], body.to_owned()).await;
        assert_eq!(reply.status, status, "{body}: {}", reply.text);
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    }
    let long = format!("{{\"store\":\"{}\",\"x\":\"{}\"}}", shop.store, "x".repeat(300_000));
    let reply = server.raw(("POST", "/track/v1/events"), &[("origin", SHOP)], long).await;
    assert_eq!(reply.status, 413);
    assert!(server.deliveries().is_empty());
}

#[tokio::test]
async fn a_picture_tells_as_much_as_a_beacon() {
    let server = Server::start();
    let shop = server.shop().await;
    let id = click(&server, "sara").await;
    let query =
        format!("store={}&type=transaction&click={id}&order=1042&amount_minor=8000&currency=USD", shop.store);
    let page = [("referer", "https://shop.example/thanks?key=x")];
    let reply = server.raw(("GET", &format!("/track/v1/events.gif?{query}")), &page, Body::empty()).await;
    let head =
        (reply.header("content-type"), reply.header("tributary-outcome"), reply.header("cache-control"));
    assert_eq!(head, (Some("image/gif"), Some("kept"), Some("no-store")));
    judge_all(&server.app).await.unwrap();
    let order = only_order(&server).await;
    assert_eq!(order["commissions"][0]["amount"], usd(800));
    let nonsense = server.raw(("GET", "/track/v1/events.gif?d=x"), &[], Body::empty()).await;
    assert_eq!(
        (nonsense.status, nonsense.header("content-type")),
        (200, Some("image/gif")),
        "never a broken picture"
    );
}

#[tokio::test]
async fn a_cookie_that_only_servers_read_counts_where_it_comes_along() {
    let server = Server::start();
    let shop = server.shop().await;
    let id = click(&server, "sara").await;
    let mut event = transaction(&shop, "1042", &id);
    event["clicks"] = json!([]);
    let cookie = format!("a=b; retrack_click={id}");
    let headers = [("origin", SHOP), ("cookie", cookie.as_str())];
    server.with_key("").raw(("POST", "/track/v1/events"), &headers, event.to_string()).await;
    event["consent"] = json!("denied");
    event["data"]["order"] = json!("1043");
    server.with_key("").raw(("POST", "/track/v1/events"), &headers, event.to_string()).await;
    judge_all(&server.app).await.unwrap();
    let orders = server.get("/api/v1/orders").await.ok(200);
    let credited: Vec<_> =
        orders["data"].as_array().unwrap().iter().map(|o| (&o["external_id"], &o["nobody"])).collect();
    assert_eq!(credited, [(&json!("1043"), &json!("no_touch")), (&json!("1042"), &Json::Null)]);
}

#[tokio::test]
async fn page_views_are_counted_and_kept_nowhere_and_an_address_that_floods_waits() {
    let server = Server::start();
    let shop = server.shop().await;
    let view = json!({ "store": shop.store, "type": "page" });
    assert_eq!(beacon(&server, SHOP, &view).await.header("tributary-outcome"), Some("seen"));
    assert!(server.deliveries().is_empty());
    // What names no store costs no write, so however slow the disk is, these come within one span.
    let mut statuses = Vec::new();
    while statuses.last() != Some(&429) && statuses.len() < 1_000 {
        statuses.push(beacon(&server, SHOP, &json!({})).await.status);
    }
    assert_eq!((statuses[0], statuses.last()), (422, Some(&429)));
    assert_eq!(beacon(&server, SHOP, &view).await.status, 204, "looking at pages goes on");
    server.app.engine.clock.shift(10_000);
    assert_eq!(beacon(&server, SHOP, &json!({})).await.status, 422);
}

#[tokio::test]
async fn the_script_is_there_for_pages_of_every_origin_and_for_ever_under_its_own_name() {
    let server = Server::start().with_key("");
    let newest = server.get("/t.js").await;
    assert_eq!((newest.status, newest.header("access-control-allow-origin")), (200, Some("*")));
    assert_eq!(newest.header("content-type"), Some("text/javascript; charset=utf-8"));
    let tag = newest.header("etag").unwrap().to_owned();
    let again = server.raw(("GET", "/t.js"), &[("if-none-match", &tag)], Body::empty()).await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    let own = server.get(tributary::http::script::source::path()).await;
    assert_eq!((own.status, &own.text), (200, &newest.text));
    assert_eq!(own.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert!(tributary::http::script::source::integrity().starts_with("sha384-"));
}
