//! Saved views: private or the team's, as tabs above a list, gone and back.

use crate::shop::Shop;
use tributary_engine::access::hash_password;

#[tokio::test]
async fn a_view_is_saved_renamed_removed_and_brought_back() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let page = browser.get("/admin/orders?tab=refunded").await;
    assert!(page.text().contains("Save view"), "{}", page.text());
    assert!(!browser.get("/admin/orders").await.text().contains("Save view"));
    let fields = [("screen", "orders"), ("query", "tab=refunded&after=x"), ("name", " Money back ")];
    let saved = browser.submit("/admin/orders", "/admin/views", &fields).await;
    assert_eq!(saved.location(), "/admin/orders?tab=refunded&did=view_saved");
    let page = browser.get(saved.location()).await;
    let here = "<a href=\"/admin/orders?tab=refunded\" aria-current=\"page\"><bdi>Money back</bdi></a>";
    assert!(page.body.contains(here), "{}", page.body);
    assert!(!page.body.contains("action=\"/admin/views\""), "nothing is unsaved");
    let change = page.body.split("action=\"/admin/views/").nth(1).unwrap();
    let id = change.split('"').next().unwrap().to_owned();
    let to = [("screen", "orders"), ("query", "tab=refunded"), ("name", "Refunds")];
    browser.submit("/admin/orders", &format!("/admin/views/{id}"), &to).await;
    assert!(browser.get("/admin/orders").await.text().contains("Refunds"));
    let gone = browser.submit("/admin/orders", &format!("/admin/views/{id}/delete"), &[]).await;
    let page = browser.get(gone.location()).await;
    assert!(page.text().contains("View deleted Undo"), "{}", page.text());
    let back = browser.submit("/admin/orders", &format!("/admin/views/{id}/restore"), &[]).await;
    assert_eq!(back.location(), "/admin/orders?tab=refunded&did=view_restored");
    let none = browser.submit("/admin/orders", "/admin/views", &[("screen", "orders"), ("name", "")]).await;
    assert_eq!(none.location(), "/admin/orders?did=view_unnamed");
}
