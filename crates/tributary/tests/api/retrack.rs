//! Retrack's own API: its worked example to the cent, updates that take back exactly, and nothing for strangers.

use crate::server::{Reply, Server, Shop, text};
use serde_json::{Value as Json, json};
use tributary_core::fact::{OrderFact, Origin};
use tributary_engine::order::{NewFact, OrderKey};
use tributary_engine::{order, pipeline};

/// A shop in Swedish kronor with the preset `retrack`: a sale earns 2.5 percent, shoes 5, a lead 40.00.
pub(crate) struct Network {
    pub(crate) server: Server,
    pub(crate) shop: Shop,
    pub(crate) sale: String,
    pub(crate) shoes: String,
    pub(crate) lead: String,
}

pub(crate) async fn network() -> Network {
    let server = Server::start();
    let store = json!({
        "name": "Skor", "url": "https://shop.example", "currency": "SEK", "timezone": "Europe/Stockholm",
        "preset": "retrack",
    });
    let store = server.post("/api/v1/stores", &store).await.ok(201);
    let (program, store) = (text(&store, "program"), text(&store, "id"));
    let sara = json!({ "name": "Sara Berg", "email": "sara@example.com", "kind": "influencer" });
    let sara = text(&server.post("/api/v1/partners", &sara).await.ok(201), "id");
    let code = json!({ "partner": sara, "program": program, "kind": "referral", "code": "sara" });
    server.post("/api/v1/codes", &code).await.ok(201);
    let rules = server.get(&format!("/api/v1/programs/{program}")).await.ok(200);
    assert_eq!((&rules["window_days"], rules["events"].as_array().unwrap().len()), (&json!(10), 2));
    let percent = |rate: &str| json!({ "kind": "percent", "rate": rate });
    let fixed = json!({ "kind": "fixed", "amount": { "amount": 4000, "currency": "SEK" } });
    let events = json!({ "events": [
        { "id": rules["events"][0]["id"], "name": "Sale", "kind": "transaction", "commission": percent("2.5") },
        { "name": "Shoes", "kind": "transaction", "commission": percent("5") },
        { "id": rules["events"][1]["uuid"], "name": "Sign up", "kind": "lead", "commission": fixed },
    ] });
    let changed = server.patch(&format!("/api/v1/programs/{program}"), &events).await.ok(200);
    let uuid = |at: usize| text(&changed["events"][at], "uuid");
    assert_eq!(changed["events"][0]["id"], rules["events"][0]["id"], "an id stays");
    let (sale, shoes, lead) = (uuid(0), uuid(1), uuid(2));
    Network { shop: Shop { store, program, sara }, server, sale, shoes, lead }
}

impl Network {
    /// A visitor follows Sara's code.
    pub(crate) async fn click(&self) -> String {
        let click = json!({
            "code": "sara", "to": "https://shop.example/shoes", "ip": "192.0.2.1", "user_agent": "Mozilla/5.0 Firefox/140.0",
            "referrer": "https://blog.example/best",
        });
        text(&self.server.post("/api/v1/clicks", &click).await.json(), "id")
    }

    async fn sold(&self, number: &str, more: Json) -> Reply {
        let mut body = json!({
            "event": self.sale, "orderNumber": number, "orderSum": 200_000, "vatSum": 40_000, "currency": "SEK",
        });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.server.post("/api/v2/transactions", &body).await
    }

    /// What stands in the partner's accounts, in all.
    pub(crate) async fn balance(&self) -> i64 {
        let all = self.server.get("/api/v1/ledger/transactions?limit=200").await.ok(200);
        let postings =
            all["data"].as_array().unwrap().iter().flat_map(|one| one["postings"].as_array().unwrap());
        let of_partner = postings.filter(|one| one["account"].as_str().unwrap().starts_with("partner:"));
        let signed = |one: &Json| {
            let amount = one["amount"]["amount"].as_i64().unwrap();
            if one["side"] == "debit" { -amount } else { amount }
        };
        of_partner.map(signed).sum()
    }
}

