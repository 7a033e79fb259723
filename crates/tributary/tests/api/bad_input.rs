//! Bad input on every endpoint that takes a body: a problem that names the field, never a 5xx.

use crate::connections::endpoints as plugin;
use crate::customer_bodies::{customers, wallets};
use crate::import_bodies::imports;
use crate::memberships::asks;
use crate::payouts::payouts;
use crate::products::products;
use crate::publisher::Publisher;
use crate::scopes::operations;
use crate::server::{Server, Shop, text, usd};
use crate::webhooks::webhooks;
use axum::body::Body;
use serde_json::{Value as Json, json};
use tributary_engine::clock::rfc3339;

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// An endpoint, a body that it takes, and which of its fields it cannot do without.
pub(crate) struct Endpoint {
    method: &'static str,
    path: String,
    body: Json,
    required: &'static [&'static str],
    /// Another key than the owner's.
    key: Option<String>,
}

pub(crate) fn at(
    method: &'static str,
    path: &str,
    required: &'static [&'static str],
    body: Json,
) -> Endpoint {
    Endpoint { method, path: format!("/api/v1/{path}"), body, required, key: None }
}

impl Endpoint {
    pub(crate) fn keyed(self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self }
    }

    /// Whoever may call it.
    fn by(&self, server: &Server) -> Server {
        self.key.as_ref().map_or_else(|| server.clone(), |key| server.with_key(key))
    }
}

/// What a publisher changes with a token of its own.
async fn publishers(server: &Server, shop: &Shop) -> Vec<Endpoint> {
    let club = Publisher::join(server, shop, "Club").await;
    let claim = json!({
        "program": shop.program, "order_number": "1", "bought_at": "2026-05-01T12:00:00Z", "amount": usd(5),
        "click": "clk", "note": "n",
    });
    let body = json!({
        "program": shop.program, "url": "https://track.example/?c={click_id}", "format": "postback", "method": "GET",
        "events": ["*"],
    });
    let made = club.api.post("/api/v1/publisher/postbacks", &body).await.ok(201);
    let path = format!("publisher/postbacks/{}", text(&made, "id"));
    let test = club.api.post(&format!("/api/v1/{path}/test"), &json!({})).await.ok(201);
    let delivery = format!("publisher/deliveries/{}/replay", text(&test, "id"));
    let change =
        json!({ "url": "https://track.example/", "method": "POST", "events": ["*"], "state": "active" });
    let since = json!({ "since": "2026-05-01T12:00:00Z" });
    let all = vec![
        at("POST", "publisher/claims", &["program"], claim),
        at("POST", "publisher/postbacks", &["program", "url"], body),
        at("PATCH", &path, &[], change),
        at("POST", &format!("{path}/rotate"), &[], json!({ "overlap_hours": 1 })),
        at("POST", &format!("{path}/test"), &[], json!({})),
        at("POST", &format!("{path}/replay"), &["since"], since),
        at("POST", &delivery, &[], json!({})),
    ];
    all.into_iter().map(|one| Endpoint { key: Some(club.api.key.clone()), ..one }).collect()
}

/// All of them, on a shop with one order.
async fn endpoints(server: &Server) -> (Shop, Vec<Endpoint>) {
    let shop = server.shop().await;
    let order = server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    let mut all = arranged(&shop);
    all.extend(told(&shop, &text(&order, "id"), &rfc3339(server.app.now())));
    all.extend(plugin(server, &shop));
    all.extend(postbacks(server, &shop).await);
    all.extend(webhooks(server).await);
    all.extend(imports(server, &shop).await);
    all.push(lead(server, &shop).await);
    all.extend(memberships(server, &shop).await);
    all.extend(publishers(server, &shop).await);
    all.extend(customers(server, &shop).await);
    all.extend(wallets(server, &shop).await);
    all.extend(products(server, &shop).await);
    all.extend(payouts(server, &shop).await);
    (shop, all)
}

