//! Makes a backup of a database that may be at work.
//!
//! First the clicks that only the disk knows, then the database: a click that moved from there to here meanwhile is in
//! both, and its reader skips what the database has. The other way round it would be in neither. Under a name of its
//! own until everything is on the disk and was looked through, so that half a backup never looks like a whole one.

use super::files::{self, Unfinished, io};
use super::manifest::is_of_clicks;
use super::{CLICKS, Content, DATABASE, KEY, LEFT_OUT, MANIFEST, Manifest, verified};
use crate::clock::rfc3339;
use crate::db::{Look, Place, Tx, into_file, newest_schema, schema_version};
use crate::error::{Error, Result};
use crate::node;
use crate::seal::Sealer;
use crate::verify::Report;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tributary_core::Timestamp;

/// Makes a backup of the database at `place` and of the key in the data directory.
///
/// # Errors
/// [`Error::Conflict`] when `to` is there already, the schema is not this program's, or the key is not the database's;
/// else what the disk or the database says, or what verify found. Nothing is left behind then.
pub fn make((data, place): (&Path, &Place), to: &Path, now: Timestamp) -> Result<(Manifest, Report)> {
    let (parent, unfinished) = beside(to)?;
    let mut source = Look::at(place)?;
    must_be_ours(source.read(schema_version)?)?;
    std::fs::create_dir_all(&parent).map_err(io("make the directory", &parent))?;
    let mut gone = Unfinished::default();
    files::make_directory(&unfinished)?;
    gone.add(unfinished.clone());
    let mut sums = BTreeMap::new();
    copy_clicks(&data.join(CLICKS), &unfinished, &mut sums)?;
    sums.insert(KEY.to_owned(), copy_key(data, &unfinished)?);
    let file = unfinished.join(DATABASE);
    into_file(&mut source, &file, &LEFT_OUT)?;
    drop(source);
    let key = Sealer::open(&unfinished.join(KEY))?;
    let (content, schema, report) = Look::at(&Place::File(file.clone()))?.read(|tx| {
        must_fit(tx, &key)?;
        let report = verified(tx, now)?;
        Ok((Content::of(tx)?, schema_version(tx)?, report))
    })?;
    close(&file)?;
    sums.insert(DATABASE.to_owned(), files::seal(&file)?);
    let manifest = Manifest {
        tributary: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        made_at: rfc3339(now),
        rows: content.rows,
        heads: content.heads,
        files: sums,
        left_out: LEFT_OUT.map(str::to_owned).to_vec(),
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| Error::Broken(error.to_string()))?;
    files::write(&unfinished.join(MANIFEST), &text)?;
    files::sync_directory(&unfinished)?;
    if to.exists() {
        std::fs::remove_dir(to).map_err(io("use", to))?;
    }
    std::fs::rename(&unfinished, to).map_err(io("make", to))?;
    gone.keep();
    files::sync_directory(&parent)?;
    Ok((manifest, report))
}

/// The directory that a backup will stand in, and what it is called until it is whole.
fn beside(to: &Path) -> Result<(PathBuf, PathBuf)> {
    let taken = || {
        let to = to.display();
        Error::Conflict(format!("{to} is there already: name a directory that does not exist yet with --to"))
    };
    if to.exists() && !(to.is_dir() && files::names(to)?.is_empty()) {
        return Err(taken());
    }
    let name = to.file_name().ok_or_else(taken)?.to_string_lossy().into_owned();
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let unfinished = parent.join(format!(".{name}.unfinished-{}", std::process::id()));
    Ok((parent.to_owned(), unfinished))
}

/// A copy of another schema could not be verified, and this program must not change what another one serves.
fn must_be_ours(schema: i64) -> Result<()> {
    let newest = newest_schema();
    if schema == newest {
        return Ok(());
    }
    Err(Error::Conflict(match schema {
        0 => "there is no Tributary in this database".to_owned(),
        _ => format!(
            "the database is at version {schema} and this program at {newest}: make the backup with the program that \
             serves it"
        ),
    }))
}

fn must_fit(tx: &mut Tx<'_>, key: &Sealer) -> Result<()> {
    match node::key_of(tx)? {
        Some(kept) if kept != key.fingerprint() => Err(Error::Conflict(
            "the file secret.key in the data directory is not the one of this database: name the directory of a \
             server that runs on it with --data"
                .to_owned(),
        )),
        _ => Ok(()),
    }
}

fn copy_key(data: &Path, to: &Path) -> Result<String> {
    let from = data.join(KEY);
    if !from.is_file() {
        let directory = data.display();
        return Err(Error::Conflict(format!(
            "there is no {KEY} in {directory}: name the directory of a server that runs on this database with --data"
        )));
    }
    files::copy(&from, &to.join(KEY))
}

/// Files may come and go while they are copied: one that goes is all in the database, which is copied later.
fn copy_clicks(from: &Path, to: &Path, sums: &mut BTreeMap<String, String>) -> Result<()> {
    let names: Vec<String> = files::names(from)?.into_iter().filter(|name| is_of_clicks(name)).collect();
    if names.is_empty() {
        return Ok(());
    }
    let clicks = to.join(CLICKS);
    files::make_directory(&clicks)?;
    for name in names {
        if let Some(sum) = files::copy_if_there(&from.join(&name), &clicks.join(&name))? {
            sums.insert(format!("{CLICKS}/{name}"), sum);
        }
    }
    files::sync_directory(&clicks)
}

/// Only its owner may read a copy of everybody's data.
fn close(file: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(file, mode).map_err(io("close to others", file))?;
    }
    Ok(())
}
