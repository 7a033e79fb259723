//! How a shop's plugin gets its key, what the key is good for, and the plugin's checklist.

use crate::bad_input::{Endpoint, at};
use crate::server::{Server, Shop, text};
use axum::Router;
use axum::extract::RawQuery;
use axum::http::header;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tributary::app::Settings;
use tributary_core::StoreId;
use tributary_engine::access::{self, NewUser, Role, create_key_of};
use tributary_engine::audit::Actor;
use tributary_engine::clock::rfc3339;
use tributary_engine::connection::{self, SCOPES, Wish};
use tributary_engine::store;

const VERIFIER: &str = "only-the-plugin-of-the-shop-knows-this.verifier";
const MINUTE_MS: i64 = 60_000;

/// A key that is good for one store, as a connection's is.
pub(crate) fn bound_key(server: &Server, store: &str) -> String {
    let (tenant, now) = (server.tenant.clone(), server.app.now());
    let store: StoreId = store.to_owned().try_into().unwrap();
    let made = server.app.engine.db.write_wait(move |tx| {
        let by = Actor::system(&tenant, "test");
        let scopes = SCOPES.map(str::to_owned);
        Ok(create_key_of(tx, &by, ("plugin", Some(&store)), &scopes, now)?.secret)
    });
    made.unwrap()
}

/// What a plugin tells of itself, with bodies that are right.
pub(crate) fn endpoints(server: &Server, shop: &Shop) -> Vec<Endpoint> {
    let test = json!({
        "now": "2026-05-01T12:00:00Z", "signed": { "body": "x", "signature": "y" }, "look": "https://other.example/?ref=sara",
        "shop": {
            "plugin": "1", "php": "8", "wordpress": "6", "woocommerce": "10", "zencart": "2", "storage": "hpos",
            "checkout": "blocks", "cache": "none",
        },
    });
    let all = [at("POST", "connection/renew", &[], json!({})), at("POST", "connection/test", &["now"], test)];
    let key = bound_key(server, &shop.store);
    all.into_iter().map(|one| one.keyed(&key)).collect()
}

/// The body's signature, as shops sign.
pub(crate) fn signed(secret: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// An owner allows the shop, who is sent back with a code.
fn allowed(server: &Server, store: &str) -> String {
    let (tenant, now) = (server.tenant.clone(), server.app.now());
    let store: StoreId = store.to_owned().try_into().unwrap();
    let made = server.app.engine.db.write_wait(move |tx| {
        let owner = match access::User::by_email(tx, "ada@example.com")? {
            Some(owner) => owner.id,
            None => {
                let new = NewUser {
                    email: "ada@example.com".to_owned(),
                    name: String::new(),
                    role: Role::Owner,
                    password_hash: "$argon2id$".to_owned(),
                };
                access::create_user(tx, &Actor::system(&tenant, "test"), &new, now)?
            }
        };
        let by = Actor::user(&tenant, &owner, "ada@example.com");
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER.as_bytes()));
        let wish = Wish { platform: "woocommerce".to_owned(), challenge };
        let store = store::load(tx, &tenant, &store)?;
        connection::grant(tx, &by, &store, &wish, now)
    });
    made.unwrap()
}

async fn shown(server: &Server, code: &str, verifier: &str) -> crate::server::Reply {
    server.with_key("").post("/api/v1/connections", &json!({ "code": code, "verifier": verifier })).await
}

async fn connected(server: &Server, store: &str) -> Json {
    shown(server, &allowed(server, store), VERIFIER).await.ok(201)
}

#[tokio::test]
async fn a_code_is_changed_once_by_who_knows_the_verifier_and_within_ten_minutes() {
    let server = Server::start();
    let shop = server.shop().await;
    let code = allowed(&server, &shop.store);
    let other = VERIFIER.replace('o', "0");
    assert_eq!(shown(&server, &code, &other).await.problem(409), ["/verifier"]);
    assert_eq!(shown(&server, &code, "short").await.problem(422), ["/verifier"]);
    assert_eq!(shown(&server, "con_short", VERIFIER).await.problem(422), ["/code"]);
    let unknown = format!("con_{}", "a".repeat(39));
    assert_eq!(shown(&server, &unknown, VERIFIER).await.problem(409), ["/code"]);
    let reply = shown(&server, &code, VERIFIER).await;
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let made = reply.ok(201);
    assert_eq!((&made["store"], &made["platform"]), (&json!(shop.store), &json!("woocommerce")));
    assert_eq!(made["cookie_days"], 7, "as long as a click counts");
    assert_eq!(shown(&server, &code, VERIFIER).await.problem(409), ["/code"], "it is good once");
    let late = allowed(&server, &shop.store);
    server.app.engine.clock.shift(10 * MINUTE_MS);
    assert_eq!(shown(&server, &late, VERIFIER).await.problem(409), ["/code"], "it is too old");
    assert!(!reply.text.contains("$argon2id$"));
}

