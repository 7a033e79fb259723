//! Whose a customer is: each rule as a sentence.

use super::*;
use crate::Currency;
use crate::presets::Preset;
use crate::referral::{Lifelong, Referral as Promised};

const NOON: Timestamp = Timestamp::from_ms(1_772_366_400_000);

fn rules(change: impl FnOnce(&mut Rules)) -> Rules {
    let mut rules = Preset::named("reftrackr").unwrap().rules();
    let mut promised = Promised::new(Currency::parse("SEK").unwrap());
    promised.enabled = true;
    rules.referral = Some(promised);
    change(&mut rules);
    rules
}

fn customer(number: u128) -> CustomerId {
    CustomerId::from_bits(number)
}

fn by_code(code: &str, holder: Holder) -> Hint {
    Hint {
        via: Via::Code,
        at: NOON,
        place: (1, 0),
        code: code.to_owned(),
        click: None,
        holder,
        paused: false,
        own: false,
        circle: false,
        reported: false,
    }
}

fn by_click(number: u128, before_ms: i64, sponsor: u128) -> Hint {
    Hint {
        via: Via::Click,
        at: NOON.plus_ms(before_ms.saturating_neg()),
        click: Some(ClickId::from_bits(number)),
        ..by_code("BOB22", Holder::Customer(customer(sponsor)))
    }
}

fn sign_up<'a>(rules: &'a Rules, hints: Vec<Hint>) -> Occasion<'a> {
    Occasion {
        kind: Kind::SignUp,
        at: NOON,
        seq: 1,
        rules,
        existing: false,
        duplicate: false,
        confirmed: true,
        hints,
        by: "test".to_owned(),
    }
}

fn order<'a>(rules: &'a Rules, after_ms: i64, coupon: &str) -> Occasion<'a> {
    let at = NOON.plus_ms(after_ms);
    let hint = Hint { via: Via::Coupon, at, ..by_code(coupon, Holder::Nobody) };
    Occasion { kind: Kind::Placed, at, ..sign_up(rules, vec![hint]) }
}

fn hand<'a>(rules: &'a Rules, after_ms: i64, code: &str) -> Occasion<'a> {
    let at = NOON.plus_ms(after_ms);
    let hints = if code.is_empty() {
        Vec::new()
    } else {
        vec![Hint { via: Via::Hand, at, ..by_code(code, Holder::Nobody) }]
    };
    Occasion { kind: Kind::Hand, at, ..sign_up(rules, hints) }
}

fn reasons(all: &Bindings) -> Vec<Refusal> {
    all.refused.iter().map(|refused| refused.reason).collect()
}

fn codes(all: &Bindings) -> Vec<(&str, Option<i64>)> {
    all.spans
        .iter()
        .map(|span| (span.hint.code.as_str(), span.until.map(|until| until.since_ms(NOON))))
        .collect()
}

#[test]
fn the_first_touch_binds_and_the_last_where_the_program_says_so() {
    let first = rules(|_| ());
    let clicks = || vec![by_click(1, 1_000, 11), by_click(2, 5_000, 12)];
    let all = bindings(vec![sign_up(&first, clicks())]);
    assert_eq!(all.current().unwrap().hint.holder, Holder::Customer(customer(12)));
    assert_eq!(reasons(&all), [Refusal::OtherCounts]);
    let last = rules(|rules| rules.referral.as_mut().unwrap().touch = TouchPolicy::Last);
    let all = bindings(vec![sign_up(&last, clicks())]);
    assert_eq!(all.current().unwrap().hint.holder, Holder::Customer(customer(11)));
}

#[test]
fn the_window_ends_at_its_last_millisecond() {
    let rules = rules(|_| ());
    let window = 7 * DAY_MS;
    assert!(bindings(vec![sign_up(&rules, vec![by_click(1, window - 1, 11)])]).current().is_some());
    let all = bindings(vec![sign_up(&rules, vec![by_click(1, window, 11)])]);
    assert_eq!((all.current(), reasons(&all)), (None, vec![Refusal::ClickTooOld]));
}

