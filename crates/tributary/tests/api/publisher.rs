//! A publisher's own API: what is theirs with all stores, nothing of anybody else, and claims of what is missing.

use crate::server::{Server, Shop, text, usd};
use axum::body::Body;
use serde_json::{Value as Json, json};
use tributary::worker::mark_places;
use tributary_core::{ProgramId, TenantId};
use tributary_engine::audit::Actor;
use tributary_engine::publisher::{self, NewPublisher};
use tributary_engine::{access, claim};

/// A publisher in the shop's program, with a code of its own there.
pub(crate) struct Publisher {
    /// The API with the publisher's token.
    pub(crate) api: Server,
    pub(crate) partner: String,
    pub(crate) program: String,
}

impl Publisher {
    pub(crate) async fn join(server: &Server, shop: &Shop, name: &str) -> Self {
        let (partner, token) = accepted(server, &server.tenant, &shop.program, name);
        let coupon = name.to_uppercase();
        let code = json!({ "partner": partner, "program": shop.program, "kind": "coupon", "code": coupon });
        server.post("/api/v1/codes", &code).await.ok(201);
        Self { api: server.with_key(&token), partner, program: shop.program.clone() }
    }

    pub(crate) async fn changes(&self, query: &str) -> Json {
        self.api.get(&format!("/api/v1/publisher/conversions{query}")).await.ok(200)
    }

    async fn claim(&self, number: &str) -> Json {
        let claim = json!({ "program": self.program, "order_number": number });
        self.api.post("/api/v1/publisher/claims", &claim).await.ok(201)
    }
}

/// Lets a publisher into a program; whom it is there, and a token of its own.
fn accepted(server: &Server, tenant: &TenantId, program: &str, name: &str) -> (String, String) {
    let engine = &server.app.engine;
    let (now, key) = (engine.now(), *engine.sealer.people_key());
    let (by, program) = (Actor::system(tenant, "test"), ProgramId::parse(program).unwrap());
    let email = format!("{}@pub.example", name.to_lowercase());
    let new = NewPublisher { name: name.to_owned(), email, site: "https://pub.example".to_owned() };
    let made = engine.db.write_wait(move |tx| {
        let member = publisher::invite(tx, &by, (&program, &new), &key, now)?;
        let token = publisher::create_key(tx, &member.publisher, "poller", now)?;
        Ok((member.partner.unwrap().to_string(), token.secret))
    });
    made.unwrap()
}

/// An order with a coupon.
pub(crate) fn with_coupon(shop: &Shop, number: &str, coupon: &str) -> Json {
    let mut order = shop.order(number);
    order["coupons"] = json!([coupon]);
    order
}

#[tokio::test]
async fn a_publisher_reads_on_where_it_was_and_hears_of_nothing_twice_that_did_not_change() {
    let server = Server::start();
    let shop = server.shop().await;
    let club = Publisher::join(&server, &shop, "Club").await;
    let nothing = club.changes("").await;
    assert_eq!((&nothing["data"], &nothing["has_more"]), (&json!([]), &json!(false)));
    let order = server.post("/api/v1/orders", &with_coupon(&shop, "1001", "CLUB")).await.ok(201);
    let first = club.changes(&format!("?updated_after={}", text(&nothing, "next_cursor"))).await;
    let one = &first["data"][0];
    let shape = json!({
        "id": order["id"], "program": shop.program, "partner": club.partner, "kind": "transaction", "event": null,
        "order_number": "1001", "sale": usd(8_000), "commission": usd(800), "status": "approved", "reason": null,
        "click": null, "clicked_at": null, "refs": [], "created_at": "2026-05-01T12:00:00.000Z",
        "reported_at": one["reported_at"], "updated_at": one["updated_at"], "confirm_by": "2026-05-01T12:00:00.000Z",
    });
    assert_eq!(*one, shape, "nothing of the customer, of lines, of shipping and tax");
    let cursor = text(&first, "next_cursor");
    assert_eq!(
        club.changes(&format!("?cursor={cursor}")).await,
        json!({ "data": [], "next_cursor": cursor, "has_more": false })
    );
    server.post("/api/v1/orders", &shop.order("1002")).await.ok(201);
    assert_eq!(
        text(&club.changes(&format!("?cursor={cursor}")).await, "next_cursor"),
        cursor,
        "others' sales do not show"
    );
    let mut cancelled = with_coupon(&shop, "1001", "CLUB");
    cancelled["status"] = json!("cancelled");
    server.post("/api/v1/orders", &cancelled).await.ok(200);
    let next = club.changes(&format!("?updated_after={cursor}")).await;
    assert_eq!(
        (&next["data"][0]["status"], &next["data"][0]["reason"]),
        (&json!("declined"), &json!("cancelled"))
    );
    let id = text(&order, "id");
    let again = club.api.get(&format!("/api/v1/publisher/conversions/{id}")).await.ok(200);
    assert_eq!(again, next["data"][0]);
    let uuid = tributary_core::OrderId::parse(&id).unwrap().to_uuid();
    assert_eq!(club.api.get(&format!("/api/v1/publisher/conversions/{uuid}")).await.ok(200), again);
}