#[tokio::test]
async fn a_connections_key_is_good_for_its_own_store_and_ends_when_the_shop_is_connected_again() {
    let server = Server::start();
    let shop = server.shop().await;
    let other = json!({ "name": "B", "url": "https://b.example", "currency": "USD", "timezone": "UTC", "preset": "reftrackr" });
    let other = text(&server.post("/api/v1/stores", &other).await.ok(201), "id");
    let made = connected(&server, &shop.store).await;
    let plugin = server.with_key(&text(&made, "api_key"));
    plugin.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    let known = plugin.get("/api/v1/connection").await.ok(200);
    assert_eq!((&known["store"], &known["webhook_url"]), (&made["store"], &made["webhook_url"]));
    assert!(known["connected_at"].is_string() && known["webhook_secret"].is_null(), "{known}");
    let mut foreign = shop.order("1043");
    foreign["store"] = json!(other);
    for reply in [
        plugin.post("/api/v1/orders", &foreign).await,
        plugin.get(&format!("/api/v1/orders?store={other}")).await,
        plugin.get(&format!("/api/v1/stores/{other}")).await,
        plugin.post("/api/v1/stores", &json!({})).await,
    ] {
        reply.problem(403);
        assert_eq!(reply.json()["code"], "other_store");
    }
    plugin.get("/api/v1/ledger/transactions").await.problem(403);
    let pasted = server.get("/api/v1/connection").await;
    pasted.problem(409);
    assert!(pasted.text.contains("several stores"), "{}", pasted.text);
    let again = connected(&server, &shop.store).await;
    assert_eq!(plugin.get("/api/v1/connection").await.status, 401, "the earlier key is no more");
    server.with_key(&text(&again, "api_key")).get("/api/v1/connection").await.ok(200);
}

#[tokio::test]
async fn what_a_store_signs_with_is_renewed_and_the_earlier_secret_is_not_taken_any_more() {
    let server = Server::start();
    let shop = server.shop().await;
    let made = connected(&server, &shop.store).await;
    let plugin = server.with_key(&text(&made, "api_key"));
    let hook = format!("/hooks/woocommerce/{}", shop.store);
    let told = async |secret: &str| {
        let body = r#"{"id":7}"#;
        let headers = [
            ("x-wc-webhook-topic", "order.deleted"),
            ("content-type", "application/json"),
            ("x-wc-webhook-signature", &signed(secret, body)),
        ];
        server.with_key("").raw(("POST", &hook), &headers, body).await.status
    };
    let first = text(&made, "webhook_secret");
    assert_eq!(told(&first).await, 200);
    let headers = [("content-type", "application/json"), ("idempotency-key", "r1")];
    let path = ("POST", "/api/v1/connection/renew");
    let renewed = plugin.raw(path, &headers, "{}").await.ok(200);
    let second = text(&renewed, "webhook_secret");
    assert_ne!((&first, &made["customer_secret"]), (&second, &renewed["customer_secret"]));
    assert_eq!((told(&first).await, told(&second).await), (401, 200));
    let again = plugin.raw(path, &headers, "{}").await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.ok(200), renewed, "the secrets join the answer, and are not kept with it");
}

#[tokio::test]
async fn who_shows_too_much_waits() {
    let server = Server::start();
    let body = json!({ "code": format!("con_{}", "a".repeat(39)), "verifier": VERIFIER });
    let guest = server.with_key("");
    let mut last = 0;
    for _ in 0..300 {
        last = guest.post("/api/v1/connections", &body).await.status;
        if last == 429 {
            break;
        }
        assert_eq!(last, 409);
    }
    assert_eq!(last, 429);
}

