//! The overview's chart: each figure summed per bucket, this period beside the one before.

use crate::web::admin::desk::Desk;
use crate::web::admin::period::{Bucket, Comparison, Period, Spans};
use crate::web::kit::chart::{self, Chart, Point, Unit};
use crate::web::kit::format_count;
use crate::web::kit::money::split_currency;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::report::{self, Figures};

/// The figure that is drawn large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::web::admin) enum Chosen {
    /// What partners brought.
    #[default]
    Revenue,
    /// Orders that earn.
    Orders,
    /// Counted clicks.
    Clicks,
    /// What is earned.
    Commission,
}

/// One figure per bucket, of this period and of the one before.
pub(in crate::web::admin) type Pair = (Vec<i64>, Vec<i64>);

/// Every figure that can be drawn.
#[derive(Debug, Clone, Default)]
pub(in crate::web::admin) struct Series {
    revenue: Pair,
    orders: Pair,
    clicks: Pair,
    commission: Pair,
}

impl Chosen {
    const ALL: [Self; 4] = [Self::Revenue, Self::Orders, Self::Clicks, Self::Commission];

    /// The word in the address.
    pub(in crate::web::admin) const fn word(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::Orders => "orders",
            Self::Clicks => "clicks",
            Self::Commission => "commission",
        }
    }

    /// Reads the word.
    pub(in crate::web::admin) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chosen| chosen.word() == word)
    }

    /// The figure's name on its tile.
    pub(in crate::web::admin) const fn label(self) -> &'static str {
        match self {
            Self::Revenue => "Revenue",
            Self::Orders => "Orders",
            Self::Clicks => "Clicks",
            Self::Commission => "Commission",
        }
    }

    /// The figure's name in full.
    const fn name(self) -> &'static str {
        match self {
            Self::Revenue => "Revenue from partners",
            Self::Orders => "Orders from partners",
            Self::Clicks => "Clicks on partners' links",
            Self::Commission => "Commission earned",
        }
    }

    const fn is_money(self) -> bool {
        matches!(self, Self::Revenue | Self::Commission)
    }
}

impl Series {
    /// One figure's buckets.
    pub(in crate::web::admin) const fn of(&self, chosen: Chosen) -> &Pair {
        match chosen {
            Chosen::Revenue => &self.revenue,
            Chosen::Orders => &self.orders,
            Chosen::Clicks => &self.clicks,
            Chosen::Commission => &self.commission,
        }
    }
}

/// Reads both periods, summed per bucket.
pub(in crate::web::admin) fn series(tx: &mut Tx<'_>, desk: &Desk, spans: &Spans) -> Result<Series, Error> {
    let mut read = |buckets: &[Bucket], whole: report::Period| {
        let cut: Vec<report::Period> = buckets.iter().map(|bucket| bucket.span).collect();
        report::series(tx, desk.tenant(), &report::earning(desk.store.currency, whole), &cut)
    };
    let now = read(&spans.now, spans.whole())?;
    let before = read(&spans.before, spans.whole_before())?;
    let pair = |value: fn(&Figures) -> i64| {
        (now.iter().map(value).collect::<Vec<_>>(), before.iter().map(value).collect::<Vec<_>>())
    };
    Ok(Series {
        revenue: pair(|one| one.revenue_minor),
        orders: pair(|one| one.orders),
        commission: pair(|one| one.commission_minor),
        clicks: pair(|one| one.clicks),
    })
}

/// A figure as text and unit.
pub(in crate::web::admin) fn figure(desk: &Desk, chosen: Chosen, value: i64) -> (String, Option<String>) {
    if !chosen.is_money() {
        return (format_count(value), None);
    }
    let text = desk.amount(value).text;
    let (number, unit) = split_currency(&text);
    (number.to_owned(), unit.map(str::to_owned))
}

/// The trend of a tile: the running bucket is left out, it would always look like a fall.
pub(in crate::web::admin) fn trend((now, _): &Pair) -> Vec<i64> {
    now.split_last().map(|(_, full)| full.to_vec()).unwrap_or_default()
}

/// The chosen figure over time.
pub(in crate::web::admin) fn chart(
    desk: &Desk,
    (period, with, chosen): (Period, Comparison, Chosen),
    (spans, series): (&Spans, &Series),
) -> Chart {
    let (now, before) = series.of(chosen);
    let text = |value: i64| match figure(desk, chosen, value) {
        (number, Some(unit)) => format!("{number} {unit}"),
        (number, None) => number,
    };
    let points = spans.now.iter().zip(now).enumerate().map(|(at, (bucket, value))| Point {
        label: bucket.label.clone(),
        date: bucket.date.clone(),
        value: *value,
        text: text(*value),
        previous: before.get(at).copied(),
        previous_text: before.get(at).map(|previous| text(*previous)),
        previous_date: spans.before.get(at).map(|earlier| earlier.date.clone()),
    });
    let (sum, sum_before): (i64, i64) = (now.iter().sum(), before.iter().sum());
    let exponent = u32::from(desk.store.currency.exponent());
    Chart {
        id: "lead".into(),
        name: chosen.name().into(),
        summary: summary(chosen.name(), &text(sum), chart::change(sum, sum_before).as_deref()),
        unit: if chosen.is_money() { Unit::Money { exponent } } else { Unit::Count },
        points: points.collect(),
        partial_last: spans.whole().to > desk.clock.now(),
        legend: period.name(),
        legend_previous: period.compared_name(with).filter(|_| before.iter().any(|value| *value != 0)),
    }
}

/// One sentence: `Revenue from partners rose 12.0% to 42,819.00 SEK.`
fn summary(name: &str, total: &str, change: Option<&str>) -> String {
    let parts = change.map(|change| (change.strip_prefix('+'), change.strip_prefix('\u{2212}')));
    match parts {
        Some((Some(rise), _)) => format!("{name} rose {rise} to {total}."),
        Some((_, Some(fall))) => format!("{name} fell {fall} to {total}."),
        Some(_) => format!("{name} stayed at {total}."),
        None => format!("{name}: {total}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_which_way_it_went() {
        assert_eq!(summary("Clicks", "12", Some("+20.0%")), "Clicks rose 20.0% to 12.");
        assert_eq!(summary("Clicks", "8", Some("\u{2212}20.0%")), "Clicks fell 20.0% to 8.");
        assert_eq!(summary("Clicks", "10", Some("0.0%")), "Clicks stayed at 10.");
        assert_eq!(summary("Clicks", "10", None), "Clicks: 10.");
    }
}
