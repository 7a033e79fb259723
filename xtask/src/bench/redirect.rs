//! (a) A redirect with a durable click, against a bare axum that answers the same 302 and keeps nothing.

use super::server::{Shop, bare};
use super::{Programs, disk, load, spread};
use crate::Outcome;
use crate::postgres::Cluster;
use crate::step::announce;
use std::time::Duration;

const ROUNDS: usize = 3;
const SECONDS: &str = "6";
/// Long enough for what comes now and then, as a checkpoint does, to weigh what it weighs in a day.
const CALM_SECONDS: &str = "20";
const DRAINED_WITHIN: Duration = Duration::from_secs(300);
const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";

pub(super) fn run(programs: &Programs, cluster: &Cluster) -> Outcome {
    announce("redirect", "a durable click and its 302, against a bare 302 with the same headers");
    for connections in ["64", "256"] {
        side_by_side(programs, ("SQLite", None), connections)?;
        let url = cluster.fresh_database(&format!("redirects_{connections}"))?;
        side_by_side(programs, ("PostgreSQL", Some(&url)), connections)?;
    }
    Ok(())
}

fn side_by_side(programs: &Programs, (name, url): (&str, Option<&str>), connections: &str) -> Outcome {
    let shop = Shop::open(programs, "redirect", url)?;
    let request =
        format!("GET /t/sara HTTP/1.1\r\nhost: bench\r\nuser-agent: {BROWSER}\r\naccept: */*\r\n\r\n");
    let file = shop.request("redirect.http", &request)?;
    let file = file.to_string_lossy();
    let (mut ratios, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    let (mut drained, mut disks) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let reference = {
            let bare = bare(&programs.bare)?;
            load(programs, &[&bare.address, &file, connections, SECONDS])?
        };
        disks.push(disk::at_rest()?);
        let seen = load(programs, &[&shop.running.address, &file, connections, SECONDS])?;
        ratios.push(seen.per_second / reference.per_second);
        ours.push(seen.per_second);
        theirs.push(reference.per_second);
        // Nobody is measured while the clicks of the round before come into the database.
        drained.push(shop.drained(DRAINED_WITHIN)?);
    }
    disks.push(disk::at_rest()?);
    let half = (ours.iter().copied().fold(f64::MAX, f64::min) / 2.0).round().to_string();
    let calm = load(programs, &[&shop.running.address, &file, connections, CALM_SECONDS, &half])?;
    println!(
        "{name:<10} {connections:>4} connections: {} of the bare 302 ({:.0} of {:.0} a second); at half of it ({half} a second) \
         p50 {:.2} ms, p99 {:.2} ms; into the database afterwards {:.0} a second",
        spread(&ratios),
        middle(&ours),
        middle(&theirs),
        calm.p50_us / 1000.0,
        calm.p99_us / 1000.0,
        middle(&drained)
    );
    disks.iter().for_each(|disk| println!("           before each of ours, {disk}"));
    Ok(())
}

fn middle(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
