//! The calendar that a tenant's days and hours are counted on: its first store's.
//!
//! **An hour's place** is its day's number times 32, and how many whole hours of the day were over before it began. So
//! hours are counted from the shop's own midnight, whatever its zone is apart from UTC: a day is always whole hours, where
//! hours of UTC would be cut in two by the midnight of Kolkata or Kathmandu, and a chart's hours are places too. A day has
//! as many hours as the clocks make it long, 23 to 25; where they are moved by half an hour, its last is a half. Both hours
//! that a clock calls two in an autumn's night have a place of their own. Thirty-two is more than any day has, and hours of
//! consecutive days follow each other, so a span of hours is one range of places.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::cell::Cell;
use tributary_core::Timestamp;

/// How many places for hours a day has.
pub const HOURS: i64 = 32;
const HOUR_MS: i64 = 3_600_000;

/// The calendar that a tenant's days are counted on. It remembers a day, because who asks for a moment mostly asks for
/// others of the same day: a batch of clicks, the hours of a chart.
#[derive(Debug, Clone)]
pub struct Calendar {
    zone: TimeZone,
    known: Cell<Option<Day>>,
}

/// A day's number, when it starts and when it ends.
#[derive(Debug, Clone, Copy)]
struct Day {
    number: i64,
    start: Timestamp,
    end: Timestamp,
}

impl Calendar {
    /// The calendar of an IANA zone; UTC for a name nobody knows.
    #[must_use]
    pub fn new(timezone: &str) -> Self {
        Self { zone: TimeZone::get(timezone).unwrap_or(TimeZone::UTC), known: Cell::new(None) }
    }

    /// The day of a moment, counted from 1970-01-01.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> i64 {
        self.day_at(at).number
    }

    /// The first moment of a day; where midnight does not exist, the moment the clocks were put forward.
    #[must_use]
    pub fn start_of(&self, day: i64) -> Timestamp {
        match self.known.get() {
            Some(known) if known.number == day => known.start,
            Some(known) if known.number.checked_add(1) == Some(day) => known.end,
            _ => self.midnight(day),
        }
    }

    /// The place of a moment's hour.
    #[must_use]
    pub fn hour_of(&self, at: Timestamp) -> i64 {
        let Day { number, start, .. } = self.day_at(at);
        first_hour(number).saturating_add((at.since_ms(start) / HOUR_MS).clamp(0, HOURS - 1))
    }

    fn day_at(&self, at: Timestamp) -> Day {
        if let Some(known) = self.known.get()
            && known.start <= at
            && at < known.end
        {
            return known;
        }
        let zoned = jiff::Timestamp::from_millisecond(at.ms()).map(|at| at.to_zoned(self.zone.clone()));
        let number = match zoned {
            Ok(zoned) => zoned.date().duration_since(epoch()).as_hours() / 24,
            Err(_) if at < Timestamp::from_ms(0) => i64::MIN,
            Err(_) => i64::MAX,
        };
        let end = self.midnight(number.saturating_add(1));
        let day = Day { number, start: self.midnight(number), end };
        self.known.set(Some(day));
        day
    }

    fn midnight(&self, day: i64) -> Timestamp {
        let date = jiff::Span::new().try_days(day).and_then(|days| epoch().checked_add(days));
        let start = date.and_then(|date| date.at(0, 0, 0, 0).to_zoned(self.zone.clone()));
        match start {
            Ok(start) => Timestamp::from_ms(start.timestamp().as_millisecond()),
            Err(_) if day < 0 => Timestamp::MIN,
            Err(_) => Timestamp::from_ms(i64::MAX),
        }
    }

    /// The first moment of an hour; of one that its day does not have, the day's end.
    #[must_use]
    pub fn start_of_hour(&self, hour: i64) -> Timestamp {
        let (day, over) = (day_of_hour(hour), hour.rem_euclid(HOURS));
        let start = self.start_of(day);
        if over == 0 {
            return start;
        }
        start.plus_ms(over * HOUR_MS).min(self.start_of(day.saturating_add(1)))
    }
}

/// The day of an hour's place.
#[must_use]
pub const fn day_of_hour(hour: i64) -> i64 {
    hour.div_euclid(HOURS)
}

/// The place of the first hour of a day.
#[must_use]
pub const fn first_hour(day: i64) -> i64 {
    day.saturating_mul(HOURS)
}

const fn epoch() -> Date {
    jiff::civil::date(1970, 1, 1)
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
        assert_eq!(calendar.hour_of(at("1969-12-31T12:00:00Z")), -HOURS + 13);
        assert_eq!(calendar.day_of(Timestamp::MIN), i64::MIN);
        assert_eq!(calendar.start_of(i64::MIN), Timestamp::MIN);
        assert_eq!(calendar.start_of_hour(calendar.hour_of(Timestamp::MIN)), Timestamp::MIN);
        let end = Timestamp::from_ms(i64::MAX);
        assert!(calendar.start_of_hour(calendar.hour_of(end)) >= calendar.start_of(1_000_000));
    }

    #[test]
    fn hours_are_counted_from_the_shops_midnight() {
        let nepal = Calendar::new("Asia/Kathmandu");
        let midnight = first_hour(nepal.day_of(at("2026-03-01T18:15:00Z")));
        assert_eq!(nepal.hour_of(at("2026-03-01T18:15:00Z")), midnight);
        assert_eq!(nepal.hour_of(at("2026-03-01T19:14:59.999Z")), midnight);
        assert_eq!(nepal.start_of_hour(midnight + 1), at("2026-03-01T19:15:00Z"));
        assert_eq!(nepal.start_of_hour(midnight + 24), at("2026-03-02T18:15:00Z"), "it has only 24");
        assert_eq!(nepal.start_of_hour(midnight + HOURS), at("2026-03-02T18:15:00Z"));
    }

    #[test]
    fn the_hours_of_every_day_follow_each_other_and_fill_it() {
        let zones =
            ["Europe/Stockholm", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Beirut", "Australia/Lord_Howe"];
        for zone in zones {
            let calendar = Calendar::new(zone);
            for day in 20_400..20_800 {
                let (mut at, end) = (calendar.start_of(day), calendar.start_of(day + 1));
                let mut hour = first_hour(day);
                while at < end {
                    assert_eq!(calendar.hour_of(at), hour, "{zone} {day}");
                    let next = calendar.start_of_hour(hour + 1);
                    assert!(at < next && next <= end && next.since_ms(at) <= HOUR_MS, "{zone} {day}");
                    assert_eq!(calendar.hour_of(next.plus_ms(-1)), hour, "{zone} {day}");
                    (at, hour) = (next, hour + 1);
                }
                assert!(hour < first_hour(day + 1), "{zone} {day}");
            }
        }
    }

    #[test]
    fn places_are_found_whatever_was_asked_before() {
        let calendar = Calendar::new("Europe/Stockholm");
        for step in [0, 5, 1, 40, 39, 0, 7_000, 6_999, -3] {
            let moment = at("2026-03-28T10:00:00Z").plus_ms(step * 1_234_567);
            let fresh = Calendar::new("Europe/Stockholm");
            assert_eq!(calendar.hour_of(moment), fresh.hour_of(moment));
            let day = Calendar::new("Europe/Stockholm").day_of(moment);
            for near in day - 1..day + 3 {
                assert_eq!(calendar.start_of(near), Calendar::new("Europe/Stockholm").start_of(near));
            }
        }
    }
}
