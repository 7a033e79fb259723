//! Charts as SVG made on the server: they work without script, in print and for screen readers; the script only
//! adds a tooltip. Start at [`chart`]. Geometry is integers in `scale.rs`.

use super::icon::Icon;
use super::money;
use super::scale::{Scale, cubic, pct, tenths};
use crate::lang::{self, number};
use crate::t;
use maud::{Markup, html};

/// Height of the whole drawing, in px.
const HEIGHT: i64 = 240;
/// Room above the top grid line for its label.
const TOP: i64 = 18;
/// Height between the top and bottom grid lines.
const PLOT: i64 = 196;
/// More labels than this run into each other.
const X_LABELS_MAX: usize = 7;
/// Past this many labels a phone shows every other one.
const X_LABELS_PHONE: usize = 4;
/// Points of a small trend line.
const SPARK_POINTS_MAX: usize = 14;

/// What the values of a chart are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minor units of a currency with this many decimals.
    Money {
        /// Decimals of the currency.
        exponent: u32,
    },
    /// Plain counts.
    Count,
    /// Hundredths of a percent.
    BasisPoints,
}

/// One bucket of time.
#[derive(Debug, Clone, Default)]
pub struct Point {
    /// Axis label: `12 May`.
    pub label: String,
    /// Full date for tooltip and table: `Tue 12 May 2026`.
    pub date: String,
    /// The value.
    pub value: i64,
    /// The value in full: `1,234.50 USD`.
    pub text: String,
    /// The same bucket of the earlier period.
    pub previous: Option<i64>,
    /// That value in full.
    pub previous_text: Option<String>,
    /// That bucket's date.
    pub previous_date: Option<String>,
}

/// Something that happened at a time, and may explain the line: a change of rules, a promotion.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    /// The bucket it happened in.
    pub at: usize,
    /// The last bucket of a span; none for a moment.
    pub until: Option<usize>,
    /// What happened: `Rules v3: summer rates`.
    pub label: String,
    /// Where to read about it.
    pub href: Option<String>,
}

/// One series and, dashed, the same series a period earlier.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Unique on the page.
    pub id: String,
    /// Name of the series: `Revenue`.
    pub name: String,
    /// One sentence for people who cannot see the drawing; also shown above it.
    pub summary: String,
    /// What the values are.
    pub unit: Unit,
    /// Oldest first.
    pub points: Vec<Point>,
    /// The last bucket is still filling: its segment is dotted.
    pub partial_last: bool,
    /// Legend of this period: `Last 28 days`.
    pub legend: String,
    /// Legend of the compared period; none hides the comparison.
    pub legend_previous: Option<String>,
    /// What happened meanwhile.
    pub marks: Vec<Mark>,
}

/// The chart with its legend, and the same figures as a table.
pub fn chart(chart: &Chart) -> Markup {
    let empty = chart.points.iter().all(|point| point.value == 0);
    html! {
        figure {
            div.chart {
                div.chart-head {
                    p.sum { (chart.summary) }
                    (key("c-line", &chart.legend))
                    @if let Some(legend) = &chart.legend_previous { (key("c-prev", legend)) }
                }
                div.plot role="img" tabindex="0" aria-label=(chart.summary) data-chart data-name=(chart.name)
                    data-previous=(t!("Before")) data-change=(t!("Change")) {
                    svg width="100%" height=(HEIGHT) aria-hidden="true" { (drawing(chart, empty)) }
                }
                (happened(chart))
                @if !chart.points.is_empty() { (as_table(chart)) }
            }
        }
    }
}

fn key(class: &str, legend: &str) -> Markup {
    html! { span.key { svg aria-hidden="true" { line class=(class) x1="0" x2="16" y1="1" y2="1" {} } (legend) } }
}

fn drawing(chart: &Chart, empty: bool) -> Markup {
    let scale = scale_of(chart);
    let fade = format!("{}-fade", chart.id);
    html! {
        defs {
            linearGradient id=(fade) x1="0" y1="0" x2="0" y2="1" {
                stop.c-stop-a offset="0" {} stop.c-stop-b offset="1" {}
            }
        }
        @for tick in &scale.ticks {
            @let y = TOP + scale.px(*tick, PLOT);
            line class=(if *tick == 0 { "c-base" } else { "c-grid" }) x1="0" x2="100%" y1=(y) y2=(y) {}
        }
        (bands(chart))
        (lines(chart, &scale, &fade))
        @for tick in &scale.ticks {
            @if *tick != 0 || scale.low < 0 {
                text.c-ylab x="0" y=(TOP + scale.px(*tick, PLOT) - 5) { (axis(chart.unit, *tick)) }
            }
        }
        (x_labels(chart))
        (triangles(chart))
        @if empty {
            text.c-none x="50%" y=(TOP + PLOT / 2) text-anchor="middle" { (t!("Nothing in this period yet")) }
        } @else {
            (points(chart, &scale))
        }
    }
}

