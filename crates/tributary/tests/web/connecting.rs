//! A shop asks to be connected: its owner sees what it may do, presses Connect, and goes back with a code.

use crate::browser::{Browser, Reply};
use crate::roles::{add, entered};
use crate::shop::{EMAIL, PASSWORD, Shop};
use axum::http::StatusCode;
use tributary::plugins;
use tributary_engine::access::Role;
use tributary_engine::connection::{Shown, redeem, tested};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::program;
use tributary_engine::store::{self, Store};
use url::Url;
use url::form_urlencoded::Serializer;

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const ASKED: [(&str, &str); 8] = [
    ("shop", "https://mugs.example/shop"),
    ("name", "Mugs and Co"),
    ("platform", "woocommerce"),
    ("currency", "SEK"),
    ("timezone", "+02:00"),
    ("return", "https://mugs.example/wp-admin/admin.php?page=tributary"),
    ("state", "st/ate=1&2"),
    ("challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
];

/// What the shop asks, with something otherwise.
fn asked<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = ASKED.into_iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    kept.chain(changed.iter().copied()).collect()
}

fn address(changed: &[(&str, &str)]) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(asked(changed));
    format!("/admin/connect?{}", query.finish())
}

fn stores(shop: &Shop) -> Vec<Store> {
    let (tenant, all) = (shop.tenant(), Cursor { after: None, limit: LIMIT_MAX });
    shop.app.engine.db.read_wait(move |tx| Ok(store::list(tx, &tenant, &all)?.rows)).unwrap()
}

async fn pressed(browser: &mut Browser, changed: &[(&str, &str)], store: &str) -> Reply {
    let all: Vec<_> = asked(changed).into_iter().chain([("store", store)]).collect();
    browser.submit(&address(&[]), "/admin/connect", &all).await
}

fn pair(url: &Url, name: &str) -> String {
    url.query_pairs()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn an_owner_connects_a_new_shop_and_goes_back_with_a_code_that_works_once() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let page = owner.get(&address(&[])).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    assert!(text.contains("Connect Mugs and Co?") && text.contains("https://mugs.example/shop"), "{text}");
    assert!(text.contains("What the shop may do") && text.contains("It cannot change rules"), "{text}");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("form-action 'self' https://mugs.example;"), "{policy}");
    let others = owner.get("/admin/connect").await;
    assert!(others.headers["content-security-policy"].to_str().unwrap().contains("form-action 'self';"));
    let back = pressed(&mut owner, &[], "new").await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
    let url = Url::parse(back.location()).unwrap();
    assert_eq!(url.host_str(), Some("mugs.example"));
    assert_eq!((pair(&url, "page"), pair(&url, "state")), ("tributary".to_owned(), "st/ate=1&2".to_owned()));
    let shown = Shown { code: pair(&url, "code"), verifier: VERIFIER.to_owned() };
    let (sealer, now, once) = (shop.app.engine.sealer.clone(), shop.now(), shown.clone());
    let made = shop.app.engine.db.write_wait(move |tx| redeem(tx, &sealer, &once, now)).unwrap();
    assert_eq!((made.store.name.as_str(), made.store.currency.code()), ("Mugs and Co", "SEK"));
    assert_eq!(made.store.timezone, "Europe/Stockholm", "an offset is no zone: the first store's");
    let (tenant, id) = (shop.tenant(), made.store.id);
    shop.app.engine.db.read_wait(move |tx| program::of_store(tx, &tenant, &id)).unwrap();
    let sealer = shop.app.engine.sealer.clone();
    assert!(shop.app.engine.db.write_wait(move |tx| redeem(tx, &sealer, &shown, now)).is_err());
    assert_eq!(stores(&shop).len(), 2);
}

