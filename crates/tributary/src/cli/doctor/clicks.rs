//! Clicks: how long they are kept, and where they lie on a server.

use super::Check;
use crate::cli::words::moment;
use tributary_core::Timestamp;
use tributary_engine::retention::{Parts, Standing};

const DAY_MS: i64 = 86_400_000;
/// A day ends in a time zone before it ends in another, and is looked for every hour.
const LATE_DAYS: i64 = 3;

pub(super) fn checks(standing: &Standing, keep_days: u32, now: Timestamp) -> Vec<Check> {
    let parts = standing.parts.map(parts);
    std::iter::once(kept(standing, i64::from(keep_days), now)).chain(parts).collect()
}

fn kept(standing: &Standing, keep_days: i64, now: Timestamp) -> Check {
    let since =
        standing.oldest.map_or_else(String::new, |oldest| format!("; the oldest is of {}", moment(oldest)));
    if keep_days == 0 {
        return Check::ok(
            "clicks",
            format!("kept for ever, unless a server is started with keep_clicks_days{since}"),
        );
    }
    let needed = standing.needed_days;
    if !standing.may_forget {
        return Check::warn(
            "clicks",
            format!("to be kept for {keep_days} days, but this role may not remove any{since}"),
            "Run tributary forget each night with the URL of the role that owns the tables",
        );
    }
    if keep_days < needed {
        return Check::warn(
            "clicks",
            format!(
                "kept for {needed} days instead of {keep_days}: the window and the hold of a program need them"
            ),
            format!("Set keep_clicks_days to {needed} or more"),
        );
    }
    let due = now.plus_ms(-(keep_days + LATE_DAYS) * DAY_MS);
    let is_late =
        standing.oldest.is_some_and(|oldest| oldest < due) && standing.until.is_none_or(|until| until < due);
    let found = format!("kept for {keep_days} days, and longer where an order hangs on them{since}");
    if is_late {
        return Check::warn("clicks", found, "Older ones are still there: see why in the log of the server");
    }
    Check::ok("clicks", found)
}

fn parts(parts: Parts) -> Check {
    let found = format!("clicks lie in {} parts", parts.count);
    match (parts.lacks, parts.may) {
        (false, _) => Check::ok("parts", found),
        (true, true) => Check::warn(
            "parts",
            format!("{found}, and none is made for this month or the next: new clicks go to the rest"),
            "A server makes them within the hour; if one runs, its log says why not",
        ),
        (true, false) => Check::warn(
            "parts",
            format!(
                "{found}, and none is made for this month or the next: this role may not, so new clicks go to the rest"
            ),
            "Run tributary forget now and then with the URL of the role that owns the tables",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    fn at(days: i64) -> Timestamp {
        Timestamp::from_ms(days * DAY_MS)
    }

    fn standing() -> Standing {
        Standing { needed_days: 60, oldest: Some(at(100)), until: None, may_forget: true, parts: None }
    }

    #[test]
    fn clicks_that_should_be_gone_or_cannot_go_warn() {
        let level = |standing: &Standing, keep: u32| checks(standing, keep, at(500))[0].level;
        assert_eq!(level(&standing(), 0), Level::Ok);
        assert_eq!(level(&standing(), 400), Level::Ok);
        assert_eq!(level(&standing(), 390), Level::Warn, "nothing was forgotten");
        assert_eq!(
            level(&Standing { until: Some(at(109)), ..standing() }, 390),
            Level::Ok,
            "an order hangs on it"
        );
        assert_eq!(level(&standing(), 59), Level::Warn);
        assert_eq!(level(&Standing { may_forget: false, ..standing() }, 400), Level::Warn);
    }

    #[test]
    fn a_role_that_cannot_make_parts_is_told_of_once_one_is_missing() {
        let level = |may: bool, lacks: bool| parts(Parts { count: 4, may, lacks }).level;
        assert_eq!([level(true, false), level(false, false)], [Level::Ok, Level::Ok]);
        assert_eq!([level(true, true), level(false, true)], [Level::Warn, Level::Warn]);
        let said = parts(Parts { count: 1, may: false, lacks: true }).line();
        assert!(said.contains("this role may not") && said.contains("tributary forget"), "{said}");
    }
}
