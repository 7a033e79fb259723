//! Clicks that count, of any span of time: whole days and hours from their sums, what is left within an hour at its ends
//! from the clicks themselves. So a figure of ten million clicks costs what a figure of their days costs. Where a filter
//! wants several things at once, days are read by all that is told apart of them, and parts of days from the clicks of
//! the narrowest of them: an hour has nearly as many such kinds as clicks, so it would spare nobody anything.

use super::{Axis, Period, sql};
use crate::click;
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::order::{ANY, Filter, NONE};
use crate::params;
use crate::sum::{Cut, DAY, HOUR, Parts};
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
    let mut sum = whole(tx, tenant, one.as_ref(), &parts)?;
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
    let by = Alone::of(axis, filter);
    let asked = if matches!(by, Alone::Not) { Parts::asked_in_days } else { Parts::asked };
    let Some(parts) = asked(tx, tenant, filter)? else { return Ok(counts) };
    let mut add = |(key, clicks): (String, i64)| {
        if clicks != 0 {
            *counts.entry(key).or_default() += clicks;
        }
    };
    match by {
        Alone::Each(axis) => click::sums(tx, tenant, axis, &parts)?.into_iter().for_each(&mut add),
        Alone::One(one) => add((one.1.clone(), whole(tx, tenant, Some(&one), &parts)?)),
        Alone::Not => {
            let days = wanted(tenant, [parts.first_day, parts.end_day], filter);
            let decode = |row: &Row<'_>| Ok((row.text(0)?, row.int(1)?));
            tx.rows(fine, &days, decode)?.into_iter().for_each(&mut add);
        }
    }
    for edge in &parts.edges {
        let span = wanted(tenant, [edge.from.ms(), edge.to.ms()], filter);
        let [_, kinds] = narrowest(filter);
        let rows = tx.rows(kinds, &span, |row| Ok((row.text(place)?, row.int(5)?)))?;
        rows.into_iter().for_each(&mut add);
    }
    Ok(counts)
}

/// How the rows of an axis are kept under a filter.
enum Alone {
    /// Each by itself, and the filter wants all.
    Each(&'static str),
    /// The filter wants one of them.
    One(One),
    /// Only with all else that is told apart.
    Not,
}

impl Alone {
    fn of(axis: Axis, filter: &Filter) -> Self {
        match (kept(filter), axis.kept()) {
            (Some(None), Some(own)) => Self::Each(own),
            (Some(Some(one)), Some(own)) if one.0 == own => Self::One(one),
            _ => Self::Not,
        }
    }
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
    let one = kept(filter);
    let cut = if one.is_some() { Cut::of(&calendar, spans) } else { Cut::in_days(&calendar, spans) };
    let (first, end) = cut.days();
    let (mut days, mut hours) = (BTreeMap::new(), BTreeMap::new());
    match &one {
        Some(one) => {
            days.extend(by_place(tx, tenant, one.as_ref(), (DAY, first, end))?);
            for (from, to) in cut.hours() {
                hours.extend(by_place(tx, tenant, one.as_ref(), (HOUR, from, to))?);
            }
        }
        None => days.extend(tx.rows(sql::CLICKS_BY_DAY, &wanted(tenant, [first, end], filter), counted)?),
    }
    let mut series = Vec::with_capacity(spans.len());
    for (mut sum, edges) in cut.share(&days, &hours) {
        for edge in edges {
            sum += clicks_of(tx, tenant, filter, &edge)?;
        }
        series.push(sum);
    }
    Ok(series)
}

/// A place and how many clicks it has.
fn counted(row: &Row<'_>) -> Result<(i64, i64)> {
    Ok((row.int(0)?, row.int(1)?))
}

/// An axis of the kept sums and a key on it.
type One = (&'static str, String);

/// The kept sums of each day or hour from one place up to another, of one thing or of all.
fn by_place(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    one: Option<&One>,
    (width, from, to): (i64, i64, i64),
) -> Result<Vec<(i64, i64)>> {
    if from >= to {
        return Ok(Vec::new());
    }
    let [each, of_key] = match width {
        HOUR => [sql::HOURS_BY_HOUR, sql::HOURS_OF_KEY],
        _ => [sql::SUMS_BY_DAY, sql::SUMS_OF_KEY],
    };
    match one {
        None => tx.rows(each, params![tenant, PROGRAM, from, to], counted),
        Some((axis, key)) => tx.rows(of_key, params![tenant, *axis, from, to, key], counted),
    }
}

/// The kept sums of the whole days and hours of a span together.
fn whole(tx: &mut Tx<'_>, tenant: &TenantId, one: Option<&One>, parts: &Parts) -> Result<i64> {
    let hours = parts.hours.iter().map(|(from, to)| (HOUR, *from, *to));
    let mut sum = 0;
    for places in std::iter::once((DAY, parts.first_day, parts.end_day)).chain(hours) {
        sum += by_place(tx, tenant, one, places)?.iter().map(|(_, clicks)| clicks).sum::<i64>();
    }
    Ok(sum)
}

/// How clicks are counted one by one, and how by all that is told apart: what is wished for most narrowly chooses the index.
fn narrowest(filter: &Filter) -> [&'static str; 2] {
    let one = |wish: &Option<String>| wish.as_deref().is_some_and(|wish| wish != NONE && wish != ANY);
    let [any, of_partner, of_link, of_code, of_source] = sql::CLICKS_OF_PART;
    if one(&filter.link) {
        of_link
    } else if one(&filter.code) {
        of_code
    } else if filter.partner.is_some() {
        of_partner
    } else if one(&filter.source) {
        of_source
    } else {
        any
    }
}

/// The clicks of a part of an hour or day, counted one by one.
fn clicks_of(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, part: &Period) -> Result<i64> {
    let span = wanted(tenant, [part.from.ms(), part.to.ms()], filter);
    let [count, _] = narrowest(filter);
    tx.int(count, &span)
}

/// The axis that knows all clicks that count, whatever they are.
const PROGRAM: &str = "program";

/// The one thing that a filter wants of clicks, as an axis of the kept sums and its key; nothing inside where it wants
/// all. Nothing at all where sums are not kept for what it wants.
fn kept(filter: &Filter) -> Option<Option<One>> {
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
