//! From an application to the partner's own page, and what a partner can never reach.

use crate::browser::{Browser, Reply};
use crate::shop::Shop;
use axum::http::StatusCode;
use tributary_core::Timestamp;
use tributary_engine::page::Cursor;
use tributary_engine::program::PublicPage;
use tributary_engine::{access, application, mail, program};

pub(crate) const ANSWERS: [(&str, &str); 4] =
    [("name", "Sara Lind"), ("email", "sara@example.org"), ("promotes", "Stories"), ("agreed", "1")];

pub(crate) fn open(shop: &Shop, automatic: bool) {
    let page = PublicPage { slug: "northwind".to_owned(), open: true, automatic };
    let set = shop.app.engine.db.write_wait(move |tx| {
        let tenant = access::tenants(tx)?.remove(0);
        let program = program::list(tx, &tenant, &Cursor { after: None, limit: 10 })?.rows.remove(0).id;
        program::set_page(tx, &tenant, &program, &page)
    });
    set.unwrap();
}

pub(crate) async fn apply(browser: &mut Browser, answers: &[(&str, &str)]) -> Reply {
    browser.submit("/join/northwind/apply", "/join/northwind/apply", answers).await
}

/// The link in the newest mail.
pub(crate) fn link(shop: &Shop) -> String {
    let (engine, now) = (shop.app.engine.clone(), Timestamp::from_ms(shop.now().ms() + 1));
    let due = shop.app.engine.db.write_wait(move |tx| mail::claim(tx, &engine.sealer, now, 10)).unwrap();
    let text = due.last().expect("a mail").mail.text.clone();
    let start = text.find("/partner/enter").expect("a link");
    text[start..].split_whitespace().next().unwrap().to_owned()
}

pub(crate) async fn enter(shop: &Shop, link: &str) -> Browser {
    let mut browser = shop.browser();
    let token = link.split_once("token=").unwrap().1.to_owned();
    let entered = browser.submit(link, "/partner/enter", &[("token", &token)]).await;
    assert_eq!(entered.location(), "/partner", "{}", entered.text());
    browser
}

#[tokio::test]
async fn whoever_applies_is_led_to_a_page_of_their_own_and_makes_a_link() {
    let shop = Shop::open();
    open(&shop, true);
    let mut browser = shop.browser();
    let page = browser.get("/join/northwind").await;
    assert!(page.text().contains("of every order you bring"), "{}", page.text());
    let sent = apply(&mut browser, &ANSWERS).await;
    assert_eq!(sent.location(), "/join/northwind/sent", "{}", sent.text());
    let link = link(&shop);
    assert_eq!(browser.get(&link).await.status, StatusCode::OK, "looking uses nothing up");
    let mut partner = enter(&shop, &link).await;
    let mut second = shop.browser();
    assert_eq!(second.get(&link).await.status, StatusCode::GONE, "a link works once");
    let home = partner.get("/partner").await;
    assert!(home.body.contains("http://tracker.example/r/sara"), "{}", home.text());
    let wanted = [("url", "https://shop.example/product/boots?size=42")];
    let made = partner.submit("/partner", "/partner/links", &wanted).await;
    assert!(made.location().starts_with("/partner?made="), "{}", made.text());
    let shown = partner.get(made.location()).await;
    assert!(shown.body.contains("id=\"made-link\"") && shown.body.contains("boots?size=42"));
    let elsewhere = partner.submit("/partner", "/partner/links", &[("url", "https://evil.example/")]).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(elsewhere.text().contains("Paste the address of a page of this store"));
    assert_eq!(partner.submit("/partner", "/partner/logout", &[]).await.location(), "/partner/login");
    assert_eq!(partner.get("/partner").await.location(), "/partner/login");
}

