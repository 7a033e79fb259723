//! Texts of cells as values: amounts, moments, words. What could mean two things is refused, never guessed.

use super::plan::Dates;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use tributary_core::{Currency, Money, Timestamp};

use crate::clock::parse_rfc3339;

/// Ten trillion dollars, as everywhere else.
const AMOUNT_MAX: i64 = 1_000_000_000_000_000;

/// What is wrong with a cell, and what to do about it.
pub(super) type Wrong = &'static str;

/// An amount of at least nothing, in minor units.
pub(super) fn amount(text: &str, currency: Currency) -> Result<i64, Wrong> {
    const NO_AMOUNT: Wrong = "Write an amount such as 1234.50, without a sign.";
    let bare: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')).collect();
    let other = text.chars().filter(|c| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '\'')));
    // A currency's sign or letters may stand around it, and blanks between thousands.
    if bare.contains('-') || bare.is_empty() || other.filter(|c| c.is_alphabetic()).count() > 3 {
        return Err(NO_AMOUNT);
    }
    let plain = with_point(bare.trim_matches(['.', ',']), currency)?;
    let fraction = plain.split_once('.').map_or("", |(_, fraction)| fraction);
    let places = usize::from(currency.exponent());
    if fraction.bytes().skip(places).any(|digit| digit != b'0') {
        return Err("This amount has more decimals than its currency.");
    }
    let minor = Money::parse_decimal(&plain, currency).map_err(|_| NO_AMOUNT)?.minor;
    if minor > AMOUNT_MAX { Err("This amount is too large.") } else { Ok(minor) }
}

/// The digits with a point before the decimals and nothing between thousands.
fn with_point(digits: &str, currency: Currency) -> Result<String, Wrong> {
    let last = digits.rfind(['.', ',']);
    let Some(last) = last else { return Ok(digits.to_owned()) };
    let sign = digits.get(last..=last).unwrap_or_default();
    let (before, after) =
        (digits.get(..last).unwrap_or_default(), digits.get(last + 1..).unwrap_or_default());
    let without = |text: &str| text.replace(['.', ','], "");
    if before.contains(sign) {
        return Ok(without(digits)); // 1.234.567
    }
    let both = before.contains(['.', ',']);
    if !both && after.len() == 3 && currency.exponent() != 3 {
        return Err("This could be thousands or decimals: write 1234 or 1.234,00 or 1,234.00.");
    }
    Ok(format!("{}.{after}", without(before)))
}

/// A moment, and how exact it was written, in milliseconds. Without a zone it is of the store's clock.
pub(super) fn moment(text: &str, zone: &TimeZone, dates: Dates) -> Result<(Timestamp, i64), Wrong> {
    const DAY_MS: i64 = 86_400_000;
    const NO_DATE: Wrong = "Write a date such as 2026-05-01 or 2026-05-01 14:30.";
    if let Some(at) = parse_rfc3339(text) {
        return Ok((at, if text.contains('.') { 1 } else { 1000 }));
    }
    let (day, time) = text.trim().split_once(['T', ' ']).unwrap_or((text.trim(), ""));
    let day = date(day, dates)?;
    let time = time.trim();
    let (time, step) = if time.is_empty() {
        (Time::midnight(), DAY_MS)
    } else {
        (clock(time).ok_or(NO_DATE)?, if time.matches(':').count() > 1 { 1000 } else { 60_000 })
    };
    let zoned = DateTime::from_parts(day, time).to_zoned(zone.clone()).map_err(|_| NO_DATE)?;
    let ms = zoned.timestamp().as_millisecond();
    if !(0..32_503_680_000_000).contains(&ms) {
        return Err("Dates go from 1970 to 2999.");
    }
    Ok((Timestamp::from_ms(ms), step))
}

