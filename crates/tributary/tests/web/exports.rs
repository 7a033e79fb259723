//! Lists as files: the same rows as on the screen, numbers as numbers, texts never as formulas.

use crate::book;
use crate::browser::{Browser, Reply};
use crate::season;
use crate::shop::{DAY_MS, Shop, order, with_coupons};
use crate::tables::{Table, digits, tables};
use std::collections::BTreeSet;
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
    assert_eq!(book::rows("orders", &book.bytes).len(), 151);
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
    let all = "cols=placed,partner,place,region,total,refunded";
    let file = browser.get(&format!("/admin/orders.csv?{all}")).await;
    let of = |heading| column(&file, heading).remove(0);
    assert_eq!([of("Order"), of("City"), of("Region")], ["'-2+3", "'@SUM(1+1)", "'+1"]);
    assert_eq!(of("Partner"), "'=HYPERLINK(\"http://evil.example\")");
    assert_eq!([of("Total"), of("Refunded"), of("Currency")], ["125.00", "-25.00", "USD"]);
    assert_eq!(of("Date (Europe/Stockholm)"), "2026-06-03T00:14:00+02:00");

    let workbook = browser.get(&format!("/admin/orders.xlsx?{all}")).await;
    let read = book::rows("orders", &workbook.bytes);
    let text = |text: &str| book::Cell::Text(text.to_owned());
    let number = |digits: &str| book::Cell::Number(digits.to_owned());
    for cell in [text("=HYPERLINK(\"http://evil.example\")"), text("-2+3"), text("@SUM(1+1)")] {
        assert!(read[1].contains(&cell), "{cell:?} in {read:?}");
    }
    assert!(read[1].contains(&number("125")) && read[1].contains(&number("46176.0097222222")), "{read:?}");
}

/// What a heading of the screen becomes in a file: some columns say two things there.
fn in_a_file(headings: &[String]) -> Vec<String> {
    let beside = !headings.iter().any(|heading| heading == "Code or link");
    let split = |heading: &String| -> Vec<&str> {
        match heading.as_str() {
            "Place" => vec!["City", "Country"],
            "How" if beside => vec!["How", "Code or link"],
            _ => vec![],
        }
    };
    let owned = |parts: Vec<&str>| parts.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let of = |heading: &String| {
        let parts = split(heading);
        if parts.is_empty() { vec![heading.clone()] } else { owned(parts) }
    };
    headings.iter().flat_map(of).collect()
}

/// Compares what a page of the list says with the first rows of its file, in every column that says one thing; moments,
/// shares and the state of money are written otherwise there. Says how many columns it compared.
fn says_the_same(list: &str, table: &Table, (headings, rows): (&[String], &[Vec<String>])) -> usize {
    let otherwise = ["How", "Status", "Conversion", "Refund rate"];
    let mut compared = 0;
    for (place, heading) in table.headings.iter().enumerate() {
        let there = headings.iter().position(|known| known == heading);
        let Some(there) = there.filter(|_| !otherwise.contains(&heading.as_str())) else { continue };
        for (shown, told) in table.rows.iter().zip(rows) {
            let (screen, file) = (&shown[place].text, &told[there]);
            let either =
                screen.contains(file.as_str()) || (!screen.is_empty() && file.contains(screen.as_str()));
            let same = either || (digits(file) != 0 && digits(screen) == digits(file));
            assert!(same, "{list} {heading}: {screen} on the screen, {file} in the file");
        }
        compared += 1;
    }
    compared
}

#[tokio::test]
async fn a_file_has_the_columns_that_are_on_the_screen_in_their_order() {
    let shop = Shop::open();
    let mut browser = season::fill(&shop).await;
    let mut seen = BTreeSet::new();
    for list in [
        "/admin/orders?",
        "/admin/orders?tab=unattributed",
        "/admin/orders?tab=refunded",
        "/admin/orders?earns=1",
        "/admin/orders?col=total&col=evidence&col=how&col=products&col=revenue",
        "/admin/orders?cols=id,coupons,instore,source,region,payable,place",
        "/admin/partners?period=all",
        "/admin/partners?cols=joined,epc,group,refunds",
        "/admin/links?period=all",
        "/admin/links?col=revenue&col=label",
        "/admin/links?tab=codes&cols=store,partner",
        "/admin/reports?section=products&period=all",
        "/admin/clicks?period=all",
    ] {
        let page = browser.get(list).await;
        let table = tables(&page).into_iter().next().unwrap_or_else(|| panic!("{list}: {}", page.text()));
        let told = |heading: &&String| !heading.is_empty() && *heading != "Actions";
        let shown: Vec<String> = table.headings.iter().filter(told).cloned().collect();
        let (path, query) = list.split_once('?').unwrap();
        let file = browser.get(&format!("{path}.csv?{query}")).await;
        let (headings, rows) = rows(&file);
        let plain = |heading: &String| heading.replace(" (Europe/Stockholm)", "");
        let told: Vec<String> = headings.iter().map(plain).filter(|heading| heading != "Currency").collect();
        let mut wanted = in_a_file(&shown);
        if path == "/admin/partners" {
            wanted.insert(1, "E-mail".to_owned());
        }
        assert_eq!(told, wanted, "{list}");
        assert!(!rows.is_empty(), "{list}");
        let compared = says_the_same(list, &table, (&headings, &rows));
        assert!(compared >= 2, "{list}: {compared} columns");
        let workbook = browser.get(&format!("{path}.xlsx?{query}")).await;
        book::equals(list, &book::rows(list, &workbook.bytes), (&headings, &rows));
        seen.extend(told);
    }
    assert!(seen.len() > 30, "{seen:?}");
}

#[tokio::test]
async fn columns_are_chosen_on_every_list_and_stay_in_its_address() {
    let shop = Shop::open();
    let mut browser = season::fill(&shop).await;
    for (list, choice, headings) in [
        ("/admin/orders?sort=-total", "col=total&col=region", ["Order", "Total", "Region"]),
        ("/admin/partners?period=all", "col=clicks&col=joined", ["Partner", "Joined", "Clicks"]),
        ("/admin/links?period=all", "col=revenue&col=partner", ["Link", "Partner", "Revenue"]),
        ("/admin/links?tab=codes&period=all", "col=orders&col=store", ["Code", "In the store", "Orders"]),
    ] {
        let page = browser.get(&format!("{list}&{choice}")).await;
        let table = tables(&page).remove(0);
        let told: Vec<&str> = table.headings.iter().map(String::as_str).collect();
        let told: Vec<&str> = told.into_iter().filter(|one| !one.is_empty() && *one != "Actions").collect();
        assert_eq!(told, headings, "{list}");
        let words: Vec<&str> = choice.split('&').map(|tick| tick.trim_start_matches("col=")).collect();
        let kept = format!("cols={}", words.join("%2C"));
        let sorting = page.body.split("class=\"sort\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(sorting.contains(&kept), "{sorting} keeps {kept}");
        let file = page.body.split(".csv?").nth(1).unwrap().split('"').next().unwrap();
        assert!(file.contains(&kept), "{file} keeps {kept}");
        for word in words {
            let tick = format!("name=\"col\" value=\"{word}\" checked");
            assert!(page.body.contains(&tick), "{list} has no {tick}");
        }
    }
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
