//! How the work stands: what waits, what was given up, who has not been heard of. For whoever is woken at night; what
//! is normal and what is not, `tributary doctor` says. Start at [`of`].

mod sql;

use crate::db::{Tx, Value};
use crate::error::Result;
use crate::params;
use crate::retention::{self, Standing};
use tributary_core::{StoreId, TenantId, Timestamp};

/// So many of something, and since when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub count: i64,
    /// The oldest, where there is one.
    pub since: Option<Timestamp>,
}

/// When a store was last heard of, by message or by reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Which.
    pub store: String,
    /// When it was made known here.
    pub known_since: Timestamp,
    /// The last message from it or reading of it.
    pub last: Option<Timestamp>,
}

/// Jobs of one kind that should have been done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// The kind, such as `read`.
    pub kind: String,
    /// How many, and since when they were due.
    pub jobs: Waiting,
    /// Why one of them failed, where one did.
    pub trouble: Option<String>,
}

/// How the work stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkup {
    /// People who can sign in; 0 before somebody has set up.
    pub people: i64,
    /// Mail that is to be sent.
    pub mail_waits: Waiting,
    /// Mail that was given up lately.
    pub mail_failed: i64,
    /// Deliveries that nobody has judged yet.
    pub unjudged: Waiting,
    /// Deliveries whose order is not known yet.
    pub waiting: Waiting,
    /// Deliveries that were refused lately.
    pub rejected: i64,
    /// Why the last of these was.
    pub rejected_for: Option<String>,
    /// Every store.
    pub stores: Vec<Heard>,
    /// Jobs that are late.
    pub late: Vec<Late>,
    /// Orders whose hold is over and which have not been settled.
    pub holds: Waiting,
    /// Webhooks that are overdue.
    pub webhooks: Waiting,
    /// Receivers that are not told any more because of their own answers.
    pub webhooks_disabled: i64,
    /// How it stands with clicks that are kept.
    pub clicks: Standing,
}

/// What counts as lately and as late.
#[derive(Debug, Clone, Copy)]
pub struct Spans {
    /// What was given up since then is told.
    pub lately: Timestamp,
    /// What was due before then is late.
    pub late: Timestamp,
}

/// How the work stands.
///
/// # Errors
/// What the database says.
pub fn of(tx: &mut Tx<'_>, spans: Spans, now: Timestamp) -> Result<Checkup> {
    let Spans { lately, late } = spans;
    Ok(Checkup {
        people: tx.int(sql::PEOPLE, params![])?,
        mail_waits: waiting(tx, sql::MAIL_WAITS, params![])?,
        mail_failed: tx.int(sql::MAIL_FAILED, params![lately])?,
        unjudged: waiting(tx, sql::UNJUDGED, params![])?,
        waiting: waiting(tx, sql::WAITING, params![])?,
        rejected: tx.int(sql::REJECTED, params![lately])?,
        rejected_for: tx.row(sql::LAST_REJECTED, params![lately], |row| row.opt_text(0))?.flatten(),
        stores: stores(tx)?,
        late: tx.rows(sql::JOBS_LATE, params![late], |row| {
            let jobs = Waiting { count: row.int(1)?, since: row.opt_int(2)?.map(Timestamp::from_ms) };
            Ok(Late { kind: row.text(0)?, jobs, trouble: row.opt_text(3)? })
        })?,
        holds: waiting(tx, sql::HOLDS_LATE, params![late])?,
        webhooks: waiting(tx, sql::WEBHOOKS_LATE, params![late])?,
        webhooks_disabled: tx.int(sql::WEBHOOKS_DISABLED, params![])?,
        clicks: retention::standing(tx, now)?,
    })
}

fn waiting(tx: &mut Tx<'_>, sql: &'static str, params: &[Value<'_>]) -> Result<Waiting> {
    let found = tx.row(sql, params, |row| {
        Ok(Waiting { count: row.int(0)?, since: row.opt_int(1)?.map(Timestamp::from_ms) })
    })?;
    Ok(found.unwrap_or_default())
}

fn stores(tx: &mut Tx<'_>) -> Result<Vec<Heard>> {
    let known = tx.rows(sql::STORES, params![], |row| {
        let ids: (TenantId, StoreId) = (row.parse(0)?, row.parse(1)?);
        let heard = Heard {
            store: row.text(2)?,
            known_since: row.time(3)?,
            last: row.opt_int(4)?.map(Timestamp::from_ms),
        };
        Ok((ids, heard))
    })?;
    let mut stores = Vec::with_capacity(known.len());
    for ((tenant, store), mut heard) in known {
        for sql in [sql::LAST_FACT, sql::LAST_DELIVERY] {
            let last = tx.row(sql, params![&tenant, &store], |row| row.time(0))?;
            heard.last = heard.last.max(last);
        }
        stores.push(heard);
    }
    Ok(stores)
}
