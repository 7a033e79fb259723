//! Customers through the API, the links with which they refer friends, and where friends land.

use crate::server::{Server, Shop, text};
use axum::body::Body;
use serde_json::{Value as Json, json};
use tributary_core::program::Rules;
use tributary_core::referral::{LifelongMode, Referral};
use tributary_core::{Currency, ProgramId};
use tributary_engine::program;

const PATH: &str = "/api/v1/customers";

/// Puts changed rules in force, and lets redirects know.
fn rules(server: &Server, shop: &Shop, change: impl Fn(&mut Rules) + Send + 'static) {
    let (tenant, program, now) =
        (server.tenant.clone(), ProgramId::parse(&shop.program).unwrap(), server.app.engine.now());
    let added = server.app.engine.db.write_wait(move |tx| {
        let mut rules = program::load(tx, &tenant, &program)?.current.rules;
        change(&mut rules);
        program::add_version(tx, &tenant, &program, &rules, "ada", now)
    });
    added.unwrap();
    server.app.engine.refresh_snapshot().unwrap();
}

fn refers(rules: &mut Rules) {
    rules.referral = Some(Referral { enabled: true, ..Referral::new(Currency::parse("USD").unwrap()) });
}

async fn referring() -> (Server, Shop) {
    let server = Server::start();
    let shop = server.shop().await;
    rules(&server, &shop, refers);
    (server, shop)
}

fn bob(shop: &Shop) -> Json {
    json!({
        "store": shop.store, "external_id": "22", "email": "bob@example.com", "name": "Bob Berg", "login": "bob",
        "language": "sv", "registered_at": "2026-05-01T12:00:00Z",
    })
}

/// Bob's id, with his code made.
async fn bob_refers(server: &Server, shop: &Shop) -> String {
    let id = text(&server.post(PATH, &bob(shop)).await.ok(201), "id");
    let given = server.post(&format!("{PATH}/{id}/code"), &json!({})).await.ok(200);
    assert_eq!(given["code"], "BOB22");
    assert!(text(&given, "link").ends_with("/r/BOB22"));
    id
}

async fn delete(server: &Server, path: &str) -> u16 {
    server.raw(("DELETE", path), &[], Body::empty()).await.status
}

/// A person's browser.
const BROWSER: [(&str, &str); 3] = [
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
];

/// Where a path leads a person.
async fn follow(server: &Server, path: &str) -> String {
    let reply = server.with_key("").raw(("GET", path), &BROWSER, Body::empty()).await;
    assert_eq!(reply.status, 302, "{}", reply.text);
    reply.header("location").unwrap().to_owned()
}

// WK-01, WK-03, WK-06
#[tokio::test]
async fn a_friend_who_comes_by_a_customers_link_and_signs_up_is_theirs() {
    let (server, shop) = referring().await;
    let bob = bob_refers(&server, &shop).await;
    let landing = follow(&server, "/r/bob22?to=https://shop.example/mugs").await;
    let click = landing.strip_prefix("/r/BOB22/").unwrap_or_else(|| panic!("{landing}"));
    assert!(click.starts_with("clk_"));
    let page = server.with_key("").get(&landing).await;
    assert_eq!((page.status, page.header("x-robots-tag")), (200, Some("noindex, nofollow")));
    assert!(page.text.contains("Bob sends you"), "{}", page.text);
    assert!(page.text.contains("BOB22") && !page.text.contains("example.com") && !page.text.contains("Berg"));
    let shop_now = format!(
        "https://shop.example/mugs?utm_source=BOB22&amp;utm_medium=affiliate&amp;utm_content={click}"
    );
    assert!(page.text.contains(&shop_now), "the wanted page and the click are kept: {}", page.text);
    let ann = json!({ "store": shop.store, "external_id": "30", "email": "ann@example.com", "click": click });
    let ann = server.post(PATH, &ann).await.ok(201);
    assert_eq!((&ann["binding"]["sponsor"], &ann["binding"]["via"]), (&json!(bob), &json!("click")));
    assert_eq!(ann["refused"], json!([]));
    assert_eq!(server.get(&format!("{PATH}/{}", text(&ann, "id"))).await.ok(200), ann);
}

#[tokio::test]
async fn a_refused_code_is_named_and_a_second_telling_counts_once() {
    let (server, shop) = referring().await;
    let id = bob_refers(&server, &shop).await;
    let mut again = bob(&shop);
    again["code"] = json!("bob22");
    let again = server.post(PATH, &again).await.ok(200);
    assert_eq!((&again["id"], &again["binding"]), (&json!(id), &Json::Null));
    assert_eq!(again["refused"][0]["reason"], "oneself");
    assert_eq!(
        server.get(&format!("{PATH}?external_id=22")).await.ok(200)["data"].as_array().unwrap().len(),
        1
    );
    let nobody = json!({ "store": shop.store, "name": "X" });
    assert_eq!(server.post(PATH, &nobody).await.problem(422), ["/external_id"]);
    let wrong = json!({ "store": shop.store, "email": "not an address" });
    assert_eq!(server.post(PATH, &wrong).await.problem(422), ["/email"]);
    assert_eq!(server.stranger().get(&format!("{PATH}/{id}")).await.status, 404);
}

