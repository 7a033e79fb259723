//! Payouts: what of somebody's money is paid, why the rest waits, and how a payout comes along. Whoever is paid is a [`Payee`].
//!
//! What is ready is paid whole, so nothing is left between two payouts but what came since. What is taken back after it was paid
//! makes the balance negative, and what is earned later fills that up first: carrying forward is no rule of its own. Never reads a
//! clock. Start at [`due`].

use crate::id::BatchId;
use crate::ledger::{Account, Balances, Bucket};
use crate::money::Currency;
use crate::payee::Payee;
use crate::time::Timestamp;

/// The most rows that one file may have: what PayPal takes at once.
pub const ROWS_MAX: usize = 5_000;

/// For so long a payout that was marked as paid can be unmarked.
pub const UNDO_MS: i64 = 3_600_000; // whoever notices later has told the partner, and voids it with a reason

/// For so long after a partner changed where their money goes, none goes there: whoever got into their pages gains nothing at once.
pub const CHANGED_MS: i64 = 72 * 3_600_000;

/// Where a payee's money is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Details {
    /// Nobody has said.
    Missing,
    /// Known, and good from this moment on.
    From(Timestamp),
}

/// Why a payee is paid nothing in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// Nothing is ready.
    Nothing,
    /// More was taken back than is ready: so much is made up by what is earned next.
    Owes(i64),
    /// What is ready is below the least that is paid, which is this.
    BelowMinimum(i64),
    /// Nobody has said where it is to go.
    NoDetails,
    /// Where it is to go was changed just now; it goes from this moment on.
    ChangedDetails(Timestamp),
}

impl Waits {
    /// The word for it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing_ready",
            Self::Owes(_) => "owes",
            Self::BelowMinimum(_) => "below_minimum",
            Self::NoDetails => "details_missing",
            Self::ChangedDetails(_) => "details_changed",
        }
    }
}

/// What a payee is paid now in a currency: all that is ready, or nothing and why.
///
/// # Errors
/// [`Waits`] says why nothing is paid.
pub const fn due(
    payable_minor: i64,
    minimum_minor: i64,
    details: Details,
    now: Timestamp,
) -> Result<i64, Waits> {
    if payable_minor < 0 {
        return Err(Waits::Owes(payable_minor.saturating_neg()));
    }
    if payable_minor == 0 {
        return Err(Waits::Nothing);
    }
    if payable_minor < minimum_minor {
        return Err(Waits::BelowMinimum(minimum_minor));
    }
    match details {
        Details::Missing => Err(Waits::NoDetails),
        Details::From(from) if now.ms() < from.ms() => Err(Waits::ChangedDetails(from)),
        Details::From(_) => Ok(payable_minor),
    }
}

/// How a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Looked through: partners can still be taken out.
    Draft,
    /// Fixed: its files are there.
    Ready,
    /// The money has left.
    Paid,
    /// Called off; its history stays.
    Voided,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Ready, Self::Paid, Self::Voided];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Ready => "ready",
            Self::Paid => "paid",
            Self::Voided => "voided",
        }
    }

    /// How a batch stands after a step; nothing when it cannot be taken from here.
    #[must_use]
    pub const fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Draft, Step::Approve) => Some(Self::Ready),
            (Self::Ready, Step::Pay) => Some(Self::Paid),
            (Self::Paid, Step::Undo { paid_at, now }) if now.since_ms(paid_at) <= UNDO_MS => {
                Some(Self::Ready)
            }
            (Self::Draft | Self::Ready | Self::Paid, Step::Void) => Some(Self::Voided),
            _ => None,
        }
    }
}

/// What is done to a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is as it should be.
    Approve,
    /// The money has left.
    Pay,
    /// It has not, after all.
    Undo {
        /// When it was marked.
        paid_at: Timestamp,
        /// Now.
        now: Timestamp,
    },
    /// It is called off.
    Void,
}

/// Where the money of a payout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// With what is ready, as if there were no payout.
    Payable,
    /// On its way.
    InPayout,
    /// Gone to the payee.
    Paid,
}

/// What one payout moves.
#[derive(Debug, Clone, Copy)]
pub struct Moved<'a> {
    /// Whose it is.
    pub payee: &'a Payee,
    /// The batch.
    pub batch: &'a BatchId,
    /// How much, above zero.
    pub minor: i64,
    /// Of what.
    pub currency: Currency,
}

