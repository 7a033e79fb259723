//! Figures that are known to be told wrongly elsewhere, each with its true counterpart.

use crate::browser::Browser;
use crate::shop::{DAY_MS, Shop, order, with_click, with_coupons};
use tributary_core::fact::{Line, OrderStated, Place};
use tributary_core::order::Status;

async fn with_partner(shop: &Shop) -> Browser {
    let mut browser = shop.owner().await;
    let fields = [("name", "Sara Lind"), ("code", "sara"), ("coupon", "SARA10")];
    browser.submit("/admin/partners/new", "/admin/partners", &fields).await;
    browser
}

/// An order with the coupon, so many days ago.
fn brought(shop: &Shop, id: &str, days: i64) -> OrderStated {
    with_coupons(order(id, shop.now().plus_ms(-days * DAY_MS)), &["sara10"])
}

/// Three lines of two, three and four pieces.
fn three_lines(stated: OrderStated) -> OrderStated {
    let line = |number: i64| Line {
        external_id: number.to_string(),
        product: Some("p1".to_owned()),
        categories: Vec::new(),
        name: "Trail shoes".to_owned(),
        sku: None,
        quantity: number + 1,
        total_minor: 2_000,
        event: None,
    };
    OrderStated { lines: (1..4).map(line).collect(), ..stated }
}

#[tokio::test]
async fn a_movement_is_that_against_the_period_before_and_a_trend_is_made_of_days() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    for (id, days) in [("1", 1), ("2", 2), ("3", 3), ("4", 30)] {
        shop.order(brought(&shop, id, days));
    }
    let text = browser.get("/admin/reports?period=28d").await.text();
    assert!(text.contains("Revenue from partners rose 200"), "{text}");
    let other = browser.get("/admin/reports?period=28d&compare=none").await.text();
    assert!(!other.contains("rose"), "{other}");
}

#[tokio::test]
async fn a_coupon_is_used_once_per_order_however_many_lines_it_has() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    shop.order(three_lines(brought(&shop, "1", 1)));
    let text = browser.get("/admin/reports?rows=code").await.text();
    assert!(text.contains("SARA10 0 1 0"), "clicks, orders, orders by a click: {text}");
    assert!(text.contains("60.00 USD"), "{text}");
}

#[tokio::test]
async fn units_sold_are_pieces_not_lines() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    shop.order(three_lines(brought(&shop, "1", 1)));
    let text = browser.get("/admin/reports?section=products").await.text();
    assert!(text.contains("Trail shoes 1 9 0 9 60.00 USD"), "in one order, nine pieces: {text}");
}

#[tokio::test]
async fn a_piece_that_came_back_is_not_sold() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    shop.order(three_lines(brought(&shop, "1", 1)));
    shop.refund_of("1", 500, ("2", 1));
    let page = browser.get("/admin/reports?section=products").await;
    assert!(page.text().contains("Trail shoes 1 9 1 8 55.00 USD"), "one of nine came back: {}", page.text());
    let lines = browser.get("/admin/reports/lines?period=28d&earns=1&currency=USD").await.text();
    assert!(lines.contains("Trail shoes 3 1 2 15.00 USD"), "of the second line: {lines}");
}

#[tokio::test]
async fn orders_that_were_called_off_or_paid_back_are_in_no_revenue() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    shop.order(brought(&shop, "1", 1));
    for (id, status) in
        [("2", Status::Cancelled), ("3", Status::Failed), ("4", Status::Trash), ("5", Status::Refunded)]
    {
        shop.order(OrderStated { status, ..brought(&shop, id, 1) });
    }
    shop.order(brought(&shop, "6", 1));
    shop.refund("6", 12_500);
    shop.order(brought(&shop, "7", 1));
    shop.refund("7", 6_250);
    let text = browser.get("/admin/reports").await.text();
    assert!(text.contains("Total 0 2 0 – 150.00 USD 15.00 USD"), "{text}");
}

#[tokio::test]
async fn conversion_counts_only_what_clicks_won_so_coupons_never_make_it_more_than_all() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    let clicks: Vec<_> = (0..40).map(|number| shop.click("sara", DAY_MS + number)).collect();
    shop.order(with_click(order("0", shop.now()), &clicks[0]));
    for number in 1..60 {
        shop.order(brought(&shop, &number.to_string(), 1));
    }
    let text = browser.get("/admin/reports").await.text();
    assert!(text.contains("Sara Lind 40 60 1 2.50 %"), "{text}");
}

#[tokio::test]
async fn dates_filter_places_with_and_without_a_city() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    let places = [("Lund", "M"), ("Lund", ""), ("", "")];
    for (number, (city, state)) in places.into_iter().enumerate() {
        for days in [1, 100] {
            let place = Place { city: city.into(), state: state.into(), country: "SE".into() };
            let id = format!("{number}-{days}");
            shop.order(OrderStated { place, ..brought(&shop, &id, days) });
        }
    }
    for (period, total) in [("7d", 3), ("all", 6)] {
        let text = browser.get(&format!("/admin/reports?section=places&period={period}")).await.text();
        assert!(text.contains(&format!("Total {total} {total}00.00 USD")), "{text}");
    }
    let text = browser.get("/admin/reports?section=places&period=7d&country=SE&region=none").await.text();
    assert!(text.contains("Lund 1 100.00 USD") && text.contains("Not told 1 100.00 USD"), "{text}");
}

#[tokio::test]
async fn a_filter_is_said_with_its_value_and_clicks_that_know_no_country_are_not_drawn_as_none() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    shop.click("sara", DAY_MS);
    let place = Place { city: "Lund".into(), state: String::new(), country: "SE".into() };
    shop.order(OrderStated { place, ..brought(&shop, "1", 1) });
    let drawn = |text: &str| text.contains("Clicks on partners' links");
    let text = browser.get("/admin/reports?metric=clicks").await.text();
    assert!(drawn(&text), "{text}");
    let text = browser.get("/admin/reports?metric=clicks&country=SE").await.text();
    assert!(text.contains("Country Sweden"), "{text}");
    assert!(!drawn(&text) && text.contains("Revenue from partners"), "{text}");
}

#[tokio::test]
async fn the_count_of_orders_counts_orders_and_knows_the_code() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop).await;
    shop.order(three_lines(brought(&shop, "1", 1)));
    shop.order(three_lines(order("2", shop.now())));
    let page = browser.get("/admin/reports?rows=code").await;
    let behind = page.body.split("class=\"behind\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(behind.contains("code=cod_"), "{behind}");
    let text = browser.get(&behind.replace("&amp;", "&")).await.text();
    assert!(text.contains("A-1 ") && !text.contains("A-2 ") && text.contains("1 order"), "{text}");
}
