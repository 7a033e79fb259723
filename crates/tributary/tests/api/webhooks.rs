//! Webhook endpoints and their deliveries as resources: who is told, with which secret, and what can be looked at.

use crate::bad_input::{Endpoint, at};
use crate::own::Own;
use crate::receiver::{Manner, Receiver};
use crate::server::{Server, text};
use serde_json::{Value as Json, json};
use tributary::app::Settings;
use tributary::worker::send_webhooks;
use tributary_engine::access;
use tributary_engine::audit::{self, Actor, Filter};
use tributary_engine::page::Cursor;

const ENDPOINTS: &str = "/api/v1/webhook_endpoints";
const DELIVERIES: &str = "/api/v1/webhook_deliveries";

/// What is no address to call.
const WRONG: &str = "\
    http://example.com/ https://127.0.0.1/ https://2130706433/ https://0x7f.1/ https://[::1]/ \
    https://[::ffff:10.0.0.1]/ https://169.254.169.254/latest https://localhost/ \
    https://example.com:22/ https://u:p@example.com/ ftp://example.com/ example.com";

/// A server that may call receivers beside it.
pub(crate) fn open() -> Server {
    Server::with(Settings { allow_private_webhooks: true, ..Settings::default() })
}

/// An endpoint that wants these events: its path and its secret.
pub(crate) async fn endpoint(server: &Server, url: &str, events: &[&str]) -> (String, String) {
    let made = server.post(ENDPOINTS, &json!({ "url": url, "events": events })).await.ok(201);
    (format!("{ENDPOINTS}/{}", text(&made, "id")), text(&made, "secret"))
}

/// All deliveries, newest first.
pub(crate) async fn deliveries(server: &Server, query: &str) -> Vec<Json> {
    let page = server.get(&format!("{DELIVERIES}?limit=200&{query}")).await.ok(200);
    page["data"].as_array().unwrap().clone()
}

/// What the audit log says was done, oldest first.
fn acts(server: &Server) -> Vec<String> {
    let tenant = server.tenant.clone();
    let read = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let filter = Filter { object_kind: Some("webhook_endpoint".to_owned()), ..Filter::default() };
        Ok(audit::list(tx, &tenant, &filter, &Cursor::default())?.rows)
    };
    let entries = server.app.engine.db.read_wait(read).unwrap();
    entries.into_iter().rev().map(|entry| entry.action.replacen("webhook_endpoint.", "", 1)).collect()
}

#[tokio::test]
async fn a_secret_is_shown_to_whoever_made_it_and_to_nobody_else_and_kept_sealed() {
    let server = Server::start();
    let body = json!({ "url": "https://example.com/hook", "events": ["order.created", "order.created"] });
    let headers = [("content-type", "application/json"), ("idempotency-key", "k1")];
    let made = server.raw(("POST", ENDPOINTS), &headers, body.to_string()).await;
    let again = server.raw(("POST", ENDPOINTS), &headers, body.to_string()).await;
    assert_eq!((made.ok(201), again.header("idempotency-replayed")), (again.ok(201), Some("true")));
    let made = made.json();
    let (id, secret) = (text(&made, "id"), text(&made, "secret"));
    assert!(id.starts_with("whk_") && secret.starts_with("whsec_"));
    assert_eq!((&made["state"], &made["events"]), (&json!("active"), &json!(["order.created"])));
    let path = format!("{ENDPOINTS}/{id}");
    let rotated = server.post(&format!("{path}/rotate"), &json!({})).await.ok(200);
    let newer = text(&rotated, "secret");
    assert!(newer != secret && rotated["overlap_until"].is_string());
    for reply in [server.get(&path).await, server.get(ENDPOINTS).await] {
        assert!(!reply.text.contains("whsec_") && reply.status == 200, "{}", reply.text);
    }
    let kept = server.own().bytes();
    for secret in [secret, newer] {
        assert!(!kept.windows(secret.len()).any(|window| window == secret.as_bytes()), "it is kept sealed");
    }
    assert_eq!(acts(&server), ["created", "secret_renewed"]);
}

#[tokio::test]
async fn wrong_addresses_and_unknown_kinds_are_named() {
    let server = Server::start();
    for url in WRONG.split_whitespace() {
        let body = json!({ "url": url, "events": ["*"] });
        assert_eq!(server.post(ENDPOINTS, &body).await.problem(422), ["/url"], "{url}");
    }
    let (path, _) = endpoint(&server, "https://example.com/hook", &["*"]).await;
    for (change, pointer) in [
        (json!({ "url": "https://10.0.0.1/" }), "/url"),
        (json!({ "events": [] }), "/events"),
        (json!({ "events": ["order.created", "order.eaten"] }), "/events/1"),
        (json!({ "state": "disabled" }), "/state"),
        (json!({ "state": "gone" }), "/state"),
    ] {
        assert_eq!(server.patch(&path, &change).await.problem(422), [pointer], "{change}");
    }
    let rotate = format!("{path}/rotate");
    for hours in [-1, 169] {
        assert_eq!(
            server.post(&rotate, &json!({ "overlap_hours": hours })).await.problem(422),
            ["/overlap_hours"]
        );
    }
    let replay = server.post(&format!("{path}/replay"), &json!({ "since": "yesterday" })).await;
    assert_eq!(replay.problem(422), ["/since"]);
    assert_eq!(acts(&server), ["created"]);
}