/// What an owner arranges.
fn arranged(Shop { store, program, sara }: &Shop) -> Vec<Endpoint> {
    let shop = json!({
        "name": "B", "url": "https://b.example", "currency": "USD", "timezone": "UTC", "webhook_secrets": ["s"],
        "preset": "infumar",
    });
    let rules = json!({
        "commission": { "kind": "percent", "rate": "10" }, "base": "total", "window_days": 7, "touch": "last",
        "window": "fixed",
        "priority": ["coupon"], "hold_days": 1, "counts_when": ["completed"], "allowed_hosts": ["shop.example"],
        "several_coupons": "last", "cleared_by_order": true, "self_purchase": "allow", "first_order_only": true,
        "exceptions": [{ "partner": sara, "product": "p", "category": "c", "rate": "1" }], "cap": usd(5),
        "split": [{ "role": "partner", "weight": 1 }], "redirect_page": "https://shop.example/retrack",
        "referral": promise(), "lifelong": { "mode": "typed_code", "listed": ["SARA10"] },
        "purpose": "reward", "events": [{ "name": "Sale", "kind": "custom", "commission": { "kind": "fixed", "amount": usd(5) } }],
    });
    let program_of = json!({ "store": store, "name": "P", "preset": "infumar" });
    let partner = json!({ "name": "Bo", "email": "bo@example.com", "kind": "affiliate" });
    let code = json!({ "partner": sara, "program": program, "kind": "coupon", "code": "NEW" });
    let to = "https://shop.example/";
    let link = json!({ "partner": sara, "program": program, "slug": "s", "destination": to });
    let domain = json!({ "domain": "blog.example", "code": "SARA10" });
    let (secrets, key) = (format!("stores/{store}/webhook_secrets"), format!("stores/{store}/rest_key"));
    vec![
        at("POST", "stores", &["name", "url", "currency", "timezone"], shop),
        at("POST", &secrets, &["secret"], json!({ "secret": "s" })),
        at("POST", &format!("stores/{store}/customer_secret"), &[], json!({ "overlap_hours": 1 })),
        at("PUT", &format!("stores/{store}/referrer_domains"), &["domain", "code"], domain),
        at("PUT", &key, &["key", "secret"], json!({ "key": "k", "secret": "s" })),
        at("POST", "programs", &["store", "name", "preset"], program_of),
        at("PATCH", &format!("programs/{program}"), &[], rules),
        at("POST", "partners", &["name", "kind"], partner),
        at("PATCH", &format!("partners/{sara}"), &[], json!({ "name": "S", "status": "paused" })),
        at("POST", "codes", &["partner", "program", "kind", "code"], code),
        at("POST", "links", &["partner", "program", "destination"], link),
    ]
}

/// What customers are promised who tell their friends.
fn promise() -> Json {
    json!({
        "enabled": true, "reward": { "kind": "percent", "rate": "5", "of": "goods" }, "cap": usd(500), "cap_at": "after_promo",
        "counts_when": ["completed"], "hold_days": 1, "window_days": 7, "touch": "first", "bound_by": "registration",
        "welcome": { "gift": { "kind": "fixed", "amount": usd(500) }, "minimum": usd(900), "valid_days": 30 },
        "promos": [{ "name": "P", "starts_at": "2026-12-05T00:00:00", "ends_at": "2026-12-07T00:00:00Z", "multiplier": "2" }],
        "levels": { "enabled": true, "rates": ["10", "5"], "skip_inactive": true }, "budget": usd(9_000), "credit_days": 90,
        "invitations": { "enabled": true, "per_day": 20, "per_submit": 10 },
        "webhook": { "url": "https://shop.example/r", "least_percent": 50, "most_percent": 200, "wait_minutes": 60, "secret": 1 },
    })
}

