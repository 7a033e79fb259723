//! Promotions as an owner gives them: by the clock on the wall of a time zone. What is kept of them are moments.

use crate::clock::parse_rfc3339;
use crate::error::{Error, Result};
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use tributary_core::Timestamp;
use tributary_core::referral::Promo;

/// Rewards are raised to a hundred times at most.
pub const MULTIPLIER_PERCENT_MAX: u32 = 10_000;
/// Customers read the name.
const NAME_CHARS_MAX: usize = 80;

/// A promotion as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// What customers read.
    pub name: String,
    /// Its first moment: `2026-03-29T00:00` by the clock of the zone, or a moment with its offset.
    pub starts: String,
    /// The first moment after it, likewise.
    pub ends: String,
    /// By how much, in hundredths.
    pub multiplier_percent: u32,
}

/// The moments of a promotion in a time zone. Where the clocks go back and show a time twice, it starts with the first and ends with
/// the second: what customers were promised holds as long as any clock may say so.
///
/// # Errors
/// [`Error::Invalid`] names the field below `pointer`.
pub fn read(given: &Given, zone: &str, pointer: &str) -> Result<Promo> {
    let zone = TimeZone::get(zone).map_err(|_| {
        Error::field(format!("{pointer}/zone"), "unknown", "Give a time zone such as Europe/Stockholm.")
    })?;
    let starts_at =
        moment(&given.starts, &zone, Turn::First).map_err(|why| why.of(&format!("{pointer}/starts_at")))?;
    let ends_at =
        moment(&given.ends, &zone, Turn::Second).map_err(|why| why.of(&format!("{pointer}/ends_at")))?;
    let promo = Promo {
        name: given.name.trim().to_owned(),
        starts_at,
        ends_at,
        multiplier_percent: given.multiplier_percent,
    };
    check_one(&promo, pointer)?;
    Ok(promo)
}

/// Which of two times counts that a clock shows alike.
#[derive(Debug, Clone, Copy)]
enum Turn {
    First,
    Second,
}

#[derive(Debug, Clone, Copy)]
enum BadTime {
    Format,
    Skipped,
}

impl BadTime {
    fn of(self, pointer: &str) -> Error {
        match self {
            Self::Format => {
                Error::field(pointer, "format", "Give a date and a time such as 2026-11-27T00:00.")
            }
            Self::Skipped => Error::field(
                pointer,
                "skipped",
                "The clocks go forward over this time: give one before or after.",
            ),
        }
    }
}

fn moment(text: &str, zone: &TimeZone, turn: Turn) -> std::result::Result<Timestamp, BadTime> {
    let text = text.trim();
    if let Some(at) = parse_rfc3339(text) {
        return Ok(at);
    }
    let wall: DateTime = text.parse().map_err(|_| BadTime::Format)?;
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    let at = match (ambiguous.offset(), turn) {
        (AmbiguousOffset::Gap { .. }, _) => return Err(BadTime::Skipped),
        (_, Turn::First) => ambiguous.earlier(),
        (_, Turn::Second) => ambiguous.later(),
    };
    Ok(Timestamp::from_ms(at.map_err(|_| BadTime::Format)?.as_millisecond()))
}

/// Whether promotions can stand beside each other in one version of rules.
///
/// # Errors
/// [`Error::Invalid`] names the field below `pointer`, and with which other it clashes.
pub fn check(promos: &[Promo], pointer: &str) -> Result<()> {
    for (place, promo) in promos.iter().enumerate() {
        let own = format!("{pointer}/{place}");
        check_one(promo, &own)?;
        let clash = promos.iter().take(place).find(|other| overlap(promo, other));
        if let Some(other) = clash {
            let detail = format!(
                "“{}” and “{}” overlap: end one of them before the other starts.",
                promo.name, other.name
            );
            return Err(Error::field(format!("{own}/starts_at"), "overlap", detail));
        }
    }
    Ok(())
}

/// Both are half-open, so one may end in the moment in which another starts.
fn overlap(one: &Promo, other: &Promo) -> bool {
    one.starts_at < other.ends_at && other.starts_at < one.ends_at
}

fn check_one(promo: &Promo, pointer: &str) -> Result<()> {
    if promo.name.is_empty() || promo.name.chars().count() > NAME_CHARS_MAX {
        let detail = format!("Give a name of 1 to {NAME_CHARS_MAX} characters.");
        return Err(Error::field(format!("{pointer}/name"), "length", detail));
    }
    if promo.ends_at <= promo.starts_at {
        return Err(Error::field(format!("{pointer}/ends_at"), "order", "End it after it starts."));
    }
    if !(1..=MULTIPLIER_PERCENT_MAX).contains(&promo.multiplier_percent) {
        let detail = format!("Give hundredths from 1 to {MULTIPLIER_PERCENT_MAX}: 200 doubles.");
        return Err(Error::field(format!("{pointer}/multiplier_percent"), "range", detail));
    }
    Ok(())
}

#[cfg(test)]
#[path = "promo_tests.rs"]
mod tests;