#[test]
fn each_refusal_has_its_own_name() {
    let on = rules(|_| ());
    let off = rules(|rules| rules.referral.as_mut().unwrap().enabled = false);
    let click = || by_click(1, 1_000, 11);
    let of = |rules: &Rules, hint: Hint, change: fn(&mut Occasion<'_>)| {
        let mut occasion = sign_up(rules, vec![hint]);
        change(&mut occasion);
        let all = bindings(vec![occasion]);
        assert_eq!(all.current(), None);
        reasons(&all)
    };
    let same = |_: &mut Occasion<'_>| ();
    assert_eq!(of(&on, Hint { own: true, ..click() }, same), [Refusal::Oneself]);
    assert_eq!(of(&on, Hint { paused: true, ..click() }, same), [Refusal::SponsorPaused]);
    assert_eq!(of(&on, Hint { circle: true, ..click() }, same), [Refusal::Circle]);
    assert_eq!(of(&on, by_code("nobody", Holder::Nobody), same), [Refusal::UnknownCode]);
    assert_eq!(of(&on, click(), |one| one.existing = true), [Refusal::ExistingCustomer]);
    assert_eq!(of(&on, by_click(1, -CLOCK_SKEW_MAX_MS, 11), same), [Refusal::ExistingCustomer]);
    assert_eq!(of(&on, click(), |one| one.duplicate = true), [Refusal::DuplicateAddress]);
    assert_eq!(of(&off, click(), same), [Refusal::Off]);
    assert_eq!(
        of(&on, Hint { reported: true, ..click() }, |one| one.confirmed = false),
        [Refusal::Unconfirmed]
    );
}

#[test]
fn what_a_browser_says_never_counts_beside_what_a_server_said() {
    let rules = rules(|_| ());
    let reported = Hint { reported: true, ..by_click(1, 9_000, 11) };
    let alone = bindings(vec![sign_up(&rules, vec![reported.clone()])]);
    assert_eq!(alone.current().unwrap().hint.holder, Holder::Customer(customer(11)));
    let both = bindings(vec![sign_up(&rules, vec![reported.clone(), by_click(2, 10, 12)])]);
    assert_eq!(both.current().unwrap().hint.holder, Holder::Customer(customer(12)));
    let own = Hint { own: true, ..by_click(2, 10, 12) };
    assert_eq!(bindings(vec![sign_up(&rules, vec![reported, own])]).current(), None);
}

// ZC-04, ZC-05, ZC-06, ZC-07
#[test]
fn the_first_coupon_of_a_placed_order_binds_for_life_whatever_comes_first_to_our_ears() {
    let rules =
        rules(|rules| rules.lifelong = Lifelong { mode: LifelongMode::FirstCoupon, listed: Vec::new() });
    let told =
        || vec![order(&rules, 9_000, "LATER"), order(&rules, 1_000, "first"), order(&rules, 5_000, "MIDDLE")];
    let mut other = told();
    other.reverse();
    assert_eq!(codes(&bindings(told())), [("first", None)]);
    assert_eq!(bindings(told()), bindings(other));
}

#[test]
fn only_listed_coupons_bind_where_some_are_listed() {
    let rules = rules(|rules| {
        rules.lifelong = Lifelong { mode: LifelongMode::FirstCoupon, listed: vec!["Sara10".to_owned()] };
    });
    let all = bindings(vec![order(&rules, 1_000, "SUMMER"), order(&rules, 2_000, " SARA10 ")]);
    assert_eq!((codes(&all), reasons(&all)), (vec![(" SARA10 ", None)], vec![Refusal::NotListed]));
}

// ZC-09, ZC-10
#[test]
fn a_typed_code_binds_while_there_is_none_and_never_overwrites() {
    let rules = rules(|rules| rules.lifelong.mode = LifelongMode::TypedCode);
    let typed = |after_ms: i64, code: &str| {
        let at = NOON.plus_ms(after_ms);
        let hint = Hint { via: Via::Typed, at, ..by_code(code, Holder::Nobody) };
        Occasion { kind: Kind::Typed, at, ..sign_up(&rules, vec![hint]) }
    };
    let all = bindings(vec![typed(2_000, "OTHER"), typed(1_000, "free text"), typed(3_000, "free text")]);
    assert_eq!((codes(&all), reasons(&all)), (vec![("free text", None)], vec![Refusal::AlreadyBound]));
}

// ZC-13
#[test]
fn a_person_changes_it_from_then_on_and_may_leave_it_blank() {
    let rules = rules(|rules| rules.lifelong.mode = LifelongMode::FirstCoupon);
    let all = bindings(vec![
        order(&rules, 1_000, "A"),
        hand(&rules, 5_000, "B"),
        order(&rules, 6_000, "C"),
        hand(&rules, 8_000, ""),
        order(&rules, 9_000, "D"),
    ]);
    assert_eq!(codes(&all), [("A", Some(5_000)), ("B", Some(8_000)), ("D", None)]);
}

// ZC-11, ZC-12
#[test]
fn switched_off_nothing_new_binds_and_what_was_bound_stays() {
    let coupons = rules(|rules| rules.lifelong.mode = LifelongMode::FirstCoupon);
    let off = rules(|_| ());
    let all = bindings(vec![order(&coupons, 1_000, "A"), order(&off, 2_000, "B")]);
    assert_eq!(codes(&all), [("A", None)]);
    assert_eq!(codes(&bindings(vec![order(&off, 2_000, "B")])), []);
}
