//! Settings: what may change, keys that are shown once, and a connection test against a real server.

use crate::shop::{Shop, order};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::json;
use tributary::app::Settings;

const GENERAL: &str = "/admin/settings/general";

fn general<'a>(url: &'a str, currency: &'a str, timezone: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("name", "North"), ("url", url), ("currency", currency), ("timezone", timezone), ("language", "en")]
}

#[tokio::test]
async fn the_currency_changes_only_while_there_are_no_orders() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let saved = browser.submit(GENERAL, GENERAL, &general("shop.example", "SEK", "Asia/Urumqi")).await;
    assert_eq!(saved.location(), "/admin/settings/general?did=saved");
    let page = browser.get(saved.location()).await;
    assert!(page.text().contains("Settings saved"), "{}", page.text());
    assert!(page.body.contains("value=\"https://shop.example\""));
    assert!(page.body.contains("<option value=\"SEK\" selected>"));
    shop.order(order("1", shop.now()));
    let page = browser.get(GENERAL).await;
    assert!(!page.body.contains("name=\"currency\""), "it can no longer be chosen");
    let refused = browser.submit(GENERAL, GENERAL, &general("shop.example", "EUR", "UTC")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("the currency stays as it is"), "{}", refused.text());
    for (url, timezone) in
        [("nowhere", "UTC"), ("https://a:b@shop.example", "UTC"), ("shop.example", "Mars/X")]
    {
        let wrong = browser.submit(GENERAL, GENERAL, &general(url, "", timezone)).await;
        assert_eq!(wrong.status, 422, "{url} {timezone}");
    }
}

#[tokio::test]
async fn a_key_is_shown_once_and_revoked() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let (keys, form) = ("/admin/developers", "/admin/developers/keys");
    assert_eq!(browser.get("/admin/settings/keys").await.location(), "/admin/developers#keys");
    let made = browser.submit(keys, form, &[("name", "Sheets <b>"), ("preset", "read")]).await;
    assert_eq!(made.location(), keys);
    let page = browser.get(keys).await;
    assert!(page.body.contains("tributary_live_sk_"), "{}", page.text());
    assert!(page.text().contains("Sheets &lt;b&gt; Live Read only Never"), "{}", page.text());
    assert!(!browser.get(keys).await.body.contains("tributary_live_sk_"));
    let revoke = page.body.split("action=\"/admin/developers/keys/").nth(1).unwrap();
    let path = format!("/admin/developers/keys/{}", revoke.split('"').next().unwrap());
    let gone = browser.submit(keys, &path, &[]).await;
    assert!(browser.get(gone.location()).await.text().contains("Key revoked"));
    assert_eq!(browser.submit(keys, form, &[("name", "")]).await.status, 422);
}

/// A shop as far as the test asks; its key may only read.
async fn answer(request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let refusal = |code: &str| (StatusCode::UNAUTHORIZED, Json(json!({ "code": code }))).into_response();
    match (request.method().as_str(), path.as_str()) {
        ("GET", "/wp-json/") => Json(json!({
            "name": "Shop", "namespaces": ["wp/v2", "wc/v3"], "timezone_string": "Europe/Oslo",
        }))
        .into_response(),
        ("GET", "/wp-json/wc/v3/orders") => Json(json!([])).into_response(),
        ("GET", "/wp-json/wc/v3/webhooks") => Json(
            json!([{ "topic": "order.created", "status": "active", "delivery_url": "http://elsewhere" }]),
        )
        .into_response(),
        ("GET", "/wp-json/wc/v3/data/currencies/current") => Json(json!({ "code": "USD" })).into_response(),
        _ => refusal("woocommerce_rest_authentication_error"),
    }
}

#[tokio::test]
async fn a_connection_test_says_what_was_tried_and_what_came_back() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    let shop = Shop::with(Settings::default(), crate::shop::EMAIL, crate::shop::PASSWORD);
    let mut browser = shop.owner().await;
    browser.submit(GENERAL, GENERAL, &general(&url, "USD", "Europe/Stockholm")).await;
    let stores = "/admin/settings/stores";
    let bare = browser.submit(stores, "/admin/settings/stores/test", &[]).await.text();
    assert!(bare.contains("Key reads orders Not tried: save a REST key below"), "{bare}");
    let key = [("key", "ck_1"), ("secret", "cs_1")];
    browser.submit(stores, "/admin/settings/stores/reading", &key).await;
    let told = browser.submit(stores, "/admin/settings/stores/test", &[]).await;
    let text = told.text();
    for line in [
        "Good Name 127.0.0.1",
        "Good WooCommerce's REST API It is there.",
        "Good Key reads orders It may.",
        "Incomplete Key writes coupons The key may only read.",
        "Trouble Webhooks None leads here. Missing: order.created, order.updated",
        "Good Currency USD",
        "Incomplete Time zone The shop's clock is Europe/Oslo.",
        "Good Clock",
        "Not tried Last delivery Nothing has arrived yet.",
        "woocommerce_rest_authentication_error",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!told.body.contains("ck_1") && !told.body.contains("cs_1"), "keys are not shown");
}

#[tokio::test]
async fn a_shop_that_is_not_there_is_said_to_be_away() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    browser.submit(GENERAL, GENERAL, &general("http://127.0.0.1:1", "USD", "UTC")).await;
    let text = browser.submit("/admin/settings/stores", "/admin/settings/stores/test", &[]).await.text();
    assert!(text.contains("The connection does not work yet."), "{text}");
    assert!(text.contains("Trouble Connection Nobody answers on port 1."), "{text}");
}