/// `14:30`, `14:30:05`, `2:30 PM`
fn clock(text: &str) -> Option<Time> {
    let upper = text.to_ascii_uppercase();
    let (digits, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(rest), _) => (rest.trim(), Some(0)),
        (_, Some(rest)) => (rest.trim(), Some(12)),
        _ => (upper.trim(), None),
    };
    let digits = digits.split('.').next().unwrap_or_default();
    let parts: Vec<i8> = digits.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (hour, rest) = parts.split_first()?;
    let hour = half.map_or(Some(*hour), |half| (1..=12).contains(hour).then(|| hour % 12 + half))?;
    match rest {
        [minute] => Time::new(hour, *minute, 0, 0).ok(),
        [minute, second] => Time::new(hour, *minute, *second, 0).ok(),
        _ => None,
    }
}

/// `2026-05-01`, `01.05.2026`, `1/5/2026`
fn date(text: &str, dates: Dates) -> Result<Date, Wrong> {
    const NO_DATE: Wrong = "Write a date such as 2026-05-01 or 2026-05-01 14:30.";
    let sign = ['-', '.', '/'].into_iter().find(|sign| text.contains(*sign)).ok_or(NO_DATE)?;
    let parts: Vec<i16> =
        text.split(sign).map(|part| part.trim().parse().ok()).collect::<Option<_>>().ok_or(NO_DATE)?;
    let [first, second, third] = parts[..] else { return Err(NO_DATE) };
    if first > 31 {
        return day(first, second, third).ok_or(NO_DATE);
    }
    let (month, of_month) = match (sign, dates) {
        ('.', _) | ('/' | '-', Dates::Day) => (second, first),
        (_, Dates::Month) => (first, second),
        _ if first > 12 => (second, first),
        _ if second > 12 => (first, second),
        _ => return Err("Day and month could be the other way round: say which comes first."),
    };
    let year = if third < 100 { return Err("Write the year with four digits.") } else { third };
    day(year, month, of_month).ok_or(NO_DATE)
}

fn day(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A word of a list by any of its spellings.
pub(super) fn word<'a>(text: &str, known: &[(&'a str, &[&str])]) -> Option<&'a str> {
    let folded = super::field::fold(text);
    let found =
        known.iter().find(|(word, spellings)| *word == folded || spellings.contains(&folded.as_str()));
    found.map(|(word, _)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them_and_never_guessed() {
        let sek = Currency::parse("SEK").unwrap();
        for (text, minor) in [
            ("1234.50", 123_450),
            ("1 234,50 kr", 123_450),
            ("SEK 1,234.50", 123_450),
            ("1.234,50", 123_450),
            ("1,234,567", 123_456_700),
            ("12", 1_200),
            ("0.5", 50),
            ("12.5000", 1_250),
            ("$3", 300),
        ] {
            assert_eq!(amount(text, sek), Ok(minor), "{text}");
        }
        for text in ["", "abc", "-5", "1,234", "1.234", "1.005", "12.345678", "99999999999999999"] {
            assert!(amount(text, sek).is_err(), "{text}");
        }
        assert_eq!(amount("1,234", Currency::parse("KWD").unwrap()), Ok(1_234));
    }

    #[test]
    fn moments_without_a_zone_are_of_the_stores_clock_and_days_are_never_guessed() {
        let zone = TimeZone::get("Europe/Stockholm").unwrap();
        let ms = |text: &str, dates| moment(text, &zone, dates).map(|(at, _)| at.ms());
        let noon = 1_777_629_600_000; // 2026-05-01T12:00 in Stockholm
        for text in ["2026-05-01T10:00:00Z", "2026-05-01 12:00:00", "1.5.2026 12:00", "2026/05/01 12:00 PM"] {
            assert_eq!(ms(text, Dates::Either), Ok(noon), "{text}");
        }
        assert_eq!(ms("01/05/2026 12:00", Dates::Day), Ok(noon));
        assert_eq!(ms("05/01/2026 12:00", Dates::Month), Ok(noon));
        assert!(ms("05/01/2026", Dates::Either).is_err());
        assert_eq!(ms("31/12/2025", Dates::Either), ms("12/31/2025", Dates::Either));
        for text in ["", "soon", "2026-13-01", "1/2/26", "2026-05-01 25:00", "0000-00-00 00:00:00"] {
            assert!(ms(text, Dates::Either).is_err(), "{text}");
        }
    }
}
