//! Figures out of the sums that are kept per day and hour: of a filter that wants at most one thing, by each thing that
//! sums are kept by. What is left of hours at the ends of a span is the reader's to read order by order.

use super::rows::{Axis, Figures};
use super::{Period, Product, names, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::order::{ANY, Filter, NONE};
use crate::sum::{self, BETWEEN, Counts, Cut, DAY, HOUR, Parts, axis};
use std::collections::BTreeMap;
use tributary_core::{Currency, TenantId};

impl From<Counts> for Figures {
    fn from(counts: Counts) -> Self {
        Self {
            orders: counts.orders,
            by_click: counts.by_click,
            revenue_minor: counts.revenue_minor,
            commission_minor: counts.commission_minor,
            clicks: 0,
        }
    }
}

/// An axis and the one key on it that is wanted.
type One = (&'static str, String);

/// The same filter for each of these parts of its span.
pub(super) fn cut(filter: &Filter, parts: &[Period]) -> Vec<Filter> {
    let part = |part: &Period| Filter { from: Some(part.from), to: Some(part.to), ..filter.clone() };
    parts.iter().map(part).collect()
}

/// The filter's wishes besides the span and the currency, if sums are kept for that many: none, or one.
fn wish(filter: &Filter) -> Option<(Currency, Option<One>)> {
    let exact =
        |word: &Option<String>| word.as_deref().map(|word| if word == NONE { "" } else { word }.to_owned());
    let wishes = [
        (axis::PARTNER, filter.partner.as_ref().map(ToString::to_string)),
        (axis::PROGRAM, filter.program.as_ref().map(ToString::to_string)),
        (axis::LINK, exact(&filter.link)),
        (axis::CODE, exact(&filter.code)),
        (axis::SOURCE, exact(&filter.source)),
        (axis::WAY, filter.via.clone()),
        (axis::COUNTRY, exact(&filter.country)),
    ];
    let mut set = wishes.into_iter().filter_map(|(axis, key)| Some((axis, key?)));
    let first = set.next();
    let is_one = set.next().is_none() && first.as_ref().is_none_or(|(_, key)| key != ANY);
    let plain = Filter {
        partner: None,
        program: None,
        link: None,
        code: None,
        source: None,
        via: None,
        country: None,
        ..filter.clone()
    };
    filter.currency.filter(|_| is_one && is_plain(&plain)).map(|currency| (currency, first))
}

/// Whether a filter wants nothing but orders that earn in a currency and a span.
fn is_plain(filter: &Filter) -> bool {
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

/// The span of a filter as an axis keeps it: to the hour, or to the day.
fn parts(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, axis: &str) -> Result<Option<Parts>> {
    if axis::has_hours(axis) {
        Parts::asked(tx, tenant, filter)
    } else {
        Parts::asked_in_days(tx, tenant, filter)
    }
}

/// What a filter's orders come to in whole days and hours, and the spans that are left to be read.
///
/// # Errors
/// What the database says.
pub(super) fn figures(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    filter: &Filter,
) -> Result<Option<(Figures, Vec<Period>)>> {
    let Some((currency, one)) = wish(filter) else { return Ok(None) };
    let Some(parts) = Parts::asked(tx, tenant, filter)? else { return Ok(None) };
    let mut whole = Figures::default();
    match &one {
        Some((axis, key)) => {
            let wanted = (*axis, Some(key.as_str()), currency);
            let hours = parts.hours.iter().map(|(from, to)| (HOUR, *from, *to));
            for places in std::iter::once((DAY, parts.first_day, parts.end_day)).chain(hours) {
                let by_place = sum::by_place(tx, tenant, wanted, places)?;
                by_place.into_values().for_each(|counts| whole += counts.into());
            }
        }
        None => {
            let told = sum::by_key(tx, tenant, (axis::PROGRAM, currency), &parts)?;
            told.into_iter().for_each(|(_, counts)| whole += counts.into());
        }
    }
    Ok(Some((whole, parts.edges)))
}

/// What stands for whole days and hours, and the spans that are left to be read.
type Whole<T> = (Vec<T>, Vec<Period>);

/// What each thing of an axis comes to in whole days and hours, and the spans that are left to be read.
///
/// # Errors
/// What the database says.
pub(super) fn rows(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    by: Axis,
    filter: &Filter,
) -> Result<Option<Whole<(String, Figures)>>> {
    let Some((axis, currency, key_of)) = source(by, filter) else { return Ok(None) };
    let Some(parts) = parts(tx, tenant, filter, axis)? else { return Ok(None) };
    let told = sum::by_key(tx, tenant, (axis, currency), &parts)?;
    let rows = told.into_iter().filter_map(|(key, counts)| Some((key_of.of(&key)?, counts.into())));
    Ok(Some((rows.collect(), parts.edges)))
}

/// How a row's key is made of a kept one.
enum Keyed {
    /// It is the kept one.
    Whole,
    /// It is the part at a place of those whose first parts are these.
    Part(usize, Vec<String>),
}

impl Keyed {
    fn of(&self, kept: &str) -> Option<String> {
        let Self::Part(place, first) = self else { return Some(kept.to_owned()) };
        let parts: Vec<&str> = kept.split(BETWEEN).collect();
        let wanted = first.iter().zip(&parts).all(|(wanted, part)| wanted == part);
        parts.get(*place).filter(|_| wanted).map(|part| (*part).to_owned())
    }
}

/// The kept axis that tells the rows of an axis under a filter.
fn source(by: Axis, filter: &Filter) -> Option<(&'static str, Currency, Keyed)> {
    let bare = Filter { country: None, region: None, returning: None, ..filter.clone() };
    let (currency, one) = wish(&bare)?;
    if one.is_some() {
        return None;
    }
    let place = |word: &String| if word == NONE { String::new() } else { word.clone() };
    let (country, region) = (filter.country.as_ref().map(place), filter.region.as_ref().map(place));
    let keyed = match (by, country, region, filter.returning) {
        (Axis::Customer, None, None, None) => (axis::BUYER, Keyed::Part(0, Vec::new())),
        (Axis::Partner, None, None, Some(returning)) => {
            let kind = if returning { "returning" } else { "new" };
            (axis::BUYER, Keyed::Part(1, vec![kind.to_owned()]))
        }
        (Axis::Region, country, None, None) => (axis::PLACE, Keyed::Part(1, country.into_iter().collect())),
        (Axis::City, country, None, None) => (axis::PLACE, Keyed::Part(2, country.into_iter().collect())),
        (Axis::City, Some(country), Some(region), None) => {
            (axis::PLACE, Keyed::Part(2, vec![country, region]))
        }
        (by, None, None, None) => (by.kept()?, Keyed::Whole),
        _ => return None,
    };
    Some((keyed.0, currency, keyed.1))
}

/// What stands for each day, and for each hour.
type DaysAndHours = (BTreeMap<i64, Figures>, BTreeMap<i64, Figures>);

/// What orders come to on each day and in each hour that spans need, of a filter for which sums are kept.
///
/// # Errors
/// What the database says.
pub(super) fn places(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    filter: &Filter,
    cut: &Cut,
) -> Result<Option<DaysAndHours>> {
    let Some((currency, one)) = wish(filter) else { return Ok(None) };
    let (axis, key) = match &one {
        Some((axis, key)) => (*axis, Some(key.as_str())),
        None => (axis::PROGRAM, None),
    };
    let mut read = |places: (i64, i64, i64)| sum::by_place(tx, tenant, (axis, key, currency), places);
    let (first, end) = cut.days();
    let days = read((DAY, first, end))?;
    let mut hours = BTreeMap::new();
    for (from, to) in cut.hours() {
        hours.extend(read((HOUR, from, to))?);
    }
    let figures =
        |all: BTreeMap<i64, Counts>| all.into_iter().map(|(place, one)| (place, one.into())).collect();
    Ok(Some((figures(days), figures(hours))))
}

/// What each product comes to on whole days, and the spans that are left to be read.
///
/// # Errors
/// What the database says.
pub(super) fn products(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    filter: &Filter,
) -> Result<Option<Whole<Product>>> {
    let Some((currency, None)) = wish(filter) else { return Ok(None) };
    let Some(parts) = parts(tx, tenant, filter, axis::PRODUCT)? else { return Ok(None) };
    let told = sum::by_key(tx, tenant, (axis::PRODUCT, currency), &parts)?;
    let ordered = sum::by_key(tx, tenant, (axis::ORDERED, currency), &parts)?;
    let ordered: BTreeMap<String, i64> =
        ordered.into_iter().map(|(key, counts)| (key, counts.parts)).collect();
    let keys: Vec<&str> = told.iter().map(|(key, _)| key.as_str()).collect();
    let names = names::read(tx, tenant, sql::PRODUCT_NAMES, &keys)?;
    let product = |(key, counts): (String, Counts)| Product {
        name: names.get(&key).unwrap_or(&key).clone(),
        ordered: ordered.get(&key).copied().unwrap_or_default(),
        orders: counts.orders,
        units: counts.parts,
        revenue_minor: counts.revenue_minor,
        commission_minor: counts.commission_minor,
        key,
    };
    Ok(Some((told.into_iter().map(product).collect(), parts.edges)))
}
