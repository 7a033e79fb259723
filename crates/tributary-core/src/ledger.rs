//! Accounts, and the one operation on them: the difference between what is due and what is posted.
//!
//! Amounts here are signed: positive is owed to the account's party, negative is the program's cost.
//! Every list sums to zero per currency, so every difference of two lists does too.

use crate::id::{BatchId, CustomerId, PartnerId, ProgramId, StoreId};
use crate::money::Currency;
use crate::payee::Payee;
use std::collections::BTreeMap;
use std::fmt;
use thiserror::Error;

/// How far a party's money has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// Earned, but still on hold.
    Pending,
    /// Ready to be paid.
    Payable,
    /// In a payout that is on its way; no order takes money there.
    InPayout,
}

impl Bucket {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Payable, Self::InPayout];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Payable => "payable",
            Self::InPayout => "in_payout",
        }
    }

    fn parse(word: &str) -> Result<Self, BadAccount> {
        Self::ALL.into_iter().find(|one| one.as_str() == word).ok_or(BadAccount)
    }
}

/// How a customer's store credit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purse {
    /// Earned, but still on hold.
    Pending,
    /// Ready to be spent; never below zero.
    Available,
    /// Set aside for a purchase that is under way.
    Held,
    /// Taken back after it was spent: what later credit pays first. Never above zero.
    Debt,
}

impl Purse {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Available, Self::Held, Self::Debt];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Available => "available",
            Self::Held => "held",
            Self::Debt => "debt",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purse| purse.as_str() == word)
    }
}

/// An account of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What a program has cost its owner.
    Expense(ProgramId),
    /// What is owed to a partner.
    Partner(PartnerId, Bucket),
    /// What is owed to the platform that runs a program.
    Platform(ProgramId, Bucket),
    /// A customer's store credit.
    Wallet(CustomerId, Purse),
    /// What customers paid a store with store credit.
    Redeemed(StoreId),
    /// What friends of customers were given off their first orders.
    Coupon(ProgramId),
    /// What was paid with a batch of payouts.
    Payout(BatchId),
}

/// A text that is no account.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a ledger account")]
pub struct BadAccount;

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expense(program) => write!(f, "expense:{program}"),
            Self::Partner(partner, bucket) => write!(f, "partner:{partner}:{}", bucket.as_str()),
            Self::Platform(program, bucket) => write!(f, "platform:{program}:{}", bucket.as_str()),
            Self::Wallet(customer, purse) => write!(f, "wallet:{customer}:{}", purse.as_str()),
            Self::Redeemed(store) => write!(f, "redeemed:{store}"),
            Self::Coupon(program) => write!(f, "coupon:{program}"),
            Self::Payout(batch) => write!(f, "payout:{batch}"),
        }
    }
}

impl Account {
    /// Reads an account as [`fmt::Display`] writes it.
    ///
    /// # Errors
    /// When the text is no account.
    pub fn parse(text: &str) -> Result<Self, BadAccount> {
        let mut parts = text.split(':');
        let (kind, id, part, rest) = (parts.next(), parts.next(), parts.next(), parts.next());
        let (Some(kind), Some(id), None) = (kind, id, rest) else { return Err(BadAccount) };
        let program = || ProgramId::parse(id).map_err(|_| BadAccount);
        match (kind, part) {
            ("expense", None) => Ok(Self::Expense(program()?)),
            ("coupon", None) => Ok(Self::Coupon(program()?)),
            ("redeemed", None) => StoreId::parse(id).map(Self::Redeemed).map_err(|_| BadAccount),
            ("partner", Some(part)) => {
                Ok(Self::Partner(PartnerId::parse(id).map_err(|_| BadAccount)?, Bucket::parse(part)?))
            }
            ("platform", Some(part)) => Ok(Self::Platform(program()?, Bucket::parse(part)?)),
            ("payout", None) => BatchId::parse(id).map(Self::Payout).map_err(|_| BadAccount),
            ("wallet", Some(part)) => {
                let customer = CustomerId::parse(id).map_err(|_| BadAccount)?;
                Ok(Self::Wallet(customer, Purse::parse(part).ok_or(BadAccount)?))
            }
            _ => Err(BadAccount),
        }
    }

    /// The partner it belongs to, if to one.
    #[must_use]
    pub const fn partner(&self) -> Option<&PartnerId> {
        match self {
            Self::Partner(partner, _) => Some(partner),
            _ => None,
        }
    }

    /// Whoever is paid what stands in it, and how far that has come; none where nobody is.
    #[must_use]
    pub fn payee(&self) -> Option<(Payee, Bucket)> {
        match self {
            Self::Partner(partner, bucket) => Some((Payee::Partner(partner.clone()), *bucket)),
            Self::Platform(program, bucket) => Some((Payee::Platform(program.clone()), *bucket)),
            _ => None,
        }
    }

    /// The customer and the purse it belongs to, if to one.
    #[must_use]
    pub const fn wallet(&self) -> Option<(&CustomerId, Purse)> {
        match self {
            Self::Wallet(customer, purse) => Some((customer, *purse)),
            _ => None,
        }
    }
}

/// Amounts per account and currency; never holds a zero.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balances(BTreeMap<(Account, Currency), i64>);

impl Balances {
    /// Adds an amount to an account; `None` when the sum would not fit 64 bits.
    #[must_use]
    pub fn add(mut self, account: Account, currency: Currency, minor: i64) -> Option<Self> {
        let key = (account, currency);
        let sum = self.0.get(&key).copied().unwrap_or(0).checked_add(minor)?;
        if sum == 0 {
            self.0.remove(&key)
        } else {
            self.0.insert(key, sum)
        };
        Some(self)
    }

    /// What an account has.
    #[must_use]
    pub fn of(&self, account: &Account, currency: Currency) -> i64 {
        self.0.get(&(account.clone(), currency)).copied().unwrap_or(0)
    }

    /// Every account that has something, in a stable order.
    pub fn iter(&self) -> impl Iterator<Item = (&Account, Currency, i64)> {
        self.0.iter().map(|((account, currency), minor)| (account, *currency, *minor))
    }

    /// Whether nothing is anywhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What must be posted on top of `posted` so that it becomes `self`.
    #[must_use]
    pub fn minus(&self, posted: &Self) -> Option<Self> {
        posted.iter().try_fold(self.clone(), |rest, (account, currency, minor)| {
            rest.add(account.clone(), currency, minor.checked_neg()?)
        })
    }

    /// The same amounts with everything on hold counted as payable: what is due in all, whenever. What is being paid stays apart:
    /// no order moves it, so whoever finds it among the dues of one has found a mistake.
    #[must_use]
    pub fn without_holds(&self) -> Option<Self> {
        self.iter().try_fold(Self::default(), |merged, (account, currency, minor)| {
            let account = match account {
                Account::Partner(partner, Bucket::Pending) => {
                    Account::Partner(partner.clone(), Bucket::Payable)
                }
                Account::Platform(program, Bucket::Pending) => {
                    Account::Platform(program.clone(), Bucket::Payable)
                }
                Account::Wallet(customer, Purse::Pending) => {
                    Account::Wallet(customer.clone(), Purse::Available)
                }
                other => other.clone(),
            };
            merged.add(account, currency, minor)
        })
    }

    /// Whether the amounts of each currency sum to zero.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
        for (_, currency, minor) in self.iter() {
            let sum = sums.entry(currency).or_insert(0);
            *sum = sum.saturating_add(i128::from(minor));
        }
        sums.values().all(|sum| *sum == 0)
    }
}

#[cfg(test)]
#[path = "ledger_tests.rs"]
mod tests;
