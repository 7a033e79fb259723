//! (f) Five times what the server can do at its best: what it does then, whom it sends away, and how soon it is over.

use super::mix::{Kind, Mix, Seen, click};
use super::server::{SECRET, Shop};
use super::{Programs, held, orders, seconds};
use crate::Outcome;
use crate::postgres::Cluster;
use crate::step::announce;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const TIMES: f64 = 5.0;
const ORDERS: usize = 300;
const ALONE_SECONDS: f64 = 4.0;
const PEAK_SECONDS: f64 = 15.0;
const AFTERWARDS: Duration = Duration::from_secs(600);
const RECOVERED_WITHIN: Duration = Duration::from_secs(10);
/// For each kind, when it is too much.
const CONNECTIONS: u32 = 800;
/// Of what the server does at its best.
const GOODPUT_MIN: f64 = 0.9;
const SHED_P99_MS_MAX: f64 = 20.0;
/// What all buffers and queues may take beside what it has at rest.
const MEMORY_MIB_MAX: f64 = 256.0;

/// What the server does of each kind in a second, and what that costs, by what it takes alone.
#[derive(Debug, Clone, Default)]
struct Done {
    each: BTreeMap<String, f64>,
    in_all: f64,
    work: f64,
}

pub(super) fn run(programs: &Programs, cluster: &Cluster) -> Outcome {
    let time = seconds("TRIBUTARY_BENCH_OVERLOAD_SECONDS", 60.0)?;
    let url = cluster.fresh_database("overload")?;
    let mut outcome = Ok(());
    let only = std::env::var("TRIBUTARY_BENCH_ON").unwrap_or_default();
    for (name, url) in [("SQLite", None), ("PostgreSQL", Some(url.as_str()))] {
        if !only.is_empty() && !only.eq_ignore_ascii_case(name) {
            continue;
        }
        announce("overload", &format!("{name}: the most of a mixed load, then five times that for {time} s"));
        let found = on(programs, url, time);
        if let Err(sentence) = &found {
            println!("NOT SO on {name}: {sentence}");
        }
        outcome = outcome.and(found.map_err(|sentence| format!("{name}: {sentence}")));
    }
    outcome
}

fn on(programs: &Programs, url: Option<&str>, time: f64) -> Outcome {
    let shop = Shop::open(programs, "overload", url)?;
    for number in 0..ORDERS {
        let number = format!("f{number}");
        shop.call("POST", "/api/v1/orders", &orders::body(&shop, &number, &number))?;
    }
    let mut kinds = kinds(&shop)?;
    let at_rest = shop.running.memory_mib();
    let alone = alone(programs, &shop, &mut kinds)?;
    let peak = peak(programs, &shop, &mut kinds, &alone)?;
    settled(&shop)?;
    for kind in &mut kinds {
        kind.rate = peak.each.get(kind.name).copied().unwrap_or_default() * TIMES;
        kind.connections = CONNECTIONS;
    }
    let mix = Mix { seconds: time, connections: 0, marks: vec![time / 2.0], kinds: &kinds };
    let before = shop.running.memory_mib();
    let is_over = AtomicBool::new(false);
    let (seen, memory) = std::thread::scope(|scope| {
        let watch = scope.spawn(|| highest(&shop, &is_over, time / 2.0));
        let seen = mix.run(programs, &shop.folder);
        is_over.store(true, Ordering::Relaxed);
        (seen, watch.join().unwrap_or_default())
    });
    let (seen, recovered) = (seen?, recovered(&shop, &kinds)?);
    let refused = shop.figure("tributary_clicks_refused_total")?;
    let settled = settled(&shop)?;
    let done = done(&seen, (time, settled), &alone);
    say(&peak, &done, &seen, time);
    println!("again as quick as before {:.1} s after the end", recovered.as_secs_f64());
    println!(
        "memory: {at_rest:.0} MiB at rest, {before:.0} before, at most {:.0} in the first half and {:.0} in the second, \
         {:.0} afterwards; everything kept was worked up {:.1} s after that",
        memory.0,
        memory.1,
        shop.running.memory_mib(),
        settled.as_secs_f64()
    );
    let verified = shop.verified(programs)?;
    held(refused <= 0.0, "no click is refused by its disk")?;
    judge(&peak, &done, &seen)?;
    held(recovered <= RECOVERED_WITHIN, "all is as before ten seconds after")?;
    held(memory.0.max(memory.1) <= at_rest + MEMORY_MIB_MAX, "memory stays bounded")?;
    held(verified.is_clean, "verify finds everything as it must be")
}

