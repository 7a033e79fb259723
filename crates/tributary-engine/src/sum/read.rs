//! Reads sums of spans: the wide ones where they fit, days at both ends of those, and hours at both ends of the days.

use super::{Counts, DAY, Parts, WIDE, sql};
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::params;
use std::collections::BTreeMap;
use tributary_core::{Currency, TenantId};

/// What each key of an axis comes to in the whole days and hours of a span, in one currency.
///
/// # Errors
/// What the database says.
pub(crate) fn by_key(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (axis, currency): (&str, Currency),
    parts: &Parts,
) -> Result<Vec<(String, Counts)>> {
    let mut wanted = places(tenant, axis, parts);
    wanted.push(currency.code().into());
    tx.rows(sql::BY_KEY_IN, &wanted, told)
}

/// The same in every currency together: how many, not how much.
///
/// # Errors
/// What the database says.
pub(crate) fn by_key_all(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    axis: &str,
    parts: &Parts,
) -> Result<Vec<(String, Counts)>> {
    tx.rows(sql::BY_KEY_ALL, &places(tenant, axis, parts), told)
}

/// The same in every currency by itself, whose code comes last.
///
/// # Errors
/// What the database says.
pub(crate) fn by_currency(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    axis: &str,
    parts: &Parts,
) -> Result<Vec<(String, Counts, String)>> {
    tx.rows(sql::BY_KEY, &places(tenant, axis, parts), |row| {
        let (key, counts) = told(row)?;
        Ok((key, counts, row.text(6)?))
    })
}

fn told(row: &Row<'_>) -> Result<(String, Counts)> {
    Ok((row.text(0)?, Counts::decode(row, 1)?))
}

/// The parameters `$1` to `$12` of those statements.
fn places<'a>(tenant: &'a TenantId, axis: &'a str, parts: &Parts) -> Vec<Value<'a>> {
    let [before, wide, after] = pieces((parts.first_day, parts.end_day));
    let [first, last] = parts.hour_ranges();
    let mut places = params![tenant, axis].to_vec();
    for (from, to) in [before, wide, after, first, last] {
        places.extend([from.into(), to.into()]);
    }
    places
}

/// What an axis, or one key of it, comes to on each day or in each hour.
///
/// # Errors
/// What the database says.
pub(crate) fn by_place(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (axis, key, currency): (&str, Option<&str>, Currency),
    (width, from, to): (i64, i64, i64),
) -> Result<BTreeMap<i64, Counts>> {
    if from >= to {
        return Ok(BTreeMap::new());
    }
    let row = |row: &Row<'_>| Ok((row.int(0)?, Counts::decode(row, 1)?));
    let currency = currency.code();
    let rows = match key {
        None => tx.rows(sql::BY_PLACE, params![tenant, axis, width, from, to, currency], row),
        Some(key) => {
            let statement = if width == DAY { sql::BY_DAY_OF } else { sql::BY_HOUR_OF };
            tx.rows(statement, params![tenant, axis, from, to, currency, key], row)
        }
    };
    Ok(rows?.into_iter().collect())
}

/// A span of days as days before the wide ones, wide ones, and days after them; each may be empty.
fn pieces((first, end): (i64, i64)) -> [(i64, i64); 3] {
    let (from, to) =
        (-(-i128::from(first)).div_euclid(i128::from(WIDE)), i128::from(end).div_euclid(i128::from(WIDE)));
    let small = |place: i128| i64::try_from(place).unwrap_or(if place < 0 { i64::MIN } else { i64::MAX });
    let wide = i128::from(WIDE);
    if from < to {
        [(first, small(from * wide)), (small(from), small(to)), (small(to * wide), end)]
    } else {
        [(first, end), (0, 0), (0, 0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every day that the pieces hold, in order.
    fn days(first: i64, end: i64) -> Vec<i64> {
        let [before, wide, after] = pieces((first, end));
        (before.0..before.1).chain(wide.0 * WIDE..wide.1 * WIDE).chain(after.0..after.1).collect()
    }

    #[test]
    fn pieces_hold_each_day_of_a_span_once() {
        for first in -70..70 {
            for end in first..first + 140 {
                assert_eq!(days(first, end), (first..end).collect::<Vec<_>>(), "{first}..{end}");
            }
        }
    }

    #[test]
    fn all_of_time_is_read_in_wide_pieces() {
        let [before, wide, after] = pieces((i64::MIN, i64::MAX));
        assert_eq!(before.0, before.1);
        assert_eq!(wide, (i64::MIN / WIDE, i64::MAX / WIDE));
        assert_eq!(after.1 - after.0, WIDE - 1, "what is left of the end of time");
    }
}
