//! Judges what a type cannot say: lengths, ranges, matching currencies. Finds all faults at once.

use super::money::{AMOUNT_MAX, Money};
use tributary_core::money::Currency;
use tributary_engine::{Error, Field};

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Field>);

impl Faults {
    /// Notes a fault.
    pub(super) fn add(&mut self, pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) {
        self.0.push(Field::new(pointer, code, detail));
    }

    /// Notes what does not go with what is stored.
    pub(super) fn clash(
        &mut self,
        pointer: impl Into<String>,
        code: &'static str,
        detail: impl Into<String>,
    ) {
        self.0.push(Field::clash(pointer, code, detail));
    }

    /// A text of 1 to `chars_max` characters, none of them invisible.
    pub(super) fn text(&mut self, pointer: &str, text: &str, chars_max: usize) {
        if text.trim().is_empty() {
            self.add(pointer, "length", format!("Give a text of 1 to {chars_max} characters."));
        }
        self.maybe_empty(pointer, text, chars_max);
    }

    /// A text of at most `chars_max` characters, none of them invisible.
    pub(super) fn maybe_empty(&mut self, pointer: &str, text: &str, chars_max: usize) {
        if text.chars().count() > chars_max {
            self.add(pointer, "length", format!("Use at most {chars_max} characters."));
        } else if text.chars().any(char::is_control) {
            self.add(pointer, "format", "Leave out line breaks, zero bytes and other control characters.");
        }
    }

    /// An amount of `currency`, from `min` up to what we can sum.
    pub(super) fn amount(&mut self, pointer: &str, money: Money, currency: Currency, min: i64) {
        if money.currency != currency {
            self.add(format!("{pointer}/currency"), "currency_mismatch", all_in(currency));
        }
        self.range(&format!("{pointer}/amount"), money.amount, min, AMOUNT_MAX);
    }

    /// The same where the currency is that of something stored.
    pub(super) fn amount_of_stored(&mut self, pointer: &str, money: Money, currency: Currency, min: i64) {
        if money.currency != currency {
            self.clash(format!("{pointer}/currency"), "currency_mismatch", all_in(currency));
        }
        self.range(&format!("{pointer}/amount"), money.amount, min, AMOUNT_MAX);
    }

    /// A number from `min` to `max`.
    pub(super) fn range(&mut self, pointer: &str, number: i64, min: i64, max: i64) {
        if !(min..=max).contains(&number) {
            self.add(pointer, "range", format!("Use a whole number from {min} to {max}."));
        }
    }

    /// At most so many entries.
    pub(super) fn count(&mut self, pointer: &str, count: usize, max: usize) {
        if count > max {
            self.add(pointer, "length", format!("Use at most {max} entries."));
        }
    }

    /// Nothing, or everything that is wrong.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub(super) fn done(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

fn all_in(currency: Currency) -> String {
    format!("All amounts here are in {currency}.")
}

/// What a body refers to by id must be there: a wrong reference is a wrong field.
///
/// # Errors
/// [`Error::Invalid`] in place of [`Error::NotFound`].
pub(super) fn referred<T>(found: Result<T, Error>, pointer: &str) -> Result<T, Error> {
    found.map_err(|error| match error {
        Error::NotFound(noun) => Error::field(pointer, "unknown", format!("There is no such {noun}.")),
        other => other,
    })
}
