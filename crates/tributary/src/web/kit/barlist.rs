//! Bar lists: ranked rows whose background is the bar. The bar is an SVG rectangle because the content security
//! policy forbids inline styles.

use super::{avatar, icon::Icon};
use maud::{Markup, html};

/// One ranked row.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// Name of the row.
    pub label: String,
    /// Where a click leads: usually the same page, filtered.
    pub href: Option<String>,
    /// Draws the name's initials before it.
    pub avatar: bool,
    /// An icon before the name.
    pub icon: Option<Icon>,
    /// A second figure: `38 orders`.
    pub meta: Option<String>,
    /// The figure, formatted.
    pub value: String,
    /// The figure that decides the bar's length, in any unit that all rows share.
    pub size: i64,
}

/// Rows in the given order; the longest bar fills the width.
pub fn bar_list(bars: &[Bar]) -> Markup {
    let largest = bars.iter().map(|bar| bar.size).max().unwrap_or(0).max(1);
    html! {
        ul.bars {
            @for bar in bars {
                li {
                    svg.bar aria-hidden="true" { rect width={ (percent(bar.size, largest)) "%" } height="100%" rx="6" {} }
                    span.bar-label {
                        @if bar.avatar { (avatar::small(&bar.label)) }
                        @if let Some(icon) = bar.icon { (icon) }
                        @if let Some(href) = &bar.href { a href=(href) { bdi { (bar.label) } } } @else { bdi { (bar.label) } }
                    }
                    @if let Some(meta) = &bar.meta { span.bar-meta { (meta) } }
                    span.bar-value { (bar.value) }
                }
            }
        }
    }
}

// A row that exists shows at least a sliver.
fn percent(size: i64, largest: i64) -> i128 {
    let share = i128::from(size.max(0)) * 100 / i128::from(largest);
    if size > 0 { share.max(1) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_shares_of_the_largest() {
        assert_eq!(percent(50, 200), 25);
        assert_eq!(percent(1, 10_000), 1);
        assert_eq!(percent(-5, 10), 0);
        assert_eq!(percent(i64::MAX, i64::MAX), 100);
    }
}
