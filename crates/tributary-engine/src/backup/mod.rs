//! Backups: a directory with one SQLite file, the key, and a description of what must be in them. Made while a server
//! runs, and looked through before it is called a backup. Start at [`make`] and [`restore`].
//!
//! The copy is always a SQLite file, whichever engine it is of, and goes back into either. So the same two steps move
//! a shop from one engine to the other.

mod files;
mod make;
mod manifest;
mod restore;
mod sql;

pub use make::make;
pub use manifest::{Head, MANIFEST, Manifest, heads};
pub use restore::{Restored, must_be_free, restore};

use crate::db::{Tx, rows_by_table};
use crate::error::{Error, Result};
use crate::verify::{Report, verify};
use std::collections::BTreeMap;
use tributary_core::Timestamp;

/// What is empty in a backup. The salts that keep hashed addresses of visitors apart are forgotten after two days, and
/// a backup lives longer; so it is with what was asked by API. Whoever is signed in, or holds a link that works once, must not
/// be let in by an old copy: it may have been signed out since. How often a server's memory was renewed is that server's own,
/// and so is the era in which places of conversions count on.
pub const LEFT_OUT: [&str; 14] = [
    "api_request",
    "connect_code",
    "ip_salt",
    "partner_link",
    "partner_session",
    "place_head",
    "publisher_link",
    "publisher_session",
    "refer_link",
    "refer_session",
    "session",
    "setup_link",
    "snapshot_version",
    "token",
];

/// The database in a backup.
pub const DATABASE: &str = "tributary.db";
/// The server's key in a backup.
pub const KEY: &str = "secret.key";
/// Clicks that were on disk and not in the database yet.
pub const CLICKS: &str = "clicks";
/// How the files with such clicks end, and the list of those that no database would take.
const CLICKS_END: [&str; 2] = ["seg", "jsonl"];

/// What a database holds: what two that are the same have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Rows of each table, but for those that are left out.
    pub rows: BTreeMap<String, i64>,
    /// The end of every chain.
    pub heads: Vec<Head>,
}

impl Content {
    /// Counts and reads it.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(tx: &mut Tx<'_>) -> Result<Self> {
        let rows = rows_by_table(tx)?.into_iter();
        let rows = rows.filter(|(table, _)| !LEFT_OUT.contains(&table.as_str())).collect();
        Ok(Self { rows, heads: heads(tx)? })
    }
}

/// Verifies a copy; what is not as it must be is an error here, for nobody should rely on such a copy.
fn verified(tx: &mut Tx<'_>, now: Timestamp) -> Result<Report> {
    let report = verify(tx, now)?;
    let Some(first) = report.findings.first() else { return Ok(report) };
    Err(Error::Broken(format!(
        "the copy is not as it must be and was removed: {}: {} ({} findings in all); ask the original with tributary \
         verify",
        first.place,
        first.problem,
        report.findings.len()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own::Own;
    use std::collections::BTreeSet;

    #[test]
    fn whatever_lets_somebody_in_or_keeps_visitors_apart_is_left_out() {
        let own = Own::new();
        let engine = own.engine();
        let tables = engine.db.read_wait(rows_by_table).unwrap();
        let tables: Vec<String> = tables.into_iter().map(|(table, _)| table).collect();
        let secret = |table: &&String| {
            own.columns(table).iter().any(|column| column == "token_hash" || column == "salt")
        };
        let found: BTreeSet<&str> = tables.iter().filter(secret).map(String::as_str).collect();
        let kept: Vec<&&str> = found.iter().filter(|table| !LEFT_OUT.contains(table)).collect();
        assert!(found.len() > 4 && kept.is_empty(), "{kept:?} would let somebody in");
        assert!(LEFT_OUT.iter().all(|table| tables.iter().any(|known| known == table)), "{LEFT_OUT:?}");
    }
}
