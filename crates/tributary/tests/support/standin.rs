//! A WooCommerce shop's REST API over real HTTP, answering as the captured shops did at their end.
//!
//! The captures are two separate shops with the same order ids: `wc10` and `wc10b`. The state at the end
//! is put together by [`final_orders`]; each decision that the captures do not make by themselves stands
//! beside its constant. It is as strict as the real thing where that has bitten: over plain http only a
//! valid OAuth 1.0a signature is let in, Basic authentication is refused, a nonce works once.

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// The consumer key the stand-in knows.
pub(crate) const KEY: &str = "ck_0123456789abcdef0123456789abcdef01234567";

/// Its secret.
pub(crate) const SECRET: &str = "cs_fedcba9876543210fedcba9876543210fedcba98";

/// Orders that are no longer in the shop `wc10` at the end.
///
/// 47: H4 deleted it with force, H5 then answers 404. 53: I3 deleted it before the queue ran, so only the
/// answer to its creation was captured. 65: P7 deleted it with force (action.woocommerce_delete_order).
const GONE: [&str; 3] = ["47", "53", "65"];

/// Refunds that were deleted without any change to their order: (order, refund).
///
/// 31: A10, by REST, which sends nothing. 72: AD1, in wp-admin. (66 of order 65 is gone with the order.)
const DELETED_REFUNDS: [(&str, &str); 2] = [("28", "31"), ("70", "72")];

/// REST answers that are later than any delivery of the same second.
///
/// D7: order 41 once the shop was back at two decimals; the setting changes old orders without an event.
/// D5: order 39 with dp=2. It was asked while the shop had no decimals, but two decimals is what the shop
/// ended with, and what the later refunds collection shows ("100.00" for refund 40).
const LAST_BY_REST: [&str; 2] = ["wc10-D5", "wc10-D7"];

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/woocommerce");

/// A running shop.
#[derive(Debug)]
pub(crate) struct Standin {
    /// The site's address, such as `http://127.0.0.1:41234/`.
    pub(crate) base_url: String,
    shop: Arc<Shop>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Debug)]
struct Shop {
    orders: BTreeMap<String, Option<Value>>,
    refunds: BTreeMap<String, Value>,
    nonces: Mutex<BTreeSet<String>>,
    coupons: Mutex<Vec<Value>>,
    key_only_reads: AtomicBool,
}

impl Standin {
    /// Starts the captured shop `wc10` or `wc10b` on a free port.
    pub(crate) async fn start(store: &str) -> Self {
        let shop = Arc::new(Shop {
            orders: final_orders(store),
            refunds: captured_refunds(store),
            nonces: Mutex::default(),
            coupons: Mutex::default(),
            key_only_reads: AtomicBool::new(false),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/", listener.local_addr().unwrap());
        let router = router(Arc::clone(&shop));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base_url, shop, server }
    }

    /// Every order at the end, by id; `None`: gone, the shop answers 404.
    pub(crate) fn final_orders(&self) -> &BTreeMap<String, Option<Value>> {
        &self.shop.orders
    }

    /// The refunds of an order at the end in full, newest first, as the shop answers.
    pub(crate) fn refunds(&self, order: &str) -> Vec<Value> {
        self.shop.refunds_of(order)
    }
}

impl Standin {
    /// The coupons that were made, as the shop answers them.
    pub(crate) fn coupons(&self) -> Vec<Value> {
        self.shop.coupons.lock().unwrap().clone()
    }

