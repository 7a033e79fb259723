//! The picker of a period and what it is compared with, for pages that keep both in their address.

use crate::lang::date;
use crate::t;
use crate::web::admin::filter::query;
use crate::web::admin::moment::Moments;
use crate::web::admin::period::{Comparison, Period};
use crate::web::kit::PeriodPicker;
use crate::web::kit::period::{Custom, Preset};
use jiff::ToSpan;
use jiff::civil::Date;
use tributary_core::Timestamp;

/// What a picker shows and keeps.
#[derive(Debug, Clone)]
pub(super) struct Picked<'a> {
    /// The page's address without its query.
    pub(super) path: &'static str,
    /// What else its address asks for.
    pub(super) kept: Vec<(&'static str, String)>,
    /// The period shown.
    pub(super) period: Period,
    /// What it is compared with; none where nothing is compared.
    pub(super) with: Option<Comparison>,
    /// The store's clock.
    pub(super) clock: &'a Moments,
}

impl Picked<'_> {
    fn href(&self, period: Period, with: Option<Comparison>) -> String {
        let mut pairs = self.kept.clone();
        pairs.extend(period.pairs());
        pairs.extend(compared(with));
        query(self.path, &pairs)
    }

    /// The picker.
    pub(super) fn picker(&self) -> PeriodPicker {
        let preset = |one: Period| Preset {
            label: one.name(),
            href: self.href(one, self.with),
            active: one == self.period,
            key: key(one),
        };
        let days = self.days();
        PeriodPicker {
            label: self.period.name(),
            days: days.map(|(from, to)| worded(from, to)).unwrap_or_default(),
            options: Period::NAMED.map(preset).to_vec(),
            custom: Some(self.custom(days)),
            compare: self.with.map(|with| self.comparisons(with)).unwrap_or_default(),
            earlier: days.map(|days| self.href(stepped(days, -1), self.with)),
            later: days
                .filter(|(_, to)| *to < self.clock.local(self.clock.now()).date())
                .map(|days| self.href(stepped(days, 1), self.with)),
        }
    }

    fn comparisons(&self, with: Comparison) -> Vec<Preset> {
        let one = |one: Comparison| Preset {
            label: self.period.compared_name(one).unwrap_or_else(|| t!("Nothing").to_owned()),
            href: self.href(self.period, Some(one)),
            active: one == with,
            key: None,
        };
        Comparison::ALL.map(one).to_vec()
    }

    /// First and last day; nothing for all time.
    fn days(&self) -> Option<(Date, Date)> {
        let day = |at: Timestamp| self.clock.local(at).date();
        self.period.whole(self.clock).map(|span| (day(span.from), day(span.to.plus_ms(-1))))
    }

    fn custom(&self, days: Option<(Date, Date)>) -> Custom {
        let mut kept = self.kept.clone();
        kept.extend(compared(self.with));
        Custom {
            action: self.path.to_owned(),
            kept: kept.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            from: days.map(|(from, _)| from.to_string()).unwrap_or_default(),
            to: days.map(|(_, to)| to.to_string()).unwrap_or_default(),
        }
    }
}

fn compared(with: Option<Comparison>) -> Option<(&'static str, String)> {
    let with = with.filter(|with| *with != Comparison::default())?;
    Some(("compare", with.word().to_owned()))
}

fn worded(from: Date, to: Date) -> String {
    t!("{from} to {to}", from = date::day_of_year(from), to = date::day_of_year(to))
}

/// As many days, so many times earlier or later.
fn stepped((from, to): (Date, Date), times: i64) -> Period {
    let days = i64::from(from.until(to).map_or(0, |span| span.get_days())) + 1;
    let moved = |day: Date| day.checked_add((days * times).days()).unwrap_or(day);
    Period::Custom(moved(from), moved(to))
}

fn key(period: Period) -> Option<char> {
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
