//! Visits that a shop's own server tells, and orders that name them: `POST /api/v1/clicks` with a name, and `tributary.order`.

use crate::connections::{bound_key, signed};
use crate::server::{Server, Shop, text};
use serde_json::{Value as Json, json};
use tributary::inbound::judge::judge_all;
use tributary_core::StoreId;
use tributary_engine::clock::rfc3339;
use tributary_engine::{store, verify};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const VISIT: &str = "0b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0";
const KNOWN: &str = "5A1D5C0E-9f0b-4b57-8a52-6e1b7c0d9e21";
const SECRET: &str = "a secret of the shop";
const DAY_MS: i64 = 86_400_000;

struct World {
    server: Server,
    plugin: Server,
    shop: Shop,
}

impl World {
    async fn open() -> Self {
        let server = Server::start();
        let shop = server.shop().await;
        let (tenant, sealer, now) =
            (server.tenant.clone(), server.app.engine.sealer.clone(), server.app.now());
        let id: StoreId = shop.store.clone().try_into().unwrap();
        let added = server.app.engine.db.write_wait(move |tx| {
            let store = store::load(tx, &tenant, &id)?;
            store::add_secret(tx, &store, &sealer, SECRET, now)
        });
        added.unwrap();
        let plugin = server.with_key(&bound_key(&server, &shop.store));
        Self { server, plugin, shop }
    }

    /// Tells a visit that was so long ago.
    async fn visit(&self, id: &str, code: &str, ago_ms: i64) -> Json {
        self.visit_of(None, id, code, ago_ms).await
    }

    /// The same of a browser that the plugin knows.
    async fn visit_of(&self, browser: Option<&str>, id: &str, code: &str, ago_ms: i64) -> Json {
        let body = json!({
            "external_id": id, "browser": browser, "code": code, "at": rfc3339(self.server.app.now().plus_ms(-ago_ms)),
            "page": "https://shop.example/mugs?ref=sara", "referrer": "https://blog.example/", "user_agent": BROWSER,
            "ip": "192.0.2.7",
        });
        self.plugin.post("/api/v1/clicks", &body).await.ok(201)
    }

    /// Tells the order with its refunds, as the plugin does.
    async fn order(&self, change: impl FnOnce(&mut Json), refunds: Json) {
        let now = self.server.app.now();
        let moment = rfc3339(now).split('.').next().unwrap().trim_end_matches('Z').to_owned();
        let mut order = json!({
            "id": 7, "number": "7", "status": "completed", "currency": "USD", "date_created_gmt": moment,
            "date_modified_gmt": moment, "total": "100.00", "total_tax": "0.00", "shipping_total": "0.00", "customer_id": 0,
            "line_items": [{ "id": 1, "name": "Mug", "product_id": 18, "quantity": 1, "total": "100.00", "total_tax": "0.00" }],
            "refunds": [], "coupon_lines": [], "fee_lines": [],
            "meta_data": [{ "key": "_tributary_visit", "value": VISIT }, { "key": "_tributary_ref", "value": "sara" }],
        });
        change(&mut order);
        let body =
            json!({ "event": "updated", "at": rfc3339(now), "order": order, "refunds": refunds }).to_string();
        let signature = signed(SECRET, &body);
        let headers = [
            ("content-type", "application/json"),
            ("x-wc-webhook-topic", "tributary.order"),
            ("x-wc-webhook-delivery-id", "1f0c1d2e-1111-4222-8333-444455556666"),
            ("x-wc-webhook-signature", signature.as_str()),
        ];
        let hook = format!("/hooks/woocommerce/{}", self.shop.store);
        self.server.with_key("").raw(("POST", &hook), &headers, body).await.ok(200);
        judge_all(&self.server.app).await.unwrap();
    }

    async fn standing(&self) -> Json {
        self.standing_of(7).await
    }

    async fn standing_of(&self, id: i64) -> Json {
        let path = format!("/api/v1/orders?store={}&external_id={id}", self.shop.store);
        let found = self.plugin.get(&path).await.ok(200);
        assert_eq!(found["data"].as_array().unwrap().len(), 1, "{found}");
        found["data"][0].clone()
    }

    fn is_sound(&self) {
        let now = self.server.app.now();
        let report = self.server.app.engine.db.read_wait(move |tx| verify::verify(tx, now)).unwrap();
        assert!(report.findings.is_empty(), "{:?}", report.findings);
    }

    async fn clicks(&self) -> Vec<Json> {
        self.server.get("/api/v1/clicks").await.ok(200)["data"].as_array().unwrap().clone()
    }
}

fn refund(id: i64, amount: &str) -> Json {
    json!({ "id": id, "amount": amount, "line_items": [
        { "total": format!("-{amount}"), "total_tax": "0.00", "quantity": 0, "meta_data": [{ "key": "_refunded_item_id", "value": "1" }] },
    ] })
}

