//! Where money can go: to an address at PayPal or an account at a bank, checked, sealed, and shown as a hint.

use crate::error::{Error, Field, Result};
use crate::seal::Sealer;
use crate::{partner, person};
use serde_json::{Value as Json, json};
use tributary_core::bank::{Bic, Iban};

const NAME_CHARS_MAX: usize = 70; // what SEPA files have room for

/// How somebody is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// To an address at PayPal.
    PayPal,
    /// To an account at a bank.
    Bank,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::PayPal, Self::Bank];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PayPal => "paypal",
            Self::Bank => "bank",
        }
    }
}

impl TryFrom<String> for Method {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|method| method.as_str() == text)
            .ok_or_else(|| format!("no method {text}"))
    }
}

/// Where money goes.
#[derive(Clone, PartialEq, Eq)]
pub enum Destination {
    /// To an address at PayPal.
    PayPal {
        /// The address.
        email: String,
    },
    /// To an account at a bank.
    Bank {
        /// Whose account it is.
        name: String,
        /// Its number.
        iban: Iban,
        /// The bank's code, where it was given.
        bic: Option<Bic>,
    },
}

impl std::fmt::Debug for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Destination({})", self.hint())
    }
}

impl Destination {
    /// An address at PayPal.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no address.
    pub fn paypal(email: &str) -> Result<Self> {
        let email = email.trim();
        if !partner::plausible_email(email) {
            return Err(Error::field(
                "/paypal_email",
                "format",
                "Use the address of the PayPal account, such as sara@example.com.",
            ));
        }
        Ok(Self::PayPal { email: email.to_owned() })
    }

    /// An account at a bank.
    ///
    /// # Errors
    /// [`Error::Invalid`] names every field.
    pub fn bank(name: &str, iban: &str, bic: &str) -> Result<Self> {
        let (name, mut faults) = (name.trim(), Vec::new());
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
            let wrong = Error::field(
                "/account_name",
                "length",
                "Give the name of the account's holder, up to 70 characters.",
            );
            faults.extend(fields(wrong));
        }
        let iban = Iban::parse(iban)
            .map_err(|_| Error::field("/iban", "format", "Check the IBAN: a digit is wrong or missing."));
        let iban = iban.map_err(|wrong| faults.extend(fields(wrong))).ok();
        let bic =
            Some(bic.trim()).filter(|bic| !bic.is_empty()).map(Bic::parse).transpose().map_err(|_| {
                Error::field("/bic", "format", "Use a BIC of 8 or 11 characters, or leave it out.")
            });
        let bic = bic.unwrap_or_else(|wrong| {
            faults.extend(fields(wrong));
            None
        });
        match iban {
            Some(iban) if faults.is_empty() => Ok(Self::Bank { name: name.to_owned(), iban, bic }),
            _ => Err(Error::Invalid(faults)),
        }
    }

    /// How it is paid.
    #[must_use]
    pub const fn method(&self) -> Method {
        match self {
            Self::PayPal { .. } => Method::PayPal,
            Self::Bank { .. } => Method::Bank,
        }
    }

    /// Enough for its owner to know it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::PayPal { email } => person::email_hint(email),
            Self::Bank { iban, .. } => iban.hint(),
        }
    }

    pub(super) fn seal(&self, sealer: &Sealer) -> Result<String> {
        let words = match self {
            Self::PayPal { email } => json!({ "paypal": email }),
            Self::Bank { name, iban, bic } => {
                json!({ "name": name, "iban": iban.as_str(), "bic": bic.as_ref().map(Bic::as_str) })
            }
        };
        sealer.seal(&words.to_string())
    }

    pub(super) fn unseal(sealer: &Sealer, sealed: &str) -> Result<Self> {
        let broken = || Error::Broken("where a payout goes cannot be read".to_owned());
        let words: Json = serde_json::from_str(&sealer.unseal(sealed)?).map_err(|_| broken())?;
        let text = |name: &str| words[name].as_str().unwrap_or_default();
        match words["paypal"].as_str() {
            Some(email) => Ok(Self::PayPal { email: email.to_owned() }),
            None => Self::bank(text("name"), text("iban"), text("bic")).map_err(|_| broken()),
        }
    }
}

/// The fields that are wrong.
fn fields(error: Error) -> Vec<Field> {
    match error {
        Error::Invalid(fields) => fields,
        _ => Vec::new(),
    }
}
