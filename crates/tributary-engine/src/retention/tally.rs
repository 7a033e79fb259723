//! What many clicks counted in their days, as one number that does not grow: each kind of click has a number of its own, and
//! these are added up. So what is kept per day, less the clicks that are still there, must come to what was forgotten.

use tributary_core::Timestamp;

const LANES: usize = 8;

/// A sum of clicks, each by its kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally([u64; LANES]);

impl Tally {
    /// Adds so many clicks of a kind: its day, and what else its day tells apart.
    pub fn add(&mut self, day: i64, kind: &[&str], clicks: i64) {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&day.to_be_bytes());
        for part in kind {
            hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let mut numbers = [0; LANES * 8];
        hasher.finalize_xof().fill(&mut numbers);
        let times = clicks.cast_unsigned();
        for (lane, eight) in self.0.iter_mut().zip(numbers.chunks_exact(8)) {
            let number = <[u8; 8]>::try_from(eight).map_or(0, u64::from_be_bytes);
            *lane = lane.wrapping_add(number.wrapping_mul(times));
        }
    }

    /// The sum of a text that [`Self::to_text`] made; nothing of any other.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut lanes = [0; LANES];
        for (at, lane) in lanes.iter_mut().enumerate() {
            let digits = text.get(at * 16..(at + 1) * 16).unwrap_or_default();
            *lane = u64::from_str_radix(digits, 16).unwrap_or_default();
        }
        Self(lanes)
    }

    /// Its digits.
    #[must_use]
    pub fn to_text(self) -> String {
        self.0.iter().map(|lane| format!("{lane:016x}")).collect()
    }
}

/// The moment that a text says; the last there is for one that says none.
pub(super) fn moment(text: &str) -> Timestamp {
    Timestamp::from_ms(text.parse().unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_does_not_matter_and_what_is_taken_away_is_as_if_never_added() {
        let (mut one, mut other) = (Tally::default(), Tally::default());
        one.add(20_000, &["prg", "par"], 2);
        one.add(20_001, &["prg", ""], 1);
        other.add(20_001, &["prg", ""], 4);
        other.add(20_000, &["prg", "par"], 1);
        assert_ne!(one, other);
        other.add(20_001, &["prg", ""], -3);
        other.add(20_000, &["prg", "par"], 1);
        assert_eq!(one, other);
        assert_eq!(Tally::parse(&one.to_text()), one);
        assert_eq!(Tally::parse("no digits"), Tally::default());
    }

    #[test]
    fn no_part_bleeds_into_the_next_and_the_day_tells() {
        let of = |day, kind: &[&str]| {
            let mut tally = Tally::default();
            tally.add(day, kind, 1);
            tally
        };
        assert_ne!(of(1, &["ab", "c"]), of(1, &["a", "bc"]));
        assert_ne!(of(1, &["a"]), of(2, &["a"]));
    }
}
