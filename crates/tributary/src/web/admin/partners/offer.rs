//! What a coupon gives, as forms ask for it and as people read it.

use crate::lang::number;
use crate::t;
use crate::web::admin::desk::amount;
use crate::web::admin::fields::Fields;
use tributary_core::Currency;
use tributary_core::money::Money;
use tributary_engine::Error;
use tributary_engine::code::{Discount, Offer};

const BPS_PER_PERCENT: i64 = 100;

/// Reads `discount`, `discount_kind`, `limit` and `until`.
pub(in crate::web::admin) fn of_form(fields: &Fields, currency: Currency) -> Result<Offer, Error> {
    let bad = || Error::field("/discount", "format", "Give a number such as 10 or 12.5.");
    let text = fields.get("discount").trim_end_matches('%').trim().replace(',', ".");
    let discount = if fields.get("discount_kind") == "fixed" {
        Discount::Fixed(Money::parse_decimal(&text, currency).map_err(|_| bad())?.minor)
    } else {
        Discount::Percent(basis_points(&text).ok_or_else(bad)?)
    };
    let limit = match fields.some("limit") {
        None => None,
        Some(limit) => Some(limit.parse().map_err(|_| {
            Error::field("/limit", "range", "Give a whole number above 0, or leave it empty.")
        })?),
    };
    Ok(Offer { discount: Some(discount), usage_limit: limit, valid_until: None })
}

/// `12.5` as 1250.
fn basis_points(percent: &str) -> Option<i64> {
    let (whole, fraction) = percent.split_once('.').unwrap_or((percent, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let hundredths: String = fraction.chars().chain("00".chars()).take(2).collect();
    whole.parse::<i64>().ok()?.checked_mul(BPS_PER_PERCENT)?.checked_add(hundredths.parse().ok()?)
}

/// `10% off`, `5.00 USD off`; nothing while nobody knows.
pub(in crate::web::admin) fn words(discount: Option<Discount>, currency: Currency) -> Option<String> {
    Some(match discount? {
        Discount::Percent(bps) => t!("{amount} off", amount = number::percent(bps)),
        Discount::Fixed(minor) => t!("{amount} off", amount = amount(minor, currency).text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str) -> Option<Discount> {
        of_form(&Fields::read(form.as_bytes()), Currency::parse("USD").unwrap()).ok()?.discount
    }

    #[test]
    fn a_discount_is_read_as_people_write_it() {
        assert_eq!(read("discount=10&discount_kind=percent"), Some(Discount::Percent(1_000)));
        assert_eq!(read("discount=12,5%25"), Some(Discount::Percent(1_250)));
        assert_eq!(read("discount=5&discount_kind=fixed"), Some(Discount::Fixed(500)));
        for wrong in ["", "x", "-5", "1.234", "."] {
            assert_eq!(read(&format!("discount={wrong}")), None, "{wrong}");
        }
    }

    #[test]
    fn a_discount_is_told_without_idle_zeros() {
        let usd = Currency::parse("USD").unwrap();
        assert_eq!(words(Some(Discount::Percent(1_000)), usd).as_deref(), Some("10 % off"));
        assert_eq!(words(Some(Discount::Percent(1_250)), usd).as_deref(), Some("12.5 % off"));
        assert_eq!(words(Some(Discount::Fixed(500)), usd).as_deref(), Some("5.00 USD off"));
        assert_eq!(words(None, usd), None);
    }
}
