//! Periods of the overview in calendar days of the store's zone, cut into buckets, each with the period before it.
//!
//! Days are found on the calendar and only then turned into moments, so a day with 23 or 25 hours is one day. The
//! period before ends as far into its last day as we are into today: a running day is compared with a running day.

use super::moment::Moments;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use tributary_core::Timestamp;
use tributary_engine::report;

/// How far back the overview looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Period {
    /// Seven days.
    Week,
    /// Four weeks.
    #[default]
    FourWeeks,
    /// A quarter of a year.
    Quarter,
    /// Twelve calendar months.
    Year,
}

/// One bucket of the chart: from its first moment to the first one after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bucket {
    /// The moments it holds.
    pub(super) span: report::Period,
    /// On the axis: `12 May`.
    pub(super) label: String,
    /// In full: `Tue 12 May 2026`.
    pub(super) date: String,
}

/// A period and the one before it, both cut alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spans {
    /// This period's buckets, oldest first.
    pub(super) now: Vec<Bucket>,
    /// The buckets of the period before.
    pub(super) before: Vec<Bucket>,
}

impl Period {
    /// All of them, in the order of the switch.
    pub(super) const ALL: [Self; 4] = [Self::Week, Self::FourWeeks, Self::Quarter, Self::Year];

    /// The word in the address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Week => "7d",
            Self::FourWeeks => "28d",
            Self::Quarter => "91d",
            Self::Year => "12m",
        }
    }

    /// Reads the word.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.word() == word)
    }

    /// For sentences: `the last 28 days`, without its article.
    pub(super) const fn last(self) -> &'static str {
        match self {
            Self::Week => "last 7 days",
            Self::FourWeeks => "last 28 days",
            Self::Quarter => "last 91 days",
            Self::Year => "last 12 months",
        }
    }

    /// The period before, in words.
    pub(super) const fn earlier(self) -> &'static str {
        match self {
            Self::Week => "7 days before",
            Self::FourWeeks => "28 days before",
            Self::Quarter => "91 days before",
            Self::Year => "12 months before",
        }
    }

    /// How many buckets, and how far apart.
    fn cut(self) -> (i32, Span) {
        match self {
            Self::Week => (7, 1.day()),
            Self::FourWeeks => (28, 1.day()),
            Self::Quarter => (13, 7.days()),
            Self::Year => (12, 1.month()),
        }
    }

    /// The period that runs now, and the one before it.
    pub(super) fn spans(self, clock: &Moments) -> Spans {
        let today = clock.local(clock.now()).date();
        let (count, step) = self.cut();
        // The first day after the period: tomorrow, or the first of next month.
        let end = match self {
            Self::Year => moved(today.first_of_month(), &step, 1),
            _ => moved(today, &1.day(), 1),
        };
        let start = moved(end, &step, -count);
        let mut before = self.buckets(clock, moved(start, &step, -count));
        clip(&mut before, moved_now(clock, &step, -count));
        Spans { now: self.buckets(clock, start), before }
    }

    fn buckets(self, clock: &Moments, start: Date) -> Vec<Bucket> {
        let (count, step) = self.cut();
        let from = |at: i32| moved(start, &step, at);
        (0..count).map(|at| self.bucket(clock, from(at), from(at + 1))).collect()
    }

    fn bucket(self, clock: &Moments, first: Date, after: Date) -> Bucket {
        let span = report::Period { from: midnight(clock, first), to: midnight(clock, after) };
        let last = moved(after, &1.day(), -1);
        let (label, date) = match self {
            Self::Year => (first.strftime("%b").to_string(), first.strftime("%B %Y").to_string()),
            Self::Quarter => (
                first.strftime("%-d %b").to_string(),
                format!("{} to {}", first.strftime("%-d %b"), last.strftime("%-d %b %Y")),
            ),
            _ => (first.strftime("%-d %b").to_string(), first.strftime("%a %-d %b %Y").to_string()),
        };
        Bucket { span, label, date }
    }
}

impl Spans {
    /// From the first to the last moment of the period.
    pub(super) fn whole(&self) -> report::Period {
        whole(&self.now)
    }

    /// The same of the period before.
    pub(super) fn whole_before(&self) -> report::Period {
        whole(&self.before)
    }
}

fn whole(buckets: &[Bucket]) -> report::Period {
    let nothing = report::Period { from: Timestamp::MIN, to: Timestamp::MIN };
    match (buckets.first(), buckets.last()) {
        (Some(first), Some(last)) => report::Period { from: first.span.from, to: last.span.to },
        _ => nothing,
    }
}

/// Steps of the calendar; a month after 31 January is the last day of February.
fn moved(date: Date, step: &Span, times: i32) -> Date {
    let steps = step.checked_mul(i64::from(times)).unwrap_or_default();
    date.checked_add(steps).unwrap_or(date)
}

/// The first moment of a day; where midnight does not exist, the moment the clocks were put forward.
fn midnight(clock: &Moments, date: Date) -> Timestamp {
    let first = date.at(0, 0, 0, 0).to_zoned(clock.zone().clone());
    first.map_or(Timestamp::MIN, |first| Timestamp::from_ms(first.timestamp().as_millisecond()))
}

/// This very time of the day, so many steps ago.
fn moved_now(clock: &Moments, step: &Span, times: i32) -> Timestamp {
    let local = clock.local(clock.now());
    let then = moved(local.date(), step, times).to_datetime(local.time()).to_zoned(clock.zone().clone());
    then.map_or(clock.now(), |then| Timestamp::from_ms(then.timestamp().as_millisecond()))
}

