//! Money is an integer of minor units with its currency; rates are parts per million.
//!
//! There is one rounding place: [`share_down`] (commissions), [`share_half_away`] (amounts with too
//! many decimals, proportional refunds) and [`split`] (parts that add up to the whole).

use std::fmt;
use thiserror::Error;

/// A currency of ISO 4217 with its number of decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Currency {
    code: [u8; 3],
    exponent: u8,
}

/// Why an amount or currency could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadMoney {
    /// Not a code of ISO 4217, or one without minor units.
    #[error("not an ISO 4217 currency code, for example SEK")]
    Currency,
    /// Not a plain decimal number.
    #[error("not a decimal amount, for example 12.50")]
    Amount,
    /// Outside what 64 bits of minor units hold.
    #[error("the amount is too large")]
    Overflow,
    /// Two currencies met in one sum.
    #[error("amounts of two currencies cannot be added")]
    Mixed,
    /// Not a percentage between 0 and 100 with at most four decimals.
    #[error("not a percentage between 0 and 100, for example 12.5")]
    Rate,
}

impl Currency {
    /// Reads a code such as `SEK`; letters may be lower-case.
    ///
    /// # Errors
    /// [`BadMoney::Currency`] when ISO 4217 does not know it or gives it no minor unit.
    pub fn parse(code: &str) -> Result<Self, BadMoney> {
        let upper = code.trim().to_ascii_uppercase();
        let known = iso_currency::Currency::from_code(&upper).ok_or(BadMoney::Currency)?;
        let exponent = known.exponent().and_then(|e| u8::try_from(e).ok()).ok_or(BadMoney::Currency)?;
        let code = <[u8; 3]>::try_from(upper.as_bytes()).map_err(|_| BadMoney::Currency)?;
        Ok(Self { code, exponent })
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or("XXX")
    }

    /// How many decimals the currency has: JPY 0, USD 2, KWD 3.
    #[must_use]
    pub const fn exponent(&self) -> u8 {
        self.exponent
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = BadMoney;
    fn try_from(code: String) -> Result<Self, BadMoney> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

/// An amount of one currency. It has no `Add`: sums are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Money {
    /// Minor units: cents, öre, yen, fils.
    #[cfg_attr(feature = "serde", serde(rename = "amount"))]
    pub minor: i64,
    /// What the minor units are of.
    pub currency: Currency,
}

impl Money {
    /// So many minor units.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in this currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Both together.
    ///
    /// # Errors
    /// [`BadMoney::Mixed`] for two currencies, [`BadMoney::Overflow`] past 64 bits.
    pub fn checked_add(self, other: Self) -> Result<Self, BadMoney> {
        if self.currency != other.currency {
            return Err(BadMoney::Mixed);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(BadMoney::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// Reads a decimal text as shops write it (`"91.17"`, `"-7.5"`, `"3675"`).
    ///
    /// More decimals than the currency has are rounded half away from zero: a shop set to two
    /// decimals writes yen as `"1360.94"`.
    ///
    /// # Errors
    /// [`BadMoney::Amount`] when it is no plain decimal, [`BadMoney::Overflow`] when it does not fit.
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Self, BadMoney> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !plain(whole) || !plain(fraction) {
            return Err(BadMoney::Amount);
        }
        let minor = minor_units(whole, fraction, currency.exponent)?;
        let minor = if negative { minor.checked_neg().ok_or(BadMoney::Overflow)? } else { minor };
        Ok(Self { minor, currency })
    }

    /// As a decimal text with all of the currency's decimals: `91.17`.
    #[must_use]
    pub fn decimal(self) -> String {
        let places = usize::from(self.currency.exponent());
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = places.saturating_add(1));
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(places));
        let sign = if self.minor < 0 { "-" } else { "" };
        let point = if places == 0 { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }
}

/// Digits before and after the point, as minor units, the rest rounded half away from zero.
fn minor_units(whole: &str, fraction: &str, exponent: u8) -> Result<i64, BadMoney> {
    let kept = usize::from(exponent);
    let padding = kept.saturating_sub(fraction.len());
    let taken = fraction.bytes().take(kept).chain(std::iter::repeat_n(b'0', padding));
    let mut minor: i64 = 0;
    for digit in whole.bytes().chain(taken) {
        let digit = i64::from(digit.saturating_sub(b'0'));
        minor = minor.checked_mul(10).and_then(|m| m.checked_add(digit)).ok_or(BadMoney::Overflow)?;
    }
    match fraction.as_bytes().get(kept) {
        Some(next) if *next >= b'5' => minor.checked_add(1).ok_or(BadMoney::Overflow),
        _ => Ok(minor),
    }
}

/// A percentage, held as parts per million: `12.5` is 125 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Rate {
    ppm: i64,
}

const PPM: i64 = 1_000_000;
const PPM_PER_PERCENT: i64 = 10_000;

impl Rate {
    /// Reads a percentage such as `10` or `12.5`.
    ///
    /// # Errors
    /// [`BadMoney::Rate`] outside 0 to 100 or with more than four decimals.
    pub fn parse_percent(text: &str) -> Result<Self, BadMoney> {
        let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) || fraction.len() > 4 {
            return Err(BadMoney::Rate);
        }
        let ppm = minor_units(whole, fraction, 4).map_err(|_| BadMoney::Rate)?;
        if ppm > PPM { Err(BadMoney::Rate) } else { Ok(Self { ppm }) }
    }

