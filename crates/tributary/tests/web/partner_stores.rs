//! A partner who works for several stores of one tenant: a page is of the one that is chosen, or names the store of each row; and
//! stores that they have nothing to do with are not there.

use crate::browser::{Browser, Reply};
use crate::payouts::{bank_of, mails, own_pages, shop_with_sara, sold};
use crate::pdf;
use crate::shop::{DAY_MS, Shop, order, with_coupons};
use crate::stores::{COOKIE, at, kronor, switch};
use axum::http::StatusCode;
use tributary_core::{PartnerId, StoreId};
use tributary_engine::code::{self, Kind, NewCode};
use tributary_engine::conversion::Reach;
use tributary_engine::page::Cursor;
use tributary_engine::partner::{self, NewPartner};
use tributary_engine::program::PublicPage;
use tributary_engine::{claim, link, program};

const PAGES: [&str; 5] =
    ["/partner", "/partner/resources", "/partner/earnings", "/partner/earnings/missing", "/partner/payouts"];
const MISSING: &str = "/partner/earnings/missing";

/// Three stores: Sara works for two of them, Kim for the second alone.
struct Three {
    first: Shop,
    second: Shop,
    third: Shop,
    owner: Browser,
    id: PartnerId,
    sara: Browser,
    kim: Browser,
}

impl Three {
    async fn open() -> Self {
        let (first, owner, id) = shop_with_sara().await;
        let (second, third) = (first.beside("Mugs & Co"), first.beside("Cups"));
        give(&second, &id, (Kind::Referral, "mug"));
        give(&second, &id, (Kind::Coupon, "MUGS10"));
        let kim = added(&first, "Kim");
        give(&second, &kim, (Kind::Coupon, "KIM10"));
        let (sara, kim) = (own_pages(&first, &id).await, own_pages(&first, &kim).await);
        Self { first, second, third, owner, id, sara, kim }
    }

    /// An order of hers at each store.
    fn sold(&self) {
        let at = self.first.now().plus_ms(-DAY_MS);
        self.first.order(with_coupons(order("1", at), &["sara10"]));
        self.second.order(with_coupons(kronor(order("2", at)), &["mugs10"]));
        self.second.order(with_coupons(kronor(order("3", at)), &["kim10"]));
    }

    fn links(&self) -> usize {
        let (tenant, all) = (self.first.tenant(), Cursor { after: None, limit: 100 });
        let read = self.first.app.engine.db.read_wait(move |tx| link::list(tx, &tenant, None, &all));
        read.unwrap().rows.len()
    }

    fn claims(&self) -> Vec<claim::Claim> {
        let (of, all) = (self.reach(), Cursor { after: None, limit: 100 });
        self.first.app.engine.db.read_wait(move |tx| claim::list_of(tx, &of, &all)).unwrap().rows
    }

    fn reach(&self) -> Reach {
        Reach { tenant: self.first.tenant(), partner: self.id.clone() }
    }
}

fn added(shop: &Shop, name: &str) -> PartnerId {
    let (tenant, now, key) = (shop.tenant(), shop.now(), *shop.app.engine.sealer.people_key());
    let new = NewPartner {
        name: name.to_owned(),
        email: Some(format!("{}@example.org", name.to_lowercase())),
        kind: "influencer".to_owned(),
        by: "test".to_owned(),
    };
    shop.app.engine.db.write_wait(move |tx| partner::create(tx, &tenant, &new, &key, now)).unwrap().id
}

fn give(shop: &Shop, partner: &PartnerId, (kind, code): (Kind, &str)) {
    let ((tenant, store), now) = (shop.ids(), shop.now());
    let (partner, code) = (partner.clone(), code.to_owned());
    let given = shop.app.engine.db.write_wait(move |tx| {
        let program = program::of_store(tx, &tenant, &store)?;
        let new = NewCode { program, partner: partner.clone(), kind, code: code.clone() };
        code::create(tx, &tenant, &new, now)
    });
    given.unwrap();
}

async fn seen(browser: &mut Browser, path: &str) -> Reply {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
    page
}

/// A form's secret, as if its page had been one of another store.
fn forged(csrf: &str, store: &StoreId) -> String {
    format!("{}.{store}", csrf.split('.').next().unwrap())
}

#[tokio::test]
async fn who_works_for_one_store_sees_no_switch_and_never_another_store() {
    let mut all = Three::open().await;
    all.sold();
    let first = all.first.ids().1;
    for path in PAGES.map(str::to_owned).into_iter().chain(PAGES.map(|path| at(path, &first))) {
        let page = seen(&mut all.kim, &path).await;
        assert!(page.body.contains("Mugs &amp; Co"), "{path}: {}", page.text());
        for strange in ["Northwind", "Cups", "class=\"store-head\"", "store=sto_", "all stores", "SARA10"] {
            assert!(!page.body.contains(strange), "{path} has {strange}: {}", page.body);
        }
        assert!(!page.hidden("csrf").contains('.'), "{path}");
    }
    assert_eq!(all.kim.cookie(COOKIE), None);
    let earnings = seen(&mut all.kim, "/partner/earnings").await.text();
    assert!(earnings.contains("#A-3") && !earnings.contains("Store"), "{earnings}");
    let file = seen(&mut all.kim, "/partner/earnings.csv").await.body;
    assert!(file.lines().next().unwrap().trim_end().ends_with(",paid_on"), "{file}");
    let asked = [("email", "kim@example.org")];
    all.first.browser().submit("/partner/login", "/partner/login", &asked).await;
    let (subject, text) = mails(&all.first).pop().unwrap();
    assert_eq!(subject, "Your link to sign in at Mugs & Co");
    assert!(!text.contains("Northwind"), "{text}");
}

