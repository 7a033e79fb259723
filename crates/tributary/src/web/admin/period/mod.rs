//! Spans of the store's calendar, named as in addresses (`28d`, `mtd`, `custom`), cut into the buckets of a chart, and
//! what they are compared with. A running day is compared with a running day. Start at [`Period::compared`].

mod cut;
pub(super) mod picker;

use super::moment::Moments;
use crate::lang::{self, date, msg};
use crate::{n, t};
use cut::Cut;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use tributary_core::Timestamp;
use tributary_engine::report;

/// A span of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Period {
    /// This day so far.
    Today,
    /// The day before.
    Yesterday,
    /// Seven days.
    Week,
    /// Four weeks.
    #[default]
    FourWeeks,
    /// A quarter of a year.
    Quarter,
    /// This month so far.
    MonthToDate,
    /// The month before.
    LastMonth,
    /// This year so far.
    YearToDate,
    /// Twelve calendar months.
    Year,
    /// Everything there is.
    All,
    /// From one day to another, both included.
    Custom(Date, Date),
}

/// What a period is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Comparison {
    /// Nothing.
    None,
    /// The period before.
    #[default]
    Previous,
    /// The same period a year ago.
    Year,
}

/// One bucket of the chart: from its first moment to the first one after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bucket {
    /// The moments it holds.
    pub(super) span: report::Period,
    /// On the axis: `12 May`.
    pub(super) label: String,
    /// In full: `Tue 12 May 2026`.
    pub(super) date: String,
}

/// A period and what it is compared with, both cut alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spans {
    /// This period's buckets, oldest first.
    pub(super) now: Vec<Bucket>,
    /// The buckets it is compared with, one for each; none without a comparison.
    pub(super) before: Vec<Bucket>,
}

/// Word in the address, and name.
const NAMED: [(Period, &str, &str); 10] = [
    (Period::Today, "today", msg("Today")),
    (Period::Yesterday, "yesterday", msg("Yesterday")),
    (Period::Week, "7d", msg("Last 7 days")),
    (Period::FourWeeks, "28d", msg("Last 28 days")),
    (Period::Quarter, "91d", msg("Last 91 days")),
    (Period::MonthToDate, "mtd", msg("This month so far")),
    (Period::LastMonth, "lastmonth", msg("Last month")),
    (Period::YearToDate, "ytd", msg("This year so far")),
    (Period::Year, "12m", msg("Last 12 months")),
    (Period::All, "all", msg("All time")),
];
const CUSTOM: &str = "custom";
const YEARS_BACK_MAX: i32 = 5; // of "all time", when nobody says since when

impl Period {
    /// Those with a name, in the order of the picker.
    pub(super) const NAMED: [Self; 10] = [
        Self::Today,
        Self::Yesterday,
        Self::Week,
        Self::FourWeeks,
        Self::Quarter,
        Self::MonthToDate,
        Self::LastMonth,
        Self::YearToDate,
        Self::Year,
        Self::All,
    ];

