//! Two stores of one owner: each screen is of the one that is chosen, its address says which, and a form means the store
//! that it was drawn for.

use crate::browser::{Browser, Reply};
use crate::customers::sign_up;
use crate::roles::{add, entered};
use crate::shop::{DAY_MS, Shop, order, with_click, with_coupons};
use axum::http::StatusCode;
use tributary_core::fact::OrderStated;
use tributary_core::{Currency, StoreId};
use tributary_engine::access::{self, Role};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::store::{self, Store};

pub(crate) const COOKIE: &str = "tributary_store";

/// Two stores and a partner with a coupon at each: two orders at the first, one at the second.
struct Both {
    first: Shop,
    second: Shop,
    browser: Browser,
}

impl Both {
    async fn open() -> Self {
        let first = Shop::open();
        let mut browser = first.owner().await;
        let fields = [("name", "Sara Lind"), ("code", "sara"), ("coupon", "SARA10")];
        let made = browser.submit("/admin/partners/new", "/admin/partners", &fields).await;
        let partner = made.location().split(['/', '?']).nth(3).unwrap().to_owned();
        let second = first.beside("Mugs & Co");
        let mut both = Self { first, second, browser };
        for (kind, code) in [("coupon", "MUGS10"), ("referral", "mug")] {
            let fields = [("partner", partner.as_str()), ("kind", kind), ("code", code)];
            let form = both.at("/admin/codes/new");
            let given = both.browser.submit(&form, "/admin/codes", &fields).await;
            assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
        }
        let at = both.first.now().plus_ms(-DAY_MS);
        for id in ["1", "2"] {
            both.first.order(with_coupons(order(id, at), &["sara10"]));
        }
        both.second.order(with_coupons(kronor(order("1", at)), &["mugs10"]));
        both
    }

    /// A path of the second store.
    fn at(&self, path: &str) -> String {
        at(path, &self.second.ids().1)
    }

    /// A path of the first store.
    fn at_first(&self, path: &str) -> String {
        at(path, &self.first.ids().1)
    }

    async fn text(&mut self, path: &str) -> String {
        let page = self.browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
        page.text()
    }
}

pub(crate) fn at(path: &str, store: &StoreId) -> String {
    let between = if path.contains('?') { '&' } else { '?' };
    format!("{path}{between}store={store}")
}

pub(crate) fn kronor(order: OrderStated) -> OrderStated {
    OrderStated { currency: Currency::parse("SEK").unwrap(), ..order }
}

pub(crate) fn switch(page: &Reply) -> Vec<String> {
    let menu = page.body.split("class=\"store-head\"").nth(1).unwrap_or_default();
    let links = menu.split("</details>").next().unwrap().split("class=\"item\" href=\"").skip(1);
    links.map(|link| link.split('"').next().unwrap().replace("&amp;", "&")).collect()
}

fn stores(shop: &Shop) -> Vec<Store> {
    let (tenant, all) = (shop.tenant(), Cursor { after: None, limit: LIMIT_MAX });
    shop.app.engine.db.read_wait(move |tx| Ok(store::list(tx, &tenant, &all)?.rows)).unwrap()
}

#[tokio::test]
async fn who_has_one_store_sees_no_switch_and_no_store_in_addresses() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let page = browser.get("/admin").await;
    assert!(
        !page.body.contains("class=\"store-head\"") && !page.body.contains("store=sto_"),
        "{}",
        page.body
    );
    assert_eq!(browser.cookie(COOKIE), None);
    assert!(!page.hidden("csrf").contains('.'));
    assert!(!browser.get("/admin/settings/stores").await.text().contains("Connected since"));
}

#[tokio::test]
async fn figures_are_those_of_the_store_that_is_chosen_and_it_is_remembered() {
    let mut both = Both::open().await;
    let (first, second) = (both.at_first("/admin?period=28d"), both.at("/admin?period=28d"));
    let page = both.browser.get(&first).await;
    let text = page.text();
    assert!(text.contains("Revenue 200.00 USD") && text.contains("Orders 2"), "{text}");
    assert!(!text.contains("SEK"), "{text}");
    let ways = switch(&page);
    assert_eq!(ways[..2], [first.clone(), second.clone()], "{}", page.body);
    let text = both.text(&second).await;
    assert!(text.contains("Revenue 100.00 SEK") && text.contains("Orders 1"), "{text}");
    assert!(!text.contains("USD") || text.contains("owed"), "{text}");
    both.browser.headers = vec![("sec-fetch-dest", "empty".to_owned())];
    both.text(&first).await; // a page's script asks anew in another tab
    both.browser.headers.clear();
    let remembered = both.text("/admin?period=28d").await;
    assert!(remembered.contains("Revenue 100.00 SEK"), "{remembered}");
    let address = both.text(&first).await;
    assert!(address.contains("Revenue 200.00 USD"), "what the address says wins: {address}");
    let led = format!("https://tracker.example{}", second.replace("/admin?", "/admin/orders?"));
    both.browser.headers = vec![("referer", led)];
    let led = both.text("/admin?period=28d").await;
    assert!(led.contains("Revenue 100.00 SEK"), "a tab stays at its store: {led}");
}