#[tokio::test]
async fn a_page_is_of_the_store_that_is_chosen_and_it_is_remembered() {
    let mut all = Three::open().await;
    let (first, second) = (all.first.ids().1, all.second.ids().1);
    let new = "/admin/resources/creatives/new?kind=text";
    let text = [("kind", "text"), ("title", "Cup song"), ("text", "{LINK} {CODE}"), ("shown", "1")];
    all.owner.upload((&at(new, &second), "/admin/resources/creatives"), &text, &[]).await;
    for (path, at_first, at_second) in [
        ("/partner", "/r/sara", "/r/mug"),
        ("/partner", "SARA10", "MUGS10"),
        ("/partner", "Address of a page of Northwind", "1 picture or text to post"),
        ("/partner/resources", "The store has no products here yet.", "/r/mug MUGS10"),
        (MISSING, "For an order at Northwind", "For an order at Mugs &amp; Co"),
    ] {
        let ways = [at(path, &first), at(path, &second)];
        for (way, own, other) in [(&ways[0], at_first, at_second), (&ways[1], at_second, at_first)] {
            let page = seen(&mut all.sara, way).await;
            let said = format!("{} {}", page.text(), page.body);
            assert!(said.contains(own) && !said.contains(other), "{way}: {said}");
            assert_eq!(switch(&page), ways, "{}", page.body);
        }
    }
    assert!(seen(&mut all.sara, "/partner").await.body.contains("/r/mug"), "it is remembered");
    let strange = at("/partner", &all.third.ids().1);
    let page = seen(&mut all.sara, &strange).await;
    assert!(page.body.contains("/r/mug") && !page.body.contains("Cups"), "a strange one is as if not there");
    let tabs = seen(&mut all.sara, &at("/partner", &first)).await;
    assert!(tabs.text().contains("Ready to pay, all stores"), "{}", tabs.text());
    for path in ["/partner/earnings", "/partner/payouts"] {
        let href = format!("href=\"{}\"", at(path, &first));
        assert!(tabs.body.contains(&href), "a tab stays at its store: {}", tabs.body);
    }
    let language = all.sara.get(&at("/partner/resources?language=sv", &first)).await;
    assert_eq!(language.location(), at("/partner/resources", &first));
}

#[tokio::test]
async fn a_list_of_all_stores_names_the_store_of_each_row() {
    let mut all = Three::open().await;
    all.sold();
    let page = seen(&mut all.sara, "/partner/earnings").await.text();
    assert!(page.contains("#A-1 Northwind") && page.contains("#A-2 Mugs &amp; Co"), "{page}");
    assert!(!page.contains("#A-3") && !page.contains("Cups"), "{page}");
    let file = seen(&mut all.sara, "/partner/earnings.csv").await.body;
    let lines: Vec<&str> = file.lines().map(str::trim_end).collect();
    assert!(lines[0].ends_with(",paid_on,store") && lines.len() == 3, "{file}");
    let of = |number: &str| lines.iter().find(|line| line.contains(number)).copied().unwrap();
    assert!(of(",A-1,").ends_with(",Northwind") && of(",A-2,").ends_with(",Mugs & Co"), "{file}");
    let home = seen(&mut all.sara, &at("/partner", &all.second.ids().1)).await.text();
    assert!(home.contains("Orders, 28 days 1"), "{home}");

    let second = at(MISSING, &all.second.ids().1);
    for (page, number) in [(&at(MISSING, &all.first.ids().1), "71"), (&second, "72")] {
        let sent = all.sara.submit(page, MISSING, &[("order_number", number), ("note", "mine")]).await;
        assert!(
            sent.location().starts_with(&format!("{MISSING}?did=reported&store=sto_")),
            "{}",
            sent.text()
        );
    }
    let told = seen(&mut all.sara, &second).await.text();
    let (of_second, of_first) = told.split_once("Order 71").unwrap();
    let of_second = of_second.split_once("Order 72").unwrap().1;
    assert!(of_second.contains("· Mugs &amp; Co") && of_first.contains("· Northwind"), "{told}");
}

