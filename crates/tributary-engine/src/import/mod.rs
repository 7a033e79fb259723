//! Imports: rows that somebody brought in a file. They are kept as they came, then understood (which column means what), tried
//! out, carried out in chunks, and for some days taken back again.
//!
//! Whatever changes, changes with its row in one transaction, which also moves [`Import::at`] on: so a process that is killed
//! loses nothing and does nothing twice. Orders are facts with a source as any others: taking them back appends what says that
//! they are not there, and nothing is due for them any more. Start at [`step`].

mod apply;
mod field;
mod judge;
mod order;
mod plan;
mod record;
mod resolve;
mod row;
mod sql;
mod state;
mod step;
mod undo;
mod value;

pub use field::{Field, Kind, fold, kind_of_columns, kind_of_table, of as fields, required};
pub use plan::{Dates, Options, Owed, Part, Plan, System};
pub use row::{Row, Verdict, rows, rows_of};
pub use state::State;
pub use step::{CHUNK, due, fail, refuse, step};

use crate::audit::{self, Actor, Note};
use crate::db::{Row as Cells, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{chance, params, store};
use tributary_core::time::DAY_MS;
use tributary_core::{ImportId, StoreId, TenantId, Timestamp};

/// For so long what an import did can be taken back; then its rows are forgotten.
pub const UNDO_DAYS: i64 = 7;
/// Rows that a file may have.
pub const ROWS_MAX: i64 = 500_000;
/// Characters that a row may have.
pub const ROW_CHARS_MAX: usize = 50_000;
/// Columns that a table may have.
pub const COLUMNS_MAX: usize = 200;

/// What became of rows, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Something new.
    pub new: i64,
    /// Something that is here, changed.
    pub updated: i64,
    /// Nothing to do.
    pub skipped: i64,
    /// Could not be used.
    pub wrong: i64,
    /// Further lines of an order.
    pub joined: i64,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// Where the file comes from.
    pub system: System,
    /// What the file is called.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// What it is to do.
    pub plan: Plan,
    /// Who brought it.
    pub by: String,
    /// When.
    pub made_at: Timestamp,
    /// When its state last changed.
    pub moved_at: Timestamp,
    /// How many rows it has.
    pub total: i64,
    /// The last row that its state is through with.
    pub at: i64,
    /// Whether the preview knows what rows are known by.
    keyed: bool,
    /// What became of its rows, or would.
    pub counts: Counts,
    /// When it was carried out.
    pub finished_at: Option<Timestamp>,
    /// Whether its rows are still kept.
    pub kept: bool,
    /// Why it could not go on.
    pub trouble: Option<String>,
}

impl Import {
    /// Until when it can be taken back.
    #[must_use]
    pub fn undo_until(&self) -> Option<Timestamp> {
        let since = if self.state == State::Failed { Some(self.moved_at) } else { self.finished_at };
        let possible = matches!(self.state, State::Finished | State::Failed) && self.kept && self.at > 0;
        since.filter(|_| possible).map(|at| at.plus_ms(UNDO_DAYS * DAY_MS))
    }

    /// How much of what is going on is done, in rows.
    #[must_use]
    pub fn done(&self) -> i64 {
        match self.state {
            State::Undoing => self.total - self.at,
            // Two walks: what rows are known by, and what becomes of them.
            State::Mapped => (if self.keyed { self.total + self.at } else { self.at }) / 2,
            _ => self.at,
        }
    }

    /// Whether it may change links and codes, which redirects must know at once.
    #[must_use]
    pub fn is_routed(&self) -> bool {
        self.plan.parts.iter().any(|part| part.kind != Kind::Orders)
    }

    /// How it is named as the source of what it did.
    #[must_use]
    pub fn source(&self) -> String {
        format!("import {}", self.id)
    }
}

/// Where rows go that are about to arrive.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// Where the file comes from.
    pub system: System,
    /// What the file is called.
    pub name: String,
    /// The store whose partners and orders they are.
    pub store: StoreId,
}

/// A row as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// Its table, counted from nought.
    pub part: i64,
    /// Its line in the file.
    pub line: i64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// Begins an import; its rows are added by [`add`], and [`received`] ends that.
///
/// # Errors
/// [`Error::NotFound`] of the store.
pub fn begin(tx: &mut Tx<'_>, by: &Actor, new: &NewImport, now: Timestamp) -> Result<ImportId> {
    let store = store::load(tx, &by.tenant, &new.store)?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Error::field("/name", "length", "Give a name of 1 to 200 characters."));
    }
    let id = ImportId::from_bits(chance::ordered_bits(now)?);
    let options = Options {
        owed: Owed::Nothing,
        update: true,
        dates: Dates::Either,
        partner_kind: "affiliate".to_owned(),
        currency: store.currency,
    };
    let plan = written(&Plan { store: store.id, parts: Vec::new(), options })?;
    tx.exec(sql::INSERT, params![&by.tenant, &id, new.system.as_str(), name, &plan, &by.name, now])?;
    Ok(id)
}

