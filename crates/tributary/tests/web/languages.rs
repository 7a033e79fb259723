//! In which language somebody is met: the one they chose, the one their browser asks for, else the store's own.

use crate::browser::Browser;
use crate::shop::Shop;
use tributary_core::Timestamp;
use tributary_engine::mail::{self, Entry};
use tributary_engine::page::Cursor;
use tributary_engine::program::{self, PublicPage};

const GENERAL: &str = "/admin/settings/general";

/// The store's own language, as its owner sets it.
async fn set(owner: &mut Browser, language: &str) {
    let fields = [
        ("name", "Northwind"),
        ("url", "https://shop.example"),
        ("currency", "USD"),
        ("timezone", "Europe/Stockholm"),
        ("language", language),
    ];
    let saved = owner.submit(GENERAL, GENERAL, &fields).await;
    assert_eq!(saved.location(), "/admin/settings/general?did=saved", "{}", saved.text());
}

fn open(shop: &Shop) {
    let (tenant, store) = shop.ids();
    let page = PublicPage { slug: "northwind".to_owned(), open: true, automatic: true };
    let set = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let program = program::of_store(tx, &tenant, &store)?;
        program::set_page(tx, &tenant, &program, &page)
    };
    shop.app.engine.db.write_wait(set).unwrap();
}

fn asking(shop: &Shop, languages: &str) -> Browser {
    let mut browser = shop.browser();
    browser.headers.push(("accept-language", languages.to_owned()));
    browser
}

fn mails(shop: &Shop) -> Vec<Entry> {
    let tenant = shop.tenant();
    let list = move |tx: &mut tributary_engine::db::Tx<'_>| mail::list(tx, &tenant, None, &Cursor::default());
    shop.app.engine.db.read_wait(list).unwrap().rows
}

#[tokio::test]
async fn a_browser_that_asks_for_no_language_reads_the_store_s_own_and_any_other_its_own() {
    let shop = Shop::open();
    open(&shop);
    let mut owner = shop.owner().await;
    let pages = ["/login", "/join/northwind", "/join/northwind/apply", "/partner/login"];
    let visitors = || pages.map(|page| (page, shop.browser()));
    for (page, mut silent) in visitors() {
        assert!(silent.get(page).await.body.contains("<html lang=\"en\""), "{page} before");
    }
    set(&mut owner, "ug").await;
    for (page, mut silent) in visitors().into_iter().chain([("/admin", owner.clone())]) {
        let reply = silent.get(page).await;
        assert!(reply.body.contains("<html lang=\"ug\" dir=\"rtl\""), "{page}: {}", reply.status);
        // Only a language that nobody here speaks is like none.
        for (asked, read) in [("sv-SE, en;q=0.5", "sv"), ("xx, *;q=0.1", "ug")] {
            let mut other = silent.clone();
            other.headers.push(("accept-language", asked.to_owned()));
            assert!(other.get(page).await.body.contains(&format!("<html lang=\"{read}\"")), "{page} {asked}");
        }
    }
    let mut chosen = asking(&shop, "sv");
    chosen.get("/join/northwind?language=tr").await;
    assert!(chosen.get("/join/northwind").await.body.contains("<html lang=\"tr\""));
}

#[tokio::test]
async fn mail_is_in_the_language_of_its_reader_and_in_the_store_s_own_where_none_is_known() {
    let shop = Shop::open();
    open(&shop);
    let mut owner = asking(&shop, "en");
    let entered = owner.submit(
        "/login",
        "/login",
        &[("email", crate::shop::EMAIL), ("password", crate::shop::PASSWORD)],
    );
    assert_eq!(entered.await.location(), "/admin");
    set(&mut owner, "ug").await;
    let answers = |email| [("name", "Sara"), ("email", email), ("promotes", "Stories"), ("agreed", "1")];
    let apply = "/join/northwind/apply";
    shop.browser().submit(apply, apply, &answers("sara@example.org")).await;
    asking(&shop, "sv").submit(apply, apply, &answers("omar@example.org")).await;
    shop.browser().submit("/partner/login", "/partner/login", &[("email", "sara@example.org")]).await;
    let invite = [("name", "Lina"), ("email", "lina@example.org"), ("code", ""), ("invite", "1")];
    let made = owner.submit("/admin/partners/new", "/admin/partners", &invite).await;
    assert!(made.location().starts_with("/admin/partners/"), "{}", made.text());
    settle(&shop).await;
    let all: Vec<(String, String)> = mails(&shop).into_iter().map(|one| (one.to, one.language)).collect();
    let of = |to: &str| -> Vec<&str> {
        all.iter().filter(|(known, _)| known == to).map(|(_, language)| language.as_str()).collect()
    };
    assert_eq!(of("sara@example.org"), ["ug", "ug"], "the welcome, and the link that was asked for: {all:?}");
    assert_eq!(of("omar@example.org"), ["sv"]);
    assert_eq!(of("lina@example.org"), ["ug"]);
}

/// A link to sign in is written after the answer has left, so that its time tells nothing.
async fn settle(shop: &Shop) {
    for _ in 0..200 {
        if mails(shop).len() >= 4 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let now = Timestamp::from_ms(shop.now().ms());
    panic!("a mail is missing at {}: {:?}", now.ms(), mails(shop));
}
