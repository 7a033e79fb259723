//! WooCommerce's dates: UTC without a `Z`, in whole seconds.

use super::Invalid;
use super::payload::Scalar;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use tributary_core::time::Timestamp;

/// How exact WooCommerce's dates are: whole seconds.
pub(super) const STEP_MS: i64 = 1000;

/// A date of a `*_gmt` field. Without a zone it is UTC; an offset, should one be there, is obeyed.
///
/// # Errors
/// When it is no date.
pub(super) fn moment(field: &str, date: &Scalar) -> Result<Option<Timestamp>, Invalid> {
    // MySQL's zero date comes out of PHP as year 0 or -1.
    let Some(text) = date.text().filter(|text| !text.starts_with("0000-") && !text.starts_with('-')) else {
        return Ok(None);
    };
    let read = text
        .parse::<jiff::Timestamp>()
        .or_else(|_| text.parse::<DateTime>()?.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()))
        .map_err(|_| Invalid::new(field, format!("{text:?} is not a date such as 2026-11-20T11:21:38")))?;
    Ok(Some(Timestamp::from_ms(read.as_millisecond())))
}

/// A moment as WooCommerce's REST API takes it together with `dates_are_gmt=true`.
///
/// # Errors
/// When it lies outside the years that have four digits.
pub(super) fn written(at: Timestamp) -> Result<String, Invalid> {
    let stamp = jiff::Timestamp::from_millisecond(at.floor_second().ms())
        .map_err(|_| Invalid::new("", "this moment cannot be written as a date"))?;
    Ok(stamp.strftime("%Y-%m-%dT%H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<i64>, Invalid> {
        moment("/date_created_gmt", &Scalar::Text(text.to_owned())).map(|at| at.map(Timestamp::ms))
    }

    #[test]
    fn a_date_without_a_zone_is_utc() {
        assert_eq!(read("2026-11-20T11:21:38"), Ok(Some(1_795_173_698_000)));
        assert_eq!(read("2026-11-20 11:21:38"), Ok(Some(1_795_173_698_000)));
        assert_eq!(read("2026-11-20T11:21:38Z"), Ok(Some(1_795_173_698_000)));
        assert_eq!(read("2026-11-20T12:21:38+01:00"), Ok(Some(1_795_173_698_000)));
    }

    #[test]
    fn no_date_is_none_and_nonsense_is_refused() {
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("0000-00-00T00:00:00"), Ok(None));
        assert_eq!(read("-0001-11-30T00:00:00"), Ok(None));
        assert!(read("yesterday").is_err());
    }

    #[test]
    fn a_moment_is_written_as_it_is_read() {
        let at = Timestamp::from_ms(1_795_173_698_999);
        assert_eq!(written(at), Ok("2026-11-20T11:21:38".to_owned()));
        assert!(written(Timestamp::MIN).is_err());
    }
}
