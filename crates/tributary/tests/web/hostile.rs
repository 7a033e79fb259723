//! Hostile text in every field that anything arrives in is shown as text, on every page and to every role.

use crate::book;
use crate::browser::{Browser, Reply};
use crate::crawl::{Form, crawl, forms};
use crate::shop::{EMAIL, PASSWORD, Shop};
use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value as Json, json};
use sha2::Sha256;
use std::collections::{BTreeMap, BTreeSet};
use tower::ServiceExt;
use tributary_engine::access::{self, NewUser, Role, create_user, hash_password};
use tributary_engine::audit::Actor;
use tributary_engine::store;

/// Breaks out of text, of attributes in either quote, and of scripts, if anything lets it.
const HOSTILE: &str = "zq9\"'><img src=x onerror=zq9()><script>zq9()</script>{{7*7}}";
/// How it looks where something let it.
const BROKEN_OUT: [&str; 4] = ["<img src=x", "<script>zq9", "href=\"javascript:", "zq9\"'"];
/// Begins a formula in a spreadsheet.
const FORMULA: &str = "=HYPERLINK(\"http://zq9.example\")<img src=x onerror=zq9()>";
const SECRET: &str = "whsec of the test";

struct Hostile {
    shop: Shop,
    key: String,
    store: String,
    program: String,
}

impl Hostile {
    async fn open() -> Self {
        let shop = Shop::open();
        let (tenant, store) = shop.tenant_and_store();
        let (now, sealer) = (shop.now(), shop.app.engine.sealer.clone());
        let made = shop.app.engine.db.write_wait(move |tx| {
            let by = Actor::system(&tenant, "test");
            let of = store::load(tx, &tenant, &store)?;
            store::add_secret(tx, &of, &sealer, SECRET, now)?;
            for role in [Role::Manager, Role::Viewer] {
                let new = NewUser {
                    email: format!("{}@example.com", role.as_str()),
                    name: HOSTILE.to_owned(),
                    role,
                    password_hash: hash_password(PASSWORD)?,
                };
                create_user(tx, &by, &new, now)?;
            }
            let key = access::create_key(tx, &by, HOSTILE, &["all".to_owned()], now)?.secret;
            let program = tributary_engine::program::of_store(tx, &tenant, &store)?;
            Ok((key, store.to_string(), program.to_string()))
        });
        let (key, store, program) = made.unwrap();
        let hostile = Self { shop, key, store, program };
        hostile.by_api().await;
        hostile.by_webhook().await;
        hostile.by_redirects().await;
        hostile
    }

