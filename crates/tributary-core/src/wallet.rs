//! A customer's store credit: what a posting makes of it, and what it lends or repays so that nothing is ever below zero.
//!
//! What is taken back after it was spent becomes a debt: before it is taken, as much is lent as lacks, and what comes later pays
//! that first. So what is posted for an order is what is due for it, whatever its customers have spent meanwhile.

use crate::id::CustomerId;
use crate::ledger::{Balances, Purse};
use crate::money::Currency;

/// A customer's store credit in one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purses {
    /// Earned, but still on hold.
    pub pending_minor: i64,
    /// Ready to be spent; never below zero.
    pub available_minor: i64,
    /// Set aside for purchases that are under way.
    pub held_minor: i64,
    /// Taken back after it was spent; never above zero.
    pub debt_minor: i64,
}

/// What a posting makes of a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// What is lent before it is posted: it goes from the debt to what can be spent.
    pub lent_minor: i64,
    /// What is repaid after it was posted: it goes from what can be spent to the debt.
    pub repaid_minor: i64,
    /// How the wallet stands then.
    pub after: Purses,
}

impl Purses {
    /// All of it, less what is owed.
    #[must_use]
    pub const fn sum(self) -> i64 {
        self.pending_minor
            .saturating_add(self.available_minor)
            .saturating_add(self.held_minor)
            .saturating_add(self.debt_minor)
    }

    /// What a posting makes of it. `takes_back`: it may take more than there is, because what was earned is taken back even where
    /// it was spent. Nobody spends or gives away what is not there: such a posting leaves less than nothing, and is not to be made.
    #[must_use]
    pub fn moved(self, whose: (&CustomerId, Currency), changes: &Balances, takes_back: bool) -> Moved {
        let mut after = self;
        for (account, currency, minor) in changes.iter() {
            if let Some((customer, purse)) = account.wallet()
                && (customer, currency) == whose
            {
                after.add(purse, minor);
            }
        }
        let lacks = after.available_minor.saturating_neg().max(0);
        let lent_minor = if takes_back { lacks } else { 0 };
        after.owe(lent_minor);
        let repaid_minor = after.available_minor.min(after.debt_minor.saturating_neg()).max(0);
        after.owe(repaid_minor.saturating_neg());
        Moved { lent_minor, repaid_minor, after }
    }

    fn add(&mut self, purse: Purse, minor: i64) {
        let sum = match purse {
            Purse::Pending => &mut self.pending_minor,
            Purse::Available => &mut self.available_minor,
            Purse::Held => &mut self.held_minor,
            Purse::Debt => &mut self.debt_minor,
        };
        *sum = sum.saturating_add(minor);
    }

    fn owe(&mut self, minor: i64) {
        self.add(Purse::Debt, minor.saturating_neg());
        self.add(Purse::Available, minor);
    }
}
