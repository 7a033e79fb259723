//! What a form brought: texts by name, trimmed.

use crate::lang::{self, msg};
use crate::web::kit::FieldError;
use tributary_engine::Error;

/// What a form brought.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `application/x-www-form-urlencoded`, or a query.
    pub(in crate::web) fn read(body: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(body);
        Self::of(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())))
    }

    /// Names and texts that were read already.
    pub(in crate::web) fn of(pairs: impl Iterator<Item = (String, String)>) -> Self {
        let text = |text: &str| text.trim().replace('\0', "\u{fffd}");
        Self(pairs.map(|(name, value)| (name, text(&value))).collect())
    }

    /// The text of a field, the last of several; empty when the form has none of this name.
    pub(in crate::web) fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(known, _)| known == name).map_or("", |(_, text)| text.as_str())
    }

    /// Every text of a field that may stand several times.
    pub(in crate::web) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// The same with another text in a field.
    #[must_use]
    pub(in crate::web) fn with(&self, name: &str, text: &str) -> Self {
        let mut fields = self.clone();
        fields.0.push((name.to_owned(), text.to_owned()));
        fields
    }

    /// The text of a field, owned.
    pub(in crate::web) fn text(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// The text of a field, unless it is empty.
    pub(in crate::web) fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// A whole number of days, within what windows and holds can be.
    pub(in crate::web) fn days(&self, name: &'static str) -> Result<u32, Error> {
        let days = self.get(name).parse::<u32>().ok().filter(|days| *days <= DAYS_MAX);
        let range = msg("Give whole days, from 0 to 3,650.");
        days.ok_or_else(|| Error::field(format!("/{name}"), "range", range))
    }
}

const DAYS_MAX: u32 = 3650; // ten years: longer is a slip of the finger

/// What is wrong with a form, by the names of its fields; what is no form's fault stays an error.
pub(in crate::web) fn form_errors(error: Error) -> Result<Vec<FieldError>, Error> {
    match error {
        Error::Invalid(fields) => Ok(fields
            .into_iter()
            .map(|field| FieldError {
                field: field.pointer.trim_start_matches('/').to_owned(),
                message: lang::known(&field.detail),
            })
            .collect()),
        Error::Conflict(why) => Ok(vec![FieldError { field: String::new(), message: lang::known(&why) }]),
        other => Err(other),
    }
}

/// The same errors, under the name that the form gives the field.
pub(in crate::web) fn renamed(error: Error, name: &str) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            fields.iter_mut().for_each(|field| field.pointer = format!("/{name}"));
            Error::Invalid(fields)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_and_trimmed() {
        let fields = Fields::read(b"name=+Sara+L%C3%AFnd+&days=14&late=-1&far=999999");
        assert_eq!(fields.get("name"), "Sara Lïnd");
        assert_eq!(fields.get("nothing"), "");
        assert_eq!(fields.days("days").unwrap(), 14);
        assert!(fields.days("late").is_err() && fields.days("far").is_err() && fields.days("no").is_err());
    }
}
