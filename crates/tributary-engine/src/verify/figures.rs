//! Counts the clicks of every day and hour again and compares with what was counted: figures read only that.

use super::{Report, sql};
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::retention::{self, Tally};
use crate::{click, params};
use tributary_core::{TenantId, Timestamp};

pub(super) fn check(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    let Some(calendar) = click::calendar(tx, tenant)? else {
        if click::next_click(tx, tenant, Timestamp::MIN)?.is_some() {
            report.note("clicks per day", "were never counted");
        }
        return Ok(());
    };
    // Of earlier days not all clicks are there.
    let first_day = horizon(tx, (tenant, &calendar), report)?;
    let mut from = first_day.map_or(Timestamp::MIN, |day| calendar.start_of(day));
    let mut days = Vec::new();
    while let Some(next) = click::next_click(tx, tenant, from)? {
        let day = calendar.day_of(next);
        let until = calendar.start_of(day.saturating_add(1));
        let wanted = params![tenant, calendar.start_of(day), until, day];
        if tx.int(sql::DAY_DIFFERS, wanted)? > 0 {
            report.note(
                format!("clicks of {}", name(&calendar, day)),
                "are counted otherwise than they were made",
            );
        }
        if click::hours_made(tx, tenant, (&calendar, day))? != hours(tx, tenant, day)? {
            let place = format!("clicks by the hour of {}", name(&calendar, day));
            report.note(place, "are counted otherwise than they were made");
        }
        days.push(day);
        if until <= from {
            break;
        }
        from = until;
    }
    let counted = tx.rows(sql::DAYS, params![tenant], |row| row.int(0))?.into_iter();
    for day in counted.filter(|day| first_day.is_none_or(|first| *day >= first)) {
        if days.binary_search(&day).is_err() {
            report.note(format!("clicks of {}", name(&calendar, day)), "are counted, but there are none");
        }
    }
    if tx.int(sql::SUMS_DIFFER, params![tenant])? > 0 {
        report.note("clicks per day", "do not add up to what is kept of each partner, link, code and source");
    }
    let first_day = first_day.unwrap_or(i64::MIN);
    let hours = params![tenant, click::HOURS, click::first_hour(first_day), first_day];
    if tx.int(sql::HOURS_DIFFER, hours)? > 0 {
        report.note("clicks per hour", "do not add up to what is kept of their days");
    }
    if tx.row(sql::HOME_DIFFERS, params![tenant], |row| row.int(0))?.is_some() {
        report.note("clicks per day", "are counted in another time zone than the store's");
    }
    Ok(())
}

/// What is kept of the hours of a day.
fn hours(tx: &mut Tx<'_>, tenant: &TenantId, day: i64) -> Result<click::Hours> {
    let mut hours = click::Hours::new();
    for axis in click::AXES {
        let places = params![tenant, axis, click::first_hour(day), click::first_hour(day.saturating_add(1))];
        let row = |row: &Row<'_>| Ok(((row.raw(0)?, row.int(1)?, row.raw(2)?), row.int(3)?));
        hours.extend(tx.rows(sql::CLICK_HOURS, places, row)?);
    }
    Ok(hours)
}

/// Checks the days before the last horizon's together: what is kept of them, less the clicks that are there, is what was
/// forgotten. Says which day is the first whose clicks are all there.
fn horizon(
    tx: &mut Tx<'_>,
    (tenant, calendar): (&TenantId, &click::Calendar),
    report: &mut Report,
) -> Result<Option<i64>> {
    let Some(last) = retention::last(tx, tenant)? else { return Ok(None) };
    let mut left = Tally::default();
    tx.rows(sql::DAYS_BEFORE, params![tenant, last.day], |row| {
        let kind: Vec<String> = (1..7).map(|at| row.raw(at)).collect::<Result<_>>()?;
        left.add(row.int(0)?, &kind.iter().map(String::as_str).collect::<Vec<_>>(), row.int(7)?);
        Ok(())
    })?;
    let (mut from, end) = (Timestamp::MIN, calendar.start_of(last.day));
    while let Some(next) = click::next_click(tx, tenant, from)?.filter(|next| *next < end) {
        let day = calendar.day_of(next);
        let until = calendar.start_of(day.saturating_add(1));
        tx.rows(sql::DAY_MADE, params![tenant, calendar.start_of(day), until], |row| {
            let kind: Vec<String> = (0..6).map(|at| row.raw(at)).collect::<Result<_>>()?;
            left.add(day, &kind.iter().map(String::as_str).collect::<Vec<_>>(), -row.int(6)?);
            Ok(())
        })?;
        if until <= from {
            break;
        }
        from = until;
    }
    if left != last.days {
        report.note(
            format!("clicks before {}", name(calendar, last.day)),
            "are counted otherwise than when some of them were forgotten",
        );
    }
    Ok(Some(last.day))
}

/// A day as people write it.
fn name(calendar: &click::Calendar, day: i64) -> String {
    let start = crate::clock::rfc3339(calendar.start_of(day));
    format!("the day from {start}")
}
