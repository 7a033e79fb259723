//! Laws: what holds for every input. Small inputs with shrinking, and a million seeded ones.

mod arrival;
mod attribution;
mod extremes;
mod lots;
mod payouts;
mod postings;
mod refunds;
mod rewards;
mod scripts;
mod splits;
mod wallets;

use proptest::prelude::*;

/// What the generators below draw from: the same choices on every machine.
#[derive(Debug, Clone)]
pub(crate) enum Chance {
    /// A seeded xorshift64*, for the millions.
    Seeded(u64),
    /// Numbers that proptest drew and can shrink; nothing but zeros after its end.
    Tape(std::vec::IntoIter<u64>),
}

/// Choices for a law of proptest: a counterexample shrinks to few and small ones.
pub(crate) fn chances() -> impl Strategy<Value = Chance> {
    prop::collection::vec(any::<u64>(), 0..250).prop_map(|tape| Chance::Tape(tape.into_iter()))
}

impl Chance {
    pub(crate) const fn seeded(seed: u64) -> Self {
        Self::Seeded(seed.wrapping_mul(2).wrapping_add(1))
    }

    pub(crate) fn next(&mut self) -> u64 {
        match self {
            Self::Tape(tape) => tape.next().unwrap_or(0),
            Self::Seeded(state) => {
                *state ^= *state >> 12;
                *state ^= *state << 25;
                *state ^= *state >> 27;
                state.wrapping_mul(0x2545_F491_4F6C_DD1D)
            }
        }
    }

    /// One of `0..end`.
    pub(crate) fn below(&mut self, end: i64) -> i64 {
        i64::try_from(self.next() % end.unsigned_abs().max(1)).expect("it is below an i64")
    }

    /// One of the places of a list so long.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(i64::try_from(length).expect("short"))).expect("it is below a length")
    }

    /// A number of at most so many bits; small ones are as likely as large ones.
    pub(crate) fn of_bits(&mut self, most: i64) -> i64 {
        let bits = 1 + self.below(most);
        self.below(1 << bits)
    }

    pub(crate) fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.place(all.len())].clone()
    }

    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for end in (1..all.len()).rev() {
            all.swap(end, self.place(end + 1));
        }
    }
}