#[tokio::test]
async fn the_store_that_stands_at_the_same_host_is_offered_first_and_shown_as_connected() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let own = [("shop", "https://shop.example"), ("return", "https://shop.example/wp-admin/")];
    let page = owner.get(&address(&own)).await;
    let id = shop.ids().1.to_string();
    assert!(page.body.contains(&format!("value=\"{id}\" checked")), "{}", page.body);
    let back = pressed(&mut owner, &own, &id).await;
    let url = Url::parse(back.location()).unwrap();
    let shown = Shown { code: pair(&url, "code"), verifier: VERIFIER.to_owned() };
    let (sealer, now) = (shop.app.engine.sealer.clone(), shop.now());
    let made = shop.app.engine.db.write_wait(move |tx| redeem(tx, &sealer, &shown, now)).unwrap();
    assert_eq!((made.store.id.to_string(), stores(&shop).len()), (id, 1));
    assert!(owner.get("/admin/settings/stores").await.text().contains("Connected by its plugin"));
    let audit = owner.get("/admin/settings/audit").await.text();
    assert!(audit.contains("Connection of a shop allowed") && audit.contains("Shop connected"), "{audit}");
}

#[tokio::test]
async fn what_leads_elsewhere_or_proves_nothing_is_refused_and_nothing_is_made() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    for (changed, word) in [
        ([("return", "https://evil.example/")], "another address than its own"),
        ([("return", "https://mugs.example@evil.example/")], "another address than its own"),
        ([("return", "http://mugs.example/")], "another address than its own"),
        ([("return", "https://mugs.example:444/")], "another address than its own"),
        ([("return", "")], "another address than its own"),
        ([("shop", "javascript:alert(1)")], "does not say where it is"),
        ([("challenge", "short")], "update it"),
        ([("challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM")], "update it"),
        ([("state", "two words")], "update it"),
        ([("state", "")], "update it"),
        ([("platform", "shopify")], "update it"),
        ([("currency", "KRONOR")], "which currency"),
    ] {
        let page = owner.get(&address(&changed)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{changed:?}");
        assert!(page.text().contains(word), "{changed:?}: {}", page.text());
        assert!(!page.body.contains("href=\"https://evil.example"), "{changed:?}");
        let sent = pressed(&mut owner, &changed, "new").await;
        assert_eq!((sent.status, sent.location()), (StatusCode::UNPROCESSABLE_ENTITY, ""), "{changed:?}");
    }
    let strange = pressed(&mut owner, &[], "sto_00000000000000000000000000").await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
    assert_eq!(stores(&shop).len(), 1);
}

#[tokio::test]
async fn who_is_not_signed_in_comes_back_to_it_and_who_may_not_sees_whom_to_ask() {
    let shop = Shop::open();
    let mut browser = shop.browser();
    let there = address(&[]);
    let to_sign_in = browser.get(&there).await;
    assert!(to_sign_in.location().starts_with("/login?next="), "{}", to_sign_in.location());
    let form = browser.get(to_sign_in.location()).await;
    let (csrf, next) = (form.hidden("csrf"), form.hidden("next").replace("&amp;", "&"));
    let fields = [("csrf", csrf.as_str()), ("next", &next), ("email", EMAIL), ("password", PASSWORD)];
    let signed_in = browser.post("/login", &fields).await;
    assert_eq!(signed_in.location(), there);
    assert!(browser.get(&there).await.text().contains("Connect Mugs and Co?"));
    add(&shop, "manager@example.com", Role::Manager);
    let mut manager = entered(&shop, "manager@example.com").await;
    let page = manager.get(&there).await;
    assert!(page.text().contains("Only an owner can connect a shop"), "{}", page.text());
    assert!(!page.body.contains("name=\"challenge\""));
    let csrf = manager.get("/admin/account").await.hidden("csrf");
    let all: Vec<_> = asked(&[]).into_iter().chain([("store", "new"), ("csrf", csrf.as_str())]).collect();
    assert_eq!(manager.post("/admin/connect", &all).await.status, StatusCode::FORBIDDEN);
    assert_eq!(stores(&shop).len(), 1);
}

