//! The overview's figures: five tiles against the period before, and the chosen one over time.

use super::page::{Found, Wanted};
use crate::lang::{self, msg, number};
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::period::{Bucket, Comparison, Period, Spans};
use crate::web::kit::chart::{self, Chart, Point, Unit};
use crate::web::kit::money::split_currency;
use crate::web::kit::{Delta, Kpi, Rise, format_count};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::Filter;
use tributary_engine::report::{self, Figures, Totals};

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
    /// Orders won by a click, per hundred clicks.
    Conversion,
    /// What is earned.
    Commission,
}

/// Each figure: word in the address, name on its tile, name in full.
const NAMED: [(Chosen, &str, &str, &str); 5] = [
    (Chosen::Revenue, "revenue", msg("Revenue"), msg("Revenue from partners")),
    (Chosen::Orders, "orders", msg("Orders"), msg("Orders from partners")),
    (Chosen::Clicks, "clicks", msg("Clicks"), msg("Clicks on partners' links")),
    (Chosen::Conversion, "conversion", msg("Conversion"), msg("Orders per click")),
    (Chosen::Commission, "commission", msg("Commission"), msg("Commission earned")),
];

/// The figures of each bucket, of this period and of the one before.
#[derive(Debug, Clone, Default)]
pub(in crate::web::admin) struct Series {
    now: Vec<Figures>,
    before: Vec<Figures>,
}

impl Chosen {
    fn named(self) -> (&'static str, &'static str, &'static str) {
        let known = NAMED.iter().find(|(chosen, ..)| *chosen == self);
        known.map_or(("", "", ""), |(_, word, label, name)| (*word, *label, *name))
    }

    /// The figures of reports, in the order of their switch.
    pub(in crate::web::admin) fn all() -> impl Iterator<Item = Self> {
        NAMED.iter().map(|(chosen, ..)| *chosen)
    }

    /// Whether it cannot be told without clicks.
    pub(in crate::web::admin) const fn is_of_clicks(self) -> bool {
        matches!(self, Self::Clicks | Self::Conversion)
    }

    /// Its name on a tile.
    pub(in crate::web::admin) fn label(self) -> &'static str {
        lang::text(self.named().1)
    }

    /// Reads the word.
    pub(in crate::web::admin) fn parse(word: &str) -> Option<Self> {
        NAMED.iter().find(|(_, known, ..)| *known == word).map(|(chosen, ..)| *chosen)
    }

    /// What an address says of it; nothing for the usual one.
    pub(in crate::web::admin) fn pair(self) -> Option<(String, String)> {
        (self != Self::default()).then(|| ("metric".to_owned(), self.named().0.to_owned()))
    }

    /// Its value; a rate in hundredths of a percent, which needs clicks.
    fn of(self, figures: &Figures) -> Option<i64> {
        match self {
            Self::Revenue => Some(figures.revenue_minor),
            Self::Orders => Some(figures.orders),
            Self::Clicks => Some(figures.clicks),
            Self::Conversion => figures.by_click.saturating_mul(10_000).checked_div(figures.clicks),
            Self::Commission => Some(figures.commission_minor),
        }
    }

    /// As text and unit.
    fn figure(self, desk: &Desk, value: i64) -> (String, Option<String>) {
        match self {
            Self::Orders | Self::Clicks => (format_count(value), None),
            Self::Conversion => (number::percent(value), None),
            Self::Revenue | Self::Commission => {
                let text = desk.amount(value).text;
                let (number, unit) = split_currency(&text);
                (number.to_owned(), unit.map(str::to_owned))
            }
        }
    }

    fn text(self, desk: &Desk, value: i64) -> String {
        match self.figure(desk, value) {
            (number, Some(unit)) => format!("{number} {unit}"),
            (number, None) => number,
        }
    }

    fn unit(self, desk: &Desk) -> Unit {
        match self {
            Self::Revenue | Self::Commission => {
                Unit::Money { exponent: u32::from(desk.store.currency.exponent()) }
            }
            Self::Orders | Self::Clicks => Unit::Count,
            Self::Conversion => Unit::BasisPoints,
        }
    }
}

/// Reads both periods, summed per bucket.
pub(super) fn series(tx: &mut Tx<'_>, desk: &Desk, spans: &Spans) -> Result<Series, Error> {
    series_of(tx, desk, &desk.earning(spans.whole()), spans)
}

/// The same of the orders that a filter wants, whatever its period.
pub(in crate::web::admin) fn series_of(
    tx: &mut Tx<'_>,
    desk: &Desk,
    wanted: &Filter,
    spans: &Spans,
) -> Result<Series, Error> {
    let mut read = |buckets: &[Bucket]| {
        let cut: Vec<report::Period> = buckets.iter().map(|bucket| bucket.span).collect();
        report::series(tx, desk.tenant(), wanted, &cut)
    };
    Ok(Series { now: read(&spans.now)?, before: read(&spans.before)? })
}

/// The five tiles.
pub(super) fn kpis(desk: &Desk, wanted: Wanted, found: &Found) -> Vec<Kpi> {
    NAMED.iter().map(|(chosen, ..)| kpi(desk, (wanted, *chosen), found)).collect()
}

