//! The log of requests: written after the answer, masked, for those with a key only, and never in the way.

use crate::server::{Reply, Server};
use serde_json::json;
use tributary::worker::write_requests;
use tributary_engine::page::Cursor;
use tributary_engine::request::{self, Filter, Request};

async fn logged(server: &Server) -> Vec<Request> {
    write_requests(&server.app).await.unwrap();
    let tenant = server.tenant.clone();
    let read = server.app.engine.db.read_wait(move |tx| {
        let found = request::list(tx, &tenant, &Filter::default(), &Cursor::default())?.rows;
        found.iter().map(|one| request::load(tx, &tenant, &one.id)).collect()
    });
    read.unwrap()
}

fn id(reply: &Reply) -> String {
    reply.header("request-id").unwrap().to_owned()
}

#[tokio::test]
async fn each_request_with_a_key_is_found_by_the_id_that_its_answer_carries() {
    let server = Server::start();
    let partner = json!({ "name": "Sara", "email": "sara@example.com", "kind": "influencer" });
    let headers = [("content-type", "application/json"), ("idempotency-key", "once")];
    let made = server.raw(("POST", "/api/v1/partners"), &headers, partner.to_string()).await;
    made.ok(201);
    let wrong = server.get("/api/v1/orders/ord_x").await;
    wrong.problem(404);
    let nobody = server.with_key("tributary_live_sk_wrong").get("/api/v1/orders").await;
    nobody.problem(401);
    let logged = logged(&server).await;
    let seen: Vec<(&str, &str, i64)> =
        logged.iter().map(|one| (one.id.as_str(), one.route.as_str(), one.status)).collect();
    assert_eq!(seen, [(&*id(&wrong), "/api/v1/orders/{id}", 404), (&*id(&made), "/api/v1/partners", 201)]);
    assert_eq!(
        (logged[0].code.as_deref(), logged[1].idempotency_key.as_deref()),
        (Some("not_found"), Some("once"))
    );
    assert_eq!((logged[1].key_name.as_str(), logged[1].method.as_str()), ("owner", "POST"));
    for text in [&logged[1].request, &logged[1].answer] {
        assert!(text.contains("Sara") && !text.contains("sara@example.com"), "{text}");
    }
}

#[tokio::test]
async fn no_secret_reaches_the_log() {
    let server = Server::start();
    let endpoint = json!({ "url": "https://example.com/hook", "events": ["*"] });
    let made = server.post("/api/v1/webhook_endpoints", &endpoint).await.ok(201);
    let secret = made["secret"].as_str().unwrap();
    let logged = logged(&server).await;
    assert!(logged[0].answer.contains("https://example.com/hook"), "{logged:?}");
    assert!(!format!("{logged:?}").contains(secret) && !format!("{logged:?}").contains(&server.key));
}

#[tokio::test]
async fn a_body_that_is_too_long_is_read_by_the_handler_and_not_kept() {
    let server = Server::start();
    let name = "x".repeat(100_000);
    let long = server.post("/api/v1/partners", &json!({ "name": name, "kind": "influencer" })).await;
    assert_eq!(long.problem(422), ["/name"]);
    let logged = logged(&server).await;
    assert!(logged[0].request.len() < 100 && logged[0].answer.contains("/name"), "{logged:?}");
}

#[tokio::test]
async fn papers_and_their_list_are_there_without_a_key() {
    let server = Server::start();
    let list = server.get("/llms.txt").await;
    for part in list.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert_eq!(server.get(part).await.status, 200, "{part}");
    }
    let paper = server.get("/docs/webhooks.md").await;
    assert!(
        paper.text.starts_with("# Webhooks") && paper.header("content-type").unwrap().contains("markdown")
    );
    assert_eq!(server.get("/docs/nothing.md").await.status, 404);
}
