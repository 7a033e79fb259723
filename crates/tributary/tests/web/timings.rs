//! How long the server takes for each of the owner's pages, with few clicks and with many. Nothing is asserted: run it
//! when you want to know. `TRIBUTARY_TIMINGS=20000,2000000 cargo test --release --test web timings -- --ignored --nocapture`

use crate::browser::Browser;
use crate::shop::{DAY_MS, Shop, order, with_click, with_coupons};
use std::time::{Duration, Instant};
use tributary_core::fact::{Customer, OrderFact, OrderStated, Origin, Place};
use tributary_core::{ClickId, LinkId, PartnerId, ProgramId};
use tributary_engine::click::{self, Click};
use tributary_engine::order::{NewFact, OrderKey};
use tributary_engine::{pipeline, program};

const PAGES: [&str; 20] = [
    "/admin",
    "/admin?period=12m",
    "/admin/live",
    "/admin/orders",
    "/admin/orders?period=28d&sort=-total",
    "/admin/orders?tab=unattributed",
    "/admin/partners",
    "/admin/links",
    "/admin/reports",
    "/admin/reports?rows=link",
    "/admin/reports?rows=source",
    "/admin/reports?period=12m",
    "/admin/reports?period=12m&rows=link",
    "/admin/reports?section=products",
    "/admin/reports?section=places",
    "/admin/reports?section=customers",
    "/admin/reports/clicks?period=28d&outcome=counted",
    "/admin/reports/clicks?period=12m&source=host7.example",
    "/admin/program",
    "/admin/settings",
];
const BATCH: i64 = 10_000;
const DAYS: i64 = 365;
const ORDERS_PER_MILLE: i64 = 15;
const RUNS: usize = 5;

#[tokio::test]
#[ignore = "measures, and takes minutes"]
async fn pages_with_few_and_with_many_clicks() {
    let sizes = std::env::var("TRIBUTARY_TIMINGS").unwrap_or_else(|_| "20000,2000000".to_owned());
    let mut columns: Vec<(i64, Vec<Option<Duration>>)> = Vec::new();
    for size in sizes.split(',').map(|size| size.trim().parse::<i64>().unwrap()) {
        let shop = Shop::open();
        let begun = Instant::now();
        fill(&shop, size);
        println!(
            "{size} clicks and {} orders written in {:?}",
            size * ORDERS_PER_MILLE / 1000,
            begun.elapsed()
        );
        let mut browser = shop.owner().await;
        let mut times = Vec::new();
        for page in PAGES {
            times.push(median(&mut browser, page).await);
        }
        columns.push((size, times));
    }
    let heads: Vec<String> = columns.iter().map(|(size, _)| format!("{size} clicks")).collect();
    println!("| page | {} |\n|---|{}", heads.join(" | "), "---:|".repeat(heads.len()));
    for (place, page) in PAGES.iter().enumerate() {
        let cell = |time: &Option<Duration>| {
            time.map_or("–".to_owned(), |time| format!("{} ms", time.as_millis()))
        };
        let cells: Vec<String> = columns.iter().map(|(_, times)| cell(&times[place])).collect();
        println!("| `{page}` | {} |", cells.join(" | "));
    }
}

/// The middle of several runs; nothing for a page that is not there.
async fn median(browser: &mut Browser, page: &str) -> Option<Duration> {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        let reply = browser.get(page).await;
        runs.push(begun.elapsed());
        if reply.status != 200 {
            return None;
        }
    }
    runs.sort();
    runs.get(RUNS / 2).copied()
}

