//! Clicks counted per day of the shop's calendar, in the transaction that records each: what figures
//! read instead of every click. The tenant's first store says which calendar.

use super::Click;
use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::{params, retention};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use tributary_core::{CodeId, LinkId, PartnerId, TenantId, Timestamp};

/// The calendar that a tenant's days are counted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar(TimeZone);

impl Calendar {
    /// The calendar of an IANA zone; UTC for a name nobody knows.
    #[must_use]
    pub fn new(timezone: &str) -> Self {
        Self(TimeZone::get(timezone).unwrap_or(TimeZone::UTC))
    }

    /// The day of a moment, counted from 1970-01-01.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> i64 {
        let zoned = jiff::Timestamp::from_millisecond(at.ms()).map(|at| at.to_zoned(self.0.clone()));
        match zoned {
            Ok(zoned) => zoned.date().duration_since(epoch()).as_hours() / 24,
            Err(_) if at < Timestamp::from_ms(0) => i64::MIN,
            Err(_) => i64::MAX,
        }
    }

    /// The first moment of a day; where midnight does not exist, the moment the clocks were put forward.
    #[must_use]
    pub fn start_of(&self, day: i64) -> Timestamp {
        let date = jiff::Span::new().try_days(day).and_then(|days| epoch().checked_add(days));
        let start = date.and_then(|date| date.at(0, 0, 0, 0).to_zoned(self.0.clone()));
        match start {
            Ok(start) => Timestamp::from_ms(start.timestamp().as_millisecond()),
            Err(_) if day < 0 => Timestamp::MIN,
            Err(_) => Timestamp::from_ms(i64::MAX),
        }
    }
}

const fn epoch() -> Date {
    jiff::civil::date(1970, 1, 1)
}

/// The calendar that a tenant's clicks are counted on; nothing before its first click.
///
/// # Errors
/// What the database says.
pub fn calendar(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Option<Calendar>> {
    tx.row(sql::COUNTED_IN, params![tenant], |row| Ok(Calendar::new(&row.text(0)?)))
}

/// What is told apart of a day's clicks: program, partner, link, code, source, outcome.
type Kind = (i64, [String; 6]);

/// Clicks that have just been recorded, counted together before they are added to their days.
pub(super) struct Days {
    calendar: Calendar,
    counts: BTreeMap<Kind, i64>,
}

impl Days {
    pub(super) fn of(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Self> {
        let calendar = match calendar(tx, tenant)? {
            Some(calendar) => calendar,
            None => begin(tx, tenant)?,
        };
        Ok(Self { calendar, counts: BTreeMap::new() })
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
        ];
        *self.counts.entry((self.calendar.day_of(click.at), kind)).or_default() += 1;
    }

    pub(super) fn write(self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        for ((day, [program, partner, link, code, source, outcome]), clicks) in &self.counts {
            let kind = params![tenant, *day, program, partner, link, code, source, outcome, *clicks];
            tx.exec(sql::COUNT, kind)?;
        }
        for ((axis, day, key), clicks) in self.sums() {
            tx.exec(sql::ADD_SUM, params![tenant, axis, day, key, clicks])?;
        }
        Ok(())
    }

    /// Those that count, by each thing alone.
    fn sums(&self) -> BTreeMap<(&'static str, i64, &str), i64> {
        let mut sums = BTreeMap::new();
        for ((day, [program, partner, link, code, source, outcome]), clicks) in &self.counts {
            let keys = [
                ("program", program),
                ("partner", partner),
                ("link", link),
                ("code", code),
                ("source", source),
            ];
            for (axis, key) in keys.into_iter().filter(|_| outcome == "counted") {
                *sums.entry((axis, *day, key.as_str())).or_default() += clicks;
            }
        }
        sums
    }
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
    let calendar = begin(tx, tenant)?;
    let mut from = Timestamp::MIN;
    while let Some(next) = next_click(tx, tenant, from)? {
        let day = calendar.day_of(next);
        let until = calendar.start_of(day.saturating_add(1));
        tx.exec(sql::COUNT_DAY, params![tenant, calendar.start_of(day), until, day])?;
        from = until;
    }
    tx.exec(sql::ADD_SUMS, params![tenant]).map(drop)
}

/// When the first click at or after a moment happened.
///
/// # Errors
/// What the database says.
pub fn next_click(tx: &mut Tx<'_>, tenant: &TenantId, from: Timestamp) -> Result<Option<Timestamp>> {
    Ok(tx.row(sql::NEXT, params![tenant, from], |row| row.opt_int(0))?.flatten().map(Timestamp::from_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        crate::clock::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn a_day_begins_at_the_shops_midnight() {
        let india = Calendar::new("Asia/Kolkata");
        let day = india.day_of(at("2026-03-01T18:30:00Z"));
        assert_eq!(india.day_of(at("2026-03-01T18:29:59.999Z")), day - 1);
        assert_eq!(india.start_of(day), at("2026-03-01T18:30:00Z"));
        assert_eq!(day, Calendar::new("UTC").day_of(at("2026-03-02T00:00:00Z")));
    }

    #[test]
    fn days_are_as_long_as_the_clocks_make_them() {
        let length = |zone: &str, noon: &str| {
            let calendar = Calendar::new(zone);
            let day = calendar.day_of(at(noon));
            calendar.start_of(day + 1).since_ms(calendar.start_of(day)) / 3_600_000
        };
        assert_eq!(length("Europe/Stockholm", "2026-03-29T12:00:00Z"), 23);
        assert_eq!(length("Europe/Stockholm", "2026-10-25T12:00:00Z"), 25);
        assert_eq!(length("Asia/Beirut", "2026-03-29T12:00:00Z"), 23, "it has no midnight");
        assert_eq!(length("Nowhere/Unknown", "2026-03-29T12:00:00Z"), 24);
    }

    #[test]
    fn before_1970_days_are_negative_and_the_ends_of_time_do_not_break() {
        let calendar = Calendar::new("Europe/Stockholm");
        assert_eq!(calendar.day_of(at("1969-12-31T12:00:00Z")), -1);
        assert_eq!(calendar.start_of(-1), at("1969-12-30T23:00:00Z"));
        assert_eq!(calendar.day_of(Timestamp::MIN), i64::MIN);
        assert_eq!(calendar.start_of(i64::MIN), Timestamp::MIN);
    }
}