    async fn send(&self, request: axum::http::request::Builder, body: String) -> (u16, Json) {
        let router = tributary::router::router(self.shop.app.clone());
        let request = request.header(header::HOST, "tracker.example").body(Body::from(body)).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Json::Null))
    }

    async fn api(&self, path: &str, body: &Json) -> Json {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key))
            .header(header::CONTENT_TYPE, "application/json");
        let (status, answer) = self.send(request, body.to_string()).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    async fn by_api(&self) {
        let partner = json!({ "name": HOSTILE, "kind": "influencer" });
        let id = self.api("/api/v1/partners", &partner).await["id"].clone();
        self.api("/api/v1/partners", &json!({ "name": FORMULA, "kind": "influencer" })).await;
        for (kind, code) in [("coupon", HOSTILE), ("referral", "sara")] {
            let code = json!({ "partner": id, "program": self.program, "kind": kind, "code": code });
            self.api("/api/v1/codes", &code).await;
        }
        let in_url = HOSTILE.replace(' ', "%20");
        let destination = format!("https://shop.example/{in_url}?utm_source={in_url}");
        let link =
            json!({ "partner": id, "program": self.program, "slug": "summer", "destination": destination });
        self.api("/api/v1/links", &link).await;
        for (number, text) in [("1", HOSTILE), ("2", FORMULA)] {
            let order = self.api("/api/v1/orders", &self.order(number, text)).await;
            let refund = json!({ "external_id": text, "amount": usd(1_000), "reason": text });
            self.api(&format!("/api/v1/orders/{}/refunds", order["id"].as_str().unwrap()), &refund).await;
        }
    }

    fn order(&self, id: &str, text: &str) -> Json {
        json!({
            "store": self.store,
            "external_id": format!("{id}{text}"),
            "number": format!("{id}{text}"),
            "status": "completed",
            "currency": "USD",
            "placed_at": tributary_engine::clock::rfc3339(self.shop.now()),
            "total": usd(12_500),
            "lines": [{ "name": text, "product": text, "quantity": 2, "total": usd(10_000) }],
            "coupons": [HOSTILE, text],
            "customer": { "email": "bo@example.com", "external_id": text },
            "billing": { "city": text, "state": text, "country": "SE" },
            "cookie": text,
        })
    }

    /// A real delivery, with every free text in it replaced and signed anew.
    async fn by_webhook(&self) {
        let fixture = include_str!("../fixtures/woocommerce/deliveries/027-wc10-order.updated.json");
        let fixture: Json = serde_json::from_str(fixture).unwrap();
        let body = STANDARD.decode(fixture["body_base64"].as_str().unwrap()).unwrap();
        let mut order: Json = serde_json::from_slice(&body).unwrap();
        spoil(&mut order);
        order["coupon_lines"] = json!([{ "id": 1, "code": HOSTILE, "discount": "0.00", "discount_tax": "0.00",
            "meta_data": [] }]);
        order["billing"]["country"] = json!("SE");
        let traces = ["utm_source", "utm_content", "session_entry", "referrer", "user_agent"];
        order["meta_data"] = traces
            .map(|key| json!({ "id": 1, "key": format!("_wc_order_attribution_{key}"), "value": HOSTILE }))
            .into();
        let body = order.to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(body.as_bytes());
        for topic in ["order.updated", HOSTILE] {
            let request = Request::post(format!("/hooks/woocommerce/{}", self.store))
                .header(header::CONTENT_TYPE, "application/json")
                .header("x-wc-webhook-topic", topic)
                .header("x-wc-webhook-delivery-id", HOSTILE)
                .header("x-wc-webhook-signature", STANDARD.encode(mac.clone().finalize().into_bytes()));
            let (status, answer) = self.send(request, body.clone()).await;
            assert_eq!(status, 200, "{answer}");
        }
        tributary::inbound::judge::judge_all(&self.shop.app).await.unwrap();
    }

    async fn by_redirects(&self) {
        let escaped: String = url::form_urlencoded::byte_serialize(HOSTILE.as_bytes()).collect();
        let escaped = escaped.replace('+', "%20");
        let query = format!("?to={escaped}&utm_source={escaped}");
        for path in
            [format!("/r/{escaped}"), "/r/sara".to_owned(), "/r/saraa".to_owned(), "/t/summer".to_owned()]
        {
            for (agent, referrer) in
                [(HOSTILE, HOSTILE), (HOSTILE, "https://zq9.example/?q=\"><img src=x onerror=zq9()>")]
            {
                let request = Request::get(format!("{path}{query}"))
                    .header(header::USER_AGENT, agent)
                    .header(header::REFERER, referrer)
                    .header(header::COOKIE, format!("tributary_click={escaped}"));
                assert_eq!(self.send(request, String::new()).await.0, 302);
            }
        }
    }

    async fn sign_in(&self, email: &str) -> Browser {
        let mut browser = self.shop.browser();
        let reply = browser.submit("/login", "/login", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(reply.location(), "/admin", "{}", reply.text());
        browser
    }
}

fn usd(minor: i64) -> Json {
    json!({ "amount": minor, "currency": "USD" })
}

/// Replaces every text that a person may have written.
fn spoil(value: &mut Json) {
    const FREE: [&str; 22] = [
        "name",
        "first_name",
        "last_name",
        "company",
        "address_1",
        "address_2",
        "city",
        "state",
        "postcode",
        "phone",
        "customer_note",
        "customer_user_agent",
        "sku",
        "number",
        "payment_method_title",
        "reason",
        "parent_name",
        "method_title",
        "transaction_id",
        "created_via",
        "display_value",
        "label",
    ];
    match value {
        Json::Object(members) => members.iter_mut().for_each(|(name, member)| match member {
            Json::String(text) if FREE.contains(&name.as_str()) => HOSTILE.clone_into(text),
            other => spoil(other),
        }),
        Json::Array(items) => items.iter_mut().for_each(spoil),
        _ => (),
    }
}

/// What every answer must be like, whatever is in it.
fn is_harmless(path: &str, reply: &Reply) {
    assert!(!reply.status.is_server_error(), "{path}: {}", reply.status);
    let kind = reply.headers.get(header::CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap());
    if kind.starts_with("text/html") {
        for broken in BROKEN_OUT {
            let at = reply.body.find(broken);
            let around = at.map(|at| reply.body.get(at.saturating_sub(200)..at + 60));
            assert_eq!(around, None, "{path} lets {broken} through");
        }
    }
    if kind.starts_with("text/csv") {
        formulas(path, &reply.body);
    }
    if kind.contains("spreadsheetml") {
        is_plain_book(path, reply);
    }
    if kind.starts_with("image/") {
        let drawn = String::from_utf8_lossy(&reply.bytes).to_lowercase();
        for alive in ["zq9", "<script", "onerror", "javascript:", "<foreignobject"] {
            assert!(!drawn.contains(alive), "{path} carries {alive}");
        }
    }
    let name = reply.headers.get(header::CONTENT_DISPOSITION).map_or("", |name| name.to_str().unwrap());
    assert!(name.matches('"').count() <= 2 && !name.contains('<'), "{path}: {name}");
}

