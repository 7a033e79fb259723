//! The products of a WooCommerce shop over real HTTP, as its REST API lists them: by id, cut by `offset` and `per_page`, narrowed by
//! `status` and `modified_after`. What it knows of keys is which one is right; how requests are signed is looked at elsewhere.

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// The consumer key that is let in.
pub(crate) const KEY: &str = "ck_shelf";

/// A running shop.
#[derive(Debug)]
pub(crate) struct Shelf {
    /// The site's address, such as `http://127.0.0.1:41234/`.
    pub(crate) base_url: String,
    shop: Arc<Mutex<Shop>>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shop {
    products: BTreeMap<u64, Value>,
    /// Pages that were asked for, and how many more are answered.
    asked: usize,
    left: Option<usize>,
}

impl Shelf {
    /// Starts a shop with these products on a free port.
    pub(crate) async fn start(products: impl IntoIterator<Item = Value>) -> Self {
        let shop = Arc::new(Mutex::new(Shop::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/wp-json/wc/v3/products", get(list))
            .route("/wp-json/wc/v3/products/{id}/variations", get(variations))
            .with_state(Arc::clone(&shop));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let shelf = Self { base_url, shop, server };
        shelf.put(products);
        shelf
    }

    /// Puts products on the shelf, or others in their places.
    pub(crate) fn put(&self, products: impl IntoIterator<Item = Value>) {
        let by_id = products.into_iter().map(|one| (one["id"].as_u64().unwrap(), one));
        self.shop.lock().unwrap().products.extend(by_id);
    }

    /// Deletes a product for good.
    pub(crate) fn take(&self, id: u64) {
        self.shop.lock().unwrap().products.remove(&id);
    }

    /// Answers so many more pages and then a 503, as a shop in trouble does; none means all of them.
    pub(crate) fn answer(&self, pages: Option<usize>) {
        self.shop.lock().unwrap().left = pages;
    }

    /// How many pages were asked for.
    pub(crate) fn asked(&self) -> usize {
        self.shop.lock().unwrap().asked
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A simple product.
pub(crate) fn mug(id: u64) -> Value {
    json!({
        "id": id, "name": format!("Mug &amp; {id}"), "permalink": format!("https://shop.example/mug-{id}"),
        "status": "publish", "catalog_visibility": "visible", "type": "simple", "sku": format!("M-{id}"),
        "price": "12.50", "regular_price": "15.00", "short_description": "<p>A mug</p>", "description": "",
        "images": [{ "src": "https://shop.example/mug.jpg", "alt": "" }],
        "categories": [{ "id": 15, "name": "Mugs" }], "stock_status": "instock",
        "date_modified_gmt": "2020-05-01T12:00:00",
    })
}

type Asked = (State<Arc<Mutex<Shop>>>, RawQuery);

async fn list((State(shop), RawQuery(query)): Asked) -> Response {
    let query = pairs(query);
    if query.get("oauth_consumer_key").map(String::as_str) != Some(KEY) {
        return refusal(401, "woocommerce_rest_authentication_error");
    }
    let word = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    assert_eq!((word("orderby"), word("order")), ("id", "asc"));
    let (offset, per_page) = (word("offset").parse::<usize>().unwrap(), word("per_page").parse().unwrap());
    assert!((1..=100).contains(&per_page), "the shop gives no more");
    let mut shop = shop.lock().unwrap();
    shop.asked += 1;
    match &mut shop.left {
        Some(0) => return refusal(503, "unavailable"),
        Some(left) => *left -= 1,
        None => {}
    }
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    let fits = |one: &&Value| {
        let shown = word("status") == "any" || text(one, "status") == word("status");
        // The shop compares by "later than".
        let later = query.get("modified_after").is_none_or(|bound| text(one, "date_modified_gmt") > *bound);
        shown && later
    };
    let found: Vec<Value> = shop.products.values().filter(fits).cloned().collect();
    let total = found.len();
    let page: Vec<Value> = found.into_iter().skip(offset).take(per_page).collect();
    ([("X-WP-Total", total.to_string())], axum::Json(page)).into_response()
}

/// What a product has under `test_variations`.
async fn variations(Path(id): Path<u64>, State(shop): State<Arc<Mutex<Shop>>>) -> Response {
    let shop = shop.lock().unwrap();
    let all = shop.products.get(&id).map_or(json!([]), |one| one["test_variations"].clone());
    axum::Json(all).into_response()
}

fn refusal(status: u16, code: &str) -> Response {
    let body = json!({ "code": code, "message": code, "data": { "status": status } });
    (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response()
}

fn pairs(query: Option<String>) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect()
}
