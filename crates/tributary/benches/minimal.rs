//! The reference for orders: the least SQL that keeps an order once, with two postings and a balance, as a loop by hand.
//!
//! `minimal sqlite FILE SECONDS GROUP` or `minimal postgres URL SECONDS GROUP`, for `cargo xtask bench`: so many orders share a
//! commit. Prints orders a second.

use std::time::{Duration, Instant};

const SCHEMA: &str = "CREATE TABLE minimal_order (id TEXT PRIMARY KEY, body TEXT NOT NULL, total BIGINT NOT NULL, placed_at BIGINT NOT NULL);
    CREATE TABLE minimal_posting (order_id TEXT NOT NULL, account TEXT NOT NULL, minor BIGINT NOT NULL, PRIMARY KEY (order_id, account));
    CREATE TABLE minimal_balance (account TEXT PRIMARY KEY, minor BIGINT NOT NULL);";
const ORDER: &str = "INSERT INTO minimal_order (id, body, total, placed_at) VALUES ($1, $2, $3, $4)";
const POSTING: &str = "INSERT INTO minimal_posting (order_id, account, minor) VALUES ($1, $2, $3)";
const BALANCE: &str = "INSERT INTO minimal_balance (account, minor) VALUES ($1, $2)
    ON CONFLICT (account) DO UPDATE SET minor = minimal_balance.minor + excluded.minor";
const BODY: &str = r#"{"status":"completed","currency":"USD","lines":[{"product":"tee","total":10000}],"coupons":["SARA10"]}"#;

type Ended = Result<u32, Box<dyn std::error::Error>>;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [engine, place, seconds, group] = args.as_slice() else { return };
    let (Ok(seconds), Ok(group)) = (seconds.parse::<u64>(), group.parse::<u32>()) else { return };
    let time = Duration::from_secs(seconds);
    let done = if engine == "sqlite" { sqlite(place, time, group) } else { postgres(place, time, group) };
    match done {
        Ok(orders) => println!("{}", u64::from(orders) / seconds.max(1)),
        Err(error) => {
            eprintln!("minimal: {error}");
            std::process::exit(1);
        }
    }
}

fn sqlite(file: &str, time: Duration, group: u32) -> Ended {
    let db = rusqlite::Connection::open(file)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.execute_batch(SCHEMA)?;
    let (begun, mut done) = (Instant::now(), 0);
    while begun.elapsed() < time {
        db.execute_batch("BEGIN IMMEDIATE")?;
        for _ in 0..group {
            let id = format!("order {done}");
            db.prepare_cached(ORDER)?.execute((&id, BODY, 10_000_i64, i64::from(done)))?;
            db.prepare_cached(POSTING)?.execute((&id, "partner", 1_000_i64))?;
            db.prepare_cached(POSTING)?.execute((&id, "merchant", -1_000_i64))?;
            db.prepare_cached(BALANCE)?.execute(("partner", 1_000_i64))?;
            done += 1;
        }
        db.execute_batch("COMMIT")?;
    }
    Ok(done)
}

fn postgres(url: &str, time: Duration, group: u32) -> Ended {
    let mut db = postgres::Client::connect(url, postgres::NoTls)?;
    db.batch_execute(SCHEMA)?;
    let (order, posting, balance) = (db.prepare(ORDER)?, db.prepare(POSTING)?, db.prepare(BALANCE)?);
    let (begun, mut done) = (Instant::now(), 0);
    while begun.elapsed() < time {
        let mut tx = db.transaction()?;
        for _ in 0..group {
            let id = format!("order {done}");
            tx.execute(&order, &[&id, &BODY, &10_000_i64, &i64::from(done)])?;
            tx.execute(&posting, &[&id, &"partner", &1_000_i64])?;
            tx.execute(&posting, &[&id, &"merchant", &-1_000_i64])?;
            tx.execute(&balance, &[&"partner", &1_000_i64])?;
            done += 1;
        }
        tx.commit()?;
    }
    Ok(done)
}
