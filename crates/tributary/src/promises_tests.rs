//! What may be promised, and what is said of what may not.

use super::*;

fn home(timezone: &str) -> Home {
    Home { currency: Currency::parse("USD").unwrap(), timezone: timezone.to_owned() }
}

fn promo(name: &str, from: &str, to: &str) -> Promo {
    let at = |text: &str| tributary_engine::clock::parse_rfc3339(text).unwrap();
    Promo { name: name.to_owned(), starts_at: at(from), ends_at: at(to), multiplier_percent: 200 }
}

fn faults(change: impl FnOnce(&mut Referral)) -> Vec<String> {
    let home = home("UTC");
    let mut referral = Referral::new(home.currency);
    change(&mut referral);
    judge(&referral, &home).into_iter().map(|fault| fault.pointer).collect()
}

#[test]
fn the_original_s_defaults_may_be_promised() {
    assert_eq!(faults(|_| ()), Vec::<String>::new());
}

#[test]
fn what_may_not_be_promised_is_named() {
    let eur = Money::new(500, Currency::parse("EUR").unwrap());
    assert_eq!(faults(|it| it.reward = Reward::Fixed { amount: eur }), ["/reward/amount/currency"]);
    assert_eq!(faults(|it| it.cap = Some(Money { minor: -1, currency: home("").currency })), ["/cap/amount"]);
    assert_eq!(faults(|it| it.counts_when = vec![Status::Cancelled]), ["/counts_when/0"]);
    assert_eq!(faults(|it| it.counts_when.clear()), ["/counts_when"]);
    assert_eq!(faults(|it| it.levels.rates = vec![]), ["/levels/rates"]);
    assert_eq!(
        faults(|it| it.levels.rates = [10; 11].map(tributary_core::money::Rate::percent).to_vec()),
        ["/levels/rates"]
    );
    assert_eq!(faults(|it| it.window_days = 0), ["/window_days"]);
    assert_eq!(faults(|it| it.invitations.per_day = 0), ["/invitations/per_day"]);
    assert_eq!(faults(|it| it.promos = vec![promo("", "2026-12-05T00:00Z", "2026-12-05T00:00Z")]).len(), 2);
}

#[test]
fn two_promotions_at_once_are_refused_naming_the_other_and_neighbours_are_not() {
    let first = promo("Launch", "2026-12-05T00:00:00Z", "2026-12-07T00:00:00Z");
    let touching = promo("Next", "2026-12-07T00:00:00Z", "2026-12-08T00:00:00Z");
    let inside = promo("Inside", "2026-12-06T23:59:59.999Z", "2026-12-09T00:00:00Z");
    assert_eq!(faults(|it| it.promos = vec![first.clone(), touching]), Vec::<String>::new());
    let home = home("UTC");
    let clashing = Referral { promos: vec![first, inside], ..Referral::new(home.currency) };
    let [fault] = judge(&clashing, &home).try_into().unwrap();
    assert_eq!((fault.pointer.as_str(), fault.code), ("/promos/1/starts_at", "overlap"));
    assert!(fault.detail.contains("“Launch”"), "{}", fault.detail);
}

#[test]
fn a_promotion_is_read_on_the_program_s_own_clock_and_what_cannot_be_read_is_named() {
    let read = |starts_at: &str, ends_at: &str, multiplier: &str| {
        let given = GivenPromo { name: "Day", starts_at, ends_at, multiplier };
        home("Europe/Oslo").promo(&given, "/promos/3")
    };
    let day = read("2026-12-05T00:00", "2026-12-05T12:00:00Z", "2.5").unwrap();
    assert_eq!(tributary_engine::clock::rfc3339(day.starts_at), "2026-12-04T23:00:00.000Z");
    assert_eq!(day.multiplier_percent, 250);
    let faults = read("tomorrow", "2026-12-05T12:00:00Z", "much").unwrap_err();
    let named: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(named, ["/promos/3/starts_at", "/promos/3/multiplier"]);
}

#[test]
fn a_multiplier_has_two_decimals_at_most() {
    for (text, hundredths) in [("2", 200), ("1.5", 150), ("1.25", 125), ("100", 10_000), ("0.5", 50)] {
        assert_eq!(multiplier(text), Some(hundredths));
        assert_eq!(multiplier_text(hundredths), text);
    }
    for text in ["", "x", "1.255", "-2", "2,5", "1e3", "9999999"] {
        assert_eq!(multiplier(text), None, "{text}");
    }
}

#[test]
fn a_coupon_stands_in_the_list_once_whatever_its_spelling() {
    let listed = |all: &[&str]| Lifelong {
        listed: all.iter().map(|one| (*one).to_owned()).collect(),
        ..Lifelong::default()
    };
    assert!(judge_lifelong(&listed(&["SARA10", "BO"])).is_empty());
    let twice = judge_lifelong(&listed(&["SARA10", "sara10"]));
    assert_eq!(twice[0].pointer, "/listed/1");
}
