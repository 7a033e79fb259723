//! Small repeatable chance: the same demo every time. Nothing secret comes from here.

/// A xorshift64* generator.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice that always fall the same way for the same seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// From `low` up to but not including `high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or(1).max(1);
        low + i64::try_from(self.roll() % span).unwrap_or(0)
    }

    /// Whether something of this likelihood happens.
    pub(super) fn percent(&mut self, percent: i64) -> bool {
        self.between(0, 100) < percent
    }

    /// One of several, each as likely; there must be one.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.between(0, i64::try_from(of.len()).unwrap_or(1));
        &of[usize::try_from(at).unwrap_or(0)]
    }

    /// One of several by weight; there must be one.
    pub(super) fn weighted<'a, T>(&mut self, of: &'a [T], weight: impl Fn(&T) -> i64) -> &'a T {
        let mut left = self.between(0, of.iter().map(&weight).sum());
        for one in of {
            left -= weight(one);
            if left < 0 {
                return one;
            }
        }
        &of[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_repeat_themselves_and_stay_in_range() {
        let rolls = |seed| {
            let mut dice = Dice::new(seed);
            (0..100).map(|_| dice.between(-3, 4)).collect::<Vec<_>>()
        };
        assert_eq!(rolls(7), rolls(7));
        assert_ne!(rolls(7), rolls(9));
        assert!(rolls(7).iter().all(|roll| (-3..4).contains(roll)));
        assert_eq!(rolls(7).iter().collect::<std::collections::BTreeSet<_>>().len(), 7);
    }

    #[test]
    fn what_weighs_nothing_is_never_drawn() {
        let mut dice = Dice::new(3);
        assert!((0..100).all(|_| *dice.weighted(&[("a", 0), ("b", 5)], |one| one.1) == ("b", 5)));
    }
}
