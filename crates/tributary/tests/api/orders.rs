//! Orders: upsert, attribution, explanation, decisions by hand.

use crate::server::{Server, Shop, text, usd};
use serde_json::{Value as Json, json};
use tributary_core::ClickId;
use tributary_core::StoreId;
use tributary_engine::click::{self, Click};
use tributary_engine::db::Tx;
use tributary_engine::delivery::{NewDelivery, Outcome};
use tributary_engine::{chance, delivery};

#[tokio::test]
async fn an_order_is_made_once_and_updated_after() {
    let server = Server::start();
    let shop = server.shop().await;
    let made = server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    let wanted = json!({
        "id": made["id"], "external_id": "1042", "number": "1042", "store": shop.store, "program": shop.program,
        "status": "processing", "currency": "USD", "placed_at": "2026-05-01T12:00:00.000Z",
        "updated_at": made["updated_at"], "total": usd(10_000), "base": usd(8_000), "refunded": usd(0),
        "provisional": false, "coupons": ["sara10"],
        "attribution": { "partner": shop.sara, "via": "coupon", "rule_version": 1 }, "nobody": null,
        "rule_version": 1,
        "commissions": [{ "party": "partner", "partner": shop.sara, "amount": usd(800), "status": "approved" }],
        "payable_at": "2026-05-01T12:00:00.000Z", "customer": "b…@example.com",
        "billing": { "city": "Lund", "state": "M", "country": "SE" },
        "kind": "order", "event": null, "unverified": false,
    });
    assert_eq!(made, wanted);
    assert_eq!(server.post("/api/v1/orders", &shop.order("1042")).await.ok(200), made);
    let mut changed = shop.order("1042");
    changed["status"] = json!("cancelled");
    let cancelled = server.post("/api/v1/orders", &changed).await.ok(200);
    assert_eq!(cancelled["id"], made["id"]);
    let none = json!([{ "party": "partner", "partner": shop.sara, "amount": usd(0), "status": "declined" }]);
    assert_eq!(cancelled["commissions"], none);
    let restored = server.post("/api/v1/orders", &shop.order("1042")).await.ok(200);
    assert_eq!(restored["commissions"], made["commissions"]);
    let found = server.get(&format!("/api/v1/orders?store={}&external_id=1042", shop.store)).await.ok(200);
    assert_eq!(found, json!({ "data": [restored], "next_cursor": null, "has_more": false }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_copies_at_once_make_one_order_and_one_commission() {
    let server = Server::start();
    let shop = server.shop().await;
    let order = shop.order("1042");
    let copies = (0..64).map(|_| {
        let (server, order) = (server.clone(), order.clone());
        tokio::spawn(async move { server.post("/api/v1/orders", &order).await.status })
    });
    let copies: Vec<_> = copies.collect();
    let mut statuses = Vec::new();
    for copy in copies {
        statuses.push(copy.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!((statuses.first(), statuses.last()), (Some(&200), Some(&201)));
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1);
    let orders = server.get("/api/v1/orders").await.ok(200);
    assert_eq!(orders["data"].as_array().unwrap().len(), 1);
    assert_eq!(orders["data"][0]["commissions"][0]["amount"], usd(800));
    let ledger = server.get("/api/v1/ledger/transactions").await.ok(200);
    assert_eq!(ledger["data"].as_array().unwrap().len(), 1);
    assert_eq!(deliveries(&server), [("applied".to_owned(), 1), ("duplicate".to_owned(), 63)]);
}

/// How many deliveries ended how.
fn deliveries(server: &Server) -> Vec<(String, i64)> {
    let tenant = server.tenant.clone();
    let counts = server.app.engine.db.read_wait(move |tx| delivery::counts(tx, &tenant, None)).unwrap();
    let mut sums = std::collections::BTreeMap::new();
    for (state, _, count) in counts {
        *sums.entry(state).or_insert(0) += count;
    }
    sums.into_iter().collect()
}

#[tokio::test]
async fn what_was_refused_is_kept_with_its_reason() {
    let server = Server::start();
    let shop = server.shop().await;
    let mut wrong = shop.order("1042");
    wrong["total"]["currency"] = json!("EUR");
    assert_eq!(server.post("/api/v1/orders", &wrong).await.problem(422), ["/total/currency"]);
    wrong["total"] = json!("100.00");
    assert_eq!(server.post("/api/v1/orders", &wrong).await.problem(422), ["/total"]);
    assert_eq!(deliveries(&server), [("rejected".to_owned(), 2)]);
    let reader = server.with_key(&server.key(&["orders:read"]));
    reader.post("/api/v1/orders", &wrong).await.problem(403);
    assert_eq!(deliveries(&server), [("rejected".to_owned(), 2)]);
}

#[tokio::test]
async fn a_refused_refund_is_kept_with_its_order_and_its_reason() {
    let server = Server::start();
    let shop = server.shop().await;
    let order = server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    let path = format!("/api/v1/orders/{}/refunds", text(&order, "id"));
    let euros = json!({ "amount": { "amount": 100, "currency": "EUR" } });
    assert_eq!(server.post(&path, &euros).await.problem(409), ["/amount/currency"]);
    assert_eq!(server.post(&path, &json!({ "amount": 1 })).await.problem(422), ["/amount"]);
    server.post("/api/v1/orders/ord_0000000000000000000000000a/refunds", &euros).await.problem(404);
    assert_eq!(deliveries(&server), [("applied".to_owned(), 1), ("rejected".to_owned(), 2)]);
    let (tenant, store) = (server.tenant.clone(), StoreId::parse(&shop.store).unwrap());
    let about = move |tx: &mut Tx<'_>| delivery::about(tx, (&tenant, &store), "1042");
    let kept = server.app.engine.db.read_wait(about).unwrap();
    let refunds = kept.iter().filter(|kept| kept.sent.topic.as_deref() == Some("api.refund"));
    assert!(refunds.clone().all(|kept| kept.reason.as_deref().is_some_and(|why| why.contains("/amount"))));
    assert_eq!(refunds.count(), 2);
}

#[tokio::test]
async fn the_first_verdict_on_a_delivery_stands() {
    let server = Server::start();
    let shop = server.shop().await;
    let (tenant, store) = (server.tenant.clone(), StoreId::parse(&shop.store).unwrap());
    let now = server.app.engine.now();
    let judged_twice = move |tx: &mut Tx<'_>| {
        let sent = NewDelivery {
            tenant: tenant.clone(),
            store: store.clone(),
            topic: None,
            content_type: None,
            delivery_id: None,
            body: Vec::new(),
            refused: None,
        };
        let id = delivery::keep(tx, &sent, now)?;
        for outcome in [Outcome::Applied { note: None }, Outcome::Duplicate] {
            delivery::settle(tx, (&tenant, &id), None, &outcome, now)?;
        }
        Ok(())
    };
    server.app.engine.db.write_wait(judged_twice).unwrap();
    assert_eq!(deliveries(&server), [("applied".to_owned(), 1)]);
}

#[tokio::test]
async fn an_abandoned_checkout_waits() {
    let server = Server::start();
    let shop = server.shop().await;
    let mut draft = shop.order("1042");
    draft["status"] = json!("checkout-draft");
    assert_eq!(server.post("/api/v1/orders", &draft).await.ok(202)["state"], "waiting");
    assert_eq!(server.get("/api/v1/orders").await.ok(200)["data"], json!([]));
    server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    assert_eq!(deliveries(&server), [("applied".to_owned(), 2)]);
}

#[tokio::test]
async fn a_code_given_later_finds_the_orders_that_carry_it() {
    let server = Server::start();
    let shop = server.shop().await;
    let mut order = shop.order("1042");
    order["coupons"] = json!(["BO5"]);
    let order = server.post("/api/v1/orders", &order).await.ok(201);
    assert_eq!((&order["attribution"], &order["nobody"]), (&Json::Null, &json!("unknown_code")));
    assert_eq!(order["commissions"], json!([]));
    let code = json!({ "partner": shop.sara, "program": shop.program, "kind": "coupon", "code": "bo5" });
    let code = server.post("/api/v1/codes", &code).await.ok(201);
    let credited = server.get(&format!("/api/v1/orders/{}", text(&order, "id"))).await.ok(200);
    assert_eq!(credited["attribution"]["partner"], shop.sara.as_str());
    let ledger = server.get("/api/v1/ledger/transactions").await.ok(200);
    assert_eq!(ledger["data"][0]["cause"], json!({ "kind": "code", "id": code["id"] }));
}

#[tokio::test]
async fn a_click_that_was_forgotten_is_gone_and_one_that_never_was_is_not_found() {
    let server = Server::start();
    let shop = server.shop().await;
    clicked(&server, &shop, "v1"); // so that days are counted
    let (tenant, key) = (server.tenant.clone(), server.app.engine.sealer.click_key());
    let program = shop.program.clone().try_into().unwrap();
    let of = tributary_engine::click::Of { tenant: &tenant, program: &program, target: None };
    let id_of = |day: &str| {
        let at = tributary_engine::clock::parse_rfc3339(&format!("{day}T12:00:00Z")).unwrap();
        (key.mint_of(&of).id(at, true, [7; 8]), at)
    };
    let ((old, _), (young, before)) = (id_of("2026-05-01"), id_of("2026-05-03"));
    server.get(&format!("/api/v1/clicks/{old}")).await.problem(404);
    let (of, now) = (tenant.clone(), before.plus_ms(1));
    let forget = move |tx: &mut tributary_engine::db::Tx<'_>| {
        tributary_engine::retention::forget(tx, &of, (before, 10), now)
    };
    assert_eq!(server.app.engine.db.write_wait(forget).unwrap().forgotten, 1);
    let gone = server.get(&format!("/api/v1/clicks/{old}")).await;
    gone.problem(410);
    assert_eq!(gone.json()["code"], "gone");
    server.get(&format!("/api/v1/clicks/{young}")).await.problem(404);
    assert_eq!(server.get("/api/v1/clicks").await.ok(200)["data"], json!([]));
}

/// A click of somebody on Sara's code, a minute before the order.
fn clicked(server: &Server, shop: &Shop, visitor: &str) -> String {
    let id = ClickId::from_bits(chance::bits().unwrap());
    let at = tributary_engine::clock::parse_rfc3339("2026-05-01T11:59:00Z").unwrap();
    let click = Click {
        id: id.clone(),
        program: shop.program.clone().try_into().unwrap(),
        partner: Some(shop.sara.clone().try_into().unwrap()),
        link: None,
        code: None,
        value: "sara".to_owned(),
        at,
        traffic: "human".to_owned(),
        outcome: "counted".to_owned(),
        visitor: visitor.to_owned(),
        device: "mobile".to_owned(),
        ip_hash: None,
        user_agent: None,
        referrer: Some("https://instagram.example".to_owned()),
        landing: "https://shop.example/".to_owned(),
        refused: None,
        refs: None,
    };
    let tenant = server.tenant.clone();
    server.app.engine.db.write_wait(move |tx| click::record(tx, &tenant, &click)).unwrap();
    id.to_string()
}

#[tokio::test]
async fn clicks_and_cookies_say_who_sent_the_buyer() {
    let server = Server::start();
    let shop = server.shop().await;
    let click = clicked(&server, &shop, "v1");
    let other = clicked(&server, &shop, "v2");
    let evidence = |name: &str, value: &str, external_id: &str| {
        let mut order = shop.order(external_id);
        order["coupons"] = json!([]);
        order[name] = json!(value);
        order
    };
    for (order, via) in [
        (evidence("click", &click, "1"), "click"),
        (evidence("cookie", &format!("{other}.v2"), "2"), "cookie"),
        (evidence("cookie", "SARA", "3"), "cookie"),
    ] {
        let order = server.post("/api/v1/orders", &order).await.ok(201);
        assert_eq!(order["attribution"]["via"], via, "{order}");
    }
    let lost = server.post("/api/v1/orders", &evidence("click", "clk_nothing", "4")).await.ok(201);
    assert_eq!(lost["nobody"], "unknown_click");
    let read = server.get(&format!("/api/v1/clicks/{click}")).await.ok(200);
    assert_eq!((&read["partner"], &read["device"]), (&json!(shop.sara), &json!("mobile")));
    assert!(read.get("ip_hash").is_none());
}

#[tokio::test]
async fn an_order_explains_itself() {
    let server = Server::start();
    let shop = server.shop().await;
    let click = clicked(&server, &shop, "v1");
    let change = json!({ "split": [{ "role": "partner", "weight": 50 }, { "role": "platform", "weight": 50 }], "cap": usd(700) });
    server.patch(&format!("/api/v1/programs/{}", shop.program), &change).await.ok(200);
    let mut order = shop.order("1042");
    order["click"] = json!(click);
    order["coupons"] = json!(["NOBODY", "SARA10"]);
    order["placed_at"] = json!("2026-11-21T12:00:00Z");
    let order = server.post("/api/v1/orders", &order).await.ok(201);
    let why = server.get(&format!("/api/v1/orders/{}/explanation", text(&order, "id"))).await.ok(200);
    assert_eq!(why["order"], order);
    assert_eq!(why["verdict"], format!("Sara Berg is credited by coupon and earns {}.", "3.50 USD"));
    assert_eq!(why["rules"]["rule_version"], order["rule_version"]);
    let outcomes: Vec<(&Json, &Json, &Json)> = why["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (&c["source"], &c["won"], &c["reason"]["code"]))
        .collect();
    let (yes, no) = (json!(true), json!(false));
    let wanted = [(&json!("click"), &no, &json!("outside_window")), (&json!("coupon"), &yes, &Json::Null)];
    assert_eq!(outcomes, wanted);
    assert_eq!(why["touches"][0]["referrer"], "https://instagram.example");
    assert_eq!(why["dead_ends"][0]["value"], "NOBODY");
    assert_eq!(why["dead_ends"][0]["reason"]["code"], "unknown_code");
    let sums = &why["arithmetic"];
    assert_eq!((&sums["lines_total"], &sums["base"]), (&usd(8_000), &usd(8_000)));
    assert_eq!((&sums["lines"][0]["rate"], &sums["lines"][0]["commission"]), (&json!("10"), &usd(600)));
    let earned = &sums["commission"];
    assert_eq!((&earned["before_cap"], &earned["cap"], &earned["total"]), (&usd(800), &usd(700), &usd(700)));
    let shares =
        json!([{ "party": "partner", "amount": usd(350) }, { "party": "platform", "amount": usd(350) }]);
    assert_eq!((&earned["shares"], &earned["due"]), (&shares, &yes));
    assert_eq!((&why["facts"][0]["kind"], &why["facts"][0]["origin"]), (&json!("stated"), &json!("api")));
    assert_eq!(why["postings"][0]["cause"]["id"], why["facts"][0]["id"]);
    assert_eq!(
        (&why["deliveries"][0]["topic"], &why["deliveries"][0]["state"]),
        (&json!("api.order"), &json!("applied"))
    );
    let platform = json!({ "party": "platform", "partner": null, "amount": usd(350), "status": order["commissions"][0]["status"] });
    assert_eq!(order["commissions"][1], platform);
}

#[tokio::test]
async fn a_person_may_decide_and_it_is_told() {
    let server = Server::start();
    let shop = server.shop().await;
    let bo = server.post("/api/v1/partners", &json!({ "name": "Bo", "kind": "customer" })).await.ok(201);
    let order = server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    let path = format!("/api/v1/orders/{}/reassign", text(&order, "id"));
    let moved = server.post(&path, &json!({ "partner": bo["id"], "note": "Met at the fair" })).await.ok(200);
    let wanted = json!({ "partner": bo["id"], "via": "manual", "rule_version": 1 });
    assert_eq!((&moved["attribution"], &moved["commissions"][0]["amount"]), (&wanted, &usd(800)));
    let nobody = server.post(&path, &json!({ "partner": null, "note": "Own order" })).await.ok(200);
    assert_eq!((&nobody["attribution"], &nobody["nobody"]), (&Json::Null, &json!("decided_by_hand")));
    assert_eq!(server.post(&path, &json!({ "note": "x" })).await.problem(422), ["/partner"]);
    assert_eq!(server.post(&path, &json!({ "partner": null, "note": " " })).await.problem(422), ["/note"]);
    let why = server.get(&format!("/api/v1/orders/{}/explanation", text(&order, "id"))).await.ok(200);
    assert_eq!(why["facts"][1]["note"], "Met at the fair");
}

#[tokio::test]
async fn lists_of_orders_are_narrowed() {
    let server = Server::start();
    let shop = server.shop().await;
    let mut second = shop.order("2");
    second["coupons"] = json!([]);
    second["status"] = json!("wc-completed");
    second["placed_at"] = json!("2026-05-03T12:00:00+02:00");
    server.post("/api/v1/orders", &shop.order("1")).await.ok(201);
    server.post("/api/v1/orders", &second).await.ok(201);
    for (query, wanted) in [
        ("", vec!["2", "1"]),
        ("?attributed=true", vec!["1"]),
        ("?attributed=false", vec!["2"]),
        ("?refunded=true", vec![]),
        ("?status=completed", vec!["2"]),
        ("?created_after=2026-05-03T10:00:00Z", vec!["2"]),
        ("?created_after=2026-05-03T12:00:00+02:00", vec!["2"]),
        ("?created_before=2026-05-03T10:00:00Z", vec!["1"]),
        (&format!("?partner={}", shop.sara), vec!["1"]),
        (&format!("?store={}", shop.store), vec!["2", "1"]),
    ] {
        let page = server.get(&format!("/api/v1/orders{query}")).await.ok(200);
        let ids: Vec<&str> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|order| order["external_id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, wanted, "{query}");
    }
}
