//! Every number leads to the rows it is made of: each figure of the overview and each cell of every report is followed,
//! all its pages are read, and the file of the same rows is added up. Every such file has its twin: the workbook's cells
//! are the same as the text's.

use crate::book;
use crate::browser::{Browser, Reply};
use crate::season;
use crate::shop::Shop;
use crate::tables::{Cell, Table, cell, digits, plain, tables, unescaped};
use std::collections::HashMap;

/// The rows behind a figure: how many there are on all pages of the list, and the list as a file.
#[derive(Debug, Clone)]
struct Rows {
    count: i64,
    headings: Vec<String>,
    file: Vec<Vec<String>>,
}

impl Rows {
    fn sum(&self, heading: &str) -> i64 {
        let place = self.headings.iter().position(|known| known == heading);
        let place = place.unwrap_or_else(|| panic!("no {heading} in {:?}", self.headings));
        self.file.iter().map(|row| digits(&row[place])).sum()
    }
}

/// Reads lists and remembers them.
struct Follower {
    browser: Browser,
    known: HashMap<String, Rows>,
    /// How many workbooks were compared.
    books: usize,
}

impl Follower {
    async fn rows(&mut self, href: &str) -> Rows {
        if let Some(known) = self.known.get(href) {
            return known.clone();
        }
        let mut count = 0;
        let mut next = Some(href.to_owned());
        while let Some(here) = next.take() {
            let page = self.browser.get(&here).await;
            assert_eq!(page.status, 200, "{here}");
            assert!(count < 1_000, "{here} never ends");
            count += tables(&page).first().map_or(0, |table| table.rows.len());
            let more = page.body.split("data-more").next().filter(|before| before.len() < page.body.len());
            next = more
                .and_then(|before| before.rsplit("href=\"").next())
                .map(|rest| unescaped(rest.split('"').next().unwrap()));
        }
        let (headings, file) = self.file(href).await;
        let rows = Rows { count: i64::try_from(count).unwrap(), headings, file };
        assert_eq!(rows.count, i64::try_from(rows.file.len()).unwrap(), "pages and file differ: {href}");
        self.known.insert(href.to_owned(), rows.clone());
        rows
    }

    /// The rows of an address as a file, and the same rows as a workbook.
    async fn file(&mut self, href: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let (path, query) = href.split_once('?').unwrap();
        let file = self.browser.get(&format!("{path}.csv?{query}")).await;
        assert_eq!(file.status, 200, "{path}.csv?{query}");
        let text = file.body.strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
        let rows: Vec<Vec<String>> = rows.collect();
        let workbook = self.browser.get(&format!("{path}.xlsx?{query}")).await;
        assert_eq!(workbook.status, 200, "{path}.xlsx?{query}");
        book::equals(href, &book::rows(href, &workbook.bytes), (&headings, &rows));
        self.books += 1;
        (headings, rows)
    }

    /// Compares one cell with what is behind it.
    async fn check(&mut self, place: &str, heading: &str, cell: &Cell, row: &[i64], headings: &[String]) {
        let of = |name: &str| headings.iter().position(|known| known == name).map(|at| row[at]);
        let expected = match (heading, &cell.href) {
            (_, None) => {
                return assert!(cell.number() == 0 || heading == "Conversion", "{place} {heading}: {cell:?}");
            }
            ("Conversion", _) => of("By a click").unwrap() * 10_000 / of("Clicks").unwrap(),
            ("Average order", _) => of("Revenue").unwrap() / of("Orders").unwrap(),
            (pieces @ ("Ordered" | "Given back" | "Units sold"), Some(href)) => {
                self.rows(href).await.sum(pieces)
            }
            (revenue, Some(href)) if revenue.starts_with("Revenue") => self.rows(href).await.sum("Revenue"),
            ("Commission", Some(href)) => self.rows(href).await.sum("Commission"),
            (_, Some(href)) => self.rows(href).await.count,
        };
        let told = if heading == "Conversion" { basis_points(&cell.text) } else { cell.number() };
        assert_eq!(told, expected, "{place} {heading}: {cell:?}");
    }