/// Nothing of the period before counts that lies later in it than now lies in this one.
fn clip(buckets: &mut [Bucket], end: Timestamp) {
    for bucket in buckets {
        bucket.span.to = bucket.span.to.min(end).max(bucket.span.from);
    }
}

/// What each bucket holds, summed; moments outside all buckets are left out.
pub(super) fn sums(buckets: &[Bucket], values: impl Iterator<Item = (Timestamp, i64)>) -> Vec<i64> {
    let mut sums = vec![0_i64; buckets.len()];
    for (at, value) in values {
        let place = buckets.partition_point(|bucket| bucket.span.from <= at).checked_sub(1);
        let inside = place.filter(|place| buckets.get(*place).is_some_and(|bucket| at < bucket.span.to));
        if let Some(sum) = inside.and_then(|place| sums.get_mut(place)) {
            *sum = sum.saturating_add(value);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 3_600_000;

    fn at(text: &str) -> Timestamp {
        tributary_engine::clock::parse_rfc3339(text).unwrap()
    }

    fn hours(bucket: &Bucket) -> i64 {
        bucket.span.to.since_ms(bucket.span.from) / HOUR_MS
    }

    #[test]
    fn days_are_23_and_25_hours_long_when_the_clocks_change() {
        let clock = Moments::new("Europe/Stockholm", at("2026-03-30T10:00:00Z"));
        let spans = Period::Week.spans(&clock);
        let lengths: Vec<i64> = spans.now.iter().map(hours).collect();
        assert_eq!(lengths, [24, 24, 24, 24, 24, 23, 24], "29 March has no third hour");
        assert_eq!(spans.now[5].date, "Sun 29 Mar 2026");
        assert_eq!(spans.now[5].span.from, at("2026-03-28T23:00:00Z"));
        assert_eq!(spans.now[5].span.to, at("2026-03-29T22:00:00Z"));
        let clock = Moments::new("Europe/Stockholm", at("2026-10-26T10:00:00Z"));
        let lengths: Vec<i64> = Period::Week.spans(&clock).now.iter().map(hours).collect();
        assert_eq!(lengths, [24, 24, 24, 24, 24, 25, 24]);
    }

    #[test]
    fn a_day_without_midnight_begins_when_the_clocks_are_put_forward() {
        // In Beirut the clock goes from 00:00 to 01:00.
        let clock = Moments::new("Asia/Beirut", at("2026-03-29T10:00:00Z"));
        let spans = Period::Week.spans(&clock);
        let last = &spans.now[6];
        assert_eq!((last.date.as_str(), hours(last)), ("Sun 29 Mar 2026", 23));
        assert_eq!(last.span.from, at("2026-03-28T22:00:00Z"));
        assert_eq!(spans.now[5].span.to, last.span.from);
    }

    #[test]
    fn buckets_touch_and_hold_today() {
        for period in Period::ALL {
            let clock = Moments::new("America/New_York", at("2026-03-10T03:30:00Z"));
            let spans = period.spans(&clock);
            for buckets in [&spans.now, &spans.before] {
                assert!(buckets.windows(2).all(|pair| pair[0].span.to == pair[1].span.from), "{period:?}");
            }
            let whole = spans.whole();
            assert!(whole.from <= clock.now() && clock.now() < whole.to, "{period:?}");
            assert!(spans.now.last().unwrap().span.from <= clock.now(), "{period:?}");
            assert!(spans.whole_before().to <= whole.from, "{period:?}");
            assert_eq!(spans.now.len(), spans.before.len());
        }
    }

    #[test]
    fn the_period_before_ends_at_this_time_of_day() {
        let clock = Moments::new("Europe/Stockholm", at("2026-06-03T18:20:00Z"));
        let spans = Period::FourWeeks.spans(&clock);
        assert_eq!(spans.now[0].date, "Thu 7 May 2026");
        assert_eq!(spans.now[27].date, "Wed 3 Jun 2026");
        assert_eq!(spans.whole_before().to, at("2026-05-06T18:20:00Z"));
        assert_eq!(spans.before[27].date, "Wed 6 May 2026");
    }

    #[test]
    fn a_month_is_compared_up_to_its_same_day() {
        let clock = Moments::new("UTC", at("2026-06-15T12:00:00Z"));
        let spans = Period::Year.spans(&clock);
        assert_eq!(spans.now[0].date, "July 2025");
        assert_eq!(spans.now[11].date, "June 2026");
        assert_eq!(spans.whole_before().to, at("2025-06-15T12:00:00Z"));
    }

    #[test]
    fn sums_fall_into_their_bucket_and_the_end_is_outside() {
        let clock = Moments::new("Europe/Stockholm", at("2026-03-30T10:00:00Z"));
        let days = Period::Week.spans(&clock).now;
        let values = [
            (at("2026-03-28T22:59:59.999Z"), 1),
            (at("2026-03-28T23:00:00Z"), 10),
            (at("2026-03-29T21:59:59.999Z"), 100),
            (at("2026-03-29T22:00:00Z"), 1000),
            (at("2026-03-01T00:00:00Z"), 7),
            (at("2026-04-01T00:00:00Z"), 7),
        ];
        assert_eq!(sums(&days, values.into_iter()), [0, 0, 0, 0, 1, 110, 1000]);
    }
}
