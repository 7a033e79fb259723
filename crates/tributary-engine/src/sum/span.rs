//! A span of time as whole days and whole hours, whose sums are kept, and the parts of hours at its ends, which are read
//! row by row.

use crate::click::{self, Calendar};
use crate::db::Tx;
use crate::error::Result;
use crate::order::Filter;
use crate::report::Period;
use std::collections::BTreeMap;
use std::ops::AddAssign;
use tributary_core::{TenantId, Timestamp};

/// A span as whole days, whole hours at both ends of them, and what is left within an hour at the very ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) first_day: i64,
    /// The day after the last whole one.
    pub(crate) end_day: i64,
    /// Places of hours, see [`Calendar::hour_of`]: from one up to another, at most two such ranges.
    pub(crate) hours: Vec<(i64, i64)>,
    pub(crate) edges: Vec<Period>,
}

impl Parts {
    /// The span that a filter asks for; nothing before a tenant has days.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn asked(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Option<Self>> {
        Ok(click::calendar(tx, tenant)?.map(|calendar| Self::of(&calendar, wanted(filter))))
    }

    /// The same for sums of which no hours are kept: parts of days are read row by row.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn asked_in_days(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Option<Self>> {
        Ok(click::calendar(tx, tenant)?.map(|calendar| Self::in_days(&calendar, wanted(filter))))
    }

    /// Both ranges of hours; one that there is not is empty.
    pub(crate) fn hour_ranges(&self) -> [(i64, i64); 2] {
        let range = |place: usize| self.hours.get(place).copied().unwrap_or_default();
        [range(0), range(1)]
    }

    pub(crate) fn of(calendar: &Calendar, span: Period) -> Self {
        let mut parts = Self::in_days(calendar, span);
        for part in std::mem::take(&mut parts.edges) {
            let hour = calendar.hour_of(part.from);
            let first = if calendar.start_of_hour(hour) < part.from { hour.saturating_add(1) } else { hour };
            let end = calendar.hour_of(part.to);
            let whole = (calendar.start_of_hour(first), calendar.start_of_hour(end));
            if whole.0 < whole.1 {
                parts.hours.push((first, end));
            }
            parts.edges.extend(around(part, whole));
        }
        parts
    }

    pub(crate) fn in_days(calendar: &Calendar, span: Period) -> Self {
        let first = calendar.day_of(span.from);
        let begun = calendar.start_of(first) < span.from;
        let first_day = if begun { first.saturating_add(1) } else { first };
        let end_day = calendar.day_of(span.to);
        let whole = (calendar.start_of(first_day), calendar.start_of(end_day));
        Self { first_day, end_day, hours: Vec::new(), edges: around(span, whole) }
    }
}

fn wanted(filter: &Filter) -> Period {
    let end = Timestamp::from_ms(i64::MAX);
    Period { from: filter.from.unwrap_or(Timestamp::MIN), to: filter.to.unwrap_or(end) }
}

/// What is left of a span before and after its whole part; all of it where it has none.
fn around(span: Period, (from, to): (Timestamp, Timestamp)) -> Vec<Period> {
    let edges = if from > to {
        vec![span]
    } else {
        vec![Period { from: span.from, to: from }, Period { from: to, to: span.to }]
    };
    edges.into_iter().filter(|edge| edge.from < edge.to).collect()
}

/// Several spans, of which days and hours are read once and then shared out.
pub(crate) struct Cut(Vec<Parts>);

impl Cut {
    pub(crate) fn of(calendar: &Calendar, spans: &[Period]) -> Self {
        Self(spans.iter().map(|span| Parts::of(calendar, *span)).collect())
    }

    /// The same for sums of which no hours are kept.
    pub(crate) fn in_days(calendar: &Calendar, spans: &[Period]) -> Self {
        Self(spans.iter().map(|span| Parts::in_days(calendar, *span)).collect())
    }

    /// From the first whole day of any span up to the end of the last.
    pub(crate) fn days(&self) -> (i64, i64) {
        let first = self.0.iter().map(|parts| parts.first_day).min().unwrap_or_default();
        (first, self.0.iter().map(|parts| parts.end_day).max().unwrap_or_default())
    }

    /// The ranges of hours that all spans need.
    pub(crate) fn hours(&self) -> Vec<(i64, i64)> {
        joined(self.0.iter().flat_map(|parts| parts.hours.clone()).collect())
    }

