//! Products over the API: ten thousand in batches, broken off and gone on with; what is wrong with one holds up no other.

use crate::bad_input::{Endpoint, at};
use crate::server::{Server, Shop, text, usd};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

fn product(id: usize) -> Json {
    json!({
        "external_id": id.to_string(), "name": format!("Mug {id}"), "url": format!("https://shop.example/{id}"),
        "price": usd(1_250), "categories": [{ "external_id": "15", "name": "Mugs" }],
    })
}

impl Server {
    async fn begin(&self, shop: &Shop, kind: &str, status: u16) -> Json {
        let body = json!({ "store": shop.store, "kind": kind, "total": 10_000 });
        self.post("/api/v1/product_syncs", &body).await.ok(status)
    }

    async fn tell(&self, sync: &str, ids: std::ops::Range<usize>) -> Json {
        let after = (ids.end - 1).to_string();
        let body = json!({ "after": after, "products": ids.map(product).collect::<Vec<_>>() });
        self.post(&format!("/api/v1/product_syncs/{sync}/products"), &body).await.ok(200)
    }

    async fn end(&self, sync: &str, act: &str) -> Json {
        self.post(&format!("/api/v1/product_syncs/{sync}/{act}"), &json!({})).await.ok(200)
    }

    /// The store's ids of every product in the list, page by page.
    async fn listed(&self, query: &str) -> Vec<String> {
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/api/v1/products?limit=200{query}{cursor}")).await.ok(200);
            ids.extend(page["data"].as_array().unwrap().iter().map(|one| text(one, "external_id")));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return ids,
            }
        }
    }
}

#[tokio::test]
async fn ten_thousand_products_broken_off_half_way_and_gone_on_with_are_complete_and_none_is_there_twice() {
    let server = Server::start();
    let shop = server.shop().await;
    let sync = text(&server.begin(&shop, "full", 201).await, "id");
    for start in (0..5_000).step_by(100) {
        let told = server.tell(&sync, start..start + 100).await;
        assert_eq!((&told["done"], &told["skipped"]), (&json!(start + 100), &json!([])));
    }
    // The shop's process dies here; what it knows afterwards is only what the server says.
    let again = server.begin(&shop, "full", 200).await;
    assert_eq!(
        (text(&again, "id"), &again["done"], &again["total"]),
        (sync.clone(), &json!(5_000), &json!(10_000))
    );
    let after: usize = text(&again, "after").parse().unwrap();
    // It had sent its last batch without hearing the answer, and sends it again.
    assert_eq!(server.tell(&sync, after - 99..after + 1).await["done"], 5_000);
    for start in (after + 1..10_000).step_by(100) {
        server.tell(&sync, start..start + 100).await;
    }
    let ended = server.end(&sync, "finish").await;
    assert_eq!(
        (text(&ended, "state"), &ended["done"], &ended["removed"]),
        ("done".into(), &json!(10_000), &json!(0))
    );
    let listed = server.listed("").await;
    let distinct: BTreeSet<&String> = listed.iter().collect();
    assert_eq!((listed.len(), distinct.len()), (10_000, 10_000));
}

#[tokio::test]
async fn a_product_that_cannot_be_taken_is_named_with_the_field_and_the_others_are_taken() {
    let server = Server::start();
    let shop = server.shop().await;
    let sync = text(&server.begin(&shop, "full", 201).await, "id");
    let mut wrong: Vec<Json> = (1..=4).map(product).collect();
    wrong[0]["name"] = json!("  ");
    wrong[1]["url"] = json!("javascript:alert(1)");
    wrong[2]["price"] = usd(-1);
    let path = format!("/api/v1/product_syncs/{sync}/products");
    let told = server.post(&path, &json!({ "products": wrong })).await.ok(200);
    let skipped = told["skipped"].as_array().unwrap();
    let named: Vec<(&str, &str)> = skipped
        .iter()
        .map(|one| (one["external_id"].as_str().unwrap(), one["field"].as_str().unwrap()))
        .collect();
    assert_eq!((named, &told["done"]), (vec![("1", "/name"), ("2", "/url"), ("3", "/price")], &json!(1)));
    let shown = server.get(&format!("/api/v1/product_syncs/{sync}")).await.ok(200);
    assert_eq!((&shown["skipped"], shown["skips"].as_array().unwrap().len()), (&json!(3), 3));
    let many = json!({ "products": (0..101).map(product).collect::<Vec<_>>() });
    assert_eq!(server.post(&path, &many).await.problem(422), ["/products"]);
    server.end(&sync, "cancel").await;
    let late = server.post(&path, &json!({ "products": [product(5)] })).await;
    late.problem(409);
}

#[tokio::test]
async fn a_price_in_another_currency_than_the_products_is_no_price() {
    let server = Server::start();
    let shop = server.shop().await;
    let sync = text(&server.begin(&shop, "incremental", 201).await, "id");
    let eur = |amount: i64| json!({ "amount": amount, "currency": "EUR" });
    let mut abroad = product(1);
    (abroad["price"], abroad["regular_price"]) = (eur(900), usd(1_000));
    abroad["variants"] =
        json!([{ "external_id": "2", "price": usd(1) }, { "external_id": "3", "price": eur(1) }]);
    let mut dear = product(2);
    (dear["price"], dear["regular_price"]) = (Json::Null, Json::Null);
    let path = format!("/api/v1/product_syncs/{sync}/products");
    server.post(&path, &json!({ "products": [abroad, dear] })).await.ok(200);
    let read = server.get("/api/v1/products?q=1").await.ok(200);
    let one = &read["data"][0];
    let variants = (&one["variants"][0]["price"], &one["variants"][1]["price"]);
    assert_eq!((&one["price"], &one["regular_price"]), (&eur(900), &Json::Null));
    assert_eq!(variants, (&Json::Null, &eur(1)));
    assert_eq!(server.get("/api/v1/products?q=2").await.ok(200)["data"][0]["price"], Json::Null);
    let total = json!({ "store": shop.store, "kind": "full", "total": 10_000_001 });
    assert_eq!(server.post("/api/v1/product_syncs", &total).await.problem(422), ["/total"]);
    let after = json!({ "after": "x".repeat(501), "products": [] });
    assert_eq!(server.post(&path, &after).await.problem(422), ["/after"]);
}

