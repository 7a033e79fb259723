//! Postbacks: a publisher's own endpoints, told of its own conversions and of nothing else, with values of the moment.

use crate::publisher::{Publisher, with_coupon};
use crate::receiver::{Heard, Manner, Receiver};
use crate::server::{Server, Shop, text};
use crate::webhook_calls::by_hand;
use crate::webhooks::{endpoint, open};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value as Json, json};
use sha2::Sha256;
use tributary::worker::send_webhooks;

const POSTBACKS: &str = "/api/v1/publisher/postbacks";

/// Adds a postback: its path and its secret.
async fn postback(club: &Publisher, url: &str, more: Json) -> (String, String) {
    let mut new = json!({ "program": club.program, "url": url });
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = club.api.post(POSTBACKS, &new).await.ok(201);
    (format!("{POSTBACKS}/{}", text(&made, "id")), text(&made, "secret"))
}

async fn send(server: &Server) -> usize {
    send_webhooks(&server.app).await.unwrap()
}

async fn order(server: &Server, shop: &Shop, number: &str, change: impl Fn(&mut Json)) {
    let mut order = with_coupon(shop, number, "CLUB");
    change(&mut order);
    assert!(matches!(server.post("/api/v1/orders", &order).await.status, 200 | 201));
}

fn uris(receiver: &Receiver) -> Vec<String> {
    receiver.heard().iter().map(|heard| heard.uri.to_string()).collect()
}

fn mac(secret: &str) -> Hmac<Sha256> {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    Hmac::<Sha256>::new_from_slice(&key).unwrap()
}

