//! Webhooks on their way: signed, tried again, and held up by nobody. Receivers are real, on loopback.

use crate::receiver::{Heard, Manner, Receiver};
use crate::server::{Server, text};
use crate::webhooks::{deliveries, endpoint, open};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value as Json, json};
use sha2::Sha256;
use std::net::IpAddr;
use std::time::Duration;
use tributary::outbound::{Caller, Guard, Refusal};
use tributary::worker::{self, send_webhooks};
use tributary_core::Timestamp;
use tributary_engine::webhook::{DELAYS_MS, Method, Request};

const HOUR: i64 = 3_600_000;

/// The signature as a receiver makes it, by hand.
pub(crate) fn by_hand(secret: &str, heard: &Heard) -> String {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    let (id, at) = (heard.header("webhook-id"), heard.header("webhook-timestamp"));
    mac.update([id, ".", at, ".", &heard.body].concat().as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

fn shift(server: &Server, ms: i64) {
    server.app.engine.clock.shift(ms);
}

async fn send(server: &Server) -> usize {
    send_webhooks(&server.app).await.unwrap()
}

/// Waits until something is so.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..2_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

#[tokio::test]
async fn an_order_is_told_once_to_whoever_wants_it_and_the_signature_fits() {
    let (server, receiver, other) = (open(), Receiver::willing().await, Receiver::willing().await);
    let shop = server.shop().await;
    let (_, secret) = endpoint(&server, &receiver.url, &["order.created", "commission.created"]).await;
    endpoint(&server, &other.url, &["order.refunded"]).await;
    server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    assert_eq!((send(&server).await, send(&server).await), (2, 0));
    assert!(other.heard().is_empty());
    let events = server.get("/api/v1/events").await.ok(200);
    for heard in receiver.heard() {
        assert_eq!(heard.header("webhook-signature"), by_hand(&secret, &heard));
        assert_eq!(heard.header("content-type"), "application/json");
        let body: Json = serde_json::from_str(&heard.body).unwrap();
        let event = events["data"].as_array().unwrap().iter().find(|event| event["id"] == body["id"]);
        assert_eq!(event, Some(&body), "it is the event as the API tells it");
        assert_eq!(heard.header("webhook-id"), text(&body, "id"));
    }
}

#[tokio::test]
async fn while_a_secret_is_renewed_both_sign_and_then_the_new_one_alone() {
    let (server, receiver) = (open(), Receiver::willing().await);
    let (path, before) = endpoint(&server, &receiver.url, &["*"]).await;
    let rotated = server.post(&format!("{path}/rotate"), &json!({})).await.ok(200);
    let after = text(&rotated, "secret");
    for (now, wanted) in
        [(0, vec![&after, &before]), (23 * HOUR, vec![&after, &before]), (25 * HOUR, vec![&after])]
    {
        shift(&server, now);
        server.post(&format!("{path}/test"), &json!({})).await.ok(201);
        assert_eq!(send(&server).await, 1);
        let heard = receiver.heard().pop().unwrap();
        let wanted: Vec<String> = wanted.into_iter().map(|secret| by_hand(secret, &heard)).collect();
        assert_eq!(heard.header("webhook-signature"), wanted.join(" "), "after {now} ms");
    }
    shift(&server, 0);
    let hasty = server.post(&format!("{path}/rotate"), &json!({ "overlap_hours": 0 })).await.ok(200);
    server.post(&format!("{path}/test"), &json!({})).await.ok(201);
    assert_eq!(send(&server).await, 1);
    let heard = receiver.heard().pop().unwrap();
    assert_eq!(heard.header("webhook-signature"), by_hand(&text(&hasty, "secret"), &heard));
}

#[tokio::test]
async fn a_receiver_that_is_down_is_tried_ten_times_over_three_days_and_what_failed_can_be_sent_again() {
    let (server, receiver) = (open(), Receiver::open(Manner::Status(500, None)).await);
    let (path, _) = endpoint(&server, &receiver.url, &["*"]).await;
    let before = tributary_engine::clock::rfc3339(server.app.engine.now());
    server.post(&format!("{path}/test"), &json!({})).await.ok(201);
    let mut shifted = 0;
    for (tries, delay) in (1..).zip(DELAYS_MS) {
        // Chance makes a wait up to a tenth longer.
        shifted += delay + delay / 10 + 1_000;
        if delay > 10_000 {
            shift(&server, shifted - delay / 2);
            assert_eq!(send(&server).await, 0, "not yet: try {tries}");
        }
        shift(&server, shifted);
        assert_eq!(send(&server).await, 1, "try {tries}");
    }
    shift(&server, shifted + 100 * HOUR);
    assert_eq!((send(&server).await, receiver.heard().len()), (0, 10));
    let failed = deliveries(&server, "state=failed").await;
    assert_eq!((failed.len(), &failed[0]["attempts"], &failed[0]["status"]), (1, &json!(10), &json!(500)));
    assert_eq!(failed[0]["next_attempt_at"], Json::Null);
    receiver.answer(Manner::Status(204, None));
    let replay = |since: String| json!({ "since": since });
    let later = tributary_engine::clock::rfc3339(server.app.engine.now());
    let none = server.post(&format!("{path}/replay"), &replay(later)).await.ok(200);
    assert_eq!(none, json!({ "queued": 0, "has_more": false }));
    let one = server.post(&format!("{path}/replay"), &replay(before)).await.ok(200);
    assert_eq!(one["queued"], 1);
    assert_eq!((send(&server).await, deliveries(&server, "state=delivered").await.len()), (1, 1));
    let stands = server.get(&path).await.ok(200);
    assert_eq!((&stands["failures"], &stands["failing_since"]), (&json!(0), &Json::Null));
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_disabled_at_once_and_others_are_told_so() {
    let (server, gone, watcher) =
        (open(), Receiver::open(Manner::Status(410, None)).await, Receiver::willing().await);
    let shop = server.shop().await;
    let (path, _) = endpoint(&server, &gone.url, &["order.created"]).await;
    endpoint(&server, &watcher.url, &["webhook_endpoint.disabled"]).await;
    server.post("/api/v1/orders", &shop.order("1")).await.ok(201);
    assert_eq!(send(&server).await, 1);
    let stands = server.get(&path).await.ok(200);
    assert_eq!((&stands["state"], &stands["reason"]), (&json!("disabled"), &json!("gone")));
    assert_eq!(send(&server).await, 1);
    let told: Json = serde_json::from_str(&watcher.heard()[0].body).unwrap();
    assert_eq!(
        (&told["data"]["object"]["id"], &told["data"]["object"]["reason"]),
        (&stands["id"], &json!("gone"))
    );
    server.post("/api/v1/orders", &shop.order("2")).await.ok(201);
    assert_eq!((send(&server).await, gone.heard().len()), (0, 1));
    gone.answer(Manner::Status(200, None));
    let active = server.patch(&path, &json!({ "state": "active" })).await.ok(200);
    assert_eq!((&active["state"], &active["reason"]), (&json!("active"), &Json::Null));
    server.post("/api/v1/orders", &shop.order("3")).await.ok(201);
    assert_eq!((send(&server).await, gone.heard().len()), (1, 2));
}

#[tokio::test]
async fn a_busy_receiver_is_asked_again_when_it_says() {
    for status in [429, 503] {
        let (server, receiver) = (open(), Receiver::open(Manner::Status(status, Some("600"))).await);
        let (path, _) = endpoint(&server, &receiver.url, &["*"]).await;
        server.post(&format!("{path}/test"), &json!({})).await.ok(201);
        assert_eq!(send(&server).await, 1);
        receiver.answer(Manner::Status(200, None));
        shift(&server, 590_000);
        assert_eq!(send(&server).await, 0, "{status}: not before ten minutes");
        shift(&server, 610_000);
        assert_eq!((send(&server).await, receiver.heard().len()), (1, 2), "{status}");
    }
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_leads_nobody_inside() {
    let (server, inside) = (open(), Receiver::willing().await);
    let outside = Receiver::open(Manner::Leads(inside.url.clone())).await;
    let (path, _) = endpoint(&server, &outside.url, &["*"]).await;
    server.post(&format!("{path}/test"), &json!({})).await.ok(201);
    assert_eq!(send(&server).await, 1);
    assert_eq!((outside.heard().len(), inside.heard().len()), (1, 0));
    let pending = deliveries(&server, "").await;
    assert_eq!((&pending[0]["state"], &pending[0]["status"]), (&json!("pending"), &json!(302)));
}

#[tokio::test]
async fn of_a_body_without_end_a_little_is_read_and_the_message_counts_as_taken() {
    let (server, receiver) = (open(), Receiver::open(Manner::Endless).await);
    let (path, _) = endpoint(&server, &receiver.url, &["*"]).await;
    let sent = server.post(&format!("{path}/test"), &json!({})).await.ok(201);
    assert_eq!(send(&server).await, 1);
    let told = server.get(&format!("/api/v1/webhook_deliveries/{}", text(&sent, "id"))).await.ok(200);
    assert_eq!((&told["state"], &told["status"]), (&json!("delivered"), &json!(200)));
    assert_eq!(text(&told["response"], "body"), "x".repeat(1_024));
    assert!(receiver.given() < 32 * 1024 * 1024, "{} bytes", receiver.given());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receivers_that_are_slow_broken_or_gone_hold_up_nobody_else() {
    let (server, willing) = (open(), Receiver::willing().await);
    let shop = server.shop().await;
    let slow = Receiver::open(Manner::Holds).await;
    let inside = Receiver::willing().await;
    let mut bad = vec![slow.clone()];
    for manner in [
        Manner::Status(500, None),
        Manner::Status(429, Some("3600")),
        Manner::Status(410, None),
        Manner::Leads(inside.url.clone()),
        Manner::Endless,
    ] {
        bad.push(Receiver::open(manner).await);
    }
    for receiver in &bad {
        endpoint(&server, &receiver.url, &["order.created"]).await;
    }
    endpoint(&server, "http://127.0.0.1:1/nobody", &["order.created"]).await;
    endpoint(&server, &willing.url, &["order.created"]).await;
    for number in 0..12 {
        server.post("/api/v1/orders", &shop.order(&number.to_string())).await.ok(201);
    }
    let workers = worker::start(&server.app);
    until("everything is told to the willing", || willing.heard().len() == 12).await;
    assert!(slow.heard().len() <= 4, "who is slow keeps four messages busy, not {}", slow.heard().len());
    assert!(bad.iter().skip(1).all(|receiver| !receiver.heard().is_empty()));
    assert!(inside.heard().is_empty());
    slow.let_go();
    slow.answer(Manner::Status(200, None));
    until("the slow one is told the rest", || slow.heard().len() == 12).await;
    workers.into_iter().for_each(|worker| worker.abort());
    let ids = |receiver: &Receiver| {
        let mut ids: Vec<String> =
            receiver.heard().iter().map(|heard| heard.header("webhook-id").to_owned()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&willing), ids(&slow), "each heard of each order once");
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_is_never_connected_to() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let request = move |host: &str| Request {
        method: Method::Post,
        url: format!("https://{host}:{port}/hook"),
        id: "evt_1".to_owned(),
        at_s: 0,
        signatures: "v1,x".to_owned(),
        body: "{}".to_owned(),
    };
    let inside = || Guard::asking(false, |_| Box::pin(async { Ok(vec![IpAddr::from([127, 0, 0, 1])]) }));
    let caller = Caller::new(inside()).unwrap();
    for host in ["hooks.example", "127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let answer = caller.send(&request(host), Timestamp::from_ms(0)).await;
        assert_eq!((answer.status, answer.trouble), (None, Some(Refusal::Inside.to_string())), "{host}");
    }
    // With leave the same name is connected to, so it was the guard that kept it away.
    let allowed = Guard::asking(true, |_| Box::pin(async { Ok(vec![IpAddr::from([127, 0, 0, 1])]) }));
    let caller = Caller::new(allowed).unwrap();
    let calling =
        tokio::spawn(async move { caller.send(&request("hooks.example"), Timestamp::from_ms(0)).await });
    let (stream, _) = listener.accept().await.unwrap();
    drop(stream);
    assert_eq!(calling.await.unwrap().status, None);
}
