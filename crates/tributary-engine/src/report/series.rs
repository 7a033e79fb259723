//! Figures per span of time, for charts.

use super::{Figures, Period, clicks, kept, sql};
use crate::click;
use crate::db::Tx;
use crate::error::Result;
use crate::order::Filter;
use crate::sum::Parts;
use tributary_core::time::DAY_MS;
use tributary_core::{TenantId, Timestamp};

/// Spans that are shorter than this in all are cut finer than days.
const SHORT_MS: i64 = 4 * DAY_MS;

/// What orders and clicks add up to in each of several spans, which are in order and do not overlap.
///
/// # Errors
/// What the database says.
pub fn series(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, spans: &[Period]) -> Result<Vec<Figures>> {
    let mut series = vec![Figures::default(); spans.len()];
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Ok(series) };
    let whole = Filter { from: Some(first.from), to: Some(last.to), ..filter.clone() };
    if last.to.since_ms(first.from) < SHORT_MS || !from_days(tx, tenant, (&whole, spans), &mut series)? {
        for (at, figures) in earnings(tx, tenant, &whole)? {
            let place = spans.partition_point(|span| span.from <= at).checked_sub(1);
            let inside = place.filter(|place| spans.get(*place).is_some_and(|span| at < span.to));
            if let Some(sum) = inside.and_then(|place| series.get_mut(place)) {
                *sum += figures;
            }
        }
    }
    if clicks::tells_clicks(filter) {
        let clicks = clicks::click_series(tx, tenant, filter, spans)?;
        for (sum, clicks) in series.iter_mut().zip(clicks) {
            sum.clicks = clicks;
        }
    }
    Ok(series)
}

/// Adds up whole days from what is kept of them, and the rest order by order; says whether it is kept.
fn from_days(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (filter, spans): (&Filter, &[Period]),
    series: &mut [Figures],
) -> Result<bool> {
    let Some(calendar) = click::calendar(tx, tenant)? else { return Ok(false) };
    let cut: Vec<Parts> = spans.iter().map(|span| Parts::of(&calendar, *span)).collect();
    let first = cut.iter().map(|parts| parts.first_day).min().unwrap_or_default();
    let end = cut.iter().map(|parts| parts.end_day).max().unwrap_or_default();
    let Some(days) = kept::days(tx, tenant, filter, (first, end))? else { return Ok(false) };
    for (sum, parts) in series.iter_mut().zip(cut) {
        for (_, figures) in days.range(parts.first_day..parts.end_day.max(parts.first_day)) {
            *sum += *figures;
        }
        for part in kept::cut(filter, &parts.edges) {
            earnings(tx, tenant, &part)?.into_iter().for_each(|(_, figures)| *sum += figures);
        }
    }
    Ok(true)
}

/// Each order that earns: when it was placed, and what it brought.
fn earnings(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Vec<(Timestamp, Figures)>> {
    tx.rows(sql::EARNINGS, &filter.matching(tenant), |row| {
        let figures = Figures {
            orders: 1,
            by_click: row.int(3)?,
            revenue_minor: row.int(1)?,
            commission_minor: row.int(2)?,
            clicks: 0,
        };
        Ok((row.time(0)?, figures))
    })
}
