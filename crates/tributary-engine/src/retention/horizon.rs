//! Horizons: each says up to which place of the chain clicks were forgotten, and seals what is left of them.

use super::sql;
use super::tally::Tally;
use crate::chain::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::params;
use tributary_core::{TenantId, Timestamp};

/// What was forgotten at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Horizon {
    /// Its number, from 1.
    pub number: i64,
    /// The clicks behind this place,
    pub after: i64,
    /// up to this one.
    pub seq: i64,
    /// The hash of the click at that place: where the chain goes on.
    pub click_hash: String,
    /// How many of them are gone.
    pub forgotten: i64,
    /// How many stay.
    pub kept: i64,
    /// What [`digest_after`] makes of those that stay, one after another.
    pub kept_digest: String,
    /// What all that were ever forgotten counted in their days.
    pub days: Tally,
    /// The first day of which nothing was forgotten.
    pub day: i64,
    /// When that day began.
    pub until: Timestamp,
    /// When the first of these clicks was.
    pub first_at: Timestamp,
    /// When they were forgotten.
    pub made_at: Timestamp,
}

impl Horizon {
    /// What its chain seals: all of it, in the order of `verify.horizons`.
    fn parts(&self) -> [String; 11] {
        [
            self.after.to_string(),
            self.seq.to_string(),
            self.click_hash.clone(),
            self.forgotten.to_string(),
            self.kept.to_string(),
            self.kept_digest.clone(),
            self.days.to_text(),
            self.day.to_string(),
            self.until.ms().to_string(),
            self.first_at.ms().to_string(),
            self.made_at.ms().to_string(),
        ]
    }

    /// Appends it.
    pub(super) fn record(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        let parts = self.parts();
        let place = chain::extend(tx, tenant, Chain::Horizon, &parts.each_ref().map(String::as_str))?;
        let days = self.days.to_text();
        let row = params![
            tenant,
            place.seq,
            &place.hash,
            self.after,
            self.seq,
            &self.click_hash,
            self.forgotten,
            self.kept,
            &self.kept_digest,
            &days,
            self.day,
            self.until,
            self.first_at,
            self.made_at,
        ];
        tx.exec(sql::INSERT, row).map(drop)
    }
}

/// The digest of kept clicks and one more: its place, its hash, and what the chain seals of it.
#[must_use]
pub fn digest_after(digest: &str, seq: i64, hash: &str, parts: &[&str]) -> String {
    let whole: Vec<&str> = std::iter::once(hash).chain(parts.iter().copied()).collect();
    chain::hash_after(digest, seq, &whole)
}

/// The last horizon of a tenant; none while nothing was forgotten.
///
/// # Errors
/// What the database says.
pub fn last(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Option<Horizon>> {
    tx.row(sql::LAST, params![tenant], decode)
}

/// When the first click was that is gone or was kept in its place.
///
/// # Errors
/// What the database says.
pub fn first_click(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Option<Timestamp>> {
    tx.row(sql::FIRST, params![tenant], |row| row.time(0))
}

fn decode(row: &Row<'_>) -> Result<Horizon> {
    Ok(Horizon {
        number: row.int(0)?,
        after: row.int(1)?,
        seq: row.int(2)?,
        click_hash: row.raw(3)?,
        forgotten: row.int(4)?,
        kept: row.int(5)?,
        kept_digest: row.raw(6)?,
        days: Tally::parse(&row.raw(7)?),
        day: row.int(8)?,
        until: row.time(9)?,
        first_at: row.time(10)?,
        made_at: row.time(11)?,
    })
}