/// A mixed load: what visitors, the shop, programs and people ask for.
fn kinds(shop: &Shop) -> Result<Vec<Kind>, String> {
    let address = &shop.running.address;
    let get = |name, path: &str, head: &str, weight| Kind {
        name,
        address: address.clone(),
        request: format!("GET {path} HTTP/1.1\r\nhost: bench\r\n{head}\r\n\r\n"),
        weight,
        ..Kind::default()
    };
    let key = format!("authorization: Bearer {}", shop.key);
    let cookie = format!("cookie: {}", shop.signed_in()?);
    Ok(vec![
        Kind { weight: 20, ..click(address) },
        Kind { weight: 1, ..hook(shop) },
        get("read", "/api/v1/orders?limit=20", &key, 20),
        get("page", "/admin/orders", &cookie, 4),
        get("export", "/admin/orders.csv", &cookie, 1),
    ])
}

/// A delivery as WooCommerce sends and signs it.
fn hook(shop: &Shop) -> Kind {
    let body = r#"{"id":1{n},"number":"1{n}","status":"processing","currency":"USD","date_created_gmt":"2026-11-20T10:00:00","date_modified_gmt":"2026-11-20T10:00:01","total":"21.78","total_tax":"1.78","shipping_total":"7.50","customer_id":0,"billing":{"email":"bo-{n}@example.com","city":"Oslo","state":"","country":"NO"},"meta_data":[],"fee_lines":[],"shipping_lines":[],"refunds":[],"coupon_lines":[{"id":1,"code":"sara10"}],"line_items":[{"id":1,"name":"Mug","product_id":18,"quantity":1,"total":"12.50"}]}"#;
    // Each number is written as twelve digits.
    let length = body.replace("{n}", "000000000000").len();
    let request = format!(
        "POST /hooks/woocommerce/{} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n\
         x-wc-webhook-topic: order.created\r\nx-wc-webhook-signature: {{signature}}\r\nx-wc-webhook-delivery-id: {{n}}\r\n\
         content-length: {length}\r\n\r\n{body}",
        shop.store
    );
    Kind { name: "hook", address: shop.running.address.clone(), request, secret: SECRET, ..Kind::default() }
}

/// How many a second of each kind the server does alone, with what it leaves to be done afterwards.
fn alone(programs: &Programs, shop: &Shop, kinds: &mut [Kind]) -> Result<BTreeMap<String, f64>, String> {
    let mut alone = BTreeMap::new();
    for kind in kinds.iter_mut() {
        let mix = Mix {
            seconds: ALONE_SECONDS,
            // More files at once are sent away.
            connections: if kind.name == "export" { 2 } else { 16 },
            marks: Vec::new(),
            kinds: std::slice::from_ref(kind),
        };
        let begun = Instant::now();
        let seen = mix.run(programs, &shop.folder)?;
        settled(shop)?;
        let good: f64 = seen.iter().map(|seen| seen.good).sum();
        let sent: f64 = seen.iter().map(|seen| seen.sent).sum();
        if good < sent || good < 1.0 {
            return Err(format!("{} alone is not answered well: {seen:?}", kind.name));
        }
        kind.first += u64::from(u32::MAX);
        let per_second = good / begun.elapsed().as_secs_f64();
        println!("{:<7} alone: {per_second:.0} a second, with what is done after the answer", kind.name);
        alone.insert(kind.name.to_owned(), per_second);
    }
    Ok(alone)
}

/// The most that the server does of the mix, whatever the number of connections.
fn peak(
    programs: &Programs,
    shop: &Shop,
    kinds: &mut [Kind],
    alone: &BTreeMap<String, f64>,
) -> Result<Done, String> {
    let mut best = Done::default();
    for connections in [16, 64, 192] {
        let mix = Mix { seconds: PEAK_SECONDS, connections, marks: Vec::new(), kinds };
        let seen = mix.run(programs, &shop.folder)?;
        let done = done(&seen, (PEAK_SECONDS, settled(shop)?), alone);
        println!(
            "{connections:>3} connections: {:.0} good answers a second, work {:.2}",
            done.in_all, done.work
        );
        if done.in_all > best.in_all {
            best = done;
        }
        kinds.iter_mut().for_each(|kind| kind.first += u64::from(u32::MAX));
    }
    Ok(best)
}

