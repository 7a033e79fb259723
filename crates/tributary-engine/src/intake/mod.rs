//! Clicks on a disk of their own before the database: what was acknowledged is there, whatever the database does.
//!
//! Whoever answers clicks puts buffers of them on disk ([`Intake::append`]); one write and one `fdatasync` keep a buffer. A
//! thread moves what is kept into the database, in the order of arrival, as often as it takes: a click that is there already
//! is left as it is. Files that the database has all of are used again.

mod drain;
mod record;
mod segment;
mod state;
mod writer;

#[cfg(test)]
mod tests;

pub use record::encode;
pub use segment::FRAME_HEAD;
pub use state::Figures;

use crate::engine::Engine;
use crate::error::{Error, Result};
use state::Shared;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use writer::Writer;

const PREPARE_AGAIN: Duration = Duration::from_secs(5);
/// The folder in the data directory.
pub const FOLDER: &str = "clicks";
/// Another process that has the folder may be about to end: it is waited for so long.
const LOCK_WITHIN: Duration = Duration::from_secs(5);

/// How much it may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the first file; a small shop needs no more.
    pub first_bytes: u64,
    /// Bytes of each further file.
    pub segment_bytes: u64,
    /// Bytes of all files whose clicks the database does not have. Past that, clicks are refused.
    pub bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { first_bytes: 1 << 20, segment_bytes: 8 << 20, bytes_max: 1 << 30 }
    }
}

/// The intake of one node. Clones share it; its threads end with the last of them.
#[derive(Debug, Clone)]
pub struct Intake(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    shared: Arc<Shared>,
    writer: Mutex<Writer>,
    _lock: File,
}

/// A buffer of clicks: room for a frame's head, then clicks as [`encode`] writes them.
#[derive(Debug)]
pub struct Buffer {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many clicks.
    pub clicks: u32,
}

impl Default for Buffer {
    fn default() -> Self {
        Self { bytes: vec![0; FRAME_HEAD], clicks: 0 }
    }
}

impl Buffer {
    /// The most that one buffer takes before another is begun.
    pub const FULL_BYTES: usize = 512 * 1024;

    /// Empties it, and keeps its room.
    pub fn clear(&mut self) {
        self.bytes.truncate(FRAME_HEAD);
        self.clicks = 0;
    }
}

impl Intake {
    /// Opens the intake of a data directory and begins to move what it finds into the database.
    ///
    /// # Errors
    /// When the folder cannot be used, or another process uses it.
    pub fn open(engine: &Engine, limits: Limits) -> Result<Self> {
        let folder = engine.data.join(FOLDER);
        let trouble = |error| Error::Io(format!("cannot use the folder {}", folder.display()), error);
        std::fs::create_dir_all(&folder).map_err(trouble)?;
        let lock = lock(&folder)?;
        let shared = Arc::new(Shared::open(&folder, limits).map_err(trouble)?);
        let (draining, for_drain) = (Arc::clone(&shared), engine.clone());
        spawn("tributary-drain", move || drain::run(&draining, &for_drain))?;
        let preparing = Arc::clone(&shared);
        spawn("tributary-spares", move || prepare(&preparing))?;
        Ok(Self(Arc::new(Inner { shared, writer: Mutex::default(), _lock: lock })))
    }

    /// Puts a buffer of clicks on disk, which takes as long as the disk takes; says whether it is there. Not when there is
    /// no room.
    #[must_use]
    pub fn append(&self, buffer: &mut Buffer) -> bool {
        let mut writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.append(&self.0.shared, buffer)
    }

    /// Whether the disk has lately been so quick that waiting for it costs less than to have another thread wait.
    #[must_use]
    pub fn is_quick(&self) -> bool {
        self.0.shared.is_quick()
    }

    /// How things stand.
    #[must_use]
    pub fn figures(&self) -> Figures {
        self.0.shared.figures()
    }

    /// Has `bell` called with how many clicks have left the intake, each time some did. The first bell stays.
    pub fn on_drained(&self, bell: impl Fn(u64) + Send + Sync + 'static) {
        self.0.shared.on_drained(bell);
    }

    /// Waits until the database has all that is kept now, at most so long; says whether it has. Not for async code.
    #[must_use]
    pub fn wait_until_drained(&self, within: Duration) -> bool {
        self.0.shared.wait_until_drained(within)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shared.close();
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<()> {
    let spawned = thread::Builder::new().name(name.to_owned()).spawn(body);
    spawned.map(drop).map_err(|error| Error::Io("cannot start a thread of the intake".to_owned(), error))
}

/// Makes files before they are needed, so that no click waits for one.
fn prepare(shared: &Shared) {
    loop {
        match shared.prepare_next() {
            Ok(true) => {}
            Ok(false) => return,
            // Whoever needs one tries by himself, and says what becomes of it.
            Err(error) => {
                tracing::warn!(%error, "a file for clicks cannot be made ahead");
                if !shared.pause(PREPARE_AGAIN) {
                    return;
                }
            }
        }
    }
}

fn lock(folder: &Path) -> Result<File> {
    let trouble = |error| Error::Io(format!("cannot use the folder {}", folder.display()), error);
    let mut options = File::options();
    let file = options.create(true).truncate(false).write(true).open(folder.join("lock")).map_err(trouble)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(trouble(error)),
            Err(TryLockError::WouldBlock) if begun.elapsed() < LOCK_WITHIN => {
                thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => {
                let text = format!("another server answers clicks in {}", folder.display());
                return Err(Error::Conflict(text));
            }
        }
    }
}