#[tokio::test]
async fn a_partner_s_session_opens_nothing_else() {
    let shop = Shop::open();
    open(&shop, true);
    apply(&mut shop.browser(), &ANSWERS).await;
    let mut partner = enter(&shop, &link(&shop)).await;
    let token = partner.cookie("tributary_partner").unwrap();
    let mut thief = shop.browser();
    thief.headers.push(("cookie", format!("tributary_session={token}")));
    for path in ["/admin", "/admin/orders", "/admin/partners", "/admin/programs"] {
        assert!(partner.get(path).await.location().starts_with("/login"), "{path}");
        assert!(thief.get(path).await.location().starts_with("/login"), "{path}");
    }
    let mut owner = shop.owner().await;
    assert_eq!(owner.get("/partner").await.location(), "/partner/login", "nor the other way round");
    let mut other = shop.browser();
    let answers = [("name", "Omar"), ("email", "omar@example.org"), ("promotes", "Videos"), ("agreed", "1")];
    apply(&mut other, &answers).await;
    let mut omar = enter(&shop, &link(&shop)).await;
    omar.submit("/partner", "/partner/links", &[("url", "https://shop.example/secret")]).await;
    let sara = partner.get("/partner").await.body;
    assert!(!sara.contains("omar") && !sara.contains("secret"), "only one's own is shown");
}

#[tokio::test]
async fn an_application_is_kept_before_it_is_judged_and_declined_with_a_reason() {
    let shop = Shop::open();
    open(&shop, false);
    let mut browser = shop.browser();
    let slip = apply(&mut browser, &[("name", "Sara Lind"), ("email", "nobody")]).await;
    assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(slip.body.contains("value=\"Sara Lind\"") && slip.text().contains("Agree to the terms"));
    let robot = [ANSWERS.as_slice(), &[("fax", "1")]].concat();
    assert_eq!(apply(&mut browser, &robot).await.location(), "/join/northwind/sent");
    apply(&mut browser, &ANSWERS).await;
    apply(&mut browser, &ANSWERS).await;
    let kept = shop.app.engine.db.read_wait(|tx| {
        let tenant = access::tenants(tx)?.remove(0);
        application::list(tx, &tenant, (None, Some("waiting")), &Cursor { after: None, limit: 10 })
    });
    let kept = kept.unwrap().rows;
    assert_eq!(kept.len(), 1, "the robot's is not kept, and the second is the first: {kept:?}");
    let mut owner = shop.owner().await;
    let list = "/admin/partners/applications";
    let path = format!("{list}/{}", kept[0].id);
    let mute = owner.submit(list, &path, &[("answer", "decline"), ("reason", " ")]).await;
    assert!(mute.text().contains("Say why"), "{}", mute.text());
    let declined = owner.submit(list, &path, &[("answer", "decline"), ("reason", "Not now")]).await;
    assert_eq!(declined.location(), "/admin/partners/applications?did=declined");
    let all = owner.get("/admin/partners/applications?tab=declined").await.text();
    assert!(all.contains("Not now"), "{all}");
}

#[tokio::test]
async fn a_closed_program_takes_nobody_and_too_many_tries_wait() {
    let shop = Shop::open();
    assert_eq!(shop.browser().get("/join/northwind").await.status, StatusCode::NOT_FOUND);
    open(&shop, false);
    let mut browser = shop.browser();
    for _ in 0..20 {
        apply(&mut browser, &[("name", "x")]).await;
    }
    assert!(apply(&mut browser, &ANSWERS).await.text().contains("That was often"));
    let mut owner = shop.owner().await;
    let program = owner.get("/admin/program").await.location().to_owned();
    let page = format!("{program}/join");
    let closed = owner.submit(&page, &page, &[("slug", "northwind")]).await;
    assert_eq!(closed.location(), format!("{page}?did=saved"), "{}", closed.text());
    assert_eq!(browser.get("/join/northwind/apply").await.location(), "/join/northwind");
    assert!(browser.get("/join/northwind").await.text().contains("takes no applications"));
}

#[tokio::test]
async fn what_is_wrong_with_an_application_is_said_in_the_applicant_s_language() {
    let shop = Shop::open();
    open(&shop, false);
    let mut browser = shop.browser();
    browser.headers.push(("accept-language", "ug".to_owned()));
    let slip = apply(&mut browser, &[("name", "")]).await;
    let text = slip.text();
    for said in ["ئىسمىڭىزنى يېزىڭ", "ئېلخەت ئادرېسى يېزىڭ", "بىر جۈملىدە يېزىڭ"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
}
