//! Products on the screens: the owner's list and the reading behind it, the rules that name them, and the partner's ready links.

use crate::browser::Browser;
use crate::joining::{ANSWERS, apply, enter, link, open};
use crate::shop::{DAY_MS, Shop, order, with_coupons};
use axum::http::StatusCode;
use tributary_core::{Currency, ProductSyncId};
use tributary_engine::product::sync::{self, Batch, Kind, NewSync, Skip, Source, State};
use tributary_engine::product::{InCategory, Stock, Told};
use tributary_engine::store::{self, RestKey};

const LIST: &str = "/admin/resources";

fn told(id: &str, name: &str, (category, url): (&str, &str)) -> Told {
    Told {
        external_id: id.to_owned(),
        name: name.to_owned(),
        description: String::new(),
        url: url.to_owned(),
        sku: format!("SKU-{id}"),
        currency: Currency::parse("USD").unwrap(),
        price_minor: Some(9_900),
        regular_minor: Some(12_900),
        stock: Stock::InStock,
        images: Vec::new(),
        categories: vec![InCategory { external_id: category.to_lowercase(), name: category.to_owned() }],
        variants: Vec::new(),
        told_at: None,
    }
}

impl Shop {
    /// A reading of this, finished or not.
    fn read(&self, batch: Batch, total: i64, ends: bool) -> ProductSyncId {
        let ((tenant, store), now) = (self.ids(), self.now());
        let new = NewSync { store, kind: Kind::Full, source: Source::Read, total: None, since: None };
        let batch = Batch { total: Some(total), ..batch };
        let begun = self.app.engine.db.write_wait(move |tx| {
            let id = sync::begin(tx, &tenant, &new, now)?.0.id;
            sync::take(tx, (&tenant, &id), &batch, now)?;
            if ends {
                sync::finish(tx, (&tenant, &id), now)?;
            }
            Ok(id)
        });
        begun.unwrap()
    }

    fn sell(&self) {
        let products = vec![
            told("p1", "Ridge <boots>", ("Footwear", "https://shop.example/product/boots?size=42")),
            told("p2", "Daypack", ("Packs", "https://elsewhere.example/daypack")),
        ];
        self.read(Batch { products, ..Batch::default() }, 2, true);
    }

    fn let_it_be_read(&self) {
        let ((_, store), sealer) = (self.ids(), self.app.engine.sealer.clone());
        let key = RestKey { key: "ck_x".to_owned(), secret: "cs_x".to_owned() };
        let set = self.app.engine.db.write_wait(move |tx| {
            let store = store::by_id(tx, &store)?;
            store::set_rest_key(tx, &store, &sealer, &key)
        });
        set.unwrap();
    }
}

async fn text(browser: &mut Browser, path: &str) -> String {
    let reply = browser.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
    reply.text()
}

#[tokio::test]
async fn the_list_shows_what_the_store_sells_with_what_it_earns_and_can_be_narrowed_and_taken_away() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let empty = text(&mut browser, LIST).await;
    assert!(
        empty.contains("Once the store has told its products") && empty.contains("Enter a key"),
        "{empty}"
    );
    shop.sell();
    let page = browser.get(LIST).await;
    let all = page.text();
    for said in ["Ridge &lt;boots&gt;", "Footwear", "SKU-p1", "99.00 USD", "129.00 USD", "In stock", "10 %"] {
        assert!(all.contains(said), "{said}: {all}");
    }
    assert!(!page.body.contains("<img"), "no picture is loaded from elsewhere");
    assert!(all.contains("2 products · last full sync"), "{all}");
    let packs = text(&mut browser, &format!("{LIST}?category=packs")).await;
    assert!(packs.contains("Daypack") && !packs.contains("Ridge"), "{packs}");
    assert!(text(&mut browser, &format!("{LIST}?q=nothing")).await.contains("Nothing matches"));
    assert!(text(&mut browser, &format!("{LIST}?removed=yes")).await.contains("Nothing matches"));
    let file = browser.get(&format!("{LIST}.csv?q=boots")).await.body;
    assert!(file.contains("p1,SKU-p1,Footwear,USD,99.00,In stock,10 %"), "{file}");
    assert!(!file.contains("Daypack"));
}

