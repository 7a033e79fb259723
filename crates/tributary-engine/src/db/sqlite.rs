//! SQLite: one writer thread with group commit, a few readers, all on plain threads.

use super::door::{self, Queues, Write, next_read, tell_all};
use super::group::{Together, Transaction, apart, together};
use super::migrate;
use super::tx::Tx;
use crate::error::{Error, Result};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::path::Path;
use std::sync::Arc;

const READERS: usize = 3;
const STATEMENTS_CACHED: usize = 256;
/// Pages kept in memory, in KiB. With SQLite's own 2 MiB a writer on a database of 1 GB spent two thirds of its time
/// reading pages again.
const WRITER_CACHE_KIB: i64 = 64 * 1024;
const READER_CACHE_KIB: i64 = 16 * 1024;
/// The log goes into the file whenever it has grown by so many pages, 32 MB. A commit of 64 orders writes 240 pages, most of
/// them the same as the commit before: with SQLite's own 1,000 pages, each was copied every fourth commit, which was a ninth
/// of what an order costs. With 8,000, 1.24 times the orders were measured.
const CHECKPOINT_PAGES: i64 = 8_000;

pub(super) fn start(path: &Path, queues: Queues) -> Result<()> {
    let mut writer = connect(path, WRITER_CACHE_KIB)?;
    migrate::run(&mut writer, path)?;
    for _ in 0..READERS {
        let reader = connect(path, READER_CACHE_KIB)?;
        reader.pragma_update(None, "query_only", true)?;
        let reads = Arc::clone(&queues.reads);
        door::spawn("tributary-reader", move || {
            door::step_back();
            while let Some(job) = next_read(&reads) {
                let begun = reader.execute_batch("BEGIN");
                job.run(Ok(&mut Tx::file(&reader)));
                if begun.is_ok() {
                    drop(reader.execute_batch("COMMIT"));
                }
            }
        })?;
    }
    door::spawn("tributary-writer", move || {
        let mut how = Together::default();
        while let Some(group) = queues.group() {
            write_group(&writer, group, &mut how);
            queues.ring();
        }
    })
}

fn connect(path: &Path, cache_kib: i64) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Measured: with NORMAL an acknowledged commit is lost on power failure; with FULL none was.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Without it REPLACE removes rows past the triggers that forbid removing them.
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    // Else a statement that a partial index might serve for some values is planned anew each time it is run with others:
    // measured at 0.1 ms for one with all conditions on orders.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if synchronous != 2 {
        return Err(Error::Broken("the database refuses synchronous=FULL".to_owned()));
    }
    Ok(connection)
}

struct Open<'c>(&'c Connection);

impl Transaction for Open<'_> {
    fn tx(&mut self) -> Tx<'_> {
        Tx::file(self.0)
    }

    fn say(&mut self, word: &'static str) -> Result<()> {
        Ok(self.0.execute_batch(word)?)
    }

    fn goes_on(&self) -> bool {
        true
    }
}

fn write_group(connection: &Connection, mut group: Vec<Box<dyn Write>>, how: &mut Together) {
    let mut open = Open(connection);
    if how.try_it(group.len()) {
        match begun(connection).and_then(|()| together(&mut open, &mut group)) {
            Ok(true) => return told(group, commit(connection).map(|()| Vec::new())),
            done if group.len() == 1 => {
                drop(connection.execute_batch("ROLLBACK"));
                return told(group, done.map(|_| Vec::new()));
            }
            Err(Error::Busy) => return told(group, Err(Error::Busy)),
            _ => {
                drop(connection.execute_batch("ROLLBACK"));
                how.failed();
            }
        }
    }
    let closed = begun(connection).and_then(|()| {
        let closed = apart(&mut open, &mut group);
        commit(connection).map(|()| closed)
    });
    told(group, closed);
}

fn begun(connection: &Connection) -> Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| {
        tracing::error!(%error, "a group of writes could not begin");
        Error::Busy
    })
}

fn commit(connection: &Connection) -> Result<()> {
    connection.execute_batch("COMMIT").map_err(|error| {
        // After a failed fsync the kernel may call lost pages clean: only a restart tells the truth.
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::SystemIoFailure) {
            tracing::error!(%error, "the disk failed during a commit: stopping at once");
            std::process::abort();
        }
        drop(connection.execute_batch("ROLLBACK"));
        error.into()
    })
}

/// Tells everybody how it ended, those who were kept apart each their own.
fn told(group: Vec<Box<dyn Write>>, ended: Result<Vec<Result<()>>>) {
    match ended {
        Ok(closed) => {
            let closed = closed.into_iter().chain(std::iter::repeat_with(|| Ok(())));
            group.into_iter().zip(closed).for_each(|(write, closed)| write.tell(closed));
        }
        Err(Error::Busy) => tell_all(group, &|| Error::Busy),
        Err(error) => {
            tracing::error!(%error, "a group of writes failed");
            tell_all(group, &|| Error::Broken(error.to_string()));
        }
    }
}
