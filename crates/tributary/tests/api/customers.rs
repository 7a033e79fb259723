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

/// Whose the last click was.
async fn whose(server: &Server) -> Json {
    server.get("/api/v1/clicks?limit=1").await.ok(200)["data"][0]["partner"].clone()
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
    for way in ["BOB22", "bob22", &code] {
        let landing = follow(&server, &format!("/r/{way}")).await;
        assert!(landing.starts_with(&format!("/r/{code}/clk_")), "{way}: {landing}");
    }
    let by_code = whose(&server).await;
    // Nobody had asked for a code of this account yet.
    let zoe = json!({ "store": shop.store, "external_id": "77", "login": "zoe" });
    server.post(PATH, &zoe).await.ok(201);
    // Numbers can be counted through: they count for their customers, and say nothing of them.
    for (way, expected) in [("22", Some(by_code.clone())), ("77", None), ("4711", Some(Json::Null))] {
        let landing = follow(&server, &format!("/r/{way}")).await;
        assert!(landing.starts_with("https://shop.example/"), "{way}: {landing}");
        assert!(
            !landing.contains("BOB") && !landing.contains("ZOE") && !landing.contains(&code),
            "{landing}"
        );
        let whose = whose(&server).await;
        assert!(expected.map_or(whose.is_string() && whose != by_code, |one| one == whose), "{way}: {whose}");
    }
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

/// A page of the shop with the script tells that it was looked at; the cookie's value that it gets.
async fn visit(server: &Server, shop: &Shop, told: &Json) -> Option<String> {
    let mut body = json!({ "store": shop.store, "page": "https://shop.example/mugs" });
    body.as_object_mut().unwrap().extend(told.as_object().unwrap().clone());
    let headers = [("content-type", "text/plain"), BROWSER[0]];
    let reply = server.with_key("").raw(("POST", "/track/v1/visit"), &headers, body.to_string()).await;
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, Some("*")));
    reply.json()["click"].as_str().map(str::to_owned)
}

// WK-03, ZC-30
#[tokio::test]
async fn a_code_in_the_address_of_a_shops_page_is_a_click_that_binds() {
    let (server, shop) = referring().await;
    let bob = bob_refers(&server, &shop).await;
    let click = visit(&server, &shop, &json!({ "code": "bob22" })).await.unwrap();
    assert!(click.starts_with("clk_") && click.contains('.'), "{click}");
    let ann = json!({ "store": shop.store, "external_id": "30", "email": "ann@example.com", "click": click });
    assert_eq!(server.post(PATH, &ann).await.ok(201)["binding"]["sponsor"], json!(bob));
    assert!(visit(&server, &shop, &json!({ "code": "sara" })).await.is_some(), "partners' codes, too");
    assert_eq!(visit(&server, &shop, &json!({ "code": "another-systems" })).await, None);
    assert_eq!(visit(&server, &shop, &json!({ "code": "" })).await, None);
    let elsewhere = json!({ "code": "bob22", "store": "sto_01k9zjv4c8e1r7t2b5m6n3q0xw" });
    assert_eq!(visit(&server, &shop, &elsewhere).await, None);
}

// ZC-31, ZC-32, ZC-33
#[tokio::test]
async fn a_site_that_stands_for_a_code_is_a_click_and_a_code_in_the_address_beats_it() {
    let (server, shop) = referring().await;
    let path = format!("/api/v1/stores/{}/referrer_domains", shop.store);
    let put =
        server.put(&path, &json!({ "domain": "https://www.Blog.example/x", "code": "SARA10" })).await.ok(200);
    assert_eq!(
        (&put["data"][0]["domain"], &put["data"][0]["code"]),
        (&json!("blog.example"), &json!("SARA10"))
    );
    assert_eq!(
        server.put(&path, &json!({ "domain": "no site", "code": "X" })).await.problem(422),
        ["/domain"]
    );
    let whose = |click: String| {
        let server = server.clone();
        async move {
            let id = click.split('.').next().unwrap().to_owned();
            text(&server.get(&format!("/api/v1/clicks/{id}")).await.ok(200), "value")
        }
    };
    let from = |site: &str| json!({ "referrer": format!("https://{site}/post") });
    let click = visit(&server, &shop, &from("www.blog.example")).await.unwrap();
    assert_eq!(whose(click).await, "SARA10");
    assert_eq!(visit(&server, &shop, &from("sub.blog.example")).await, None, "exactly that site");
    bob_refers(&server, &shop).await;
    let both = json!({ "referrer": "https://blog.example/post", "code": "BOB22" });
    let click = visit(&server, &shop, &both).await.unwrap();
    assert_eq!(whose(click).await, "BOB22");
    assert_eq!(
        server.put(&path, &json!({ "domain": "blog.example", "code": "" })).await.ok(200)["data"],
        json!([])
    );
    assert_eq!(visit(&server, &shop, &from("blog.example")).await, None);
}

