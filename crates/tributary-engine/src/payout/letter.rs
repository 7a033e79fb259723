//! What partners are written about their payouts: what they were told last is kept beside each, and whoever looks writes the
//! difference. So a payment that is undone at once is never told, and one that is undone later is told to have been a mistake.

use super::{Payout, State, load, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::job::{self, Job};
use crate::params;
use tributary_core::{BatchId, PayoutId, TenantId, Timestamp};

const JOB: &str = "payout_letter";
const LEASE_MS: i64 = 60_000;
const BATCH: i64 = 100; // letters of one transaction

/// A little more than the toast with its Undo is there.
const WAIT_MS: i64 = 12_000;

/// What a letter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// The money has left.
    Paid,
    /// It has not, after all: it is still on its way.
    Reopened,
    /// The payout was called off.
    Voided,
}

/// A letter to write.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it says.
    pub telling: Telling,
    /// About what.
    pub payout: Payout,
    /// To whom, if they have an address; the platform has none.
    pub email: Option<String>,
    /// The language they chose; empty when they never did.
    pub language: String,
}

/// Asks for letters about a batch, in a while.
pub(super) fn ask(tx: &mut Tx<'_>, tenant: &TenantId, batch: &BatchId, now: Timestamp) -> Result<()> {
    job::ask(tx, tenant, JOB, batch.as_str(), now.plus_ms(WAIT_MS))
}

/// Whether letters about any batch are due.
///
/// # Errors
/// What the database says.
pub fn is_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool> {
    job::is_due(tx, JOB, now)
}

/// Claims a batch about which letters are due.
///
/// # Errors
/// What the database says.
pub fn claim(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Job>> {
    Ok(job::claim(tx, JOB, now, LEASE_MS, 1)?.pop())
}

/// The next letters about a claimed batch; to be [`said`], each. None: the batch is [`done`].
///
/// # Errors
/// What the database says.
pub fn letters(tx: &mut Tx<'_>, job: &Job) -> Result<Vec<Letter>> {
    let found = tx.rows(sql::UNTOLD, params![&job.tenant, &job.subject, BATCH], |row| {
        Ok((row.parse::<PayoutId>(0)?, row.parse::<State>(2)?, row.opt_text(3)?, row.text(4)?))
    })?;
    let letter = |(id, state, email, language)| {
        let telling = match state {
            State::Paid => Telling::Paid,
            State::Open => Telling::Reopened,
            State::Voided => Telling::Voided,
        };
        Ok(Letter { telling, payout: load(tx, &job.tenant, &id)?, email, language })
    };
    found.into_iter().map(letter).collect()
}

/// Notes what a partner was told.
///
/// # Errors
/// What the database says.
pub fn said(tx: &mut Tx<'_>, tenant: &TenantId, letter: &Letter) -> Result<()> {
    let state = letter.payout.state.as_str();
    tx.exec(sql::TOLD, params![tenant, &letter.payout.id, state]).map(drop)
}

/// Nothing is left to be told about a batch.
///
/// # Errors
/// What the database says.
pub fn done(tx: &mut Tx<'_>, job: &Job) -> Result<()> {
    job::done(tx, JOB, job)
}
