//! Work to do later: one row per subject, claimed by a lease, done outside any transaction.
//!
//! Nodes that claim at once pass over each other's rows. The number of attempts is the fence: whoever comes back after
//! his lease has gone to somebody else changes nothing.

mod sql;

use crate::db::Tx;
use crate::error::Result;
use crate::params;
use tributary_core::{TenantId, Timestamp};

/// A claimed piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Whose.
    pub tenant: TenantId,
    /// What to do it to.
    pub subject: String,
    /// How often it was tried before.
    pub attempts: i64,
}

/// Asks for work on a subject; asking twice is asking once, at the earlier time.
///
/// # Errors
/// What the database says.
pub fn ask(tx: &mut Tx<'_>, tenant: &TenantId, kind: &str, subject: &str, due: Timestamp) -> Result<()> {
    tx.exec(sql::ASK, params![tenant, kind, subject, due])?;
    Ok(())
}

/// Whether any work of a kind is due.
///
/// # Errors
/// What the database says.
pub fn is_due(tx: &mut Tx<'_>, kind: &str, now: Timestamp) -> Result<bool> {
    Ok(tx.int(sql::ANY_DUE, params![kind, now])? > 0)
}

/// Claims due work; nobody else gets it until the lease ends.
///
/// # Errors
/// What the database says.
pub fn claim(tx: &mut Tx<'_>, kind: &str, now: Timestamp, lease_ms: i64, limit: i64) -> Result<Vec<Job>> {
    let due = tx.rows(sql::DUE, params![kind, now, limit], |row| {
        Ok(Job { tenant: row.parse(0)?, subject: row.text(1)?, attempts: row.int(2)? })
    })?;
    for job in &due {
        tx.exec(sql::LEASE, params![&job.tenant, kind, &job.subject, now.plus_ms(lease_ms)])?;
    }
    Ok(due)
}

/// The work is done.
///
/// # Errors
/// What the database says.
pub fn done(tx: &mut Tx<'_>, kind: &str, job: &Job) -> Result<()> {
    tx.exec(sql::DONE, params![&job.tenant, kind, &job.subject, job.attempts + 1])?;
    Ok(())
}

/// The work failed; it comes back later, less and less often.
///
/// # Errors
/// What the database says.
pub fn failed(tx: &mut Tx<'_>, kind: &str, job: &Job, trouble: &str, now: Timestamp) -> Result<()> {
    let minutes = 1_i64 << job.attempts.clamp(0, 10);
    let again = now.plus_ms(minutes * 60_000);
    let claimed = job.attempts + 1;
    tx.exec(sql::FAILED, params![&job.tenant, kind, &job.subject, again, trouble, claimed])?;
    Ok(())
}
