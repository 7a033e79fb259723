//! Whoever is paid: a partner, or the platform that runs a program. What is theirs stands in accounts of their own.

use crate::id::{PartnerId, ProgramId};
use crate::ledger::{Account, Bucket};
use std::fmt;
use thiserror::Error;

/// A text that names nobody who can be paid.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a par_… or prg_… id")]
pub struct BadPayee;

/// Whoever is paid. Known by the id of what they are paid for, whose prefix says which of them it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub enum Payee {
    /// A partner, for what they earned.
    Partner(PartnerId),
    /// The platform, for its share of what a program's orders earned.
    Platform(ProgramId),
}

impl Payee {
    /// Reads a payee by the id they are known by.
    ///
    /// # Errors
    /// When the text is the id of neither.
    pub fn parse(id: &str) -> Result<Self, BadPayee> {
        let partner = PartnerId::parse(id).map(Self::Partner);
        partner.or_else(|_| ProgramId::parse(id).map(Self::Platform)).map_err(|_| BadPayee)
    }

    /// The id they are known by.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Partner(partner) => partner.as_str(),
            Self::Platform(program) => program.as_str(),
        }
    }

    /// The word for what they are, with which their accounts begin.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Partner(_) => "partner",
            Self::Platform(_) => "platform",
        }
    }

    /// Where what is theirs stands.
    #[must_use]
    pub fn account(&self, bucket: Bucket) -> Account {
        match self {
            Self::Partner(partner) => Account::Partner(partner.clone(), bucket),
            Self::Platform(program) => Account::Platform(program.clone(), bucket),
        }
    }

    /// The partner, if it is one.
    #[must_use]
    pub const fn partner(&self) -> Option<&PartnerId> {
        match self {
            Self::Partner(partner) => Some(partner),
            Self::Platform(_) => None,
        }
    }
}

impl fmt::Display for Payee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Payee {
    type Error = BadPayee;

    fn try_from(id: String) -> Result<Self, BadPayee> {
        Self::parse(&id)
    }
}

impl From<Payee> for String {
    fn from(payee: Payee) -> Self {
        payee.as_str().to_owned()
    }
}

impl From<PartnerId> for Payee {
    fn from(partner: PartnerId) -> Self {
        Self::Partner(partner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payee_is_told_by_the_id_and_an_account_says_whose_it_is() {
        let payees = [Payee::Partner(PartnerId::from_bits(7)), Payee::Platform(ProgramId::from_bits(7))];
        for payee in payees {
            assert_eq!(Payee::parse(payee.as_str()), Ok(payee.clone()));
            let own = format!("{}:{payee}:", payee.kind());
            for bucket in Bucket::ALL {
                let account = payee.account(bucket);
                assert!(account.to_string().starts_with(&own));
                assert_eq!(account.payee(), Some((payee.clone(), bucket)));
                assert_eq!(Account::parse(&account.to_string()), Ok(account));
            }
        }
        assert!(Payee::parse("sto_00000000000000000000000007").is_err());
        assert_eq!(Account::Expense(ProgramId::from_bits(7)).payee(), None);
    }
}
