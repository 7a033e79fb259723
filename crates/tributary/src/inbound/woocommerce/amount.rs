//! Decimal texts become minor units; what had to be rounded is remembered with its own text.

use super::Invalid;
use super::payload::Scalar;
use tributary_core::money::{Currency, Money};

/// Reads the amounts of one resource in one currency.
#[derive(Debug)]
pub(super) struct Amounts {
    currency: Currency,
    /// (field, text as sent) of every amount that lost a digit.
    pub(super) rounded: Vec<(String, String)>,
}

impl Amounts {
    /// Nothing read yet.
    pub(super) const fn new(currency: Currency) -> Self {
        Self { currency, rounded: Vec::new() }
    }

    /// An amount that must be there.
    ///
    /// # Errors
    /// When it is missing or no decimal.
    pub(super) fn required(&mut self, field: String, amount: &Scalar) -> Result<i64, Invalid> {
        match amount.text() {
            Some(text) => self.minor(field, text),
            None => Err(Invalid::new(field, "no amount; send a decimal text such as \"12.50\"")),
        }
    }

    /// An amount that is nothing when it is left out; WooCommerce writes `""` for some of them.
    ///
    /// # Errors
    /// When it is no decimal.
    pub(super) fn optional(&mut self, field: String, amount: &Scalar) -> Result<i64, Invalid> {
        match amount {
            Scalar::Compound => Err(Invalid::new(field, "no amount; send a decimal text such as \"12.50\"")),
            _ => amount.text().map_or(Ok(0), |text| self.minor(field, text)),
        }
    }

    fn minor(&mut self, field: String, text: &str) -> Result<i64, Invalid> {
        let money = Money::parse_decimal(text, self.currency)
            .map_err(|bad| Invalid::new(&field, format!("{text:?} is {bad}")))?;
        if loses_digits(text, self.currency.exponent()) {
            self.rounded.push((field, text.to_owned()));
        }
        Ok(money.minor)
    }
}

/// Whether a digit other than 0 stands past the currency's decimals.
///
/// Decimals are the shop's setting, not the currency's: yen came as `1360.94`, and as `3675.00`,
/// which loses nothing (both measured on WooCommerce 10.0.2).
fn loses_digits(text: &str, exponent: u8) -> bool {
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    fraction.bytes().skip(usize::from(exponent)).any(|digit| digit != b'0')
}

/// A quantity in whole pieces, and whether that cost a digit; shops that sell by weight write `1.5`.
///
/// # Errors
/// When it is no decimal.
pub(super) fn pieces(field: &str, quantity: &Scalar) -> Result<(i64, Option<String>), Invalid> {
    let Some(text) = quantity.text() else { return Ok((0, None)) };
    // Yen have no decimals, so an amount of them counts pieces and rounds like any amount.
    let yen = Currency::parse("JPY").map_err(|bad| Invalid::new(field, bad.to_string()))?;
    let whole = Money::parse_decimal(text, yen)
        .map_err(|_| Invalid::new(field, format!("{text:?} is not a quantity, for example 2")))?;
    Ok((whole.minor, loses_digits(text, 0).then(|| text.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(code: &str) -> Amounts {
        Amounts::new(Currency::parse(code).unwrap())
    }

    #[test]
    fn a_lost_digit_is_remembered_and_a_lost_zero_is_not() {
        let mut yen = amounts("JPY");
        assert_eq!(yen.required("/total".into(), &Scalar::Text("1360.94".into())), Ok(1361));
        assert_eq!(yen.required("/total_tax".into(), &Scalar::Text("3675.00".into())), Ok(3675));
        assert_eq!(yen.rounded, [("/total".to_owned(), "1360.94".to_owned())]);
    }

    #[test]
    fn an_amount_left_out_is_nothing_only_where_that_is_said() {
        let mut usd = amounts("USD");
        assert_eq!(usd.optional("/t".into(), &Scalar::Text(String::new())), Ok(0));
        assert_eq!(usd.optional("/t".into(), &Scalar::Absent), Ok(0));
        assert!(usd.optional("/t".into(), &Scalar::Compound).is_err());
        assert!(usd.required("/t".into(), &Scalar::Absent).is_err());
        let wrong = usd.required("/total".into(), &Scalar::Text("1e3".into())).unwrap_err();
        assert_eq!(wrong.to_string(), "/total: \"1e3\" is not a decimal amount, for example 12.50");
    }

    #[test]
    fn a_quantity_is_rounded_to_pieces() {
        assert_eq!(pieces("/q", &Scalar::Text("3".into())), Ok((3, None)));
        assert_eq!(pieces("/q", &Scalar::Text("1.5".into())), Ok((2, Some("1.5".to_owned()))));
        assert_eq!(pieces("/q", &Scalar::Absent), Ok((0, None)));
    }
}
