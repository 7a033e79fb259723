//! Removing the demo: whose hand may do it, that nothing is left, and that the setup follows.

use crate::shop::Shop;
use axum::http::StatusCode;
use tributary::app::Settings;
use tributary_engine::db;

const EMAIL: &str = "owner@example.test";
const PASSWORD: &str = "demo demo demo";

fn demo(marked: bool) -> Shop {
    let shop = Shop::with(Settings { demo: true, ..Settings::default() }, EMAIL, PASSWORD);
    if marked {
        std::fs::write(shop.app.engine.data.join("demo"), "made up").unwrap();
    }
    shop
}

async fn signed_in(shop: &Shop) -> crate::browser::Browser {
    let mut browser = shop.browser();
    let reply = browser.submit("/login", "/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(reply.location(), "/admin", "{}", reply.text());
    browser
}

#[tokio::test]
async fn nothing_is_left_of_a_demo_and_the_setup_follows() {
    let shop = demo(true);
    let mut browser = signed_in(&shop).await;
    assert!(browser.get("/admin").await.text().contains("Remove demo data"));
    let gone = browser.submit("/admin/demo/remove", "/admin/demo/remove", &[]).await;
    assert!(gone.location().starts_with("/setup/emptied?token="), "{}", gone.text());
    let rows = shop.app.engine.db.read_wait(db::rows_by_table).unwrap();
    let left: Vec<_> = rows.iter().filter(|(_, rows)| *rows > 0).collect();
    assert_eq!(left, [&("setup_link".to_owned(), 1)]);
    let page = browser.get(gone.location()).await;
    assert!(page.text().contains("0 rows are left."), "{}", page.text());
    let setup = gone.location().replace("/emptied", "");
    assert_eq!(browser.get(&setup).await.status, StatusCode::OK);
    assert!(!browser.get(&setup).await.text().contains("Demo data: nothing here is real"));
    assert!(!shop.app.engine.data.join("demo").exists(), "no later demo takes the directory");
    assert_eq!(browser.get("/admin/demo/remove").await.location(), "/login?next=%2Fadmin%2Fdemo%2Fremove");
}

#[tokio::test]
async fn data_that_is_not_marked_as_made_up_cannot_be_removed() {
    let shop = demo(false);
    let mut browser = signed_in(&shop).await;
    assert_eq!(browser.get("/admin/demo/remove").await.status, StatusCode::NOT_FOUND);
    let shop = Shop::open();
    std::fs::write(shop.app.engine.data.join("demo"), "made up").unwrap();
    let mut browser = shop.owner().await;
    assert_eq!(browser.get("/admin/demo/remove").await.status, StatusCode::NOT_FOUND);
}
