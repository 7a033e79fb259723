//! Reads sums of spans: the wide ones where they fit, days at both ends of those, and hours at both ends of the days.

use super::{Counts, DAY, HOUR, Parts, WIDE, sql};
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::params;
use std::collections::BTreeMap;
use tributary_core::{Currency, TenantId};

/// What one key comes to, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) currency: String,
    pub(crate) key: String,
    pub(crate) counts: Counts,
}

/// What each key of an axis comes to in the whole days and hours of a span, in one currency or in each.
///
/// # Errors
/// What the database says.
pub(crate) fn by_key(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (axis, currency): (&str, Option<Currency>),
    parts: &Parts,
) -> Result<Vec<Told>> {
    let mut found: BTreeMap<(String, String), Counts> = BTreeMap::new();
    let hours = parts.hours.iter().map(|(from, to)| (HOUR, *from, *to));
    for (width, from, to) in pieces((parts.first_day, parts.end_day)).into_iter().chain(hours) {
        let wanted = params![tenant, axis, width, from, to, currency.as_ref().map(Currency::code)];
        let rows =
            tx.rows(sql::BY_KEY, wanted, |row| Ok(((row.text(0)?, row.text(1)?), Counts::decode(row, 2)?)))?;
        for (place, counts) in rows {
            *found.entry(place).or_default() += counts;
        }
    }
    Ok(found.into_iter().map(|((currency, key), counts)| Told { currency, key, counts }).collect())
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

/// A span of days as width, first place and the place after the last.
fn pieces((first, end): (i64, i64)) -> Vec<(i64, i64, i64)> {
    let (from, to) =
        (-(-i128::from(first)).div_euclid(i128::from(WIDE)), i128::from(end).div_euclid(i128::from(WIDE)));
    let small = |place: i128| i64::try_from(place).unwrap_or(if place < 0 { i64::MIN } else { i64::MAX });
    let wide = i128::from(WIDE);
    let pieces = if from < to {
        vec![(DAY, first, small(from * wide)), (WIDE, small(from), small(to)), (DAY, small(to * wide), end)]
    } else {
        vec![(DAY, first, end)]
    };
    pieces.into_iter().filter(|(_, from, to)| from < to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every day that the pieces hold, in order.
    fn days(first: i64, end: i64) -> Vec<i64> {
        let all = pieces((first, end)).into_iter();
        all.flat_map(|(width, from, to)| from * width..to * width).collect()
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
        let all = pieces((i64::MIN, i64::MAX));
        assert_eq!(all.first(), Some(&(WIDE, i64::MIN / WIDE, i64::MAX / WIDE)));
        assert_eq!(all.len(), 2, "and what is left of the end of time");
    }
}
