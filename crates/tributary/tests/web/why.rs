//! The Why page: who is credited, why not the others, and how refunds and codes change it.

use crate::shop::{DAY_MS, Shop, order, with_click, with_coupons};
use axum::http::StatusCode;

async fn add_partner(browser: &mut crate::browser::Browser, name: &str, code: &str, coupon: &str) {
    let fields = [("name", name), ("code", code), ("coupon", coupon)];
    let reply = browser.submit("/admin/partners/new", "/admin/partners", &fields).await;
    assert!(reply.location().starts_with("/admin/partners/par_"), "{}", reply.text());
    assert!(reply.location().ends_with("?did=made"));
}

#[tokio::test]
async fn a_click_credits_and_half_a_refund_halves_the_commission() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    add_partner(&mut browser, "Sara Lind", "sara", "").await;
    let click = shop.click("sara", 2 * DAY_MS);
    shop.order(with_click(order("1042", shop.now()), &click));
    let found = browser.get("/admin/orders/1042").await;
    assert!(found.location().starts_with("/admin/orders/ord_"), "{}", found.status);
    let path = found.location().to_owned();
    let page = browser.get(&path).await.text();
    assert!(page.contains("Credited to Sara Lind — a click on their link"), "{page}");
    assert!(page.contains("10.00 USD commission"), "{page}");
    assert!(
        page.contains("10 % of 100.00 USD (100.00 of goods; tax and shipping not counted) = 10.00 USD"),
        "{page}"
    );
    assert!(page.contains("From instagram.com"), "{page}");
    shop.refund("1042", 6_250);
    let page = browser.get(&path).await;
    let text = page.text();
    assert!(text.contains("5.00 USD commission"), "{text}");
    assert!(text.contains("100.00 of goods − 50.00 refunded"), "{text}");
    assert!(text.contains("5.00 USD commission taken back") && text.contains("Too small"), "{text}");
    assert!(page.body.contains("Trail shoes &lt;42&gt;") && !page.body.contains("<42>"));
    assert!(text.contains("b…@example.com"));
}

#[tokio::test]
async fn a_coupon_of_another_partner_wins_and_the_click_says_why_it_lost() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    add_partner(&mut browser, "Sara Lind", "sara", "").await;
    add_partner(&mut browser, "Omar Haddad", "omar", "OMAR10").await;
    let click = shop.click("sara", DAY_MS);
    shop.order(with_coupons(with_click(order("7", shop.now()), &click), &["omar10"]));
    let path = browser.get("/admin/orders/A-7").await.location().to_owned();
    let page = browser.get(&path).await.text();
    assert!(page.contains("Credited to Omar Haddad — coupon OMAR10"), "{page}");
    assert!(page.contains("In this program coupon, then cookie, then click decides"), "{page}");
    assert!(page.contains("Not used: Another kind of evidence has priority in this program."), "{page}");
}

#[tokio::test]
async fn an_order_that_nobody_brought_says_why_and_what_to_do() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    shop.order(with_coupons(order("8", shop.now()), &["lina5"]));
    let path = browser_path(&mut browser, "8").await;
    let page = browser.get(&path).await;
    let text = page.text();
    assert!(text.contains("No partner has the code lina5."), "{text}");
    let form = "/admin/codes/new?coupon=lina5";
    assert!(page.body.contains(form));
    add_partner(&mut browser, "Lina", "lina", "").await;
    let page = browser.get(form).await;
    assert!(page.body.contains("value=\"lina5\""), "{}", page.body);
    let list = page.body.split("name=\"partner\"").nth(1).unwrap();
    let lina = list.split("option value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("code", "LINA5"), ("kind", "coupon"), ("partner", lina.as_str())];
    let given = browser.submit(form, "/admin/codes", &fields).await;
    assert!(given.location().starts_with("/admin/codes/cod_"), "{}", given.text());
    let shown = browser.get(given.location()).await.text();
    assert!(shown.contains("The code is given.") && shown.contains("count for Lina"), "{shown}");
    let taken = browser.submit(form, "/admin/codes", &fields).await;
    assert!(taken.text().contains("This code is already taken."), "{}", taken.text());
    let path = browser_path(&mut browser, "8").await;
    let text = browser.get(&path).await.text();
    assert!(text.contains("Credited to Lina — coupon LINA5"), "{text}");
    assert!(text.contains("A code on the order was given to a partner"), "{text}");
}

async fn browser_path(browser: &mut crate::browser::Browser, id: &str) -> String {
    browser.get(&format!("/admin/orders/{id}")).await.location().to_owned()
}

#[tokio::test]
async fn an_old_click_says_how_old_it_was() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    add_partner(&mut browser, "Sara", "sara", "").await;
    let click = shop.click("sara", 9 * DAY_MS + 2 * 3_600_000 + 60_000);
    shop.order(with_click(order("9", shop.now()), &click));
    let path = browser_path(&mut browser, "9").await;
    let text = browser.get(&path).await.text();
    let expected = "Sara's link was clicked 9 d 2 h before the order; this program counts 7 days.";
    assert!(text.contains(expected), "{text}");
}

#[tokio::test]
async fn a_person_decides_with_a_reason() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    add_partner(&mut browser, "Sara Lind", "sara", "").await;
    shop.order(order("10", shop.now()));
    let path = browser_path(&mut browser, "10").await;
    let partner = browser.get(&path).await.body;
    let partner = partner.split("option value=\"par_").nth(1).unwrap().split('"').next().unwrap();
    let partner = format!("par_{partner}");
    let action = format!("{path}/assign");
    let silent = browser.submit(&path, &action, &[("partner", &partner), ("note", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.text().contains("Give a reason"), "{}", silent.text());
    let given = browser.submit(&path, &action, &[("partner", &partner), ("note", "Came by phone")]).await;
    assert!(given.location().starts_with(&format!("{path}?did=assign&undo=fct_")), "{}", given.location());
    let text = browser.get(&path).await.text();
    assert!(text.contains("Credited to Sara Lind — decided by hand"), "{text}");
    assert!(text.contains("ada@example.com decided: Came by phone") && text.contains("10.00 USD commission"));
    browser.submit(&path, &action, &[("partner", ""), ("note", "Test order")]).await;
    let text = browser.get(&path).await.text();
    assert!(text.contains("ada@example.com declined it: Test order"), "{text}");
    assert!(text.contains("10.00 USD commission taken back"), "{text}");
}

#[tokio::test]
async fn a_search_leads_to_its_order() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    shop.order(order("1042", shop.now()));
    for wanted in ["1042", "A-1042", "%23A-1042", "+1042+"] {
        let reply = browser.get(&format!("/admin/orders?q={wanted}")).await;
        assert!(reply.location().starts_with("/admin/orders/ord_"), "{wanted}");
    }
    let none = browser.get("/admin/orders?q=9999").await;
    assert!(none.text().contains("There is no order 9999"));
    assert_eq!(browser.get("/admin/orders/9999").await.status, StatusCode::NOT_FOUND);
}