#[tokio::test]
async fn a_visit_told_twice_is_one_click_and_one_answer() {
    let world = World::open().await;
    let first = world.visit(VISIT, "sara", 5_000).await;
    assert_eq!((&first["outcome"], &first["cookie_days"]), (&json!("counted"), &json!(7)));
    assert_eq!(first["click"], first["id"]);
    let again = world.visit(&VISIT.to_uppercase(), "sara", 1_000).await;
    assert_eq!(again, first);
    let clicks = world.clicks().await;
    assert_eq!(clicks.len(), 1, "{clicks:?}");
    assert_eq!((&clicks[0]["id"], &clicks[0]["partner"]), (&first["id"], &json!(world.shop.sara)));
    assert_eq!(clicks[0]["visitor"], VISIT.replace('-', ""));
    assert!(!clicks[0].to_string().contains("192.0.2.7"), "an address is hashed at once");
    let unknown = world.visit("1b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0", "nobody", 0).await;
    assert_eq!((&unknown["outcome"], &unknown["click"]), (&json!("unknown_code"), &Json::Null));
    world.is_sound();
}

#[tokio::test]
async fn a_visit_is_told_late_but_not_too_late_and_never_before_it_was() {
    let world = World::open().await;
    world.visit(VISIT, "sara", 3 * DAY_MS).await;
    let ahead = world.visit("2b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0", "sara", -DAY_MS).await;
    let now = rfc3339(world.server.app.now());
    let clicks = world.clicks().await;
    let at = |id: &Json| text(clicks.iter().find(|one| one["id"] == *id).unwrap(), "at");
    assert!(at(&ahead["id"]) <= now, "{clicks:?}");
    let body = json!({ "external_id": VISIT, "code": "sara", "at": rfc3339(world.server.app.now().plus_ms(-31 * DAY_MS)) });
    assert_eq!(world.plugin.post("/api/v1/clicks", &body).await.problem(409), ["/at"]);
    let body = json!({ "external_id": "17", "code": "sara" });
    assert_eq!(world.plugin.post("/api/v1/clicks", &body).await.problem(422), ["/external_id"]);
    world.is_sound();
}

#[tokio::test]
async fn an_order_names_its_visit_and_it_is_the_same_whichever_comes_first() {
    let tell = async |visit_first: bool| {
        let world = World::open().await;
        let order = world.order(|_| {}, json!([]));
        if visit_first {
            world.visit(VISIT, "sara", 60_000).await;
            order.await;
        } else {
            order.await;
            let before = world.standing().await;
            assert_eq!(
                before["attribution"]["partner"], world.shop.sara,
                "the code says so already: {before}"
            );
            world.visit(VISIT, "sara", 60_000).await;
        }
        world.is_sound();
        let order = world.standing().await;
        assert_eq!(order["attribution"]["partner"], world.shop.sara, "{order}");
        let why =
            world.plugin.get(&format!("/api/v1/orders/{}/explanation", text(&order, "id"))).await.ok(200);
        let click = world.clicks().await[0]["id"].clone();
        assert!(why.to_string().contains(click.as_str().unwrap()), "the click is on the order: {why}");
        (order["attribution"]["via"].clone(), order["commissions"][0]["amount"].clone())
    };
    assert_eq!(tell(true).await, tell(false).await);
}

#[tokio::test]
async fn a_visit_without_its_code_on_the_order_credits_once_its_click_is_known() {
    let world = World::open().await;
    world
        .order(|order| order["meta_data"] = json!([{ "key": "_tributary_visit", "value": VISIT }]), json!([]))
        .await;
    assert_eq!(world.standing().await["attribution"], Json::Null);
    world.visit(VISIT, "sara", 60_000).await;
    assert_eq!(world.standing().await["attribution"]["partner"], world.shop.sara);
    world.is_sound();
}

/// RT-14: the plugin tells both before it hears of either, so the order knows no click.
#[tokio::test]
async fn first_touch_sees_every_visit_of_a_browser_that_the_plugin_tells() {
    let world = World::open().await;
    let (server, shop) = (&world.server, &world.shop);
    server.patch(&format!("/api/v1/programs/{}", shop.program), &json!({ "touch": "first" })).await.ok(200);
    let omar =
        server.post("/api/v1/partners", &json!({ "name": "Omar Aziz", "kind": "influencer" })).await.ok(201);
    let code = json!({ "partner": omar["id"], "program": shop.program, "kind": "referral", "code": "omar" });
    server.post("/api/v1/codes", &code).await.ok(201);
    let stamps = json!([
        { "key": "_tributary_browser", "value": KNOWN.to_lowercase() },
        { "key": "_tributary_visit", "value": "3b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0" }, { "key": "_tributary_ref", "value": "omar" },
    ]);
    let visits = [(VISIT, "sara", 90_000), ("2b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0", "omar", 80_000)];
    for (id, code, ago_ms) in visits {
        world.visit_of(Some(KNOWN), id, code, ago_ms).await;
    }
    world.order(|order| order["meta_data"] = stamps, json!([])).await;
    world.visit_of(Some(KNOWN), "3b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0", "omar", 70_000).await;
    let order = world.standing().await;
    assert_eq!(order["attribution"]["partner"], shop.sara, "{order}");
    let clicks = world.clicks().await;
    let browser = KNOWN.replace('-', "").to_lowercase();
    assert!(clicks.len() == 3 && clicks.iter().all(|click| click["visitor"] == *browser), "{clicks:?}");
    world.is_sound();
}

