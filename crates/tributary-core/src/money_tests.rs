//! Reading, rounding and splitting money, at the edges.

use super::*;

fn minor(text: &str, code: &str) -> Result<i64, BadMoney> {
    Money::parse_decimal(text, Currency::parse(code).unwrap()).map(|m| m.minor)
}

#[test]
fn decimals_become_minor_units_of_the_currency() {
    assert_eq!(minor("91.17", "USD"), Ok(9117));
    assert_eq!(minor("5", "usd"), Ok(500));
    assert_eq!(minor("12.5", "USD"), Ok(1250));
    assert_eq!(minor("3675", "JPY"), Ok(3675));
    assert_eq!(minor("4.088", "KWD"), Ok(4088));
    assert_eq!(minor("4.09", "KWD"), Ok(4090));
    assert_eq!(minor("-19.50", "USD"), Ok(-1950));
    assert_eq!(minor(".5", "USD"), Ok(50));
}

#[test]
fn too_many_decimals_round_half_away_from_zero() {
    assert_eq!(minor("1360.94", "JPY"), Ok(1361));
    assert_eq!(minor("1.005", "USD"), Ok(101));
    assert_eq!(minor("1.00499999", "USD"), Ok(100));
    assert_eq!(minor("-1.005", "USD"), Ok(-101));
    assert_eq!(minor("0.5", "JPY"), Ok(1));
}

#[test]
fn what_is_no_decimal_is_refused() {
    for bad in ["", ".", "-", "1e5", "1,50", "NaN", "inf", "0x10", "1.2.3", " 1 2", "٣"] {
        assert_eq!(minor(bad, "USD"), Err(BadMoney::Amount), "{bad:?}");
    }
    assert_eq!(minor("92233720368547758.08", "USD"), Err(BadMoney::Overflow));
    assert_eq!(Currency::parse("XYZ"), Err(BadMoney::Currency));
    assert_eq!(Currency::parse("XAU"), Err(BadMoney::Currency));
}

#[test]
fn a_rate_is_a_percentage_with_up_to_four_decimals() {
    assert_eq!(Rate::parse_percent("12.5").unwrap().ppm(), 125_000);
    assert_eq!(Rate::parse_percent("0.0001").unwrap().ppm(), 1);
    assert_eq!(Rate::parse_percent("100").unwrap().to_string(), "100");
    assert_eq!(Rate::parse_percent("12.50").unwrap().to_string(), "12.5");
    for bad in ["100.0001", "-1", "", "10%", "1.23456", "ten"] {
        assert_eq!(Rate::parse_percent(bad), Err(BadMoney::Rate), "{bad:?}");
    }
}

#[test]
fn a_commission_rounds_down_once_over_all_lines() {
    let ten = Rate::percent(10);
    assert_eq!(percent_down([(1999, ten)].into_iter()), 199);
    assert_eq!(percent_down([(5, ten), (5, ten)].into_iter()), 1);
}

#[test]
fn shares_round_as_their_names_say() {
    assert_eq!(share_down(100, 2, 3), 66);
    assert_eq!(share_half_away(100, 2, 3), 67);
    assert_eq!(share_half_away(1, 1, 2), 1);
    assert_eq!(share_half_away(-1, 1, 2), -1);
    assert_eq!(share_half_away(7, 0, 0), 0);
    assert_eq!(share_down(i64::MAX, i64::MAX, i64::MAX), i64::MAX);
}

#[test]
fn a_split_gives_the_odd_unit_to_the_largest_remainder_then_to_the_first() {
    assert_eq!(split(101, &[50, 50]), [51, 50]);
    assert_eq!(split(100, &[1, 1, 1]), [34, 33, 33]);
    assert_eq!(split(10, &[0, 0]), [0, 0]);
    assert_eq!(split(0, &[1]), [0]);
    assert_eq!(split(7, &[]), Vec::<i64>::new());
}
