//! What people call the things of a report's rows, many at a time: a page of two hundred partners asks seven times, which on a
//! server are journeys.

use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::params;
use std::collections::BTreeMap;
use tributary_core::{ProgramId, TenantId};

/// So many keys a statement takes.
const AT_ONCE: usize = 32;

/// The names of some keys by a statement that takes the tenant and [`AT_ONCE`] keys; who has none is left out.
///
/// # Errors
/// What the database says.
pub(super) fn read(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    statement: &'static str,
    keys: &[&str],
) -> Result<BTreeMap<String, String>> {
    read_with(tx, tenant, (statement, &[]), keys)
}

/// The same by one that also takes a program, for what has its name from a store.
///
/// # Errors
/// What the database says.
pub(super) fn of_store(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (statement, program): (&'static str, Option<&ProgramId>),
    keys: &[&str],
) -> Result<BTreeMap<String, String>> {
    read_with(tx, tenant, (statement, &[program.into()]), keys)
}

fn read_with(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (statement, more): (&'static str, &[Value<'_>]),
    keys: &[&str],
) -> Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for some in keys.chunks(AT_ONCE) {
        let mut wanted = params![tenant].to_vec();
        // Whatever is missing to the full number asks for the first once more.
        let first = some.iter().take(1).cycle();
        wanted.extend(some.iter().chain(first).take(AT_ONCE).map(|key| (*key).into()));
        wanted.extend(more.iter().cloned());
        let name = |row: &Row<'_>| Ok((row.text(0)?, row.opt_text(1)?));
        for (key, name) in tx.rows(statement, &wanted, name)? {
            names.extend(name.map(|name| (key, name)));
        }
    }
    Ok(names)
}
