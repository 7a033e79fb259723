//! What a shop's page asks for its customer: with a token only, from the shop's own pages only.

use crate::server::{Reply, Server, Shop, text};
use axum::body::Body;
use serde_json::{Value as Json, json};
use tributary_core::Currency;
use tributary_core::referral::Referral;
use tributary_engine::Engine;
use tributary_engine::panel::token;

/// A server, its shop, and what the shop signs with.
struct World {
    server: Server,
    shop: Shop,
    secret: String,
}

impl World {
    async fn open() -> Self {
        let server = Server::start();
        let shop = server.shop().await;
        let path = format!("/api/v1/stores/{}/customer_secret", shop.store);
        let secret = text(&server.post(&path, &json!({})).await.ok(201), "secret");
        let world = Self { server, shop, secret };
        world.rules(|_| {});
        world
    }

    fn rules(&self, change: impl Fn(&mut Referral) + Send + 'static) {
        let (tenant, program) = (self.server.tenant.clone(), self.shop.program.parse_id());
        let clock = self.server.app.engine.clock.clone();
        let write = move |tx: &mut tributary_engine::db::Tx<'_>| {
            Engine::change_rules(tx, &tenant, &program, "test", &clock, |rules| {
                let mut referral = rules.referral.clone().unwrap_or_else(|| {
                    let mut new = Referral::new(Currency::parse("USD").unwrap());
                    (new.enabled, new.invitations.enabled) = (true, true);
                    new
                });
                change(&mut referral);
                rules.referral = Some(referral);
                Ok(())
            })
            .map(drop)
        };
        self.server.app.engine.db.write_wait(write).unwrap();
    }

    fn claims(&self) -> Json {
        let now_s = self.server.app.engine.now().ms() / 1_000;
        json!({
            "iss": self.shop.store, "sub": "22", "name": "Bob Bell", "login": "bob", "email": "bob@example.com",
            "iat": now_s, "exp": now_s + 3_600,
        })
    }

    fn token(&self) -> String {
        token::sign(&self.secret, &self.claims()).unwrap()
    }

    async fn ask(&self, (method, path): (&str, &str), token: &str, body: Json) -> Reply {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("authorization", bearer.as_str())];
        let body = if method == "POST" {
            headers.push(("content-type", "application/json"));
            Body::from(body.to_string())
        } else {
            Body::empty()
        };
        self.server.with_key("").raw((method, path), &headers, body).await
    }

    async fn invite(&self, addresses: &[&str]) -> Reply {
        let body = json!({ "addresses": addresses, "message": "Hi" });
        self.ask(("POST", "/refer/v1/invitations"), &self.token(), body).await
    }
}

trait ProgramText {
    fn parse_id(&self) -> tributary_core::ProgramId;
}

impl ProgramText for String {
    fn parse_id(&self) -> tributary_core::ProgramId {
        tributary_core::ProgramId::parse(self).unwrap()
    }
}

