//! Payouts: whatever is earned, taken back, paid, undone and voided in whatever order, every unit is in one place, and nobody gets more
//! than was theirs.

use super::{Chance, chances};
use proptest::prelude::*;
use tributary_core::ledger::{Account, Balances, Bucket};
use tributary_core::payout::{Details, Moved, Place, Stage, Step, due};
use tributary_core::{BatchId, Currency, PartnerId, Payee, ProgramId, Timestamp};

const NOW: Timestamp = Timestamp::from_ms(0);
const MINIMUM: i64 = 50;

struct One {
    batch: BatchId,
    minor: i64,
    stage: Stage,
}

/// A payee's money: what orders owe in all, the ledger, and every payout so far.
struct Books {
    payee: Payee,
    currency: Currency,
    owed: i64,
    ledger: Balances,
    payouts: Vec<One>,
}

impl Books {
    fn new(payee: Payee) -> Self {
        Self {
            payee,
            currency: Currency::parse("SEK").expect("a currency"),
            owed: 0,
            ledger: Balances::default(),
            payouts: Vec::new(),
        }
    }

    fn post(&mut self, changes: &Balances) {
        assert!(changes.is_balanced());
        for (account, currency, minor) in changes.iter() {
            self.ledger = self.ledger.clone().add(account.clone(), currency, minor).expect("it fits");
        }
    }

    fn at(&self, account: &Account) -> i64 {
        self.ledger.iter().find(|(one, ..)| *one == account).map_or(0, |(.., minor)| minor)
    }

    fn ready(&self) -> i64 {
        self.at(&self.payee.account(Bucket::Payable))
    }

    /// Orders earn, or take back.
    fn earn(&mut self, minor: i64) {
        let (owner, cost) = (self.payee.account(Bucket::Payable), Account::Expense(ProgramId::from_bits(9)));
        let changes = Balances::default().add(owner, self.currency, minor).expect("it fits");
        self.post(&changes.add(cost, self.currency, -minor).expect("it fits"));
        self.owed += minor;
    }

    fn create(&mut self) {
        let ready = self.ready();
        let Ok(minor) = due(ready, MINIMUM, Details::From(NOW), NOW) else {
            assert!(ready < MINIMUM, "whatever reaches the minimum is paid");
            return;
        };
        assert!(minor == ready && minor >= MINIMUM);
        let number = u128::try_from(self.payouts.len()).expect("it fits");
        self.payouts.push(One { batch: BatchId::from_bits(number), minor, stage: Stage::Draft });
        self.moves(self.payouts.len() - 1, Place::Payable, Place::InPayout);
        assert_eq!(self.ready(), 0, "nothing is left between two payouts");
    }

    fn moves(&mut self, which: usize, from: Place, to: Place) {
        let one = &self.payouts[which];
        let moved =
            Moved { payee: &self.payee, batch: &one.batch, minor: one.minor, currency: self.currency };
        let changes = moved.postings(from, to).expect("it fits");
        self.post(&changes);
    }

    fn step(&mut self, which: usize, step: Step) {
        let Some(from) = self.payouts.get(which).map(|one| one.stage) else { return };
        let Some(to) = from.after(step) else { return };
        let place = |stage| match stage {
            Stage::Draft | Stage::Ready => Place::InPayout,
            Stage::Paid => Place::Paid,
            Stage::Voided => Place::Payable,
        };
        if place(from) != place(to) {
            self.moves(which, place(from), place(to));
        }
        self.payouts[which].stage = to;
    }

    fn walk(&mut self, chance: &mut Chance) {
        match chance.below(7) {
            0 | 1 => self.earn(1 + chance.below(200)),
            2 => self.earn(-chance.below(self.owed.max(0) + 1)),
            3 => self.create(),
            _ => {
                let which = chance.place(self.payouts.len().max(1));
                let undo = Step::Undo { paid_at: NOW, now: NOW };
                let step = chance.pick(&[Step::Approve, Step::Pay, Step::Pay, undo, Step::Void]);
                self.step(which, step);
            }
        }
    }

    fn check(&self) {
        let sum = |wanted: &[Stage]| -> i64 {
            self.payouts.iter().filter(|one| wanted.contains(&one.stage)).map(|one| one.minor).sum()
        };
        let in_payout = self.at(&self.payee.account(Bucket::InPayout));
        assert_eq!(in_payout, sum(&[Stage::Draft, Stage::Ready]));
        let paid: i64 = self.payouts.iter().map(|one| self.at(&Account::Payout(one.batch.clone()))).sum();
        assert_eq!(paid, sum(&[Stage::Paid]));
        assert_eq!(self.ready() + in_payout + paid, self.owed, "every unit is in one place");
        assert!(self.ledger.is_balanced());
    }
}

fn payees() -> [Payee; 2] {
    [Payee::Partner(PartnerId::from_bits(1)), Payee::Platform(ProgramId::from_bits(9))]
}

fn history(chance: &mut Chance) -> Books {
    let mut books = Books::new(chance.pick(&payees()));
    for _ in 0..60 {
        books.walk(chance);
        books.check();
    }
    books
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_unit_is_in_one_place_whatever_happens(mut chance in chances()) {
        history(&mut chance);
    }

    #[test]
    fn what_is_taken_back_after_it_was_paid_comes_off_the_next_payout(
        first in MINIMUM..10_000_i64, back in 1..10_000_i64, later in 1..30_000_i64,
    ) {
        let [payee, _] = payees();
        let mut books = Books::new(payee);
        books.earn(first);
        books.create();
        books.step(0, Step::Approve);
        books.step(0, Step::Pay);
        books.earn(-back.min(first));
        books.create();
        prop_assert_eq!(books.payouts.len(), 1, "nobody is paid what they owe");
        books.earn(later);
        books.create();
        let left = later - back.min(first);
        let paid = books.payouts.get(1).map(|one| one.minor);
        prop_assert_eq!(paid, (left >= MINIMUM).then_some(left));
        books.check();
    }
}

#[test]
fn ten_thousand_long_histories_keep_every_unit() {
    for seed in 0..10_000 {
        history(&mut Chance::seeded(seed));
    }
}