fn scale_of(chart: &Chart) -> Scale {
    let values = chart.points.iter().map(|point| point.value);
    let previous = chart.points.iter().filter_map(|point| point.previous);
    let floor = match chart.unit {
        Unit::Money { exponent } => 10_i64.pow(exponent.min(6)),
        Unit::Count => 1,
        Unit::BasisPoints => 10,
    };
    Scale::over(values.chain(previous), floor)
}

// A nested SVG stretches to the width while strokes, text and dots keep their size.
fn lines(chart: &Chart, scale: &Scale, fade: &str) -> Markup {
    let values: Vec<i64> = chart.points.iter().map(|point| scale.px10(point.value, PLOT)).collect();
    let previous: Vec<i64> = chart.points.iter().map_while(|point| point.previous).collect();
    let previous: Vec<i64> = previous.iter().map(|value| scale.px10(*value, PLOT)).collect();
    let last = values.len().saturating_sub(1);
    let solid = if chart.partial_last && last > 1 { last - 1 } else { last };
    let base = scale.px10(0.max(scale.low), PLOT);
    let line = cubic(&values, 0, solid);
    html! {
        svg x="0" y=(TOP) width="100%" height=(PLOT) viewBox={ "0 0 10000 " (PLOT * 10) }
            preserveAspectRatio="none" overflow="visible" {
            @if values.len() > 1 {
                path d={ (cubic(&values, 0, last)) "L10000 " (base) "L0 " (base) "Z" } fill={ "url(#" (fade) ")" } {}
                @if chart.legend_previous.is_some() && previous.len() > 1 {
                    path.c-prev d=(cubic(&previous, 0, previous.len() - 1)) {}
                }
                path.c-line d=(line) {}
                @if solid < last { path.c-line.c-partial d=(cubic(&values, solid, last)) {} }
            }
        }
    }
}

fn x_labels(chart: &Chart) -> Markup {
    let count = chart.points.len();
    let step = count.saturating_sub(1).div_ceil(X_LABELS_MAX - 1).max(1);
    let crowded = count.div_ceil(step) > X_LABELS_PHONE;
    html! {
        @for (at, point) in chart.points.iter().enumerate().step_by(step) {
            text class=(if crowded && !(at / step).is_multiple_of(2) { "c-xlab c-odd" } else { "c-xlab" })
                x=(pct(at, count)) y=(HEIGHT - 4) text-anchor=(anchor(at, count)) { (isolated(&point.label)) }
        }
    }
}

// A drawing runs from left to right in every language; its labels run as they are written. A date may begin with a
// number, which has no direction of its own.
fn isolated(label: &str) -> String {
    let start = if lang::current().dir() == lang::Dir::Rtl { '\u{2067}' } else { '\u{2066}' };
    format!("{start}{label}\u{2069}")
}

fn anchor(at: usize, count: usize) -> &'static str {
    match at {
        _ if count == 1 => "middle",
        0 => "start",
        _ if at + 1 == count => "end",
        _ => "middle",
    }
}

fn points(chart: &Chart, scale: &Scale) -> Markup {
    let count = chart.points.len();
    html! {
        @for (at, point) in chart.points.iter().enumerate() {
            @let x = pct(at, count);
            @let change = point.previous.and_then(|previous| change(point.value, previous));
            g.c-pt data-date=(point.date) data-value=(point.text) data-prev=[&point.previous_text]
                data-prev-date=[&point.previous_date] data-delta=[&change] {
                title { (point.date) ": " (point.text) }
                line.c-cross x1=(x) x2=(x) y1=(TOP) y2=(TOP + PLOT) {}
                @if let (Some(previous), true) = (point.previous, chart.legend_previous.is_some()) {
                    circle.c-dot-prev cx=(x) cy=(tenths(TOP * 10 + scale.px10(previous, PLOT))) r="3.5" {}
                }
                circle.c-dot cx=(x) cy=(tenths(TOP * 10 + scale.px10(point.value, PLOT))) r="4.5" {}
            }
        }
    }
}

// A promotion is a shaded band as wide as it lasted.
fn bands(chart: &Chart) -> Markup {
    let count = chart.points.len();
    html! {
        @for mark in &chart.marks {
            @if let Some(until) = mark.until {
                @let width = until.saturating_sub(mark.at).max(1);
                rect.c-band x=(pct(mark.at, count)) y=(TOP) width=(pct(width, count)) height=(PLOT) {}
            }
        }
    }
}

