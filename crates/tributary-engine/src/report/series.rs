//! Figures per span of time, for charts.

use super::{Figures, Period, clicks, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::order::Filter;
use crate::params;
use tributary_core::{Currency, TenantId, Timestamp};

/// What orders and clicks add up to in each of several spans, which are in order and do not overlap.
///
/// # Errors
/// What the database says.
pub fn series(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, spans: &[Period]) -> Result<Vec<Figures>> {
    let mut series = vec![Figures::default(); spans.len()];
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Ok(series) };
    let whole = Filter { from: Some(first.from), to: Some(last.to), ..filter.clone() };
    for (at, figures) in earnings(tx, tenant, &whole)? {
        let place = spans.partition_point(|span| span.from <= at).checked_sub(1);
        let inside = place.filter(|place| spans.get(*place).is_some_and(|span| at < span.to));
        if let Some(sum) = inside.and_then(|place| series.get_mut(place)) {
            *sum += figures;
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

/// Whether a filter wants nothing but orders that earn in a currency and a span.
pub(super) fn is_plain(filter: &Filter) -> bool {
    let plain = Filter {
        from: filter.from,
        to: filter.to,
        currency: filter.currency,
        earns: Some(true),
        sort: filter.sort,
        ..Filter::default()
    };
    plain == Filter { earns: filter.earns.or(Some(true)), ..filter.clone() }
}

/// The parameters of the statements that the index alone answers.
pub(super) fn span_of<'a>(tenant: &'a TenantId, filter: &'a Filter) -> Vec<crate::db::Value<'a>> {
    params![
        tenant,
        filter.currency.as_ref().map(Currency::code),
        filter.from.unwrap_or(Timestamp::MIN),
        filter.to.unwrap_or(Timestamp::from_ms(i64::MAX)),
    ]
    .to_vec()
}

/// Each order that earns: when it was placed, and what it brought.
fn earnings(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Vec<(Timestamp, Figures)>> {
    let (statement, wanted) = if is_plain(filter) {
        (sql::ALL_EARNINGS, span_of(tenant, filter))
    } else {
        (sql::EARNINGS, filter.matching(tenant))
    };
    tx.rows(statement, &wanted, |row| {
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
