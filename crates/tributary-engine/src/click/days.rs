//! Clicks counted per day and per hour of the shop's calendar, in the transaction that records each: what figures
//! read instead of every click. The tenant's first store says which calendar.

use super::calendar::{day_of_hour, first_hour};
use super::{Calendar, Click, sql};
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::{params, retention};
use std::collections::BTreeMap;
use tributary_core::{CodeId, LinkId, PartnerId, TenantId, Timestamp};

/// The calendar that a tenant's clicks are counted on; nothing before its first click.
///
/// # Errors
/// What the database says.
pub fn calendar(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Option<Calendar>> {
    tx.known_row(sql::COUNTED_IN, params![tenant], |row| Ok(Calendar::new(&row.text(0)?)))
}

/// What is told apart of an hour's clicks: program, partner, link, code, source, outcome, and the code that a person
/// brought which nobody had.
type Kind = [String; 7];
/// By what clicks are told apart alone: those that count, and those of people on codes that nobody had.
pub(crate) const AXES: [&str; 6] = ["program", "partner", "link", "code", "source", UNKNOWN];
/// The axis of codes that nobody had.
pub(crate) const UNKNOWN: &str = "unknown";
/// Where clicks count that are told apart by one thing alone: axis, place of the day or hour, key.
type Cell<'a> = (&'static str, i64, &'a str);
/// How many clicks that count an hour has: axis, place of the hour, key.
pub(crate) type Hours = BTreeMap<(String, i64, String), i64>;

/// Clicks counted together before they are added to their days and hours. A thousand of them, which mostly are of one
/// hour, so cost a row for each thing that is told apart of them, not one for each.
pub(super) struct Days {
    calendar: Calendar,
    counts: BTreeMap<(i64, Kind), i64>,
}

impl Days {
    pub(super) fn of(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Self> {
        let calendar = match calendar(tx, tenant)? {
            Some(calendar) => calendar,
            None => begin(tx, tenant)?,
        };
        Ok(Self { calendar, counts: BTreeMap::new() })
    }

    /// What a day's clicks come to, read from the clicks themselves.
    fn made(tx: &mut Tx<'_>, tenant: &TenantId, (calendar, day): (&Calendar, i64)) -> Result<Self> {
        let (start, end) = (calendar.start_of(day), calendar.start_of(day.saturating_add(1)));
        let midnight = first_hour(day);
        let kind = |row: &Row<'_>| {
            let mut kind = Kind::default();
            for (at, part) in kind.iter_mut().enumerate() {
                // Damaged text is somebody else's finding.
                *part = row.raw(at + 1)?;
            }
            Ok(((midnight.saturating_add(row.int(0)?), kind), row.int(8)?))
        };
        let mut counts = BTreeMap::new();
        for (kind, clicks) in tx.rows(sql::KINDS, params![tenant, start, end], kind)? {
            *counts.entry(kind).or_default() += clicks;
        }
        Ok(Self { calendar: calendar.clone(), counts })
    }

    pub(super) fn add(&mut self, click: &Click, source: String) {
        let text = |id: Option<&str>| id.unwrap_or_default().to_owned();
        let kind = [
            click.program.to_string(),
            text(click.partner.as_ref().map(PartnerId::as_str)),
            text(click.link.as_ref().map(LinkId::as_str)),
            text(click.code.as_ref().map(CodeId::as_str)),
            source,
            click.outcome.clone(),
            if click.outcome == "unknown_code" && click.by_person() {
                click.value.clone()
            } else {
                String::new()
            },
        ];
        *self.counts.entry((self.calendar.hour_of(click.at), kind)).or_default() += 1;
    }

    /// Adds them to what is counted.
    pub(super) fn write(self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        self.write_days(tx, tenant)?;
        rows(tenant, &self.hours_alone()).iter().try_for_each(|row| tx.send(sql::ADD_HOUR, row))
    }

    fn write_days(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        self.day_rows(tenant).iter().try_for_each(|row| tx.send(sql::COUNT, row))?;
        rows(tenant, &self.days_alone()).iter().try_for_each(|row| tx.send(sql::ADD_SUM, row))
    }

    /// Puts down a day of which nothing is counted yet.
    fn put(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        tx.append(sql::PUT_DAY, &self.day_rows(tenant))?;
        tx.append(sql::PUT_SUM, &rows(tenant, &self.days_alone()))?;
        self.put_hours(tx, tenant)
    }

    fn put_hours(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        tx.append(sql::PUT_HOUR, &rows(tenant, &self.hours_alone()))
    }

    /// Per day, by all that is told apart.
    fn day_rows<'a>(&'a self, tenant: &'a TenantId) -> Vec<[Value<'a>; 9]> {
        let mut days: BTreeMap<(i64, [&str; 6]), i64> = BTreeMap::new();
        for ((hour, kind), clicks) in &self.counts {
            let [kind @ .., _] = kind.each_ref().map(String::as_str);
            *days.entry((day_of_hour(*hour), kind)).or_default() += clicks;
        }
        let row = |((day, kind), clicks): ((i64, [&'a str; 6]), i64)| {
            let [program, partner, link, code, source, outcome] = kind.map(Value::from);
            [tenant.into(), day.into(), program, partner, link, code, source, outcome, clicks.into()]
        };
        days.into_iter().map(row).collect()
    }

    fn days_alone(&self) -> BTreeMap<Cell<'_>, i64> {
        self.alone(day_of_hour)
    }

    fn hours_alone(&self) -> BTreeMap<Cell<'_>, i64> {
        self.alone(|hour| hour)
    }

    /// By each thing alone.
    fn alone(&self, place: impl Fn(i64) -> i64) -> BTreeMap<Cell<'_>, i64> {
        let mut sums = BTreeMap::new();
        for ((hour, [program, partner, link, code, source, outcome, unknown]), clicks) in &self.counts {
            let keys = AXES.into_iter().zip([program, partner, link, code, source, unknown]);
            let counts = |axis| if axis == UNKNOWN { !unknown.is_empty() } else { outcome == "counted" };
            for (axis, key) in keys.filter(|(axis, _)| counts(*axis)) {
                *sums.entry((axis, place(*hour), key.as_str())).or_default() += clicks;
            }
        }
        sums
    }
}