#[tokio::test]
async fn a_moment_is_answered_with_all_that_came_after_it() {
    let server = Server::start();
    let shop = server.shop().await;
    let club = Publisher::join(&server, &shop, "Club").await;
    server.post("/api/v1/orders", &with_coupon(&shop, "1001", "CLUB")).await.ok(201);
    assert_eq!(mark_places(&server.app).await.unwrap(), 1);
    let moment = tributary_engine::clock::rfc3339(server.app.engine.now());
    server.post("/api/v1/orders", &with_coupon(&shop, "1002", "CLUB")).await.ok(201);
    let since = club.changes(&format!("?updated_after={moment}")).await;
    let numbers: Vec<&Json> =
        since["data"].as_array().unwrap().iter().map(|one| &one["order_number"]).collect();
    assert_eq!(numbers, [&json!("1002")]);
    assert_eq!(
        club.changes("?updated_after=2026-01-01T00:00:00Z").await["data"].as_array().unwrap().len(),
        2
    );
}

#[tokio::test]
async fn parameters_that_mean_nothing_to_a_publisher_are_named() {
    let server = Server::start();
    let shop = server.shop().await;
    let club = Publisher::join(&server, &shop, "Club").await;
    for (query, name) in [
        ("updated_after=yesterday", "updated_after"),
        ("updated_after=c1_AAAA", "updated_after"),
        ("cursor=garbage", "cursor"),
        ("cursor=2026-05-01T12:00:00Z", "cursor"),
        ("limit=0", "limit"),
        ("status=reversed", "status"),
        ("program=x", "program"),
        ("created_after=2026-05-01", "created_after"),
        ("nonsense=1", "nonsense"),
    ] {
        let reply = club.api.get(&format!("/api/v1/publisher/conversions?{query}")).await;
        assert_eq!(reply.problem(422), [name], "{query}");
    }
}

