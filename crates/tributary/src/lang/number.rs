//! Numbers and amounts as a language writes them (CLDR's symbols; all five use Western digits).

use super::{Lang, current};

/// Digits per group.
const GROUP: usize = 3;
/// More decimals than any currency has; keeps the power of ten inside `u64`.
const EXPONENT_MAX: u32 = 8;

/// What stands between groups, and before decimals.
const fn marks(lang: Lang) -> (char, char) {
    match lang {
        Lang::English | Lang::Uyghur | Lang::Arabic | Lang::Pseudo => (',', '.'),
        Lang::Swedish => ('\u{a0}', ','),
        Lang::Turkish => ('.', ','),
    }
}

/// `1,284`.
#[must_use]
pub fn count(value: i64) -> String {
    decimal(value, 0)
}

/// `1,234.50` from 123450 and two decimals. The minus is U+2212, as wide as a digit.
#[must_use]
pub fn decimal(minor: i64, exponent: u32) -> String {
    let (group, point) = marks(current());
    let unit = 10_u64.pow(exponent.min(EXPONENT_MAX));
    let whole = grouped(minor.unsigned_abs() / unit, group);
    let sign = if minor < 0 { "\u{2212}" } else { "" };
    let width = usize::try_from(exponent.min(EXPONENT_MAX)).unwrap_or_default();
    if width == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}{point}{:0width$}", minor.unsigned_abs() % unit)
}

/// `12.5 %` from 1250 hundredths of a percent, without needless noughts. Turkish puts the sign first.
#[must_use]
pub fn percent(bps: i64) -> String {
    let digits = match bps {
        whole if whole % 100 == 0 => decimal(bps / 100, 0),
        tenths if tenths % 10 == 0 => decimal(bps / 10, 1),
        _ => decimal(bps, 2),
    };
    signed(&digits)
}

/// `12.50 %`: always two decimals, for shares that stand below each other.
#[must_use]
pub fn share(bps: i64) -> String {
    signed(&decimal(bps, 2))
}

fn signed(digits: &str) -> String {
    match current() {
        Lang::Turkish => format!("%{digits}"),
        _ => format!("{digits} %"),
    }
}

fn grouped(value: u64, mark: char) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / GROUP);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(GROUP) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}
