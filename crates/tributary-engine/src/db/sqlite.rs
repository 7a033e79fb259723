//! SQLite: one writer thread with group commit, a few readers, all on plain threads.

use super::migrate;
use super::tx::Tx;
use crate::error::{Error, Result};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

const QUEUE_MAX: usize = 4096; // past this a caller hears Busy instead of waiting unbounded
const GROUP_MAX: usize = 256; // writes that share one commit
const READERS: usize = 3;
const STATEMENTS_CACHED: usize = 256;
/// Pages kept in memory, in KiB. With SQLite's own 2 MiB a writer on a database of 1 GB spent two thirds of its time
/// reading pages again.
const WRITER_CACHE_KIB: i64 = 64 * 1024;
const READER_CACHE_KIB: i64 = 16 * 1024;

/// What to do once the commit is on disk, or has failed.
type Reply = Box<dyn FnOnce(Result<()>) + Send>;
/// Runs in the transaction; says whether its effects stay, and whom to tell.
type Write = Box<dyn FnOnce(Result<&mut Tx<'_>>) -> (bool, Reply) + Send>;
type Read = Box<dyn FnOnce(&mut Tx<'_>) + Send>;
/// Called after each commit; must be quick, for the writer waits.
type Bell = Box<dyn Fn() + Send + Sync>;

/// A database: a queue to its writer and one to its readers. Clones share both.
#[derive(Debug, Clone)]
pub struct Db {
    path: PathBuf,
    writes: SyncSender<WriteJob>,
    reads: SyncSender<ReadJob>,
    bell: Arc<OnceLock<BellOf>>,
}

struct BellOf(Bell);
struct WriteJob(Write);
struct ReadJob(Read);

impl std::fmt::Debug for WriteJob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WriteJob")
    }
}

impl std::fmt::Debug for BellOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BellOf")
    }
}

impl std::fmt::Debug for ReadJob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReadJob")
    }
}

impl Db {
    /// Opens the database file, brings it up to date and starts its threads.
    ///
    /// # Errors
    /// When the file cannot be opened, is newer than this program, or cannot be made durable.
    pub fn open(path: &Path) -> Result<Self> {
        let mut writer = connect(path, WRITER_CACHE_KIB)?;
        migrate::run(&mut writer, path)?;
        let (writes, write_queue) = sync_channel(QUEUE_MAX);
        let bell: Arc<OnceLock<BellOf>> = Arc::default();
        let rung = Arc::clone(&bell);
        spawn("tributary-writer", move || write_loop(&writer, &write_queue, &rung))?;
        let (reads, read_queue) = sync_channel(QUEUE_MAX);
        let read_queue = Arc::new(Mutex::new(read_queue));
        for _ in 0..READERS {
            let reader = connect(path, READER_CACHE_KIB)?;
            reader.pragma_update(None, "query_only", true)?;
            let queue = Arc::clone(&read_queue);
            spawn("tributary-reader", move || read_loop(&reader, &queue))?;
        }
        Ok(Self { path: path.to_owned(), writes, reads, bell })
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Has `bell` called on the writer's thread after each commit of this process. The first one stays.
    pub fn on_commit(&self, bell: impl Fn() + Send + Sync + 'static) {
        let _ = self.bell.set(BellOf(Box::new(bell)));
    }

    /// Queues a write; `reply` hears of it only after its commit is on disk.
    ///
    /// The closure may run again on another engine, so it touches nothing but its transaction.
    ///
    /// # Errors
    /// [`Error::Busy`] when the queue is full; `reply` is dropped then.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        reply: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        let job: Write = Box::new(move |tx| match tx.and_then(|tx| guarded(|| work(tx))) {
            Ok(value) => (true, Box::new(move |committed| reply(committed.map(|()| value)))),
            Err(error) => (false, Box::new(move |_| reply(Err(error)))),
        });
        self.writes.try_send(WriteJob(job)).map_err(|e| busy(&e))
    }

    /// Queues a read of one consistent moment.
    ///
    /// # Errors
    /// [`Error::Busy`] when the queue is full; `reply` is dropped then.
    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        reply: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        let job: Read = Box::new(move |tx| reply(guarded(|| work(tx))));
        self.reads.try_send(ReadJob(job)).map_err(|e| busy(&e))
    }

    /// Writes and waits; for the command line and tests, never for async code.
    ///
    /// # Errors
    /// What `work` or the commit says.
    pub fn write_wait<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (tell, hear) = sync_channel(1);
        self.write(work, move |result| drop(tell.send(result)))?;
        hear.recv().map_err(|_| Error::Broken("the writer has stopped".to_owned()))?
    }

    /// Reads and waits; for the command line and tests, never for async code.
    ///
    /// # Errors
    /// What `work` says.
    pub fn read_wait<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (tell, hear) = sync_channel(1);
        self.read(work, move |result| drop(tell.send(result)))?;
        hear.recv().map_err(|_| Error::Broken("the readers have stopped".to_owned()))?
    }
}

