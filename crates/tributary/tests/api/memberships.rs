//! Publishers through the API: those of one's own programs, and of nobody else's.

use crate::server::{Server, text};
use axum::body::Body;
use serde_json::json;
use tributary_core::PublisherId;
use tributary_engine::access;
use tributary_engine::audit::Actor;
use tributary_engine::program::{self, PublicPage};
use tributary_engine::publisher::{self, NewPublisher};

const PATH: &str = "/api/v1/memberships";

/// A publisher asks to join.
pub(crate) fn asks(server: &Server, program: &str, email: &'static str) -> PublisherId {
    let (tenant, now) = (server.tenant.clone(), server.app.engine.now());
    let program = tributary_core::ProgramId::parse(program).unwrap();
    let asked = server.app.engine.db.write_wait(move |tx| {
        let page = PublicPage { slug: "mugs".to_owned(), open: true, automatic: false };
        program::set_page(tx, &tenant, &program, &page)?;
        let new = NewPublisher { name: "Kick".to_owned(), email: email.to_owned(), site: String::new() };
        let who = publisher::find_or_create(tx, &new, now)?.id;
        publisher::ask(tx, &who, (&tenant, &program), now)?;
        Ok(who)
    });
    asked.unwrap()
}

/// A key of another tenant on the same server.
fn stranger(server: &Server) -> Server {
    let now = server.app.engine.now();
    let key = server.app.engine.db.write_wait(move |tx| {
        let tenant = access::create_tenant(tx, "Other", now)?;
        Ok(access::create_key(tx, &Actor::system(&tenant, "test"), "o", &["all".to_owned()], now)?.secret)
    });
    server.with_key(&key.unwrap())
}

#[tokio::test]
async fn a_publisher_who_asks_is_judged_and_one_who_is_wanted_is_let_in() {
    let server = Server::start();
    let shop = server.shop().await;
    let kick = asks(&server, &shop.program, "kick@pub.example");
    let waiting = server.get(&format!("{PATH}?state=asked&program={}", shop.program)).await.ok(200);
    let one = &waiting["data"][0];
    assert_eq!(
        (text(&one["publisher"], "id"), text(&one["publisher"], "uuid")),
        (kick.to_string(), kick.to_uuid())
    );
    assert_eq!(
        (&one["partner"], &one["link"], &one["judged_at"]),
        (&json!(null), &json!(null), &json!(null))
    );
    let path = format!("{PATH}/{}", text(one, "id"));
    assert_eq!(
        server.post(&format!("{path}/decline"), &json!({ "reason": " " })).await.problem(422),
        ["/reason"]
    );
    let declined = server.post(&format!("{path}/decline"), &json!({ "reason": "Not yet" })).await.ok(200);
    assert_eq!(
        (text(&declined, "state"), text(&declined, "reason")),
        ("declined".to_owned(), "Not yet".to_owned())
    );
    server.post(&format!("{path}/decline"), &json!({ "reason": "Again" })).await.problem(409);
    let active = server.post(&format!("{path}/accept"), &json!({})).await.ok(200);
    let partner = server.get(&format!("/api/v1/partners/{}", text(&active, "partner"))).await.ok(200);
    assert_eq!((text(&partner, "kind"), text(&partner, "name")), ("publisher".to_owned(), "Kick".to_owned()));
    let ended = server.post(&format!("{path}/end"), &json!({})).await.ok(200);
    assert_eq!((text(&ended, "state"), &ended["link"]), ("ended".to_owned(), &active["link"]));
    let again = json!({ "program": shop.program, "name": "x", "email": "KICK@pub.example" });
    let again = server.post(PATH, &again).await.ok(201);
    assert_eq!((text(&again, "id"), text(&again, "state")), (text(one, "id"), "active".to_owned()));
    assert_eq!(server.get(&format!("{PATH}?state=active")).await.ok(200)["data"][0], again);
    assert_eq!(server.get(&format!("{PATH}?state=asked")).await.ok(200)["data"], json!([]));
    assert_eq!(server.get(&format!("{PATH}?state=nonsense")).await.problem(422), ["state"]);
}

#[tokio::test]
async fn an_invitation_that_is_sent_twice_under_one_key_is_one() {
    let server = Server::start();
    let shop = server.shop().await;
    let body = json!({ "program": shop.program, "name": "Kick", "email": "kick@pub.example" }).to_string();
    let headers = [("content-type", "application/json"), ("idempotency-key", "one")];
    let first = server.raw(("POST", PATH), &headers, Body::from(body.clone())).await;
    let second = server.raw(("POST", PATH), &headers, Body::from(body)).await;
    assert_eq!((first.ok(201), second.header("idempotency-replayed")), (second.ok(201), Some("true")));
    assert_eq!(server.own().count("SELECT COUNT(*) FROM mail"), 1);
}

#[tokio::test]
async fn a_membership_of_another_tenant_is_not_found_and_its_program_cannot_be_named() {
    let server = Server::start();
    let shop = server.shop().await;
    asks(&server, &shop.program, "kick@pub.example");
    let id = text(&server.get(PATH).await.ok(200)["data"][0], "id");
    let stranger = stranger(&server);
    assert_eq!(stranger.get(PATH).await.ok(200)["data"], json!([]));
    let path = format!("{PATH}/{id}");
    stranger.get(&path).await.problem(404);
    for (act, body) in
        [("accept", json!({})), ("decline", json!({ "reason": "no" })), ("end", json!({ "reason": "no" }))]
    {
        stranger.post(&format!("{path}/{act}"), &body).await.problem(404);
    }
    let body = json!({ "program": shop.program, "name": "X", "email": "x@pub.example" });
    assert_eq!(stranger.post(PATH, &body).await.problem(422), ["/program"]);
    assert_eq!(text(&server.get(&path).await.ok(200), "state"), "asked");
}

#[tokio::test]
async fn a_publisher_s_token_opens_nothing_of_a_tenant() {
    let server = Server::start();
    let shop = server.shop().await;
    let kick = asks(&server, &shop.program, "kick@pub.example");
    let now = server.app.engine.now();
    let made = server.app.engine.db.write_wait(move |tx| publisher::create_key(tx, &kick, "Nightly", now));
    let client = server.with_key(&made.unwrap().secret);
    for path in [PATH, "/api/v1/partners", "/api/v1/orders", "/api/v1/clicks"] {
        client.get(path).await.problem(401);
    }
}