fn rows<'a>(tenant: &'a TenantId, cells: &BTreeMap<Cell<'a>, i64>) -> Vec<[Value<'a>; 5]> {
    let row = |((axis, place, key), clicks): (&Cell<'a>, &i64)| {
        [tenant.into(), (*axis).into(), (*place).into(), (*key).into(), (*clicks).into()]
    };
    cells.iter().map(row).collect()
}

/// Takes the first store's calendar for the days from now on.
///
/// # Errors
/// What the database says.
pub fn begin(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Calendar> {
    let zone = tx.row(sql::HOME_ZONE, params![tenant], |row| row.text(0))?;
    let zone = zone.unwrap_or_else(|| "UTC".to_owned());
    tx.exec(sql::COUNT_IN, params![tenant, &zone])?;
    Ok(Calendar::new(&zone))
}

/// Counts every click of a tenant anew, on the calendar that its first store has now.
///
/// # Errors
/// What the database says.
pub fn rebuild_days(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
    retention::clear_days(tx, tenant)?;
    tx.exec(sql::FORGET_SUMS, params![tenant])?;
    // Of the days before a horizon only what was forgotten is counted now; the hours of them stay as they are.
    let first_day = retention::last(tx, tenant)?.map_or(i64::MIN, |last| last.day);
    tx.exec(sql::FORGET_HOURS, params![tenant, first_hour(first_day)])?;
    tx.exec(sql::ADD_SUMS, params![tenant])?;
    let calendar = begin(tx, tenant)?;
    each_day(tx, tenant, &calendar, |tx, day| {
        let made = Days::made(tx, tenant, (&calendar, day))?;
        if day < first_day { made.write_days(tx, tenant) } else { made.put(tx, tenant) }
    })
}

/// Counts the hours of a tenant whose days are counted, and on both the codes that nobody had.
///
/// # Errors
/// What the database says.
pub fn rebuild_hours(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
    let Some(calendar) = calendar(tx, tenant)? else { return Ok(()) };
    tx.exec(sql::FORGET_HOURS, params![tenant, i64::MIN])?;
    tx.exec(sql::FORGET_UNKNOWN, params![tenant, UNKNOWN])?;
    each_day(tx, tenant, &calendar, |tx, day| {
        let made = Days::made(tx, tenant, (&calendar, day))?;
        let mut unknown = made.days_alone();
        unknown.retain(|(axis, ..), _| *axis == UNKNOWN);
        tx.append(sql::PUT_SUM, &rows(tenant, &unknown))?;
        made.put_hours(tx, tenant)
    })
}

/// Whether days of clicks are counted, and no hour is.
///
/// # Errors
/// What the database says.
pub fn hours_are_missing(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<bool> {
    Ok(tx.int(sql::HOURS_ARE_MISSING, params![tenant])? == 1)
}

/// What the hours of a day come to, read from the clicks themselves.
///
/// # Errors
/// What the database says.
pub(crate) fn hours_made(tx: &mut Tx<'_>, tenant: &TenantId, on: (&Calendar, i64)) -> Result<Hours> {
    let made = Days::made(tx, tenant, on)?;
    let hours = made.hours_alone().into_iter();
    Ok(hours.map(|((axis, hour, key), clicks)| ((axis.to_owned(), hour, key.to_owned()), clicks)).collect())
}

/// Does something for each day that has clicks.
fn each_day(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    calendar: &Calendar,
    mut act: impl FnMut(&mut Tx<'_>, i64) -> Result<()>,
) -> Result<()> {
    let mut from = Timestamp::MIN;
    while let Some(next) = next_click(tx, tenant, from)? {
        let day = calendar.day_of(next);
        act(tx, day)?;
        let until = calendar.start_of(day.saturating_add(1));
        if until <= from {
            break;
        }
        from = until;
    }
    Ok(())
}

/// When the first click at or after a moment happened.
///
/// # Errors
/// What the database says.
pub fn next_click(tx: &mut Tx<'_>, tenant: &TenantId, from: Timestamp) -> Result<Option<Timestamp>> {
    Ok(tx.row(sql::NEXT, params![tenant, from], |row| row.opt_int(0))?.flatten().map(Timestamp::from_ms))
}