#[tokio::test]
async fn a_shop_without_a_name_is_called_by_its_address_and_keeps_its_own_zone() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let changed = [("name", " \u{7}"), ("timezone", "Asia/Urumqi"), ("platform", "zencart")];
    let page = owner.get(&address(&changed)).await;
    assert!(page.text().contains("Connect mugs.example?"), "{}", page.text());
    let no = page.body.split("href=\"").find(|rest| rest.contains("error=denied")).unwrap();
    let no = Url::parse(&no.split('"').next().unwrap().replace("&amp;", "&")).unwrap();
    assert_eq!((no.host_str(), pair(&no, "state").as_str()), (Some("mugs.example"), "st/ate=1&2"));
    let back = Url::parse(pressed(&mut owner, &changed, "new").await.location()).unwrap();
    let shown = Shown { code: pair(&back, "code"), verifier: VERIFIER.to_owned() };
    let (sealer, now) = (shop.app.engine.sealer.clone(), shop.now());
    let made = shop.app.engine.db.write_wait(move |tx| redeem(tx, &sealer, &shown, now)).unwrap();
    assert_eq!((made.store.name.as_str(), made.store.timezone.as_str()), ("mugs.example", "Asia/Urumqi"));
    assert_eq!((made.store.url.as_str(), made.platform.as_str()), ("https://mugs.example/shop", "zencart"));
}

#[tokio::test]
async fn the_guide_names_the_plugin_and_the_webhooks_of_customers() {
    let shop = Shop::open();
    let page = shop.owner().await.get("/admin/connect").await;
    assert!(
        page.body.contains("id=\"server-url\"") && page.body.contains("value=\"http://tracker.example\"")
    );
    let text = page.text();
    assert!(text.contains("customer.created") && text.contains("customer.updated"), "{text}");
}

#[tokio::test]
async fn the_guide_leads_to_the_plugin_and_the_stores_page_to_a_newer_one() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    for platform in ["woocommerce", "zencart"] {
        let page = owner.get(&format!("/admin/connect?platform={platform}")).await;
        let path = plugins::of_platform(platform).unwrap().path();
        assert!(page.body.contains(&format!("href=\"{path}\"")), "{platform}: {}", page.body);
        assert!(page.body.contains(&format!("href=\"/docs/{platform}.md\"")), "{platform}: {}", page.body);
    }
    let own = [("shop", "https://shop.example"), ("return", "https://shop.example/wp-admin/")];
    let id = shop.ids().1.to_string();
    let back = pressed(&mut owner, &own, &id).await;
    let code = pair(&Url::parse(back.location()).unwrap(), "code");
    let shown = Shown { code, verifier: VERIFIER.to_owned() };
    let (sealer, now) = (shop.app.engine.sealer.clone(), shop.now());
    let made = shop.app.engine.db.write_wait(move |tx| redeem(tx, &sealer, &shown, now)).unwrap();
    let newest = plugins::of_platform("woocommerce").unwrap();
    for (theirs, offered) in [("0.0.9", true), (newest.version(), false), ("99.0.0", false)] {
        let (store, told) = (made.store.clone(), format!("{{\"plugin\":\"{theirs}\"}}"));
        shop.app.engine.db.write_wait(move |tx| tested(tx, &store, &told, now)).unwrap();
        let page = owner.get("/admin/settings/stores").await;
        assert!(page.text().contains(theirs), "{}", page.text());
        assert_eq!(page.body.contains(&newest.path()), offered, "{theirs}");
    }
}

#[tokio::test]
async fn a_key_for_a_plugin_is_good_for_the_store_only() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let fields = [("name", "Plugin"), ("preset", "shop")];
    let made = owner.submit("/admin/developers", "/admin/developers/keys", &fields).await;
    let page = owner.get(made.location()).await;
    let secret = page.body.split("tributary_live_sk_").nth(1).unwrap();
    let secret = format!("tributary_live_sk_{}", secret.chars().take(39).collect::<String>());
    let key = shop.app.engine.db.read_wait(move |tx| tributary_engine::access::key_of(tx, &secret)).unwrap();
    let key = key.unwrap();
    assert_eq!(key.store, Some(shop.ids().1));
    assert!(key.may("orders:write") && !key.may("ledger:read") && !key.may("wallets:read"));
}