// A nested SVG holds each triangle in place: percentages cannot stand in a path.
fn triangles(chart: &Chart) -> Markup {
    let count = chart.points.len();
    html! {
        @for mark in chart.marks.iter().filter(|mark| mark.at < count) {
            svg x=(pct(mark.at, count)) y=(TOP + PLOT) overflow="visible" width="1" height="1" {
                path.c-mark d="M0 -7L5 1H-5Z" { title { (mark.label) } }
            }
        }
    }
}

fn happened(chart: &Chart) -> Markup {
    html! {
        @if !chart.marks.is_empty() {
            ul.c-marks aria-label=(t!("What happened meanwhile")) {
                @for mark in &chart.marks {
                    @if let Some(point) = chart.points.get(mark.at) {
                        li {
                            svg aria-hidden="true" viewBox="-6 -8 12 10" { path.c-mark d="M0 -7L5 1H-5Z" {} }
                            (point.label) " "
                            @match &mark.href {
                                Some(href) => a href=(href) { bdi { (mark.label) } },
                                None => bdi { (mark.label) },
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Signed change in percent, to a tenth; none when there is nothing to divide by.
pub fn change(now: i64, before: i64) -> Option<String> {
    if before == 0 {
        return None;
    }
    let thousandths = (i128::from(now) - i128::from(before)) * 1000 / i128::from(before).abs();
    let sign = match thousandths {
        0 => "",
        1.. => "+",
        _ => "\u{2212}",
    };
    let bps = i64::try_from(thousandths.unsigned_abs().saturating_mul(10)).unwrap_or(i64::MAX);
    Some(format!("{sign}{}", number::percent(bps)))
}

fn axis(unit: Unit, value: i64) -> String {
    match unit {
        Unit::Money { exponent } => money::compact(value, exponent),
        Unit::Count => money::compact(value, 0),
        Unit::BasisPoints => number::percent(value),
    }
}

fn as_table(chart: &Chart) -> Markup {
    let compared = chart.legend_previous.as_ref();
    html! {
        details.as-table {
            summary { (t!("View as table")) (Icon::Down) }
            div.table-wrap tabindex="0" role="region" aria-label=(t!("{name} as a table", name = chart.name)) {
                table.table {
                    thead { tr {
                        th scope="col" { (t!("Date")) }
                        th.end scope="col" { (chart.name) }
                        @if let Some(legend) = compared { th.end scope="col" { (legend) } }
                    } }
                    tbody {
                        @for point in &chart.points {
                            tr {
                                td { (point.date) }
                                td.end { (point.text) }
                                @if compared.is_some() { td.end { (point.previous_text.as_deref().unwrap_or("–")) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A trend without axes, 72 by 28 px. Fewer than two values draw nothing.
pub fn spark(values: &[i64]) -> Markup {
    if values.len() < 2 {
        return html! {};
    }
    let calm = calmed(values);
    let scale = Scale::tight(&calm);
    let ys: Vec<i64> = calm.iter().map(|value| scale.px10(*value, 26) + 10).collect();
    let line = cubic(&ys, 0, ys.len() - 1);
    html! {
        svg.spark viewBox="0 0 10000 280" preserveAspectRatio="none" aria-hidden="true" {
            path.c-spark-fill d={ (line) "L10000 280L0 280Z" } {}
            path.c-spark d=(line) {}
        }
    }
}

// At 72 px more points than this are noise, not trend: neighbours are averaged.
fn calmed(values: &[i64]) -> Vec<i64> {
    let size = values.len().div_ceil(SPARK_POINTS_MAX);
    let mean = |chunk: &[i64]| {
        let sum: i128 = chunk.iter().map(|value| i128::from(*value)).sum();
        let count = i128::try_from(chunk.len()).unwrap_or(1);
        i64::try_from(sum / count.max(1)).unwrap_or(0)
    };
    values.chunks(size.max(1)).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_is_rounded_towards_zero_and_signed() {
        assert_eq!(change(112, 100).as_deref(), Some("+12 %"));
        assert_eq!(change(50, 100).as_deref(), Some("\u{2212}50 %"));
        assert_eq!(change(100, 100).as_deref(), Some("0 %"));
        assert_eq!(change(5, 0), None);
        assert_eq!(change(i64::MIN, -1).is_some(), change(i64::MAX, 1).is_some());
    }

    #[test]
    fn a_chart_without_values_says_so() {
        let none = Chart {
            id: "c".into(),
            name: "Revenue".into(),
            summary: "No revenue yet".into(),
            unit: Unit::Money { exponent: 2 },
            points: Vec::new(),
            partial_last: false,
            legend: "Last 28 days".into(),
            legend_previous: None,
            marks: Vec::new(),
        };
        assert!(chart(&none).into_string().contains("Nothing in this period yet"));
    }
}