#[tokio::test]
async fn a_reading_shows_how_far_it_is_what_it_skipped_and_why_and_can_be_cancelled() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    shop.sell();
    let refused = browser.submit(LIST, "/admin/resources/sync", &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "without a key there is nothing to read with");
    shop.let_it_be_read();
    let asked = browser.submit(LIST, "/admin/resources/sync", &[]).await;
    assert_eq!(asked.location(), "/admin/resources?did=asked");
    let skip =
        Skip { external_id: "9".into(), field: "/name".into(), detail: "Give the product a name.".into() };
    let products = vec![told("p3", "Cup", ("Kitchen", "https://shop.example/cup"))];
    let id = shop.read(Batch { products, skips: vec![skip], ..Batch::default() }, 5, false);
    let page = browser.get(LIST).await;
    let shown = page.text();
    assert!(shown.contains("1 of 5 products · 1 skipped · last full sync"), "{shown}");
    assert!(shown.contains("#9 name Give the product a name."), "{shown}");
    assert!(page.body.contains("data-poll=\"/admin/resources\""), "it looks again by itself");
    let stopped = browser.submit(LIST, "/admin/resources/cancel", &[("sync", id.as_str())]).await;
    assert_eq!(stopped.location(), "/admin/resources?did=cancelled");
    let page = browser.get(stopped.location()).await;
    assert!(page.text().contains("Cancelled") && page.text().contains("Sync now"), "{}", page.text());
    assert!(!page.body.contains("data-poll"));
    let tenant = shop.tenant();
    let state = shop.app.engine.db.read_wait(move |tx| Ok(sync::load(tx, &tenant, &id)?.state));
    assert_eq!(state.unwrap(), State::Cancelled);
}

#[tokio::test]
async fn rules_offer_products_and_categories_by_name_and_reports_add_them_up() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let fields = [("name", "Sara Lind"), ("code", "sara"), ("coupon", "SARA10")];
    browser.submit("/admin/partners/new", "/admin/partners", &fields).await;
    shop.sell();
    let program = browser.get("/admin/program").await.location().to_owned();
    let draft = "rows=1&x_partner=&x_product=p1&x_category=footwear&x_rate=20";
    let form = browser.get(&format!("{program}/edit?{draft}")).await;
    for said in [
        "<option value=\"p1\">Ridge &lt;boots&gt;</option>",
        "<option value=\"packs\">Packs</option>",
        "<p class=\"hint\"><bdi>Ridge &lt;boots&gt;</bdi></p>",
        "<p class=\"hint\"><bdi>Footwear</bdi></p>",
    ] {
        assert!(form.body.contains(said), "{said}");
    }
    shop.order(with_coupons(order("1", shop.now().plus_ms(-DAY_MS)), &["sara10"]));
    let report = text(&mut browser, "/admin/reports?period=28d&section=products").await;
    assert!(report.contains("Ridge &lt;boots&gt;") && !report.contains("Trail shoes"), "{report}");
    assert!(
        report.contains("By category") && report.contains("Footwear 1 1 0 1 100.00 USD 10.00 USD"),
        "{report}"
    );
    let file = browser.get("/admin/reports.csv?period=28d&section=products&grid=1").await.body;
    assert!(file.contains("Footwear,1,1,0,1,"), "{file}");
}

#[tokio::test]
async fn a_partner_finds_each_product_with_a_link_that_leads_to_it() {
    let shop = Shop::open();
    open(&shop, true);
    apply(&mut shop.browser(), &ANSWERS).await;
    let mut partner = enter(&shop, &link(&shop)).await;
    assert!(!partner.get("/partner").await.body.contains("/partner/resources"), "while there are none");
    shop.sell();
    assert!(text(&mut partner, "/partner").await.contains("2 products with ready links"));
    let page = partner.get("/partner/resources").await;
    let link = "http://tracker.example/r/sara?to=https%3A%2F%2Fshop.example%2Fproduct%2Fboots%3Fsize%3D42";
    assert!(page.body.contains(&format!("value=\"{link}\"")), "{}", page.body);
    assert!(page.text().contains("99.00 USD · earns you 10 %"), "{}", page.text());
    assert!(!page.body.contains("to=https%3A%2F%2Felsewhere"), "links lead only where they may");
    assert!(!page.body.contains("<img"));
    let found = text(&mut partner, "/partner/resources?q=day").await;
    assert!(found.contains("Daypack") && !found.contains("Ridge"), "{found}");
    let mut nobody = shop.browser();
    assert_eq!(nobody.get("/partner/resources").await.location(), "/partner/login");
}
