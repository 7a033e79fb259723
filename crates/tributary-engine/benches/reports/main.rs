//! Every query behind a page of figures beside the best that a hand writes over the same sums, at two sizes of the same shop.
//!
//! `reports PLACE CLICKS PLACE CLICKS`, for `cargo xtask bench reports`: a place is a folder, for SQLite, or the address of a
//! PostgreSQL server, which gets a database for each size. What is empty is filled; what was filled before is asked again. Both ways are timed in the same
//! transaction, in turns, and must tell the same. No time is asserted.

mod ask;
mod cases;
mod fill;
mod hand;

use ask::Ask;
use cases::Case;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tributary_engine::Engine;
use tributary_engine::db::{Place, Server, Tx};
use tributary_engine::error::{Error, Result};

/// Each way is run so often, unless that takes too long.
const RUNS: usize = 41;
const RUNS_MIN: usize = 7;
const TIME: Duration = Duration::from_millis(1_500);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [small, few, large, many] = args.as_slice() else { return };
    let (Ok(few), Ok(many)) = (few.parse::<i64>(), many.parse::<i64>()) else { return };
    let told = measured(small, few).and_then(|small| Ok((small, measured(large, many)?)));
    match told {
        Ok((small, large)) => print((few, &small), (many, &large)),
        Err(error) => {
            eprintln!("reports: {error}");
            std::process::exit(1);
        }
    }
}

/// What a query took in each way: shortest, middle and longest run.
struct Times {
    ours: [Duration; 3],
    hand: [Duration; 3],
}

fn measured(place: &str, clicks: i64) -> Result<Vec<(&'static str, &'static str, Times)>> {
    let place = if is_server(place) { database(place, clicks)? } else { place.to_owned() };
    let engine = open(&place, clicks)?;
    let begun = Instant::now();
    if fill::fill(&engine, &place, clicks)? {
        let orders = clicks / fill::CLICKS_PER_ORDER;
        println!("{clicks} clicks and {orders} orders filled in {:.0?}", begun.elapsed());
    }
    engine.db.read_wait(|tx| {
        let ask = Ask::of(tx)?;
        let mut all = Vec::new();
        for case in cases::all() {
            for (span, parts) in ask.spans(&case) {
                let times = race(tx, &ask, &case, &parts)
                    .map_err(|error| Error::Broken(format!("{} of {span}: {error}", case.name)))?;
                all.push((case.name, span, times));
            }
        }
        Ok(all)
    })
}

fn is_server(place: &str) -> bool {
    place.starts_with("postgres")
}

/// The address of a server's own database for a size, which is made where it is missing.
fn database(url: &str, clicks: i64) -> Result<String> {
    let broken = |error: postgres::Error| Error::Broken(error.to_string());
    let name = format!("reports_{clicks}");
    let mut server = postgres::Client::connect(url, postgres::NoTls).map_err(broken)?;
    let known = server.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).map_err(broken)?;
    if known.is_empty() {
        server.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).map_err(broken)?;
    }
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let host = address.rsplit_once('/').map_or(address, |(host, _)| host);
    Ok(if query.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{query}") })
}

fn open(place: &str, clicks: i64) -> Result<Engine> {
    if !is_server(place) {
        return Engine::open(&PathBuf::from(place));
    }
    // The key file has to be the same the next time.
    let folder = std::env::temp_dir().join(format!("tributary-reports-{clicks}"));
    Engine::open_at(&folder, &Place::Server(Server::parse(place)?))
}

fn race(tx: &mut Tx<'_>, ask: &Ask, case: &Case, span: &ask::Span) -> Result<Times> {
    let told = ((case.ours)(tx, ask, span)?, (case.hand)(tx, ask, span)?);
    if told.0 != told.1 {
        return Err(Error::Broken(format!("we tell {}, by hand it is {}", told.0, told.1)));
    }
    let (mut ours, mut hand) = (Vec::new(), Vec::new());
    let begun = Instant::now();
    while ours.len() < RUNS_MIN || (ours.len() < RUNS && begun.elapsed() < TIME) {
        for (way, times) in [(case.ours, &mut ours), (case.hand, &mut hand)] {
            let begun = Instant::now();
            std::hint::black_box(way(tx, ask, span)?);
            times.push(begun.elapsed());
        }
    }
    Ok(Times { ours: spread(ours), hand: spread(hand) })
}

fn spread(mut times: Vec<Duration>) -> [Duration; 3] {
    times.sort_unstable();
    let at = |place: usize| times.get(place).copied().unwrap_or_default();
    [at(0), at(times.len() / 2), at(times.len().saturating_sub(1))]
}

type Column = Vec<(&'static str, &'static str, Times)>;

fn print((few, small): (i64, &Column), (many, large): (i64, &Column)) {
    println!(
        "| query | span | {few}: ours ms | hand ms | ratio | {many}: ours ms | hand ms | ratio | growth: ours | hand |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for ((name, span, before), (_, _, after)) in small.iter().zip(large) {
        let column = |times: &Times| {
            format!("{} | {} | {}", cell(times.ours), cell(times.hand), times_as_long(times.ours, times.hand))
        };
        println!(
            "| {name} | {span} | {} | {} | {} | {} |",
            column(before),
            column(after),
            times_as_long(after.ours, before.ours),
            times_as_long(after.hand, before.hand)
        );
    }
}

/// `0.123 (0.120–0.140)` milliseconds.
fn cell([least, middle, most]: [Duration; 3]) -> String {
    let ms = |time: Duration| format!("{}.{:03}", time.as_micros() / 1000, time.as_micros() % 1000);
    format!("{} ({}–{})", ms(middle), ms(least), ms(most))
}

/// By the shortest runs, which other programs on the machine disturb least.
fn times_as_long(one: [Duration; 3], other: [Duration; 3]) -> String {
    let hundredths = one[0].as_nanos() * 100 / other[0].as_nanos().max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
