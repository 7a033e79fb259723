//! Brings a server's database up to date: all steps that are missing, in one transaction. Nodes that start together
//! wait for the first of them.

use super::super::migrate::{STEPS, not_newer};
use super::dialect;
use super::session::Session;
use crate::error::Result;

const LOCK: &str = "SELECT pg_advisory_xact_lock(7813578)";
const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)";
const DONE: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_version";

pub(super) fn run(session: &mut Session) -> Result<()> {
    session.begin(&["BEGIN"])?;
    session.run(LOCK)?;
    session.run(TABLE)?;
    let done = usize::try_from(session.count(DONE)?).unwrap_or(usize::MAX);
    not_newer(done)?;
    if done < STEPS.len() {
        session.run(dialect::REFUSE)?;
    }
    for step in STEPS.iter().skip(done) {
        session.run(&dialect::step(step))?;
    }
    session
        .run(&format!("DELETE FROM schema_version; INSERT INTO schema_version VALUES ({})", STEPS.len()))?;
    session.run("COMMIT")
}