    /// Follows every figure of every table of a page; says how many it followed.
    async fn follow(&mut self, address: &str) -> usize {
        let page = self.browser.get(address).await;
        assert_eq!(page.status, 200, "{address}");
        let mut followed = 0;
        for table in tables(&page) {
            for row in &table.rows {
                let numbers: Vec<i64> = row.iter().map(Cell::number).collect();
                let place = format!("{address} {}", row[0].text);
                for (heading, cell) in table.headings.iter().zip(row).skip(1) {
                    self.check(&place, heading, cell, &numbers, &table.headings).await;
                    followed += 1;
                }
            }
            add_up(address, &table);
        }
        followed
    }

    /// Each of a report's tables has a file with its rows.
    async fn files_are_the_tables(&mut self, address: &str) {
        let page = self.browser.get(address).await;
        let all = tables(&page);
        assert!(!all.is_empty(), "{address} has no rows");
        for (place, table) in all.iter().enumerate() {
            let more = if place == 0 { String::new() } else { format!("&grid={place}") };
            let file = format!("{address}{more}");
            let offered = page.body.split(".csv?").skip(1).filter_map(|rest| rest.split('"').next());
            assert_eq!(offered.filter(|query| query.contains("grid=")).count(), all.len() - 1, "{address}");
            self.file_is_the_table(&file, table).await;
        }
    }

    async fn file_is_the_table(&mut self, address: &str, table: &Table) {
        let (headings, rows) = self.file(address).await;
        let currency = headings.iter().position(|heading| heading == "Currency");
        assert_eq!(rows.len(), table.rows.len() - 1, "{address}: all but the total");
        for (told, row) in rows.iter().zip(&table.rows) {
            let cells = told.iter().enumerate().filter(|(place, _)| Some(*place) != currency);
            for ((_, text), (heading, cell)) in cells.zip(table.headings.iter().zip(row)).skip(1) {
                let (file, screen) = match heading.as_str() {
                    "Conversion" => (basis_points(text), basis_points(&cell.text)),
                    _ => (digits(text), cell.number()),
                };
                assert_eq!(file, screen, "{address} {heading} of {}", row[0].text);
            }
        }
    }
}

/// `7.31 %` and `7.31` are 731.
fn basis_points(text: &str) -> i64 {
    let number = text.trim_end_matches(['%', ' ', '\u{a0}']);
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    digits(whole) * 100 + digits(&format!("{part:0<2}"))
}

/// The last row is the sum of the others, in every column that can be summed.
fn add_up(address: &str, table: &Table) {
    let Some((total, rows)) = table.rows.split_last() else { return };
    for (place, heading) in table.headings.iter().enumerate().skip(1) {
        if ["Conversion", "Average order", "In orders"].contains(&heading.as_str()) {
            continue;
        }
        let sum: i64 = rows.iter().map(|row| row[place].number()).sum();
        assert_eq!(total[place].number(), sum, "{address} {heading}");
    }
}

async fn follower(shop: &Shop) -> Follower {
    Follower { browser: season::fill(shop).await, known: HashMap::new(), books: 0 }
}

#[tokio::test]
async fn every_cell_of_performance_equals_the_rows_behind_it() {
    let shop = Shop::open();
    let mut follower = follower(&shop).await;
    for rows in ["partner", "program", "link", "code", "source"] {
        for more in ["period=28d", "period=all", "period=91d&currency=EUR", "period=91d&source=instagram.com"]
        {
            let address = format!("/admin/reports?rows={rows}&{more}");
            let followed = follower.follow(&address).await;
            assert!(followed >= 12, "{address}: {followed}");
            follower.files_are_the_tables(&address).await;
        }
    }
    assert!(follower.books > 50, "{} workbooks", follower.books);
}