fn busy<T>(refused: &TrySendError<T>) -> Error {
    match refused {
        TrySendError::Full(_) => Error::Busy,
        TrySendError::Disconnected(_) => Error::Broken("the database threads have stopped".to_owned()),
    }
}

/// A panic in one caller's closure is that caller's trouble only.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::Broken("a database closure panicked".to_owned())))
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<()> {
    let spawned = thread::Builder::new().name(name.to_owned()).spawn(body);
    spawned.map(drop).map_err(|e| Error::Io("cannot start a database thread".to_owned(), e))
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
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if synchronous != 2 {
        return Err(Error::Broken("the database refuses synchronous=FULL".to_owned()));
    }
    Ok(connection)
}

fn write_loop(connection: &Connection, queue: &Receiver<WriteJob>, bell: &OnceLock<BellOf>) {
    while let Ok(first) = queue.recv() {
        let group = std::iter::once(first).chain(queue.try_iter()).take(GROUP_MAX);
        if let Err((error, replies)) = write_group(connection, group) {
            tracing::error!(%error, "a group of writes failed");
            let text = error.to_string();
            for reply in replies {
                reply(Err(Error::Broken(text.clone())));
            }
        }
        if let Some(BellOf(bell)) = bell.get() {
            bell();
        }
    }
}

fn write_group(
    connection: &Connection,
    group: impl Iterator<Item = WriteJob>,
) -> std::result::Result<(), (Error, Vec<Reply>)> {
    let mut replies: Vec<Reply> = Vec::new();
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        let refused = |WriteJob(job): WriteJob| job(Err(Error::Busy)).1;
        return Err((error.into(), group.map(refused).collect()));
    }
    for WriteJob(job) in group {
        replies.push(in_savepoint(connection, job));
    }
    if let Err(error) = connection.execute_batch("COMMIT") {
        // After a failed fsync the kernel may call lost pages clean: only a restart tells the truth.
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::SystemIoFailure) {
            tracing::error!(%error, "the disk failed during a commit: stopping at once");
            std::process::abort();
        }
        drop(connection.execute_batch("ROLLBACK"));
        return Err((error.into(), replies));
    }
    for reply in replies {
        reply(Ok(()));
    }
    Ok(())
}

