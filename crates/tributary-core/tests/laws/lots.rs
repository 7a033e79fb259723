//! Store credit that ends: nothing is lost or made, whatever is earned, spent, given back and taken back in whatever order.

use proptest::prelude::*;
use tributary_core::Timestamp;
use tributary_core::referral::lots::{Move, Moved, lots};

const fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn moved(ms: i64, what: Move) -> Moved {
    Moved { at: at(ms), what }
}

fn credit(ms: i64, source: &str, minor: i64, ends: Option<i64>) -> Moved {
    moved(ms, Move::Credit { source: source.to_owned(), minor, ends_at: ends.map(at) })
}

fn taken_back(ms: i64, source: &str, minor: i64) -> Moved {
    moved(ms, Move::TakenBack { source: source.to_owned(), minor })
}

fn spent(ms: i64, purpose: &str, minor: i64) -> Moved {
    moved(ms, Move::Spent { purpose: purpose.to_owned(), minor })
}

fn returned(ms: i64, purpose: &str, minor: i64) -> Moved {
    moved(ms, Move::Returned { purpose: purpose.to_owned(), minor })
}

/// Left, expired, owed.
fn sums(moves: &[Moved], now: i64) -> (i64, i64, i64) {
    let lots = lots(moves, at(now));
    (lots.left_minor(), lots.expired_minor, lots.owed_minor)
}

/// A history as a wallet has it: nobody spends more than there is, takes back more than came, or gives back more than was taken.
fn history() -> impl Strategy<Value = Vec<Moved>> {
    prop::collection::vec((0..4_u8, 0..4_usize, 1..100_i64, 0..30_i64, prop::option::of(1..80_i64)), 1..40)
        .prop_map(|steps| {
            let (mut moves, mut now) = (Vec::new(), 0);
            for (kind, which, minor, later, ends) in steps {
                now += later;
                let name = ["a", "b", "c", "d"][which];
                let open = |into: fn(&Move) -> Option<(&str, i64)>| {
                    let all = moves.iter().filter_map(|moved: &Moved| into(&moved.what));
                    all.filter(|(of, _)| *of == name).map(|(_, minor)| minor).sum::<i64>()
                };
                let moved = match kind {
                    0 => credit(now, name, minor, ends.map(|ends| now + ends)),
                    1 => taken_back(now, name, minor.min(open(of_source))),
                    2 => spent(now, name, minor.min(lots(&moves, at(now)).left_minor())),
                    _ => returned(now, name, minor.min(open(of_purpose))),
                };
                if amount(&moved.what) > 0 {
                    moves.push(moved);
                }
            }
            moves
        })
}

fn amount(what: &Move) -> i64 {
    match what {
        Move::Credit { minor, .. }
        | Move::TakenBack { minor, .. }
        | Move::Spent { minor, .. }
        | Move::Returned { minor, .. } => *minor,
    }
}

fn of_source(what: &Move) -> Option<(&str, i64)> {
    match what {
        Move::Credit { source, minor, .. } => Some((source, *minor)),
        Move::TakenBack { source, minor } => Some((source, -minor)),
        _ => None,
    }
}

fn of_purpose(what: &Move) -> Option<(&str, i64)> {
    match what {
        Move::Spent { purpose, minor } => Some((purpose, *minor)),
        Move::Returned { purpose, minor } => Some((purpose, -minor)),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn nothing_is_lost_or_made(moves in history(), later in 0..200_i64) {
        let now = moves.last().map_or(0, |moved| moved.at.ms()) + later;
        let (left, expired, owed) = sums(&moves, now);
        let came: i64 = moves.iter().filter_map(|moved| of_source(&moved.what)).map(|(_, minor)| minor).sum();
        let went: i64 = moves.iter().filter_map(|moved| of_purpose(&moved.what)).map(|(_, minor)| minor).sum();
        prop_assert_eq!(left - owed, came - went - expired);
        prop_assert!(left >= 0 && owed >= 0 && expired >= 0);
        prop_assert!(left == 0 || owed == 0, "who owes has nothing: {} {}", left, owed);
        let lots = lots(&moves, at(now));
        prop_assert!(lots.left.iter().all(|lot| lot.minor > 0 && lot.ends_at.is_none_or(|end| end > at(now))));
    }

    #[test]
    fn a_credit_that_is_taken_back_whole_might_as_well_never_have_been(
        moves in history(), place in 0..40_usize, minor in 1..100_i64, end in prop::option::of(1..80_i64), later in 0..200_i64
    ) {
        let now = moves.last().map_or(0, |moved| moved.at.ms());
        let mut more = moves.clone();
        let place = place.min(more.len());
        let came = more.get(place).map_or(now, |moved| moved.at.ms());
        more.insert(place, credit(came, "gone", minor, end.map(|end| came + end)));
        more.push(taken_back(now, "gone", minor));
        prop_assert_eq!(lots(&more, at(now + later)), lots(&moves, at(now + later)));
    }

    #[test]
    fn what_has_ended_grows_with_time_alone(moves in history(), first in 0..100_i64, then in 0..100_i64) {
        let now = moves.last().map_or(0, |moved| moved.at.ms()) + first;
        prop_assert!(sums(&moves, now).1 <= sums(&moves, now + then).1);
    }
}
