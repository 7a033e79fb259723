//! How long the server takes for each page, with few clicks and with many, and how often the time of the fewest the time
//! of the most is. No time is asserted, but a page that is not there stops the run. `TRIBUTARY_TIMINGS=20000,2000000 cargo test --release --test web timings -- --ignored --nocapture`
//!
//! With `TRIBUTARY_TIMINGS_FOLDER` what was filled is kept there, and the next run looks at it again.

use crate::browser::Browser;
use crate::many::{fill, orders_of};
use crate::shop::Shop;
use axum::body::Body;
use axum::http::{Request, header};
use std::path::Path;
use std::pin::Pin;
use std::time::{Duration, Instant};
use tower::ServiceExt;
use tributary_core::{OrderId, PartnerId};
use tributary_engine::code::{self, Kind};
use tributary_engine::order::{self, Filter};
use tributary_engine::page::Cursor;
use tributary_engine::{click, link, portal, program, verify};

/// Names in braces stand for the ids of the busiest of their kind.
const PAGES: &[&str] = &[
    "/admin",
    "/admin?period=12m",
    "/admin?period=12m&compare=year",
    "/admin?period=all",
    "/admin/live",
    "/admin/live?type=click&partner={partner}",
    "/admin/live?type=unknown",
    "/admin/live?type=refund",
    "/admin/live/stream?once=1",
    "/admin/live/{place}",
    "/admin/orders",
    "/admin/orders?period=28d",
    "/admin/orders?period=28d&sort=-total",
    "/admin/orders?period=12m",
    "/admin/orders?period=all&sort=-commission",
    "/admin/orders?tab=review",
    "/admin/orders?tab=unattributed",
    "/admin/orders?tab=refunded",
    "/admin/orders?partner={partner}",
    "/admin/orders?period=12m&partner={partner}&earns=1&currency=USD",
    "/admin/orders?link={link}",
    "/admin/orders?period=12m&country=SE&city=City+7",
    "/admin/orders?product=product+7",
    "/admin/orders?q=nobody%40example",
    "/admin/orders.csv",
    "/admin/orders/{order}",
    "/admin/partners",
    "/admin/partners?period=12m&sort=-revenue",
    "/admin/partners?period=all",
    "/admin/partners.csv?period=12m",
    "/admin/partners/{partner}",
    "/admin/partners/{partner}?period=12m",
    "/admin/partners/{partner}?period=all",
    "/admin/partners/{partner}?tab=orders",
    "/admin/partners/{partner}?tab=links&period=12m",
    "/admin/partners/{partner}?tab=earnings",
    "/admin/partners/{partner}?tab=activity",
    "/admin/partners/{partner}?tab=profile",
    "/admin/links",
    "/admin/links?period=12m&sort=-clicks",
    "/admin/links?tab=codes&period=12m",
    "/admin/links?tab=archived",
    "/admin/links.csv?period=12m",
    "/admin/links/{link}",
    "/admin/links/{link}?period=12m",
    "/admin/codes/{code}",
    "/admin/codes/{code}?period=12m",
    "/admin/clicks",
    "/admin/clicks?period=12m&partner={partner}",
    "/admin/clicks?period=12m&link={link}",
    "/admin/clicks?period=12m&source=host7.example",
    "/admin/clicks.csv?period=12m",
    "/admin/clicks/{click}",
    "/admin/reports",
    "/admin/reports?rows=program",
    "/admin/reports?rows=link",
    "/admin/reports?rows=code",
    "/admin/reports?rows=source",
    "/admin/reports?period=12m",
    "/admin/reports?period=12m&compare=year",
    "/admin/reports?period=12m&rows=program",
    "/admin/reports?period=12m&rows=link",
    "/admin/reports?period=12m&rows=code",
    "/admin/reports?period=12m&rows=source",
    "/admin/reports?period=all&rows=link",
    "/admin/reports?period=12m&partner={partner}&rows=source",
    "/admin/reports?period=12m&source=host7.example",
    "/admin/reports?section=products",
    "/admin/reports?section=products&period=12m",
    "/admin/reports?section=places",
    "/admin/reports?section=places&period=12m",
    "/admin/reports?section=places&period=12m&country=SE",
    "/admin/reports?section=places&period=12m&country=SE&region=none",
    "/admin/reports?section=customers",
    "/admin/reports?section=customers&period=12m",
    "/admin/reports.csv?period=12m",
    "/admin/reports/clicks?period=28d&outcome=counted",
    "/admin/reports/clicks?period=12m&source=host7.example",
    "/admin/reports/clicks?period=12m&outcome=not_a_person",
    "/admin/reports/clicks.csv?period=12m",
    "/admin/reports/lines?period=12m",
    "/admin/reports/lines?period=12m&product=product+7",
    "/admin/reports/lines.csv?period=12m",
    "/admin/search?q=Partner",
    "/admin/search/hits?q={number}",
    "/admin/search/hits?q=p7%40example.org",
    "/admin/search/hits?q=buyer%40example.com",
    "/admin/search/hits?q=nobodys",
    "/admin/search/hits?q={click}",
    "/admin/search/hits?q=Partner+7",
    "/admin/programs",
    "/admin/programs/{program}",
    "/admin/programs/{program}/edit",
    "/admin/programs/{program}/versions",
    "/admin/programs/{program}/referral",
    "/admin/programs/{program}/promos",
    "/admin/programs/{program}/sites",
    "/admin/customers",
    "/admin/customers?tab=friends",
    "/admin/customers?tab=all",
    "/admin/customers?tab=wallet",
    "/admin/partners/applications",
    "/admin/connect",
    "/admin/settings/general",
    "/admin/settings/stores",
    "/admin/developers",
    "/admin/developers/webhooks",
    "/admin/developers/logs",
    "/admin/developers/logs?tab=events",
    "/admin/settings/team",
    "/admin/settings/audit",
    "/admin/settings/audit.csv",
    "/partner",
];
/// Runs that only warm up what is warm on a server that has been asked before.
const WARM: usize = 2;
const RUNS: usize = 9;

