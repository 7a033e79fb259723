//! Store credit that ends: which of it was spent, what ended unspent, and when the next of it ends.
//!
//! Each credit is a lot with an end of its own, and whatever is spent comes from the lots that end first. A credit that was taken
//! back is looked at as if it had never been: then what was spent of it came from other lots, or is owed, and what ended of it did
//! not end. All of it is derived from the moves alone, in the order in which they were posted.

use crate::time::Timestamp;
use std::collections::BTreeMap;

/// What happened to what can be spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Credit came.
    Credit {
        /// What it came from: an order, an adjustment.
        source: String,
        /// How much, above zero.
        minor: i64,
        /// The first moment without it; `None`: it does not end.
        ends_at: Option<Timestamp>,
    },
    /// Credit was taken back, the last that came from there first.
    TakenBack {
        /// What it had come from.
        source: String,
        /// How much, above zero.
        minor: i64,
    },
    /// Something was spent or set aside.
    Spent {
        /// What for: a reservation, an adjustment.
        purpose: String,
        /// How much, above zero.
        minor: i64,
    },
    /// What was set aside was given back, to the lots it came from.
    Returned {
        /// What it was set aside for.
        purpose: String,
        /// How much, above zero.
        minor: i64,
    },
}

/// A move and when it was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Move,
}

/// Credit of one end that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    /// The first moment without it.
    pub ends_at: Option<Timestamp>,
    /// How much of it is left.
    pub minor: i64,
}

/// How store credit stands at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lots {
    /// What is left, what ends first before what ends later.
    pub left: Vec<Lot>,
    /// What ended unspent, in all.
    pub expired_minor: i64,
    /// What was spent of credit that was taken back.
    pub owed_minor: i64,
}

impl Lots {
    /// When the next of it ends.
    #[must_use]
    pub fn next_end(&self) -> Option<Timestamp> {
        self.left.iter().filter_map(|lot| lot.ends_at).min()
    }

    /// What can be spent.
    #[must_use]
    pub fn left_minor(&self) -> i64 {
        self.left.iter().fold(0, |sum, lot| sum.saturating_add(lot.minor))
    }
}

/// How store credit stands at `now` after these moves, in the order in which they were posted.
#[must_use]
pub fn lots(moves: &[Moved], now: Timestamp) -> Lots {
    let kept = kept(moves);
    let mut walk = Walk::default();
    for (moved, kept) in moves.iter().zip(kept) {
        walk.end(moved.at);
        match &moved.what {
            Move::Credit { ends_at, .. } => walk.credit(*ends_at, kept),
            Move::TakenBack { .. } => {}
            Move::Spent { purpose, minor } => walk.spend(purpose, *minor),
            Move::Returned { purpose, minor } => walk.give_back(purpose, *minor),
        }
    }
    walk.end(now);
    walk.result()
}

/// What each credit comes to after all that was taken back of it.
fn kept(moves: &[Moved]) -> Vec<i64> {
    let mut kept: Vec<i64> = Vec::with_capacity(moves.len());
    let mut open: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, moved) in moves.iter().enumerate() {
        match &moved.what {
            Move::Credit { source, minor, .. } => {
                open.entry(source).or_default().push(place);
                kept.push(*minor);
            }
            Move::TakenBack { source, minor } => {
                let mut rest = *minor;
                for place in open.entry(source).or_default().iter().rev() {
                    let Some(one) = kept.get_mut(*place) else { continue };
                    let taken = rest.min(*one);
                    *one = one.saturating_sub(taken);
                    rest = rest.saturating_sub(taken);
                }
                kept.push(0);
            }
            Move::Spent { .. } | Move::Returned { .. } => kept.push(0),
        }
    }
    kept
}

/// Lots by their end (what does not end comes last), then by their arrival.
type Key = (Timestamp, usize);

#[derive(Default)]
struct Walk {
    lots: BTreeMap<Key, i64>,
    arrived: usize,
    /// What each purpose took, lot by lot.
    taken: BTreeMap<String, Vec<(Key, i64)>>,
    /// What no lot has paid for, the oldest first.
    owed: Vec<(String, i64)>,
    expired: i64,
}

impl Walk {
    /// Ends what has ended by a moment.
    fn end(&mut self, now: Timestamp) {
        while let Some(first) = self.lots.first_entry() {
            let (ends_at, _) = *first.key();
            if ends_at == Timestamp::MAX || ends_at > now {
                break;
            }
            self.expired = self.expired.saturating_add(first.remove());
        }
    }

    fn credit(&mut self, ends_at: Option<Timestamp>, minor: i64) {
        let key = (ends_at.unwrap_or(Timestamp::MAX), self.arrived);
        self.arrived = self.arrived.saturating_add(1);
        self.add(key, minor);
    }

    /// What is owed is paid before anything is left.
    fn add(&mut self, key: Key, minor: i64) {
        let mut rest = minor;
        for (purpose, owes) in &mut self.owed {
            let part = rest.min(*owes);
            if part > 0 {
                *owes = owes.saturating_sub(part);
                rest = rest.saturating_sub(part);
                self.taken.entry(purpose.clone()).or_default().push((key, part));
            }
        }
        self.owed.retain(|(_, owes)| *owes > 0);
        if rest > 0 {
            let lot = self.lots.entry(key).or_default();
            *lot = lot.saturating_add(rest);
        }
    }

    fn spend(&mut self, purpose: &str, minor: i64) {
        let mut rest = minor;
        let taken = self.taken.entry(purpose.to_owned()).or_default();
        while rest > 0 {
            let Some(mut first) = self.lots.first_entry() else { break };
            let part = rest.min(*first.get());
            taken.push((*first.key(), part));
            rest = rest.saturating_sub(part);
            *first.get_mut() = first.get().saturating_sub(part);
            if *first.get() == 0 {
                first.remove();
            }
        }
        if rest > 0 {
            self.owed.push((purpose.to_owned(), rest));
        }
    }

    /// What was never paid for is not owed any more; the rest goes back, what ends last first, because it was taken last.
    fn give_back(&mut self, purpose: &str, minor: i64) {
        let mut rest = minor;
        for (_, owes) in self.owed.iter_mut().filter(|(owing, _)| owing == purpose) {
            let part = rest.min(*owes);
            *owes = owes.saturating_sub(part);
            rest = rest.saturating_sub(part);
        }
        self.owed.retain(|(_, owes)| *owes > 0);
        while rest > 0 {
            let Some((key, part)) = self.taken.get_mut(purpose).and_then(Vec::pop) else { break };
            let back = rest.min(part);
            if back < part {
                let taken = self.taken.entry(purpose.to_owned()).or_default();
                taken.push((key, part.saturating_sub(back)));
            }
            rest = rest.saturating_sub(back);
            self.add(key, back);
        }
    }

    fn result(self) -> Lots {
        let end = |at: Timestamp| Some(at).filter(|at| *at != Timestamp::MAX);
        Lots {
            left: self.lots.iter().map(|((at, _), minor)| Lot { ends_at: end(*at), minor: *minor }).collect(),
            expired_minor: self.expired,
            owed_minor: self.owed.iter().fold(0, |sum, (_, owes)| sum.saturating_add(*owes)),
        }
    }
}

#[cfg(test)]
#[path = "lots_tests.rs"]
mod tests;
