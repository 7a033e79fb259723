//! One running engine: its database, clock and key, and the links it keeps in memory.

use crate::click::Snapshot;
use crate::clock::Clock;
use crate::db::{Db, Place};
use crate::error::{Error, Result};
use crate::seal::Sealer;
use crate::{node, report, retention};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use tributary_core::Timestamp;

/// One running engine. Clones share everything.
#[derive(Debug, Clone)]
pub struct Engine {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The server's own key.
    pub sealer: Arc<Sealer>,
    /// The data directory.
    pub data: PathBuf,
    snapshot: Arc<RwLock<Arc<Snapshot>>>,
}

impl Engine {
    /// Opens a data directory, making it on first use.
    ///
    /// # Errors
    /// When the directory, the key file or the database cannot be used.
    pub fn open(data: &Path) -> Result<Self> {
        Self::open_at(data, &Place::File(data.join("tributary.db")))
    }

    /// The same with the database elsewhere. Nodes that share one also share the key file `secret.key`.
    ///
    /// # Errors
    /// When the directory, the key file or the database cannot be used.
    pub fn open_at(data: &Path, place: &Place) -> Result<Self> {
        let engine = Self::closed(data, place)?;
        engine.prepare()?;
        Ok(engine)
    }

    /// The same for a server that answers clicks: when the database is away, and this node knows the links from before, it
    /// opens all the same, and [`Self::prepare`] is to be tried until it goes well.
    ///
    /// # Errors
    /// As [`Self::open_at`].
    pub fn open_to_serve(data: &Path, place: &Place) -> Result<Self> {
        let engine = Self::closed(data, place)?;
        let away = match engine.prepare() {
            Err(Error::Unavailable(why)) => Error::Unavailable(why),
            other => return other.map(|()| engine),
        };
        match Snapshot::saved(data) {
            Ok(Some(snapshot)) => {
                engine.put_snapshot(snapshot);
                Ok(engine)
            }
            Ok(None) | Err(_) => Err(away),
        }
    }

    fn closed(data: &Path, place: &Place) -> Result<Self> {
        std::fs::create_dir_all(data)
            .map_err(|e| Error::Io(format!("cannot make the data directory {}", data.display()), e))?;
        let sealer = Arc::new(Sealer::open(&data.join("secret.key"))?);
        let db = Db::open_later(place)?;
        Ok(Self { db, clock: Clock::default(), sealer, data: data.to_owned(), snapshot: Arc::default() })
    }

    /// Brings the database up to date and reads the links; to be called once, or until it goes well.
    ///
    /// # Errors
    /// [`Error::Unavailable`] while the database is away; another when it is not this node's.
    pub fn prepare(&self) -> Result<()> {
        let sealer = Arc::clone(&self.sealer);
        self.db.prepare(|tx| node::check_key(tx, &sealer))?;
        let now = self.now();
        self.db
            .write_wait(move |tx| node::check_key(tx, &sealer).and_then(|()| report::catch_up(tx, now)))?;
        // Without its part a click goes to the rest: whoever is in the way now is no reason not to start.
        if let Err(error) = self.db.write_wait(move |tx| retention::make_ahead(tx, now)) {
            tracing::warn!(%error, "the parts that clicks of the next months lie in could not be made yet");
        }
        self.refresh_snapshot()?;
        self.save_snapshot()
    }

    /// Keeps the links on this node's disk, where the database is elsewhere.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn save_snapshot(&self) -> Result<()> {
        if self.db.file().is_some() { Ok(()) } else { self.snapshot().save(&self.data) }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The links and codes as they were when they last changed.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().map(|snapshot| Arc::clone(&snapshot)).unwrap_or_default()
    }

    /// Reads the links and codes anew; to be called after each change of one, outside async code.
    ///
    /// # Errors
    /// What the database says.
    pub fn refresh_snapshot(&self) -> Result<()> {
        let fresh = self.db.read_wait(Snapshot::load)?;
        self.put_snapshot(fresh);
        Ok(())
    }

    /// Replaces the links and codes in memory.
    pub fn put_snapshot(&self, fresh: Snapshot) {
        if let Ok(mut snapshot) = self.snapshot.write() {
            *snapshot = Arc::new(fresh);
        }
    }
}
