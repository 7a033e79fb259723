//! The only seam between async and sync: a bounded queue to the database threads.

use tokio::sync::oneshot;
use tributary_engine::db::Tx;
use tributary_engine::{Engine, Error, Result};

/// Runs a write; returns once its commit is on disk.
///
/// # Errors
/// What `work` says; [`Error::Busy`] when the queue is full.
pub async fn write<T: Send + 'static>(
    engine: &Engine,
    work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (tell, hear) = oneshot::channel();
    engine.db.write(work, move |result| drop(tell.send(result)))?;
    hear.await.map_err(|_| stopped())?
}

/// Runs a read of one consistent moment.
///
/// # Errors
/// What `work` says; [`Error::Busy`] when the queue is full.
pub async fn read<T: Send + 'static>(
    engine: &Engine,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (tell, hear) = oneshot::channel();
    engine.db.read(work, move |result| drop(tell.send(result)))?;
    hear.await.map_err(|_| stopped())?
}

/// Reads the links and codes anew after one of them changed, and keeps them for a start without the database.
///
/// # Errors
/// What the database says.
pub async fn refresh_snapshot(engine: &Engine) -> Result<()> {
    let fresh = read(engine, tributary_engine::click::Snapshot::load).await?;
    engine.put_snapshot(fresh);
    if engine.db.file().is_some() {
        return Ok(());
    }
    let engine = engine.clone();
    slowly(move || engine.save_snapshot()).await
}

/// Runs slow work, such as hashing a password, off the async threads.
///
/// # Errors
/// What `work` says.
pub async fn slowly<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| stopped())?
}

fn stopped() -> Error {
    Error::Broken("the database threads have stopped".to_owned())
}
