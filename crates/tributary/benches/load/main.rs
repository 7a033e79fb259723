//! The load: so many connections, each with one request after the other, as fast as they are answered or at a rate.
//!
//! `load ADDRESS REQUEST_FILE CONNECTIONS SECONDS [RATE]`, for `cargo xtask bench`. The file holds one request; `{n}` in it is
//! replaced by a number of its own, padded to 12 digits. Prints one JSON line. At a rate, latency counts from when a request
//! was due, so a server that stalls is seen to stall.
//!
//! `load PLAN` sends several kinds of requests at once: see [`mix`].

#![expect(clippy::float_arithmetic, reason = "rates of a load; no money is in them")]

mod connection;
mod mix;
mod tally;

use connection::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Plan {
    address: String,
    request: String,
    /// Between two requests of one connection; none: as fast as they are answered.
    every: Option<Duration>,
    next: AtomicU64,
    over: AtomicBool,
}

#[derive(Default)]
struct Seen {
    micros: Vec<u64>,
    by_hundred: [u64; 6],
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else { return };
    if let [plan] = args.as_slice() {
        match runtime.block_on(mix::run(plan)) {
            Ok(said) => print!("{said}"),
            Err(error) => eprintln!("load: {error}"),
        }
        return;
    }
    let [address, file, connections, seconds, rest @ ..] = args.as_slice() else { return };
    let (Ok(connections), Ok(seconds)) = (connections.parse::<u32>(), seconds.parse::<u64>()) else { return };
    let rate = rest.first().and_then(|rate| rate.parse::<u32>().ok());
    let request = std::fs::read_to_string(file).unwrap_or_default();
    let plan = Arc::new(Plan {
        address: address.clone(),
        request,
        every: rate.map(|rate| Duration::from_secs(1) * connections / rate.max(1)),
        next: AtomicU64::new(rest.get(1).and_then(|first| first.parse().ok()).unwrap_or_default()),
        over: AtomicBool::new(false),
    });
    let (seen, took) = runtime.block_on(run(&plan, connections, Duration::from_secs(seconds)));
    say(seen, took);
}

async fn run(plan: &Arc<Plan>, connections: u32, time: Duration) -> (Seen, Duration) {
    let begun = Instant::now();
    let senders: Vec<_> =
        (0..connections).map(|place| tokio::spawn(send(Arc::clone(plan), place, connections))).collect();
    tokio::time::sleep(time).await;
    plan.over.store(true, Ordering::Relaxed);
    let took = begun.elapsed();
    let mut all = Seen::default();
    for sender in senders {
        let Ok(seen) = sender.await else { continue };
        all.micros.extend(seen.micros);
        for (sum, more) in all.by_hundred.iter_mut().zip(seen.by_hundred) {
            *sum += more;
        }
    }
    (all, took)
}

async fn send(plan: Arc<Plan>, place: u32, connections: u32) -> Seen {
    let mut seen = Seen::default();
    let mut open = None;
    let begun = Instant::now();
    let mut due = plan.every.map(|every| begun + every * place / connections);
    while !plan.over.load(Ordering::Relaxed) {
        let from = match due {
            // Late already, because the answer before was: that counts. What the timer adds does not.
            Some(at) if at <= Instant::now() => at,
            Some(at) => {
                tokio::time::sleep_until(at.into()).await;
                Instant::now()
            }
            None => Instant::now(),
        };
        due = due.zip(plan.every).map(|(at, every)| at + every);
        match once(&plan, &mut open).await {
            Ok(status) => {
                seen.by_hundred[usize::from(status / 100).min(5)] += 1;
                seen.micros.push(u64::try_from(from.elapsed().as_micros()).unwrap_or(u64::MAX));
            }
            Err(_) => {
                seen.by_hundred[0] += 1;
                open = None;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
    seen
}

async fn once(plan: &Plan, open: &mut Option<Connection>) -> std::io::Result<u16> {
    if open.is_none() {
        *open = Some(Connection::open(&plan.address).await?);
    }
    let Some(connection) = open else { return Err(std::io::ErrorKind::NotConnected.into()) };
    if plan.request.contains("{n}") {
        let number = plan.next.fetch_add(1, Ordering::Relaxed);
        connection.ask(plan.request.replace("{n}", &format!("{number:012}")).as_bytes()).await
    } else {
        connection.ask(plan.request.as_bytes()).await
    }
}

fn say(mut seen: Seen, took: Duration) {
    seen.micros.sort_unstable();
    let at = |part: usize| seen.micros.get(seen.micros.len() * part / 1000).copied().unwrap_or_default();
    let per_second =
        u128::try_from(seen.micros.len()).unwrap_or_default() * 1_000_000 / took.as_micros().max(1);
    println!(
        "{{\"per_second\":{per_second},\"p50_us\":{},\"p99_us\":{},\"max_us\":{},\"failed\":{},\"2xx\":{},\"3xx\":{},\"4xx\":{},\"5xx\":{}}}",
        at(500),
        at(990),
        seen.micros.last().copied().unwrap_or_default(),
        seen.by_hundred[0],
        seen.by_hundred[2],
        seen.by_hundred[3],
        seen.by_hundred[4],
        seen.by_hundred[5],
    );
}