    /// The word in the address.
    pub(super) fn word(self) -> &'static str {
        NAMED.iter().find(|(period, ..)| *period == self).map_or(CUSTOM, |(_, word, _)| word)
    }

    /// Reads the word of a period with a name.
    pub(super) fn parse(word: &str) -> Option<Self> {
        NAMED.iter().find(|(_, known, _)| *known == word).map(|(period, ..)| *period)
    }

    /// Reads `period`, `from` and `to` of an address; days in the wrong order are put right.
    pub(super) fn of(word: &str, from: &str, to: &str) -> Option<Self> {
        if word != CUSTOM {
            return Self::parse(word);
        }
        let (from, to) = (from.parse::<Date>().ok()?, to.parse::<Date>().ok()?);
        Some(Self::Custom(from.min(to), from.max(to)))
    }

    /// Name and value of what an address says of it.
    pub(super) fn pairs(self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("period", self.word().to_owned())];
        if let Self::Custom(from, to) = self {
            pairs.extend([("from", from.to_string()), ("to", to.to_string())]);
        }
        pairs
    }

    /// What people call it: `Last 28 days`, `1 May 2026 to 3 Jun 2026`.
    pub(super) fn name(self) -> String {
        match self {
            Self::Custom(day, same) if day == same => date::day_of_year(day),
            Self::Custom(from, to) => {
                t!("{from} to {to}", from = date::day_of_year(from), to = date::day_of_year(to))
            }
            named => {
                let known = NAMED.iter().find(|(period, ..)| *period == named);
                known.map_or_else(String::new, |(.., name)| lang::text(name).to_owned())
            }
        }
    }

    /// What people call that with which it is compared: `28 days before`; none without a comparison.
    pub(super) fn compared_name(self, with: Comparison) -> Option<String> {
        if with == Comparison::None || self == Self::All {
            return None;
        }
        if with == Comparison::Year {
            return Some(t!("A year before").to_owned());
        }
        Some(match self {
            Self::Today | Self::Yesterday => t!("The day before").to_owned(),
            Self::Week => n!("{n} day before", "{n} days before", 7),
            Self::FourWeeks => n!("{n} day before", "{n} days before", 28),
            Self::Quarter => n!("{n} day before", "{n} days before", 91),
            Self::Custom(from, to) => n!("{n} day before", "{n} days before", days(from, to)),
            Self::MonthToDate | Self::LastMonth => t!("The month before").to_owned(),
            Self::YearToDate | Self::All => t!("The year before").to_owned(),
            Self::Year => n!("{n} month before", "{n} months before", 12),
        })
    }

    /// Its first day and the first day after it; `first` is the first moment of which anything is known.
    fn bounds(self, clock: &Moments, first: Option<Timestamp>) -> (Date, Date) {
        let today = clock.local(clock.now()).date();
        let tomorrow = moved(today, 1.day());
        let month = today.first_of_month();
        match self {
            Self::Today => (today, tomorrow),
            Self::Yesterday => (moved(today, (-1).day()), today),
            Self::Week => (moved(tomorrow, (-7).days()), tomorrow),
            Self::FourWeeks => (moved(tomorrow, (-28).days()), tomorrow),
            Self::Quarter => (moved(tomorrow, (-91).days()), tomorrow),
            Self::MonthToDate => (month, tomorrow),
            Self::LastMonth => (moved(month, (-1).month()), month),
            Self::YearToDate => (today.first_of_year(), tomorrow),
            Self::Year => (moved(month, (-11).months()), moved(month, 1.month())),
            Self::All => {
                let longest = moved(today, (-YEARS_BACK_MAX).years());
                (first.map_or(longest, |first| clock.local(first).date()).min(today), tomorrow)
            }
            Self::Custom(from, to) => (from, moved(to, 1.day())),
        }
    }

    /// How far back lies what it is compared with.
    fn shift(self, with: Comparison) -> Option<Span> {
        match (with, self) {
            (Comparison::None, _) | (_, Self::All) => None,
            (Comparison::Year, _) | (_, Self::YearToDate) => Some(1.year()),
            (_, Self::Today | Self::Yesterday) => Some(1.day()),
            (_, Self::Week) => Some(7.days()),
            (_, Self::FourWeeks) => Some(28.days()),
            (_, Self::Quarter) => Some(91.days()),
            (_, Self::MonthToDate | Self::LastMonth) => Some(1.month()),
            (_, Self::Year) => Some(12.months()),
            (_, Self::Custom(from, to)) => Some(days(from, to).days()),
        }
    }

    /// The period, compared with the one before.
    #[cfg(test)]
    pub(super) fn spans(self, clock: &Moments) -> Spans {
        self.compared(clock, Comparison::Previous, None)
    }

    /// The period and what it is compared with. `first` is where all time begins.
    pub(super) fn compared(self, clock: &Moments, with: Comparison, first: Option<Timestamp>) -> Spans {
        let (start, end) = self.bounds(clock, first);
        let cut = Cut::of(start, end);
        let before = self.shift(with).map(|back| cut.before(clock, back));
        Spans { now: cut.buckets(clock), before: before.unwrap_or_default() }
    }

    /// Its moments, for a list; none when everything counts.
    pub(super) fn whole(self, clock: &Moments) -> Option<report::Period> {
        (self != Self::All).then(|| self.compared(clock, Comparison::None, None).whole())
    }
}

impl Comparison {
    /// All of them, in the order of the picker.
    pub(super) const ALL: [Self; 3] = [Self::Previous, Self::Year, Self::None];

    /// The word in the address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Previous => "previous",
            Self::Year => "year",
        }
    }

    /// Reads the word; what is no word compares with the period before.
    pub(super) fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.word() == word).unwrap_or_default()
    }
}

impl Spans {
    /// From the first to the last moment of the period.
    pub(super) fn whole(&self) -> report::Period {
        whole(&self.now)
    }

    /// The same of what it is compared with; an empty span without a comparison.
    pub(super) fn whole_before(&self) -> report::Period {
        whole(&self.before)
    }
}

fn whole(buckets: &[Bucket]) -> report::Period {
    let nothing = report::Period { from: Timestamp::MIN, to: Timestamp::MIN };
    match (buckets.first(), buckets.last()) {
        (Some(first), Some(last)) => report::Period { from: first.span.from, to: last.span.to },
        _ => nothing,
    }
}

/// How many days from one day to another, both included.
fn days(from: Date, to: Date) -> i64 {
    i64::from(from.until(to).map_or(0, |span| span.get_days())) + 1
}

/// Steps of the calendar; a month after 31 January is the last day of February.
fn moved(date: Date, step: Span) -> Date {
    date.checked_add(step).unwrap_or(date)
}

#[cfg(test)]
mod tests;