/// What a shop tells.
fn told(shop: &Shop, order: &str, now: &str) -> Vec<Endpoint> {
    let mut whole = shop.order("1043");
    for (field, value) in [
        ("number", json!("A-7")),
        ("paid_at", json!("2026-05-01T12:00:00Z")),
        ("click", json!("clk_1")),
        ("updated_at", json!("2026-05-01T12:00:00.5Z")),
        ("cookie", json!("sara")),
        ("fees", json!([usd(-5)])),
    ] {
        whole[field] = value;
    }
    let click = json!({
        "code": "sara", "external_id": "0b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0", "page": "https://shop.example/",
        "at": now, "to": "https://shop.example/", "ip": "192.0.2.1", "user_agent": "Mozilla/5.0",
        "referrer": "https://a.example", "cookie": "x", "consent": "granted",
        "ref": "a", "ref2": "b", "ref3": "c", "ref4": "d", "ref5": "e", "ref6": "f",
    });
    let refund = json!({
        "external_id": "r", "amount": usd(100), "lines": [{ "line": "1", "total": usd(10), "quantity": 1 }],
        "shipping": usd(1), "tax": usd(1), "reason": "x",
    });
    let reassign = json!({ "partner": shop.sara, "note": "x" });
    vec![
        at("POST", "orders", &["store", "external_id", "status", "currency", "placed_at", "total"], whole),
        at("POST", "clicks", &["code"], click),
        at("POST", &format!("orders/{order}/refunds"), &["amount"], refund),
        at("POST", &format!("orders/{order}/reassign"), &["partner", "note"], reassign),
    ]
}

/// A lead of a type of events that the program has.
async fn lead(server: &Server, shop: &Shop) -> Endpoint {
    let fixed = json!({ "kind": "fixed", "amount": usd(500) });
    let rules = json!({ "events": [{ "name": "Sign up", "kind": "lead", "commission": fixed }] });
    let changed = server.patch(&format!("/api/v1/programs/{}", shop.program), &rules).await.ok(200);
    let lead = json!({
        "store": shop.store, "event": changed["events"][0]["id"], "reference": "r", "status": "completed",
        "placed_at": "2026-05-01T12:00:00Z", "click": "clk_1", "coupons": ["SARA10"],
        "customer": { "external_id": "7", "email": "bo@example.com" },
    });
    at("POST", "leads", &["store", "event", "reference"], lead)
}

/// Publishers in the program.
async fn memberships(server: &Server, shop: &Shop) -> Vec<Endpoint> {
    let body = json!({ "program": shop.program, "name": "Kick", "email": "kick@pub.example", "site": "x" });
    let made = server.post("/api/v1/memberships", &body).await.ok(201);
    asks(server, &shop.program, "one@pub.example");
    asks(server, &shop.program, "two@pub.example");
    let waiting = server.get("/api/v1/memberships?state=asked").await.ok(200);
    let path = |membership: &Json, act: &str| format!("memberships/{}/{act}", text(membership, "id"));
    vec![
        at("POST", "memberships", &["program", "name", "email"], body),
        at("POST", &path(&waiting["data"][0], "accept"), &[], json!({})),
        at("POST", &path(&waiting["data"][1], "decline"), &["reason"], json!({ "reason": "x" })),
        at("POST", &path(&made, "end"), &[], json!({ "reason": "x" })),
    ]
}

/// Who tells of sales by calling an address.
async fn postbacks(server: &Server, shop: &Shop) -> Vec<Endpoint> {
    let body = json!({
        "store": shop.store, "name": "Old tracker", "dialect": "keitaro", "unit": "major", "currency": "USD",
        "mapping": { "click": "sub5" },
    });
    let made = server.post("/api/v1/postback_sources", &body).await.ok(201);
    let path = format!("postback_sources/{}", text(&made, "id"));
    let change = json!({ "name": "x", "unit": "minor", "currency": "USD", "mapping": {}, "state": "active" });
    vec![
        at("POST", "postback_sources", &["store", "name", "dialect", "unit"], body),
        at("PATCH", &path, &[], change),
        at("POST", &format!("{path}/renew"), &[], json!({})),
    ]
}

/// Sends raw text; what comes back must be a problem of the client's making.
async fn refused(server: &Server, endpoint: &Endpoint, body: impl Into<Body>, about: &str) -> Vec<String> {
    let reply = endpoint.by(server).raw((endpoint.method, &endpoint.path), &JSON, body).await;
    let named = format!("{} {} {about}: {} {}", endpoint.method, endpoint.path, reply.status, reply.text);
    assert!([400, 409, 422].contains(&reply.status), "{named}");
    let pointers = reply.problem(reply.status);
    assert!(!pointers.is_empty(), "{named}");
    pointers
}

