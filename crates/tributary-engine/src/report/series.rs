//! Figures per span of time, for charts.

use super::{Figures, Period, clicks, kept, sql};
use crate::click;
use crate::db::Tx;
use crate::error::Result;
use crate::order::Filter;
use crate::sum::Cut;
use tributary_core::{TenantId, Timestamp};

/// What orders and clicks add up to in each of several spans, which are in order and do not overlap.
///
/// # Errors
/// What the database says.
pub fn series(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, spans: &[Period]) -> Result<Vec<Figures>> {
    let mut series = vec![Figures::default(); spans.len()];
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Ok(series) };
    let whole = Filter { from: Some(first.from), to: Some(last.to), ..filter.clone() };
    if !from_sums(tx, tenant, (&whole, spans), &mut series)? {
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

/// Adds up whole days and hours from what is kept of them, and the rest order by order; says whether it is kept.
fn from_sums(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (filter, spans): (&Filter, &[Period]),
    series: &mut [Figures],
) -> Result<bool> {
    let Some(calendar) = click::calendar(tx, tenant)? else { return Ok(false) };
    let cut = Cut::of(&calendar, spans);
    let Some((days, hours)) = kept::places(tx, tenant, filter, &cut)? else { return Ok(false) };
    for (sum, (whole, edges)) in series.iter_mut().zip(cut.share(&days, &hours)) {
        *sum += whole;
        for part in kept::cut(filter, &edges) {
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
