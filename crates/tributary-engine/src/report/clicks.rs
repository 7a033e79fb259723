//! Clicks that count, of any span of time: whole days from their counts, a part of a day from the
//! clicks themselves. So a figure of two million clicks costs what a figure of their days costs.

use super::{Axis, Period, sql};
use crate::click::{self, Calendar};
use crate::db::{Tx, Value};
use crate::error::Result;
use crate::order::Filter;
use crate::params;
use std::collections::BTreeMap;
use tributary_core::{TenantId, Timestamp};

/// What a wish for orders means for clicks; nothing where clicks cannot tell, such as by product.
#[must_use]
pub fn tells_clicks(filter: &Filter) -> bool {
    let of_clicks = Filter {
        partner: filter.partner.clone(),
        program: filter.program.clone(),
        link: filter.link.clone(),
        code: filter.code.clone(),
        source: filter.source.clone(),
        from: filter.from,
        to: filter.to,
        // These say which orders are summed, not which part of the traffic is looked at.
        earns: filter.earns,
        currency: filter.currency,
        sort: filter.sort,
        ..Filter::default()
    };
    of_clicks == *filter
}

/// How many clicks count, of a filter's span and wishes.
///
/// # Errors
/// What the database says.
pub fn clicks(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<i64> {
    Ok(clicks_by(tx, tenant, Axis::Program, filter)?.values().sum())
}

/// How many clicks count per thing of an axis; the empty key stands for none.
///
/// # Errors
/// What the database says.
pub fn clicks_by(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    axis: Axis,
    filter: &Filter,
) -> Result<BTreeMap<String, i64>> {
    let mut counts = BTreeMap::new();
    let Some((fine, place)) = axis.clicks() else { return Ok(counts) };
    let Some(parts) = parts(tx, tenant, filter)? else { return Ok(counts) };
    let mut days = wanted(tenant, [parts.first_day, parts.end_day], filter);
    let coarse = axis.totals().filter(|_| is_coarse(filter));
    days.truncate(if coarse.is_some() { COARSE } else { days.len() });
    let statement = coarse.unwrap_or(fine);
    for (key, clicks) in tx.rows(statement, &days, |row| Ok((row.text(0)?, row.int(1)?)))? {
        *counts.entry(key).or_default() += clicks;
    }
    for edge in parts.edges {
        let span = wanted(tenant, [edge.from.ms(), edge.to.ms()], filter);
        let rows = tx.rows(sql::CLICKS_OF_PART, &span, |row| Ok((row.text(place)?, row.int(5)?)))?;
        for (key, clicks) in rows {
            *counts.entry(key).or_default() += clicks;
        }
    }
    Ok(counts)
}

/// How many clicks count in each of several spans; those may touch, not overlap.
///
/// # Errors
/// What the database says.
pub fn click_series(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    filter: &Filter,
    spans: &[Period],
) -> Result<Vec<i64>> {
    let Some(calendar) = click::calendar(tx, tenant)? else { return Ok(vec![0; spans.len()]) };
    let cut: Vec<Parts> = spans.iter().map(|span| Parts::of(&calendar, *span)).collect();
    let first = cut.iter().map(|parts| parts.first_day).min().unwrap_or_default();
    let end = cut.iter().map(|parts| parts.end_day).max().unwrap_or_default();
    let mut days = wanted(tenant, [first, end], filter);
    let statement = if is_coarse(filter) { sql::TOTALS_BY_DAY } else { sql::CLICKS_BY_DAY };
    if is_coarse(filter) {
        days.truncate(COARSE);
    }
    let counts: BTreeMap<i64, i64> =
        tx.rows(statement, &days, |row| Ok((row.int(0)?, row.int(1)?)))?.into_iter().collect();
    let mut series = Vec::with_capacity(cut.len());
    for parts in cut {
        let whole = parts.first_day..parts.end_day.max(parts.first_day);
        let mut sum: i64 = counts.range(whole).map(|(_, clicks)| clicks).sum();
        for edge in parts.edges {
            let span = wanted(tenant, [edge.from.ms(), edge.to.ms()], filter);
            sum += tx.rows(sql::CLICKS_OF_PART, &span, |row| row.int(5))?.iter().sum::<i64>();
        }
        series.push(sum);
    }
    Ok(series)
}

/// How many parameters a statement needs where links, codes and sources do not matter.
const COARSE: usize = 5;

/// Whether nothing is asked of links, codes and sources.
const fn is_coarse(filter: &Filter) -> bool {
    filter.link.is_none() && filter.code.is_none() && filter.source.is_none()
}

/// A span as whole days and what is left of days at its ends.
struct Parts {
    first_day: i64,
    end_day: i64,
    edges: Vec<Period>,
}

impl Parts {
    fn of(calendar: &Calendar, span: Period) -> Self {
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

fn parts(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Option<Parts>> {
    let end = Timestamp::from_ms(i64::MAX);
    let span = Period { from: filter.from.unwrap_or(Timestamp::MIN), to: filter.to.unwrap_or(end) };
    Ok(click::calendar(tx, tenant)?.map(|calendar| Parts::of(&calendar, span)))
}

fn wanted<'a>(tenant: &'a TenantId, [from, to]: [i64; 2], filter: &'a Filter) -> Vec<Value<'a>> {
    params![
        tenant,
        from,
        to,
        filter.program.as_ref(),
        filter.partner.as_ref(),
        filter.link.as_deref(),
        filter.code.as_deref(),
        filter.source.as_deref(),
    ]
    .to_vec()
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
