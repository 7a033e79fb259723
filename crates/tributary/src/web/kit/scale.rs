//! Chart geometry in whole numbers: no floats reach a page, and equal input draws equal pixels everywhere.

use std::fmt::Write as _;

/// Grid lines aimed at; the round step may give one more.
const TICKS: i64 = 4;

/// Maps values to pixels counted from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Value at the bottom.
    pub low: i64,
    /// Value at the top.
    pub high: i64,
    /// Grid lines, ascending.
    pub ticks: Vec<i64>,
}

impl Scale {
    /// A scale with round grid lines that holds all `values` and zero. No step is finer than `floor`.
    pub fn over(values: impl Iterator<Item = i64>, floor: i64) -> Self {
        let (min, max) = values.fold((0, 0), |(min, max), value| (value.min(min), value.max(max)));
        let step = nice_step(min, max, floor.max(1));
        let low = min.div_euclid(step).saturating_mul(step);
        let high = ceil_to(max, step).max(low.saturating_add(step));
        let mut ticks = Vec::new();
        let mut tick = low;
        while tick <= high && ticks.len() < 12 {
            ticks.push(tick);
            tick = tick.saturating_add(step);
        }
        Self { low, high, ticks }
    }

    /// From the smallest to the largest value, for trends without axes.
    pub fn tight(values: &[i64]) -> Self {
        let low = values.iter().copied().min().unwrap_or(0);
        let high = values.iter().copied().max().unwrap_or(0);
        // A flat trend lies at the bottom rather than dividing by zero.
        Self { low, high: high.max(low.saturating_add(1)), ticks: Vec::new() }
    }

    /// Pixels from the top for `value` on a plot of `height` px.
    pub fn px(&self, value: i64, height: i64) -> i64 {
        self.px10(value, height) / 10
    }

    /// The same in tenths of a pixel.
    pub fn px10(&self, value: i64, height: i64) -> i64 {
        let span = i128::from(self.high) - i128::from(self.low);
        let down = i128::from(self.high) - i128::from(value);
        i64::try_from(down * i128::from(height) * 10 / span.max(1)).unwrap_or(0)
    }
}

// The smallest of 1, 2, 5 times a power of ten that covers the span in about TICKS steps.
fn nice_step(min: i64, max: i64, floor: i64) -> i64 {
    let span = i128::from(max) - i128::from(min);
    let want = (span / i128::from(TICKS)).max(i128::from(floor));
    let mut power: i128 = 1;
    loop {
        for factor in [1, 2, 5] {
            if power * factor >= want {
                return i64::try_from(power * factor).unwrap_or(i64::MAX);
            }
        }
        power *= 10;
    }
}

fn ceil_to(value: i64, step: i64) -> i64 {
    let floored = value.div_euclid(step).saturating_mul(step);
    if floored == value { value } else { floored.saturating_add(step) }
}

/// Position of bucket `at` of `count` as a percentage of the width, such as `33.333%`.
pub fn pct(at: usize, count: usize) -> String {
    if count < 2 {
        return "50%".into();
    }
    let thousandths = at * 100_000 / (count - 1);
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

/// Tenths of a pixel as a decimal: 125 is `12.5`.
pub fn tenths(value: i64) -> String {
    format!("{}.{}", value / 10, (value % 10).abs())
}

/// A smooth path through `ys[from..=to]` over a width of 10000, which never swings past a value: monotone cubic
/// segments (Fritsch and Carlson), so a quiet day between two busy ones is not drawn as negative.
pub fn cubic(ys: &[i64], from: usize, to: usize) -> String {
    let count = i64::try_from(ys.len()).unwrap_or(0);
    let (Some(start), true) = (ys.get(from), count > 1) else { return String::new() };
    let x = |at: usize| i64::try_from(at).unwrap_or(0) * 10_000 / (count - 1);
    let third = 10_000 / (count - 1) / 3;
    let mut path = format!("M{} {start}", x(from));
    for (offset, pair) in ys.windows(2).enumerate().skip(from).take(to - from) {
        let (y1, y2) = (pair[0], pair[1]);
        let (c1, c2) = (y1 + slope(ys, offset) / 3, y2 - slope(ys, offset + 1) / 3);
        let (x1, x2) = (x(offset), x(offset + 1));
        // Writing to a String cannot fail.
        let _ = write!(path, "C{} {c1} {} {c2} {x2} {y2}", x1 + third, x2 - third);
    }
    path
}

// Harmonic mean of the neighbouring rises; zero at a peak, a valley or an end.
fn slope(ys: &[i64], at: usize) -> i64 {
    let (Some(before), Some(here), Some(after)) =
        (at.checked_sub(1).and_then(|i| ys.get(i)), ys.get(at), ys.get(at + 1))
    else {
        return 0;
    };
    let (rise1, rise2) = (here - before, after - here);
    if rise1.signum() * rise2.signum() <= 0 { 0 } else { 2 * rise1 * rise2 / (rise1 + rise2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grid_lines_are_round_and_hold_every_value() {
        let scale = Scale::over([5_000, 731_200].into_iter(), 100);
        assert_eq!(scale.ticks, [0, 200_000, 400_000, 600_000, 800_000]);
        assert_eq!(scale.px(800_000, 200), 0);
        assert_eq!(scale.px(0, 200), 200);
    }

    #[test]
    fn refunds_can_push_the_scale_below_zero() {
        let scale = Scale::over([-30, 100].into_iter(), 1);
        assert_eq!((scale.low, scale.high), (-50, 100));
    }

    #[test]
    fn extreme_values_do_not_overflow() {
        let scale = Scale::over([i64::MIN, i64::MAX].into_iter(), 1);
        assert!(scale.ticks.len() <= 12);
        assert!(scale.px10(i64::MAX, 200) >= 0);
        assert_eq!(Scale::over(std::iter::empty(), 1).ticks, [0, 1]);
    }

    #[test]
    fn a_curve_never_leaves_the_values_it_joins() {
        assert_eq!(cubic(&[0, 0, 100], 0, 2), "M0 0C1666 0 3334 0 5000 0C6666 0 8334 100 10000 100");
        assert_eq!(cubic(&[5], 0, 0), "");
    }
}