#[tokio::test]
async fn every_screen_is_of_the_store_that_is_chosen() {
    let mut both = Both::open().await;
    both.first.click("sara", DAY_MS);
    both.second.click("mug", DAY_MS);
    both.second.click("mug", DAY_MS);
    for (path, at_first, at_second) in [
        ("/admin/orders", "2 orders · 200.00 USD from partners", "1 order · 100.00 SEK from partners"),
        ("/admin/reports?period=28d", "200.00 USD", "100.00 SEK"),
        ("/admin/reports?section=products", "200.00 USD", "100.00 SEK"),
        ("/admin/clicks", "1 click", "2 clicks"),
        ("/admin/links", "/r/sara", "/r/mug"),
        ("/admin/links?tab=codes", "SARA10", "MUGS10"),
        ("/admin/partners", "SARA10", "MUGS10"),
        ("/admin/live", "sara", "mug"),
        ("/admin/programs", "Northwind", "Mugs &amp; Co"),
    ] {
        let first = both.browser.get(&both.at_first(path)).await;
        let second = both.browser.get(&both.at(path)).await;
        let (first, second) = (main(&first), main(&second));
        assert!(first.contains(at_first), "{path} of the first: {first}");
        assert!(second.contains(at_second), "{path} of the second: {second}");
        assert!(!first.contains(at_second), "{path} of the first has the second's: {first}");
        assert!(!second.contains(at_first), "{path} of the second has the first's: {second}");
    }
    let zone = |page: &Reply| page.body.contains("<option value=\"Asia/Tokyo\" selected");
    let general = both.browser.get(&both.at("/admin/settings/general")).await;
    assert!(zone(&general), "{}", general.body);
    let general = both.browser.get(&both.at_first("/admin/settings/general")).await;
    assert!(!zone(&general));
}

/// What stands on a page, without its frame.
fn main(page: &Reply) -> String {
    let main = page.body.split("<main").nth(1).unwrap_or_default().split("</main>").next().unwrap();
    Reply { body: format!("<main{main}"), ..page.clone() }.text()
}

#[tokio::test]
async fn a_filter_s_address_and_its_file_say_which_store_they_are_of() {
    let mut both = Both::open().await;
    let page = both.browser.get(&both.at("/admin/orders?via=coupon")).await;
    let store = both.second.ids().1;
    for wanted in ["tab=review&amp;", "partner=par_", "period=7d&amp;"] {
        let links: Vec<&str> = page
            .body
            .split("href=\"")
            .filter(|link| link.starts_with("/admin/orders?") && link.contains(wanted))
            .collect();
        assert!(!links.is_empty(), "{wanted}: {}", page.body);
        for link in links {
            let link = link.split('"').next().unwrap();
            assert!(link.contains(&format!("store={store}")), "{link}");
        }
    }
    assert!(page.body.contains(&format!("name=\"store\" value=\"{store}\"")), "forms of filters carry it");
    add(&both.first, "manager@example.com", Role::Manager);
    let mut colleague = entered(&both.first, "manager@example.com").await;
    let opened = colleague.get(&both.at("/admin/orders?via=coupon")).await.text();
    assert!(opened.contains("1 order · 100.00 SEK from partners"), "{opened}");
    let file = colleague.get(&both.at("/admin/orders.csv")).await.body;
    assert_eq!(file.lines().count(), 2, "{file}");
    let file = colleague.get(&both.at_first("/admin/orders.csv")).await.body;
    assert_eq!(file.lines().count(), 3, "{file}");
}

