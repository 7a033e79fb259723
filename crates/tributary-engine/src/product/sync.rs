//! Readings of a store's products: begun, gone on with batch by batch, finished. Whoever reads says with each batch how far
//! it came, so a reading that was killed goes on from there; and a batch that comes twice changes nothing more.
//!
//! Start at [`begin`]. A product that a whole reading has not seen by its end is hidden, unless somebody else told of it since that
//! reading began.

use super::{Told, keep, sql};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::{chance, event, params};
use serde_json::json;
use tributary_core::{ProductSyncId, StoreId, TenantId, Timestamp};

/// A whole reading of which nothing was heard for so long is over, and the next begins anew.
const ABANDONED_MS: i64 = 24 * 3_600_000;

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Everything: what is not in it is hidden at its end.
    Full,
    /// What changed.
    Incremental,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Incremental => "incremental",
        }
    }
}

/// How a reading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// More comes.
    Running,
    /// It came to its end.
    Done,
    /// Somebody stopped it.
    Cancelled,
    /// It was given up.
    Failed,
}

impl State {
    const ALL: [Self; 4] = [Self::Running, Self::Done, Self::Cancelled, Self::Failed];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }
}

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The store tells, by API.
    Api,
    /// This server reads the store.
    Read,
}

impl Source {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Read => "read",
        }
    }
}

/// A reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductSync {
    /// Its id.
    pub id: ProductSyncId,
    /// Of which store.
    pub store: StoreId,
    /// What is read.
    pub kind: Kind,
    /// Who reads.
    pub source: Source,
    /// How it stands.
    pub state: State,
    /// How many products there are, as far as whoever reads knows.
    pub total: Option<i64>,
    /// How many were taken.
    pub done: i64,
    /// How many could not be.
    pub skipped: i64,
    /// How many were hidden at its end.
    pub removed: i64,
    /// How far it came, in the words of whoever reads.
    pub after: Option<String>,
    /// What changed at this moment or later is read.
    pub since: Option<Timestamp>,
    /// What it struggles with.
    pub trouble: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was last heard of.
    pub heard_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A reading to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSync {
    /// Of which store.
    pub store: StoreId,
    /// What is read.
    pub kind: Kind,
    /// Who reads.
    pub source: Source,
    /// How many products there are, if that is known.
    pub total: Option<i64>,
    /// What changed at this moment or later is read.
    pub since: Option<Timestamp>,
}

/// What could not be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The store's id of the product.
    pub external_id: String,
    /// Which of its fields, as a pointer.
    pub field: String,
    /// What is wrong and what to do.
    pub detail: String,
}

/// Some products of a reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Those that can be taken.
    pub products: Vec<Told>,
    /// Those that cannot.
    pub skips: Vec<Skip>,
    /// Those that the store has no longer, by its ids.
    pub gone: Vec<String>,
    /// How far this comes.
    pub after: Option<String>,
    /// How many there are, if that is known by now.
    pub total: Option<i64>,
}

/// Begins a reading; a whole one that runs already is gone on with. Says whether it is new.
///
/// # Errors
/// What the database says.
pub fn begin(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    new: &NewSync,
    now: Timestamp,
) -> Result<(ProductSync, bool)> {
    let (kind, source) = (new.kind.as_str(), new.source.as_str());
    if new.kind == Kind::Full {
        let heard = now.plus_ms(-ABANDONED_MS);
        tx.exec(sql::ABANDON, params![tenant, &new.store, source, heard, now])?;
    }
    let id = ProductSyncId::from_bits(chance::ordered_bits(now)?);
    let row = params![tenant, &id, &new.store, kind, source, new.total, new.since, now];
    if tx.exec(sql::BEGIN, row)? > 0 {
        return Ok((load(tx, tenant, &id)?, true));
    }
    let running = tx.row(sql::RUNNING, params![tenant, &new.store, source], decode)?;
    let running = running.ok_or_else(|| Error::Broken("a reading runs and is not there".to_owned()))?;
    Ok((running, false))
}

/// Takes some products of a reading that runs.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] where it runs no longer.
pub fn take(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ProductSyncId),
    batch: &Batch,
    now: Timestamp,
) -> Result<ProductSync> {
    let sync = running(tx, tenant, id)?;
    let mut done = 0_i64;
    for told in &batch.products {
        done += i64::from(keep::take(tx, tenant, (&sync, told), now)?);
        if sync.skipped > 0 {
            tx.send(sql::UNSKIP, params![tenant, id, &told.external_id])?;
        }
    }
    for skip in &batch.skips {
        tx.send(sql::SKIP, params![tenant, id, &skip.external_id, &skip.field, &skip.detail, now])?;
        keep::still_there(tx, tenant, (&sync, &skip.external_id), now)?;
    }
    for external_id in &batch.gone {
        super::remove(tx, (tenant, &sync.store), external_id, now)?;
    }
    let skipped = tx.int(sql::SKIPPED, params![tenant, id])?;
    tx.exec(sql::WENT_ON, params![tenant, id, done, skipped, batch.after.as_deref(), batch.total, now])?;
    load(tx, tenant, id)
}

