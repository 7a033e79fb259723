//! (e) PostgreSQL is stopped under clicks, and started again: every redirect is answered, and every click is there afterwards.

use super::mix::{Kind, Mix, Seen, click};
use super::server::Shop;
use super::{Programs, held, seconds};
use crate::Outcome;
use crate::postgres::{Cluster, Stop};
use crate::step::announce;
use std::path::Path;
use std::time::{Duration, Instant};

const RATE: f64 = 500.0;
const BEFORE: f64 = 5.0;
const AFTER: f64 = 15.0;
const DRAINED_WITHIN: Duration = Duration::from_secs(60);
const P99_MS_MAX: f64 = 50.0;
const PHASES: [&str; 3] = ["before", "meanwhile", "afterwards"];

pub(super) fn run(programs: &Programs, cluster: &Cluster) -> Outcome {
    let away = seconds("TRIBUTARY_BENCH_OUTAGE_SECONDS", 60.0)?;
    announce("outage", &format!("PostgreSQL is stopped for {away} s under {RATE} clicks a second"));
    let url = cluster.fresh_database("outage")?;
    let shop = Shop::open(programs, "outage", Some(&url))?;
    let ids = shop.folder.join("ids").to_string_lossy().into_owned();
    let clicks =
        Kind { rate: RATE, connections: 500, ids: Some(ids.clone()), ..click(&shop.running.address) };
    let mix = Mix {
        seconds: BEFORE + away + AFTER,
        connections: 0,
        marks: vec![BEFORE, BEFORE + away],
        kinds: &[clicks],
    };
    let begun = Instant::now();
    let at = |second: f64| Duration::from_secs_f64(second).saturating_sub(begun.elapsed());
    let sending = mix.start(programs, &shop.folder)?;
    std::thread::sleep(at(BEFORE));
    cluster.stop(Stop::Immediate)?;
    let stopped = Instant::now();
    std::thread::sleep(at(BEFORE + away));
    let waiting = shop.clicks_waiting()?;
    cluster.start_again()?;
    let back = Instant::now();
    println!("away for {:.1} s; {waiting:.0} clicks waited on disk then", (back - stopped).as_secs_f64());
    let caught_up = caught_up(&shop, back, away)?;
    println!("the database had them {:.1} s after its return", caught_up.as_secs_f64());
    let seen = sending.finish()?;
    for seen in &seen {
        say(seen);
    }
    shop.drained(DRAINED_WITHIN)?;
    judge(&seen, waiting, away)?;
    each_is_there(programs, &shop, Path::new(&ids))
}

/// Waits until no more wait than come in a fifth of a second; says how long after the database's return that was.
fn caught_up(shop: &Shop, back: Instant, away: f64) -> Result<Duration, String> {
    while shop.clicks_waiting()? > RATE / 5.0 {
        held(back.elapsed().as_secs_f64() <= away * 2.0, "clicks are drained within twice the outage")?;
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(back.elapsed())
}

fn say(seen: &Seen) {
    let phase = usize::try_from(seen.phase).ok().and_then(|phase| PHASES.get(phase)).unwrap_or(&"");
    println!(
        "{phase:<10} {:>6.0} due, {:>6.0} redirected, {:.0} failed, {:.0} answered otherwise {}; \
         p50 {:.2} ms, p99 {:.2} ms, longest {:.1} ms",
        seen.due,
        seen.good,
        seen.failed,
        seen.other + seen.shed,
        seen.trouble,
        seen.good_ms.p50,
        seen.good_ms.p99,
        seen.good_ms.longest
    );
}

fn judge(seen: &[Seen], waiting: f64, away: f64) -> Outcome {
    let redirected = seen.iter().all(|seen| seen.good >= seen.due && seen.due > 0.0);
    held(redirected, "every click is redirected")?;
    held(waiting >= RATE * away * 0.8, "the database was really away: its clicks waited")?;
    // Afterwards what waited comes into the database, on the same core.
    let quick = seen.iter().take(2).all(|seen| seen.good_ms.p99 <= P99_MS_MAX);
    held(quick, "99 of 100 redirects take no longer than 50 ms, before and meanwhile")
}

/// Asks for every click that was answered, and has everything derived anew: none is missing, and no other is there.
fn each_is_there(programs: &Programs, shop: &Shop, ids: &Path) -> Outcome {
    let text = std::fs::read_to_string(ids).map_err(|error| error.to_string())?;
    let mut named: Vec<&str> = text.lines().collect();
    let answered = named.len();
    named.sort_unstable();
    named.dedup();
    held(named.len() == answered && answered > 0, "no two redirects name the same click")?;
    let ask = Kind {
        name: "look",
        address: shop.running.address.clone(),
        request: format!(
            "GET /api/v1/clicks/{{line}} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\n\r\n",
            shop.key
        ),
        weight: 1,
        lines: Some(ids.to_string_lossy().into_owned()),
        ..Kind::default()
    };
    let mix = Mix { seconds: 600.0, connections: 16, marks: Vec::new(), kinds: &[ask] };
    let found: f64 = mix.run(programs, &shop.folder)?.iter().map(|seen| seen.good).sum();
    let verified = shop.verified(programs)?;
    println!(
        "{answered} clicks were answered, {found:.0} of them found by their id; the database has {} in all, and verify is {}",
        verified.clicks,
        if verified.is_clean { "clean" } else { "not clean" }
    );
    held(found.to_string() == answered.to_string(), "every answered click is in the database")?;
    held(verified.clicks == answered.to_string(), "none is there twice, and none that nobody was told of")?;
    held(verified.is_clean, "verify finds everything as it must be")
}
