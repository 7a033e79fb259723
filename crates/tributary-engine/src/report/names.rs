//! What people call the things of a report's rows, many at a time: a page of two hundred partners asks seven times, which on a
//! server are journeys.

use crate::db::{Row, Tx};
use crate::error::Result;
use crate::params;
use std::collections::BTreeMap;
use tributary_core::TenantId;

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
    let mut names = BTreeMap::new();
    for some in keys.chunks(AT_ONCE) {
        let mut wanted = params![tenant].to_vec();
        // Whatever is missing to the full number asks for the first once more.
        let first = some.iter().take(1).cycle();
        wanted.extend(some.iter().chain(first).take(AT_ONCE).map(|key| (*key).into()));
        let name = |row: &Row<'_>| Ok((row.text(0)?, row.opt_text(1)?));
        for (key, name) in tx.rows(statement, &wanted, name)? {
            names.extend(name.map(|name| (key, name)));
        }
    }
    Ok(names)
}