#[tokio::test]
async fn every_cell_of_products_places_and_customers_equals_the_rows_behind_it() {
    let shop = Shop::open();
    let mut follower = follower(&shop).await;
    for section in ["products", "places", "customers"] {
        for more in ["period=28d", "period=all&currency=EUR", "period=91d&customer=new"] {
            let address = format!("/admin/reports?section={section}&{more}");
            assert!(follower.follow(&address).await > 0, "{address}");
            follower.files_are_the_tables(&address).await;
        }
    }
}

#[tokio::test]
async fn places_are_entered_one_after_another_even_where_no_region_is_told() {
    let shop = Shop::open();
    let mut follower = follower(&shop).await;
    let mut depths = [0, 0, 0];
    let mut waiting = vec![("/admin/reports?section=places&period=all".to_owned(), 0)];
    while let Some((address, depth)) = waiting.pop() {
        depths[depth] += 1;
        follower.follow(&address).await;
        let page = follower.browser.get(&address).await;
        let table = tables(&page).remove(0);
        let (_, rows) = table.rows.split_last().unwrap();
        let deeper = rows.iter().filter_map(|row| row[0].href.clone());
        waiting
            .extend(deeper.filter(|href| href.starts_with("/admin/reports?")).map(|href| (href, depth + 1)));
    }
    assert_eq!(depths, [1, 3, 5], "3 countries, and 5 regions with the untold ones");
}

#[tokio::test]
async fn every_figure_of_the_overview_equals_the_rows_behind_it() {
    let shop = Shop::open();
    let mut follower = follower(&shop).await;
    for period in ["28d", "91d", "all"] {
        let page = follower.browser.get(&format!("/admin?period={period}")).await;
        let orders = follower.rows(&format!("/admin/orders?period={period}&earns=1&currency=USD")).await;
        let clicks = follower.rows(&format!("/admin/reports/clicks?period={period}&outcome=counted")).await;
        let won =
            follower.rows(&format!("/admin/orders?period={period}&earns=1&currency=USD&source=any")).await;
        let tile = |label: &str| {
            let tiles = page.body.split("class=\"kpi\"").skip(1);
            let mut tiles =
                tiles.filter(|tile| plain(tile.split("</span>").next().unwrap()).ends_with(label));
            let tile = tiles.next().unwrap_or_else(|| panic!("no {label}:\n{}", page.text()));
            let value = tile.split("kpi-value").nth(1).unwrap().split("kpi-foot").next().unwrap();
            plain(&format!("<{}", value.rsplit_once('<').unwrap().0))
        };
        assert_eq!(digits(&tile("Revenue")), orders.sum("Revenue"), "{period}");
        assert_eq!(digits(&tile("Orders")), orders.count, "{period}");
        assert_eq!(digits(&tile("Clicks")), clicks.count, "{period}");
        assert_eq!(digits(&tile("Commission")), orders.sum("Commission"), "{period}");
        assert_eq!(basis_points(&tile("Conversion")), won.count * 10_000 / clicks.count, "{period}");
        assert!(bars(&mut follower, &page).await >= 9, "{period}");
    }
}

/// Follows the ranked bars: partners, products, places, ways.
async fn bars(follower: &mut Follower, page: &Reply) -> usize {
    let mut followed = 0;
    for bar in page.body.split("class=\"bar-label\"").skip(1) {
        let href = cell(bar.split("<a ").nth(1).unwrap()).href.unwrap();
        let part = |class: &str| {
            plain(&format!("<i {}", bar.split(class).nth(1).unwrap().split("</span>").next().unwrap()))
        };
        let (meta, value) = (part("bar-meta"), digits(&part("bar-value")));
        if href.contains("product=") {
            let lines = follower.rows(&href.replace("/admin/orders?", "/admin/reports/lines?")).await;
            assert_eq!((digits(&meta), value), (lines.sum("Units sold"), lines.sum("Revenue")), "{href}");
        } else {
            let orders = follower.rows(&href).await;
            assert_eq!(value, orders.sum("Revenue"), "{href}");
            assert_eq!(digits(meta.split(' ').next().unwrap()), orders.count, "{href}: {meta}");
        }
        followed += 1;
    }
    followed
}