/// What a page took.
struct Times {
    /// Shortest, middle and longest of the runs, as a watch sees them.
    wall: [Duration; 3],
    /// What the processors worked for one run on average: other programs on the machine change it little. Nothing where
    /// the system does not tell.
    cpu: Option<Duration>,
}

#[tokio::test]
#[ignore = "measures, and takes minutes"]
async fn pages_with_few_and_with_many_clicks() {
    let sizes = std::env::var("TRIBUTARY_TIMINGS").unwrap_or_else(|_| "20000,2000000".to_owned());
    let wanted = std::env::var("TRIBUTARY_TIMINGS_PAGES").unwrap_or_default();
    let pages: Vec<&str> = PAGES.iter().copied().filter(|page| page.contains(&wanted)).collect();
    let mut columns: Vec<(i64, Vec<Times>)> = Vec::new();
    for size in sizes.split(',').map(|size| size.trim().parse::<i64>().unwrap()) {
        let shop = filled(size);
        let browsers = Browsers { owner: shop.owner().await, partner: partner(&shop).await };
        let ids = ids(&shop);
        let mut times = Vec::new();
        for page in &pages {
            times.push(measured(&browsers, &address(page, &ids)).await);
        }
        columns.push((size, times));
        verified(&shop);
    }
    print(&pages, &columns);
}

/// A shop with so many clicks: the kept one where there is one.
fn filled(size: i64) -> Shop {
    let kept = std::env::var("TRIBUTARY_TIMINGS_FOLDER").ok();
    let shop = match &kept {
        Some(folder) => Shop::kept(&Path::new(folder).join(size.to_string())),
        None => Shop::open(),
    };
    let tenant = shop.tenant();
    let one = Cursor { after: None, limit: 1 };
    let is_new = shop.app.engine.db.read_wait(move |tx| click::list(tx, &tenant, None, &one)).unwrap();
    if is_new.rows.is_empty() {
        let begun = Instant::now();
        fill(&shop, size);
        let taken = begun.elapsed();
        let rate = u128::try_from(size).unwrap() * 1000 / taken.as_millis().max(1);
        println!(
            "{size} clicks and {} orders written in {taken:.1?}: {rate} clicks a second",
            orders_of(size)
        );
    }
    shop
}

struct Browsers {
    owner: Browser,
    partner: Browser,
}

/// The busiest partner's own browser.
async fn partner(shop: &Shop) -> Browser {
    let (tenant, partner, now) = (shop.tenant(), busiest(shop), shop.now());
    let link =
        move |tx: &mut tributary_engine::db::Tx<'_>| portal::link(tx, &tenant, &partner, (now, 60_000));
    let token = shop.app.engine.db.write_wait(link).unwrap();
    let mut browser = shop.browser();
    let page = format!("/partner/enter?token={token}");
    let entered = browser.submit(&page, "/partner/enter", &[("token", &token)]).await;
    assert_eq!(entered.location(), "/partner", "{}", entered.text());
    browser
}

/// Numbers start with the busiest link, which is the first partner's.
fn busiest(shop: &Shop) -> PartnerId {
    let tenant = shop.tenant();
    let found = shop.app.engine.db.read_wait(move |tx| {
        let links = link::all(tx, &tenant, None)?;
        Ok(links.into_iter().find(|link| link.slug == "p0-0"))
    });
    found.unwrap().expect("its link").partner
}