/// Keeps rows as they came, the first of them under the number after `after`.
///
/// # Errors
/// [`Error::Invalid`] for too many rows, or one that is too long.
pub fn add(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    rows: &[RawRow],
    after: i64,
) -> Result<i64> {
    let mut number = after;
    for row in rows {
        number += 1;
        if number > ROWS_MAX {
            return Err(Error::field(
                "/rows",
                "length",
                "Bring at most 500,000 rows at once: split the file.",
            ));
        }
        let chars: usize = row.cells.iter().map(String::len).sum();
        if chars > ROW_CHARS_MAX || row.cells.len() > COLUMNS_MAX {
            return Err(Error::field("/rows", "length", "A row is too long: is the separator right?"));
        }
        let cells = written(&row.cells)?;
        tx.exec(sql::INSERT_ROW, params![tenant, id, number, row.part, row.line, &cells])?;
    }
    Ok(number)
}

/// All rows are here: these are the tables they are of.
///
/// # Errors
/// [`Error::Conflict`] when they were all here already; [`Error::Invalid`] when there are none.
pub fn received(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    parts: Vec<Part>,
    now: Timestamp,
) -> Result<Import> {
    let import = load(tx, tenant, id)?;
    expect(&import, &[State::Receiving])?;
    let total: i64 = parts.iter().map(|part| part.rows).sum();
    if total == 0 {
        return Err(Error::field("/rows", "length", "There are no rows in it that can be brought here."));
    }
    let plan = Plan { parts, ..import.plan };
    tx.exec(sql::SET_PLAN, params![tenant, id, &written(&plan)?, total, now])?;
    tx.exec(sql::CHANGE_STATE, params![tenant, id, State::Uploaded.as_str(), now, None::<&str>])?;
    load(tx, tenant, id)
}

/// Adds further rows of the one table that an import has; then it has to be tried out again.
///
/// # Errors
/// [`Error::Conflict`] once it is carried out, or for one of several tables.
pub fn append(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    cells: Vec<Vec<String>>,
    now: Timestamp,
) -> Result<Import> {
    let import = load(tx, tenant, id)?;
    expect(&import, &[State::Uploaded, State::Mapped, State::Previewed])?;
    let mut plan = import.plan;
    let [part] = &mut plan.parts[..] else {
        return Err(Error::Conflict("only an import of one table takes further rows".to_owned()));
    };
    // The first line has the names of the columns.
    let line = |at: usize| i64::try_from(at).unwrap_or(i64::MAX).saturating_add(import.total + 2);
    let rows: Vec<RawRow> =
        cells.into_iter().enumerate().map(|(at, cells)| RawRow { part: 0, line: line(at), cells }).collect();
    let total = add(tx, (tenant, id), &rows, import.total)?;
    part.rows = total;
    tx.exec(sql::DELETE_KEYS, params![tenant, id])?;
    tx.exec(sql::SET_PLAN, params![tenant, id, &written(&plan)?, total, now])?;
    tx.exec(sql::MOVE, params![tenant, id, State::Uploaded.as_str(), now, 0_i64, 0_i64])?;
    load(tx, tenant, id)
}

/// Says what the columns mean and what is wanted; then it is tried out.
///
/// # Errors
/// [`Error::Invalid`] names the field; [`Error::Conflict`] once it is carried out.
pub fn map(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    plan: &Plan,
    now: Timestamp,
) -> Result<Import> {
    let import = load(tx, tenant, id)?;
    expect(&import, &[State::Uploaded, State::Mapped, State::Previewed])?;
    plan.check()?;
    let same = import.plan.parts.len() == plan.parts.len()
        && import
            .plan
            .parts
            .iter()
            .zip(&plan.parts)
            .all(|(is, new)| (&is.columns, is.rows) == (&new.columns, new.rows));
    if !same {
        return Err(Error::Broken("a plan is of another file".to_owned()));
    }
    tx.exec(sql::DELETE_KEYS, params![tenant, id])?;
    tx.exec(sql::SET_PLAN, params![tenant, id, &written(plan)?, import.total, now])?;
    tx.exec(sql::MOVE, params![tenant, id, State::Mapped.as_str(), now, 0_i64, 0_i64])?;
    load(tx, tenant, id)
}