#[tokio::test]
async fn a_statement_names_the_store_of_each_order_where_not_all_are_of_one() {
    let mut all = Three::open().await;
    bank_of(&mut all.owner, &all.id).await;
    sold(&all.first, "1");
    let dollars = order("2", all.first.now().plus_ms(-40 * DAY_MS));
    all.second.order(with_coupons(dollars, &["mugs10"]));
    let made = all.owner.submit("/admin/payouts", "/admin/payouts", &[]).await;
    let batch = made.location().split('?').next().unwrap().to_owned();
    all.owner.submit(&batch, &format!("{batch}/approve"), &[]).await;
    let list = seen(&mut all.sara, "/partner/payouts").await.body;
    let place = list.find("/partner/payouts/pay").unwrap_or_else(|| panic!("{list}"));
    let statement = list[place..].split('"').next().unwrap().to_owned();
    let text = seen(&mut all.sara, &statement).await.text();
    assert!(text.contains("#A-1 Northwind") && text.contains("#A-2 Mugs &amp; Co"), "{text}");
    assert!(!text.contains("Cups"), "{text}");
    let paper = all.sara.get(&format!("{statement}/statement.pdf")).await;
    let lines = pdf::pages(&paper.bytes).concat();
    assert!(lines.iter().any(|line| line.contains("#A-2 · Mugs & Co")), "{lines:?}");
}

#[tokio::test]
async fn a_form_means_its_own_store_and_one_of_a_strange_store_is_refused() {
    let mut all = Three::open().await;
    let (first, second, third) = (all.first.ids().1, all.second.ids().1, all.third.ids().1);
    let csrf = seen(&mut all.sara, &at("/partner", &second)).await.hidden("csrf");
    assert!(csrf.ends_with(second.as_str()), "{csrf}");
    // Meanwhile she looks at the other store in another tab.
    seen(&mut all.sara, &at("/partner", &first)).await;
    let cup = [("csrf", csrf.as_str()), ("url", "https://mugs.example/cup")];
    let made = all.sara.post("/partner/links", &cup).await;
    assert!(made.location().ends_with(&format!("&store={second}")), "{}", made.text());
    assert!(seen(&mut all.sara, made.location()).await.body.contains("id=\"made-link\""));
    assert!(!seen(&mut all.sara, &at("/partner", &first)).await.body.contains("mugs.example/cup"));
    let boots = [("csrf", csrf.as_str()), ("url", "https://shop.example/boots")];
    let elsewhere = all.sara.post("/partner/links", &boots).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", elsewhere.text());
    assert!(elsewhere.hidden("csrf").ends_with(second.as_str()), "it keeps its store");
    let report = [("csrf", csrf.as_str()), ("order_number", "81")];
    all.sara.post(MISSING, &report).await;
    let (tenant, of) = all.second.ids();
    let program = all.first.app.engine.db.read_wait(move |tx| program::of_store(tx, &tenant, &of)).unwrap();
    assert_eq!(all.claims()[0].program, program);

    let before = (all.links(), all.claims().len());
    let theirs = seen(&mut all.kim, "/partner").await.hidden("csrf");
    for (browser, csrf, store) in [(&mut all.sara, &csrf, &third), (&mut all.kim, &theirs, &first)] {
        let csrf = forged(csrf, store);
        let link = [("csrf", csrf.as_str()), ("url", "https://mugs.example/plate")];
        assert_eq!(browser.post("/partner/links", &link).await.status, StatusCode::NOT_FOUND);
        let report = [("csrf", csrf.as_str()), ("order_number", "82")];
        assert_eq!(browser.post(MISSING, &report).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!((all.links(), all.claims().len()), before);
    let other = [("csrf", "nonsense.sto_1"), ("url", "https://mugs.example/plate")];
    assert_eq!(all.sara.post("/partner/links", &other).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_is_let_in_finds_the_store_there_and_who_has_none_sees_what_is_open() {
    let mut all = Three::open().await;
    let omar = added(&all.first, "Omar");
    let mut omar = own_pages(&all.first, &omar).await;
    let page = PublicPage { slug: "cups".to_owned(), open: true, automatic: true };
    let (tenant, third) = all.third.ids();
    let opened = all.first.app.engine.db.write_wait(move |tx| {
        let program = program::of_store(tx, &tenant, &third)?;
        program::set_page(tx, &tenant, &program, &page)
    });
    opened.unwrap();
    let open = seen(&mut omar, "/partner").await;
    assert!(open.body.contains("Cups") && !open.body.contains("Northwind"), "{}", open.text());
    assert_eq!(switch(&seen(&mut all.sara, "/partner").await).len(), 2, "open is not yet theirs");
    let answers =
        [("name", "Sara Lind"), ("email", "sara@example.org"), ("promotes", "Cups"), ("agreed", "1")];
    let sent = all.first.browser().submit("/join/cups/apply", "/join/cups/apply", &answers).await;
    assert_eq!(sent.location(), "/join/cups/sent", "{}", sent.text());
    let page = seen(&mut all.sara, "/partner").await;
    assert_eq!(switch(&page).len(), 3, "{}", page.text());
    assert!(page.body.contains("Cups"));
}
