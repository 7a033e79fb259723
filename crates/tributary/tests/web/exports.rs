//! Lists as files: the same rows as on the screen, numbers as numbers, texts never as formulas.

use crate::browser::{Browser, Reply};
use crate::shop::{DAY_MS, Shop, order, with_coupons};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use tributary_core::Currency;
use tributary_core::fact::{OrderStated, Place};

async fn with_partner(shop: &Shop, name: &str) -> Browser {
    let mut browser = shop.owner().await;
    let fields = [("name", name), ("code", "sara"), ("coupon", "SARA10")];
    browser.submit("/admin/partners/new", "/admin/partners", &fields).await;
    browser
}

/// The rows of a CSV by their headings.
fn rows(reply: &Reply) -> (Vec<String>, Vec<Vec<String>>) {
    let text = reply.body.strip_prefix('\u{feff}').unwrap();
    let mut file = csv::Reader::from_reader(text.as_bytes());
    let headings = file.headers().unwrap().iter().map(str::to_owned).collect();
    let texts = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    (headings, file.records().map(|row| texts(row.unwrap())).collect())
}

fn column(reply: &Reply, heading: &str) -> Vec<String> {
    let (headings, rows) = rows(reply);
    let place = headings.iter().position(|known| known == heading).unwrap_or_else(|| panic!("{headings:?}"));
    rows.into_iter().map(|row| row[place].clone()).collect()
}

/// A part of a workbook.
fn part(reply: &Reply, name: &str) -> String {
    let mut book = zip::ZipArchive::new(Cursor::new(&reply.bytes)).unwrap();
    let mut text = String::new();
    book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn a_file_has_the_rows_of_the_list_under_the_same_filters_across_pages() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop, "Sara Lind").await;
    for number in 0..450 {
        let stated = order(&number.to_string(), shop.now().plus_ms(-number * 60_000));
        shop.order(if number % 3 == 0 { with_coupons(stated, &["sara10"]) } else { stated });
    }
    let all = browser.get("/admin/orders.csv").await;
    assert_eq!(all.headers["content-type"], "text/csv; charset=utf-8");
    let name = all.headers["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"orders-2") && name.ends_with(".csv\""), "{name}");
    let numbers: BTreeSet<String> = column(&all, "Order").into_iter().collect();
    assert_eq!((numbers.len(), rows(&all).1.len()), (450, 450));
    let credited = browser.get("/admin/orders.csv?via=coupon").await;
    assert_eq!(column(&credited, "Partner"), vec!["Sara Lind"; 150]);
    let page = browser.get("/admin/orders?via=coupon").await;
    assert!(page.text().contains("150 orders"), "{}", page.text());
    assert!(page.body.contains("href=\"/admin/orders.csv?via=coupon\""));
    let book = browser.get("/admin/orders.xlsx?via=coupon").await;
    assert_eq!(part(&book, "xl/worksheets/sheet1.xml").matches("<row ").count(), 151);
}

#[tokio::test]
async fn hostile_texts_are_texts_and_amounts_are_numbers() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop, "=HYPERLINK(\"http://evil.example\")").await;
    let placed = tributary_engine::clock::parse_rfc3339("2026-06-02T22:14:00Z").unwrap();
    let hostile = Place { city: "@SUM(1+1)".into(), state: "+1".into(), country: "SE".into() };
    let stated = with_coupons(order("1", placed), &["sara10"]);
    shop.order(OrderStated { number: "-2+3".into(), place: hostile, ..stated });
    shop.refund("1", 2_500);
    let file = browser.get("/admin/orders.csv").await;
    let of = |heading| column(&file, heading).remove(0);
    assert_eq!([of("Order"), of("City"), of("Region")], ["'-2+3", "'@SUM(1+1)", "'+1"]);
    assert_eq!(of("Partner"), "'=HYPERLINK(\"http://evil.example\")");
    assert_eq!([of("Total"), of("Refunded"), of("Currency")], ["125.00", "25.00", "USD"]);
    assert_eq!(of("Placed (Europe/Stockholm)"), "2026-06-03T00:14:00+02:00");

    let book = browser.get("/admin/orders.xlsx").await;
    let sheet = part(&book, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "{sheet}");
    assert!(sheet.contains("=HYPERLINK(&quot;") || sheet.contains("=HYPERLINK(\""), "{sheet}");
    assert!(sheet.contains("<v>125</v>") && sheet.contains("<v>46176.0097222222</v>"), "{sheet}");
}

#[tokio::test]
async fn a_currency_without_decimals_has_none_in_files() {
    let shop = Shop::open();
    let mut browser = with_partner(&shop, "Sara Lind").await;
    let yen = Currency::parse("JPY").unwrap();
    shop.order(OrderStated { currency: yen, ..order("1", shop.now().plus_ms(-DAY_MS)) });
    let file = browser.get("/admin/orders.csv").await;
    assert_eq!(
        (column(&file, "Total"), column(&file, "Currency")),
        (vec!["12500".into()], vec!["JPY".into()])
    );
}

#[tokio::test]
async fn a_file_is_for_people_signed_in() {
    let shop = Shop::open();
    let reply = shop.browser().get("/admin/orders.csv").await;
    assert!(reply.location().starts_with("/login"), "{}", reply.text());
}