#[tokio::test]
async fn who_is_paused_is_told_nothing_new_and_who_is_archived_nothing_at_all() {
    let (server, receiver) = (open(), Receiver::willing().await);
    let shop = server.shop().await;
    let (path, _) = endpoint(&server, &receiver.url, &["order.created"]).await;
    server.post("/api/v1/orders", &shop.order("1")).await.ok(201);
    server.patch(&path, &json!({ "state": "paused" })).await.ok(200);
    server.post("/api/v1/orders", &shop.order("2")).await.ok(201);
    assert_eq!(send_webhooks(&server.app).await.unwrap(), 0);
    let waiting = deliveries(&server, "state=pending").await;
    assert_eq!(waiting.len(), 1);
    for refused in [format!("{path}/test"), format!("{DELIVERIES}/{}/replay", text(&waiting[0], "id"))] {
        server.post(&refused, &json!({})).await.problem(409);
    }
    server.patch(&path, &json!({ "state": "active" })).await.ok(200);
    assert_eq!(send_webhooks(&server.app).await.unwrap(), 1);
    assert!(receiver.heard()[0].body.contains("\"external_id\":\"1\""));
    server.post("/api/v1/orders", &shop.order("3")).await.ok(201);
    server.patch(&path, &json!({ "state": "archived" })).await.ok(200);
    server.patch(&path, &json!({ "state": "archived" })).await.ok(200);
    server.post("/api/v1/orders", &shop.order("4")).await.ok(201);
    assert_eq!(send_webhooks(&server.app).await.unwrap(), 0);
    let given_up = deliveries(&server, "state=failed").await;
    assert_eq!((given_up.len(), &given_up[0]["error"]), (1, &json!("The endpoint was archived.")));
    assert_eq!((receiver.heard().len(), deliveries(&server, "").await.len()), (1, 2));
    assert_eq!(acts(&server), ["created", "paused", "resumed", "archived"]);
}

#[tokio::test]
async fn a_test_goes_to_its_endpoint_alone_and_can_be_looked_at_and_sent_again() {
    let (server, receiver) = (open(), Receiver::willing().await);
    let (path, _) = endpoint(&server, &receiver.url, &["order.refunded"]).await;
    endpoint(&server, &receiver.url, &["*"]).await;
    let sent = server.post(&format!("{path}/test"), &json!({ "note": "hello" })).await.ok(201);
    assert_eq!((&sent["state"], &sent["type"]), (&json!("pending"), &json!("webhook_endpoint.tested")));
    assert_eq!(send_webhooks(&server.app).await.unwrap(), 1, "the other endpoint hears nothing of it");
    let delivery = format!("{DELIVERIES}/{}", text(&sent, "id"));
    let told = server.get(&delivery).await.ok(200);
    assert_eq!(
        (&told["state"], &told["attempts"], &told["status"]),
        (&json!("delivered"), &json!(1), &json!(200))
    );
    assert_eq!(told["response"], json!({ "status": 200, "body": "heard" }));
    let heard = receiver.heard().remove(0);
    assert_eq!(told["request"]["body"], heard.body);
    assert_eq!(told["request"]["webhook_id"], heard.header("webhook-id"));
    assert_eq!(told["request"]["webhook_timestamp"].to_string(), heard.header("webhook-timestamp"));
    let body: Json = serde_json::from_str(&heard.body).unwrap();
    assert_eq!((&body["data"]["note"], &body["id"]), (&json!("hello"), &told["event"]));
    let again = server.post(&format!("{delivery}/replay"), &json!({})).await.ok(200);
    assert_eq!((&again["state"], &again["attempts"]), (&json!("pending"), &json!(1)));
    assert_eq!(send_webhooks(&server.app).await.unwrap(), 1);
    assert_eq!(receiver.heard()[1].header("webhook-id"), heard.header("webhook-id"), "known by the same id");
    assert_eq!(server.get(&delivery).await.ok(200)["attempts"], 2);
    assert_eq!(acts(&server), ["created", "created", "tested", "replayed"]);
}