#[tokio::test]
async fn a_customer_sees_the_promise_the_code_and_nothing_of_others() {
    let world = World::open().await;
    let reply = world.ask(("GET", "/refer/v1/panel"), &world.token(), Json::Null).await;
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(reply.header("set-cookie").is_none(), "no cookies");
    let panel = reply.ok(200);
    assert_eq!((panel["state"].as_str(), panel["language"].as_str()), (Some("no_activity"), Some("en")));
    assert_eq!(text(&panel, "title"), "Give 50 USD, get 100 USD");
    assert_eq!(text(&panel, "code"), "BOB22");
    assert!(text(&panel, "link").ends_with("/r/BOB22"));
    assert!(text(&panel, "share_text").contains("{link}"));
    assert_eq!(panel["steps"].as_array().map(Vec::len), Some(3));
    assert_eq!(panel["stats"]["earned"][0]["text"], "0 USD");
    assert_eq!(panel["invitations"], json!({ "per_day": 20, "per_submit": 10 }));
    let ug = world.ask(("GET", "/refer/v1/panel?language=ug"), &world.token(), Json::Null).await.ok(200);
    assert_eq!((ug["dir"].as_str(), ug["language"].as_str()), (Some("rtl"), Some("ug")));
    let drawn = world.ask(("GET", "/refer/v1/panel.html?size=S"), &world.token(), Json::Null).await;
    assert_eq!((drawn.status, drawn.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(
        drawn.text.contains("/r/BOB22") && !drawn.text.contains("csrf") && !drawn.text.contains("<script")
    );
    let qr = world.ask(("GET", "/refer/v1/qr.svg"), &world.token(), Json::Null).await;
    assert_eq!((qr.status, qr.header("content-type")), (200, Some("image/svg+xml")));
}

#[tokio::test]
async fn each_bad_token_is_refused_with_its_reason() {
    let world = World::open().await;
    let other = world.server.stranger().shop().await.store;
    let changed = |field: &str, value: Json| {
        let mut claims = world.claims();
        claims[field] = value;
        token::sign(&world.secret, &claims).unwrap()
    };
    let now_s = world.server.app.engine.now().ms() / 1_000;
    let good = world.token();
    let (_, rest) = good.split_once('.').unwrap();
    // {"alg":"none"}
    let unsigned = format!("eyJhbGciOiJub25lIn0.{rest}");
    for (token, code) in [
        (unsigned, "token_algorithm"),
        (changed("exp", json!(now_s - 1)), "token_expired"),
        (changed("exp", json!(now_s + 3_700)), "token_lifetime"),
        (changed("iss", json!(other)), "token_signature"),
        (changed("iss", json!("sto_00000000000000000000000000")), "token_store"),
        (changed("sub", Json::Null), "token_subject"),
        (token::sign("csec_guess", &world.claims()).unwrap(), "token_signature"),
        ("nonsense".to_owned(), "token_malformed"),
    ] {
        let reply = world.ask(("GET", "/refer/v1/panel"), &token, Json::Null).await;
        reply.problem(401);
        assert_eq!(text(&reply.json(), "code"), code);
    }
    let none = world.server.with_key("").get("/refer/v1/panel").await;
    none.problem(401);
    let key = world.ask(("GET", "/refer/v1/panel"), &world.server.key, Json::Null).await;
    key.problem(401);
    world.server.with_key(&good).get("/api/v1/orders").await.problem(401);
}

#[tokio::test]
async fn a_new_secret_lets_the_earlier_one_go_on_for_as_long_as_was_said() {
    let world = World::open().await;
    let path = format!("/api/v1/stores/{}/customer_secret", world.shop.store);
    let next = text(&world.server.post(&path, &json!({ "overlap_hours": 1 })).await.ok(201), "secret");
    assert_ne!(next, world.secret);
    assert!(
        !world.server.own().bytes().windows(next.len()).any(|part| part == next.as_bytes()),
        "it is kept sealed"
    );
    world.ask(("GET", "/refer/v1/panel"), &world.token(), Json::Null).await.ok(200);
    world.server.app.engine.clock.shift(3_600_000);
    let old = world.ask(("GET", "/refer/v1/panel"), &world.token(), Json::Null).await;
    old.problem(401);
    let new = token::sign(&next, &world.claims()).unwrap();
    world.ask(("GET", "/refer/v1/panel"), &new, Json::Null).await.ok(200);
    world.server.post(&path, &json!({ "overlap_hours": 169 })).await.problem(422);
    world.server.with_key(&world.server.key(&["stores:read"])).post(&path, &json!({})).await.problem(403);
}

#[tokio::test]
async fn only_pages_of_the_shop_may_read_the_answers() {
    let world = World::open().await;
    let bearer = format!("Bearer {}", world.token());
    let from = async |origin: &str| {
        let headers = [("authorization", bearer.as_str()), ("origin", origin)];
        world.server.with_key("").raw(("GET", "/refer/v1/panel"), &headers, Body::empty()).await
    };
    for own in ["https://shop.example", "https://www.shop.example"] {
        let reply = from(own).await;
        assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, Some(own)));
        assert!(reply.header("access-control-allow-credentials").is_none());
        let headers = [("origin", own), ("access-control-request-headers", "authorization")];
        let asked = world
            .server
            .with_key("")
            .raw(("OPTIONS", "/refer/v1/invitations"), &headers, Body::empty())
            .await;
        assert_eq!((asked.status, asked.header("access-control-allow-origin")), (204, Some(own)));
        assert!(asked.header("access-control-allow-headers").unwrap().contains("authorization"));
    }
    for other in ["https://evil.example", "http://shop.example", "null"] {
        let reply = from(other).await;
        assert_eq!((reply.status, reply.header("access-control-allow-origin")), (403, None), "{other}");
    }
    let script = world.server.with_key("").get("/refer.js").await;
    assert_eq!((script.status, script.header("access-control-allow-origin")), (200, Some("*")));
}