#[tokio::test]
async fn one_publisher_sees_all_its_stores_and_nothing_of_another() {
    let server = Server::start();
    let shop = server.shop().await;
    let (club, rival) =
        (Publisher::join(&server, &shop, "Club").await, Publisher::join(&server, &shop, "Rival").await);
    let now = server.app.engine.now();
    let other = server.app.engine.db.write_wait(move |tx| {
        let tenant = access::create_tenant(tx, "Other", now)?;
        let by = Actor::system(&tenant, "test");
        Ok((tenant, access::create_key(tx, &by, "k", &["all".to_owned()], now)?.secret))
    });
    let (tenant, key) = other.unwrap();
    let abroad = server.with_key(&key);
    let away = abroad.shop().await;
    let (partner, _) = accepted(&server, &tenant, &away.program, "Club");
    let code = json!({ "partner": partner, "program": away.program, "kind": "coupon", "code": "CLUB" });
    abroad.post("/api/v1/codes", &code).await.ok(201);
    let mine = server.post("/api/v1/orders", &with_coupon(&shop, "1", "CLUB")).await.ok(201);
    abroad.post("/api/v1/orders", &with_coupon(&away, "2", "CLUB")).await.ok(201);
    let all = club.changes("").await;
    let numbers: Vec<&Json> =
        all["data"].as_array().unwrap().iter().map(|one| &one["order_number"]).collect();
    assert_eq!(numbers, [&json!("1"), &json!("2")]);
    let one = club.changes(&format!("?program={}", away.program)).await;
    assert_eq!(one["data"].as_array().unwrap().len(), 1);
    assert_eq!(one["next_cursor"], all["next_cursor"]);
    let programs = club.api.get("/api/v1/publisher/programs").await.ok(200);
    assert_eq!(programs["data"].as_array().unwrap().len(), 2);
    assert!(
        programs["data"][0]["link_template"].as_str().unwrap().contains("?ref={ref}&ref2={ref2}"),
        "{programs}"
    );
    // The rival, a token that nobody has, and a store's key.
    assert_eq!(rival.changes("").await["data"], json!([]));
    rival.api.get(&format!("/api/v1/publisher/conversions/{}", text(&mine, "id"))).await.problem(404);
    let foreign =
        rival.api.get(&format!("/api/v1/publisher/conversions?cursor={}", text(&all, "next_cursor"))).await;
    assert_eq!(foreign.problem(422), ["cursor"], "a cursor with a store in it that the rival is not at");
    server.get("/api/v1/publisher/conversions").await.problem(401);
    club.api.get("/api/v1/orders").await.problem(401);
    server.with_key("tributary_pub_wrong").get("/api/v1/publisher/programs").await.problem(401);
}

#[tokio::test]
async fn a_publisher_reads_its_own_clicks_only() {
    let server = Server::start();
    let shop = server.shop().await;
    let (club, rival) =
        (Publisher::join(&server, &shop, "Club").await, Publisher::join(&server, &shop, "Rival").await);
    let programs = club.api.get("/api/v1/publisher/programs").await.ok(200);
    let template = text(&programs["data"][0], "link_template");
    let path = template.split('?').next().unwrap().to_owned();
    let agent = [("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")];
    let visit = server
        .with_key("")
        .raw(("GET", &format!("{path}?sub1=member-7&epi2=x")), &agent, Body::empty())
        .await;
    let landing = visit.header("location").unwrap_or_else(|| panic!("{visit:?}")).to_owned();
    let landing = url::Url::parse(&landing).unwrap();
    let (_, id) = landing.query_pairs().find(|(name, _)| name == "click").unwrap();
    let click = club.api.get(&format!("/api/v1/publisher/clicks/{id}")).await.ok(200);
    assert_eq!((&click["refs"], &click["program"]), (&json!(["member-7", "x"]), &json!(shop.program)));
    rival.api.get(&format!("/api/v1/publisher/clicks/{id}")).await.problem(404);
    // The order that names it carries its ids, and is found by them.
    let mut order = shop.order("77");
    order["coupons"] = json!([]);
    order["click"] = json!(id);
    order["placed_at"] = json!(tributary_engine::clock::rfc3339(server.app.engine.now()));
    server.post("/api/v1/orders", &order).await.ok(201);
    let found = club.changes("?ref=member-7").await;
    let one = &found["data"][0];
    assert_eq!((&one["refs"], &one["click"]), (&click["refs"], &click["id"]), "{found}");
    assert_eq!(club.changes("?ref=member").await["data"], json!([]));
}

