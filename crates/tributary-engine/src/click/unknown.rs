//! Codes that nobody had when they were clicked: read from days and hours, as every figure is.

use super::days::UNKNOWN;
use super::{sql, sums};
use crate::code::fold;
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::order::Filter;
use crate::params;
use crate::sum::Parts;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use tributary_core::{TenantId, Timestamp};

/// So many spellings are looked at, most clicked first: who tries out codes brings as many as he likes.
const SPELLINGS_MAX: usize = 200;

/// Codes that nobody had when they were clicked, with how often that was since a moment, most clicked first.
/// Spellings that differ in case only are one; what somebody chose to ignore is left out.
///
/// # Errors
/// What the database says.
pub fn unknown_codes(tx: &mut Tx<'_>, tenant: &TenantId, since: Timestamp) -> Result<Vec<(String, i64)>> {
    let ignored = tx.rows(sql::IGNORED, params![tenant], |row| row.text(0))?;
    let mut codes: Vec<(String, i64)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (value, clicks) in spellings(tx, tenant, since)? {
        let folded = fold(&value);
        match places.get(&folded).and_then(|place| codes.get_mut(*place)) {
            Some((_, sum)) => *sum += clicks,
            None if ignored.contains(&folded) => {}
            None => {
                places.insert(folded, codes.len());
                codes.push((value, clicks));
            }
        }
    }
    codes.sort_by_key(|(_, clicks)| Reverse(*clicks));
    Ok(codes)
}

/// The same as they were written, most clicked first.
fn spellings(tx: &mut Tx<'_>, tenant: &TenantId, since: Timestamp) -> Result<Vec<(String, i64)>> {
    let span = Filter { from: Some(since), ..Filter::default() };
    let Some(parts) = Parts::asked(tx, tenant, &span)? else { return Ok(Vec::new()) };
    let mut found: BTreeMap<String, i64> = sums(tx, tenant, UNKNOWN, &parts)?.into_iter().collect();
    for edge in &parts.edges {
        let row = |row: &Row<'_>| Ok((row.text(0)?, row.int(1)?));
        for (value, clicks) in tx.rows(sql::UNKNOWN_CODES, params![tenant, edge.from, edge.to], row)? {
            *found.entry(value).or_default() += clicks;
        }
    }
    let mut spellings: Vec<(String, i64)> = found.into_iter().collect();
    spellings.sort_by_key(|(_, clicks)| Reverse(*clicks));
    spellings.truncate(SPELLINGS_MAX);
    Ok(spellings)
}