    /// From now on the key may only read.
    pub(crate) fn let_the_key_only_read(&self) {
        self.shop.key_only_reads.store(true, Ordering::Relaxed);
    }
}

impl Drop for Standin {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Every order of a shop at the end, by id; `None`: gone.
///
/// The last whole resource of each order counts: by `date_modified_gmt`; within one second a delivery
/// after a REST answer, because a delivery's body is built when it is sent (54 was trashed in the second
/// of its creation, and only the deliveries say so); then by arrival. Not captured as a whole at any time,
/// and so left out: 59 and 60 of `wc10`, of which only action.woocommerce_order_status_changed came. The
/// shop answers 404 for them.
pub(crate) fn final_orders(store: &str) -> BTreeMap<String, Option<Value>> {
    let mut last: BTreeMap<String, ((String, u32, u64), Value)> = BTreeMap::new();
    for (rank, arrival, order) in captured_orders(store) {
        let weight = (word(&order, "date_modified_gmt"), rank, arrival);
        let kept = last.entry(id(&order)).or_insert_with(|| (weight.clone(), order.clone()));
        if weight >= kept.0 {
            *kept = (weight, order);
        }
    }
    let settled = |(id, (_, order)): (String, (_, Value))| {
        let gone = store == "wc10" && GONE.contains(&id.as_str());
        let order = if gone { None } else { Some(without_deleted_refunds(store, &id, order)) };
        (id, order)
    };
    last.into_iter().map(settled).collect()
}

/// (rank within a second, arrival, order) of every whole order that was captured.
fn captured_orders(store: &str) -> Vec<(u32, u64, Value)> {
    let mut found = Vec::new();
    for (_, delivery) in files("deliveries", "") {
        let is_order =
            delivery["topic"].as_str().unwrap().starts_with("order.") && delivery["kind"] == "full";
        if delivery["store"] == store && is_order {
            let body = STANDARD.decode(delivery["body_base64"].as_str().unwrap()).unwrap();
            // 176 of order 57 came from a webhook set to API v2; only its links differ.
            let body = String::from_utf8(body).unwrap().replace(r"\/wc\/v2\/", r"\/wc\/v3\/");
            found.push((1, delivery["seq"].as_u64().unwrap(), serde_json::from_str(&body).unwrap()));
        }
    }
    for (file, answer) in files("rest", &format!("{store}-")) {
        let body = answer.get("body").filter(|body| body.get("order_key").is_some());
        if let Some(body) = body.cloned() {
            let last = LAST_BY_REST.iter().any(|start| file.starts_with(start));
            found.push((if last { 2 } else { 0 }, 0, body));
        }
    }
    found
}

fn without_deleted_refunds(store: &str, id: &str, mut order: Value) -> Value {
    let deleted = |refund: &Value| {
        let number = refund["id"].to_string();
        store == "wc10" && DELETED_REFUNDS.iter().any(|(of, refund)| *of == id && *refund == number)
    };
    order["refunds"].as_array_mut().unwrap().retain(|refund| !deleted(refund));
    order
}

/// Refunds in full by their id. Every refund that is listed at the end was captured: A9 (29, 30), B2 and
/// B6 (33, 35), D4 (40), and the collection (33, 35, 40, 49, 69), which is the latest and so read last;
/// it was asked for five, which is why 29 and 30 are not in it. No refund was made in `wc10b`.
fn captured_refunds(store: &str) -> BTreeMap<String, Value> {
    let mut refunds = BTreeMap::new();
    for (_, answer) in files("rest", &format!("{store}-")) {
        let body = answer.get("body").unwrap_or(&answer);
        let items = body.as_array().map_or(std::slice::from_ref(body), Vec::as_slice);
        for item in items.iter().filter(|item| item.get("refunded_by").is_some()) {
            let mut refund = item.clone();
            refund.as_object_mut().unwrap().remove("parent_id"); // only in the collection
            refunds.insert(id(&refund), refund);
        }
    }
    refunds
}

/// Parsed captures by file name, in order of their names (`GET_…` after all letters and numbers of A to D).
fn files(folder: &str, start: &str) -> BTreeMap<String, Value> {
    let entries = fs::read_dir(format!("{FOLDER}/{folder}")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let parsed = names.filter(|name| name.starts_with(start)).map(|name| {
        let text = fs::read_to_string(format!("{FOLDER}/{folder}/{name}")).unwrap();
        let value = serde_json::from_str(&text).unwrap();
        (name, value)
    });
    parsed.collect()
}

fn id(resource: &Value) -> String {
    resource["id"].to_string()
}

fn word(resource: &Value, name: &str) -> String {
    resource[name].as_str().unwrap_or_default().to_owned()
}

impl Shop {
    fn refunds_of(&self, order: &str) -> Vec<Value> {
        let listed = self.orders.get(order).and_then(Option::as_ref).and_then(|o| o["refunds"].as_array());
        listed.into_iter().flatten().map(|refund| self.refunds[&id(refund)].clone()).collect()
    }

    /// Orders as the list endpoint filters, sorts and cuts them.
    fn list(&self, query: &BTreeMap<String, String>) -> Result<(usize, Vec<Value>), Refusal> {
        let asked = |name: &str, default: &str| query.get(name).map_or(default, String::as_str).to_owned();
        let number = |name: &str, default: &str| asked(name, default).parse::<usize>();
        let (Ok(page), Ok(per_page @ 1..=100)) = (number("page", "1"), number("per_page", "10")) else {
            return Err(Refusal(400, "rest_invalid_param", "Invalid parameter(s): page, per_page"));
        };
        let suffix = if asked("dates_are_gmt", "false") == "true" { "_gmt" } else { "" };
        let date = |order: &Value, of: &str| word(order, &format!("date_{of}{suffix}"));
        let later = |order: &Value, of: &str, bound: &str| {
            query.get(bound).is_none_or(|bound| date(order, of).as_str() > bound.trim_end_matches('Z'))
        };
        let status = asked("status", "any");
        let mut found: Vec<Value> = self.orders.values().flatten().cloned().collect();
        // "any" leaves the trash out.
        found.retain(
            |order| if status == "any" { order["status"] != "trash" } else { order["status"] == *status },
        );
        found.retain(|order| later(order, "modified", "modified_after") && later(order, "created", "after"));
        let by = if asked("orderby", "date") == "modified" { "modified" } else { "created" };
        found.sort_by_key(|order| (date(order, by), order["id"].as_u64()));
        if asked("order", "desc") == "desc" {
            found.reverse();
        }
        let total = found.len();
        Ok((total, found.into_iter().skip((page.max(1) - 1) * per_page).take(per_page).collect()))
    }

    /// WooCommerce's own check of one-legged OAuth 1.0a, from its names and values, not from our query.
    fn lets_in(
        &self,
        headers: &HeaderMap,
        (method, path): (&str, &str),
        query: &BTreeMap<String, String>,
    ) -> Result<(), Refusal> {
        let refused = |code, message| Err(Refusal(401, code, message));
        let field = |name: &str| query.get(name).map(String::as_str);
        let Some(given) = field("oauth_signature") else {
            // Basic authentication, too, ends here: over plain http it is not looked at.
            return refused("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.");
        };
        let fresh = self.nonces.lock().unwrap().insert(field("oauth_nonce").unwrap_or_default().to_owned());
        let known = field("oauth_consumer_key") == Some(KEY) && field("oauth_timestamp").is_some();
        if !known || !fresh || field("oauth_signature_method") != Some("HMAC-SHA256") {
            return refused(
                "woocommerce_rest_authentication_error",
                "Consumer key is invalid or nonce was used.",
            );
        }
        let pairs = query.iter().filter(|(name, _)| *name != "oauth_signature");
        let joined: Vec<String> =
            pairs.map(|(name, value)| raw(&format!("{}={}", raw(name), raw(value)))).collect();
        let host = headers[HOST].to_str().unwrap();
        let base = format!("{method}&{}&{}", raw(&format!("http://{host}{path}")), joined.join("%26"));
        let mut mac = Hmac::<Sha256>::new_from_slice(format!("{SECRET}&").as_bytes()).unwrap();
        mac.update(base.as_bytes());
        if STANDARD.encode(mac.finalize().into_bytes()) == given {
            return Ok(());
        }
        refused(
            "woocommerce_rest_authentication_error",
            "Invalid signature - provided signature does not match.",
        )
    }
}

/// PHP's rawurlencode.
fn raw(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn router(shop: Arc<Shop>) -> Router {
    Router::new()
        .route("/wp-json/wc/v3/orders", get(list_orders))
        .route("/wp-json/wc/v3/orders/{id}", get(one_order))
        .route("/wp-json/wc/v3/orders/{id}/refunds", get(list_refunds))
        .route("/wp-json/wc/v3/coupons", get(list_coupons).post(make_coupon))
        .fallback(async || {
            Refusal(404, "rest_no_route", "No route was found matching the URL and request method.")
        })
        .with_state(shop)
}

type Asked = (State<Arc<Shop>>, RawQuery, HeaderMap);

async fn list_orders((State(shop), RawQuery(query), headers): Asked) -> Response {
    let query = pairs(query);
    if let Err(refused) = shop.lets_in(&headers, ("GET", "/wp-json/wc/v3/orders"), &query) {
        return refused.into_response();
    }
    match shop.list(&query) {
        Ok((total, orders)) => {
            ([("X-WP-Total", total.to_string())], json_answer(200, &json!(orders))).into_response()
        }
        Err(refused) => refused.into_response(),
    }
}

async fn one_order(Path(id): Path<String>, (State(shop), RawQuery(query), headers): Asked) -> Response {
    if let Err(refused) =
        shop.lets_in(&headers, ("GET", &format!("/wp-json/wc/v3/orders/{id}")), &pairs(query))
    {
        return refused.into_response();
    }
    match shop.orders.get(&id).and_then(Option::as_ref) {
        Some(order) => json_answer(200, order),
        // As captured in H5.
        None => Refusal(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.").into_response(),
    }
}

async fn list_refunds(Path(id): Path<String>, (State(shop), RawQuery(query), headers): Asked) -> Response {
    if let Err(refused) =
        shop.lets_in(&headers, ("GET", &format!("/wp-json/wc/v3/orders/{id}/refunds")), &pairs(query))
    {
        return refused.into_response();
    }
    match shop.orders.get(&id) {
        Some(Some(_)) => json_answer(200, &json!(shop.refunds_of(&id))),
        _ => Refusal(404, "woocommerce_rest_invalid_order_id", "Invalid order ID.").into_response(),
    }
}

async fn list_coupons((State(shop), RawQuery(query), headers): Asked) -> Response {
    let query = pairs(query);
    if let Err(refused) = shop.lets_in(&headers, ("GET", "/wp-json/wc/v3/coupons"), &query) {
        return refused.into_response();
    }
    let mut found = shop.coupons.lock().unwrap().clone();
    found.retain(|coupon| query.get("code").is_none_or(|code| word(coupon, "code") == code.to_lowercase()));
    json_answer(200, &json!(found))
}

/// As captured in J1; what a key without the right to write is told stands in WooCommerce's own source.
async fn make_coupon((State(shop), RawQuery(query), headers): Asked, body: String) -> Response {
    if let Err(refused) = shop.lets_in(&headers, ("POST", "/wp-json/wc/v3/coupons"), &pairs(query)) {
        return refused.into_response();
    }
    if shop.key_only_reads.load(Ordering::Relaxed) {
        let told = "The API key provided does not have write permissions.";
        return Refusal(401, "woocommerce_rest_authentication_error", told).into_response();
    }
    let asked: Value = serde_json::from_str(&body).unwrap();
    let mut coupons = shop.coupons.lock().unwrap();
    let code = word(&asked, "code").to_lowercase();
    if coupons.iter().any(|coupon| coupon["code"] == *code) {
        let told = "The coupon code already exists";
        return Refusal(400, "woocommerce_rest_coupon_code_already_exists", told).into_response();
    }
    let (_, captured) = files("rest", "wc10-J1").pop_first().unwrap();
    let mut coupon = captured["body"].clone();
    for name in ["discount_type", "amount", "description", "usage_limit", "date_expires_gmt"] {
        coupon[name] = asked[name].clone();
    }
    for name in ["email_restrictions", "usage_limit_per_user", "minimum_amount"] {
        if let Some(told) = asked.get(name) {
            coupon[name] = told.clone();
        }
    }
    coupon["id"] = json!(100 + coupons.len());
    coupon["code"] = json!(code);
    coupons.push(coupon.clone());
    json_answer(201, &coupon)
}

fn pairs(query: Option<String>) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect()
}

/// Status, WooCommerce's code and its message.
struct Refusal(u16, &'static str, &'static str);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        let body = json!({ "code": code, "message": message, "data": { "status": status } });
        json_answer(status, &body)
    }
}

fn json_answer(status: u16, body: &Value) -> Response {
    let kind = [("Content-Type", "application/json; charset=UTF-8")];
    (StatusCode::from_u16(status).unwrap(), kind, body.to_string()).into_response()
}
