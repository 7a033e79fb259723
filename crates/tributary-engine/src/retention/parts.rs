//! On a server clicks lie in a part per month, by UTC. Parts are made ahead; what none is made for lies in the rest, so a
//! node that may not make parts loses nothing. A month of which only kept clicks are left is dropped, and these go to the
//! rest as well.

use super::{last, sql};
use crate::access;
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tributary_core::Timestamp;

/// This month, and those after it that have a part before they begin.
const AHEAD: i64 = 3;

/// What was there before there were parts.
pub(super) const BEFORE: &str = "click_before";

/// A part of the clicks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The end of its span; none of the rest.
    pub until: Option<Timestamp>,
}

/// What this node's role may do to the clicks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct May {
    /// Make and drop parts.
    pub(super) shape: bool,
    /// Remove rows.
    pub(super) forget: bool,
}

/// A file has no parts, and its only role may everything.
pub(super) fn may(tx: &mut Tx<'_>) -> Result<May> {
    if !tx.is_server() {
        return Ok(May { shape: false, forget: true });
    }
    let may =
        tx.row(sql::MAY, params![], |row| Ok(May { shape: row.int(0)? > 0, forget: row.int(1)? > 0 }))?;
    Ok(may.unwrap_or(May { shape: false, forget: false }))
}

/// The months from a moment on that should have a part: name, first moment, first moment after it.
pub(super) fn months(now: Timestamp) -> Vec<(String, Timestamp, Timestamp)> {
    let Ok(now) = jiff::Timestamp::from_millisecond(now.ms()) else { return Vec::new() };
    let first = now.to_zoned(TimeZone::UTC).date().first_of_month();
    let month = |ahead: i64| first.checked_add(ahead.months()).ok();
    let of = |ahead: i64| {
        let (begin, end) = (month(ahead)?, month(ahead + 1)?);
        let name = format!("click_{:04}_{:02}", begin.year(), begin.month());
        Some((name, start_of(begin)?, start_of(end)?))
    };
    (0..AHEAD).filter_map(of).collect()
}

fn start_of(date: Date) -> Option<Timestamp> {
    let start = date.at(0, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp::from_ms(start.timestamp().as_millisecond()))
}

/// Makes the parts of this month and the next ones, as far as they are not there; says how many. Nothing where the role may
/// not, and in a file.
///
/// # Errors
/// What the database says: also that somebody reads all clicks and must be waited for.
pub fn make_ahead(tx: &mut Tx<'_>, now: Timestamp) -> Result<i64> {
    let mut made = 0;
    if may(tx)?.shape {
        let there = parts(tx)?;
        let months = months(now).into_iter();
        for (name, from, to) in months.filter(|(name, ..)| there.iter().all(|part| part.name != *name)) {
            made += tx.int(sql::ADD_PART, params![&name, from, to])?;
        }
    }
    Ok(made)
}

/// The parts that there are.
///
/// # Errors
/// What the database says.
pub fn parts(tx: &mut Tx<'_>) -> Result<Vec<Part>> {
    if !tx.is_server() {
        return Ok(Vec::new());
    }
    tx.rows(sql::PARTS, params![], |row| {
        Ok(Part { name: row.text(0)?, until: row.opt_int(1)?.map(Timestamp::from_ms) })
    })
}

/// Drops the parts whose whole span was forgotten; says how many. Kept clicks go to the rest.
///
/// # Errors
/// As [`make_ahead`].
pub fn drop_emptied(tx: &mut Tx<'_>) -> Result<usize> {
    if !may(tx)?.shape {
        return Ok(0);
    }
    let mut until = None;
    for tenant in access::tenants(tx)? {
        until = until.max(last(tx, &tenant)?.map(|horizon| horizon.until));
    }
    let mut dropped = 0;
    let is_over = |part: &Part| part.until.is_some_and(|end| until.is_some_and(|until| end <= until));
    for part in parts(tx)?.into_iter().filter(is_over) {
        dropped += usize::from(tx.int(sql::DROP_PART, params![&part.name])? >= 0);
    }
    Ok(dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_a_month_and_the_next_follows_without_a_gap() {
        let now = crate::clock::parse_rfc3339("2026-11-30T23:59:59.999Z").unwrap();
        let months = months(now);
        let names: Vec<&str> = months.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names, ["click_2026_11", "click_2026_12", "click_2027_01"]);
        assert!(months.windows(2).all(|pair| pair[0].2 == pair[1].1));
        assert!(months[0].1 < now && now < months[0].2);
    }
}