#[tokio::test]
async fn retracks_own_transaction_earns_its_documented_commission() {
    let network = network().await;
    let click = network.click().await;
    let made = network.sold("1042", json!({ "click": click, "vouchers": ["HOST"] })).await.ok(201);
    let data = &made["data"];
    let expected = json!({
        "uuid": data["uuid"], "order_number": "1042", "order_sum": 200_000, "vat_sum": 40_000, "commission": 4_000,
        "currency": "SEK", "vouchers": ["HOST"], "status": "approved", "reason": null, "products": [],
        "event": { "uuid": network.sale, "name": "Sale" },
        "created_at": data["created_at"], "updated_at": data["updated_at"],
        "click": {
            "uuid": click, "ref": null, "ref2": null, "ref3": null, "deeplink": data["click"]["deeplink"], "ip_address": null,
            "browser": "Mozilla/5.0 Firefox/140.0", "referer": "https://blog.example/best", "country": null,
            "created_at": data["click"]["created_at"],
        },
        "publisher": { "uuid": data["publisher"]["uuid"], "name": "Sara Berg", "created_at": data["publisher"]["created_at"] },
        "advertiser": { "uuid": data["advertiser"]["uuid"], "name": "Skor" },
    });
    assert_eq!(*data, expected);
    assert!(text(&data["click"], "deeplink").starts_with("https://shop.example/"));
    let stamp = text(data, "created_at");
    assert!(stamp.len() == 19 && stamp.as_bytes()[10] == b' ' && stamp.as_bytes()[4] == b'-', "{stamp}");
    let uuid = text(data, "uuid");
    assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    for path in [format!("/api/v2/transactions/{uuid}"), "/api/v2/transactions?byOrderNumber=1042".to_owned()]
    {
        assert_eq!(network.server.get(&path).await.ok(200), made, "{path}");
        assert_eq!(
            network.server.get(&path.replace("/v2", "")).await.ok(200),
            made,
            "also without a version"
        );
    }
}

/// The page's own example: 1250 with a quarter of tax, and what makes an order of 1625 with 325 of it.
#[tokio::test]
async fn retracks_own_two_products_of_two_events_earn_by_their_net_prices() {
    let network = network().await;
    let click = network.click().await;
    let products = |second: (i64, i64)| {
        json!([
            { "event": network.sale, "reference": "A1", "quantity": 1, "name": "Bag", "price": 125_000, "vat": 25_000 },
            { "event": network.shoes, "reference": "B2", "quantity": 1, "name": "Shoes", "price": second.0, "vat": second.1 },
        ])
    };
    let order = |second| json!({ "click": click, "orderSum": 162_500, "vatSum": 32_500, "products": products(second) });
    let made = network.sold("1", order((37_500, 7_500))).await.ok(201);
    assert_eq!(made["data"]["commission"], 2_500 + 1_500, "2.5 % of 1000 and 5 % of 300");
    let sold = json!({ "event": network.shoes, "reference": "B2", "quantity": 1, "name": "Shoes", "net_sum": 30_000 });
    assert_eq!(made["data"]["products"][1], sold);
    let id = tributary_core::OrderId::parse_uuid(&text(&made["data"], "uuid")).unwrap();
    let why = network.server.get(&format!("/api/v1/orders/{id}/explanation")).await.ok(200);
    let lines = &why["arithmetic"]["lines"];
    assert_eq!((&lines[0]["event"]["name"], &lines[1]["event"]["name"]), (&json!("Sale"), &json!("Shoes")));
    assert_eq!(why["arithmetic"]["base"]["amount"], 130_000, "the sum without its taxes");
    // Both at 1250: the order is cheaper than its products, and each line bears its part of that.
    let discounted = network.sold("2", order((125_000, 25_000))).await.ok(201);
    assert_eq!(discounted["data"]["commission"], 1_625 + 3_250, "2.5 % and 5 % of 650 each");
    // Taxes that are not told are the order's own proportion, and what is left of the order is shipping.
    let shipped = json!({ "click": click, "orderSum": 162_500, "vatSum": 32_500, "products": [
        { "reference": "A1", "quantity": 2, "name": "Bag", "price": "62500" },
    ] });
    assert_eq!(network.sold("3", shipped).await.ok(201)["data"]["commission"], 2_500);
}

