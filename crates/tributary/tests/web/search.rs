//! One field finds everything by what people paste.

use crate::shop::{DAY_MS, Shop, order, with_click, with_coupons};
use tributary_core::fact::{Customer, OrderStated};
use tributary_engine::person;

#[tokio::test]
async fn each_kind_of_thing_is_found_by_what_people_paste() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let fields = [("name", "Özge Lind"), ("email", "oz@example.com"), ("code", "sara"), ("coupon", "SARA10")];
    browser.submit("/admin/partners/new", "/admin/partners", &fields).await;
    let click = shop.click("sara", DAY_MS);
    let buyer = Customer {
        email_key: Some(person::email_key(shop.app.engine.sealer.people_key(), "bo@example.com")),
        ..order("0", shop.now()).customer
    };
    let first = with_click(order("1007", shop.now()), &click);
    shop.order(OrderStated { customer: buyer.clone(), ..first });
    shop.order(OrderStated { customer: buyer, ..with_coupons(order("1008", shop.now()), &["sara10"]) });

    let mut lead = async |text: &str| {
        let query = url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let reply = browser.get(&format!("/admin/search?q={query}")).await;
        (reply.location().to_owned(), reply.text())
    };
    let (order, _) = lead("A-1007").await;
    assert!(order.starts_with("/admin/orders/ord_"), "{order}");
    assert_eq!(lead(" #A-1007 ").await.0, order);
    assert_eq!(lead("1007").await.0, order, "the shop's own id");
    assert_eq!(lead(order.rsplit('/').next().unwrap()).await.0, order);
    assert_eq!(lead(click.as_str()).await.0, format!("/admin/clicks/{click}"));
    let (partner, _) = lead("özge lind").await;
    assert!(partner.starts_with("/admin/partners/par_"), "{partner}");
    assert_eq!(lead("OZ@example.com").await.0, partner);

    let (_, both) = lead("bo@EXAMPLE.com").await;
    assert!(both.contains("Orders of this customer A-1008") && both.contains("A-1007"), "{both}");
    let (_, cut) = lead("A-10").await;
    assert!(cut.contains("A-1007") && cut.contains("A-1008"), "{cut}");
    let (_, part) = lead("lin").await;
    assert!(part.contains("Partners Özge Lind oz@example.com"), "{part}");
    assert_eq!(lead("https://t.example/r/SARA?x=1").await.0, partner);
    let (_, none) = lead("nothing-like-it").await;
    assert!(none.contains("Nothing here is called nothing-like-it."), "{none}");
    let (_, wild) = lead("%").await;
    assert!(wild.contains("Nothing here is called %."), "{wild}");
}

#[tokio::test]
async fn the_palette_gets_options_and_a_click_has_a_page() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let fields = [("name", "<b>Sara"), ("code", "sara"), ("coupon", "SARA10")];
    browser.submit("/admin/partners/new", "/admin/partners", &fields).await;
    let hits = browser.get("/admin/search/hits?q=sara").await;
    assert!(hits.body.contains("role=\"option\"") && !hits.body.contains("<html"), "{}", hits.body);
    assert!(hits.text().contains("Codes sara Referral code"), "{}", hits.text());
    assert!(hits.body.contains("&lt;b&gt;Sara"), "{}", hits.body);
    let click = shop.click("sara", DAY_MS);
    shop.order(with_click(order("1", shop.now()), &click));
    let page = browser.get(&format!("/admin/clicks/{click}")).await.text();
    assert!(page.contains("Came from https://instagram.com/p/1"), "{page}");
    assert!(page.contains("Counted") && page.contains("A-1 "), "{page}");
    assert_eq!(browser.get("/admin/clicks/clk_no").await.status, 404);
}
