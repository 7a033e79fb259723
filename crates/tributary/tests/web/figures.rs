//! The overview's figures: equal to the rows behind them, and compared with the period before.

use crate::browser::Browser;
use crate::shop::{DAY_MS, Shop, order, with_coupons};
use tributary_core::Currency;
use tributary_core::order::Status;

async fn with_partner(shop: &Shop) -> Browser {
    let mut browser = shop.owner().await;
    let fields = [("name", "Sara Lind"), ("code", "sara"), ("coupon", "SARA10")];
    browser.submit("/admin/partners/new", "/admin/partners", &fields).await;
    browser
}

fn brought(shop: &Shop, id: &str, ago_ms: i64) {
    shop.order(with_coupons(order(id, shop.now().plus_ms(-ago_ms)), &["sara10"]));
}

#[tokio::test]
async fn figures_are_those_of_the_period_and_compared_with_the_one_before() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    // Three in these 28 days, two in the 28 before, one before that.
    for (id, days) in [("1", 1), ("2", 5), ("3", 20), ("4", 30), ("5", 50), ("6", 70)] {
        brought(&shop, id, days * DAY_MS);
    }
    shop.order(order("7", shop.now())); // nobody's
    let text = browser.get("/admin?period=28d").await.text();
    assert!(text.contains("Revenue 300.00 USD up 50 %"), "{text}");
    assert!(text.contains("Orders 3 up 50 %"), "{text}");
    assert!(text.contains("Commission 30.00 USD up 50 %"), "{text}");
    assert!(text.contains("60.00 USD owed to partners now"), "{text}");
    assert!(text.contains("Revenue from partners rose 50 % to 300.00 USD."), "{text}");
    let week = browser.get("/admin?period=7d&metric=orders").await.text();
    assert!(week.contains("Orders 2"), "{week}");
    assert!(week.contains("Orders from partners: 2."), "{week}");
}

#[tokio::test]
async fn figures_equal_the_rows_behind_them() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    for (id, days) in [("1", 1), ("2", 5), ("3", 40)] {
        brought(&shop, id, days * DAY_MS);
    }
    shop.refund("2", 6_250);
    shop.order(order("4", shop.now()));
    let cancelled = with_coupons(order("5", shop.now()), &["sara10"]);
    shop.order(tributary_core::fact::OrderStated { status: Status::Cancelled, ..cancelled });
    let euros = with_coupons(order("6", shop.now()), &["sara10"]);
    let currency = Currency::parse("EUR").unwrap();
    shop.order(tributary_core::fact::OrderStated { currency, ..euros });
    let page = browser.get("/admin?period=28d").await;
    let text = page.text();
    assert!(text.contains("Revenue 150.00 USD"), "{text}");
    assert!(text.contains("Commission 15.00 USD"), "{text}");
    assert!(text.contains("See the 2 orders behind these figures"), "{text}");
    assert!(text.contains("Orders in EUR are not in these figures 1"), "{text}");
    let euros = browser.get("/admin/orders?period=28d&currency=EUR").await.text();
    assert!(euros.contains("1 order ·") && euros.contains("A-6 "), "{euros}");
    let behind = "/admin/orders?period=28d&amp;currency=USD&amp;earns=1";
    assert!(page.body.contains(behind), "{}", page.body);
    let list = browser.get(&behind.replace("&amp;", "&")).await.text();
    assert!(list.contains("2 orders · 150.00 USD from partners · 15.00 USD commission"), "{list}");
    assert!(list.contains("A-1 ") && list.contains("A-2 ") && !list.contains("A-3 "), "{list}");
    let all = browser.get("/admin/orders").await.text();
    assert!(all.contains("All 6 Needs review 1 Unattributed 1 Refunded 1"), "{all}");
}

#[tokio::test]
async fn a_long_list_goes_on() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    for number in 0..60 {
        shop.order(order(&number.to_string(), shop.now()));
    }
    let first = browser.get("/admin/orders").await;
    assert_eq!(first.body.matches("<tr role=\"row\" data-href").count(), 50);
    let more = first.body.split("href=\"").find(|part| part.starts_with("/admin/orders?after=")).unwrap();
    let second = browser.get(more.split('"').next().unwrap()).await;
    assert_eq!(second.body.matches("<tr role=\"row\" data-href").count(), 10);
    assert!(!second.text().contains("Load more"));
}

#[tokio::test]
async fn unknown_codes_are_told_with_what_was_meant() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    for value in ["sarah", "sarah", "hello", "sara"] {
        shop.click(value, 1_000);
    }
    let text = browser.get("/admin").await.text();
    assert!(text.contains("Unknown code sarah. Did you mean sara?"), "{text}");
    assert!(!text.contains("Unknown code hello") && !text.contains("Unknown code sara."), "{text}");
    assert!(text.contains("Clicks 1 "), "{text}");
}

#[tokio::test]
async fn the_steps_of_setting_up_tick_themselves_and_disappear() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    assert!(browser.get("/admin").await.text().contains("0 of 4 done"));
    let mut browser = with_partner(&shop).await;
    assert!(browser.get("/admin").await.text().contains("1 of 4 done"));
    shop.click("sara", 1_000);
    brought(&shop, "1", 500);
    assert!(!browser.get("/admin").await.text().contains("of 4 done"));
}

