//! Imports go on in chunks: each a transaction of its own that also says how far it has come.

use super::judge::{judge, keys};
use super::resolve::Work;
use super::row::{self, Outcome, Row, Verdict};
use super::{Counts, Import, State, apply, load, sql, undo};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{event, params, program, store};
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};
use tributary_core::{ImportId, TenantId, Timestamp};

/// Rows in one transaction: others who write wait for it.
pub const CHUNK: i64 = 100;

/// The import that has gone on for longest, if one does.
///
/// # Errors
/// What the database says.
pub fn due(tx: &mut Tx<'_>) -> Result<Option<(TenantId, ImportId)>> {
    tx.row(sql::DUE, params![], |row| Ok((row.parse(0)?, row.parse(1)?)))
}

/// Goes on by at most so many rows; says whether there is more to do.
///
/// # Errors
/// What the database says. [`Error::Invalid`] and the like of a row that can't be carried out: then nothing of the chunk has
/// happened, and with a `limit` of 1 the row is the next one, for [`refuse`].
pub fn step(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    limit: i64,
    (people_key, now): (&[u8; 32], Timestamp),
) -> Result<bool> {
    let import = load(tx, tenant, id)?;
    let store = store::load(tx, tenant, &import.plan.store)?;
    let zone = TimeZone::get(&store.timezone).unwrap_or(TimeZone::UTC);
    let program = program::of_store(tx, tenant, &store.id)?;
    let work = Work { tenant, import: &import, program, zone, people_key, now };
    match import.state {
        State::Mapped if !import.keyed => note_keys(tx, &work, limit),
        State::Mapped | State::Running => go_on(tx, &work, limit),
        State::Undoing => go_back(tx, &work, limit),
        _ => Ok(false),
    }
}

/// What rows are known by comes before anything is judged: an order's lines may stand anywhere below it.
fn note_keys(tx: &mut Tx<'_>, work: &Work<'_>, limit: i64) -> Result<bool> {
    let (tenant, import) = (work.tenant, work.import);
    let rows = row::rows(tx, (tenant, &import.id), import.at, limit)?;
    for row in &rows {
        for key in keys(work, row) {
            tx.exec(sql::INSERT_KEY, params![tenant, &import.id, &key, row.number])?;
        }
    }
    let ended = i64::try_from(rows.len()).is_ok_and(|count| count < limit);
    let at = if ended { 0 } else { rows.last().map_or(0, |row| row.number) };
    advance(tx, work, (at, ended), Counts::default())?;
    Ok(true)
}

fn go_on(tx: &mut Tx<'_>, work: &Work<'_>, limit: i64) -> Result<bool> {
    let (tenant, import) = (work.tenant, work.import);
    let rows = row::rows(tx, (tenant, &import.id), import.at, limit)?;
    let mut counts = Counts::default();
    for row in &rows {
        let (found, deed) = judge(tx, work, row)?;
        let found = match import.state {
            State::Running => apply::apply(tx, work, found, deed)?,
            _ => found,
        };
        count(&mut counts, found.verdict);
        row::settle(tx, tenant, import, row.number, &found)?;
    }
    let at = rows.last().map_or(import.at, |row| row.number);
    advance(tx, work, (at, true), counts)?;
    if at < import.total && !rows.is_empty() {
        return Ok(true);
    }
    if import.state == State::Running {
        tx.exec(sql::FINISH, params![tenant, &import.id, work.now])?;
        let done = told(&load(tx, tenant, &import.id)?);
        event::emit(tx, tenant, "import.finished", &done, work.now)?;
    } else {
        change_state(tx, work, State::Previewed)?;
    }
    Ok(false)
}

fn go_back(tx: &mut Tx<'_>, work: &Work<'_>, limit: i64) -> Result<bool> {
    let (tenant, import) = (work.tenant, work.import);
    let rows: Vec<Row> = row::backwards(tx, (tenant, &import.id), import.at, limit)?;
    for row in &rows {
        if let Some(before) = &row.before {
            undo::undo(tx, work, before)?;
        }
    }
    let at = rows.last().map_or(0, |row| row.number - 1);
    advance(tx, work, (at, true), Counts::default())?;
    if at > 0 {
        return Ok(true);
    }
    change_state(tx, work, State::Undone)?;
    Ok(false)
}

fn change_state(tx: &mut Tx<'_>, work: &Work<'_>, state: State) -> Result<()> {
    let row = params![work.tenant, &work.import.id, state.as_str(), work.now, None::<&str>];
    tx.exec(sql::CHANGE_STATE, row).map(drop)
}

fn advance(tx: &mut Tx<'_>, work: &Work<'_>, (at, keyed): (i64, bool), counts: Counts) -> Result<()> {
    let Counts { new, updated, skipped, wrong, joined } = counts;
    let row = params![work.tenant, &work.import.id, at, keyed, new, updated, skipped, wrong, joined];
    tx.exec(sql::ADVANCE, row).map(drop)
}

fn count(counts: &mut Counts, verdict: Verdict) {
    match verdict {
        Verdict::New => counts.new += 1,
        Verdict::Update => counts.updated += 1,
        Verdict::Skip => counts.skipped += 1,
        Verdict::Wrong => counts.wrong += 1,
        Verdict::Joined => counts.joined += 1,
    }
}

/// The next row can't be carried out: it is noted with the reason, and the import goes on behind it.
///
/// # Errors
/// What the database says.
pub fn refuse(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    trouble: &Error,
    now: Timestamp,
) -> Result<()> {
    let import = load(tx, tenant, id)?;
    let next = row::rows(tx, (tenant, id), import.at, 1)?.into_iter().next();
    let (State::Running | State::Mapped, Some(next)) = (import.state, next) else {
        return fail(tx, (tenant, id), &trouble.to_string(), now);
    };
    let found = Outcome { detail: Some(trouble.to_string()), ..Outcome::of(Verdict::Wrong) };
    row::settle(tx, tenant, &import, next.number, &found)?;
    tx.exec(sql::ADVANCE, params![tenant, id, next.number, import.keyed, 0_i64, 0_i64, 0_i64, 1_i64, 0_i64])?;
    Ok(())
}

/// An import can't go on at all.
///
/// # Errors
/// What the database says.
pub fn fail(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    trouble: &str,
    now: Timestamp,
) -> Result<()> {
    tx.exec(sql::CHANGE_STATE, params![tenant, id, State::Failed.as_str(), now, trouble]).map(drop)
}

/// What an import is, for events.
fn told(import: &Import) -> Json {
    let counts = import.counts;
    json!({ "object": {
        "id": import.id.as_str(),
        "system": import.system.as_str(),
        "name": import.name,
        "state": import.state.as_str(),
        "total": import.total,
        "counts": {
            "new": counts.new, "updated": counts.updated, "skipped": counts.skipped, "wrong": counts.wrong,
            "joined": counts.joined,
        },
    } })
}