// WK-02, WK-03
#[tokio::test]
async fn old_codes_and_account_numbers_lead_to_the_same_customer() {
    let (server, shop) = referring().await;
    let id = bob_refers(&server, &shop).await;
    let renewed = server.post(&format!("{PATH}/{id}/code"), &json!({ "renew": true })).await.ok(200);
    let code = text(&renewed, "code");
    assert_ne!(code, "BOB22");
    for way in ["BOB22", "bob22", &code, "22"] {
        let landing = follow(&server, &format!("/r/{way}")).await;
        assert!(landing.starts_with(&format!("/r/{code}/clk_")), "{way}: {landing}");
    }
    // Nobody had asked for a code of this account yet.
    let zoe = json!({ "store": shop.store, "external_id": "77", "login": "zoe" });
    server.post(PATH, &zoe).await.ok(201);
    assert!(follow(&server, "/r/77").await.starts_with("/r/ZOE77/clk_"));
    assert!(follow(&server, "/r/4711").await.starts_with("https://shop.example/"), "nobody's");
}

#[tokio::test]
async fn a_paused_customer_and_a_program_that_is_off_lead_to_the_shop_with_a_kind_word() {
    let (server, shop) = referring().await;
    bob_refers(&server, &shop).await;
    let partner = server.get("/api/v1/partners?kind=customer").await.ok(200)["data"][0].clone();
    server
        .patch(&format!("/api/v1/partners/{}", text(&partner, "id")), &json!({ "status": "paused" }))
        .await
        .ok(200);
    let landing = follow(&server, "/r/BOB22").await;
    assert_eq!(landing, "/r/BOB22/welcome");
    let page = server.with_key("").get(&landing).await;
    assert!(
        page.text.contains("not active at the moment") && page.text.contains("href=\"https://shop.example")
    );
    rules(&server, &shop, |rules| rules.referral.as_mut().unwrap().enabled = false);
    let page = server.with_key("").get("/r/BOB22/welcome").await;
    assert!(page.text.contains("no invitations at the moment"), "{}", page.text);
    assert_eq!(server.with_key("").get("/r/nobody/welcome").await.status, 404);
}

// ZC-10, ZC-13
#[tokio::test]
async fn a_typed_code_never_overwrites_and_a_decision_by_hand_says_why() {
    let server = Server::start();
    let shop = server.shop().await;
    rules(&server, &shop, |rules| rules.lifelong.mode = LifelongMode::TypedCode);
    let id = text(&server.post(PATH, &bob(&shop)).await.ok(201), "id");
    let source = format!("{PATH}/{id}/source");
    let typed = server.post(&source, &json!({ "code": "SARA10" })).await.ok(200);
    assert_eq!(
        (&typed["binding"]["code"], &typed["binding"]["partner"]),
        (&json!("SARA10"), &json!(shop.sara))
    );
    assert_eq!(server.post(&source, &json!({ "code": "MINE" })).await.status, 409);
    assert_eq!(server.put(&source, &json!({ "code": "MINE", "note": "" })).await.problem(422), ["/note"]);
    let by_hand = server.put(&source, &json!({ "code": "", "note": "She asked" })).await.ok(200);
    assert_eq!(by_hand["binding"], Json::Null);
    let last = by_hand["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["fact"], &last["note"]), (&json!("assigned"), &json!("She asked")));
}

#[tokio::test]
async fn a_forgotten_customer_has_no_name_and_no_address_and_keeps_the_code() {
    let (server, shop) = referring().await;
    let id = bob_refers(&server, &shop).await;
    assert_eq!(delete(&server, &format!("{PATH}/{id}")).await, 204);
    let told_again = server.post(PATH, &bob(&shop)).await.ok(200);
    for field in ["name", "login", "shown_as"] {
        assert_eq!(told_again[field], "", "{field}");
    }
    assert_eq!((&told_again["email"], &told_again["code"]), (&Json::Null, &json!("BOB22")));
    let landing = follow(&server, "/r/BOB22").await;
    assert!(server.with_key("").get(&landing).await.text.contains("A friend sends you"));
}

#[tokio::test]
async fn those_who_stand_for_customers_are_listed_only_when_asked_for() {
    let (server, shop) = referring().await;
    bob_refers(&server, &shop).await;
    let listed = |json: Json| json["data"].as_array().unwrap().len();
    assert_eq!(listed(server.get("/api/v1/partners").await.ok(200)), 1);
    assert_eq!(listed(server.get("/api/v1/partners?kind=customer").await.ok(200)), 1);
    assert_eq!(listed(server.get("/api/v1/codes").await.ok(200)), 2);
}
