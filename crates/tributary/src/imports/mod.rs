//! Files that people bring, up to the engine: how they are written is found out here, and their rows go in as they came.
//!
//! Start at [`take`]; [`go_on`] is one step of whatever import is under way, and [`walk`] all of them at once, where no server runs.

mod dump;
mod encoding;
mod foreign;
mod mapping;
pub mod rejects;
mod table;

pub use mapping::put;

use crate::app::App;
use crate::call;
use crate::lang::msg;
use std::path::{Path, PathBuf};
use tributary_core::{ImportId, StoreId, TenantId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::import::{self, CHUNK, Import, Kind, NewImport, Part, RawRow, System};
use tributary_engine::{Engine, Error, Result};

/// Bytes that the files of one import may have together.
pub const BYTES_MAX: u64 = 50 * 1024 * 1024;
/// Rows that go in with one transaction.
const ROWS_AT_ONCE: usize = 500;

/// A file on this machine's disk, and what it was called where it came from.
#[derive(Debug, Clone)]
pub struct Brought {
    /// What people call it.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// Files to be brought in as one import.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Where they come from.
    pub system: System,
    /// What the rows are, where the system does not say it.
    pub kind: Option<Kind>,
    /// The files.
    pub files: Vec<Brought>,
}

/// A table that was found in a file.
#[derive(Debug)]
struct Table {
    part: Part,
    path: PathBuf,
    source: Source,
}

/// How a table lies in its file.
#[derive(Debug)]
enum Source {
    Text(table::Found),
    Dump(foreign::Wanted),
}

/// Puts the rows of files into a new import; slow work, off the async threads.
///
/// # Errors
/// [`Error::Invalid`] says what is wrong with the files; nothing is left of them then.
pub fn take(engine: &Engine, by: &Actor, store: &StoreId, upload: &Upload) -> Result<Import> {
    let tables = tables(upload)?;
    let names: Vec<&str> = upload.files.iter().map(|file| file.name.as_str()).collect();
    let name: String = names.join(", ").chars().take(200).collect();
    let new = NewImport { system: upload.system, name, store: store.clone() };
    let (actor, now) = (by.clone(), engine.now());
    let id = engine.db.write_wait(move |tx| import::begin(tx, &actor, &new, now))?;
    let filled = fill(engine, (&by.tenant, &id), tables);
    if filled.is_err() {
        let (tenant, id) = (by.tenant.clone(), id);
        if let Err(error) = engine.db.write_wait(move |tx| import::discard(tx, &tenant, &id)) {
            tracing::warn!(%error, "an import that could not be read is left over");
        }
    }
    filled
}

/// The tables of a small text, with all their rows: for those who have it in memory.
///
/// # Errors
/// [`Error::Invalid`] says what is wrong with it.
pub fn read(
    text: &str,
    (system, kind): (System, Option<Kind>),
    name: &str,
) -> Result<Vec<(Part, Vec<RawRow>)>> {
    let file = tempfile::NamedTempFile::new().map_err(trouble)?;
    std::fs::write(file.path(), text).map_err(trouble)?;
    let brought = Brought { name: name.to_owned(), path: file.path().to_owned() };
    let upload = Upload { system, kind, files: vec![brought] };
    let mut read = Vec::new();
    for (at, mut table) in tables(&upload)?.into_iter().enumerate() {
        let at = i64::try_from(at).unwrap_or(i64::MAX);
        let mut rows = Vec::new();
        table.each(&mut |line, cells| {
            rows.push(RawRow { part: at, line, cells });
            Ok(())
        })?;
        table.part.rows = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        read.push((table.part, rows));
    }
    Ok(read)
}

impl Table {
    fn each(&self, see: &mut dyn FnMut(i64, Vec<String>) -> Result<()>) -> Result<()> {
        match &self.source {
            Source::Text(found) => table::each(&self.path, found, see),
            Source::Dump(wanted) => foreign::each(&self.path, wanted, see),
        }
    }
}

fn fill(engine: &Engine, (tenant, id): (&TenantId, &ImportId), tables: Vec<Table>) -> Result<Import> {
    let (mut parts, mut number) = (Vec::new(), 0);
    for (at, mut table) in tables.into_iter().enumerate() {
        let before = number;
        let mut batch: Vec<RawRow> = Vec::new();
        let at = i64::try_from(at).unwrap_or(i64::MAX);
        let mut keep = |rows: Vec<RawRow>| {
            let (tenant, id, after) = (tenant.clone(), id.clone(), number);
            number = engine.db.write_wait(move |tx| import::add(tx, (&tenant, &id), &rows, after))?;
            Ok::<_, Error>(())
        };
        let mut see = |line: i64, cells: Vec<String>| {
            batch.push(RawRow { part: at, line, cells });
            if batch.len() < ROWS_AT_ONCE { Ok(()) } else { keep(std::mem::take(&mut batch)) }
        };
        table.each(&mut see)?;
        keep(batch)?;
        table.part.rows = number - before;
        parts.push(table.part);
    }
    let (tenant, id, now) = (tenant.clone(), id.clone(), engine.now());
    engine.db.write_wait(move |tx| import::received(tx, (&tenant, &id), parts.clone(), now))
}

/// The tables of all files, partners before what names them.
fn tables(upload: &Upload) -> Result<Vec<Table>> {
    let mut tables = Vec::new();
    for file in &upload.files {
        tables.extend(tables_of(upload, file)?);
    }
    if tables.is_empty() {
        return Err(Error::field(
            "/file",
            "unknown",
            msg("There is no table in it that can be brought here."),
        ));
    }
    let place = |kind: Kind| Kind::ALL.iter().position(|known| *known == kind);
    tables.sort_by_key(|table| place(table.part.kind));
    Ok(tables)
}

fn tables_of(upload: &Upload, file: &Brought) -> Result<Vec<Table>> {
    let system = upload.system;
    if dump::is_dump(&file.path)? {
        if system == System::Csv {
            let detail = msg("This is a dump of a database: choose the system that it comes from.");
            return Err(Error::field("/file", "format", detail));
        }
        let found = foreign::look(system, &file.path)?;
        let table = |(part, wanted)| Table { part, path: file.path.clone(), source: Source::Dump(wanted) };
        return Ok(found.into_iter().map(table).collect());
    }
    let found = table::look(&file.path)?;
    let kind = match system {
        System::Csv => upload.kind,
        _ => import::kind_of_columns(system, &found.columns),
    };
    // Other tables of the system, such as clicks, hold nothing that can be brought here.
    let part = kind.map(|kind| Part::new(system, kind, &file.name, found.columns.clone()));
    Ok(part
        .map(|part| Table { part, path: file.path.clone(), source: Source::Text(found) })
        .into_iter()
        .collect())
}

fn trouble(error: std::io::Error) -> Error {
    Error::Io("cannot read the file".to_owned(), error)
}

/// One step of the import that has gone on for longest; says whether there was one.
///
/// # Errors
/// What the database says.
pub async fn go_on(app: &App) -> Result<bool> {
    let Some((tenant, id)) = call::read(&app.engine, import::due).await? else { return Ok(false) };
    let (engine, of, at) = (app.engine.clone(), tenant.clone(), id.clone());
    call::slowly(move || step(&engine, (&of, &at))).await?;
    let import = call::read(&app.engine, move |tx| import::load(tx, &tenant, &id)).await?;
    if !import.state.is_busy() && import.is_routed() {
        call::refresh_snapshot(&app.engine).await?;
    }
    Ok(true)
}

/// Goes on until nothing is left to do.
///
/// # Errors
/// What the database says.
pub fn walk(engine: &Engine, tenant: &TenantId, id: &ImportId) -> Result<Import> {
    while step(engine, (tenant, id))? {}
    let (tenant, id) = (tenant.clone(), id.clone());
    engine.db.read_wait(move |tx| import::load(tx, &tenant, &id))
}

/// One chunk; where a row stands in its way, one row at a time until that is behind.
fn step(engine: &Engine, (tenant, id): (&TenantId, &ImportId)) -> Result<bool> {
    let chunk = |limit: i64| {
        let (tenant, id, sealer, now) = (tenant.clone(), id.clone(), engine.sealer.clone(), engine.now());
        engine.db.write_wait(move |tx| import::step(tx, (&tenant, &id), limit, (sealer.people_key(), now)))
    };
    match chunk(CHUNK) {
        Err(error) if is_of_a_row(&error) => {}
        other => return other,
    }
    for _ in 0..CHUNK {
        match chunk(1) {
            Err(error) if is_of_a_row(&error) => return refused(engine, (tenant, id), error),
            Ok(true) => {}
            other => return other,
        }
    }
    Ok(true)
}

fn refused(engine: &Engine, (tenant, id): (&TenantId, &ImportId), error: Error) -> Result<bool> {
    tracing::warn!(import = %id, %error, "a row of an import can't be carried out");
    let (tenant, id, now): (_, _, Timestamp) = (tenant.clone(), id.clone(), engine.now());
    engine.db.write_wait(move |tx| {
        import::refuse(tx, (&tenant, &id), &error, now)?;
        Ok(import::load(tx, &tenant, &id)?.state.is_busy())
    })
}

/// Whether it is a row's trouble and not the database's.
fn is_of_a_row(error: &Error) -> bool {
    let own = matches!(error, Error::Invalid(_) | Error::Conflict(_) | Error::NotFound(_) | Error::Broken(_));
    own || error.is_unique()
}

/// A folder for files on their way, in the data directory.
///
/// # Errors
/// When it cannot be made.
pub fn folder(data: &Path) -> Result<PathBuf> {
    let folder = data.join("imports");
    std::fs::create_dir_all(&folder).map_err(trouble)?;
    Ok(folder)
}