/// A year of clicks on 50 partners' 100 links, from 20 hosts; the popular ones have most of them.
fn fill(shop: &Shop, size: i64) {
    let (tenant, store) = shop.ids();
    let engine = &shop.app.engine;
    let (of, at) = (tenant.clone(), store.clone());
    let program = engine.db.read_wait(move |tx| program::of_store(tx, &of, &at)).unwrap();
    let partners = partners(shop, &program);
    let now = shop.now();
    for from in (0..size).step_by(usize::try_from(BATCH).unwrap()) {
        let (tenant, store, program, partners) =
            (tenant.clone(), store.clone(), program.clone(), partners.clone());
        let write = move |tx: &mut tributary_engine::db::Tx<'_>| {
            let ago_ms = |number: i64| (size - number) * DAYS * DAY_MS / size;
            let numbers = from..(from + BATCH).min(size);
            let one = |number| one_click(&program, &partners, number, now.plus_ms(-ago_ms(number)));
            let clicks: Vec<Click> = numbers.clone().map(one).collect();
            click::record_all(tx, &tenant, &clicks)?;
            for (number, one) in numbers.zip(&clicks) {
                if number % 1000 < ORDERS_PER_MILLE {
                    let stated = one_order(number, one);
                    let key = OrderKey {
                        tenant: tenant.clone(),
                        store: store.clone(),
                        external_id: stated.external_id.clone(),
                    };
                    let fact =
                        OrderFact::Stated { order: Box::new(stated), origin: Origin::Api, restored: false };
                    let new =
                        NewFact { order: key, fact, source: "seed".to_owned(), occasion: "1".to_owned() };
                    pipeline::apply(tx, &new, one.at.plus_ms(60_000))?;
                }
            }
            Ok(())
        };
        engine.db.write_wait(write).unwrap();
    }
}

fn partners(shop: &Shop, program: &ProgramId) -> Vec<(PartnerId, LinkId)> {
    use tributary_engine::link::{self, NewLink};
    use tributary_engine::partner::{self, NewPartner};
    let ((tenant, _), key, now) =
        (shop.ids(), *shop.app.engine.sealer.people_key(), shop.now().plus_ms(-400 * DAY_MS));
    let program = program.clone();
    let make = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let mut all = Vec::new();
        for number in 0..50 {
            let (name, kind, by) = (format!("Partner {number}"), "influencer".to_owned(), "ada".to_owned());
            let id = partner::create(tx, &tenant, &NewPartner { name, email: None, kind, by }, &key, now)?.id;
            for place in 0..2 {
                let new = NewLink {
                    program: program.clone(),
                    partner: id.clone(),
                    slug: Some(format!("p{number}-{place}")),
                    destination: "https://shop.example/".to_owned(),
                };
                all.push((id.clone(), link::create(tx, &tenant, &new, now)?.id));
            }
        }
        Ok(all)
    };
    shop.app.engine.db.write_wait(make).unwrap()
}

/// Small numbers come most often.
fn popular(number: i64, many: i64) -> usize {
    let mixed = number.wrapping_mul(2_654_435_761) % 1_000_003;
    usize::try_from(mixed % (mixed % many + 1)).unwrap_or_default()
}

fn one_click(
    program: &ProgramId,
    partners: &[(PartnerId, LinkId)],
    number: i64,
    at: tributary_core::Timestamp,
) -> Click {
    let (partner, link) = partners[popular(number, 100)].clone();
    let host = popular(number / 3, 20);
    Click {
        id: ClickId::from_bits(u128::try_from(number).unwrap() + 1),
        program: program.clone(),
        partner: Some(partner),
        link: Some(link),
        code: None,
        value: "p".to_owned(),
        at,
        traffic: "human".to_owned(),
        outcome: if number % 20 == 0 { "not_a_person" } else { "counted" }.to_owned(),
        visitor: format!("visitor {number}"),
        device: "mobile".to_owned(),
        ip_hash: None,
        user_agent: Some("Mozilla/5.0 (iPhone)".to_owned()),
        referrer: (host > 0).then(|| format!("https://host{host}.example/page")),
        landing: "https://shop.example/".to_owned(),
        refused: None,
    }
}

fn one_order(number: i64, click: &Click) -> OrderStated {
    let placed = order(&number.to_string(), click.at.plus_ms(60_000));
    let placed = match number % 3 {
        0 => with_coupons(placed, &["nobodys"]),
        _ => with_click(placed, &click.id),
    };
    let countries = ["SE", "US", "DE", "IN"];
    let country = countries[usize::try_from(number % 4).unwrap()].to_owned();
    let email_key = Some(format!("customer {}", number % 7919));
    OrderStated {
        place: Place { city: format!("City {}", number % 97), state: String::new(), country },
        customer: Customer { email_key, ..placed.customer.clone() },
        ..placed
    }
}
