//! The database: whether it is there, durable, of this program and of this key.

use super::{Check, size};
use crate::config::Data;
use tributary_core::Timestamp;
use tributary_engine::backup::KEY;
use tributary_engine::checkup::{self, Checkup, Spans};
use tributary_engine::clock::Clock;
use tributary_engine::db::{About, Look, Place, Tx, newest_schema, schema_version};
use tributary_engine::seal::Sealer;
use tributary_engine::{Result, node};

/// The oldest PostgreSQL that the statements were tried on.
const SERVER_MIN: i64 = 150_000;
/// Clocks further apart than this put what happens on two machines into a wrong order.
const APART_MS: i64 = 5_000;
/// Failures of the last day are told; older ones somebody has seen.
const LATELY_MS: i64 = 24 * 3_600_000;
/// What is due is done within a minute; after ten nobody does it.
const LATE_MS: i64 = 10 * 60_000;

/// What was found, and how the work stands where that could be read.
pub(super) fn checks(data: &Data, now: Timestamp) -> (Vec<Check>, Option<Checkup>) {
    let place = data.database();
    let mut look = match Look::at(&place) {
        Ok(look) => look,
        Err(error) => {
            let todo = match place {
                Place::File(_) => "Name the directory of an installation with --data, or restore a backup",
                Place::Server(_) => {
                    "Start the database server, or mend --database-url; until then the rest stays unknown"
                }
            };
            return (vec![Check::fail("database", error.to_string(), todo)], None);
        }
    };
    let mut checks = match look.about() {
        Ok(about) => engine(&about, data),
        Err(error) => vec![Check::fail("database", error.to_string(), "Mend it, or restore a backup")],
    };
    let schema = look.read(schema_version);
    checks.push(schema_check(&schema));
    if schema.is_ok_and(|schema| schema != newest_schema()) {
        return (checks, None);
    }
    checks.extend(key(data, look.read(node::key_of)));
    let spans = Spans { lately: now.plus_ms(-LATELY_MS), late: now.plus_ms(-LATE_MS) };
    match look.read(|tx: &mut Tx<'_>| checkup::of(tx, spans, now)) {
        Ok(checkup) => (checks, Some(checkup)),
        Err(error) => {
            checks.push(Check::fail("database", error.to_string(), "Run tributary verify"));
            (checks, None)
        }
    }
}

fn engine(about: &About, data: &Data) -> Vec<Check> {
    match about {
        About::File { version, journal, size: bytes } => {
            let beside = data.directory.join("tributary.db-wal");
            let log = std::fs::metadata(beside).map_or(0, |log| log.len());
            let bytes = u64::try_from(*bytes).unwrap_or(0);
            let found = format!("SQLite {version}, {}, write-ahead log {}", size(bytes), size(log));
            vec![Check::ok("database", found), journal_check(journal)]
        }
        About::Server { version, number, off, clock, size: bytes } => {
            let bytes = u64::try_from(*bytes).unwrap_or(0);
            let found = format!("PostgreSQL {version}, {data}, {}", size(bytes));
            let version = if *number >= SERVER_MIN {
                Check::ok("database", found)
            } else {
                Check::fail("database", found, "Use PostgreSQL 15 or newer")
            };
            vec![version, durable(off), clocks(clock.since_ms(Clock::default().now()))]
        }
    }
}

/// Every connection asks for `synchronous=FULL` itself and stops when it is refused; the journal is the file's own.
fn journal_check(journal: &str) -> Check {
    if journal == "wal" {
        return Check::ok("durability", "journal_mode is wal, and every server asks for synchronous=FULL");
    }
    Check::warn(
        "durability",
        format!("journal_mode is {journal}, as in a copy that was never served"),
        "Nothing to do: a server sets it to wal when it starts",
    )
}

/// Our own connections ask for `synchronous_commit` themselves; these two they cannot.
fn durable(off: &[String]) -> Check {
    if off.is_empty() {
        return Check::ok(
            "durability",
            "fsync and full_page_writes are on, and every node asks for synchronous_commit",
        );
    }
    let names = off.join(" and ");
    Check::fail(
        "durability",
        format!("the database server runs without {names}: a power failure can destroy it"),
        format!("Turn {names} on in postgresql.conf and restart it"),
    )
}

fn clocks(ahead_ms: i64) -> Check {
    let found = format!("the database server's is {ahead_ms} ms ahead of this machine's");
    if ahead_ms.abs() <= APART_MS {
        return Check::ok("clocks", found);
    }
    Check::warn("clocks", found, "Let both follow the same time server")
}

fn schema_check(schema: &Result<i64>) -> Check {
    let newest = newest_schema();
    match schema {
        Err(error) => Check::fail("schema", error.to_string(), "Run tributary verify"),
        Ok(0) => Check::fail(
            "schema",
            "there is no Tributary in this database",
            "Start a server on it, or restore a backup",
        ),
        Ok(schema) if *schema > newest => Check::fail(
            "schema",
            format!("version {schema}, newer than this program's {newest}"),
            "Use the program that made it",
        ),
        Ok(schema) if *schema < newest => Check::warn(
            "schema",
            format!(
                "version {schema}; steps {} to {newest} are taken when this program starts as a server",
                schema + 1
            ),
            "Make a backup with the program that serves it now, then start this one",
        ),
        Ok(schema) => Check::ok("schema", format!("version {schema}, the newest")),
    }
}

/// Nothing is said where there is no key to hold against it: that was said already.
fn key(data: &Data, kept: Result<Option<String>>) -> Option<Check> {
    let path = data.directory.join(KEY);
    let own = if path.is_file() { Sealer::open(&path).ok()?.fingerprint() } else { return None };
    Some(match kept {
        Err(error) => Check::fail("key", error.to_string(), "Run tributary verify"),
        Ok(None) => Check::ok("key", "the database was not opened with any yet"),
        Ok(Some(kept)) if kept == own => Check::ok("key", "it is the one of this database"),
        Ok(Some(_)) => Check::fail(
            "key",
            format!("{} is not the one of this database: no server will start", path.display()),
            "Copy it from where the database was set up, from another node or from a backup",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn a_server_that_is_too_old_or_may_lose_commits_fails_and_a_wrong_clock_warns() {
        let data = Data { directory: PathBuf::from("data"), server: None };
        let levels = |number: i64, off: &[&str], ahead_ms: i64| {
            let about = About::Server {
                version: String::new(),
                number,
                off: off.iter().map(|&name| name.to_owned()).collect(),
                clock: Clock::default().now().plus_ms(ahead_ms),
                size: 1,
            };
            engine(&about, &data).into_iter().map(|check| check.level).collect::<Vec<_>>()
        };
        use Level::{Fail, Ok, Warn};
        assert_eq!(levels(150_000, &[], 0), [Ok, Ok, Ok]);
        assert_eq!(levels(149_999, &["fsync"], 3_600_000), [Fail, Fail, Warn]);
    }

    #[test]
    fn a_schema_is_current_behind_ahead_or_not_there() {
        let newest = newest_schema();
        let level = |schema: i64| schema_check(&Ok(schema)).level;
        assert_eq!(
            [level(newest), level(newest - 1), level(newest + 1), level(0)],
            [Level::Ok, Level::Warn, Level::Fail, Level::Fail]
        );
        assert_eq!(journal_check("delete").level, Level::Warn);
    }
}
