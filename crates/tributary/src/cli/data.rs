//! The data directory as commands find it: opened, or held by the one server that may run on it.

use super::Failure;
use crate::config::{Data, Place};
use std::fs::{File, TryLockError};
use std::path::Path;
use tributary_core::TenantId;
use tributary_engine::backup::DATABASE;
use tributary_engine::db::Tx;
use tributary_engine::{Engine, Error, Result, access};

const LOCK: &str = "serve.lock";

/// Opens a data directory that exists. A server may be running on it: readers and one more writer
/// get along.
pub(super) fn open(place: &Place) -> std::result::Result<Engine, Failure> {
    Ok(existing(place)?.open()?)
}

/// A data directory that exists, unopened.
pub(super) fn existing(place: &Place) -> std::result::Result<Data, Failure> {
    let data = place.resolve()?;
    if data.server.is_none() && !data.directory.join(DATABASE).exists() {
        let text = format!("--data: there is no Tributary database in {data}; name its directory");
        return Err(Failure::Usage(text));
    }
    Ok(data)
}

/// Whose data it is.
pub(super) fn tenant(tx: &mut Tx<'_>) -> Result<TenantId> {
    let first = access::tenants(tx)?.into_iter().next();
    let missing = || Error::Conflict("this data directory is not set up yet: run tributary setup".to_owned());
    first.ok_or_else(missing)
}

/// The right to serve a data directory; given back when dropped, also by a crash.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the right, unless another server has it.
    pub(super) fn take(data: &Path) -> std::result::Result<Self, Failure> {
        let path = data.join(LOCK);
        let trouble = || format!("cannot use the data directory {}", data.display());
        std::fs::create_dir_all(data).map_err(Failure::io(trouble()))?;
        let mut options = File::options();
        let file = options.create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(Failure::io(trouble()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Failure::Failed(format!(
                "another server already runs on {}: stop it, or name another directory with --data",
                data.display()
            ))),
            Err(TryLockError::Error(error)) => Err(Failure::io(trouble())(error)),
        }
    }
}
