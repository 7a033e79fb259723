//! Promotions read by the clock of a zone, to the millisecond, and beside each other.

use super::*;
use tributary_core::Currency;
use tributary_core::referral::Referral;

fn given(name: &str, starts: &str, ends: &str) -> Given {
    Given { name: name.to_owned(), starts: starts.to_owned(), ends: ends.to_owned(), multiplier_percent: 200 }
}

fn stockholm(starts: &str, ends: &str) -> Promo {
    read(&given("Week", starts, ends), "Europe/Stockholm", "/promo").unwrap()
}

fn at(text: &str) -> Timestamp {
    parse_rfc3339(text).unwrap()
}

/// The code and the pointer of what is wrong.
fn wrong(result: Result<Promo>) -> (String, &'static str) {
    match result.unwrap_err() {
        Error::Invalid(fields) => (fields[0].pointer.clone(), fields[0].code),
        other => panic!("{other}"),
    }
}

#[test]
fn a_promotion_over_the_night_on_which_clocks_go_forward_is_an_hour_shorter() {
    let spring = stockholm("2026-03-28T12:00", "2026-03-29T12:00");
    assert_eq!((spring.starts_at, spring.ends_at), (at("2026-03-28T11:00:00Z"), at("2026-03-29T10:00:00Z")));
    assert_eq!(spring.ends_at.since_ms(spring.starts_at), 23 * 3_600_000);
    let autumn = stockholm("2026-10-24T12:00", "2026-10-25T12:00");
    assert_eq!(autumn.ends_at.since_ms(autumn.starts_at), 25 * 3_600_000);
}

#[test]
fn its_first_millisecond_counts_and_the_first_after_it_does_not_whatever_the_clocks_do() {
    let mut referral = Referral::new(Currency::parse("USD").unwrap());
    for (starts, ends, first, after) in [
        ("2026-03-29T00:00", "2026-03-29T03:00", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z"),
        ("2026-03-29T03:00", "2026-03-30T00:00", "2026-03-29T01:00:00Z", "2026-03-29T22:00:00Z"),
        ("2026-10-25T00:00", "2026-10-25T03:00", "2026-10-24T22:00:00Z", "2026-10-25T02:00:00Z"),
        ("2026-10-25T01:59:59.999", "2026-10-25T02:30", "2026-10-24T23:59:59.999Z", "2026-10-25T01:30:00Z"),
        ("2026-10-25T02:30", "2026-10-25T02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
    ] {
        referral.promos = vec![stockholm(starts, ends)];
        let counts = |at: Timestamp| referral.promo_at(at).is_some();
        let (first, after) = (at(first), at(after));
        let around = [first.plus_ms(-1), first, after.plus_ms(-1), after].map(counts);
        assert_eq!(around, [false, true, true, false], "{starts} to {ends}");
    }
}

#[test]
fn a_time_that_the_clocks_skip_is_refused_and_one_with_an_offset_is_a_moment() {
    let skipped = read(&given("Week", "2026-03-29T02:30", "2026-03-30T00:00"), "Europe/Stockholm", "/promo");
    assert_eq!(wrong(skipped), ("/promo/starts_at".to_owned(), "skipped"));
    let elsewhere = stockholm("2026-03-29T02:30:00+02:00", "2026-03-29T00:45:00Z");
    assert_eq!(elsewhere.starts_at, at("2026-03-29T00:30:00Z"));
}

#[test]
fn what_is_wrong_is_named() {
    let zone = "Europe/Stockholm";
    let tried = |given: Given| wrong(read(&given, zone, "/p"));
    assert_eq!(tried(given("", "2026-01-01T00:00", "2026-01-02T00:00")), ("/p/name".into(), "length"));
    assert_eq!(tried(given("A", "soon", "2026-01-02T00:00")), ("/p/starts_at".into(), "format"));
    assert_eq!(tried(given("A", "2026-01-01T00:00", "")), ("/p/ends_at".into(), "format"));
    assert_eq!(tried(given("A", "2026-01-02T00:00", "2026-01-01T00:00")), ("/p/ends_at".into(), "order"));
    for multiplier_percent in [0, MULTIPLIER_PERCENT_MAX + 1] {
        let promo = Given { multiplier_percent, ..given("A", "2026-01-01T00:00", "2026-01-02T00:00") };
        assert_eq!(tried(promo), ("/p/multiplier_percent".into(), "range"));
    }
    let nowhere = read(&given("A", "2026-01-01T00:00", "2026-01-02T00:00"), "Europe/Nowhere", "/p");
    assert_eq!(wrong(nowhere), ("/p/zone".into(), "unknown"));
}

#[test]
fn promotions_that_overlap_are_refused_by_name_and_neighbours_are_not() {
    let named = |name: &str, starts: &str, ends: &str| {
        read(&given(name, starts, ends), "Europe/Stockholm", "/p").unwrap()
    };
    let spring = named("Spring", "2026-03-01T00:00", "2026-04-01T00:00");
    let april = named("April", "2026-04-01T00:00", "2026-05-01T00:00");
    let easter = named("Easter", "2026-03-31T23:59:59.999", "2026-04-06T00:00");
    check(&[april.clone(), spring.clone()], "/promos").unwrap();
    let Err(Error::Invalid(fields)) = check(&[spring, april, easter], "/promos") else { panic!("no clash") };
    assert_eq!((fields[0].pointer.as_str(), fields[0].code), ("/promos/2/starts_at", "overlap"));
    assert!(
        fields[0].detail.contains("Easter") && fields[0].detail.contains("Spring"),
        "{}",
        fields[0].detail
    );
}