/// What seals an address, by hand.
fn sealed(secret: &str, address: &str) -> String {
    let mut mac = mac(secret);
    mac.update(address.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_postback_is_called_with_the_values_of_its_event_and_only_for_its_own_publisher() {
    let (server, receiver, rivals, stores) =
        (open(), Receiver::willing().await, Receiver::willing().await, Receiver::willing().await);
    let shop = server.shop().await;
    let (club, rival) =
        (Publisher::join(&server, &shop, "Club").await, Publisher::join(&server, &shop, "Rival").await);
    let template =
        "?o={order_id}&sum=[payout]&minor=#payout_minor#&s={status}&e={event_type}&c={currency}&r={reason}";
    let (path, secret) = postback(&club, &format!("{}{template}", receiver.url), json!({})).await;
    postback(&rival, &rivals.url, json!({})).await;
    endpoint(&server, &stores.url, &["order.created"]).await;
    order(&server, &shop, "10/01 & more", |_| {}).await;
    order(&server, &shop, "10/01 & more", |order| order["status"] = json!("cancelled")).await;
    while send(&server).await > 0 {}
    let told = uris(&receiver);
    let start = "/hook?o=10%2F01%20%26%20more&sum=";
    assert_eq!(told.len(), 2);
    let created = "8.00&minor=800&s=approved&e=conversion.created&c=USD&r=&sig=";
    let declined = "0.00&minor=0&s=declined&e=conversion.declined&c=USD&r=cancelled&sig=";
    assert!(told.iter().any(|uri| uri.starts_with(&format!("{start}{created}"))), "{told:?}");
    assert!(told.iter().any(|uri| uri.starts_with(&format!("{start}{declined}"))), "{told:?}");
    for heard in receiver.heard() {
        let called = receiver.url.replace("/hook", &heard.uri.to_string());
        let (address, seal) = called.split_once("&sig=").unwrap();
        assert_eq!(seal, sealed(&secret, address));
        assert_eq!((heard.method.as_str(), heard.body.as_str()), ("GET", ""));
        assert_eq!(
            heard.header("webhook-signature"),
            by_hand(&secret, &Heard { body: called.clone(), ..heard.clone() })
        );
    }
    assert!(rivals.heard().is_empty(), "another publisher hears nothing");
    assert_eq!(stores.heard().len(), 1, "and a store what it wants");
    // The log has the exact address.
    let id = path.rsplit('/').next().unwrap();
    let log = club.api.get(&format!("/api/v1/publisher/deliveries?postback={id}")).await.ok(200);
    let one = log["data"][0]["id"].as_str().unwrap();
    let detail = club.api.get(&format!("/api/v1/publisher/deliveries/{one}")).await.ok(200);
    let called = detail["request"]["url"].as_str().unwrap();
    assert!(told.iter().any(|uri| called.ends_with(uri)), "{called}");
    assert_eq!((&detail["request"]["method"], &detail["response"]["status"]), (&json!("GET"), &json!(200)));
}

#[tokio::test]
async fn the_store_never_sees_a_publishers_endpoints_and_one_publisher_never_anothers() {
    let server = open();
    let shop = server.shop().await;
    let (club, rival) =
        (Publisher::join(&server, &shop, "Club").await, Publisher::join(&server, &shop, "Rival").await);
    let (path, _) = postback(&club, "https://track.example/?{click_id}", json!({})).await;
    order(&server, &shop, "1", |_| {}).await;
    let id = path.rsplit('/').next().unwrap().to_owned();
    let log = club.api.get(&format!("/api/v1/publisher/deliveries?postback={id}")).await.ok(200);
    let delivery = text(&log["data"][0], "id");
    assert_eq!(server.get("/api/v1/webhook_endpoints").await.ok(200)["data"], json!([]));
    assert_eq!(server.get("/api/v1/webhook_deliveries").await.ok(200)["data"], json!([]));
    assert_eq!(
        server.get(&format!("/api/v1/webhook_deliveries?endpoint={id}")).await.ok(200)["data"],
        json!([])
    );
    server.get(&format!("/api/v1/webhook_deliveries/{delivery}")).await.problem(404);
    let (empty, stop) = (json!({}), json!({ "state": "archived" }));
    let since = json!({ "since": "2026-01-01T00:00:00Z" });
    for (who, base) in [(&server, "/api/v1/webhook_endpoints"), (&rival.api, POSTBACKS)] {
        who.get(&format!("{base}/{id}")).await.problem(404);
        who.patch(&format!("{base}/{id}"), &stop).await.problem(404);
        for (act, body) in [("rotate", &empty), ("test", &empty), ("replay", &since)] {
            who.post(&format!("{base}/{id}/{act}"), body).await.problem(404);
        }
    }
    server.post(&format!("/api/v1/webhook_deliveries/{delivery}/replay"), &empty).await.problem(404);
    rival.api.get(&format!("/api/v1/publisher/deliveries/{delivery}")).await.problem(404);
    rival.api.post(&format!("/api/v1/publisher/deliveries/{delivery}/replay"), &empty).await.problem(404);
    rival.api.get(&format!("/api/v1/publisher/deliveries?postback={id}")).await.problem(404);
    assert_eq!(rival.api.get(POSTBACKS).await.ok(200)["data"], json!([]));
    let abroad = json!({ "program": "prg_00000000000000000000000000", "url": "https://track.example/" });
    assert_eq!(club.api.post(POSTBACKS, &abroad).await.problem(422), ["/program"]);
}

#[tokio::test]
async fn what_cannot_be_called_is_refused_when_it_is_saved() {
    let server = Server::start();
    let shop = server.shop().await;
    let club = Publisher::join(&server, &shop, "Club").await;
    for (new, pointer) in [
        (json!({ "url": "https://track.example/?x={nonsense}" }), "/url"),
        (json!({ "url": "https://{sub1}.example/" }), "/url"),
        (json!({ "url": "https://127.0.0.1/?{sub1}" }), "/url"),
        (json!({ "url": "http://track.example/?{sub1}" }), "/url"),
        (json!({ "url": "https://track.example/", "events": ["order.created"] }), "/events/0"),
        (json!({ "url": "https://track.example/", "format": "standard", "method": "GET" }), "/method"),
        (json!({ "url": "https://track.example/", "format": "xml" }), "/format"),
    ] {
        let mut new = new;
        new["program"] = json!(club.program);
        let reply = club.api.post(POSTBACKS, &new).await;
        assert_eq!(reply.problem(422), [pointer], "{new}");
        if new.to_string().contains("nonsense") {
            let detail = reply.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
            assert!(detail.contains("{click_id}") && detail.contains("{nonsense}"), "{detail}");
        }
    }
    for number in 0..10 {
        postback(&club, &format!("https://track.example/{number}"), json!({})).await;
    }
    let more = json!({ "program": club.program, "url": "https://track.example/" });
    club.api.post(POSTBACKS, &more).await.problem(409);
}

#[tokio::test]
async fn a_postback_is_tested_replayed_and_renewed_as_any_webhook() {
    let (server, receiver) = (open(), Receiver::open(Manner::Status(500, None)).await);
    let shop = server.shop().await;
    let club = Publisher::join(&server, &shop, "Club").await;
    let url = format!("{}?click={{click_id}}&ref={{sub1}}", receiver.url);
    let (path, old) =
        postback(&club, &url, json!({ "events": ["conversion.approved"], "method": "POST" })).await;
    let test = club.api.post(&format!("{path}/test"), &json!({})).await.ok(201);
    assert_eq!(send(&server).await, 1);
    let heard = receiver.heard().remove(0);
    assert_eq!(heard.uri.to_string(), "/hook?click=clk_00000000000000000000000000&ref=test-ref");
    let body: Json = serde_json::from_str(&heard.body).unwrap();
    assert_eq!((&body["type"], &body["data"]["test"]), (&json!("webhook_endpoint.tested"), &json!(true)));
    assert_eq!(heard.header("webhook-signature"), by_hand(&old, &heard));
    order(&server, &shop, "1", |_| {}).await;
    assert_eq!(send(&server).await, 0, "it was created, and this one hears of approvals only");
    let new = text(&club.api.post(&format!("{path}/rotate"), &json!({})).await.ok(200), "secret");
    receiver.answer(Manner::Status(200, None));
    let again = club
        .api
        .post(&format!("/api/v1/publisher/deliveries/{}/replay", text(&test, "id")), &json!({}))
        .await;
    again.ok(200);
    assert_eq!(send(&server).await, 1);
    let heard = receiver.heard().pop().unwrap();
    let signatures = heard.header("webhook-signature");
    assert_eq!(signatures, format!("{} {}", by_hand(&new, &heard), by_hand(&old, &heard)));
    // A GET carries a seal of each.
    club.api.patch(&path, &json!({ "method": "GET" })).await.ok(200);
    club.api.post(&format!("{path}/test"), &json!({})).await.ok(201);
    send(&server).await;
    let called = receiver.url.replace("/hook", &receiver.heard().pop().unwrap().uri.to_string());
    let (address, seals) = called.split_once("&sig=").unwrap();
    assert_eq!(seals, format!("{}&sig_before={}", sealed(&new, address), sealed(&old, address)));
    // Whoever says that nobody is there is not called again, and only its owner sees so.
    receiver.answer(Manner::Status(410, None));
    club.api.post(&format!("{path}/test"), &json!({})).await.ok(201);
    send(&server).await;
    let stands = club.api.get(&path).await.ok(200);
    assert_eq!((&stands["state"], &stands["reason"]), (&json!("disabled"), &json!("gone")));
    assert_eq!(server.own().count("SELECT COUNT(*) FROM event WHERE type = 'webhook_endpoint.disabled'"), 0);
    let paused = club.api.post(&format!("{path}/replay"), &json!({ "since": "2026-01-01T00:00:00Z" })).await;
    paused.problem(409);
}

#[tokio::test]
async fn the_standard_format_is_the_event_as_json_with_the_conversion_as_the_api_shows_it() {
    let (server, receiver) = (open(), Receiver::willing().await);
    let shop = server.shop().await;
    let club = Publisher::join(&server, &shop, "Club").await;
    let (_, secret) = postback(&club, &receiver.url, json!({ "format": "standard" })).await;
    order(&server, &shop, "1", |_| {}).await;
    assert_eq!(send(&server).await, 1);
    let heard = receiver.heard().remove(0);
    assert_eq!(heard.header("webhook-signature"), by_hand(&secret, &heard));
    let body: Json = serde_json::from_str(&heard.body).unwrap();
    assert_eq!((&body["type"], &body["data"]["previous"]), (&json!("conversion.created"), &Json::Null));
    assert_eq!(body["data"]["object"], club.changes("").await["data"][0]);
}
