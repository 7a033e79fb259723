//! Tests of what is said in which language.

use super::*;
use jiff::civil::date;

#[test]
fn english_says_itself_with_values_and_counts() {
    assert_eq!(t!("Orders"), "Orders");
    assert_eq!(t!("Sent to {who}", who = "Sara"), "Sent to Sara");
    assert_eq!(n!("{n} order", "{n} orders", 1), "1 order");
    assert_eq!(n!("{n} order", "{n} orders", 1_284), "1,284 orders");
    let drawn = th!("{who} won", who = "<b>").into_string();
    assert_eq!(drawn, "<bdi>&lt;b&gt;</bdi> won");
}

#[test]
fn a_value_in_a_right_to_left_sentence_is_isolated() {
    let said = within(Lang::Uyghur, || t!("Sent to {who}", who = "Sara"));
    assert!(said.contains("\u{2068}Sara\u{2069}"), "{said}");
}

#[test]
fn pseudo_is_longer_and_keeps_the_places_of_values() {
    let said = within(Lang::Pseudo, || t!("Sent to {who}", who = "Sara"));
    assert!(said.starts_with('[') && said.ends_with(']') && said.contains("Sara"), "{said}");
    assert!(said.chars().count() >= "Sent to Sara".len() * 7 / 5, "{said}");
}

#[test]
fn numbers_and_days_follow_the_language() {
    let of = |lang, write: fn() -> String| within(lang, write);
    assert_eq!(of(Lang::Swedish, || number::decimal(-123_450, 2)), "\u{2212}1\u{a0}234,50");
    assert_eq!(of(Lang::Turkish, || number::percent(1_250)), "%12,5");
    assert_eq!(of(Lang::English, || number::percent(1_200)), "12 %");
    assert_eq!(of(Lang::Uyghur, || date::day_of_year(date(2026, 6, 8))), "2026-يىلى 8-ئىيۇن");
    assert_eq!(of(Lang::English, || date::weekday(date(2026, 6, 2))), "Tue 2 Jun 2026");
}

#[test]
fn arabic_has_six_forms() {
    let forms = [0, 1, 2, 5, 11, 100, 103, 1_002].map(|n| plural(Lang::Arabic, n).name());
    assert_eq!(forms, ["zero", "one", "two", "few", "many", "other", "few", "other"]);
}