#[tokio::test]
async fn invitations_have_limits_and_tell_nothing_of_who_is_a_customer() {
    let world = World::open().await;
    let eve = token::sign(
        &world.secret,
        &json!({
            "sub": "9", "email": "eve@example.com", "iat": world.claims()["iat"], "exp": world.claims()["exp"],
        }),
    );
    world.ask(("GET", "/refer/v1/panel"), &eve.unwrap(), Json::Null).await.ok(200);
    let answer = world.invite(&["eve@example.com"]).await.ok(202);
    assert_eq!(
        answer,
        world.invite(&["new@example.com"]).await.ok(202),
        "a customer is answered like anybody"
    );
    let again = world.invite(&["Eve+x@example.com", "new@example.com"]).await.ok(202);
    assert_eq!(again, json!({ "sent": 0, "known": 2 }));
    let panel = world.ask(("GET", "/refer/v1/panel"), &world.token(), Json::Null).await.ok(200);
    let stages: Vec<&str> =
        panel["friends"].as_array().unwrap().iter().map(|one| one["stage"].as_str().unwrap()).collect();
    assert_eq!(stages, ["sent", "sent"]);
    let jobs = world
        .server
        .own()
        .count("SELECT COUNT(*) FROM job WHERE kind = 'letter' AND subject LIKE 'invitation %'");
    assert_eq!(jobs, 1, "only who is no customer is written");

    let many: Vec<String> = (0..11).map(|n| format!("f{n}@example.com")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(world.invite(&many).await.problem(422), ["/addresses"]);
    world.invite(&many[..10]).await.ok(202);
    let over: Vec<String> = (0..9).map(|n| format!("g{n}@example.com")).collect();
    let over: Vec<&str> = over.iter().map(String::as_str).collect();
    let refused = world.invite(&over).await;
    assert_eq!(refused.problem(409), ["/addresses"], "another day it may be taken");
    assert_eq!(refused.json()["errors"][0]["code"], "daily_limit");
    world.invite(&over[..8]).await.ok(202);
    world.server.app.engine.clock.shift(24 * 3_600_000);
    world.invite(&over[8..]).await.ok(202);

    assert_eq!(
        world.invite(&["nonsense", "bob@example.com"]).await.problem(422),
        ["/addresses/0", "/addresses/1"]
    );
    assert_eq!(world.invite(&[]).await.problem(422), ["/addresses"]);
    world.rules(|rules| rules.invitations.enabled = false);
    world.invite(&["late@example.com"]).await.problem(403);
}

#[tokio::test]
async fn a_friend_is_reminded_once_in_seven_days_and_by_nobody_else() {
    let world = World::open().await;
    world.invite(&["new@example.com"]).await.ok(202);
    let id = world.server.own().texts("SELECT id FROM invitation").remove(0);
    let path = format!("/refer/v1/invitations/{id}/nudge");
    world.ask(("POST", &path), &world.token(), json!({})).await.problem(409);
    world.server.app.engine.clock.shift(7 * 24 * 3_600_000 + 1_000);
    let mut claims = world.claims();
    (claims["sub"], claims["email"]) = (json!("9"), json!("eve@example.com"));
    let eve = token::sign(&world.secret, &claims).unwrap();
    world.ask(("POST", &path), &eve, json!({})).await.problem(404);
    assert_eq!(world.ask(("POST", &path), &world.token(), json!({})).await.status, 204);
    world.ask(("POST", &path), &world.token(), json!({})).await.problem(409);
    world.ask(("POST", "/refer/v1/invitations/x/nudge"), &world.token(), json!({})).await.problem(404);
}

#[tokio::test]
async fn another_code_is_made_on_wish() {
    let world = World::open().await;
    world.ask(("GET", "/refer/v1/panel"), &world.token(), Json::Null).await.ok(200);
    let made = world.ask(("POST", "/refer/v1/code"), &world.token(), json!({})).await.ok(201);
    let panel = world.ask(("GET", "/refer/v1/panel"), &world.token(), Json::Null).await.ok(200);
    assert!(
        made["code"] == panel["code"] && made["link"] == panel["link"] && made["code"] != "BOB22",
        "{made}"
    );
}

#[tokio::test]
async fn whoever_asks_too_much_waits() {
    let world = World::open().await;
    let token = world.token();
    world.ask(("GET", "/refer/v1/panel"), &token, Json::Null).await.ok(200);
    let mut statuses = Vec::new();
    // More than twice what a span takes: a span may end in between.
    for _ in 0..250 {
        statuses.push(world.ask(("GET", "/refer/v1/qr.svg"), "x", Json::Null).await.status);
    }
    assert!(statuses.contains(&429) && statuses.iter().all(|status| [401, 429].contains(status)));
}