/// What stands for what in the addresses.
fn ids(shop: &Shop) -> Vec<(&'static str, String)> {
    let (tenant, store) = shop.ids();
    let partner = busiest(shop);
    let found = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let one = Cursor { after: None, limit: 1 };
        let own = Filter { partner: Some(partner.clone()), ..Filter::default() };
        let order = order::list(tx, &tenant, &own, &one)?.rows.remove(0);
        let click = click::list(tx, &tenant, Some(&partner), &one)?.rows.remove(0);
        let links = link::all(tx, &tenant, Some(&partner))?;
        let link = links.into_iter().find(|link| link.slug == "p0-0").expect("its link");
        let code = code::all(tx, &tenant, Kind::Coupon, Some(&partner))?.remove(0);
        Ok(vec![
            ("{partner}", partner.to_string()),
            ("{order}", OrderId::to_string(&order.id)),
            ("{number}", order.number),
            ("{click}", click.id.to_string()),
            ("{link}", link.id.to_string()),
            ("{code}", code.id.to_string()),
            ("{program}", program::of_store(tx, &tenant, &store)?.to_string()),
            ("{place}", tributary_engine::live::head(tx, &tenant)?.to_string()),
        ])
    };
    shop.app.engine.db.read_wait(found).unwrap()
}

fn address(page: &str, ids: &[(&str, String)]) -> String {
    ids.iter().fold(page.to_owned(), |page, (name, id)| page.replace(name, id))
}

async fn measured(browsers: &Browsers, page: &str) -> Times {
    let browser = if page.starts_with("/partner") { &browsers.partner } else { &browsers.owner };
    for _ in 0..WARM {
        once(browser, page).await;
    }
    let (mut runs, before) = (Vec::new(), worked());
    for _ in 0..RUNS {
        runs.push(once(browser, page).await);
    }
    let all = worked().and_then(|after| after.checked_sub(before?));
    runs.sort();
    Times {
        wall: [runs[0], runs[RUNS / 2], runs[RUNS - 1]],
        cpu: all.map(|all| all / u32::try_from(RUNS).unwrap()),
    }
}

/// For how long all threads of this program have worked so far, on Linux.
fn worked() -> Option<Duration> {
    let mut sum = 0;
    for thread in std::fs::read_dir("/proc/self/task").ok()? {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).unwrap_or_default();
        sum += text.split(' ').next()?.parse::<u64>().unwrap_or_default();
    }
    Some(Duration::from_nanos(sum))
}

/// How long a page takes to its end; of a file, which is as long as its list, to its first piece.
async fn once(browser: &Browser, page: &str) -> Duration {
    use futures_core::Stream as _;
    let asked = Request::get(page)
        .header(header::HOST, crate::browser::HOST)
        .header(header::COOKIE, browser.cookie_line())
        .body(Body::empty());
    let begun = Instant::now();
    let answer = browser.router().oneshot(asked.unwrap()).await.unwrap();
    assert_eq!(answer.status(), 200, "{page}");
    let mut body = answer.into_body().into_data_stream();
    while let Some(piece) = std::future::poll_fn(|context| Pin::new(&mut body).poll_next(context)).await {
        piece.unwrap();
        if page.contains(".csv") {
            break;
        }
    }
    begun.elapsed()
}

fn verified(shop: &Shop) {
    let (begun, now) = (Instant::now(), shop.now());
    let found = shop.app.engine.db.read_wait(move |tx| verify::verify(tx, now)).unwrap();
    println!("{} clicks and {} orders verified in {:.1?}", found.clicks, found.orders, begun.elapsed());
    assert_eq!(found.findings, Vec::new());
}

fn print(pages: &[&str], columns: &[(i64, Vec<Times>)]) {
    let ms = |time: Duration| hundredths(time.as_micros() / 10);
    let heads = columns.iter().map(|(size, _)| format!("{size} clicks: ms | processors | "));
    println!("| page | {}times |\n|---|{}", heads.collect::<String>(), "---:|".repeat(columns.len() * 2 + 1));
    for (place, page) in pages.iter().enumerate() {
        let cell = |(_, times): &(i64, Vec<Times>)| {
            let ([least, middle, most], cpu) = (times[place].wall, times[place].cpu);
            format!("{} ({}–{}) | {} | ", ms(middle), ms(least), ms(most), cpu.map_or("–".to_owned(), ms))
        };
        let taken = |column: Option<&(i64, Vec<Times>)>| {
            let times = column.map(|(_, times)| &times[place]);
            times.map_or(0, |times| times.cpu.unwrap_or(times.wall[1]).as_micros())
        };
        let times = hundredths(taken(columns.last()) * 100 / taken(columns.first()).max(1));
        println!("| `{page}` | {}{times} |", columns.iter().map(cell).collect::<String>());
    }
}

/// `12.34` of 1234.
fn hundredths(count: u128) -> String {
    format!("{}.{:02}", count / 100, count % 100)
}