impl Moved<'_> {
    fn account(&self, place: Place) -> Account {
        match place {
            Place::Payable => self.payee.account(Bucket::Payable),
            Place::InPayout => self.payee.account(Bucket::InPayout),
            Place::Paid => Account::Payout(self.batch.clone()),
        }
    }

    /// The postings that take it from one place to another; nothing when they do not fit 64 bits.
    #[must_use]
    pub fn postings(&self, from: Place, to: Place) -> Option<Balances> {
        let out = Balances::default().add(self.account(from), self.currency, self.minor.checked_neg()?)?;
        out.add(self.account(to), self.currency, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{PartnerId, ProgramId};

    const NOW: Timestamp = Timestamp::from_ms(1_000);
    const KNOWN: Details = Details::From(Timestamp::from_ms(1_000));

    #[test]
    fn all_that_is_ready_is_paid_or_nothing_and_why() {
        for (payable, minimum, details, expected) in [
            (500, 0, KNOWN, Ok(500)),
            (500, 500, KNOWN, Ok(500)),
            (499, 500, KNOWN, Err(Waits::BelowMinimum(500))),
            (0, 0, KNOWN, Err(Waits::Nothing)),
            (-1, 0, KNOWN, Err(Waits::Owes(1))),
            (i64::MIN, 0, KNOWN, Err(Waits::Owes(i64::MAX))),
            (i64::MAX, 0, KNOWN, Ok(i64::MAX)),
            (500, 0, Details::Missing, Err(Waits::NoDetails)),
            (499, 500, Details::Missing, Err(Waits::BelowMinimum(500))),
            (500, 0, Details::From(NOW.plus_ms(1)), Err(Waits::ChangedDetails(NOW.plus_ms(1)))),
        ] {
            assert_eq!(due(payable, minimum, details, NOW), expected, "{payable} of {minimum}");
        }
    }

    #[test]
    fn a_batch_goes_its_way_and_back_for_a_while_and_a_voided_one_nowhere() {
        let undo = |after| Step::Undo { paid_at: NOW, now: NOW.plus_ms(after) };
        for (from, step, to) in [
            (Stage::Draft, Step::Approve, Some(Stage::Ready)),
            (Stage::Draft, Step::Pay, None),
            (Stage::Ready, Step::Approve, None),
            (Stage::Ready, Step::Pay, Some(Stage::Paid)),
            (Stage::Ready, undo(0), None),
            (Stage::Paid, Step::Pay, None),
            (Stage::Paid, undo(UNDO_MS), Some(Stage::Ready)),
            (Stage::Paid, undo(UNDO_MS + 1), None),
            (Stage::Draft, Step::Void, Some(Stage::Voided)),
            (Stage::Ready, Step::Void, Some(Stage::Voided)),
            (Stage::Paid, Step::Void, Some(Stage::Voided)),
        ] {
            assert_eq!(from.after(step), to, "{from:?} {step:?}");
        }
        for step in [Step::Approve, Step::Pay, Step::Void, undo(0)] {
            assert_eq!(Stage::Voided.after(step), None);
        }
    }

    #[test]
    fn what_moves_is_balanced_and_moving_back_leaves_nothing() {
        let (batch, currency) = (BatchId::from_bits(2), Currency::parse("SEK").unwrap());
        let payees = [Payee::Partner(PartnerId::from_bits(1)), Payee::Platform(ProgramId::from_bits(1))];
        let places = [Place::Payable, Place::InPayout, Place::Paid];
        for (payee, from) in payees.iter().flat_map(|payee| places.map(|from| (payee, from))) {
            let moved = Moved { payee, batch: &batch, minor: 500, currency };
            for to in places {
                let there = moved.postings(from, to).unwrap();
                assert!(there.is_balanced());
                assert!(there.minus(&moved.postings(from, to).unwrap()).unwrap().is_empty());
                let back = moved.postings(to, from).unwrap();
                let both = back.iter().try_fold(there, |sum, (account, currency, minor)| {
                    sum.add(account.clone(), currency, minor)
                });
                assert!(both.unwrap().is_empty());
            }
        }
    }
}