/// A reading came to its end. A whole one hides what it has not seen; finished twice it does so once.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] where it was stopped before.
pub fn finish(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ProductSyncId),
    now: Timestamp,
) -> Result<ProductSync> {
    let sync = load(tx, tenant, id)?;
    if sync.state == State::Done {
        return Ok(sync);
    }
    let sync = running(tx, tenant, id)?;
    let removed = match sync.kind {
        Kind::Full => tx.exec(sql::HIDE_UNSEEN, params![tenant, &sync.store, id, sync.started_at, now])?,
        Kind::Incremental => 0,
    };
    let removed = i64::try_from(removed).unwrap_or(i64::MAX);
    tx.exec(sql::END, params![tenant, id, State::Done.as_str(), removed, None::<&str>, now])?;
    let ended = load(tx, tenant, id)?;
    let object = json!({
        "id": id.as_str(),
        "store": ended.store.as_str(),
        "kind": ended.kind.as_str(),
        "done": ended.done,
        "skipped": ended.skipped,
        "removed": ended.removed,
    });
    event::emit(tx, tenant, "product.synced", &json!({ "object": object }), now)?;
    Ok(ended)
}

/// Stops a reading; nothing is hidden. One that has ended stays as it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn cancel(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ProductSyncId),
    now: Timestamp,
) -> Result<ProductSync> {
    stop(tx, (tenant, id), (State::Cancelled, None), now)
}

/// Gives a reading up, and says why.
///
/// # Errors
/// [`Error::NotFound`].
pub fn fail(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ProductSyncId),
    why: &str,
    now: Timestamp,
) -> Result<ProductSync> {
    stop(tx, (tenant, id), (State::Failed, Some(why)), now)
}

fn stop(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ProductSyncId),
    (state, why): (State, Option<&str>),
    now: Timestamp,
) -> Result<ProductSync> {
    if load(tx, tenant, id)?.state == State::Running {
        tx.exec(sql::END, params![tenant, id, state.as_str(), 0_i64, why, now])?;
    }
    load(tx, tenant, id)
}

/// Notes what a reading struggles with; it is tried again.
///
/// # Errors
/// What the database says.
pub fn trouble(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ProductSyncId),
    why: &str,
    now: Timestamp,
) -> Result<()> {
    tx.exec(sql::TROUBLE, params![tenant, id, why, now]).map(drop)
}

/// One reading.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &ProductSyncId) -> Result<ProductSync> {
    tx.row(sql::SYNC, params![tenant, id], decode)?.ok_or(Error::NotFound("product sync"))
}

/// The newest readings of a store.
///
/// # Errors
/// What the database says.
pub fn newest(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    most: i64,
) -> Result<Vec<ProductSync>> {
    tx.rows(sql::NEWEST, params![tenant, store, most], decode)
}

/// The newest whole reading of a store that came to its end.
///
/// # Errors
/// What the database says.
pub fn last_full(tx: &mut Tx<'_>, (tenant, store): (&TenantId, &StoreId)) -> Result<Option<ProductSync>> {
    tx.row(sql::LAST_FULL, params![tenant, store], decode)
}

/// What a reading could not take.
///
/// # Errors
/// What the database says.
pub fn skips(tx: &mut Tx<'_>, (tenant, id): (&TenantId, &ProductSyncId), most: i64) -> Result<Vec<Skip>> {
    tx.rows(sql::SKIPS, params![tenant, id, most], |row| {
        Ok(Skip { external_id: row.text(0)?, field: row.text(1)?, detail: row.text(2)? })
    })
}

fn running(tx: &mut Tx<'_>, tenant: &TenantId, id: &ProductSyncId) -> Result<ProductSync> {
    let sync = load(tx, tenant, id)?;
    match sync.state {
        State::Running => Ok(sync),
        State::Done => Err(Error::Conflict("This sync is finished: begin another.".to_owned())),
        State::Cancelled => Err(Error::Conflict("This sync was cancelled: begin another.".to_owned())),
        State::Failed => Err(Error::Conflict("This sync was given up: begin another.".to_owned())),
    }
}

fn decode(row: &Row<'_>) -> Result<ProductSync> {
    let (kind, source, state) = (row.text(2)?, row.text(3)?, row.text(4)?);
    let unknown = || Error::Broken(format!("a reading of products is {kind} {source} {state}"));
    let at = |column| Ok::<_, Error>(row.opt_int(column)?.map(Timestamp::from_ms));
    Ok(ProductSync {
        id: row.parse(0)?,
        store: row.parse(1)?,
        kind: [Kind::Full, Kind::Incremental]
            .into_iter()
            .find(|one| one.as_str() == kind)
            .ok_or_else(unknown)?,
        source: [Source::Api, Source::Read]
            .into_iter()
            .find(|one| one.as_str() == source)
            .ok_or_else(unknown)?,
        state: State::ALL.into_iter().find(|one| one.as_str() == state).ok_or_else(unknown)?,
        total: row.opt_int(5)?,
        done: row.int(6)?,
        skipped: row.int(7)?,
        removed: row.int(8)?,
        after: row.opt_text(9)?,
        since: at(10)?,
        trouble: row.opt_text(11)?,
        started_at: row.time(12)?,
        heard_at: row.time(13)?,
        ended_at: at(14)?,
    })
}
