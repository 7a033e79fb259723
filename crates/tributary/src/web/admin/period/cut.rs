//! Cuts a span of days into buckets that a chart can show: hours, days, weeks or months by its length.

use super::super::moment::Moments;
use super::{Bucket, days, moved};
use crate::lang::date;
use crate::t;
use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};
use tributary_core::Timestamp;
use tributary_engine::report;

const DAYS_MAX: i64 = 45; // more bars are thinner than a finger on a phone
const WEEKS_MAX: i64 = 190; // in days: half a year and a bit
const HOURS: i32 = 24;

/// How wide a bucket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Hour,
    Day,
    Week,
    Month,
}

/// The edges of all buckets on the wall clock, in order.
pub(super) struct Cut {
    unit: Unit,
    edges: Vec<DateTime>,
}

impl Cut {
    /// From one day to the day before another.
    pub(super) fn of(start: Date, end: Date) -> Self {
        let length = days(start, end) - 1;
        let unit = match length {
            ..=1 => Unit::Hour,
            2..=DAYS_MAX => Unit::Day,
            _ if length <= WEEKS_MAX => Unit::Week,
            _ => Unit::Month,
        };
        Self { unit, edges: edges(unit, start, end) }
    }

    /// The buckets.
    pub(super) fn buckets(&self, clock: &Moments) -> Vec<Bucket> {
        self.between(clock, &self.edges)
    }

    /// As many buckets so far back; of a span that still runs, up to this time of its day.
    pub(super) fn before(&self, clock: &Moments, back: Span) -> Vec<Bucket> {
        let runs = self.edges.last().is_some_and(|end| clock.now() < instant(clock, *end));
        let mut before = self.between(clock, &self.moved(back, runs));
        if runs {
            clip(&mut before, this_time(clock, back));
        }
        before
    }

    /// The edges so far back. Days keep their number in a shorter month, and never reach into our own.
    fn moved(&self, back: Span, runs: bool) -> Vec<DateTime> {
        let earlier = |edge: DateTime| edge.checked_sub(back).unwrap_or(edge);
        let (Some(start), Some(end)) = (self.edges.first(), self.edges.last()) else { return Vec::new() };
        if self.unit == Unit::Month {
            return self.edges.iter().copied().map(earlier).collect();
        }
        let last = if runs { *start } else { earlier(*end) };
        let same_day = |edge: &DateTime| {
            let offset = start.until(*edge).unwrap_or_default();
            earlier(*start).checked_add(offset).map_or(last, |moved| moved.min(last))
        };
        let mut edges: Vec<DateTime> = self.edges.iter().map(same_day).collect();
        if let (false, Some(edge)) = (runs, edges.last_mut()) {
            *edge = last;
        }
        edges
    }

    fn between(&self, clock: &Moments, edges: &[DateTime]) -> Vec<Bucket> {
        edges.windows(2).filter_map(|pair| Some(self.bucket(clock, *pair.first()?, *pair.last()?))).collect()
    }

    fn bucket(&self, clock: &Moments, first: DateTime, after: DateTime) -> Bucket {
        let from = instant(clock, first);
        let span = report::Period { from, to: instant(clock, after).max(from) };
        let last = moved(after.date(), (-1).day()).max(first.date());
        let (label, date) = match self.unit {
            Unit::Hour => {
                let hour = first.strftime("%H:%M").to_string();
                (hour.clone(), format!("{} {hour}", date::weekday(first.date())))
            }
            Unit::Day => (date::day(first.date()), date::weekday(first.date())),
            Unit::Week => {
                let (from, to) = (date::day(first.date()), date::day_of_year(last));
                (date::day(first.date()), t!("{from} to {to}", from = from, to = to))
            }
            Unit::Month => (date::month_alone(first.date()).to_owned(), date::month(first.date())),
        };
        Bucket { span, label, date }
    }
}

fn edges(unit: Unit, start: Date, end: Date) -> Vec<DateTime> {
    if unit == Unit::Hour {
        let midnight = start.at(0, 0, 0, 0);
        return (0..=HOURS).filter_map(|hour| midnight.checked_add(hour.hours()).ok()).collect();
    }
    let mut edges = vec![start];
    let mut last = start;
    while last < end {
        let next = match unit {
            Unit::Week => moved(last, 7.days()),
            Unit::Month => moved(last.first_of_month(), 1.month()),
            Unit::Day | Unit::Hour => moved(last, 1.day()),
        };
        // At the end of all time a step leads nowhere.
        last = if next > last { next.min(end) } else { end };
        edges.push(last);
    }
    edges.into_iter().map(|edge| edge.at(0, 0, 0, 0)).collect()
}

/// A moment of the wall clock; one that does not exist is the moment the clocks were put forward.
fn instant(clock: &Moments, local: DateTime) -> Timestamp {
    let zoned = local.to_zoned(clock.zone().clone());
    zoned.map_or(Timestamp::MIN, |zoned| Timestamp::from_ms(zoned.timestamp().as_millisecond()))
}

/// This very time of the day, so far back.
fn this_time(clock: &Moments, back: Span) -> Timestamp {
    let local = clock.local(clock.now()).datetime();
    instant(clock, local.checked_sub(back).unwrap_or(local))
}

/// Nothing that is compared counts if it lies later in its span than now lies in ours.
fn clip(buckets: &mut [Bucket], end: Timestamp) {
    for bucket in buckets {
        bucket.span.from = bucket.span.from.min(end);
        bucket.span.to = bucket.span.to.min(end);
    }
}
