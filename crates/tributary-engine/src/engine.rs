//! One running engine: its database, clock and key, and the links it keeps in memory.

use crate::click::Snapshot;
use crate::clock::Clock;
use crate::db::{Db, Place};
use crate::error::{Error, Result};
use crate::seal::Sealer;
use crate::{node, report};
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
        std::fs::create_dir_all(data)
            .map_err(|e| Error::Io(format!("cannot make the data directory {}", data.display()), e))?;
        let sealer = Arc::new(Sealer::open(&data.join("secret.key"))?);
        let db = Db::open(place)?;
        let engine =
            Self { db, clock: Clock::default(), sealer, data: data.to_owned(), snapshot: Arc::default() };
        let now = engine.now();
        let sealer = Arc::clone(&engine.sealer);
        engine
            .db
            .write_wait(move |tx| node::check_key(tx, &sealer).and_then(|()| report::catch_up(tx, now)))?;
        engine.refresh_snapshot()?;
        Ok(engine)
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
