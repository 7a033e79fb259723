//! Screens after old clicks were forgotten: none breaks, figures stay, and a click that is gone says so.

use crate::crawl::crawl;
use crate::season;
use crate::shop::{DAY_MS, EMAIL, PASSWORD, Shop};
use axum::http::StatusCode;
use tributary::app::Settings;
use tributary::worker::forget_old;
use tributary_core::ClickId;
use tributary_engine::click::{self, Click, Of};
use tributary_engine::{program, verify};

/// A click whose id says when it was, and that leads to no order.
fn strangers_click(shop: &Shop) -> ClickId {
    let ((tenant, store), key) = (shop.ids(), shop.app.engine.sealer.click_key().clone());
    let at = shop.now().plus_ms(-DAY_MS);
    let write = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let program = program::of_store(tx, &tenant, &store)?;
        let of = Of { tenant: &tenant, program: &program, target: None };
        let click = Click {
            id: key.mint_of(&of).id(at, false, [7; 8]),
            program: program.clone(),
            partner: None,
            link: None,
            code: None,
            value: "nobody".to_owned(),
            at,
            traffic: "human".to_owned(),
            outcome: "unknown_code".to_owned(),
            visitor: "v-stranger".to_owned(),
            device: "mobile".to_owned(),
            ip_hash: None,
            user_agent: None,
            referrer: None,
            landing: "https://shop.example/".to_owned(),
            refused: None,
            refs: None,
        };
        click::record(tx, &tenant, &click)?;
        Ok(click.id)
    };
    shop.app.engine.db.write_wait(write).unwrap()
}

#[tokio::test]
async fn no_page_breaks_and_no_figure_moves_when_old_clicks_are_forgotten() {
    let settings = Settings { keep_clicks_days: 60, ..Settings::default() };
    let shop = Shop::with(settings, EMAIL, PASSWORD);
    season::fill(&shop).await;
    let (stranger, own) = (strangers_click(&shop), shop.own());
    let clicks = || own.count("SELECT COUNT(*) FROM click");
    let counted =
        || (own.count("SELECT SUM(clicks) FROM click_day"), own.count("SELECT SUM(clicks) FROM click_sum"));
    let (before, figures) = (clicks(), counted());
    assert_eq!(forget_old(&shop.app).await.unwrap(), 0, "all are young");
    shop.app.engine.clock.shift(150 * DAY_MS);
    let gone = forget_old(&shop.app).await.unwrap();
    assert!(gone > 50 && clicks() > 50, "{gone} are gone of {before}");
    assert_eq!((clicks(), counted()), (before - gone, figures));
    let now = shop.now();
    let report = shop.app.engine.db.read_wait(move |tx| verify::verify(tx, now)).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
    let mut browser = shop.owner().await;
    let mut seen = 0;
    crawl(&mut browser, |path, reply| {
        seen += 1;
        assert!(!reply.status.is_server_error(), "{path}: {}", reply.status);
    })
    .await;
    assert!(seen > 100, "{seen} pages");
    let page = browser.get(&format!("/admin/clicks/{stranger}")).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.text().contains("This click was forgotten"), "{}", page.text());
    let found = browser.get(&format!("/admin/search?q={stranger}")).await;
    assert_eq!(found.location(), format!("/admin/clicks/{stranger}"));
    let log = browser.get("/admin/settings/audit").await;
    assert!(log.text().contains("Old clicks forgotten"), "{}", log.text());
}

#[tokio::test]
async fn without_a_setting_nothing_is_ever_forgotten() {
    let shop = Shop::open();
    strangers_click(&shop);
    shop.app.engine.clock.shift(4_000 * DAY_MS);
    assert_eq!(forget_old(&shop.app).await.unwrap(), 0);
    assert_eq!(shop.own().count("SELECT COUNT(*) FROM click"), 1);
}
