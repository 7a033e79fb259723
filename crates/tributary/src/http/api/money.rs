//! Money and moments as the API writes and reads them.

use super::body::Object;
use crate::http::api::shape::CurrencyCode;
use serde::{Deserialize, Deserializer, Serialize};
use tributary_core::money::Currency;
use tributary_core::{Timestamp, money};
use tributary_engine::clock::parse_rfc3339;

/// Ten trillion dollars. Nine thousand sums of this size still fit 64 bits, and every JSON reader
/// holds it exactly.
pub(super) const AMOUNT_MAX: i64 = 1_000_000_000_000_000;

/// An amount of one currency, in its minor units: cents, öre, yen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Money {
    /// Minor units: 500 is five dollars, or five hundred yen.
    #[schema(example = 500, minimum = -1_000_000_000_000_000i64, maximum = 1_000_000_000_000_000i64)]
    pub(crate) amount: i64,
    /// ISO 4217.
    #[schema(value_type = CurrencyCode, example = "USD")]
    pub(crate) currency: Currency,
}

impl Money {
    pub(super) const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// As people write it: `8.40 USD`.
    pub(super) fn written(self) -> String {
        let places = usize::from(self.currency.exponent());
        let digits = format!("{:0>width$}", self.amount.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if self.amount < 0 { "-" } else { "" };
        let point = if places == 0 { "" } else { "." };
        format!("{sign}{whole}{point}{fraction} {}", self.currency)
    }
}

impl From<money::Money> for Money {
    fn from(money: money::Money) -> Self {
        Self { amount: money.minor, currency: money.currency }
    }
}

impl From<Money> for money::Money {
    fn from(money: Money) -> Self {
        Self { minor: money.amount, currency: money.currency }
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Fields {
            amount: i64,
            currency: Currency,
        }
        let Object(Fields { amount, currency }) = Object::deserialize(deserializer)?;
        Ok(Self { amount, currency })
    }
}

/// A moment as a client writes it: RFC 3339 with a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The moment.
    pub(crate) at: Timestamp,
    /// How exact it was written, in milliseconds: 1000 for whole seconds.
    pub(crate) step_ms: i64,
}

/// Years 1970 to 2999: what is outside is a mistake, and would not survive having days added.
const YEARS: std::ops::Range<i64> = 0..32_503_680_000_000;

/// Reads a moment, also out of a query string, where an unescaped `+02:00` arrives as ` 02:00`.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let found = parse_rfc3339(text).or_else(|| parse_rfc3339(&text.replace(' ', "+")));
    found.filter(|at| YEARS.contains(&at.ms()))
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let Some(at) = moment(&text) else {
            return Err(serde::de::Error::custom(
                "not a time as in RFC 3339 with a zone, for example 2026-05-01T12:00:00Z",
            ));
        };
        let step_ms = if text.contains(['.', ',']) { 1 } else { 1000 };
        Ok(Self { at, step_ms })
    }
}

/// One amount, or a list of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Amounts(pub(crate) Vec<Money>);

impl<'de> Deserialize<'de> for Amounts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountsVisitor).map(Self)
    }
}

struct AmountsVisitor;

impl<'de> serde::de::Visitor<'de> for AmountsVisitor {
    type Value = Vec<Money>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an amount or a list of amounts")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Vec<Money>, A::Error> {
        Money::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(|money| vec![money])
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, seq: A) -> Result<Vec<Money>, A::Error> {
        Vec::deserialize(serde::de::value::SeqAccessDeserializer::new(seq))
    }
}

/// One amount, or a list of them.
#[derive(Debug, utoipa::ToSchema)]
#[schema(as = Amounts)]
#[expect(dead_code, reason = "only its shape is used")]
#[serde(untagged)]
pub(super) enum AmountsShape {
    One(Money),
    Several(Vec<Money>),
}
