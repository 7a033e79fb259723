//! Orders that a store signs instead of holding a key: what is refused, and that nothing has an effect twice.

use crate::server::{Reply, Server, Shop, text, usd};
use serde_json::{Value as Json, json};
use tributary_engine::webhook::{new_secret, signature};

/// A shop whose store has these secrets.
async fn shop(server: &Server, secrets: &[&str]) -> Shop {
    let shop = server.shop().await;
    for secret in secrets {
        add(server, &shop, secret).await;
    }
    shop
}

async fn add(server: &Server, shop: &Shop, secret: &str) {
    let path = format!("/api/v1/stores/{}/webhook_secrets", shop.store);
    server.post(&path, &json!({ "secret": secret })).await.ok(201);
}

fn now_s(server: &Server) -> i64 {
    server.app.engine.now().ms() / 1_000
}

/// A message as a sender makes it.
struct Signed {
    id: String,
    at_s: i64,
    body: String,
    signature: String,
}

impl Signed {
    fn new(server: &Server, secret: &str, id: &str, body: &Json) -> Self {
        let (at_s, body) = (now_s(server), body.to_string());
        let signature = signature(secret, (id, at_s, &body)).unwrap();
        Self { id: id.to_owned(), at_s, body, signature }
    }

    async fn send(&self, server: &Server, store: &str) -> Reply {
        let at = self.at_s.to_string();
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", self.id.as_str()),
            ("webhook-timestamp", &at),
            ("webhook-signature", &self.signature),
        ];
        let nobody = server.with_key("");
        nobody.raw(("POST", &format!("/hooks/orders/{store}")), &headers, self.body.clone()).await
    }
}

async fn orders(server: &Server) -> usize {
    server.get("/api/v1/orders").await.ok(200)["data"].as_array().unwrap().len()
}

/// How the deliveries of a server ended, newest first.
fn ended(server: &Server) -> Vec<(String, Option<String>)> {
    let tenant = server.tenant.clone();
    let listed = server.app.engine.db.read_wait(move |tx| {
        let cursor = tributary_engine::page::Cursor::default();
        tributary_engine::delivery::list(tx, &tenant, (None, None), &cursor)
    });
    listed.unwrap().rows.into_iter().map(|one| (one.state, one.reason)).collect()
}

#[tokio::test]
async fn a_signed_order_needs_no_key_and_is_credited_like_any_other() {
    let (server, secret) = (Server::start(), new_secret().unwrap());
    let shop = shop(&server, &[&secret]).await;
    let told = Signed::new(&server, &secret, "msg_1", &shop.order("1042"));
    let order = told.send(&server, &shop.store).await.ok(201);
    assert_eq!(order["attribution"]["partner"], json!(shop.sara));
    let path = format!("/api/v1/orders/{}/explanation", text(&order, "id"));
    let facts = server.get(&path).await.ok(200);
    assert!(facts.to_string().contains("signed msg_1"), "{facts}");
}

#[tokio::test]
async fn a_signed_message_that_is_sent_again_changes_nothing_even_after_the_order_has_moved_on() {
    let (server, secret) = (Server::start(), new_secret().unwrap());
    let shop = shop(&server, &[&secret]).await;
    let first = Signed::new(&server, &secret, "msg_1", &shop.order("1042"));
    first.send(&server, &shop.store).await.ok(201);
    let mut cancelled = shop.order("1042");
    cancelled["status"] = json!("cancelled");
    Signed::new(&server, &secret, "msg_2", &cancelled).send(&server, &shop.store).await.ok(200);
    let again = first.send(&server, &shop.store).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    let listed = server.get("/api/v1/orders").await.ok(200);
    assert_eq!((listed["data"][0]["status"].clone(), orders(&server).await), (json!("cancelled"), 1));
    // The same id with other words, well signed, is no message of its own.
    let other = Signed::new(&server, &secret, "msg_1", &shop.order("1043"));
    other.send(&server, &shop.store).await.problem(409);
    assert_eq!(orders(&server).await, 1);
}

