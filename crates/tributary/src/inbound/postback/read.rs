//! Reads what a postback says: its pairs by the names of its dialect, and by those that its source maps.

use super::Refusal;
use super::dialect::{Dialect, Meaning, Value};
use crate::inbound::amount::Unit;
use serde_json::Value as Json;
use tributary_core::money::Currency;
use tributary_engine::postback::Source;
use url::form_urlencoded;

const VALUE_CHARS_MAX: usize = 200;
/// As large as an amount of the API may be.
const AMOUNT_MAX: i64 = 1_000_000_000_000_000;

/// The pairs of a postback: of its address, and of its body where it has one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Reads an address's query and a body, a form or a flat JSON object; the address counts first.
    pub(super) fn read(query: &str, body: &[u8]) -> Self {
        let form = |text: &[u8]| form_urlencoded::parse(text).into_owned().collect::<Vec<_>>();
        let mut pairs = form(query.as_bytes());
        if let Ok(Json::Object(fields)) = serde_json::from_slice::<Json>(body) {
            pairs.extend(fields.into_iter().filter_map(|(name, value)| match value {
                Json::String(text) => Some((name, text)),
                Json::Number(number) => Some((name, number.to_string())),
                _ => None,
            }));
        } else {
            pairs.extend(form(body));
        }
        Self(pairs)
    }

    /// The first value of a name that says something. A macro that its sender left unfilled says nothing.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        let is_macro = |value: &str| value.starts_with('{') && value.ends_with('}');
        found.filter(|value| !value.is_empty() && !is_macro(value))
    }
}

/// A postback in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) click: Option<String>,
    pub(super) order: Option<String>,
    /// Minor units.
    pub(super) amount: Option<i64>,
    pub(super) currency: Currency,
    pub(super) meaning: Option<Meaning>,
    /// As the sender names it.
    pub(super) event: Option<String>,
    pub(super) coupon: Option<String>,
    pub(super) customer: Option<String>,
}

/// One value, by whichever name it has.
pub(super) fn value<'a>(
    pairs: &'a Pairs,
    dialect: &Dialect,
    source: &Source,
    value: Value,
) -> Option<&'a str> {
    let mapped = source.mapping.get(value.as_str());
    match mapped {
        Some(name) => pairs.get(name),
        None => dialect.names(value).iter().find_map(|name| pairs.get(name)),
    }
}

/// What the pairs say.
///
/// # Errors
/// Which of them cannot be used.
pub(super) fn told(pairs: &Pairs, dialect: &Dialect, source: &Source) -> Result<Told, Refusal> {
    let text = |wanted: Value| -> Result<Option<String>, Refusal> {
        match value(pairs, dialect, source, wanted) {
            Some(text) if text.chars().count() > VALUE_CHARS_MAX => {
                let name = wanted.as_str();
                Err(Refusal::Invalid(format!("Use at most {VALUE_CHARS_MAX} characters for the {name}.")))
            }
            found => Ok(found.map(str::to_owned)),
        }
    };
    let currency = match text(Value::Currency)? {
        Some(code) => Currency::parse(&code).map_err(|_| Refusal::BadCurrency)?,
        None => source.currency,
    };
    let unit = Unit::parse(&source.unit).unwrap_or(Unit::Major);
    let amount = match text(Value::Amount)? {
        Some(amount) => Some(minor(&amount, unit, currency)?),
        None => None,
    };
    let meaning = match text(Value::Status)? {
        Some(status) => {
            let find = |name: &str| pairs.get(name).map(str::to_owned);
            Some(dialect.meaning(&status, find).ok_or(Refusal::UnknownStatus)?)
        }
        None => None,
    };
    Ok(Told {
        click: text(Value::Click)?,
        order: text(Value::Order)?,
        amount,
        currency,
        meaning,
        event: text(Value::Event)?,
        coupon: text(Value::Coupon)?,
        customer: text(Value::Customer)?,
    })
}

fn minor(amount: &str, unit: Unit, currency: Currency) -> Result<i64, Refusal> {
    let why = |why: String| Refusal::BadAmount(format!("{amount:?} is {why}."));
    let (minor, _) = unit.minor(amount, currency).map_err(why)?;
    if (0..=AMOUNT_MAX).contains(&minor) { Ok(minor) } else { Err(why("out of range".to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_come_from_the_address_a_form_or_a_flat_object_and_macros_that_were_not_filled_say_nothing() {
        let pairs = Pairs::read("a=1&b=&c={txid}", b"a=2&d=%20x%20");
        assert_eq!(
            ["a", "b", "c", "d", "e"].map(|name| pairs.get(name)),
            [Some("1"), None, None, Some("x"), None]
        );
        let pairs = Pairs::read("", br#"{"a":1.50,"b":"two","c":null,"d":[1]}"#);
        assert_eq!(["a", "b", "c", "d"].map(|name| pairs.get(name)), [Some("1.5"), Some("two"), None, None]);
    }
}
