//! The clicks behind a figure: those that count, newest first, by the same wishes as orders.

use super::{Click, decode, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::order::Filter;
use crate::page::{Cursor, Page};
use crate::params;
use tributary_core::{TenantId, Timestamp};

/// A page of the clicks that count. Of the filter, partner, link, code, source, program and span say which.
///
/// # Errors
/// What the database says.
pub fn counted(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, cursor: &Cursor) -> Result<Page<Click>> {
    let end = Timestamp::from_ms(i64::MAX);
    let (at, seq) = place(cursor).unwrap_or((i64::MAX, i64::MAX));
    // Each has an index that ends in the time, so no page reads more than it shows.
    let statement = match (&filter.link, &filter.code, &filter.partner) {
        (Some(_), _, _) => sql::COUNTED_OF_LINK,
        (None, Some(_), _) => sql::COUNTED_OF_CODE,
        (None, None, Some(_)) => sql::COUNTED_OF_PARTNER,
        (None, None, None) => sql::COUNTED,
    };
    let wanted = params![
        tenant,
        filter.from.unwrap_or(Timestamp::MIN),
        filter.to.unwrap_or(end),
        at,
        seq,
        filter.source.as_deref(),
        filter.program.as_ref(),
        filter.partner.as_ref(),
        filter.link.as_deref(),
        filter.code.as_deref(),
        cursor.fetch(),
    ];
    let rows = tx.rows(statement, wanted, |row| Ok((decode(row)?, row.int(17)?)))?;
    let page = cursor.page(rows, |(click, seq)| format!("{}.{seq}", click.at.ms()));
    Ok(Page { rows: page.rows.into_iter().map(|(click, _)| click).collect(), next: page.next })
}

fn place(cursor: &Cursor) -> Option<(i64, i64)> {
    let (at, seq) = cursor.after.as_deref()?.split_once('.')?;
    Some((at.parse().ok()?, seq.parse().ok()?))
}