/// What was done in this time, and what it cost with all that was done for it afterwards.
fn done(seen: &[Seen], (time, settled): (f64, Duration), alone: &BTreeMap<String, f64>) -> Done {
    let in_all = time + settled.as_secs_f64();
    let mut done = Done::default();
    for seen in seen {
        let per_second = seen.in_time / time;
        *done.each.entry(seen.kind.clone()).or_default() += per_second;
        done.in_all += per_second;
        done.work += per_second * time / in_all / alone.get(&seen.kind).copied().unwrap_or(f64::INFINITY);
    }
    done
}

/// Waits until nothing that was kept is left to be done; says how long that took.
fn settled(shop: &Shop) -> Result<Duration, String> {
    let begun = Instant::now();
    shop.drained(AFTERWARDS)?;
    while shop.figure("tributary_deliveries_waiting")? > 0.0 {
        if begun.elapsed() > AFTERWARDS {
            return Err("deliveries still wait to be judged".to_owned());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(begun.elapsed())
}

/// The most memory in the first half and in the second, in MiB.
fn highest(shop: &Shop, is_over: &AtomicBool, half: f64) -> (f64, f64) {
    let (begun, mut most) = (Instant::now(), (0.0_f64, 0.0_f64));
    while !is_over.load(Ordering::Relaxed) {
        let now = shop.running.memory_mib();
        let place = if begun.elapsed().as_secs_f64() < half { &mut most.0 } else { &mut most.1 };
        *place = place.max(now);
        std::thread::sleep(Duration::from_millis(100));
    }
    most
}

/// How long it takes until everything is answered well again.
fn recovered(shop: &Shop, kinds: &[Kind]) -> Result<Duration, String> {
    let begun = Instant::now();
    for kind in kinds.iter().filter(|kind| kind.name != "hook") {
        while !shop.answers(&kind.request) {
            if begun.elapsed() > AFTERWARDS {
                return Err(format!("{} is never answered again", kind.name));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    Ok(begun.elapsed())
}

fn say(peak: &Done, done: &Done, seen: &[Seen], time: f64) {
    println!(
        "per second:    at best      due     sent     good  sent away  otherwise   p50 ms   p99 ms   sent away p50, p99 ms"
    );
    for (kind, at_best) in &peak.each {
        let of = |what: fn(&Seen) -> f64| seen.iter().filter(|seen| seen.kind == *kind).map(what);
        let rate = |what: fn(&Seen) -> f64| of(what).sum::<f64>() / time;
        let worst = |what: fn(&Seen) -> f64| of(what).fold(0.0, f64::max);
        println!(
            "{kind:<12} {at_best:>9.0} {:>8.0} {:>8.0} {:>8.0} {:>10.0} {:>10.0} {:>8.1} {:>8.1}   {:>8.1} {:>8.1}",
            rate(|seen| seen.due),
            rate(|seen| seen.sent),
            rate(|seen| seen.in_time),
            rate(|seen| seen.shed),
            rate(|seen| seen.other + seen.failed),
            worst(|seen| seen.good_ms.p50),
            worst(|seen| seen.good_ms.p99),
            worst(|seen| seen.shed_ms.p50),
            worst(|seen| seen.shed_ms.p99),
        );
    }
    println!(
        "in all {:.0} good answers a second at best, {:.0} then ({:.2}); by what each costs {:.2} and {:.2} ({:.2})",
        peak.in_all,
        done.in_all,
        done.in_all / peak.in_all.max(0.001),
        peak.work,
        done.work,
        done.work / peak.work.max(0.001)
    );
}

fn judge(peak: &Done, done: &Done, seen: &[Seen]) -> Outcome {
    for seen in seen {
        let Seen { kind, due, sent, good, shed, told, other, failed, trouble, .. } = seen;
        held(*sent >= due * 0.95, &format!("the load can offer so much of {kind}: {sent} of {due} left"))?;
        let otherwise = other + failed;
        held(otherwise <= 0.0, &format!("{kind}: answered well or sent away, but {otherwise}: {trouble}"))?;
        if matches!(kind.as_str(), "click" | "hook") {
            held(good >= due, &format!("no {kind} is sent away: {good} of {due} went well"))?;
        }
        held(told >= shed, &format!("{kind}: whoever is sent away hears when to come back"))?;
        let p99 = seen.shed_ms.p99;
        held(p99 <= SHED_P99_MS_MAX, &format!("{kind}: sent away within 20 ms, and not {p99:.1}"))?;
    }
    held(done.in_all >= peak.in_all * GOODPUT_MIN, "90 of 100 good answers are left of the best")
}
