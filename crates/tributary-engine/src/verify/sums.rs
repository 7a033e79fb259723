//! Adds the orders of every day and hour up again and compares with what is kept: figures read only that.

use super::{Report, sql};
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::sum::{self, Counts, DAY, HOUR, WIDE, axis};
use crate::{click, params};
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::{OrderId, TenantId, Timestamp};

/// Axis, day or hour, currency, key.
type Cell = (String, i64, String, String);
type Made = BTreeMap<Cell, Counts>;

pub(super) fn check(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let Some(calendar) = click::calendar(tx, tenant)? else { return Ok(()) };
    let mut days = BTreeSet::new();
    let mut from = Timestamp::MIN;
    while let Some(next) = next_order(tx, tenant, from)? {
        let day = calendar.day_of(next);
        let until = calendar.start_of(day.saturating_add(1));
        let (mut made, mut by_hour) = (Made::new(), Made::new());
        let placed = params![tenant, calendar.start_of(day), until];
        // A damaged id is somebody else's finding; here the order is missing from its day.
        let ids = tx.rows(sql::ORDERS_PLACED, placed, |row| Ok(OrderId::parse(&row.raw(0)?).ok()))?;
        for id in ids.into_iter().flatten() {
            for ((axis, hour, currency, key), counts) in sum::counted(tx, tenant, &id, &calendar)? {
                let at = |place| (axis.to_owned(), place, currency.clone(), key.clone());
                *made.entry(at(click::day_of_hour(hour))).or_default() += counts;
                if axis::has_hours(axis) {
                    *by_hour.entry(at(hour)).or_default() += counts;
                }
            }
        }
        if made != kept(tx, tenant, (DAY, day, day.saturating_add(1)))? {
            report.note(name(&calendar, day), "are added up otherwise than they stand");
        }
        let hours = (HOUR, click::first_hour(day), click::first_hour(day.saturating_add(1)));
        if by_hour != kept(tx, tenant, hours)? {
            report.note(name(&calendar, day), "are added up otherwise by the hour than they stand");
        }
        days.insert(day);
        if until <= from {
            break;
        }
        from = until;
    }
    let known = tx.rows(sql::ORDER_DAYS, params![tenant], |row| Ok((row.raw(0)?, row.int(1)?)))?;
    let strange = |(axis, day): &(String, i64)| !days.contains(day) || !axis::ALL.contains(&axis.as_str());
    for day in known.iter().filter(|one| strange(one)).map(|(_, day)| *day).collect::<BTreeSet<i64>>() {
        report.note(name(&calendar, day), "are added up, but there are none");
    }
    if tx.int(sql::WIDE_DIFFER, params![tenant, WIDE])? > 0 {
        report.note("orders per day", "do not add up to what is kept of every 32 days");
    }
    if tx.int(sql::ORDER_HOURS_DIFFER, params![tenant, click::HOURS])? > 0 {
        report.note("orders per hour", "do not add up to what is kept of their days");
    }
    Ok(())
}

fn next_order(tx: &mut Tx<'_>, tenant: &TenantId, from: Timestamp) -> Result<Option<Timestamp>> {
    let found = tx.row(sql::NEXT_ORDER, params![tenant, from], |row| row.opt_int(0))?;
    Ok(found.flatten().map(Timestamp::from_ms))
}

/// What is kept of days or hours, as width, first place and the place after the last; what was taken back leaves rows of
/// nothing.
fn kept(tx: &mut Tx<'_>, tenant: &TenantId, (width, from, to): (i64, i64, i64)) -> Result<Made> {
    let row = |row: &Row<'_>| {
        let cell = (row.raw(0)?, row.int(1)?, row.raw(2)?, row.raw(3)?);
        Ok((cell, Counts::decode(row, 4)?))
    };
    let mut all = Made::new();
    for axis in axis::ALL {
        let rows = tx.rows(sql::ORDER_SUMS, params![tenant, axis, width, from, to], row)?;
        all.extend(rows.into_iter().filter(|(_, counts)| *counts != Counts::default()));
    }
    Ok(all)
}

/// A day's orders as people speak of them.
fn name(calendar: &click::Calendar, day: i64) -> String {
    format!("orders of the day from {}", crate::clock::rfc3339(calendar.start_of(day)))
}
