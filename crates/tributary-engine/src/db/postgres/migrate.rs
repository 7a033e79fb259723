//! Brings a server's database up to date: all steps that are missing, in one transaction. Nodes that start together
//! wait for the first of them.

use super::super::migrate::{STEPS, not_newer};
use super::dialect;
use super::session::Session;
use crate::error::Result;

const LOCK: &str = "SELECT pg_advisory_xact_lock(7813578)";
const IS_THERE: &str =
    "SELECT CASE WHEN to_regclass('schema_version') IS NULL THEN CAST(0 AS BIGINT) ELSE 1 END";
const TABLE: &str = "CREATE TABLE schema_version (version BIGINT NOT NULL)";
const DONE: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_version";

/// What is up to date is only looked at: whoever serves from day to day may lack the right to change a schema.
pub(super) fn run(session: &mut Session) -> Result<()> {
    session.begin(&["BEGIN"])?;
    session.run(LOCK)?;
    let is_there = session.count(IS_THERE)? > 0;
    let done = if is_there { session.count(DONE)? } else { 0 };
    let done = usize::try_from(done).unwrap_or(usize::MAX);
    not_newer(done)?;
    if done < STEPS.len() {
        bring_up(session, done, is_there)?;
    }
    session.run("COMMIT")
}

fn bring_up(session: &mut Session, done: usize, is_there: bool) -> Result<()> {
    if !is_there {
        session.run(TABLE)?;
    }
    session.run(dialect::REFUSE)?;
    for step in STEPS.iter().skip(done) {
        session.run(&dialect::step(step))?;
    }
    let version = format!("DELETE FROM schema_version; INSERT INTO schema_version VALUES ({})", STEPS.len());
    session.run(&version)
}
