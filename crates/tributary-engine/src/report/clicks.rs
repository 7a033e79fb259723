//! Clicks that count, of any span of time: whole days from their sums, a part of a day from the clicks themselves. So a
//! figure of two million clicks costs what a figure of their days costs. Where a filter wants several things at once,
//! days are read by all that is told apart of them.

use super::{Axis, Period, sql};
use crate::click;
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::order::{ANY, Filter, NONE};
use crate::params;
use crate::sum::Parts;
use std::collections::BTreeMap;
use tributary_core::TenantId;

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
    let Some(one) = kept(filter) else {
        return Ok(clicks_by(tx, tenant, Axis::Program, filter)?.values().sum());
    };
    let Some(parts) = Parts::asked(tx, tenant, filter)? else { return Ok(0) };
    let days = by_day(tx, tenant, one.as_ref(), [parts.first_day, parts.end_day])?;
    let mut sum: i64 = days.iter().map(|(_, clicks)| clicks).sum();
    for edge in &parts.edges {
        sum += clicks_of(tx, tenant, filter, edge)?;
    }
    Ok(sum)
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
    let Some(parts) = Parts::asked(tx, tenant, filter)? else { return Ok(counts) };
    let days = [parts.first_day, parts.end_day];
    let decode = |row: &Row<'_>| Ok((row.text(0)?, row.int(1)?));
    let known = match (kept(filter), axis.kept()) {
        (Some(None), Some(own)) => {
            tx.rows(sql::SUMS_BY_KEY, params![tenant, days[0], days[1], own], decode)?
        }
        (Some(Some((name, key))), Some(own)) if name == own => {
            let sum =
                by_day(tx, tenant, Some(&(name, key.clone())), days)?.iter().map(|(_, clicks)| clicks).sum();
            vec![(key, sum)]
        }
        _ => tx.rows(fine, &wanted(tenant, days, filter), decode)?,
    };
    for (key, clicks) in known.into_iter().filter(|(_, clicks)| *clicks != 0) {
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
    let counts = match kept(filter) {
        Some(one) => by_day(tx, tenant, one.as_ref(), [first, end])?,
        None => tx.rows(sql::CLICKS_BY_DAY, &wanted(tenant, [first, end], filter), days)?,
    };
    let counts: BTreeMap<i64, i64> = counts.into_iter().collect();
    let mut series = Vec::with_capacity(cut.len());
    for parts in cut {
        let whole = parts.first_day..parts.end_day.max(parts.first_day);
        let mut sum: i64 = counts.range(whole).map(|(_, clicks)| clicks).sum();
        for edge in parts.edges {
            sum += clicks_of(tx, tenant, filter, &edge)?;
        }
        series.push(sum);
    }
    Ok(series)
}

fn days(row: &Row<'_>) -> Result<(i64, i64)> {
    Ok((row.int(0)?, row.int(1)?))
}

/// The kept sums of each day, of one thing or of all.
fn by_day(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    one: Option<&(&'static str, String)>,
    [first, end]: [i64; 2],
) -> Result<Vec<(i64, i64)>> {
    match one {
        None => tx.rows(sql::SUMS_BY_DAY, params![tenant, first, end, PROGRAM], days),
        Some((axis, key)) => tx.rows(sql::SUMS_OF_KEY, params![tenant, first, end, *axis, key], days),
    }
}

/// The clicks of a part of a day, counted one by one.
fn clicks_of(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, part: &Period) -> Result<i64> {
    let span = wanted(tenant, [part.from.ms(), part.to.ms()], filter);
    Ok(tx.rows(sql::CLICKS_OF_PART, &span, |row| row.int(5))?.iter().sum())
}

/// The axis that knows all clicks that count, whatever they are.
const PROGRAM: &str = "program";

/// The one thing that a filter wants of clicks, as an axis of the kept sums and its key; nothing inside where it wants
/// all. Nothing at all where sums are not kept for what it wants.
fn kept(filter: &Filter) -> Option<Option<(&'static str, String)>> {
    let exact =
        |word: &Option<String>| word.as_deref().map(|word| if word == NONE { "" } else { word }.to_owned());
    let wishes = [
        (PROGRAM, filter.program.as_ref().map(ToString::to_string)),
        ("partner", filter.partner.as_ref().map(ToString::to_string)),
        ("link", exact(&filter.link)),
        ("code", exact(&filter.code)),
        // Every click has a source.
        ("source", exact(&filter.source).filter(|word| word != ANY)),
    ];
    let mut set = wishes.into_iter().filter_map(|(axis, key)| Some((axis, key?)));
    let first = set.next();
    let any = first.as_ref().is_some_and(|(_, key)| key == ANY);
    (set.next().is_none() && !any).then_some(first)
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