/// Has it carried out.
///
/// # Errors
/// [`Error::Conflict`] when it was not tried out, or is carried out already.
pub fn run(tx: &mut Tx<'_>, by: &Actor, id: &ImportId, now: Timestamp) -> Result<Import> {
    let import = load(tx, &by.tenant, id)?;
    expect(&import, &[State::Previewed])?;
    tx.exec(sql::MOVE, params![&by.tenant, id, State::Running.as_str(), now, 0_i64, 1_i64])?;
    audit::note(tx, by, &Note::on("import.run", id.as_str()).named(&import.name), now)?;
    load(tx, &by.tenant, id)
}

/// Has what it did taken back.
///
/// # Errors
/// [`Error::Conflict`] when it did nothing, or it is too late.
pub fn undo(tx: &mut Tx<'_>, by: &Actor, id: &ImportId, now: Timestamp) -> Result<Import> {
    let import = load(tx, &by.tenant, id)?;
    if import.undo_until().is_none_or(|until| until <= now) {
        let why = "this import can't be taken back: it did nothing, is taken back already, or more than 7 days have passed";
        return Err(Error::Conflict(why.to_owned()));
    }
    tx.exec(sql::MOVE, params![&by.tenant, id, State::Undoing.as_str(), now, import.at, 1_i64])?;
    audit::note(tx, by, &Note::on("import.undone", id.as_str()).named(&import.name), now)?;
    load(tx, &by.tenant, id)
}

/// Throws away an import that has done nothing.
///
/// # Errors
/// [`Error::Conflict`] when it has been carried out.
pub fn discard(tx: &mut Tx<'_>, tenant: &TenantId, id: &ImportId) -> Result<()> {
    let import = load(tx, tenant, id)?;
    expect(&import, &[State::Receiving, State::Uploaded, State::Mapped, State::Previewed])?;
    tx.exec(sql::DELETE_KEYS, params![tenant, id])?;
    tx.exec(sql::DELETE_ROWS, params![tenant, id])?;
    tx.exec(sql::DELETE, params![tenant, id]).map(drop)
}

/// One import.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &ImportId) -> Result<Import> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("import"))
}

/// A page of imports, newest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Import>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), cursor.fetch()], decode)?;
    Ok(cursor.page(rows, |import| import.id.to_string()))
}

/// Forgets the rows of imports that can't be taken back any more, and of those that nobody went on with; says of how many.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<usize> {
    let before = now.plus_ms(-UNDO_DAYS * DAY_MS);
    let old: Vec<(TenantId, ImportId)> =
        tx.rows(sql::TO_FORGET, params![before, limit], |row| Ok((row.parse(0)?, row.parse(1)?)))?;
    for (tenant, id) in &old {
        tx.exec(sql::DELETE_KEYS, params![tenant, id])?;
        tx.exec(sql::DELETE_ROWS, params![tenant, id])?;
        tx.exec(sql::FORGOTTEN, params![tenant, id])?;
        let import = load(tx, tenant, id)?;
        if !matches!(import.state, State::Finished | State::Undone) {
            let trouble = "nobody went on with it";
            tx.exec(
                sql::CHANGE_STATE,
                params![tenant, id, State::Failed.as_str(), import.moved_at, trouble],
            )?;
        }
    }
    Ok(old.len())
}

fn expect(import: &Import, states: &[State]) -> Result<()> {
    if states.contains(&import.state) && import.kept {
        return Ok(());
    }
    Err(Error::Conflict(format!("this import is {}, which does not go with that", import.state.as_str())))
}

fn written(value: &impl serde::Serialize) -> Result<String> {
    // PostgreSQL knows no text with U+0000 in it.
    let text = serde_json::to_string(value).map_err(|e| Error::Broken(e.to_string()))?;
    Ok(text.replace("\\u0000", "\\ufffd"))
}

fn decode(row: &Cells<'_>) -> Result<Import> {
    let system = row.text(1)?;
    Ok(Import {
        id: row.parse(0)?,
        system: System::parse(&system).ok_or_else(|| Error::Broken(format!("system {system} is unknown")))?,
        name: row.text(2)?,
        state: row.parse(3)?,
        plan: row.json(4)?,
        by: row.text(5)?,
        made_at: row.time(6)?,
        moved_at: row.time(7)?,
        total: row.int(8)?,
        at: row.int(9)?,
        keyed: row.int(10)? == 1,
        counts: Counts {
            new: row.int(11)?,
            updated: row.int(12)?,
            skipped: row.int(13)?,
            wrong: row.int(14)?,
            joined: row.int(15)?,
        },
        finished_at: row.opt_int(16)?.map(Timestamp::from_ms),
        kept: row.int(17)? == 1,
        trouble: row.opt_text(18)?,
    })
}
