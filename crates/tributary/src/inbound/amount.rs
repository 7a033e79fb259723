//! Amounts whose sender says in which unit they are: minor units as whole numbers, or major ones as decimals.

use tributary_core::money::{Currency, Money};

/// The unit of an amount. Nobody guesses it: `1250` is twelve euros fifty or twelve hundred and fifty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Cents, öre, yen.
    Minor,
    /// Euros, kronor, yen.
    Major,
}

impl Unit {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Minor, Self::Major].into_iter().find(|unit| unit.as_str() == word)
    }

    /// Minor units of an amount, and whether a digit was lost on the way.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence's end.
    pub fn minor(self, text: &str, currency: Currency) -> Result<(i64, bool), String> {
        match self {
            Self::Minor => match text.parse() {
                Ok(minor) => Ok((minor, false)),
                Err(_) => Err("not a whole number of minor units, for example 1250 for 12.50".to_owned()),
            },
            Self::Major => {
                let money = Money::parse_decimal(text, currency).map_err(|bad| bad.to_string())?;
                let places = usize::from(currency.exponent());
                let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
                Ok((money.minor, fraction.bytes().skip(places).any(|digit| digit != b'0')))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_digits_are_what_their_unit_says() {
        let of = |code| Currency::parse(code).unwrap();
        assert_eq!(Unit::Minor.minor("1250", of("EUR")), Ok((1_250, false)));
        assert_eq!(Unit::Major.minor("1250", of("EUR")), Ok((125_000, false)));
        assert_eq!(Unit::Major.minor("12.5", of("EUR")), Ok((1_250, false)));
        assert_eq!(Unit::Major.minor("12.505", of("EUR")), Ok((1_251, true)));
        assert_eq!(Unit::Major.minor("1250", of("JPY")), Ok((1_250, false)));
        assert_eq!(Unit::Major.minor("1.250", of("KWD")), Ok((1_250, false)));
        assert!(Unit::Minor.minor("12.50", of("EUR")).is_err());
        assert!(Unit::Major.minor("1e3", of("EUR")).is_err());
        assert_eq!((Unit::parse("major"), Unit::parse("cents")), (Some(Unit::Major), None));
    }
}
