//! Money on screen: amounts are formatted from integer minor units and isolated, so a minus never flips in
//! right-to-left text. Deciding amounts happens elsewhere.

use crate::lang::number;
use maud::{Markup, Render, html};

/// More decimals than any currency has; keeps the power of ten inside `u64`.
const EXPONENT_MAX: u32 = 8;

/// A formatted amount. Splice it directly: `(order.total)`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amount {
    /// Full text such as `1,234.50 USD`.
    pub text: String,
    /// Draws it in the colour of a loss.
    pub negative: bool,
}

impl Amount {
    /// `minor` units of `currency`, which has `exponent` decimals.
    pub fn new(minor: i64, exponent: u32, currency: &str) -> Self {
        Self { text: format_minor(minor, exponent, currency), negative: minor < 0 }
    }
}

impl Render for Amount {
    fn render(&self) -> Markup {
        let (number, currency) = split_currency(&self.text);
        html! {
            span.amount.neg[self.negative] {
                (number)
                @if let Some(currency) = currency { " " span.cur { (currency) } }
            }
        }
    }
}

/// Number and currency of a formatted amount, so that the currency can be drawn smaller.
pub fn split_currency(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(' ') {
        Some((number, currency)) => (number, Some(currency)),
        None => (text, None),
    }
}

/// `1,234.50 USD` from 123450 minor units and exponent 2. The minus is U+2212, as wide as a digit.
pub fn format_minor(minor: i64, exponent: u32, currency: &str) -> String {
    let number = number::decimal(minor, exponent);
    if currency.is_empty() { number } else { format!("{number} {currency}") }
}

/// `1,284` from 1284.
pub fn format_count(count: i64) -> String {
    number::count(count)
}

/// Short form for chart axes: `12k`, `1.25M`, `500`, `0.50`.
pub fn compact(minor: i64, exponent: u32) -> String {
    let unit = power(exponent);
    let whole = minor.unsigned_abs() / unit;
    let (size, suffix) = match whole {
        0..1_000 => return trim_whole(minor, exponent),
        1_000..1_000_000 => (1_000, "k"),
        1_000_000..1_000_000_000 => (1_000_000, "M"),
        _ => (1_000_000_000, "B"),
    };
    let hundredths = whole / (size / 100).max(1);
    let mut text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    while text.ends_with('0') {
        text.pop();
    }
    let number = text.trim_end_matches('.');
    format!("{}{number}{suffix}", sign(minor))
}

fn trim_whole(minor: i64, exponent: u32) -> String {
    if minor.unsigned_abs().is_multiple_of(power(exponent)) {
        format!("{}{}", sign(minor), minor.unsigned_abs() / power(exponent))
    } else {
        number::decimal(minor, exponent)
    }
}

fn power(exponent: u32) -> u64 {
    10_u64.pow(exponent.min(EXPONENT_MAX))
}

const fn sign(value: i64) -> &'static str {
    if value < 0 { "\u{2212}" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_follow_the_currency_s_decimals() {
        assert_eq!(format_minor(123_450, 2, "USD"), "1,234.50 USD");
        assert_eq!(format_minor(5, 2, "EUR"), "0.05 EUR");
        assert_eq!(format_minor(0, 2, "SEK"), "0.00 SEK");
        assert_eq!(format_minor(1_234_567, 0, "JPY"), "1,234,567 JPY");
        assert_eq!(format_minor(1_234_567, 3, "KWD"), "1,234.567 KWD");
        assert_eq!(format_minor(999, 0, "JPY"), "999 JPY");
    }

    #[test]
    fn a_negative_amount_keeps_its_minus_in_front() {
        assert_eq!(format_minor(-400, 2, "SEK"), "\u{2212}4.00 SEK");
        assert_eq!(format_minor(-5, 3, "BHD"), "\u{2212}0.005 BHD");
        assert_eq!(format_minor(i64::MIN, 2, "USD"), "\u{2212}92,233,720,368,547,758.08 USD");
        assert!(Amount::new(-1, 2, "USD").negative);
    }

    #[test]
    fn axes_use_short_numbers() {
        assert_eq!(compact(1_200_000, 2), "12k");
        assert_eq!(compact(125_000_000, 2), "1.25M");
        assert_eq!(compact(50_000, 2), "500");
        assert_eq!(compact(50, 2), "0.50");
        assert_eq!(compact(0, 2), "0");
        assert_eq!(compact(-150_000, 2), "\u{2212}1.5k");
        assert_eq!(compact(2_000, 0), "2k");
    }

    #[test]
    fn the_currency_is_drawn_apart_and_escaped() {
        let drawn = Amount { text: "12.00 <b>".into(), negative: true }.render().into_string();
        assert_eq!(drawn, r#"<span class="amount neg">12.00 <span class="cur">&lt;b&gt;</span></span>"#);
    }
}