#[tokio::test]
async fn products_are_read_narrowed_deleted_and_told_of_at_the_end() {
    let server = Server::start();
    let shop = server.shop().await;
    let sync = text(&server.begin(&shop, "full", 201).await, "id");
    let whole = json!({
        "external_id": "101", "name": "Ridge boots", "description": "<p>Warm</p>", "url": "https://shop.example/boots",
        "price": usd(9_900), "regular_price": usd(12_900), "sku": "RB", "stock": "on_backorder",
        "images": [{ "url": "https://shop.example/1.jpg", "alt": "Boots" }],
        "categories": [{ "external_id": "16", "name": "Boots" }], "updated_at": "2026-05-01T12:00:00Z",
        "variants": [{ "external_id": "102", "name": "Red", "price": usd(9_800), "attributes": { "color": "red" } }],
    });
    let path = format!("/api/v1/product_syncs/{sync}/products");
    server.post(&path, &json!({ "products": [whole, product(7)] })).await.ok(200);
    server.end(&sync, "finish").await;
    let found = server.get("/api/v1/products?q=ridge&category=16&stock=on_backorder").await.ok(200);
    let boots = &found["data"][0];
    assert_eq!((text(boots, "description"), &boots["price"]), ("Warm".to_owned(), &usd(9_900)));
    assert_eq!(boots["variants"][0]["attributes"], json!({ "color": "red" }));
    assert_eq!((&boots["regular_price"], &boots["variants"][0]["price"]), (&usd(12_900), &usd(9_800)));
    assert_eq!(boots["told_at"], "2026-05-01T12:00:00.000Z");
    assert_eq!(server.listed(&format!("&store={}", shop.store)).await.len(), 2);
    assert_eq!(server.listed("&store=sto_00000000000000000000000000").await, [""; 0]);
    let now = tributary_engine::clock::rfc3339(server.app.now().plus_ms(60_000));
    assert_eq!(server.listed(&format!("&updated_after={now}")).await, [""; 0]);
    let one = server.get(&format!("/api/v1/products/{}", text(boots, "id"))).await.ok(200);
    assert_eq!(&one, boots);
    assert_eq!(server.listed("&stock=in_stock").await, ["7"]);
    let gone = format!("/api/v1/products?store={}&external_id=101", shop.store);
    for removed in [true, false] {
        let reply = server.raw(("DELETE", &gone), &[], String::new()).await.ok(200);
        assert_eq!(reply, json!({ "removed": removed }));
    }
    assert_eq!(
        (server.listed("").await, server.listed("&removed=true").await),
        (vec!["7".into()], vec!["101".into()])
    );
    let told = server.get("/api/v1/events").await.ok(200);
    let synced = told["data"].as_array().unwrap().iter().find(|one| one["type"] == "product.synced").unwrap();
    assert_eq!(
        (&synced["data"]["object"]["done"], &synced["data"]["object"]["id"]),
        (&json!(2), &json!(sync))
    );
    let foreign = server.stranger();
    foreign.get(&format!("/api/v1/product_syncs/{sync}")).await.problem(404);
    foreign.get(&format!("/api/v1/products/{}", text(boots, "id"))).await.problem(404);
    let body = json!({ "store": shop.store, "kind": "full" });
    assert_eq!(foreign.post("/api/v1/product_syncs", &body).await.problem(422), ["/store"]);
    foreign.raw(("DELETE", &gone), &[], String::new()).await.problem(404);
}

/// What a shop sells.
pub(crate) async fn products(server: &Server, shop: &Shop) -> Vec<Endpoint> {
    let begin = json!({ "store": shop.store, "kind": "incremental", "total": 1 });
    let mut paths = Vec::new();
    for act in ["products", "finish", "cancel"] {
        let begun = server.post("/api/v1/product_syncs", &begin).await.ok(201);
        paths.push(format!("product_syncs/{}/{act}", text(&begun, "id")));
    }
    let variant = json!({
        "external_id": "102", "name": "Red", "sku": "RB-R", "price": usd(9_900), "stock": "in_stock",
        "attributes": { "color": "red" },
    });
    let product = json!({
        "external_id": "101", "name": "Ridge boots", "description": "Warm", "url": "https://shop.example/boots",
        "price": usd(9_900), "regular_price": usd(12_900), "stock": "in_stock", "sku": "RB",
        "images": [{ "url": "https://shop.example/1.jpg", "alt": "Boots" }],
        "categories": [{ "external_id": "15", "name": "Boots" }], "updated_at": "2026-05-01T12:00:00Z",
        "variants": [variant],
    });
    vec![
        at("POST", "product_syncs", &["store", "kind"], begin),
        at("POST", &paths[0], &["products"], json!({ "after": "101", "products": [product] })),
        at("POST", &paths[1], &[], json!({})),
        at("POST", &paths[2], &[], json!({})),
    ]
}
