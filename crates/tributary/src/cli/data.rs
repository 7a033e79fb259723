//! The data directory as commands find it: opened, or held by the one server that may run on it.

use super::Failure;
use crate::config::{Data, Place};
use std::fs::{File, TryLockError};
use std::path::Path;
use tributary_core::TenantId;
use tributary_engine::backup::DATABASE;
use tributary_engine::db::Tx;
use tributary_engine::platform::{self, Brand};
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

/// Whose data comes first.
pub(super) fn tenant(tx: &mut Tx<'_>) -> Result<TenantId> {
    access::tenants(tx)?.into_iter().next().ok_or_else(not_set_up)
}

fn not_set_up() -> Error {
    Error::Conflict("this data directory is not set up yet: run tributary setup".to_owned())
}

/// Whose data a command is about.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Whose {
    /// The brand, by its id or its name; needed where there are several
    #[arg(long, value_name = "BRAND")]
    brand: Option<String>,
}

impl Whose {
    /// The brand that is named, or the only one.
    pub(super) fn tenant(&self, engine: &Engine) -> std::result::Result<TenantId, Failure> {
        let mut brands = self.brands(engine)?;
        match (brands.pop(), brands.len()) {
            (None, _) => Err(not_set_up().into()),
            (Some(only), 0) => Ok(only.id),
            (Some(_), others) => Err(Failure::Usage(format!(
                "--brand: there are {} brands here, so name one: tributary brand list shows them",
                others.saturating_add(1)
            ))),
        }
    }

    /// The brand that is named, or all of them.
    pub(super) fn brands(&self, engine: &Engine) -> std::result::Result<Vec<Brand>, Failure> {
        let mut all = engine.db.read_wait(platform::brands)?;
        let Some(wanted) = self.brand.as_deref().map(str::trim) else { return Ok(all) };
        all.retain(|brand| brand.id.as_str() == wanted || brand.name.to_lowercase() == wanted.to_lowercase());
        match all.len() {
            0 => Err(Failure::Usage(format!(
                "--brand: no brand has the id or the name {wanted:?}: tributary brand list shows them"
            ))),
            1 => Ok(all),
            _ => Err(Failure::Usage(format!(
                "--brand: several brands are called {wanted:?}: give the id, which tributary brand list shows"
            ))),
        }
    }
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