    /// Whole percent, for presets and tests; more than 100 is held at 100.
    #[must_use]
    pub fn percent(whole: u8) -> Self {
        Self { ppm: i64::from(whole).saturating_mul(PPM_PER_PERCENT).min(PPM) }
    }

    /// Parts per million.
    #[must_use]
    pub const fn ppm(self) -> i64 {
        self.ppm
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.ppm.div_euclid(PPM_PER_PERCENT);
        let rest = self.ppm.rem_euclid(PPM_PER_PERCENT);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{}", format!("{rest:04}").trim_end_matches('0'))
    }
}

impl TryFrom<String> for Rate {
    type Error = BadMoney;
    fn try_from(text: String) -> Result<Self, BadMoney> {
        Self::parse_percent(&text)
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> String {
        rate.to_string()
    }
}

/// `Σ amount × rate`, rounded down once; amounts are not negative. A commission never rounds up.
#[must_use]
pub fn percent_down(parts: impl Iterator<Item = (i64, Rate)>) -> i64 {
    let sum = parts.fold(0_i128, |sum, (minor, rate)| {
        sum.saturating_add(i128::from(minor).saturating_mul(i128::from(rate.ppm)))
    });
    clamp(sum.div_euclid(i128::from(PPM)))
}

/// `amount × part ÷ whole`, rounded towards zero; nothing of nothing is nothing.
#[must_use]
pub fn share_down(amount: i64, part: i64, whole: i64) -> i64 {
    let product = i128::from(amount).saturating_mul(i128::from(part));
    product.checked_div(i128::from(whole)).map_or(0, clamp)
}

/// `amount × part ÷ whole`, rounded half away from zero.
#[must_use]
pub fn share_half_away(amount: i64, part: i64, whole: i64) -> i64 {
    let product = i128::from(amount).saturating_mul(i128::from(part));
    let whole = i128::from(whole);
    let Some(quotient) = product.checked_div(whole) else { return 0 };
    let rest = product.checked_rem(whole).unwrap_or(0);
    let step = if (product < 0) == (whole < 0) { 1 } else { -1 };
    let up = rest.saturating_abs().saturating_mul(2) >= whole.saturating_abs() && rest != 0;
    clamp(if up { quotient.saturating_add(step) } else { quotient })
}

/// Splits a non-negative total by weights so that the parts add up exactly.
///
/// Largest remainder; between equal remainders the earlier part gets the unit. All weights zero:
/// all parts zero.
#[must_use]
pub fn split(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|w| i128::from((*w).max(0))).sum();
    if sum == 0 || total <= 0 {
        return vec![0; weights.len()];
    }
    let exact = |w: &i64| i128::from(total).saturating_mul(i128::from((*w).max(0)));
    let mut parts: Vec<i64> = weights.iter().map(|w| clamp(exact(w).div_euclid(sum))).collect();
    let given: i64 = parts.iter().fold(0, |a, b| a.saturating_add(*b));
    let left = usize::try_from(total.saturating_sub(given)).unwrap_or(0);
    let mut by_remainder: Vec<(usize, i128)> =
        weights.iter().map(|w| exact(w).rem_euclid(sum)).enumerate().collect();
    by_remainder.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    for (index, _) in by_remainder.into_iter().take(left) {
        if let Some(part) = parts.get_mut(index) {
            *part = part.saturating_add(1);
        }
    }
    parts
}

fn clamp(wide: i128) -> i64 {
    i64::try_from(wide).unwrap_or(if wide < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
#[path = "money_tests.rs"]
mod tests;
