//! The period as a control: presets, days of one's own, a comparison, and steps to the period before and after.

use super::{Comparison, Period, moved};
use crate::lang::date;
use crate::t;
use crate::web::admin::filter::query;
use crate::web::admin::moment::Moments;
use crate::web::kit::PeriodPicker;
use crate::web::kit::period::{Custom, Preset};
use jiff::ToSpan;
use jiff::civil::Date;

/// The page that a picker stands on.
#[derive(Debug, Clone, Copy)]
pub(in crate::web::admin) struct At<'a> {
    /// Its address without the query.
    pub(in crate::web::admin) path: &'a str,
    /// What else the address asks, and choosing a period keeps.
    pub(in crate::web::admin) kept: &'a [(String, String)],
}

/// The picker of a page; without `with` nothing is compared there.
pub(in crate::web::admin) fn picker(
    clock: &Moments,
    (period, with): (Period, Option<Comparison>),
    at: At<'_>,
) -> PeriodPicker {
    let (first, after) = period.bounds(clock, None);
    let last = moved(after, (-1).day());
    let all = period == Period::All;
    PeriodPicker {
        label: period.name(),
        days: if all { String::new() } else { days(first, last) },
        options: Period::NAMED.map(|one| preset(at, (one, with), one == period)).to_vec(),
        custom: Some(Custom {
            action: at.path.to_owned(),
            kept: kept(at, with),
            from: first.to_string(),
            to: last.to_string(),
        }),
        compare: with.filter(|_| !all).map(|with| comparisons(at, (period, with))).unwrap_or_default(),
        earlier: (!all).then(|| step(at, with, stepped(first, after, -1))),
        later: Some(stepped(first, after, 1))
            .filter(|(from, _)| !all && *from <= clock.local(clock.now()).date())
            .map(|days| step(at, with, days)),
    }
}

fn days(first: Date, last: Date) -> String {
    if first == last {
        return date::day_of_year(first);
    }
    t!("{from} to {to}", from = date::day_of_year(first), to = date::day_of_year(last))
}

/// As many days further, or as many months where these are whole months.
fn stepped(first: Date, after: Date, way: i64) -> (Date, Date) {
    let months = i64::from(after.year() - first.year()) * 12 + i64::from(after.month() - first.month());
    let whole = first.day() == 1 && after.day() == 1 && months > 0;
    let back = if whole {
        (months * way).months()
    } else {
        let days = i64::from(first.until(after).map_or(1, |span| span.get_days()));
        (days * way).days()
    };
    (moved(first, back), moved(moved(after, back), (-1).day()))
}

fn step(at: At<'_>, with: Option<Comparison>, (from, to): (Date, Date)) -> String {
    href(at, Period::Custom(from, to), with)
}

fn preset(at: At<'_>, (period, with): (Period, Option<Comparison>), active: bool) -> Preset {
    Preset { label: period.name(), href: href(at, period, with), active, key: key(period) }
}

fn comparisons(at: At<'_>, (period, now): (Period, Comparison)) -> Vec<Preset> {
    // The key switches between a comparison and none.
    let other = if now == Comparison::None { Comparison::Previous } else { Comparison::None };
    let preset = |with: Comparison| Preset {
        label: period.compared_name(with).unwrap_or_else(|| t!("Nothing").to_owned()),
        href: href(at, period, Some(with)),
        active: with == now,
        key: (with == other).then_some('x'),
    };
    Comparison::ALL.map(preset).to_vec()
}

fn href(at: At<'_>, period: Period, with: Option<Comparison>) -> String {
    let mut pairs: Vec<(&str, String)> = period.pairs();
    let kept = kept(at, with);
    pairs.extend(kept.iter().map(|(name, value)| (name.as_str(), value.clone())));
    query(at.path, &pairs)
}

fn kept(at: At<'_>, with: Option<Comparison>) -> Vec<(String, String)> {
    let with = with.filter(|with| *with != Comparison::default());
    let compare = with.map(|with| ("compare".to_owned(), with.word().to_owned()));
    at.kept.iter().cloned().chain(compare).collect()
}

/// The key that chooses a period.
const fn key(period: Period) -> Option<char> {
    Some(match period {
        Period::Today => 'd',
        Period::Yesterday => 'e',
        Period::Week => 'w',
        Period::FourWeeks => 'f',
        Period::Quarter => 'n',
        Period::MonthToDate => 'm',
        Period::LastMonth => 'p',
        Period::YearToDate => 'y',
        Period::Year => 'l',
        Period::All => 'a',
        Period::Custom(..) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn steps_are_as_long_as_the_period() {
        let week = stepped(date(2026, 5, 4), date(2026, 5, 11), -1);
        assert_eq!(week, (date(2026, 4, 27), date(2026, 5, 3)));
        let march = stepped(date(2026, 3, 1), date(2026, 4, 1), -1);
        assert_eq!(march, (date(2026, 2, 1), date(2026, 2, 28)));
        let year = stepped(date(2026, 1, 1), date(2027, 1, 1), 1);
        assert_eq!(year, (date(2027, 1, 1), date(2027, 12, 31)));
    }
}