#[tokio::test]
async fn a_claim_is_answered_with_the_evidence_at_hand_and_by_the_store() {
    let server = Server::start();
    let shop = server.shop().await;
    let club = Publisher::join(&server, &shop, "Club").await;
    let verdict = |claim: &Json| text(&claim["evidence"], "verdict");
    let unknown = club.claim("9999").await;
    assert_eq!((verdict(&unknown).as_str(), text(&unknown, "state").as_str()), ("not_reported", "open"));
    let order = server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    let claim = club.claim("#1042").await;
    assert_eq!(verdict(&claim), "credited_to_another");
    assert_eq!(claim["evidence"]["sentence"], "This order is credited to another partner, by a coupon.");
    assert!(!claim.to_string().contains("Sara") && !claim.to_string().contains(&shop.sara), "{claim}");
    let by_amount = json!({
        "program": shop.program, "bought_at": "2026-05-01T20:00:00Z", "amount": usd(10_000),
    });
    let by_amount = club.api.post("/api/v1/publisher/claims", &by_amount).await.ok(201);
    assert_eq!(verdict(&by_amount), "credited_to_another");
    let mut nobodys = shop.order("1043");
    nobodys["coupons"] = json!([]);
    server.post("/api/v1/orders", &nobodys).await.ok(201);
    let path = |claim: &Json| format!("/api/v1/publisher/claims/{}", text(claim, "id"));
    assert_eq!(verdict(&club.api.get(&path(&by_amount)).await.ok(200)), "several", "what is said is of now");
    // The store gives it to them.
    let (by, now) = (Actor::system(&server.tenant, "ada"), server.app.engine.now());
    let (id, of) = (
        tributary_core::ClaimId::parse(&text(&claim, "id")).unwrap(),
        tributary_core::OrderId::parse(&text(&order, "id")).unwrap(),
    );
    let answers =
        server.app.engine.db.write_wait(move |tx| claim::accept(tx, &by, (&id, &of), "You were first.", now));
    answers.unwrap();
    let accepted = club.api.get(&path(&claim)).await.ok(200);
    assert_eq!((&accepted["state"], &accepted["answer"]), (&json!("accepted"), &json!("You were first.")));
    assert_eq!(verdict(&accepted), "yours");
    assert_eq!(club.changes("").await["data"][0]["order_number"], "1042");
    let kinds: Vec<String> =
        server.own().texts("SELECT type FROM event WHERE type LIKE 'claim.%' ORDER BY id");
    assert_eq!(kinds, ["claim.created", "claim.created", "claim.created", "claim.accepted"]);
    let listed = club.api.get("/api/v1/publisher/claims").await.ok(200);
    assert_eq!(listed["data"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn claims_are_checked_counted_and_nobody_elses() {
    let server = Server::start();
    let shop = server.shop().await;
    let (club, rival) =
        (Publisher::join(&server, &shop, "Club").await, Publisher::join(&server, &shop, "Rival").await);
    for (claim, pointers) in [
        (json!({ "program": shop.program }), vec!["/order_number"]),
        (json!({ "program": shop.program, "bought_at": "2026-05-01T12:00:00Z" }), vec!["/order_number"]),
        (
            json!({ "program": shop.program, "order_number": "1", "bought_at": "2999-01-01T00:00:00Z" }),
            vec!["/bought_at"],
        ),
        (json!({ "program": "prg_00000000000000000000000000", "order_number": "1" }), vec!["/program"]),
    ] {
        assert_eq!(club.api.post("/api/v1/publisher/claims", &claim).await.problem(422), pointers, "{claim}");
    }
    let euros =
        json!({ "program": shop.program, "order_number": "1", "amount": { "amount": 5, "currency": "EUR" } });
    let reply = club.api.post("/api/v1/publisher/claims", &euros).await;
    assert_eq!(reply.problem(409), ["/amount/currency"], "the store's is another");
    let first = club.claim("1").await;
    rival.api.get(&format!("/api/v1/publisher/claims/{}", text(&first, "id"))).await.problem(404);
    for number in 2..=claim::DAY_MAX {
        club.claim(&number.to_string()).await;
    }
    let more = json!({ "program": shop.program, "order_number": "21" });
    club.api.post("/api/v1/publisher/claims", &more).await.problem(409);
    assert_eq!(rival.claim("21").await["state"], "open", "another's claims do not count");
}
