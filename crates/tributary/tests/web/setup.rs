//! The first start: a link that works once.

use crate::shop::Shop;
use axum::http::StatusCode;
use tributary::app::Settings;
use tributary_engine::access;

const FORM: [(&str, &str); 9] = [
    ("email", "ada@example.com"),
    ("password", "correct horse battery"),
    ("store_name", "Northwind"),
    ("store_url", "https://shop.example/"),
    ("currency", "SEK"),
    ("timezone", "Europe/Stockholm"),
    ("percent", "12.5"),
    ("window_days", "30"),
    ("hold_days", "14"),
];

fn token(shop: &Shop) -> String {
    let now = shop.now();
    shop.app.engine.db.write_wait(move |tx| access::open_setup(tx, now)).unwrap()
}

fn with<'a>(token: &'a str, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FORM.into_iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    kept.chain(changed.iter().copied()).chain([("token", token)]).collect()
}

#[tokio::test]
async fn the_link_makes_a_store_once_and_is_dead_afterwards() {
    let shop = Shop::empty(Settings::default());
    let token = token(&shop);
    let link = format!("/setup?token={token}");
    let mut browser = shop.browser();
    assert!(browser.get(&link).await.text().contains("Set up Tributary"));
    let made = browser.post("/setup", &with(&token, &[])).await;
    assert_eq!(made.location(), "/admin/connect", "{}", made.text());
    let connect = browser.get("/admin/connect").await;
    assert!(connect.body.contains("http://tracker.example/hooks/woocommerce/sto_"));
    assert!(connect.body.contains("tributary_live_sk_") && connect.body.contains("webhook-secret"));
    assert!(connect.body.contains("http://tracker.example/t/hello"), "a link to try things out with");
    assert!(browser.get("/admin/developers").await.body.contains("tributary_live_sk_"));
    for page in ["/admin/developers", "/admin/connect"] {
        assert!(!browser.get(page).await.body.contains("tributary_live_sk_"), "a key is shown once");
    }
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK);
    let program = browser.get("/admin/program").await.location().to_owned();
    let rules = browser.get(&program).await.text();
    assert!(rules.contains("Partners earn 12.5 % of each order"), "{rules}");
    assert!(rules.contains("A click counts for 30 days") && rules.contains("14 days after"), "{rules}");
    let mut other = shop.browser();
    assert_eq!(other.get(&link).await.status, StatusCode::NOT_FOUND);
    let second = other.post("/setup", &with(&token, &[("email", "eve@example.com")])).await;
    assert_eq!(second.status, StatusCode::NOT_FOUND);
    assert_eq!(shop.app.engine.db.read_wait(access::user_count).unwrap(), 1);
}

#[tokio::test]
async fn a_wrong_or_old_link_opens_nothing() {
    let shop = Shop::empty(Settings::default());
    let token = token(&shop);
    let mut browser = shop.browser();
    for path in ["/setup", "/setup?token=", "/setup?token=guessed"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(browser.post("/setup", &with("guessed", &[])).await.status, StatusCode::NOT_FOUND);
    shop.app.engine.clock.shift(31 * 60 * 1000);
    assert_eq!(browser.get(&format!("/setup?token={token}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post("/setup", &with(&token, &[])).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_and_what_was_typed_stays() {
    let shop = Shop::empty(Settings::default());
    let token = token(&shop);
    let slips =
        [("email", "ada"), ("password", "short"), ("store_url", "ftp://shop.example"), ("percent", "120")];
    let mut browser = shop.browser();
    let reply = browser.post("/setup", &with(&token, &slips)).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text().contains("4 things to put right"), "{}", reply.text());
    assert!(reply.body.contains("Northwind") && !reply.body.contains("short\""));
    assert_eq!(browser.post("/setup", &with(&token, &[])).await.location(), "/admin/connect");
}
