//! A split adds up to its whole, each part is within one unit of exact, and nobody is favoured.

use super::Chance;
use proptest::prelude::*;
use tributary_core::money::{share_down, share_half_away, split};

fn check(total: i64, weights: &[i64]) {
    let parts = split(total, weights);
    let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    assert_eq!(parts.len(), weights.len());
    let given: i128 = parts.iter().map(|part| i128::from(*part)).sum();
    assert_eq!(given, if whole == 0 { 0 } else { i128::from(total) }, "{total} by {weights:?}: {parts:?}");
    for (part, weight) in parts.iter().zip(weights) {
        let exact = i128::from(total) * i128::from(*weight);
        let floor = exact.checked_div(whole).unwrap_or(0);
        let ceiling = floor + i128::from(exact.checked_rem(whole).unwrap_or(0) != 0);
        assert!((floor..=ceiling).contains(&i128::from(*part)), "{total} by {weights:?}: {parts:?}");
    }
}

#[test]
fn a_million_splits_are_exact() {
    let mut chance = Chance::seeded(1);
    let mut weights = Vec::with_capacity(6);
    for _ in 0..1_000_000 {
        let total = chance.of_bits(40);
        weights.clear();
        for _ in 0..=chance.below(5) {
            weights.push(chance.of_bits(20));
        }
        check(total, &weights);
    }
}

proptest! {
    #[test]
    fn any_split_is_exact(total in 0..=i64::MAX, weights in prop::collection::vec(0..=i64::MAX, 0..8)) {
        check(total, &weights);
    }

    #[test]
    fn a_split_prefers_the_larger_remainder_and_then_the_earlier_part(
        total in 0_i64..100_000,
        weights in prop::collection::vec(0_i64..1000, 1..8),
    ) {
        let parts = split(total, &weights);
        let whole: i64 = weights.iter().sum::<i64>().max(1);
        let rest = |index: usize| total * weights[index] % whole;
        let got_more = |index: usize| parts[index] > total * weights[index] / whole;
        for lucky in (0..parts.len()).filter(|index| got_more(*index)) {
            for other in (0..parts.len()).filter(|index| !got_more(*index)) {
                prop_assert!((rest(lucky), other) > (rest(other), lucky), "{parts:?}");
            }
        }
    }

    #[test]
    fn equal_weights_differ_by_at_most_a_unit(total in 0..=i64::MAX, count in 1_usize..20) {
        let parts = split(total, &vec![1; count]);
        prop_assert!(parts.iter().max().unwrap() - parts.iter().min().unwrap() <= 1);
    }

    #[test]
    fn a_share_is_within_the_rounding_its_name_says(amount: i64, part: i64, whole: i64) {
        let exact = i128::from(amount) * i128::from(part);
        let (down, half) = (share_down(amount, part, whole), share_half_away(amount, part, whole));
        if whole == 0 {
            prop_assert_eq!((down, half), (0, 0));
        } else if let (1..=i64::MAX, 0..=i64::MAX, 1..=i64::MAX) = (amount, part, whole) {
            let wide = i128::from(whole);
            let limit = |value: i128| i64::try_from(value).unwrap_or(i64::MAX);
            prop_assert_eq!(down, limit(exact / wide));
            prop_assert_eq!(half, limit((exact * 2 + wide) / (wide * 2)));
        }
    }

    #[test]
    fn half_away_from_zero_is_the_same_on_both_sides(amount in 0..=i64::MAX, one: u32, other: u32) {
        let (part, whole) = (i64::from(one.min(other)), i64::from(one.max(other)));
        prop_assert_eq!(share_half_away(-amount, part, whole), -share_half_away(amount, part, whole));
    }
}
