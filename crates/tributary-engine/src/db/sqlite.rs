//! SQLite: one writer thread with group commit, a few readers, all on plain threads.

use super::door::{self, Queues, Write, next_read, tell_all};
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

pub(super) fn start(path: &Path, queues: Queues) -> Result<()> {
    let mut writer = connect(path, WRITER_CACHE_KIB)?;
    migrate::run(&mut writer, path)?;
    for _ in 0..READERS {
        let reader = connect(path, READER_CACHE_KIB)?;
        reader.pragma_update(None, "query_only", true)?;
        let reads = Arc::clone(&queues.reads);
        door::spawn("tributary-reader", move || {
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
        while let Some(group) = queues.group() {
            write_group(&writer, group);
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

fn write_group(connection: &Connection, mut group: Vec<Box<dyn Write>>) {
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        tracing::error!(%error, "a group of writes could not begin");
        return tell_all(group, &|| Error::Busy);
    }
    let closed: Vec<rusqlite::Result<()>> =
        group.iter_mut().map(|write| in_savepoint(connection, write.as_mut())).collect();
    if let Err(error) = connection.execute_batch("COMMIT") {
        // After a failed fsync the kernel may call lost pages clean: only a restart tells the truth.
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::SystemIoFailure) {
            tracing::error!(%error, "the disk failed during a commit: stopping at once");
            std::process::abort();
        }
        tracing::error!(%error, "a group of writes failed");
        drop(connection.execute_batch("ROLLBACK"));
        return tell_all(group, &|| Error::Broken(error.to_string()));
    }
    for (write, closed) in group.into_iter().zip(closed) {
        write.tell(closed.map_err(Error::from));
    }
}

fn in_savepoint(connection: &Connection, write: &mut dyn Write) -> rusqlite::Result<()> {
    connection.execute_batch("SAVEPOINT one")?;
    let keep = write.run(&mut Tx::file(connection));
    connection.execute_batch(if keep { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" })
}
