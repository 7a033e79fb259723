//! A span of time as whole days, whose sums are kept, and the parts of days at its ends, which are read row by row.

use crate::click::{self, Calendar};
use crate::db::Tx;
use crate::error::Result;
use crate::order::Filter;
use crate::report::Period;
use tributary_core::{TenantId, Timestamp};

/// A span as whole days and what is left of days at its ends.
pub(crate) struct Parts {
    pub(crate) first_day: i64,
    /// The day after the last whole one.
    pub(crate) end_day: i64,
    pub(crate) edges: Vec<Period>,
}

impl Parts {
    /// The span that a filter asks for; nothing before a tenant has days.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn asked(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Option<Self>> {
        let end = Timestamp::from_ms(i64::MAX);
        let span = Period { from: filter.from.unwrap_or(Timestamp::MIN), to: filter.to.unwrap_or(end) };
        Ok(click::calendar(tx, tenant)?.map(|calendar| Self::of(&calendar, span)))
    }

    pub(crate) fn of(calendar: &Calendar, span: Period) -> Self {
        let first = calendar.day_of(span.from);
        let begun = calendar.start_of(first) < span.from;
        let first_day = if begun { first.saturating_add(1) } else { first };
        let end_day = calendar.day_of(span.to);
        let (first_whole, last_end) = (calendar.start_of(first_day), calendar.start_of(end_day));
        let edges = if first_day > end_day {
            vec![span] // it lies within one day
        } else {
            vec![Period { from: span.from, to: first_whole }, Period { from: last_end, to: span.to }]
        };
        let edges = edges.into_iter().filter(|edge| edge.from < edge.to).collect();
        Self { first_day, end_day, edges }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        crate::clock::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn a_span_is_whole_days_and_parts_of_days() {
        let calendar = Calendar::new("Asia/Kolkata");
        let of = |from, to| Parts::of(&calendar, Period { from: at(from), to: at(to) });
        let whole = of("2026-03-01T18:30:00Z", "2026-03-03T18:30:00Z");
        assert_eq!((whole.end_day - whole.first_day, whole.edges.len()), (2, 0));
        let ragged = of("2026-03-01T19:00:00Z", "2026-03-03T20:00:00Z");
        let edges = [
            ("2026-03-01T19:00:00Z", "2026-03-02T18:30:00Z"),
            ("2026-03-03T18:30:00Z", "2026-03-03T20:00:00Z"),
        ];
        assert_eq!(ragged.edges, edges.map(|(from, to)| Period { from: at(from), to: at(to) }));
        assert_eq!(ragged.end_day - ragged.first_day, 1);
        let within = of("2026-03-02T00:00:00Z", "2026-03-02T01:00:00Z");
        assert!(within.first_day > within.end_day && within.edges.len() == 1);
        let empty = of("2026-03-02T01:00:00Z", "2026-03-02T01:00:00Z");
        assert!(empty.edges.is_empty());
    }

    #[test]
    fn all_of_time_is_whole_days() {
        let all = Period { from: Timestamp::MIN, to: Timestamp::from_ms(i64::MAX) };
        let parts = Parts::of(&Calendar::new("Europe/Stockholm"), all);
        assert_eq!((parts.first_day, parts.end_day, parts.edges.len()), (i64::MIN, i64::MAX, 0));
    }
}