#[tokio::test]
async fn another_tenants_store_is_as_if_it_were_not_there() {
    let mut both = Both::open().await;
    both.browser.submit("/admin", "/admin/test-mode", &[("on", "1")]).await;
    both.browser.submit("/admin", "/admin/test-mode", &[("on", "")]).await;
    let (live, all) = (both.first.tenant(), Cursor { after: None, limit: LIMIT_MAX });
    let twins = both.first.app.engine.db.read_wait(move |tx| {
        let twin = access::twin(tx, &live)?.unwrap();
        Ok(store::list(tx, &twin, &all)?.rows.remove(0).id)
    });
    let strange = twins.unwrap();
    both.text(&both.at("/admin?period=28d")).await;
    let same = both.text(&at("/admin?period=28d", &strange)).await;
    assert!(same.contains("Revenue 100.00 SEK"), "what is remembered: {same}");
    for nonsense in
        ["/admin?period=28d&store=", "/admin?period=28d&store=x%22%3E", "/admin?store=sto_&period=28d"]
    {
        assert!(both.text(nonsense).await.contains("Revenue 100.00 SEK"), "{nonsense}");
    }
    let cookie = both.browser.cookie(COOKIE).unwrap();
    assert!(cookie.ends_with(both.second.ids().1.as_str()), "{cookie}");
}

#[tokio::test]
async fn what_one_person_looked_at_is_not_where_another_begins() {
    let mut both = Both::open().await;
    both.text(&both.at("/admin")).await;
    both.browser.submit("/admin", "/logout", &[]).await;
    add(&both.first, "manager@example.com", Role::Manager);
    let login = both.browser.get("/login").await.hidden("csrf");
    let fields =
        [("csrf", login.as_str()), ("email", "manager@example.com"), ("password", crate::shop::PASSWORD)];
    both.browser.post("/login", &fields).await;
    let theirs = both.text("/admin?period=28d").await;
    assert!(theirs.contains("Revenue 200.00 USD"), "{theirs}");
}

