//! (g) Two nodes on one PostgreSQL: how fast clicks leave one of them, and both at once; and what a click takes on disk.

use super::mix::{Kind, Mix, click};
use super::server::{Shop, drained};
use super::{Programs, held, spread};
use crate::Outcome;
use crate::postgres::{Cluster, Stop};
use crate::step::announce;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const ROUNDS: usize = 3;
const SECONDS: f64 = 6.0;
const CONNECTIONS: u32 = 64;
const DRAINED_WITHIN: Duration = Duration::from_secs(300);

pub(super) fn run(programs: &Programs, cluster: &Cluster) -> Outcome {
    announce("nodes", "clicks at one node, then at two on the same PostgreSQL, and how fast they leave");
    let url = cluster.fresh_database("nodes")?;
    let shop = Shop::open(programs, "nodes", Some(&url))?;
    let another = shop.another(programs)?;
    let (one, two) = (shop.running.address.as_str(), another.address.as_str());
    let (mut alone, mut both) = (Vec::new(), Vec::new());
    let mut clicks = 0.0;
    for _ in 0..ROUNDS {
        for (nodes, rates) in [(&[one][..], &mut alone), (&[one, two][..], &mut both)] {
            clicks += filled(programs, &shop, nodes)?;
            rates.push(drained(nodes, DRAINED_WITHIN)? / 1000.0);
        }
    }
    println!("thousand clicks a second into the database: {} from one node", spread(&alone));
    println!("                                            {} from two at once", spread(&both));
    let verified = shop.verified(programs)?;
    println!("{clicks:.0} clicks were answered, the database has {}", verified.clicks);
    held(verified.clicks == clicks.to_string(), "every click of both nodes is there, and once")?;
    held(verified.is_clean, "verify finds everything as it must be")?;
    drop((another, shop));
    sizes(programs, cluster)
}

/// Clicks at these nodes, as fast as they are answered; how many.
fn filled(programs: &Programs, shop: &Shop, nodes: &[&str]) -> Result<f64, String> {
    let kinds: Vec<Kind> = nodes.iter().map(|address| click(address)).collect();
    let mix = Mix { seconds: SECONDS, connections: CONNECTIONS, marks: Vec::new(), kinds: &kinds };
    let seen = mix.run(programs, &shop.folder)?;
    let sent: f64 = seen.iter().map(|seen| seen.sent).sum();
    let good: f64 = seen.iter().map(|seen| seen.good).sum();
    held(good >= sent && good > 0.0, "every click is redirected").map(|()| good)
}

/// What a click takes in the intake, in the database and in its log. The server is stopped in good order before and after,
/// so that everything is where it stays.
fn sizes(programs: &Programs, cluster: &Cluster) -> Outcome {
    let url = cluster.fresh_database("sizes")?;
    let shop = Shop::open(programs, "sizes", Some(&url))?;
    let stopped = || {
        cluster.stop(Stop::Orderly)?;
        Ok::<_, String>((bytes_below(&cluster.data().join("base")), log_position(cluster)?))
    };
    let (table_before, log_before) = stopped()?;
    // The database is away meanwhile, so that all of them wait on disk together.
    let clicks = filled(programs, &shop, &[&shop.running.address])?;
    let intake = shop.figure("tributary_intake_bytes")?;
    cluster.start_again()?;
    shop.drained(DRAINED_WITHIN)?;
    let (table, log) = stopped()?;
    cluster.start_again()?;
    println!(
        "bytes a click, of {clicks:.0}: {:.0} in the intake (its files are 8 MiB each), {:.0} in PostgreSQL with indexes, \
         {:.0} in its write-ahead log",
        intake / clicks,
        (table - table_before) / clicks,
        (log - log_before) / clicks
    );
    Ok(())
}

fn bytes_below(folder: &Path) -> f64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.filter_map(|entry| {
        let about = entry.metadata().ok()?;
        // A file of a database is at most 1 GiB.
        Some(if about.is_dir() {
            bytes_below(&entry.path())
        } else {
            f64::from(u32::try_from(about.len()).ok()?)
        })
    });
    sizes.sum()
}

/// Where the log of a stopped server ends, in bytes.
fn log_position(cluster: &Cluster) -> Result<f64, String> {
    let program = crate::postgres::program("pg_controldata").ok_or("no pg_controldata here")?;
    let output = Command::new(program).arg(cluster.data()).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("pg_controldata: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("Latest checkpoint location:"));
    let place = line.and_then(|line| line.trim().split_once('/')).and_then(|(high, low)| {
        let (high, low) = (u32::from_str_radix(high, 16).ok()?, u32::from_str_radix(low, 16).ok()?);
        Some(f64::from(high) * 4_294_967_296.0 + f64::from(low))
    });
    place.ok_or_else(|| format!("pg_controldata said {text}"))
}
