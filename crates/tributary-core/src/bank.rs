//! Accounts at banks as people type them: IBAN and BIC, checked as far as they say themselves.

use std::fmt;
use thiserror::Error;

const IBAN_CHARS: std::ops::RangeInclusive<usize> = 15..=34; // Norway's to the longest that the standard allows
const SHOWN_CHARS: usize = 4; // at either end of a masked number

/// An account's number that holds in many countries, without spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Iban(Box<str>);

/// A bank's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bic(Box<str>);

/// A text that is no such number or code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadAccountNumber {
    /// Not an IBAN: the shape or the two check digits are wrong.
    #[error("not an IBAN, for example SE45 5000 0000 0583 9825 7466")]
    Iban,
    /// Not a BIC.
    #[error("not a BIC, for example ESSESESS")]
    Bic,
}

impl Iban {
    /// Reads a number, spaces or not, in either case.
    ///
    /// # Errors
    /// [`BadAccountNumber::Iban`] for another shape, or where the check digits say that a digit is wrong.
    pub fn parse(text: &str) -> Result<Self, BadAccountNumber> {
        let number = tight(text);
        let shaped = IBAN_CHARS.contains(&number.len())
            && number.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
            && number.bytes().skip(2).take(2).all(|byte| byte.is_ascii_digit())
            && number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if shaped && remainder(&number) == 1 { Ok(Self(number.into())) } else { Err(BadAccountNumber::Iban) }
    }

    /// Without spaces, as files have it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough for its owner to know it: `SE45…7466`.
    #[must_use]
    pub fn hint(&self) -> String {
        let (start, end) = (self.0.get(..SHOWN_CHARS), self.0.len().saturating_sub(SHOWN_CHARS));
        format!("{}…{}", start.unwrap_or_default(), self.0.get(end..).unwrap_or_default())
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Bic {
    /// Reads a code of 8 or 11 characters, in either case.
    ///
    /// # Errors
    /// [`BadAccountNumber::Bic`] for another shape.
    pub fn parse(text: &str) -> Result<Self, BadAccountNumber> {
        let code = tight(text);
        let letters = code.bytes().take(6).all(|byte| byte.is_ascii_uppercase());
        let rest = code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let shaped = [8, 11].contains(&code.len()) && letters && rest;
        if shaped { Ok(Self(code.into())) } else { Err(BadAccountNumber::Bic) }
    }

    /// As files have it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Without what people put in to read it more easily.
fn tight(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace() && *char != '-').collect::<String>().to_ascii_uppercase()
}

/// What the number leaves when it is divided by 97, its head moved to the end and letters read as 10 to 35 (ISO 7064).
fn remainder(number: &str) -> u32 {
    let (head, body) = number.split_at_checked(4).unwrap_or((number, ""));
    body.chars().chain(head.chars()).fold(0_u32, |rest, char| {
        let value = char.to_digit(36).unwrap_or(0);
        let shifted = rest.saturating_mul(if value > 9 { 100 } else { 10 });
        shifted.saturating_add(value).checked_rem(97).unwrap_or(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_is_read_however_it_is_spaced_and_a_wrong_digit_is_seen() {
        for good in [
            "SE45 5000 0000 0583 9825 7466",
            "de89370400440532013000",
            "GB29-NWBK-6016-1331-9268-19",
            "NO93 8601 1117 947",
            "MT84MALT011000012345MTLCAST001S",
        ] {
            assert!(Iban::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "SE45 5000 0000 0583 9825 7467",
            "SE54 5000 0000 0583 9825 7466",
            "SE45",
            "4500 5000 0000 0583 9825",
            "SE45 5000 0000 0583 9825 746é",
            "SE45500000000583982574661111111111111111111",
        ] {
            assert_eq!(Iban::parse(bad), Err(BadAccountNumber::Iban), "{bad}");
        }
        let known = Iban::parse("se45 5000 0000 0583 9825 7466").unwrap();
        assert_eq!((known.as_str(), &*known.hint()), ("SE4550000000058398257466", "SE45…7466"));
    }

    #[test]
    fn a_bic_has_eight_or_eleven_characters() {
        for good in ["ESSESESS", "deutdeff500", " NWBK GB 2L "] {
            assert!(Bic::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "ESSE", "ESSESESSXX", "1SSESESS", "ESSESESSXXXX", "ESSESE=S"] {
            assert_eq!(Bic::parse(bad), Err(BadAccountNumber::Bic), "{bad}");
        }
    }
}
