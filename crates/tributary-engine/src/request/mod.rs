//! The log of API requests: what was asked with which key, and what was answered. Written after the answer has left, in
//! batches, with secrets masked by the edge; forgotten after [`KEEP_DAYS`].

mod sql;

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::params;
use tributary_core::{KeyId, TenantId, Timestamp};

/// How long a request is kept.
pub const KEEP_DAYS: i64 = 30;
/// The pieces of time in [`histogram`].
pub const PIECES: usize = 48;

const DAY_MS: i64 = 86_400_000;

/// A request and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Whose.
    pub tenant: TenantId,
    /// The `Request-Id` of its answer.
    pub id: String,
    /// When it came.
    pub at: Timestamp,
    /// Its method.
    pub method: String,
    /// The path as the API's document names it, such as `/api/v1/orders/{id}`.
    pub route: String,
    /// The path and query as they were.
    pub path: String,
    /// The HTTP status of the answer.
    pub status: i64,
    /// How long the answer took.
    pub took_ms: i64,
    /// The key.
    pub key: KeyId,
    /// What the sender calls the request.
    pub idempotency_key: Option<String>,
    /// The sender's address, hashed with the salt of that day.
    pub address: Option<String>,
    /// The body, masked, and cut where it was long. Empty in lists.
    pub request: String,
    /// The answer's, likewise.
    pub answer: String,
    /// The problem's word for machines.
    pub code: Option<String>,
    /// What people call the key; empty for one that is gone. Not written.
    pub key_name: String,
}

/// Which requests are wanted; nothing set means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The hundred of the status: 2, 4 or 5.
    pub hundred: Option<i64>,
    /// With this method.
    pub method: Option<String>,
    /// To this path, as the document names it.
    pub route: Option<String>,
    /// With this key.
    pub key: Option<KeyId>,
}

/// Writes requests down.
///
/// # Errors
/// What the database says.
pub fn record(tx: &mut Tx<'_>, requests: &[Request]) -> Result<()> {
    for one in requests {
        tx.later(
            sql::INSERT,
            params![
                &one.tenant,
                &one.id,
                one.at,
                &one.method,
                &one.route,
                &one.path,
                one.status,
                one.took_ms,
                &one.key,
                one.idempotency_key.as_deref(),
                one.address.as_deref(),
                &one.request,
                &one.answer,
                one.code.as_deref()
            ],
        )?;
    }
    Ok(())
}

/// A page of requests, newest first, without bodies.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, cursor: &Cursor) -> Result<Page<Request>> {
    let (from, to) = filter.hundred.map_or((0, 1_000), |hundred| (hundred * 100, hundred * 100 + 100));
    let (method, route) = (filter.method.as_deref(), filter.route.as_deref());
    let rows = match &filter.key {
        None => {
            let params = params![tenant, cursor.below(), cursor.fetch(), from, to, method, route];
            tx.rows(sql::LIST, params, decode)?
        }
        Some(key) => {
            let params = params![tenant, cursor.below(), cursor.fetch(), from, to, method, route, key];
            tx.rows(sql::LIST_OF_KEY, params, decode)?
        }
    };
    Ok(cursor.page(rows, |one| one.id.clone()))
}

/// One request.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &str) -> Result<Request> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("request"))
}

/// Which paths were asked for since a moment.
///
/// # Errors
/// What the database says.
pub fn routes(tx: &mut Tx<'_>, tenant: &TenantId, since: Timestamp) -> Result<Vec<String>> {
    tx.rows(sql::ROUTES, params![tenant, since], |row| row.text(0))
}

/// How many were answered with 2xx, 4xx and 5xx in each [`PIECES`]th of a span that ends now.
///
/// # Errors
/// What the database says.
pub fn histogram(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    span_ms: i64,
    now: Timestamp,
) -> Result<[[i64; 3]; PIECES]> {
    let piece = (span_ms / i64::try_from(PIECES).unwrap_or(1)).max(1);
    let since = now.plus_ms(1 - piece * i64::try_from(PIECES).unwrap_or(1));
    let rows = tx.rows(sql::HISTOGRAM, params![tenant, since, piece], |row| {
        Ok((row.int(0)?, row.int(1)?, row.int(2)?))
    })?;
    let mut pieces = [[0; 3]; PIECES];
    for (place, hundred, count) in rows {
        let cell = usize::try_from(place).ok().and_then(|place| pieces.get_mut(place));
        let kind = match hundred {
            ..=3 => 0,
            4 => 1,
            _ => 2,
        };
        if let Some(cell) = cell.and_then(|cell| cell.get_mut(kind)) {
            *cell += count;
        }
    }
    Ok(pieces)
}

/// Forgets the oldest of what is older than it is kept; says how many.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut Tx<'_>, tenant: &TenantId, limit: i64, now: Timestamp) -> Result<usize> {
    tx.exec(sql::FORGET, params![tenant, now.plus_ms(-KEEP_DAYS * DAY_MS), limit])
}

fn decode(row: &Row<'_>) -> Result<Request> {
    Ok(Request {
        tenant: row.parse(0)?,
        id: row.text(1)?,
        at: row.time(2)?,
        method: row.text(3)?,
        route: row.text(4)?,
        path: row.text(5)?,
        status: row.int(6)?,
        took_ms: row.int(7)?,
        key: row.parse(8)?,
        idempotency_key: row.opt_text(9)?,
        address: row.opt_text(10)?,
        request: row.text(11)?,
        answer: row.text(12)?,
        code: row.opt_text(13)?,
        key_name: row.opt_text(14)?.unwrap_or_default(),
    })
}