#[tokio::test]
async fn a_form_means_the_store_that_it_was_drawn_for() {
    let mut both = Both::open().await;
    let form = both.browser.get(&both.at_first("/admin/settings/general")).await;
    // Meanwhile somebody looks at the other store in another tab.
    both.text(&both.at("/admin")).await;
    let csrf = form.hidden("csrf");
    let fields = [
        ("csrf", csrf.as_str()),
        ("name", "Northwind Outdoor"),
        ("url", "https://shop.example"),
        ("timezone", "Europe/Stockholm"),
    ];
    let saved = both.browser.post("/admin/settings/general", &fields).await;
    assert_eq!(saved.location(), both.at_first("/admin/settings/general?did=saved"), "{}", saved.text());
    let names: Vec<String> = stores(&both.first).into_iter().map(|store| store.name).collect();
    assert_eq!(names, ["Mugs & Co", "Northwind Outdoor"]);
    let (secret, store) = csrf.split_once('.').unwrap();
    assert_eq!(store, both.first.ids().1.as_str());
    let forged = format!("{}.{store}", secret.chars().rev().collect::<String>());
    let forged =
        [("csrf", forged.as_str()), ("name", "Evil"), ("url", "https://shop.example"), ("timezone", "UTC")];
    assert_eq!(both.browser.post("/admin/settings/general", &forged).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_order_of_another_store_opens_with_that_stores_clock_and_money() {
    let mut both = Both::open().await;
    let found = both.browser.get(&both.at_first("/admin/search?q=A-1")).await;
    assert_eq!(found.status, StatusCode::OK, "both stores have one of this number");
    let text = found.text();
    assert!(text.contains("A-1 Northwind") && text.contains("A-1 Mugs &amp; Co"), "{text}");
    let hits = both.browser.get("/admin/search/hits?q=A-1").await.text();
    assert!(hits.contains("Mugs &amp; Co"), "{hits}");
    for (place, money) in
        [(both.at_first("/admin/orders?q=A-1"), "USD"), (both.at("/admin/orders?q=A-1"), "SEK")]
    {
        let there = both.browser.get(&place).await;
        let page = both.browser.get(there.location()).await.text();
        assert!(page.contains(&format!("125.00 {money}")), "the store's own comes first: {page}");
    }
    // Whoever looks at the first store and opens an order of the second is at the second from then on.
    let second = both.browser.get(&both.at("/admin/orders?q=A-1")).await.location().to_owned();
    both.text(&both.at_first("/admin")).await;
    let page = both.browser.get(&second).await;
    assert!(page.body.contains("Asia/Tokyo") && !page.body.contains("Europe/Stockholm"), "{}", page.body);
    assert!(both.text("/admin?period=28d").await.contains("Revenue 100.00 SEK"));
}

#[tokio::test]
async fn live_and_what_waits_speak_of_the_store_that_is_chosen() {
    let mut both = Both::open().await;
    let click = both.second.click("mug", 1_000);
    both.second.order(kronor(with_click(order("9", both.second.now()), &click)));
    both.first.click("sara", 1_000);
    for (path, own, other) in [
        (
            both.at("/admin/live/stream?after=0.0&once=1"),
            "<code dir=\"ltr\">mug</code>",
            "<code dir=\"ltr\">sara</code>",
        ),
        (
            both.at_first("/admin/live/stream?after=0.0&once=1"),
            "<code dir=\"ltr\">sara</code>",
            "<code dir=\"ltr\">mug</code>",
        ),
    ] {
        let stream = both.browser.get(&path).await.body;
        assert!(stream.contains(own) && !stream.contains(other), "{path}: {stream}");
    }
    let stream = both.browser.get(&both.at("/admin/live/stream?after=0.0&once=1")).await.body;
    assert!(stream.contains("<span class=\"cur\">SEK") && !stream.contains("USD"), "{stream}");
    let page = both.browser.get(&both.at("/admin/live")).await.body;
    let stream = page.split("data-live=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(stream.contains(both.second.ids().1.as_str()), "{stream}");
    both.first.click("sarra", 1_000);
    for path in ["/admin", "/admin/live"] {
        let (own, other) = (both.text(&both.at_first(path)).await, both.text(&both.at(path)).await);
        assert!(
            own.contains("sarra") && !other.contains("sarra"),
            "what is meant for a code of the first: {other}"
        );
    }
    let todo = |text: &str| text.contains("Orders in EUR are not in these figures");
    let euros = Currency::parse("EUR").unwrap();
    let bought = OrderStated { currency: euros, ..order("8", both.second.now()) };
    both.second.order(with_coupons(bought, &["mugs10"]));
    assert!(todo(&both.text(&both.at("/admin")).await));
    assert!(!todo(&both.text(&both.at_first("/admin")).await));
}

#[tokio::test]
async fn the_settings_list_all_stores_and_lead_to_the_name_of_each() {
    let mut both = Both::open().await;
    let page = both.browser.get(&both.at_first("/admin/settings/stores")).await;
    let text = page.text();
    assert!(text.contains("https://mugs.example") && text.contains("SEK"), "{text}");
    let rename = both.at("/admin/settings/general");
    assert!(page.body.contains(&format!("href=\"{rename}\"")), "{}", page.body);
    let fields = [("name", "Cups"), ("url", "https://mugs.example"), ("timezone", "Asia/Tokyo")];
    both.browser.submit(&rename, "/admin/settings/general", &fields).await;
    let page = both.browser.get(&both.at_first("/admin")).await;
    let menu = page.body.split("class=\"store-head\"").nth(1).unwrap();
    assert!(menu.contains("Cups") && menu.contains("mugs.example"), "{menu}");
}

#[tokio::test]
async fn customers_and_their_credit_are_those_of_their_store() {
    let first = Shop::open();
    let (mugs, cups) = (first.beside("Mugs"), first.beside("Cups"));
    let mut owner = first.owner().await;
    for (shop, name, amount) in [(&mugs, "Ida", "12.50"), (&cups, "Olle", "7.00")] {
        let (id, _) = sign_up(shop, ("1", name), None);
        let page = format!("/admin/customers/{id}");
        let fields = [("amount", amount), ("reason", "Late parcel")];
        let given = owner.submit(&page, &format!("{page}/credit"), &fields).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
    }
    for (shop, name, other) in [(&mugs, "Ida", "Olle"), (&cups, "Olle", "Ida")] {
        for tab in ["", "?tab=all", "?tab=wallet"] {
            let path = at(&format!("/admin/customers{tab}"), &shop.ids().1);
            let text = main(&owner.get(&path).await);
            assert!(text.contains(name) && !text.contains(other), "{path}: {text}");
            assert!(text.contains("All customers 1"), "{path}: {text}");
        }
    }
    let none = main(&owner.get(&at("/admin/customers?tab=wallet", &first.ids().1)).await);
    assert!(!none.contains("Ida") && !none.contains("Olle"), "{none}");
}