#[tokio::test]
async fn rules_change_for_the_future_only() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    brought(&shop, "1", DAY_MS);
    let program = browser.get("/admin/program").await.location().to_owned();
    let draft =
        "rate=20&window_days=14&priority=coupon&priority=cookie&priority=last_click&use=coupon&use=cookie";
    let edit = format!("{program}/edit?{draft}");
    let seen = browser.get(&edit).await.text();
    assert!(seen.contains("1 order would move, commissions +10.00 USD"), "{seen}");
    let still = browser.get(&program).await.text();
    assert!(still.contains("Version 1"), "a preview posts nothing: {still}");
    let fields = [("draft", draft), ("version", "1"), ("note", "Launch week")];
    let changed = browser.submit(&edit, &program, &fields).await;
    assert_eq!(changed.location(), format!("{program}?made=2"), "{}", changed.text());
    let text = browser.get(changed.location()).await.text();
    assert!(text.contains("Version 2 applies to orders from now on."), "{text}");
    assert!(text.contains("Launch week") && text.contains("% of each order"), "{text}");
    let versions = browser.get(&format!("{program}/versions")).await.text();
    assert!(versions.contains("Launch week") && versions.contains("coupon, then cookie"), "{versions}");
    brought(&shop, "2", -1_000);
    let list = browser.get("/admin/orders").await.text();
    assert!(list.contains("10.00 USD") && list.contains("20.00 USD"), "{list}");
    let slip =
        browser.submit(&edit, &program, &[("draft", "rate=200"), ("version", "2"), ("note", "x")]).await;
    assert!(slip.text().contains("Give a percentage from 0 to 100"), "{}", slip.text());
    let mute = browser.submit(&edit, &program, &[("draft", draft), ("version", "2")]).await;
    assert!(mute.text().contains("Say in a sentence why"), "{}", mute.text());
    let late = browser.submit(&edit, &program, &[("draft", "rate=5"), ("version", "1"), ("note", "x")]).await;
    assert!(late.text().contains("Somebody changed the rules"), "{}", late.text());
}

#[tokio::test]
async fn a_partner_is_paused_and_resumed() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    brought(&shop, "1", 500);
    let list = browser.get("/admin/partners").await;
    assert!(list.text().contains("SARA10") && list.body.contains("http://tracker.example/r/sara"));
    let href = list.body.split("href=\"").find(|part| part.starts_with("/admin/partners/par_")).unwrap();
    let path = href.split('"').next().unwrap().to_owned();
    let page = browser.get(&path).await.text();
    assert!(page.contains("Revenue 100.00 USD") && page.contains("tracker.example/r/sara"), "{page}");
    assert!(browser.get(&format!("{path}?tab=orders")).await.text().contains("A-1"));
    let action = format!("{path}/status");
    let id = path.rsplit('/').next().unwrap().to_owned();
    let paused = browser.submit(&path, &action, &[("status", "paused")]).await;
    assert_eq!(paused.location(), format!("{path}?did=paused&undo={id}"));
    assert!(browser.get(&path).await.text().contains("Paused"));
    assert!(shop.app.engine.snapshot().code("sara").unwrap().paused);
    browser.submit(&path, &action, &[("status", "active")]).await;
    assert!(!shop.app.engine.snapshot().code("sara").unwrap().paused);
}

#[tokio::test]
async fn partners_are_found_by_name_and_stand_on_the_tab_of_their_status() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    let other = [("name", "Omar Ek"), ("code", "omar"), ("coupon", "")];
    browser.submit("/admin/partners/new", "/admin/partners", &other).await;
    let found = browser.get("/admin/partners?q=omar").await;
    assert!(found.text().contains("Omar Ek") && !found.text().contains("Sara Lind"), "{}", found.text());
    let href = found.body.split("href=\"").find(|part| part.starts_with("/admin/partners/par_")).unwrap();
    let path = href.split('"').next().unwrap().to_owned();
    browser.submit(&path, &format!("{path}/status"), &[("status", "paused")]).await;
    for (address, shown, hidden) in
        [("/admin/partners", "Sara Lind", "Omar Ek"), ("/admin/partners?tab=paused", "Omar Ek", "Sara Lind")]
    {
        let text = browser.get(address).await.text();
        assert!(text.contains(shown) && !text.contains(hidden), "{address}: {text}");
    }
}

#[tokio::test]
async fn a_slip_in_the_form_keeps_what_was_typed_and_makes_nothing() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    let taken = [("name", "Sara Two"), ("code", "sara2"), ("coupon", "sara10")];
    let reply = browser.submit("/admin/partners/new", "/admin/partners", &taken).await;
    assert!(reply.text().contains("This code is already taken."), "{}", reply.text());
    assert!(reply.body.contains("value=\"Sara Two\"") && reply.body.contains("href=\"#coupon\""));
    assert!(!browser.get("/admin/partners").await.text().contains("Sara Two"));
    let unnamed = [("name", "Sara"), ("code", ""), ("coupon", "")];
    browser.submit("/admin/partners/new", "/admin/partners", &unnamed).await;
    assert!(browser.get("/admin/partners").await.body.contains("http://tracker.example/r/sara2"));
}

#[tokio::test]
async fn the_connection_s_secrets_are_shown_once() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let stores = "/admin/settings/stores";
    let made = browser.submit(stores, "/admin/settings/stores/secret", &[("webhook_secret", "")]).await;
    assert_eq!(made.location(), stores);
    assert!(!browser.get("/admin/connect?look=1").await.body.contains("id=\"webhook-secret\""));
    assert!(browser.get(stores).await.body.contains("id=\"webhook-secret\""));
    assert!(!browser.get(stores).await.body.contains("id=\"webhook-secret\""));
    let slip = [("key", "x"), ("secret", "y")];
    let slip = browser.submit(stores, "/admin/settings/stores/reading", &slip).await;
    assert!(slip.text().contains("WooCommerce shows it as ck_"), "{}", slip.text());
    let key = [("key", "ck_1"), ("secret", "cs_1")];
    let saved = browser.submit(stores, "/admin/settings/stores/reading", &key).await;
    assert_eq!(saved.location(), stores);
    assert!(browser.get(stores).await.text().contains("The store will be read within minutes."));
}