    /// What each span comes to by what its days and hours come to, and what is left of it to be read.
    pub(crate) fn share<T: Copy + Default + AddAssign>(
        self,
        days: &BTreeMap<i64, T>,
        hours: &BTreeMap<i64, T>,
    ) -> Vec<(T, Vec<Period>)> {
        let share = |parts: Parts| {
            let mut sum = T::default();
            let whole = parts.first_day..parts.end_day.max(parts.first_day);
            let hours = parts.hours.iter().flat_map(|(from, to)| hours.range(*from..*to));
            days.range(whole).chain(hours).for_each(|(_, one)| sum += *one);
            (sum, parts.edges)
        };
        self.0.into_iter().map(share).collect()
    }
}

/// Ranges of places as few ranges as possible, in order: hours of one span often go on where those of another end.
fn joined(mut ranges: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    ranges.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (from, to) in ranges {
        match joined.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => joined.push((from, to)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::click::first_hour;

    fn at(text: &str) -> Timestamp {
        crate::clock::parse_rfc3339(text).unwrap()
    }

    fn periods<const N: usize>(all: [(&str, &str); N]) -> Vec<Period> {
        all.map(|(from, to)| Period { from: at(from), to: at(to) }).to_vec()
    }

    #[test]
    fn a_span_is_whole_days_whole_hours_and_parts_of_hours() {
        let calendar = Calendar::new("Asia/Kolkata");
        let of = |from, to| Parts::of(&calendar, Period { from: at(from), to: at(to) });
        let day = calendar.day_of(at("2026-03-01T18:30:00Z"));
        let hour = |days, hours| first_hour(day + days) + hours;
        let whole = of("2026-03-01T18:30:00Z", "2026-03-03T18:30:00Z");
        assert_eq!(whole, Parts { first_day: day, end_day: day + 2, hours: vec![], edges: vec![] });
        let ragged = of("2026-03-01T19:00:00Z", "2026-03-03T20:45:00Z");
        let edges = periods([
            ("2026-03-01T19:00:00Z", "2026-03-01T19:30:00Z"),
            ("2026-03-03T20:30:00Z", "2026-03-03T20:45:00Z"),
        ]);
        let hours = vec![(hour(0, 1), hour(1, 0)), (hour(2, 0), hour(2, 2))];
        assert_eq!(ragged, Parts { first_day: day + 1, end_day: day + 2, hours, edges });
        let within = of("2026-03-01T20:00:00Z", "2026-03-02T01:31:00Z");
        let edges = periods([
            ("2026-03-01T20:00:00Z", "2026-03-01T20:30:00Z"),
            ("2026-03-02T01:30:00Z", "2026-03-02T01:31:00Z"),
        ]);
        assert!(within.first_day > within.end_day);
        assert_eq!((within.hours, within.edges), (vec![(hour(0, 2), hour(0, 7))], edges));
        let minutes = of("2026-03-02T00:01:00Z", "2026-03-02T00:02:00Z");
        let edges = periods([("2026-03-02T00:01:00Z", "2026-03-02T00:02:00Z")]);
        assert_eq!((minutes.hours, minutes.edges), (vec![], edges));
        let empty = of("2026-03-02T01:01:00Z", "2026-03-02T01:01:00Z");
        assert!(empty.hours.is_empty() && empty.edges.is_empty());
    }

    #[test]
    fn without_hours_what_is_left_are_parts_of_days() {
        let calendar = Calendar::new("Asia/Kolkata");
        let span = Period { from: at("2026-03-01T19:00:00Z"), to: at("2026-03-03T20:00:00Z") };
        let parts = Parts::in_days(&calendar, span);
        let edges = periods([
            ("2026-03-01T19:00:00Z", "2026-03-02T18:30:00Z"),
            ("2026-03-03T18:30:00Z", "2026-03-03T20:00:00Z"),
        ]);
        assert_eq!((parts.end_day - parts.first_day, parts.hours, parts.edges), (1, vec![], edges));
    }

    #[test]
    fn all_of_time_is_whole_days() {
        let all = Period { from: Timestamp::MIN, to: Timestamp::from_ms(i64::MAX) };
        let parts = Parts::of(&Calendar::new("Europe/Stockholm"), all);
        assert_eq!((parts.first_day, parts.end_day), (i64::MIN, i64::MAX));
        assert!(parts.hours.is_empty() && parts.edges.is_empty());
    }

    #[test]
    fn ranges_that_touch_are_one() {
        assert_eq!(joined(vec![(5, 7), (1, 3), (3, 5), (9, 10)]), [(1, 7), (9, 10)]);
        assert_eq!(joined(vec![(1, 9), (2, 3)]), [(1, 9)]);
    }
}
