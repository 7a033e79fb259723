//! Credit that ends, each promise by itself; what holds of all histories is among the laws.

use super::*;

const fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn credit(ms: i64, source: &str, minor: i64, ends: Option<i64>) -> Moved {
    let what = Move::Credit { source: source.to_owned(), minor, ends_at: ends.map(at) };
    Moved { at: at(ms), what }
}

fn taken_back(ms: i64, source: &str, minor: i64) -> Moved {
    Moved { at: at(ms), what: Move::TakenBack { source: source.to_owned(), minor } }
}

fn spent(ms: i64, purpose: &str, minor: i64) -> Moved {
    Moved { at: at(ms), what: Move::Spent { purpose: purpose.to_owned(), minor } }
}

fn returned(ms: i64, purpose: &str, minor: i64) -> Moved {
    Moved { at: at(ms), what: Move::Returned { purpose: purpose.to_owned(), minor } }
}

/// Left, expired, owed.
fn sums(moves: &[Moved], now: i64) -> (i64, i64, i64) {
    let lots = lots(moves, at(now));
    (lots.left_minor(), lots.expired_minor, lots.owed_minor)
}

#[test]
fn what_ends_first_is_spent_first_whenever_it_came() {
    let moves = [
        credit(0, "never", 10, None),
        credit(1, "late", 10, Some(200)),
        credit(2, "soon", 10, Some(100)),
        spent(3, "r", 15),
    ];
    let left = lots(&moves, at(50)).left;
    let expected = [Lot { ends_at: Some(at(200)), minor: 5 }, Lot { ends_at: None, minor: 10 }];
    assert_eq!(left, expected);
    assert_eq!(lots(&moves, at(50)).next_end(), Some(at(200)));
}

#[test]
fn credit_ends_to_the_millisecond() {
    let moves = [credit(0, "a", 10, Some(100))];
    assert_eq!(sums(&moves, 99), (10, 0, 0));
    assert_eq!(sums(&moves, 100), (0, 10, 0));
    let spent_in_time = [credit(0, "a", 10, Some(100)), spent(99, "r", 10)];
    assert_eq!(sums(&spent_in_time, 100), (0, 0, 0));
}

#[test]
fn what_ended_of_a_credit_that_is_taken_back_did_not_end() {
    let moves = [credit(0, "a", 100, Some(100)), taken_back(150, "a", 30)];
    assert_eq!(sums(&moves[..1], 149), (0, 100, 0));
    assert_eq!(sums(&moves, 150), (0, 70, 0));
}

#[test]
fn what_was_spent_of_a_credit_that_is_taken_back_comes_from_others_or_is_owed() {
    let moves = [
        credit(0, "a", 100, Some(100)),
        credit(0, "b", 100, Some(200)),
        spent(1, "r", 60),
        taken_back(150, "a", 100),
    ];
    assert_eq!(sums(&moves[..3], 149), (100, 40, 0));
    assert_eq!(sums(&moves, 150), (40, 0, 0));
    let alone = [moves[0].clone(), moves[2].clone(), moves[3].clone()];
    assert_eq!(sums(&alone, 150), (0, 0, 60));
    let paid = [&alone[..], &[credit(160, "c", 50, None), credit(161, "d", 50, None)]].concat();
    assert_eq!(sums(&paid, 170), (40, 0, 0));
}

#[test]
fn what_is_given_back_goes_where_it_came_from_and_ends_with_it() {
    let moves =
        [credit(0, "a", 10, Some(100)), credit(0, "b", 10, None), spent(1, "r", 15), returned(2, "r", 7)];
    let left = lots(&moves, at(50)).left;
    assert_eq!(left, [Lot { ends_at: Some(at(100)), minor: 2 }, Lot { ends_at: None, minor: 10 }]);
    let late = [credit(0, "a", 10, Some(100)), spent(1, "r", 10), returned(100, "r", 10)];
    assert_eq!(sums(&late[..2], 99), (0, 0, 0));
    assert_eq!(sums(&late, 100), (0, 10, 0));
}

#[test]
fn credit_that_came_again_has_an_end_of_its_own() {
    let moves = [credit(0, "a", 100, Some(100)), taken_back(50, "a", 100), credit(60, "a", 100, Some(160))];
    assert_eq!(sums(&moves, 159), (100, 0, 0));
    assert_eq!(sums(&moves, 160), (0, 100, 0));
}