/// Every cell of a workbook is a plain text or number: what looks like a formula is a text, and an address is no link.
fn is_plain_book(path: &str, reply: &Reply) {
    for cell in book::rows(path, &reply.bytes).iter().flatten() {
        if let book::Cell::Number(digits) = cell {
            assert!(book::scaled(digits, 20).is_some(), "{path}: {digits} is no number");
        }
    }
}

/// Whether the hostile text stands in a cell, whole.
fn is_told_in(path: &str, reply: &Reply) -> bool {
    let whole = |text: &str| text.to_lowercase().contains(&HOSTILE.to_lowercase());
    let rows = book::rows(path, &reply.bytes);
    rows.iter().flatten().any(|cell| matches!(cell, book::Cell::Text(text) if whole(text)))
}

/// No cell of a CSV begins what a spreadsheet would calculate.
fn formulas(path: &str, csv: &str) {
    let (mut quoted, mut starts) = (false, true);
    for letter in csv.trim_start_matches('\u{feff}').chars() {
        if starts && !matches!(letter, '"' | ',' | ';' | '\r' | '\n') {
            assert!(!"=+@\t".contains(letter), "{path}: a cell begins with {letter}");
            starts = false;
        }
        match letter {
            '"' => quoted = !quoted,
            ',' | ';' | '\n' if !quoted => starts = true,
            _ => {}
        }
    }
}

#[tokio::test]
async fn hostile_text_is_text_on_every_page_to_every_role() {
    let hostile = Hostile::open().await;
    for email in [EMAIL, "manager@example.com", "viewer@example.com"] {
        let mut browser = hostile.sign_in(email).await;
        let (mut shown, mut in_books) = (0, BTreeSet::new());
        let kinds = crawl(&mut browser, |path, reply| {
            is_harmless(path, reply);
            if path.contains(".xlsx") && is_told_in(path, reply) {
                in_books.insert(path.split('?').next().unwrap().to_owned());
            }
            shown += usize::from(reply.body.contains("zq9&quot;'&gt;&lt;img"));
        })
        .await;
        for screen in ["/admin?", "/admin/live?", "/admin/orders?", "/admin/orders/…?", "/admin/partners/…?"]
        {
            assert!(kinds.contains(screen), "{email} never came to {screen}: {kinds:?}");
        }
        for list in ["orders", "partners", "links", "clicks", "reports", "reports/lines", "reports/clicks"] {
            for kind in ["csv", "xlsx"] {
                let file = format!("/admin/{list}.{kind}?");
                let asked = |known: &String| known.starts_with(&file);
                assert!(kinds.iter().any(asked), "{email} never came to {file}: {kinds:?}");
            }
        }
        for list in ["/admin/orders.xlsx", "/admin/partners.xlsx", "/admin/links.xlsx"] {
            assert!(in_books.contains(list), "{email} saw the text in no cell of {list}: {in_books:?}");
        }
        for drawing in ["/admin/links/…/qr.svg?", "/admin/links/…/qr.png?", "/admin/links/…/poster?"] {
            let asked = |known: &String| known.starts_with(drawing);
            assert!(kinds.iter().any(asked), "{email} never came to {drawing}: {kinds:?}");
        }
        assert!(shown > 10, "{email} saw the text on {shown} pages only");
        println!("{email}: {} kinds of pages, the text on {shown} pages", kinds.len());
    }
}

#[tokio::test]
async fn hostile_text_typed_into_every_form_is_text() {
    let hostile = Hostile::open().await;
    let mut browser = hostile.sign_in(EMAIL).await;
    let mut found: BTreeMap<String, Form> = BTreeMap::new();
    crawl(&mut browser, |_, reply| {
        for form in forms(&reply.body).into_iter().filter(|form| !form.typed.is_empty()) {
            found.entry(format!("{} {:?}", form.action, form.typed)).or_insert(form);
        }
    })
    .await;
    assert!(found.len() > 3, "{found:?}");
    for form in found.values().filter(|form| form.action.starts_with("/admin")) {
        for text in [HOSTILE, FORMULA] {
            let typed = form.typed.iter().map(|name| (name.as_str(), text));
            let fixed = form.fixed.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let fields: Vec<(&str, &str)> = fixed.chain(typed).collect();
            let reply = browser.post(&form.action, &fields).await;
            is_harmless(&form.action, &reply);
        }
    }
    let mut browser = hostile.sign_in(EMAIL).await;
    crawl(&mut browser, is_harmless).await;
    println!("{} forms", found.len());
}