/// A shop whose page remembers visits `first` times and then is answered by a cache, with the script in it or not.
async fn page(first: usize, script: bool) -> String {
    let asked = Arc::new(AtomicUsize::new(0));
    let answer = move |RawQuery(query): RawQuery| {
        let is_visit = query.is_some_and(|query| query.contains("ref="));
        let at = if is_visit { asked.fetch_add(1, Ordering::SeqCst) } else { first };
        let cookie = if at < first { "tributary_visit=1; HttpOnly" } else { "other=1" };
        let body = if script { "<script src=\"https://t.example/t.js\"></script>" } else { "<p>Shop</p>" };
        async move { ([(header::SET_COOKIE, cookie)], body) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", get(answer))).await });
    url
}

/// (state, detail) of a line of the checklist.
fn line(checks: &Json, name: &str) -> (String, String) {
    let all = checks["checks"].as_array().unwrap();
    let one = all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name}: {checks}"));
    (text(one, "state"), text(one, "detail"))
}

#[tokio::test]
async fn the_checklist_says_whether_a_cache_swallows_visits() {
    let server = Server::with(Settings { allow_private_webhooks: true, ..Settings::default() });
    for (first, script, state, word) in [
        (9, false, "ok", "by the shop itself"),
        (1, true, "ok", "the script remembers"),
        (1, false, "bad", "A page cache swallows"),
        (0, false, "bad", "remembers no visit"),
    ] {
        let url = page(first, script).await;
        let store = json!({ "name": "Mugs", "url": url, "currency": "USD", "timezone": "UTC", "preset": "reftrackr" });
        let store = text(&server.post("/api/v1/stores", &store).await.ok(201), "id");
        let plugin = server.with_key(&bound_key(&server, &store));
        let test = json!({ "now": rfc3339(server.app.now()), "look": format!("{url}?ref=sara") });
        let checks = plugin.post("/api/v1/connection/test", &test).await.ok(200);
        let (went, detail) = line(&checks, "cookie");
        assert_eq!(went, state, "{detail}");
        assert!(detail.contains(word), "{detail}");
    }
}

#[tokio::test]
async fn the_checklist_goes_both_ways() {
    let server = Server::start();
    let shop = server.shop().await;
    let made = connected(&server, &shop.store).await;
    let plugin = server.with_key(&text(&made, "api_key"));
    let sample = |secret: &str| json!({ "body": "ping", "signature": signed(secret, "ping") });
    let test = |now: i64, signed: Json| {
        json!({
            "now": rfc3339(server.app.now().plus_ms(now)), "signed": signed, "look": "https://other.example/?ref=sara",
            "shop": { "plugin": "1.0.0", "php": "8.3.1", "storage": "hpos" },
        })
    };
    let good = test(0, sample(&text(&made, "webhook_secret")));
    let checks = plugin.post("/api/v1/connection/test", &good).await.ok(200);
    let states = |checks: &Json| {
        let names = ["key", "clock", "signature", "store_address", "webhook", "rest", "cookie"];
        names.map(|name| line(checks, name).0).join(" ")
    };
    // The page is not one of the store's: its address here is wrong, and nothing elsewhere is looked at.
    assert_eq!(states(&checks), "ok ok ok bad warn warn bad", "{checks}");
    let wrong = test(-10 * MINUTE_MS, sample("another"));
    let checks = plugin.post("/api/v1/connection/test", &wrong).await.ok(200);
    assert_eq!(states(&checks), "ok bad bad bad warn warn bad", "{checks}");
    let lesser = server.with_key(&server.key(&["stores:write"]));
    let checks = lesser.post("/api/v1/connection/test", &good).await.ok(200);
    let (state, detail) = line(&checks, "key");
    assert!(state == "warn" && detail.contains("clicks:write"), "{detail}");
    let tenant = server.tenant.clone();
    let id: StoreId = shop.store.clone().try_into().unwrap();
    let known = server.app.engine.db.read_wait(move |tx| {
        let store = store::load(tx, &tenant, &id)?;
        connection::load(tx, &store)
    });
    let told = known.unwrap().unwrap().shop.unwrap();
    assert!(told.contains("8.3.1") && told.contains("hpos"), "{told}");
}

#[tokio::test]
async fn partners_are_found_by_name_address_and_code() {
    let server = Server::start();
    server.shop().await;
    let bo = json!({ "name": "Ömer Bo", "email": "omer_b@example.com", "kind": "affiliate" });
    server.post("/api/v1/partners", &bo).await.ok(201);
    let names = async |q: &str| {
        let found = server.get(&format!("/api/v1/partners?q={q}")).await.ok(200);
        found["data"].as_array().unwrap().iter().map(|one| text(one, "name")).collect::<Vec<_>>()
    };
    assert_eq!(names("berg").await, ["Sara Berg"]);
    assert_eq!(names("sara10").await, ["Sara Berg"], "by a code");
    assert_eq!(names("%C3%B6mer").await, ["Ömer Bo"]);
    assert_eq!(names("omer_b@").await, ["Ömer Bo"]);
    assert_eq!(names("omer%25").await, [""; 0], "a percent sign is itself");
    assert_eq!(names("%20").await.len(), 2, "nothing is everybody");
}