#[tokio::test]
async fn a_browser_that_said_no_or_has_no_uuid_is_not_known_again() {
    let world = World::open().await;
    let denied = json!({
        "external_id": VISIT, "browser": KNOWN, "code": "sara", "consent": "denied", "user_agent": BROWSER,
    });
    let answer = world.plugin.post("/api/v1/clicks", &denied).await.ok(201);
    assert_eq!((&answer["outcome"], &answer["cookie_days"]), (&json!("no_consent"), &json!(0)));
    assert_eq!(world.clicks().await[0]["visitor"], "");
    for name in ["17", "", &"5".repeat(32)] {
        let body =
            json!({ "external_id": "2b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0", "browser": name, "code": "sara" });
        assert_eq!(world.plugin.post("/api/v1/clicks", &body).await.problem(422), ["/browser"], "{name}");
    }
}

/// What WooCommerce Subscriptions makes of an order when it renews: all meta of the first is on it, if nobody takes it off.
#[tokio::test]
async fn a_renewal_with_the_stamps_of_its_first_order_credits_nobody() {
    let world = World::open().await;
    world.visit(VISIT, "sara", 60_000).await;
    world.order(|_| {}, json!([])).await;
    let renewal = |order: &mut Json| {
        (order["id"], order["number"]) = (json!(8), json!("8"));
        (order["created_via"], order["parent_id"]) = (json!("subscription"), json!(0));
        let stamps = order["meta_data"].as_array_mut().unwrap();
        stamps.extend([
            json!({ "id": 901, "key": "is_vat_exempt", "value": "no" }),
            json!({ "id": 902, "key": "_wc_order_attribution_source_type", "value": "utm" }),
            json!({ "id": 903, "key": "_wc_order_attribution_utm_source", "value": "sara" }),
            json!({ "id": 904, "key": "_subscription_renewal", "value": "31" }),
        ]);
    };
    world.order(renewal, json!([])).await;
    let order = world.standing_of(8).await;
    assert_eq!(order["attribution"], Json::Null, "{order}");
    assert_eq!(world.standing().await["attribution"]["partner"], world.shop.sara, "the first order");
    let why = format!("/api/v1/orders/{}/explanation", text(&order, "id"));
    let why = world.plugin.get(&why).await.ok(200).to_string();
    assert!(why.contains("no_touch") && !why.contains("unknown_click"), "{why}");
    let with_coupon = |order: &mut Json| {
        renewal(order);
        order["coupon_lines"] = json!([{ "id": 3, "code": "sara10" }]);
    };
    world.order(with_coupon, json!([])).await;
    let order = world.standing_of(8).await;
    assert_eq!(order["attribution"]["via"], "coupon", "a coupon that goes on is no stamp: {order}");
    world.is_sound();
}

#[tokio::test]
async fn a_refund_that_is_listed_no_more_was_deleted_though_no_date_moved() {
    let world = World::open().await;
    let moment = "2026-05-01T12:00:00";
    let fixed = move |order: &mut Json| {
        order["date_created_gmt"] = json!(moment);
        order["date_modified_gmt"] = json!(moment);
    };
    world.order(fixed, json!([])).await;
    let whole = world.standing().await["commissions"].clone();
    world.order(fixed, json!([refund(9, "40.00"), refund(10, "10.00")])).await;
    assert_eq!(world.standing().await["refunded"]["amount"], 5_000);
    assert_ne!(world.standing().await["commissions"], whole);
    world.order(fixed, json!([refund(10, "10.00")])).await;
    assert_eq!(world.standing().await["refunded"]["amount"], 1_000, "one was deleted");
    world.order(fixed, json!([])).await;
    let order = world.standing().await;
    assert_eq!((&order["refunded"]["amount"], &order["commissions"]), (&json!(0), &whole));
    assert_eq!(order["provisional"], false);
    world.order(fixed, json!([])).await;
    world.is_sound();
}

#[tokio::test]
async fn what_the_plugin_tells_of_the_trash_is_believed() {
    let world = World::open().await;
    world.order(|_| {}, json!([])).await;
    world.order(|order| order["status"] = json!("trash"), json!([])).await;
    assert_eq!(world.standing().await["status"], "trash");
    world.order(|_| {}, json!([])).await;
    assert_eq!(world.standing().await["status"], "completed");
    world.is_sound();
}