fn kpi(desk: &Desk, (wanted, chosen): (Wanted, Chosen), found: &Found) -> Kpi {
    let (now, before) = (chosen.of(&summed(&found.now)), chosen.of(&summed(&found.before)));
    let (value, unit) = now.map_or(("–".to_owned(), None), |now| chosen.figure(desk, now));
    Kpi {
        label: lang::text(chosen.named().1).into(),
        value,
        unit,
        delta: match (now, before) {
            (Some(now), Some(before)) => delta(now, before),
            _ => Delta::NoneYet,
        },
        rise: if chosen == Chosen::Commission { Rise::Neutral } else { Rise::Good },
        trend: trend(chosen, &found.series.now),
        href: Some(wanted.href(chosen)),
        active: chosen == wanted.chosen,
        note: (wanted.with == Comparison::None).then(String::new),
    }
}

fn summed(totals: &Totals) -> Figures {
    Figures {
        orders: totals.orders,
        by_click: totals.by_click,
        revenue_minor: totals.revenue_minor,
        commission_minor: totals.commission_minor,
        clicks: totals.clicks,
    }
}

fn delta(now: i64, before: i64) -> Delta {
    let Some(change) = chart::change(now, before) else {
        return if now == before { Delta::Flat } else { Delta::NoneYet };
    };
    match change.strip_prefix('+') {
        Some(rise) => Delta::Up(rise.to_owned()),
        None => change.strip_prefix('\u{2212}').map_or(Delta::Flat, |fall| Delta::Down(fall.to_owned())),
    }
}

/// The trend of a tile: the running bucket is left out, it would always look like a fall.
fn trend(chosen: Chosen, now: &[Figures]) -> Vec<i64> {
    let full = now.split_last().map(|(_, full)| full).unwrap_or_default();
    full.iter().map(|figures| chosen.of(figures).unwrap_or_default()).collect()
}

/// The chosen figure over time.
pub(super) fn chart(desk: &Desk, wanted: Wanted, found: &Found) -> Chart {
    let drawn = (wanted.period, wanted.with, wanted.chosen);
    Chart { marks: found.marks.clone(), ..chart_of(desk, drawn, (&found.spans, &found.series)) }
}

/// The same of any series.
pub(in crate::web::admin) fn chart_of(
    desk: &Desk,
    (period, with, chosen): (Period, Comparison, Chosen),
    (spans, series): (&Spans, &Series),
) -> Chart {
    let value = |figures: &Figures| chosen.of(figures).unwrap_or_default();
    let before: Vec<i64> = series.before.iter().map(value).collect();
    let points = spans.now.iter().zip(&series.now).enumerate().map(|(at, (bucket, figures))| Point {
        label: bucket.label.clone(),
        date: bucket.date.clone(),
        value: value(figures),
        text: chosen.text(desk, value(figures)),
        previous: before.get(at).copied(),
        previous_text: before.get(at).map(|previous| chosen.text(desk, *previous)),
        previous_date: spans.before.get(at).map(|earlier| earlier.date.clone()),
    });
    let (now, earlier) = (value(&whole(&series.now)), value(&whole(&series.before)));
    let name = lang::text(chosen.named().2);
    let compared = period.compared_name(with);
    Chart {
        id: "lead".into(),
        name: name.into(),
        summary: summary(name, &chosen.text(desk, now), chart::change(now, earlier).as_deref()),
        unit: chosen.unit(desk),
        points: points.collect(),
        partial_last: spans.whole().to > desk.clock.now(),
        legend: period.name(),
        legend_previous: compared.filter(|_| before.iter().any(|value| *value != 0)),
        marks: Vec::new(),
    }
}

fn whole(buckets: &[Figures]) -> Figures {
    let mut sum = Figures::default();
    buckets.iter().for_each(|figures| sum += *figures);
    sum
}

/// One sentence: `Revenue from partners rose 12 % to 42,819.00 SEK.`
fn summary(name: &str, total: &str, change: Option<&str>) -> String {
    let parts = change.map(|change| (change.strip_prefix('+'), change.strip_prefix('\u{2212}')));
    match parts {
        Some((Some(rise), _)) => {
            t!("{name} rose {change} to {total}.", name = name, change = rise, total = total)
        }
        Some((_, Some(fall))) => {
            t!("{name} fell {change} to {total}.", name = name, change = fall, total = total)
        }
        Some(_) => t!("{name} stayed at {total}.", name = name, total = total),
        None => t!("{name}: {total}.", name = name, total = total),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_which_way_it_went() {
        assert_eq!(summary("Clicks", "12", Some("+20 %")), "Clicks rose 20 % to 12.");
        assert_eq!(summary("Clicks", "8", Some("\u{2212}20 %")), "Clicks fell 20 % to 8.");
        assert_eq!(summary("Clicks", "10", Some("0 %")), "Clicks stayed at 10.");
        assert_eq!(summary("Clicks", "10", None), "Clicks: 10.");
    }

    #[test]
    fn movement_is_told_with_its_direction() {
        assert_eq!(delta(150, 100), Delta::Up("50 %".into()));
        assert_eq!(delta(50, 100), Delta::Down("50 %".into()));
        assert_eq!(delta(100, 100), Delta::Flat);
        assert_eq!(delta(0, 0), Delta::Flat);
        assert_eq!(delta(5, 0), Delta::NoneYet);
    }

    #[test]
    fn without_clicks_there_is_no_rate() {
        let figures = |by_click, clicks| Figures { by_click, clicks, ..Figures::default() };
        assert_eq!(Chosen::Conversion.of(&figures(3, 0)), None);
        assert_eq!(Chosen::Conversion.of(&figures(3, 80)), Some(375));
    }
}
