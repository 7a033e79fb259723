//! What the demo's shop sells, told by its plugin: a whole reading, with one product that could not be taken.

use super::cast::{CURRENCY, PRODUCTS, SHOP};
use super::client::{Client, broken};
use axum::http::Method;
use serde_json::{Value, json};
use tributary_engine::Result;

/// By the place in the catalogue: the page at the shop, the category, how the stock stands.
const FILED: [(&str, &str, &str); 9] = [
    ("ridge-boots", "Footwear", "in_stock"),
    ("merino-base-layer", "Clothing", "in_stock"),
    ("two-person-tent", "Tents", "on_backorder"),
    ("down-sleeping-bag", "Tents", "in_stock"),
    ("trail-mug", "Kitchen", "in_stock"),
    ("head-lamp-400", "Lights", "out_of_stock"),
    ("wool-socks", "Footwear", "in_stock"),
    ("daypack-22", "Packs", "in_stock"),
    ("trekking-poles", "Hiking", "in_stock"),
];

/// Tells all products.
pub(super) async fn fill(client: &Client) -> Result<()> {
    let begin = json!({ "store": client.store, "kind": "full", "total": PRODUCTS.len() + 1 });
    let sync = client.call(Method::POST, "/api/v1/product_syncs", &begin).await?;
    let path = format!("/api/v1/product_syncs/{}", sync["id"].as_str().ok_or_else(|| broken("no sync"))?);
    let mut products: Vec<Value> = PRODUCTS
        .iter()
        .zip(FILED)
        .map(|(&(id, name, sku, price, _), (page, category, stock))| {
            json!({
                "external_id": id.to_string(), "name": name.replace("&amp;", "&"), "sku": sku,
                "url": format!("{SHOP}/product/{page}"), "stock": stock,
                "price": { "amount": price, "currency": CURRENCY },
                "categories": [{ "external_id": category.to_lowercase(), "name": category }],
            })
        })
        .collect();
    products.push(json!({ "external_id": "999", "name": "", "url": format!("{SHOP}/product/999") }));
    let batch = json!({ "after": "999", "products": products });
    client.call(Method::POST, &format!("{path}/products"), &batch).await?;
    client.call(Method::POST, &format!("{path}/finish"), &json!({})).await.map(drop)
}
