//! Puts a backup into an empty place: a data directory, or a server's database with the key in a data directory.
//!
//! All or nothing: a file gets its name when everything else is done, a server's database in one transaction, which
//! ends only after what is in it was verified and compared with what the backup says.

use super::files::{self, Unfinished, io};
use super::{CLICKS, Content, DATABASE, KEY, LEFT_OUT, Manifest, verified};
use crate::db::{Db, Look, Place, Tx, bring_up_to_date, newest_schema, out_of_file, rows_by_table};
use crate::error::{Error, Result};
use crate::verify::Report;
use std::path::Path;
use tributary_core::Timestamp;

/// What the copy is called before it is the database.
const WORK: &str = "tributary.restoring";
/// A data directory may hold these and still be empty: a server's right to it, and what file systems put there.
const NOTHING: [&str; 2] = ["serve.lock", "lost+found"];

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup says about itself.
    pub manifest: Manifest,
    /// What is in the database now.
    pub content: Content,
    /// What verify walked.
    pub report: Report,
}

/// Refuses a data directory with anything in it. The key of this very backup may be there already: whoever moves to a
/// server keeps it.
///
/// # Errors
/// [`Error::Conflict`] that names what is in the way.
pub fn must_be_free(from: &Path, data: &Path) -> Result<()> {
    let in_the_way = |name: &&String| match name.as_str() {
        KEY => !same_key(from, data),
        name => !NOTHING.contains(&name),
    };
    match files::names(data)?.iter().find(in_the_way) {
        None => Ok(()),
        Some(name) if name == WORK => {
            let directory = data.display();
            Err(Error::Conflict(format!(
                "a restore to {directory} was cut off: remove everything in it and restore again"
            )))
        }
        Some(name) => {
            let directory = data.display();
            Err(Error::Conflict(format!(
                "{directory} is not empty, there is {name} in it: name a new directory with --data"
            )))
        }
    }
}

fn same_key(from: &Path, data: &Path) -> bool {
    let read = |directory: &Path| std::fs::read(directory.join(KEY));
    matches!((read(from), read(data)), (Ok(ours), Ok(theirs)) if ours == theirs)
}

/// Restores the backup in `from` at `place`, with its key and clicks in the data directory.
///
/// # Errors
/// [`Error::Conflict`] when the target is not empty or the backup is of a newer program; [`Error::Broken`] when it is
/// damaged. Nothing is left behind then.
pub fn restore(from: &Path, (data, place): (&Path, &Place), now: Timestamp) -> Result<Restored> {
    let manifest = Manifest::read(from)?;
    let newest = newest_schema();
    if manifest.schema > newest {
        return Err(Error::Conflict(format!(
            "the backup is at version {}, newer than this program's {newest}: use the program that made it, tributary \
             {}",
            manifest.schema, manifest.tributary
        )));
    }
    must_be_free(from, data)?;
    std::fs::create_dir_all(data).map_err(io("make the directory", data))?;
    let mut gone = Unfinished::default();
    let work = gone.add(data.join(WORK));
    copy(&manifest, DATABASE, (from, &work))?;
    if !data.join(KEY).exists() {
        copy(&manifest, KEY, (from, &gone.add(data.join(KEY))))?;
    }
    copy_clicks(&manifest, (from, data), &mut gone)?;
    bring_up_to_date(&work)?;
    let (content, report) = match place {
        Place::File(_) => {
            let (manifest, file) = (manifest.clone(), Place::File(work.clone()));
            Look::at(&file)?.read(|tx| checked(tx, &manifest, now))?
        }
        Place::Server(_) => into_server(&manifest, &work, place, now)?,
    };
    files::seal(&work)?;
    match place {
        Place::File(file) => std::fs::rename(&work, file).map_err(io("make", file))?,
        Place::Server(_) => std::fs::remove_file(&work).map_err(io("remove", &work))?,
    }
    gone.keep();
    files::sync_directory(data)?;
    Ok(Restored { manifest, content, report })
}

/// One transaction of the server's own writer, so that no node serves half of it.
fn into_server(manifest: &Manifest, work: &Path, place: &Place, now: Timestamp) -> Result<(Content, Report)> {
    let db = Db::open(place)?;
    let (manifest, file) = (manifest.clone(), Place::File(work.to_owned()));
    db.write_wait(move |tx| {
        let filled = rows_by_table(tx)?.into_iter().find(|(_, count)| *count > 0);
        if let Some((table, count)) = filled {
            return Err(Error::Conflict(format!(
                "the database is not empty, there are {count} rows in {table}: name a new database with --database-url"
            )));
        }
        out_of_file(tx, &mut Look::at(&file)?, &LEFT_OUT)?;
        checked(tx, &manifest, now)
    })
}

/// Verifies what was restored, and compares it with what the backup says.
fn checked(tx: &mut Tx<'_>, manifest: &Manifest, now: Timestamp) -> Result<(Content, Report)> {
    let (content, said) = (Content::of(tx)?, manifest.content());
    let differs = |what: String| Err(Error::Broken(format!("{what}; use another backup")));
    if content.heads != said.heads {
        return differs("the chains do not end where backup.json says".to_owned());
    }
    // Later steps of the schema may have moved rows.
    if manifest.schema == newest_schema()
        && let Some((table, count)) =
            said.rows.iter().find(|(table, count)| content.rows.get(*table) != Some(count))
    {
        return differs(format!("there are not the {count} rows in {table} that backup.json says"));
    }
    let report = verified(tx, now)?;
    Ok((content, report))
}

/// Copies one file, and holds what was copied against what the backup says of it.
fn copy(manifest: &Manifest, name: &str, (from, to): (&Path, &Path)) -> Result<()> {
    let from = from.join(name);
    let sum = files::copy(&from, to)?;
    if manifest.files.get(name) == Some(&sum) {
        return Ok(());
    }
    let from = from.display();
    Err(Error::Broken(format!(
        "{from} is damaged: its BLAKE3 is not the one in backup.json; use another backup"
    )))
}

fn copy_clicks(manifest: &Manifest, (from, data): (&Path, &Path), gone: &mut Unfinished) -> Result<()> {
    if manifest.clicks().next().is_none() {
        return Ok(());
    }
    let clicks = gone.add(data.join(CLICKS));
    files::make_directory(&clicks)?;
    for name in manifest.clicks() {
        copy(manifest, name, (from, &data.join(name)))?;
    }
    files::sync_directory(&clicks)
}
