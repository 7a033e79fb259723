//! Retries under an `Idempotency-Key`.

use crate::server::{Reply, Server};
use serde_json::json;

async fn add(server: &Server, key: &str, name: &str) -> Reply {
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    let body = json!({ "name": name, "kind": "affiliate" }).to_string();
    server.raw(("POST", "/api/v1/partners"), &headers, body).await
}

#[tokio::test]
async fn the_same_request_gets_the_same_answer_and_has_one_effect() {
    let server = Server::start();
    let first = add(&server, "k1", "Sara").await;
    let again = add(&server, "k1", "Sara").await;
    assert_eq!((first.status, again.status, &first.text), (201, 201, &again.text));
    assert_eq!(
        (first.header("idempotency-replayed"), again.header("idempotency-replayed")),
        (None, Some("true"))
    );
    assert_eq!(again.header("content-type"), Some("application/json"));
    assert_eq!(server.get("/api/v1/partners").await.ok(200)["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn another_request_under_the_same_key_is_refused() {
    let server = Server::start();
    add(&server, "k1", "Sara").await.ok(201);
    add(&server, "k1", "Bo").await.problem(409);
    let headers = [("content-type", "application/json"), ("idempotency-key", "k1")];
    let shop = json!({ "name": "Sara", "kind": "affiliate" }).to_string();
    server.raw(("POST", "/api/v1/partners?x=1"), &headers, shop).await.problem(409);
    let other = server.with_key(&server.key(&["all"]));
    add(&other, "k1", "Bo").await.ok(201);
}

#[tokio::test]
async fn what_was_refused_may_be_tried_again_under_its_key() {
    let server = Server::start();
    add(&server, "k1", "").await.problem(422);
    add(&server, "k1", "Sara").await.ok(201);
}

#[tokio::test]
async fn a_key_must_be_short_and_plain() {
    let server = Server::start();
    add(&server, &"k".repeat(255), "Sara").await.ok(201);
    assert_eq!(add(&server, &"k".repeat(256), "Sara").await.problem(422), ["Idempotency-Key"]);
    assert_eq!(add(&server, " ", "Sara").await.problem(422), ["Idempotency-Key"]);
    assert_eq!(add(&server, "nyckel-å", "Sara").await.problem(422), ["Idempotency-Key"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_copies_at_once_have_one_effect_and_one_answer() {
    let server = Server::start();
    let copies: Vec<_> = (0..32)
        .map(|_| {
            let server = server.clone();
            tokio::spawn(async move { add(&server, "k1", "Sara").await.text })
        })
        .collect();
    let mut answers = Vec::new();
    for copy in copies {
        answers.push(copy.await.unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(server.get("/api/v1/partners").await.ok(200)["data"].as_array().unwrap().len(), 1);
}