#[tokio::test]
async fn a_signature_of_another_time_body_id_store_or_secret_is_refused_and_kept() {
    let (server, secret) = (Server::start(), new_secret().unwrap());
    let shop = shop(&server, &[&secret]).await;
    let good = || Signed::new(&server, &secret, "msg_1", &shop.order("1042"));
    let stranger = new_secret().unwrap();
    let body = good().body.replace("1042", "1043");
    let forged = [
        Signed { body, ..good() },
        Signed { id: "msg_2".to_owned(), ..good() },
        Signed { at_s: good().at_s + 1, ..good() },
        Signed { signature: good().signature[..20].to_owned(), ..good() },
        Signed { signature: String::new(), ..good() },
        Signed { signature: good().signature.replace("v1,", "v1a,"), ..good() },
        Signed::new(&server, &stranger, "msg_1", &shop.order("1042")),
    ];
    for one in &forged {
        let refused = one.send(&server, &shop.store).await;
        assert_eq!(refused.problem(401), ["webhook-signature"], "{}", one.signature);
        assert_eq!(refused.json()["code"], "signature_mismatch");
    }
    let bare = server.with_key("").post(&format!("/hooks/orders/{}", shop.store), &shop.order("1042")).await;
    assert_eq!(
        (bare.problem(401), bare.json()["code"].clone()),
        (vec!["webhook-signature".to_owned()], json!("unsigned"))
    );
    let states = ended(&server);
    assert_eq!(states.len(), forged.len() + 1);
    assert!(states.iter().all(|(state, reason)| state == "rejected" && reason.is_some()), "{states:?}");
    assert_eq!(orders(&server).await, 0);
    good().send(&server, &shop.store).await.ok(201);
}

#[tokio::test]
async fn a_message_is_taken_within_five_minutes_of_its_time_and_no_later() {
    let (server, secret) = (Server::start(), new_secret().unwrap());
    let shop = shop(&server, &[&secret]).await;
    let early = Signed::new(&server, &secret, "msg_1", &shop.order("1"));
    let late = Signed::new(&server, &secret, "msg_2", &shop.order("2"));
    server.app.engine.clock.shift(298_000);
    early.send(&server, &shop.store).await.ok(201);
    server.app.engine.clock.shift(302_000);
    let refused = late.send(&server, &shop.store).await;
    assert_eq!(
        (refused.problem(401), refused.json()["code"].clone()),
        (vec!["webhook-timestamp".to_owned()], json!("not_of_now"))
    );
    for days in [1, 365] {
        server.app.engine.clock.shift(days * 86_400_000);
        early.send(&server, &shop.store).await.problem(401);
    }
    assert_eq!(orders(&server).await, 1);
}

#[tokio::test]
async fn while_a_stores_secret_is_renewed_both_sign() {
    let (server, old, new) = (Server::start(), new_secret().unwrap(), new_secret().unwrap());
    let shop = shop(&server, &[&old]).await;
    Signed::new(&server, &old, "msg_1", &shop.order("1")).send(&server, &shop.store).await.ok(201);
    Signed::new(&server, &new, "msg_2", &shop.order("2")).send(&server, &shop.store).await.problem(401);
    add(&server, &shop, &new).await;
    for (id, secret) in [("3", &old), ("4", &new)] {
        let told = Signed::new(&server, secret, &format!("msg_{id}"), &shop.order(id));
        told.send(&server, &shop.store).await.ok(201);
    }
    // As a sender does who changes it, too: one message, both signatures.
    let mut both = Signed::new(&server, &new, "msg_5", &shop.order("5"));
    both.signature =
        format!("{} {}", signature(&old, (&both.id, both.at_s, &both.body)).unwrap(), both.signature);
    both.send(&server, &shop.store).await.ok(201);
    assert_eq!(orders(&server).await, 4);
}

#[tokio::test]
async fn the_secret_of_one_store_states_no_order_of_another() {
    let (server, own, foreign) = (Server::start(), new_secret().unwrap(), new_secret().unwrap());
    let shop = shop(&server, &[&own]).await;
    let elsewhere = json!({
        "name": "Other", "url": "https://other.example", "currency": "USD", "timezone": "Europe/Stockholm",
        "preset": "reftrackr", "webhook_secrets": [foreign],
    });
    let other = text(&server.post("/api/v1/stores", &elsewhere).await.ok(201), "id");
    let told = Signed::new(&server, &own, "msg_1", &shop.order("1"));
    told.send(&server, &other).await.problem(401);
    let named = Signed::new(&server, &foreign, "msg_1", &shop.order("1")).send(&server, &other).await;
    assert_eq!(named.problem(422), ["/store"]);
    Signed::new(&server, &own, "msg_1", &json!({})).send(&server, "sto_none").await.problem(404);
    assert_eq!(orders(&server).await, 0);
}

#[tokio::test]
async fn what_is_signed_is_judged_field_by_field_all_the_same() {
    let (server, secret) = (Server::start(), new_secret().unwrap());
    let shop = shop(&server, &[&secret]).await;
    let mut wrong = shop.order("1");
    wrong["total"] = usd(-1);
    let told = Signed::new(&server, &secret, "msg_1", &wrong).send(&server, &shop.store).await;
    assert_eq!(told.problem(422), ["/total/amount"]);
    assert_eq!(ended(&server)[0].0, "rejected");
}
