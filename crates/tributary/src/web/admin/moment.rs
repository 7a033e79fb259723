//! Moments in the words of the store's own clock: short on the page, exact on hover.

use crate::lang::{self, date};
use crate::web::kit::Stamp;
use crate::{n, t};
use jiff::Zoned;
use jiff::tz::TimeZone;
use tributary_core::Timestamp;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The store's clock as it stands now.
#[derive(Debug, Clone)]
pub(in crate::web) struct Moments {
    zone: TimeZone,
    now: Timestamp,
}

impl Moments {
    /// The clock of an IANA zone; an unknown one reads UTC.
    pub(in crate::web) fn new(zone: &str, now: Timestamp) -> Self {
        Self { zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC), now }
    }

    /// The store's zone.
    pub(in crate::web) const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Now.
    pub(in crate::web) const fn now(&self) -> Timestamp {
        self.now
    }

    /// A moment on the store's clock.
    pub(in crate::web) fn local(&self, at: Timestamp) -> Zoned {
        let stamp = jiff::Timestamp::from_millisecond(at.ms()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        stamp.to_zoned(self.zone.clone())
    }

    /// For lists and timelines: relative within a day, else the day and time.
    pub(in crate::web) fn stamp(&self, at: Timestamp) -> Stamp {
        self.worded(at, self.relative(at).unwrap_or_else(|| self.day_and_time(at)))
    }

    /// For headings: always the day and time.
    pub(in crate::web) fn exact(&self, at: Timestamp) -> Stamp {
        self.worded(at, self.day_and_time(at))
    }

    /// For what has just happened: to the second, with the day when it is another one.
    pub(in crate::web) fn second(&self, at: Timestamp) -> Stamp {
        let local = self.local(at);
        let today = local.date() == self.local(self.now).date();
        let time = local.strftime("%H:%M:%S");
        self.worded(at, if today { time.to_string() } else { format!("{} {time}", self.day(at)) })
    }

    /// `2 Jun`, with the year when it is another one.
    pub(in crate::web) fn day(&self, at: Timestamp) -> String {
        let local = self.local(at);
        let this_year = local.year() == self.local(self.now).year();
        if this_year { date::day(local.date()) } else { date::day_of_year(local.date()) }
    }

    /// `2 Jun 09:14`.
    fn day_and_time(&self, at: Timestamp) -> String {
        format!("{} {}", self.day(at), self.local(at).strftime("%H:%M"))
    }

    fn relative(&self, at: Timestamp) -> Option<String> {
        let ago_ms = self.now.since_ms(at);
        match ago_ms {
            0..MINUTE_MS => Some(t!("just now").to_owned()),
            MINUTE_MS..HOUR_MS => Some(n!("{n} min ago", "{n} min ago", ago_ms / MINUTE_MS)),
            HOUR_MS..DAY_MS => Some(n!("{n} h ago", "{n} h ago", ago_ms / HOUR_MS)),
            _ => None,
        }
    }

    fn worded(&self, at: Timestamp, text: String) -> Stamp {
        let local = self.local(at);
        let utc = local.with_time_zone(TimeZone::UTC);
        let clocks = format!(
            "{} {} · {} UTC",
            local.strftime("%H:%M:%S"),
            self.zone.iana_name().unwrap_or("UTC"),
            utc.strftime("%H:%M:%S")
        );
        // Beside Arabic letters the clocks would change places.
        let clocks = if lang::current().dir() == lang::Dir::Rtl {
            format!("\u{2066}{clocks}\u{2069}")
        } else {
            clocks
        };
        let title = format!("{}, {clocks}", date::day_of_year(local.date()));
        Stamp::new(tributary_engine::clock::rfc3339(at), text, title)
    }
}

/// `9 d 2 h`, `3 h 5 min`, `12 min`: how long a span is, in its two largest parts.
pub(in crate::web) fn span(ms: i64) -> String {
    let (days, hours, minutes) = (ms / DAY_MS, ms % DAY_MS / HOUR_MS, ms % HOUR_MS / MINUTE_MS);
    let days_text = || n!("{n} d", "{n} d", days);
    let hours_text = || n!("{n} h", "{n} h", hours);
    let minutes_text = || n!("{n} min", "{n} min", minutes);
    match (days, hours, minutes) {
        (0, 0, 0) => t!("less than a minute").to_owned(),
        (0, 0, _) => minutes_text(),
        (0, _, 0) => hours_text(),
        (0, _, _) => format!("{} {}", hours_text(), minutes_text()),
        (_, 0, _) => days_text(),
        (_, _, _) => format!("{} {}", days_text(), hours_text()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        tributary_engine::clock::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn a_moment_reads_on_the_store_s_clock() {
        let clock = Moments::new("Europe/Stockholm", at("2026-06-03T18:20:00Z"));
        assert_eq!(clock.stamp(at("2026-06-03T18:17:30Z")).text, "2 min ago");
        assert_eq!(clock.stamp(at("2026-06-02T07:14:00Z")).text, "2 Jun 09:14");
        assert_eq!(clock.stamp(at("2025-12-31T23:30:00Z")).text, "1 Jan 00:30");
        assert_eq!(clock.stamp(at("2025-11-02T07:14:00Z")).text, "2 Nov 2025 08:14");
        let stamp = clock.exact(at("2026-06-03T18:20:00Z"));
        assert_eq!(stamp.title, "3 Jun 2026, 20:20:00 Europe/Stockholm · 18:20:00 UTC");
        assert_eq!(stamp.datetime, "2026-06-03T18:20:00.000Z");
    }

    #[test]
    fn a_span_is_told_in_two_parts() {
        assert_eq!(span(9 * DAY_MS + 2 * HOUR_MS + 59 * MINUTE_MS), "9 d 2 h");
        assert_eq!(span(3 * HOUR_MS + 5 * MINUTE_MS), "3 h 5 min");
        assert_eq!(span(40), "less than a minute");
    }
}