/// The pointers to everything in a JSON value, itself left out.
fn places(json: &Json) -> Vec<String> {
    let below = |name: &str, value: &Json| {
        let deeper = places(value).into_iter().map(|place| format!("/{name}{place}"));
        std::iter::once(format!("/{name}")).chain(deeper).collect::<Vec<_>>()
    };
    match json {
        Json::Object(map) => map.iter().flat_map(|(name, value)| below(name, value)).collect(),
        Json::Array(list) => {
            list.iter().enumerate().flat_map(|(index, value)| below(&index.to_string(), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// The body with other raw text at a place.
fn with_raw(body: &Json, place: &str, raw: &str) -> String {
    let mut body = body.clone();
    *body.pointer_mut(place).unwrap() = json!("@@@");
    body.to_string().replace("\"@@@\"", raw)
}

#[tokio::test]
async fn the_table_has_every_endpoint_and_every_body_is_right() {
    let server = Server::start();
    let (_, endpoints) = endpoints(&server).await;
    let changing = operations().into_iter().filter(|(method, path)| {
        // What speaks another system's API takes what that system's callers send, and has tests of its own.
        method != "GET" && path.starts_with("/api/v1/")
    });
    let changing = changing.count();
    // Reading a shop now, forgetting somebody, a product that is no more; and a code that is good once.
    let others = 4;
    assert_eq!(endpoints.len() + others, changing);
    for endpoint in endpoints {
        let reply = endpoint
            .by(&server)
            .raw((endpoint.method, &endpoint.path), &JSON, endpoint.body.to_string())
            .await;
        let expected = if endpoint.path == "/api/v1/programs" { 409..=409 } else { 200..=201 };
        assert!(expected.contains(&reply.status), "{} {}: {}", endpoint.method, endpoint.path, reply.text);
    }
}

#[tokio::test]
async fn a_missing_field_is_named() {
    let server = Server::start();
    for endpoint in endpoints(&server).await.1 {
        for field in endpoint.required {
            let mut body = endpoint.body.clone();
            body.as_object_mut().unwrap().remove(*field);
            assert_eq!(refused(&server, &endpoint, body.to_string(), field).await, [format!("/{field}")]);
        }
    }
}

#[tokio::test]
async fn a_wrong_type_is_named_wherever_it_stands() {
    let server = Server::start();
    for endpoint in endpoints(&server).await.1 {
        for place in places(&endpoint.body) {
            let wrong: &[&str] = match endpoint.body.pointer(&place).unwrap() {
                Json::String(_) => &["7", "1.5", "1e400", "true", "[]", "{}", "{\"x\":null}", "\"a\\u0000\""],
                Json::Number(_) => &[
                    "\"5\"",
                    "1.5",
                    "1.05",
                    "1.0e0",
                    "1e2",
                    "1e400",
                    "9223372036854775808",
                    "-9223372036854775809",
                    "99999999999999999999999999999999999999",
                    "true",
                    "[]",
                    "{}",
                ],
                Json::Bool(_) => &["\"true\"", "1", "[]", "{}"],
                Json::Array(_) => &["\"x\"", "5", "true", "{}"],
                Json::Object(_) => &["\"x\"", "5", "true", "[]", "[1,\"USD\"]"],
                Json::Null => unreachable!("no body holds null"),
            };
            for raw in wrong {
                let body = with_raw(&endpoint.body, &place, raw);
                let pointers = refused(&server, &endpoint, body, &format!("{place} = {raw}")).await;
                assert!(pointers[0].starts_with(&place), "{} {place} = {raw}: {pointers:?}", endpoint.path);
            }
        }
    }
}

/// To JSON Schema, and so to the document, `1.0` is a whole number; nothing is rounded for it.
#[tokio::test]
async fn a_whole_number_may_be_written_with_a_zero_behind_its_point() {
    let server = Server::start();
    let shop = server.shop().await;
    let mut order = shop.order("1.0");
    order["number"] = json!("\\\"2.0");
    let plain = server.post("/api/v1/orders", &order).await.ok(201);
    let spelled = order
        .to_string()
        .replace("\"quantity\":1,", "\"quantity\":1.0,")
        .replace(r#""amount":10000"#, r#""amount":10000.00"#);
    assert_ne!(spelled, order.to_string());
    let at = ("POST", "/api/v1/orders");
    let same = server.raw(at, &JSON, spelled).await.ok(200);
    assert_eq!(same, plain, "and texts stay as they are");
    assert_eq!((&same["external_id"], &same["number"]), (&json!("1.0"), &json!("\\\"2.0")));
}

#[tokio::test]
async fn an_unknown_field_is_named_wherever_it_stands() {
    let server = Server::start();
    for endpoint in endpoints(&server).await.1 {
        let objects = places(&endpoint.body)
            .into_iter()
            .filter(|place| endpoint.body.pointer(place).unwrap().is_object());
        for place in std::iter::once(String::new()).chain(objects) {
            let mut body = endpoint.body.clone();
            body.pointer_mut(&place).unwrap()["no/such"] = json!(1);
            let wanted = [format!("{place}/no~1such")];
            assert_eq!(refused(&server, &endpoint, body.to_string(), &place).await, wanted);
        }
        if let Some(first) = first_pair(&endpoint.body) {
            let twice = endpoint.body.to_string().replacen('{', &format!("{{{first},"), 1);
            refused(&server, &endpoint, twice, "a field twice").await;
        }
    }
}

fn first_pair(body: &Json) -> Option<String> {
    let (name, value) = body.as_object().unwrap().iter().next()?;
    Some(format!("{}:{value}", json!(name)))
}

#[tokio::test]
async fn texts_that_cannot_be_are_named() {
    let server = Server::start();
    // A click is recorded whatever it carries, and a product that cannot be taken does not hold up the others.
    let lenient = |one: &Endpoint| one.path == "/api/v1/clicks" || one.path.ends_with("/products");
    for endpoint in endpoints(&server).await.1.into_iter().filter(|one| !lenient(one)) {
        let texts = places(&endpoint.body)
            .into_iter()
            .filter(|place| endpoint.body.pointer(place).unwrap().is_string());
        for place in texts {
            for raw in ["\"a\\u0000b\"".to_owned(), format!("\"{}\"", "x".repeat(5_000))] {
                let body = with_raw(&endpoint.body, &place, &raw);
                let pointers = refused(&server, &endpoint, body, &place).await;
                assert!(pointers[0].starts_with(&place), "{} {place}: {pointers:?}", endpoint.path);
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_json_says_where_it_ends_to_be() {
    let server = Server::start();
    for endpoint in endpoints(&server).await.1 {
        let whole = endpoint.body.to_string();
        let bodies: Vec<(&str, Vec<u8>)> = vec![
            ("empty", Vec::new()),
            ("cut", whole.as_bytes()[..whole.len() - 1].to_vec()),
            ("twice", format!("{whole}{whole}").into_bytes()),
            ("nested", "[".repeat(100_000).into_bytes()),
            ("nested objects", "{\"a\":".repeat(100_000).into_bytes()),
            ("zero bytes", vec![0; 100]),
            ("no UTF-8", b"{\"name\":\"\xff\xfe\"}".to_vec()),
            ("lone surrogate", b"{\"name\":\"\\ud800\"}".to_vec()),
            ("BOM", [b"\xef\xbb\xbf", whole.as_bytes()].concat()),
            ("form", b"name=Sara&kind=affiliate".to_vec()),
            ("a list", b"[]".to_vec()),
            ("null", b"null".to_vec()),
            ("a text", b"\"x\"".to_vec()),
            ("NaN", b"{\"name\":NaN}".to_vec()),
        ];
        for (about, body) in bodies {
            refused(&server, &endpoint, body, about).await;
        }
        let deep = with_raw(&json!({ "x": 1 }), "/x", &format!("{}{}", "[".repeat(120), "]".repeat(120)));
        refused(&server, &endpoint, deep, "deep, but whole").await;
    }
}

#[tokio::test]
async fn the_envelope_is_judged_too() {
    let server = Server::start();
    for endpoint in endpoints(&server).await.1 {
        let (at, sender) = ((endpoint.method, endpoint.path.as_str()), endpoint.by(&server));
        let body = endpoint.body.to_string();
        sender.raw(at, &[], body.clone()).await.problem(415);
        sender.raw(at, &[("content-type", "text/plain")], body.clone()).await.problem(415);
        sender.raw(at, &JSON, vec![b' '; 1024 * 1024 + 1]).await.problem(413);
        assert_eq!(refused(&server, &endpoint, vec![b' '; 1024 * 1024], "spaces").await, [""]);
        let charset = [("content-type", "application/json; charset=utf-8")];
        assert!(sender.raw(at, &charset, body).await.status < 410, "{at:?}");
    }
}

#[tokio::test]
async fn amounts_that_cannot_be_are_named() {
    let server = Server::start();
    let (shop, _) = endpoints(&server).await;
    let eur = json!({ "amount": 1, "currency": "EUR" });
    for (place, value, pointer) in [
        ("/total/amount", json!(-1), "/total/amount"),
        ("/total/amount", json!(i64::MAX), "/total/amount"),
        ("/total/amount", json!(1_000_000_000_000_001_i64), "/total/amount"),
        ("/total/currency", json!("XXX"), "/total/currency"),
        ("/total/currency", json!("EUR"), "/total/currency"),
        ("/currency", json!("dollars"), "/currency"),
        ("/currency", json!(""), "/currency"),
        ("/lines/0/total", eur.clone(), "/lines/0/total/currency"),
        ("/lines/1/total/amount", json!(-1), "/lines/1/total/amount"),
        ("/lines/1/quantity", json!(-1), "/lines/1/quantity"),
        ("/lines/1/external_id", json!("1"), "/lines/1/external_id"),
        ("/shipping", eur.clone(), "/shipping/currency"),
        ("/tax", usd(-1), "/tax/amount"),
        ("/fees", eur.clone(), "/fees/0/currency"),
        ("/fees", json!([usd(1), usd(i64::MIN)]), "/fees/1/amount"),
        ("/placed_at", json!("2026-05-01"), "/placed_at"),
        ("/placed_at", json!("2026-05-01T12:00:00"), "/placed_at"),
        ("/placed_at", json!("9999-12-31T23:59:59Z"), "/placed_at"),
        ("/external_id", json!("  "), "/external_id"),
        ("/coupons", json!(["ok", ""]), "/coupons/1"),
        ("/customer/email", json!("nobody"), "/customer/email"),
        ("/store", json!("sto_00000000000000000000000000"), "/store"),
    ] {
        let mut order = shop.order("1044");
        *order.pointer_mut(place).unwrap() = value.clone();
        assert_eq!(server.post("/api/v1/orders", &order).await.problem(422), [pointer], "{place} = {value}");
    }
    let mut wild = shop.order("1044");
    wild["total"] = usd(-1);
    wild["lines"][0]["total"] = eur;
    wild["status"] = json!("");
    let pointers = server.post("/api/v1/orders", &wild).await.problem(422);
    assert_eq!(pointers, ["/status", "/total/amount", "/lines/0/total/currency"], "all at once");
    let mut most = shop.order("1045");
    let lines =
        (0..1_000).map(|_| json!({ "name": "x", "quantity": 1, "total": usd(1_000_000_000_000_000) }));
    most["lines"] = lines.collect();
    most["total"] = usd(1_000_000_000_000_000);
    server.post("/api/v1/orders", &most).await.ok(201);
}

#[tokio::test]
async fn any_text_is_a_name_and_comes_back_whole() {
    let server = Server::start();
    for name in
        ["سارە", "Zoë 🎈", "<script>alert(1)</script>", "'; DROP TABLE partner; --", "{{7*7}}", "=1+1"]
    {
        let made =
            server.post("/api/v1/partners", &json!({ "name": name, "kind": "customer" })).await.ok(201);
        assert_eq!(made["name"], name);
    }
}