fn in_savepoint(connection: &Connection, job: Write) -> Reply {
    let opened = connection.execute_batch("SAVEPOINT one");
    let (keep, reply) = job(Ok(&mut Tx::new(connection)));
    let closed = opened.and_then(|()| {
        connection.execute_batch(if keep { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" })
    });
    match closed {
        Ok(()) => reply,
        Err(error) => Box::new(move |_| reply(Err(error.into()))),
    }
}

fn read_loop(connection: &Connection, queue: &Mutex<Receiver<ReadJob>>) {
    loop {
        let next = queue.lock().map(|queue| queue.recv());
        let Ok(Ok(ReadJob(job))) = next else { return };
        let begun = connection.execute_batch("BEGIN");
        job(&mut Tx::new(connection));
        if begun.is_ok() {
            drop(connection.execute_batch("COMMIT"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params;

    const INSERT: &str = "/* test.insert */ INSERT INTO tenant (id, name, created_at) VALUES ($1, $2, $3)";
    const COUNT: &str = "/* test.count */ SELECT COUNT(*) FROM tenant";

    fn with_db(test: impl FnOnce(&Db)) {
        let dir = tempfile::tempdir().unwrap();
        test(&Db::open(&dir.path().join("tributary.db")).unwrap());
    }

    fn insert(tx: &mut Tx<'_>, id: &str) -> Result<()> {
        tx.exec(INSERT, params![id, "a name", 0_i64]).map(drop)
    }

    #[test]
    fn a_failed_or_panicking_write_takes_back_its_own_effects_and_nobody_elses() {
        with_db(|db| {
            let (tell, hear) = sync_channel(8);
            let told = |name: &'static str| {
                let tell = tell.clone();
                move |result: Result<()>| tell.send((name, result.is_ok())).unwrap()
            };
            // The first write holds the writer up, so that the others share one commit.
            let slow = |tx: &mut Tx<'_>| {
                thread::sleep(std::time::Duration::from_millis(50));
                insert(tx, "slow")
            };
            db.write(slow, told("slow")).unwrap();
            db.write(|tx| insert(tx, "good"), told("good")).unwrap();
            let twice = |tx: &mut Tx<'_>| insert(tx, "twice").and_then(|()| insert(tx, "twice"));
            db.write(twice, told("twice")).unwrap();
            let panics = |tx: &mut Tx<'_>| {
                insert(tx, "panics")?;
                panic!("a bug in one caller")
            };
            db.write(panics, told("panics")).unwrap();
            db.write(|tx| insert(tx, "last"), told("last")).unwrap();
            let heard: Vec<(&str, bool)> = (0..5).map(|_| hear.recv().unwrap()).collect();
            let expected =
                [("slow", true), ("good", true), ("twice", false), ("panics", false), ("last", true)];
            assert_eq!(heard, expected);
            assert_eq!(db.read_wait(|tx| tx.int(COUNT, &[])).unwrap(), 3);
        });
    }

    #[test]
    fn parameters_go_by_their_numbers_not_by_their_order_in_the_text() {
        const RENAME: &str = "/* test.rename */ UPDATE tenant SET name = $3, created_at = $2 WHERE id = $1";
        const NAME: &str = "/* test.name */ SELECT name || created_at FROM tenant WHERE id = $1";
        with_db(|db| {
            db.write_wait(|tx| insert(tx, "one")).unwrap();
            let renamed = db.write_wait(|tx| tx.exec(RENAME, params!["one", 7_i64, "another"]));
            assert_eq!(renamed.unwrap(), 1);
            let name = db.read_wait(|tx| tx.row(NAME, params!["one"], |row| row.text(0)));
            assert_eq!(name.unwrap().as_deref(), Some("another7"));
            assert!(db.write_wait(|tx| tx.exec(RENAME, params!["one", 7_i64])).is_err());
            assert!(db.write_wait(|tx| tx.exec(RENAME, params!["one", 7_i64, "a", "b"])).is_err());
        });
    }

    #[test]
    fn a_refused_duplicate_is_told_apart_from_other_trouble() {
        with_db(|db| {
            db.write_wait(|tx| insert(tx, "one")).unwrap();
            assert!(db.write_wait(|tx| insert(tx, "one")).unwrap_err().is_unique());
            let null = |tx: &mut Tx<'_>| tx.exec(INSERT, params![None::<&str>, "a", 0_i64]).map(drop);
            assert!(!db.write_wait(null).unwrap_err().is_unique());
        });
    }

    #[test]
    fn a_parameter_is_known_by_its_number_and_not_by_where_it_stands() {
        const SWAPPED: &str = "/* test.swapped */ SELECT $2 - $1, $1";
        with_db(|db| {
            let row = |tx: &mut Tx<'_>| {
                tx.row(SWAPPED, params![30_i64, 72_i64], |row| Ok((row.int(0)?, row.int(1)?)))
            };
            assert_eq!(db.read_wait(row).unwrap(), Some((42, 30)));
            let short = |tx: &mut Tx<'_>| tx.int(SWAPPED, params![30_i64]);
            assert!(matches!(db.read_wait(short), Err(Error::Broken(_))));
        });
    }

    #[test]
    fn readers_cannot_write() {
        with_db(|db| assert!(db.read_wait(|tx| insert(tx, "one")).is_err()));
    }
}
