//! The steps to the present schema, forward only. A SQLite file takes each in its own transaction, and a copy of the
//! file is kept before the first; a server takes them as [`super::postgres`] translates them.

use crate::error::{Error, Result};
use rusqlite::Connection;
use std::path::Path;

/// The steps so far. A step that has been released is never edited.
pub(super) const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_foundation.sql"),
    include_str!("../../migrations/0002_figures.sql"),
    include_str!("../../migrations/0003_people.sql"),
    include_str!("../../migrations/0004_shelf.sql"),
    include_str!("../../migrations/0005_partners.sql"),
    include_str!("../../migrations/0006_live.sql"),
    include_str!("../../migrations/0007_orders.sql"),
    include_str!("../../migrations/0008_programs.sql"),
    include_str!("../../migrations/0009_mail_kept.sql"),
    include_str!("../../migrations/0010_sums.sql"),
    include_str!("../../migrations/0011_nodes.sql"),
    include_str!("../../migrations/0012_intake.sql"),
    include_str!("../../migrations/0013_retention.sql"),
    include_str!("../../migrations/0014_hours.sql"),
    include_str!("../../migrations/0015_webhooks.sql"),
    include_str!("../../migrations/0016_publishers.sql"),
    include_str!("../../migrations/0017_conversions.sql"),
    include_str!("../../migrations/0019_earnings.sql"),
    include_str!("../../migrations/0020_tracker.sql"),
    include_str!("../../migrations/0021_developers.sql"),
    include_str!("../../migrations/0022_customers.sql"),
    include_str!("../../migrations/0023_rewards.sql"),
    include_str!("../../migrations/0024_wallet.sql"),
    include_str!("../../migrations/0025_whose.sql"),
    include_str!("../../migrations/0026_panel.sql"),
    include_str!("../../migrations/0027_owner.sql"),
    include_str!("../../migrations/0028_connections.sql"),
    include_str!("../../migrations/0029_products.sql"),
    include_str!("../../migrations/0030_payouts.sql"),
    include_str!("../../migrations/0031_imports.sql"),
    include_str!("../../migrations/0032_addresses.sql"),
    include_str!("../../migrations/0033_reward_questions.sql"),
    include_str!("../../migrations/0034_standing_orders.sql"),
    include_str!("../../migrations/0035_platform.sql"),
    include_str!("../../migrations/0037_partners_say.sql"),
    include_str!("../../migrations/0038_payout_debtor.sql"),
    include_str!("../../migrations/0039_browsers.sql"),
    include_str!("../../migrations/0040_addresses_of.sql"),
    include_str!("../../migrations/0041_fewer_indexes.sql"),
];

pub(super) fn run(connection: &mut Connection, path: &Path) -> Result<()> {
    let done: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(done).unwrap_or(usize::MAX);
    not_newer(done)?;
    if done > 0 && done < STEPS.len() {
        keep_copy(connection, path, done)?;
    }
    steps_after(connection, done)
}

/// The version that a database of this program has.
#[must_use]
pub fn newest_schema() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Makes a file, or brings one up to date of which nobody needs the old state: it is a copy already.
///
/// # Errors
/// When it cannot be opened or is newer than this program.
pub fn bring_up_to_date(path: &Path) -> Result<()> {
    let mut connection = Connection::open(path)?;
    let done: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(done).unwrap_or(usize::MAX);
    not_newer(done)?;
    steps_after(&mut connection, done)
}

fn steps_after(connection: &mut Connection, done: usize) -> Result<()> {
    for (index, step) in STEPS.iter().enumerate().skip(done) {
        let step_tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // Another process may have been faster.
        let now: i64 = step_tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if usize::try_from(now).unwrap_or(0) == index {
            step_tx.execute_batch(step)?;
            step_tx.pragma_update(None, "user_version", i64::try_from(index + 1).unwrap_or(i64::MAX))?;
        }
        step_tx.commit()?;
    }
    Ok(())
}

/// A newer program's database is none of this one's business.
pub(super) fn not_newer(done: usize) -> Result<()> {
    if done <= STEPS.len() {
        return Ok(());
    }
    Err(Error::Broken(format!(
        "the database is at version {done}, newer than this program's {}: use the newer program",
        STEPS.len()
    )))
}

fn keep_copy(connection: &Connection, path: &Path, version: usize) -> Result<()> {
    let copy = path.with_extension(format!("before-{}.db", version + 1));
    if copy.exists() {
        return Ok(());
    }
    Ok(connection.backup("main", &copy, None::<fn(rusqlite::backup::Progress)>)?)
}

#[cfg(test)]
#[path = "migrate_tests.rs"]
mod tests;
