//! The door itself: a queue to the writer and one to the readers of whichever engine stands behind.

use super::place::Place;
use super::tx::Tx;
use super::{postgres, sqlite};
use crate::error::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

const QUEUE_MAX: usize = 4096; // past this a caller hears Busy instead of waiting unbounded
#[cfg(target_os = "linux")]
const READERS_NICE: i32 = 10; // about a tenth of a thread that does not step back
pub(super) const GROUP_MAX: usize = 256; // writes that share one commit

/// Called after each commit; must be quick, for the writer waits.
type Bell = Box<dyn Fn() + Send + Sync>;

/// Runs in the transaction and tells the caller, or tells that there is none.
type Read = Box<dyn FnOnce(Result<&mut Tx<'_>>) + Send>;

/// A database. Clones share its queues.
#[derive(Debug, Clone)]
pub struct Db {
    place: Arc<Place>,
    writes: SyncSender<WriteJob>,
    reads: SyncSender<ReadJob>,
    bell: Arc<OnceLock<BellOf>>,
    /// Whether the schema is this program's, as far as anybody could look.
    is_open: Arc<AtomicBool>,
}

/// What an engine takes its work from.
pub(super) struct Queues {
    pub(super) writes: Receiver<WriteJob>,
    pub(super) reads: Arc<Mutex<Receiver<ReadJob>>>,
    pub(super) bell: Arc<OnceLock<BellOf>>,
}

pub(super) struct BellOf(Bell);
pub(super) struct WriteJob(pub(super) Box<dyn Write>);
pub(super) struct ReadJob(Read);

/// A write that waits for its turn.
pub(super) trait Write: Send {
    /// Runs in the transaction, again when the engine had to begin anew; says whether its effects stay.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Tells the caller, once the commit is on disk or has failed.
    fn tell(self: Box<Self>, committed: Result<()>);
}

struct Closure<T, W, R> {
    work: W,
    reply: R,
    result: Option<Result<T>>,
}

impl<T, W, R> Write for Closure<T, W, R>
where
    T: Send,
    W: Fn(&mut Tx<'_>) -> Result<T> + Send,
    R: FnOnce(Result<T>) + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let result = guarded(|| (self.work)(tx));
        self.result.insert(result).is_ok()
    }

    fn tell(self: Box<Self>, committed: Result<()>) {
        let never_run = || Err(Error::Broken("a write was told before it ran".to_owned()));
        (self.reply)(match (self.result, committed) {
            (Some(Err(own)), _) => Err(own),
            (_, Err(error)) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => never_run(),
        });
    }
}

impl ReadJob {
    pub(super) fn run(self, tx: Result<&mut Tx<'_>>) {
        (self.0)(tx);
    }
}

impl Queues {
    pub(super) fn ring(&self) {
        if let Some(BellOf(bell)) = self.bell.get() {
            bell();
        }
    }

    /// The next write and whatever else waits, up to what shares a commit; nothing once nobody can ask any more.
    pub(super) fn group(&self) -> Option<Vec<Box<dyn Write>>> {
        let first = self.writes.recv().ok()?;
        let group = std::iter::once(first).chain(self.writes.try_iter()).take(GROUP_MAX);
        Some(group.map(|WriteJob(write)| write).collect())
    }
}

/// The next read; nothing once nobody can ask any more.
pub(super) fn next_read(reads: &Mutex<Receiver<ReadJob>>) -> Option<ReadJob> {
    reads.lock().ok()?.recv().ok()
}

/// Has the thread of a reader step back behind those that answer clicks and webhooks, for as long as both have something to
/// do: a list can wait a little. Measured on one core, in five times what the server can do: readers that did not left a
/// click a fifth of the core, since there are three of them, and the writer.
pub(super) fn step_back() {
    // Elsewhere this is about whole processes.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(READERS_NICE) {
        tracing::warn!(%error, "readers cannot step back");
    }
}

/// Tells everybody the same trouble.
pub(super) fn tell_all(group: Vec<Box<dyn Write>>, trouble: &dyn Fn() -> Error) {
    for write in group {
        write.tell(Err(trouble()));
    }
}

macro_rules! opaque {
    ($($name:ident),*) => { $(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )* };
}

opaque!(BellOf, WriteJob, ReadJob);

impl Db {
    /// Opens a database, brings it up to date and starts its threads.
    ///
    /// # Errors
    /// When it cannot be opened, is newer than this program, or cannot be made durable.
    pub fn open(place: &Place) -> Result<Self> {
        let db = Self::open_later(place)?;
        db.prepare(|_| Ok(()))?;
        Ok(db)
    }

    /// The same for a server that is away: everybody who asks hears so, until [`Self::prepare`] went well. A file is opened
    /// at once.
    ///
    /// # Errors
    /// When its threads cannot start.
    pub fn open_later(place: &Place) -> Result<Self> {
        let (writes, write_queue) = sync_channel(QUEUE_MAX);
        let (reads, read_queue) = sync_channel(QUEUE_MAX);
        let bell: Arc<OnceLock<BellOf>> = Arc::default();
        let queues =
            Queues { writes: write_queue, reads: Arc::new(Mutex::new(read_queue)), bell: Arc::clone(&bell) };
        match place {
            Place::File(path) => sqlite::start(path, queues)?,
            Place::Server(server) => postgres::start(server, queues)?,
        }
        let is_open = Arc::new(AtomicBool::new(matches!(place, Place::File(_))));
        Ok(Self { place: Arc::new(place.clone()), writes, reads, bell, is_open })
    }

    /// Brings a server's schema up to date and runs `first` in a transaction before anybody else is let in; nothing for a
    /// file, or when it was done before.
    ///
    /// # Errors
    /// What the server or `first` says; then nobody is let in.
    pub fn prepare(&self, first: impl FnOnce(&mut Tx<'_>) -> Result<()> + Send) -> Result<()> {
        match &*self.place {
            Place::Server(server) if !self.is_open() => {
                postgres::prepare(server, first)?;
                self.is_open.store(true, Ordering::Release);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether anybody is let in.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Acquire)
    }

    fn not_open() -> Error {
        Error::Unavailable("it was not there when this server started".to_owned())
    }

    /// Where it is.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The database file, where it is one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &*self.place {
            Place::File(path) => Some(path),
            Place::Server(_) => None,
        }
    }

    /// Has `bell` called on the writer's thread after each commit of this process. The first one stays.
    pub fn on_commit(&self, bell: impl Fn() + Send + Sync + 'static) {
        let _ = self.bell.set(BellOf(Box::new(bell)));
    }

    /// Queues a write; `reply` hears of it only after its commit is on disk.
    ///
    /// The closure may run several times, so it touches nothing but its transaction.
    ///
    /// # Errors
    /// [`Error::Busy`] when the queue is full; `reply` is dropped then.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        reply: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        if !self.is_open() {
            reply(Err(Self::not_open()));
            return Ok(());
        }
        let write = Box::new(Closure { work, reply, result: None });
        self.writes.try_send(WriteJob(write)).map_err(|e| busy(&e))
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
        if !self.is_open() {
            reply(Err(Self::not_open()));
            return Ok(());
        }
        let job: Read = Box::new(move |tx| reply(tx.and_then(|tx| guarded(|| work(tx)))));
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

pub(super) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<()> {
    let spawned = thread::Builder::new().name(name.to_owned()).spawn(body);
    spawned.map(drop).map_err(|e| Error::Io("cannot start a database thread".to_owned(), e))
}