// A17
#[tokio::test]
async fn a_registration_that_a_browser_tells_waits_for_the_stores_word() {
    let (server, shop) = referring().await;
    let bob = bob_refers(&server, &shop).await;
    let click = visit(&server, &shop, &json!({ "code": "BOB22" })).await.unwrap();
    let told = json!({
        "store": shop.store, "type": "registration", "clicks": [click], "customer": "30", "data": {},
    });
    let headers = [("content-type", "text/plain"), ("origin", "https://shop.example")];
    let reply = server.with_key("").raw(("POST", "/track/v1/events"), &headers, told.to_string()).await;
    assert_eq!((reply.status, reply.header("tributary-outcome")), (204, Some("kept")));
    tributary::inbound::judge::judge_all(&server.app).await.unwrap();
    assert_eq!(server.get(&format!("{PATH}?external_id=30")).await.ok(200)["data"], json!([]));
    let ann = json!({ "store": shop.store, "external_id": "30", "email": "ann@example.com" });
    assert_eq!(server.post(PATH, &ann).await.ok(201)["binding"], Json::Null);
    tributary::inbound::judge::judge_all(&server.app).await.unwrap();
    let ann = server.get(&format!("{PATH}?external_id=30")).await.ok(200);
    assert_eq!(ann["data"][0]["binding"]["sponsor"], json!(bob));
}

// ZC-20, ZC-21, ZC-23
#[tokio::test]
async fn what_customers_bought_is_summed_up_by_their_code() {
    let server = Server::start();
    let shop = server.shop().await;
    rules(&server, &shop, |rules| rules.lifelong.mode = LifelongMode::FirstCoupon);
    server.post("/api/v1/orders", &shop.order("1")).await.ok(201);
    let mut other = shop.order("2");
    other["customer"] = json!({ "external_id": "8", "email": "eve@example.com" });
    other["coupons"] = json!([]);
    server.post("/api/v1/orders", &other).await.ok(201);
    let period = "from=2026-05-01T00:00:00Z&to=2026-05-02T00:00:00Z";
    let path = format!("{PATH}/referrals?store={}&{period}", shop.store);
    let all = server.get(&path).await.ok(200);
    let row = |at: usize| {
        (
            all["data"][at]["code"].clone(),
            all["data"][at]["orders"].clone(),
            all["data"][at]["total"]["amount"].clone(),
        )
    };
    assert_eq!(row(0), (json!("sara10"), json!(1), json!(10_000)));
    assert_eq!(row(1), (Json::Null, json!(1), json!(10_000)));
    assert_eq!(
        all["totals"],
        json!([{
            "orders": 2, "total": { "amount": 20_000, "currency": "USD" }, "refunded": { "amount": 0, "currency": "USD" },
            "base": { "amount": 16_000, "currency": "USD" },
        }])
    );
    let first = server.get(&format!("{path}&limit=1")).await.ok(200);
    assert_eq!((&first["data"], &first["has_more"]), (&json!([all["data"][0]]), &json!(true)));
    let second = server.get(&format!("{path}&limit=1&cursor={}", text(&first, "next_cursor"))).await.ok(200);
    assert_eq!((&second["data"], &second["has_more"]), (&json!([all["data"][1]]), &json!(false)));
    assert_eq!((&second["next_cursor"], &second["totals"]), (&Json::Null, &all["totals"]), "sums are of all");
    let beyond = server.get(&format!("{path}&cursor=999999999999999999")).await.ok(200);
    assert_eq!(beyond["data"], json!([]));
    let one = server.get(&format!("{path}&code=SARA10&only_coupon=true")).await.ok(200);
    assert_eq!(one["data"].as_array().unwrap().len(), 1);
    assert_eq!(server.get(&format!("{path}&reading=x")).await.problem(422), ["reading"]);
}
