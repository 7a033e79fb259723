//! Who gets in, where they land, and what is refused.

use crate::browser::HOST;
use crate::shop::{EMAIL, PASSWORD, Shop};
use axum::http::StatusCode;
use tributary::app::Settings;

#[tokio::test]
async fn without_a_session_every_page_leads_to_signing_in_and_back() {
    let shop = Shop::open();
    let mut browser = shop.browser();
    assert_eq!(browser.get("/admin").await.location(), "/login");
    assert_eq!(browser.get("/").await.location(), "/login");
    let wanted = "/admin/orders?tab=credited";
    let sent = browser.get(wanted).await;
    assert_eq!(sent.location(), "/login?next=%2Fadmin%2Forders%3Ftab%3Dcredited");
    let form = browser.get(sent.location()).await;
    let fields = [("email", EMAIL), ("password", PASSWORD), ("next", wanted), ("csrf", &form.hidden("csrf"))];
    let entered = browser.post("/login", &fields).await;
    assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, wanted));
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK);
    assert_eq!(browser.get("/login?next=/admin/orders").await.location(), "/admin/orders");
}

#[tokio::test]
async fn an_address_that_leads_nowhere_gets_a_page_that_says_so() {
    let shop = Shop::open();
    let page = shop.browser().get("/nothing/here").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text().contains("This page does not exist"), "{}", page.text());
}

#[tokio::test]
async fn signing_in_never_leads_to_another_server() {
    let shop = Shop::open();
    for next in
        ["//evil.example", "/\\evil.example", "https://evil.example", "/admin\\..\\x", "/login", "/adminx"]
    {
        let mut browser = shop.browser();
        let escaped: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let form = browser.get(&format!("/login?next={escaped}")).await;
        assert!(!form.body.contains("name=\"next\""), "{next}");
        let fields =
            [("email", EMAIL), ("password", PASSWORD), ("next", next), ("csrf", &form.hidden("csrf"))];
        assert_eq!(browser.post("/login", &fields).await.location(), "/admin", "{next}");
        assert_eq!(browser.get(&format!("/login?next={escaped}")).await.location(), "/admin", "{next}");
    }
}

#[tokio::test]
async fn a_form_without_its_secret_changes_nothing() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    for fields in [&[("name", "Mallory")][..], &[("name", "Mallory"), ("csrf", "guessed")], &[("csrf", "")]] {
        let reply = browser.post("/admin/partners", fields).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        assert!(reply.text().contains("This form is no longer valid"));
    }
    assert!(!browser.get("/admin/partners").await.body.contains("Mallory"));
    assert_eq!(browser.post("/logout", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(shop.browser().post("/login", &[("email", EMAIL)]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_sent_by_another_site_changes_nothing() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let csrf = browser.get("/admin/partners/new").await.hidden("csrf");
    let fields = [("csrf", csrf.as_str()), ("name", "Sara")];
    for (name, value) in
        [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")]
    {
        browser.headers = vec![(name, value.to_owned())];
        assert_eq!(browser.post("/admin/partners", &fields).await.status, StatusCode::FORBIDDEN, "{name}");
    }
    browser.headers =
        vec![("origin", format!("http://{HOST}")), ("sec-fetch-site", "same-origin".to_owned())];
    assert_eq!(browser.post("/admin/partners", &fields).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let mut thief = browser.clone(); // with the same cookie
    assert_eq!(browser.submit("/admin", "/logout", &[]).await.location(), "/login");
    assert_eq!(browser.get("/admin").await.location(), "/login");
    assert_eq!(thief.get("/admin").await.location(), "/login");
}

#[tokio::test]
async fn guessing_a_password_is_slowed_down() {
    let shop = Shop::open();
    let mut browser = shop.browser();
    let wrong = [("email", EMAIL), ("password", "wrong horse battery")];
    for _ in 0..5 {
        let reply = browser.submit("/login", "/login", &wrong).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert!(reply.text().contains("do not belong together"));
        assert!(reply.body.contains(EMAIL), "what was typed stays");
    }
    let reply = browser.submit("/login", "/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(reply.text().contains("Too many tries"), "{}", reply.text());
}

#[tokio::test]
async fn every_page_says_what_it_may_load() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    for path in ["/admin", "/admin/orders", "/admin/none", "/setup?token=x", "/login"] {
        let reply = browser.get(path).await;
        let header = |name: &str| reply.headers.get(name).map_or("", |value| value.to_str().unwrap());
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
        assert!(!reply.body.contains(" style=") && !reply.body.contains("onclick="), "{path}");
    }
}

#[tokio::test]
async fn files_are_kept_long_and_nothing_else_is_found() {
    let shop = Shop::open();
    let mut browser = shop.browser();
    let page = browser.get("/login").await;
    let href = page.body.split("href=\"").find(|part| part.starts_with("/static/app.css")).unwrap();
    let css = browser.get(href.split('"').next().unwrap()).await;
    assert_eq!(css.headers["content-type"], "text/css; charset=utf-8");
    assert!(css.headers["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(css.headers["x-content-type-options"], "nosniff");
    for path in ["/static/nothing.css", "/static/../Cargo.toml", "/admin/nothing", "/admin/partners/par_x"] {
        let mut browser = shop.owner().await;
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_demo_opens_with_one_press_and_only_the_demo() {
    let demo = Settings { demo: true, ..Settings::default() };
    let shop = Shop::with(demo, "owner@example.test", "demo demo demo");
    let mut browser = shop.browser();
    let form = browser.get("/login").await;
    assert!(
        form.text().contains("Enter the demo") && form.text().contains("Demo data: nothing here is real")
    );
    assert!(form.text().contains("Enter as a publisher"), "{}", form.text());
    assert_eq!(browser.submit("/login", "/login/demo", &[]).await.location(), "/admin");
    assert!(browser.get("/admin").await.text().contains("Demo data: nothing here is real"));
    let real = Shop::with(Settings::default(), "owner@example.test", "demo demo demo");
    let mut browser = real.browser();
    assert!(!browser.get("/login").await.text().contains("demo"));
    for door in ["/login/demo", "/publisher/demo"] {
        assert_eq!(browser.submit("/login", door, &[]).await.status, StatusCode::NOT_FOUND, "{door}");
    }
}
