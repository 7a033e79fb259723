//! The map of the world: drawn where it is asked for, each country with the address and amount of its row, and what it
//! cannot show is said.

use crate::browser::{Browser, Reply};
use crate::shop::{DAY_MS, Shop, order, with_coupons};
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::fact::{OrderStated, Place};

const REPORT: &str = "/admin/reports?period=28d&section=places";
const ORDERS: [(&str, usize); 5] = [("SE", 3), ("NO", 2), ("DE", 1), ("SG", 2), ("", 1)];

/// Orders to three countries that are drawn, to one that is too small, and one to nowhere.
async fn sold(shop: &Shop) -> Browser {
    let mut browser = shop.owner().await;
    let fields = [("name", "Sara Lind"), ("code", "sara"), ("coupon", "SARA10")];
    browser.submit("/admin/partners/new", "/admin/partners", &fields).await;
    for (country, count) in ORDERS {
        for number in 0..count {
            let place = Place { city: String::new(), state: String::new(), country: country.to_owned() };
            let stated = order(&format!("{country}{number}"), shop.now().plus_ms(-DAY_MS));
            shop.order(with_coupons(OrderStated { place, ..stated }, &["sara10"]));
        }
    }
    browser
}

/// Name and amount of each country on the map, by its address.
fn drawn(page: &Reply) -> BTreeMap<String, String> {
    let map = page.body.split("<figure class=\"map\">").nth(1).unwrap_or_default();
    let links = map.split("</figure>").next().unwrap().split("<a href=\"").skip(1);
    let parts = links.map(|link| {
        let (href, rest) = link.split_once('"').unwrap();
        let name = rest.split("aria-label=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(rest.contains(&format!("<title>{name}</title>")), "{link}");
        (href.to_owned(), name.to_owned())
    });
    parts.collect()
}

#[tokio::test]
async fn the_map_is_drawn_where_it_is_asked_for_and_nowhere_else() {
    let shop = Shop::open();
    let mut browser = sold(&shop).await;
    for plain in [REPORT, "/admin?period=28d"] {
        let without = browser.get(plain).await;
        let with = browser.get(&format!("{plain}&map=1")).await;
        assert!(!without.body.contains("class=\"map\"") && drawn(&with).len() == 3, "{plain}");
        let switch = format!("{}&amp;map=1", plain.replace('&', "&amp;"));
        assert!(without.body.contains(&switch), "{plain}: the page links to its map");
        assert!(with.body.len() > without.body.len() + 30_000, "the outlines are the weight, and only there");
    }
    let inside = browser.get(&format!("{REPORT}&country=SE&map=1")).await;
    assert!(!inside.body.contains("class=\"map\""), "inside a country there is no map of the world");
}

#[tokio::test]
async fn each_country_on_the_map_has_the_address_and_the_amount_of_its_row() {
    let shop = Shop::open();
    let mut browser = sold(&shop).await;
    let page = browser.get(&format!("{REPORT}&map=1")).await;
    let table = page.body.split("<tbody").nth(1).unwrap().split("</tbody>").next().unwrap().to_owned();
    let map = drawn(&page);
    let names: Vec<&str> = map.values().map(String::as_str).collect();
    assert_eq!(names, ["Germany: 100.00 USD", "Norway: 200.00 USD", "Sweden: 300.00 USD"]);
    for (href, name) in &map {
        let name = name.split(':').next().unwrap();
        assert!(table.contains(&format!("<a href=\"{href}\"><bdi>{name}</bdi></a>")), "{href}: {table}");
    }

    let page = browser.get("/admin?period=28d&map=1").await;
    let bars = page.body.split("<ul class=\"bars\">").skip(1).collect::<String>();
    for (href, name) in drawn(&page) {
        let name = name.split(':').next().unwrap();
        assert!(bars.contains(&format!("<a href=\"{href}\"><bdi>{name}</bdi></a>")), "{href}");
    }
}

#[tokio::test]
async fn what_lies_outside_the_map_is_said_with_its_amount() {
    let shop = Shop::open();
    let mut browser = sold(&shop).await;
    let words = "300.00 USD more came from places that the map cannot show: too small, or not told.";
    for page in [REPORT, "/admin?period=28d"] {
        let text = browser.get(&format!("{page}&map=1")).await.text();
        assert!(text.contains(words), "{text}");
        assert!(text.contains("Singapore"), "it stands in the list all the same");
    }
    let shown = browser.get(&format!("{REPORT}&map=1&country=SE")).await.text();
    assert!(!shown.contains("more came from places"), "{shown}");
}

/// The places of a report's table, without its sum.
fn cities(page: &str) -> BTreeSet<String> {
    let cities = page.split("city=Town+").skip(1).map(|rest| rest[..2].to_owned());
    cities.collect()
}

#[tokio::test]
async fn a_report_of_many_rows_goes_on_on_the_next_page_and_its_file_has_them_all() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let fields = [("name", "Sara Lind"), ("code", "sara"), ("coupon", "SARA10")];
    owner.submit("/admin/partners/new", "/admin/partners", &fields).await;
    for town in 10..70 {
        let mut sold = with_coupons(order(&town.to_string(), shop.now().plus_ms(-DAY_MS)), &["sara10"]);
        sold.place.city = format!("Town {town}");
        shop.order(sold);
    }
    let report = "/admin/reports?section=places&period=28d&country=SE&region=none";
    let first = owner.get(report).await;
    let next = first.body.split("href=\"").find(|link| link.contains("after=50")).expect("a next page");
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    let second = owner.get(&next).await;
    let (first_50, others) = (cities(&first.body), cities(&second.body));
    assert_eq!((first_50.len(), others.len()), (50, 10), "{}", second.text());
    assert!(first_50.is_disjoint(&others));
    assert!(!second.body.contains("after=100") && second.text().contains("Total 60"), "{}", second.text());
    let file = owner.get(&report.replace("/admin/reports", "/admin/reports.csv")).await.body;
    assert_eq!(file.matches("Town ").count(), 60, "{file}");
}