#[tokio::test]
async fn deliveries_are_listed_by_endpoint_and_state() {
    let server = open();
    let (willing, broken) = (Receiver::willing().await, Receiver::open(Manner::Status(500, None)).await);
    let shop = server.shop().await;
    let (well, _) = endpoint(&server, &willing.url, &["order.created", "order.attributed"]).await;
    let (badly, _) = endpoint(&server, &broken.url, &["order.created"]).await;
    server.post("/api/v1/orders", &shop.order("1")).await.ok(201);
    assert_eq!(send_webhooks(&server.app).await.unwrap(), 3);
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    for (query, count) in [
        (String::new(), 3),
        ("state=delivered".to_owned(), 2),
        ("state=pending".to_owned(), 1),
        (format!("endpoint={}", id(&well)), 2),
        (format!("endpoint={}&state=pending", id(&well)), 0),
        (format!("endpoint={}&state=pending", id(&badly)), 1),
    ] {
        assert_eq!(deliveries(&server, &query).await.len(), count, "{query}");
    }
    assert_eq!(server.get(&format!("{DELIVERIES}?state=lost")).await.problem(422), ["state"]);
    assert_eq!(server.get(&format!("{DELIVERIES}?endpoint=whk_x")).await.problem(422), ["endpoint"]);
    assert_eq!(server.get(&badly).await.ok(200)["failures"], 1);
}

#[tokio::test]
async fn another_tenant_finds_none_of_it() {
    let (server, receiver) = (open(), Receiver::willing().await);
    let (path, _) = endpoint(&server, &receiver.url, &["*"]).await;
    let sent = server.post(&format!("{path}/test"), &json!({})).await.ok(201);
    let delivery = format!("{DELIVERIES}/{}", text(&sent, "id"));
    let now = server.app.engine.now();
    let other = server.app.engine.db.write_wait(move |tx| {
        let tenant = access::create_tenant(tx, "Other", now)?;
        let by = Actor::system(&tenant, "test");
        Ok(access::create_key(tx, &by, "k", &["all".to_owned()], now)?.secret)
    });
    let other = server.with_key(&other.unwrap());
    for path in [&path, &delivery] {
        other.get(path).await.problem(404);
    }
    other.patch(&path, &json!({ "state": "archived" })).await.problem(404);
    for action in ["rotate", "test"] {
        other.post(&format!("{path}/{action}"), &json!({})).await.problem(404);
    }
    let since = json!({ "since": "2020-01-01T00:00:00Z" });
    other.post(&format!("{path}/replay"), &since).await.problem(404);
    other.post(&format!("{delivery}/replay"), &json!({})).await.problem(404);
    let shop = other.shop().await;
    other.post("/api/v1/orders", &shop.order("1")).await.ok(201);
    assert!(deliveries(&other, "").await.is_empty() && deliveries(&server, "").await.len() == 1);
    assert_eq!(other.get(ENDPOINTS).await.ok(200)["data"], json!([]));
    assert_eq!(server.get(&path).await.ok(200)["state"], "active");
}

#[tokio::test]
async fn there_are_at_most_twenty_that_are_not_archived() {
    let server = Server::start();
    let url = "https://example.com/hook";
    let (first, _) = endpoint(&server, url, &["*"]).await;
    for _ in 1..20 {
        endpoint(&server, url, &["*"]).await;
    }
    let body = json!({ "url": url, "events": ["*"] });
    server.post(ENDPOINTS, &body).await.problem(409);
    server.patch(&first, &json!({ "state": "archived" })).await.ok(200);
    server.post(ENDPOINTS, &body).await.ok(201);
    server.patch(&first, &json!({ "state": "active" })).await.problem(409);
    assert!(Own::is_on_a_server() || server.own().count("SELECT COUNT(*) FROM webhook_endpoint") == 21);
}

/// Who is to be told what happens.
pub(crate) async fn webhooks(server: &Server) -> Vec<Endpoint> {
    let body = json!({ "url": "https://hooks.example/in", "events": ["order.created"] });
    let made = server.post("/api/v1/webhook_endpoints", &body).await.ok(201);
    let path = format!("webhook_endpoints/{}", text(&made, "id"));
    let sent = server.post(&format!("/api/v1/{path}/test"), &json!({})).await.ok(201);
    let delivery = format!("webhook_deliveries/{}", text(&sent, "id"));
    let mut change = body.clone();
    change["state"] = json!("active");
    let since = json!({ "since": "2026-05-01T12:00:00Z" });
    vec![
        at("POST", "webhook_endpoints", &["url", "events"], body),
        at("PATCH", &path, &[], change),
        at("POST", &format!("{path}/rotate"), &[], json!({ "overlap_hours": 1 })),
        at("POST", &format!("{path}/test"), &[], json!({ "note": "x" })),
        at("POST", &format!("{path}/replay"), &["since"], since),
        at("POST", &format!("{delivery}/replay"), &[], json!({})),
    ]
}
