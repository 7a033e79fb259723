//! Saved views: private or the team's, as tabs above a list, gone and back.

use crate::shop::Shop;
use tributary_engine::access::{NewUser, Role, create_user, hash_password};
use tributary_engine::audit::Actor;

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

#[tokio::test]
async fn every_list_that_has_views_shows_them() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    for (screen, path, query) in [
        ("orders", "/admin/orders", "cols=total%2Cregion"),
        ("partners", "/admin/partners", "tab=paused"),
        ("links", "/admin/links", "tab=codes"),
        ("reports", "/admin/reports", "section=products"),
        ("audit", "/admin/settings/audit", "kind=partner"),
    ] {
        assert!(!browser.get(path).await.text().contains("Save view"), "{screen}: nothing is asked for");
        let here = format!("{path}?{query}");
        assert!(browser.get(&here).await.text().contains("Save view"), "{screen}: {here}");
        let fields = [("screen", screen), ("query", query), ("name", "Kept")];
        let saved = browser.submit(&here, "/admin/views", &fields).await;
        assert_eq!(saved.location(), format!("{here}&did=view_saved"));
        let page = browser.get(saved.location()).await;
        assert!(page.text().contains("View saved"), "{screen}: {}", page.text());
        let tab = format!("<a href=\"{here}\" aria-current=\"page\"><bdi>Kept</bdi></a>");
        assert!(page.body.contains(&tab), "{screen}: {}", page.body);
        assert!(browser.get(path).await.text().contains("Everything Kept"), "{screen}");
    }
}

#[tokio::test]
async fn a_view_is_the_same_with_ticks_and_with_the_period_that_nobody_asked_for() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let asked = "period=28d&section=places";
    let fields = [("screen", "reports"), ("query", asked), ("name", "Places")];
    let saved = browser.submit(&format!("/admin/reports?{asked}"), "/admin/views", &fields).await;
    assert_eq!(saved.location(), "/admin/reports?section=places&did=view_saved");
    let page = browser.get(&format!("/admin/reports?{asked}")).await;
    assert!(page.body.contains("aria-current=\"page\"><bdi>Places</bdi>"), "{}", page.body);

    let ticked = "col=region&col=total";
    let fields = [("screen", "orders"), ("query", ticked), ("name", "Regions")];
    let saved = browser.submit(&format!("/admin/orders?{ticked}"), "/admin/views", &fields).await;
    assert_eq!(saved.location(), "/admin/orders?cols=region%2Ctotal&did=view_saved");
    let page = browser.get(&format!("/admin/orders?{ticked}")).await;
    assert!(page.body.contains("aria-current=\"page\"><bdi>Regions</bdi>"), "{}", page.body);
}

#[tokio::test]
async fn a_view_is_one_s_own_until_it_is_shared_and_only_its_maker_changes_it() {
    let shop = Shop::open();
    let other = NewUser {
        email: "bo@example.com".into(),
        name: "Bo".into(),
        role: Role::Manager,
        password_hash: hash_password("another battery").unwrap(),
    };
    let (by, now) = (Actor::system(&shop.tenant(), "test"), shop.now());
    shop.app.engine.db.write_wait(move |tx| create_user(tx, &by, &other, now)).unwrap();
    let (mut ada, mut bo) = (shop.owner().await, shop.browser());
    bo.submit("/login", "/login", &[("email", "bo@example.com"), ("password", "another battery")]).await;

    for (name, shared) in [("Just mine", ""), ("For all", "1")] {
        let query = format!("q={}", name.len());
        let fields = [("screen", "orders"), ("query", query.as_str()), ("name", name), ("shared", shared)];
        ada.submit("/admin/orders", "/admin/views", &fields).await;
    }
    let hers = ada.get("/admin/orders").await.text();
    assert!(hers.contains("Just mine") && hers.contains("For all"), "{hers}");
    let page = bo.get("/admin/orders?status=completed").await;
    assert!(!page.text().contains("Just mine") && page.text().contains("For all"), "{}", page.text());

    let open = ada.get("/admin/orders?q=7").await;
    let id = open.body.split("action=\"/admin/views/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let csrf = page.hidden("csrf");
    let theirs = [("csrf", csrf.as_str()), ("screen", "orders"), ("name", "Mine now"), ("query", "q=1")];
    assert_eq!(bo.post(&format!("/admin/views/{id}"), &theirs).await.status, 404);
    assert_eq!(bo.post(&format!("/admin/views/{id}/delete"), &theirs).await.status, 404);
}