#[tokio::test]
async fn a_number_that_is_told_again_is_the_same_transaction() {
    let network = network().await;
    let click = network.click().await;
    let made = network.sold("1042", json!({ "click": click })).await.ok(201);
    let again = network.sold("1042", json!({ "click": click })).await.ok(200);
    assert_eq!(again, made);
    let snake = json!({
        "event": network.sale, "click": click, "order_number": "1042", "order_sum": "100000", "vat_sum": 20_000, "currency": "sek",
        "something_of_a_plugin": { "x": 1 },
    });
    let halved = network.server.post("/api/transactions", &snake).await.ok(200);
    assert_eq!(
        (&halved["data"]["uuid"], &halved["data"]["commission"]),
        (&made["data"]["uuid"], &json!(2_000))
    );
    assert_eq!(network.balance().await, 2_000);
    let orders = network.server.get("/api/v1/orders").await.ok(200);
    assert_eq!(orders["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn updates_and_a_cancellation_take_back_exactly_what_they_must() {
    let network = network().await;
    let click = network.click().await;
    let made = network.sold("1042", json!({ "click": click })).await.ok(201);
    let path = format!("/api/v2/transactions/{}", text(&made["data"], "uuid"));
    let server = &network.server;
    let earned =
        |reply: &Json| (reply["data"]["commission"].as_i64().unwrap(), text(&reply["data"], "status"));
    let less = server.put(&path, &json!({ "orderSum": 100_001, "vatSum": 20_000 })).await.ok(200);
    assert_eq!(earned(&less), (2_000, "approved".into()), "2.5 % of 800.01, rounded down");
    let shoes = server.patch(&path, &json!({ "event": network.shoes, "vouchers": ["A"] })).await.ok(200);
    assert_eq!((earned(&shoes).0, &shoes["data"]["vouchers"]), (4_000, &json!(["A"])));
    assert_eq!(shoes["data"]["order_sum"], 100_001, "what is not told stays");
    let waits = server.post(&path, &json!({ "status": "pending" })).await.ok(200);
    assert_eq!((earned(&waits), network.balance().await), ((0, "pending".into()), 0));
    let approved = server.patch(&path, &json!({ "status": "approved" })).await.ok(200);
    assert_eq!((earned(&approved), network.balance().await), ((4_000, "approved".into()), 4_000));
    let none = server.raw(("DELETE", &path), &[], "").await.ok(200);
    assert_eq!((earned(&none), network.balance().await), ((0, "declined".into()), 0));
    assert_eq!(server.raw(("DELETE", &path), &[], "").await.ok(200), none, "twice is once");
    let back = network.sold("1042", json!({ "click": click })).await.ok(200);
    assert_eq!((earned(&back), network.balance().await), ((4_000, "approved".into()), 4_000));
}

#[tokio::test]
async fn what_is_wrong_is_said_as_laravel_says_it() {
    let network = network().await;
    let server = &network.server;
    let wrong = json!({
        "event": network.sale, "orderNumber": "", "orderSum": -1, "vatSum": 5, "status": "lost",
        "products": [{ "price": 5, "vat": 6, "event": "nothing" }],
    });
    let reply = server.post("/api/v2/transactions", &wrong).await;
    reply.problem(422);
    let errors = reply.json()["errors"].as_object().unwrap().clone();
    let named: Vec<&str> = errors.keys().map(String::as_str).collect();
    assert_eq!(named, ["orderNumber", "orderSum", "products.0.event", "products.0.vat", "status"]);
    assert!(errors.values().all(|all| all[0].is_string()) && reply.json()["message"].is_string());
    let more_tax = network.sold("1", json!({ "orderSum": 100, "vatSum": 101 })).await;
    more_tax.problem(422);
    assert!(more_tax.json()["errors"]["vatSum"][0].is_string());
    let homeless = json!({ "orderNumber": "1", "orderSum": 100, "click": "clk_nothing" });
    let reply = server.post("/api/v2/transactions", &homeless).await;
    reply.problem(422);
    let errors = reply.json()["errors"].clone();
    assert!(errors["event"].is_array() && errors["click"].is_array(), "{errors}");
    let nobody = server.with_key("").post("/api/v2/transactions", &homeless).await;
    nobody.problem(401);
    assert!(nobody.json()["message"].is_string());
    let missing = server.get("/api/v2/transactions").await;
    missing.problem(422);
    assert!(missing.json()["errors"]["byOrderNumber"].is_array(), "{}", missing.text);
    server.get("/api/v2/transactions?byOrderNumber=7").await.problem(404);
    server.get("/api/v2/transactions/019a7f2d-9308-70c7-9a56-b81a95703bbc").await.problem(404);
    server.get("/api/v2/transactions/nonsense").await.problem(404);
}

#[tokio::test]
async fn a_click_alone_says_which_store_it_is() {
    let network = network().await;
    let click = network.click().await;
    let body = json!({ "click": click, "orderNumber": "9", "orderSum": 1_000 });
    let made = network.server.post("/api/v2/transactions", &body).await.ok(201);
    assert_eq!(
        (&made["data"]["commission"], &made["data"]["event"]),
        (&json!(100), &Json::Null),
        "10 % of all of it"
    );
    assert_eq!(made["data"]["currency"], "SEK");
}

#[tokio::test]
async fn a_lead_earns_once_and_is_taken_back() {
    let network = network().await;
    let (server, click) = (&network.server, network.click().await);
    let body =
        json!({ "event": network.lead, "click": click, "reference": "signup-77", "voucher": "vouchercode" });
    let made = server.post("/api/v2/leads", &body).await.ok(201);
    let data = &made["data"];
    assert_eq!(
        (&data["reference"], &data["commission"], &data["currency"]),
        (&json!("signup-77"), &json!(4_000), &json!("SEK"))
    );
    assert_eq!(
        (&data["vouchers"], &data["status"], &data["click"]["uuid"]),
        (&json!(["vouchercode"]), &json!("approved"), &json!(click))
    );
    assert_eq!(server.post("/api/v2/leads", &body).await.ok(200), made);
    assert_eq!(network.balance().await, 4_000);
    let path = format!("/api/v2/leads/{}", text(data, "uuid"));
    assert_eq!(server.get(&path).await.ok(200), made);
    assert_eq!(server.get("/api/v2/leads?byReference=signup-77").await.ok(200), made);
    server.get(&path.replace("leads", "transactions")).await.problem(404);
    server.get("/api/v2/transactions?byOrderNumber=signup-77").await.problem(404);
    let none = server.patch(&path, &json!({ "status": "cancelled" })).await.ok(200);
    assert_eq!(
        (&none["data"]["commission"], &none["data"]["status"], network.balance().await),
        (&json!(0), &json!("declined"), 0)
    );
    let listed = server.get("/api/v1/leads").await.ok(200);
    assert_eq!((&listed["data"][0]["kind"], listed["data"].as_array().unwrap().len()), (&json!("lead"), 1));
}

#[tokio::test]
async fn what_a_browser_told_waits_for_the_server_and_is_one_conversion() {
    let network = network().await;
    let click = network.click().await;
    // What the script of the page tells, before the shop's server does.
    let told = json!({
        "store": network.shop.store, "external_id": "1042", "status": "completed", "currency": "SEK",
        "placed_at": tributary_engine::clock::rfc3339(network.server.app.engine.now()),
        "total": { "amount": 900_000, "currency": "SEK" },
        "lines": [{ "name": "All", "quantity": 1, "total": { "amount": 900_000, "currency": "SEK" } }], "click": click,
    });
    report(&network, told);
    let first = network.server.get("/api/v2/transactions?byOrderNumber=1042").await.ok(200);
    assert_eq!((&first["data"]["status"], &first["data"]["commission"]), (&json!("pending"), &json!(90_000)));
    let v1 = network.server.get("/api/v1/orders").await.ok(200)["data"][0].clone();
    assert_eq!(v1["unverified"], true);
    // The server knows no click: the browser's is the only evidence, and it counts.
    let made = network.sold("1042", json!({})).await.ok(200);
    assert_eq!(
        (&made["data"]["uuid"], &made["data"]["status"]),
        (&first["data"]["uuid"], &json!("approved"))
    );
    assert_eq!((&made["data"]["commission"], network.balance().await), (&json!(4_000), 4_000));
    let id = text(&v1, "id");
    let why = network.server.get(&format!("/api/v1/orders/{id}/explanation")).await.ok(200);
    assert_eq!((&why["touches"][0]["reported"], &why["order"]["unverified"]), (&json!(true), &json!(false)));
    assert_eq!(why["facts"][0]["origin"], "script");
}

/// A state told by a browser, through the engine's own door.
fn report(network: &Network, told: Json) {
    let order: Json = told;
    let (tenant, store) = (network.server.tenant.clone(), network.shop.store.clone());
    let engine = &network.server.app.engine;
    let now = engine.now();
    let blank = json!({
        "external_id": order["external_id"], "number": order["external_id"], "status": "completed", "currency": "SEK",
        "placed_at": now.ms(), "placed_step_ms": 1, "modified_at": null, "paid_at": null,
        "total_minor": order["total"]["amount"], "shipping_minor": 0, "tax_minor": 0, "fees": [],
        "lines": [{ "external_id": "1", "product": null, "name": "All", "sku": null, "quantity": 1, "total_minor": order["total"]["amount"] }],
        "coupons": [], "refunds": null, "customer": { "external_id": null, "email_key": null, "email_hint": null },
        "place": { "city": "", "state": "", "country": "" },
        "evidence": [{ "kind": "click", "click": order["click"], "code": null, "found_in": "script" }],
    });
    let stated = serde_json::from_value(blank).unwrap();
    let fact = OrderFact::Stated { order: Box::new(stated), origin: Origin::Script, restored: false };
    let external_id = text(&order, "external_id");
    let key = OrderKey { tenant, store: store.try_into().unwrap(), external_id };
    let new = NewFact { order: key, fact, source: "script".to_owned(), occasion: String::new() };
    engine
        .db
        .write_wait(move |tx| {
            pipeline::apply(tx, &new, now)?;
            order::id_of(tx, &new.order)
        })
        .unwrap();
}

#[tokio::test]
async fn another_tenants_events_clicks_and_transactions_are_nobodys() {
    let network = network().await;
    let click = network.click().await;
    let made = network.sold("1042", json!({ "click": click })).await.ok(201);
    let other = network.server.stranger();
    let body = |event: Option<&str>, click: Option<&str>| json!({ "event": event, "click": click, "orderNumber": "1042", "orderSum": 1_000 });
    other.post("/api/v2/transactions", &body(Some(&network.sale), None)).await.problem(422);
    other.post("/api/v2/transactions", &body(None, Some(&click))).await.problem(422);
    let lead = json!({ "event": network.lead, "reference": "x", "click": click });
    other.post("/api/v2/leads", &lead).await.problem(422);
    let path = format!("/api/v2/transactions/{}", text(&made["data"], "uuid"));
    other.get(&path).await.problem(404);
    other.patch(&path, &json!({ "status": "cancelled" })).await.problem(404);
    other.raw(("DELETE", &path), &[], "").await.problem(404);
    other.get("/api/v2/transactions?byOrderNumber=1042").await.problem(404);
    // A tenant's own event with a foreign click: the order is kept, and the click is as unknown as any.
    let store = json!({ "name": "B", "url": "https://b.example", "currency": "SEK", "timezone": "UTC", "preset": "retrack" });
    let program = text(&other.post("/api/v1/stores", &store).await.ok(201), "program");
    let own = other.get(&format!("/api/v1/programs/{program}")).await.ok(200)["events"][0].clone();
    let kept =
        other.post("/api/v2/transactions", &body(Some(&text(&own, "uuid")), Some(&click))).await.ok(201);
    assert_eq!((&kept["data"]["reason"], &kept["data"]["click"]), (&json!("unknown_click"), &Json::Null));
    // And an event of another program of the same tenant does not count for this one.
    let stolen = json!({ "events": [{ "id": network.sale, "name": "X", "kind": "custom", "commission": { "kind": "percent", "rate": "1" } }] });
    other.patch(&format!("/api/v1/programs/{program}"), &stolen).await.problem(422);
    assert_eq!(network.server.get(&path).await.ok(200), made);
}
