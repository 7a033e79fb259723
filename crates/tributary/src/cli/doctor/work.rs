//! The work: whether somebody has set up, what waits, what was given up, who has not been heard of.

use super::{Check, count};
use crate::cli::words::moment;
use tributary_core::Timestamp;
use tributary_engine::checkup::{Checkup, Heard, Late, Waiting};

/// A shop that says nothing for so long has lost its webhooks, or its customers.
const SILENT_MS: i64 = 7 * 24 * 3_600_000;
/// What comes in is judged within seconds.
const JUDGED_WITHIN_MS: i64 = 10 * 60_000;
/// Mail leaves within seconds, unless its server is away.
const SENT_WITHIN_MS: i64 = 3_600_000;
/// An order comes soon after its refund, or is read from the shop.
const WAITS_MS: i64 = 24 * 3_600_000;

pub(super) fn checks(checkup: &Checkup, sends_mail: bool, now: Timestamp) -> Vec<Check> {
    let mut checks = vec![set_up(checkup), mails(checkup, sends_mail, now), judged(checkup.unjudged, now)];
    checks.push(waits(checkup.waiting, now));
    checks.push(rejected(checkup));
    checks.extend(checkup.stores.iter().map(|store| heard(store, now)));
    checks.push(jobs(&checkup.late));
    checks.push(webhooks(checkup.webhooks, checkup.webhooks_disabled));
    checks.push(holds(checkup.holds));
    checks
}

fn set_up(checkup: &Checkup) -> Check {
    match checkup.people {
        0 => Check::warn(
            "setup",
            "nobody has set up yet",
            "Open the link that tributary serve prints, or run tributary setup",
        ),
        people => Check::ok(
            "setup",
            format!("done; {} can sign in", count(people, "person").replace("persons", "people")),
        ),
    }
}

fn is_older(waiting: Waiting, than_ms: i64, now: Timestamp) -> bool {
    waiting.since.is_some_and(|since| now.since_ms(since) > than_ms)
}

/// `3 mails wait to be sent, the oldest since …`.
fn told(waiting: Waiting, one: &str, what_for: &str) -> String {
    let wait = if waiting.count == 1 { "waits" } else { "wait" };
    let since =
        waiting.since.map_or_else(String::new, |since| format!(", the oldest since {}", moment(since)));
    format!("{} {wait} {what_for}{since}", count(waiting.count, one))
}

fn mails(checkup: &Checkup, sends_mail: bool, now: Timestamp) -> Check {
    let found = format!(
        "{}; {} given up in the last day",
        told(checkup.mail_waits, "mail", "to be sent"),
        checkup.mail_failed
    );
    let stuck =
        checkup.mail_waits.count > 0 && (!sends_mail || is_older(checkup.mail_waits, SENT_WITHIN_MS, now));
    if stuck || checkup.mail_failed > 0 {
        let todo = "Look at Settings, Mail for why, and mend smtp_url";
        return Check::warn("mails", found, todo);
    }
    Check::ok("mails", found)
}

fn judged(unjudged: Waiting, now: Timestamp) -> Check {
    let found = told(unjudged, "delivery", "to be judged");
    if is_older(unjudged, JUDGED_WITHIN_MS, now) {
        return Check::fail(
            "deliveries",
            found,
            "Start the server; if it runs, its log says why it does not judge them",
        );
    }
    Check::ok("deliveries", found)
}

fn waits(waiting: Waiting, now: Timestamp) -> Check {
    let found = told(waiting, "delivery", "for an order");
    if is_older(waiting, WAITS_MS, now) {
        let todo = "Give the store a REST key, so that orders which webhooks missed are read";
        return Check::warn("deliveries waiting", found, todo);
    }
    Check::ok("deliveries waiting", found)
}

fn rejected(checkup: &Checkup) -> Check {
    let found = format!("{} rejected in the last day", count(checkup.rejected, "delivery"));
    match (checkup.rejected, &checkup.rejected_for) {
        (0, _) => Check::ok("deliveries rejected", found),
        (_, reason) => {
            let reason = reason.as_deref().unwrap_or("no reason was kept");
            Check::warn(
                "deliveries rejected",
                format!("{found}, the last one because: {reason}"),
                "Look at Deliveries",
            )
        }
    }
}

fn heard(store: &Heard, now: Timestamp) -> Check {
    let name = &store.store;
    let found = match store.last {
        Some(last) => format!("{name} was last heard of {}", moment(last)),
        None => format!("{name} was never heard of"),
    };
    if now.since_ms(store.last.unwrap_or(store.known_since)) <= SILENT_MS {
        return Check::ok("store", found);
    }
    let todo = "See whether its webhooks are still active: shops turn them off after failures";
    Check::warn("store", found, todo)
}

fn jobs(late: &[Late]) -> Check {
    if late.is_empty() {
        return Check::ok("jobs", "none is overdue");
    }
    let all = late.iter().map(|Late { kind, jobs, trouble }| {
        let trouble = trouble.as_ref().map_or_else(String::new, |trouble| format!(" ({trouble})"));
        let since = jobs.since.map_or_else(String::new, |since| format!(" since {}", moment(since)));
        format!("{} of kind {kind}{since}{trouble}", jobs.count)
    });
    let found = format!("overdue: {}", all.collect::<Vec<_>>().join(", "));
    Check::warn("jobs", found, "Start the server; if it runs, its log says what stops them")
}

fn webhooks(overdue: Waiting, disabled: i64) -> Check {
    if overdue.count > 0 {
        let since =
            overdue.since.map_or_else(String::new, |since| format!(", the oldest since {}", moment(since)));
        let found = format!("{} overdue{since}", count(overdue.count, "webhook"));
        return Check::warn("webhooks", found, "Start the server; if it runs, its log says what stops it");
    }
    match disabled {
        0 => Check::ok("webhooks", "none is overdue"),
        number => Check::warn(
            "webhooks",
            format!("{} disabled by what they answered", count(number, "receiver")),
            "Mend them, then press Resume at Developers, Webhooks",
        ),
    }
}

fn holds(holds: Waiting) -> Check {
    let since = holds.since.map_or_else(String::new, |since| format!(", the oldest since {}", moment(since)));
    match holds.count {
        0 => Check::ok("holds", "none is overdue"),
        number => Check::warn(
            "holds",
            format!(
                "the hold of {} is over and its commission is not payable yet{since}",
                count(number, "order")
            ),
            "Start the server; if it runs, its log says what stops it",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;
    use tributary_engine::retention::Standing;

    const NOW: Timestamp = Timestamp::from_ms(1_795_173_698_000);
    const HOUR_MS: i64 = 3_600_000;

    fn one(since_ms: i64) -> Waiting {
        Waiting { count: 1, since: Some(NOW.plus_ms(-since_ms)) }
    }

    fn heard_ms_ago(ms: i64) -> Heard {
        Heard {
            store: "Shop".to_owned(),
            known_since: NOW.plus_ms(-90 * SILENT_MS),
            last: Some(NOW.plus_ms(-ms)),
        }
    }

    fn quiet() -> Checkup {
        Checkup {
            people: 1,
            mail_waits: one(1000),
            mail_failed: 0,
            unjudged: one(1000),
            waiting: one(HOUR_MS),
            rejected: 0,
            rejected_for: None,
            stores: vec![heard_ms_ago(SILENT_MS)],
            late: Vec::new(),
            holds: Waiting::default(),
            webhooks: Waiting::default(),
            webhooks_disabled: 0,
            clicks: Standing { needed_days: 60, oldest: None, until: None, may_forget: true, parts: None },
        }
    }

    /// What is not as it should be after a change.
    fn complaints(change: impl FnOnce(&mut Checkup)) -> Vec<(Level, &'static str)> {
        let mut checkup = quiet();
        change(&mut checkup);
        let checks = checks(&checkup, true, NOW).into_iter();
        checks.filter(|check| check.level != Level::Ok).map(|check| (check.level, check.what)).collect()
    }

    #[test]
    fn what_has_waited_its_usual_time_is_no_trouble_and_what_waits_longer_is() {
        assert_eq!(complaints(|_| {}), []);
        assert_eq!(complaints(|checkup| checkup.people = 0), [(Level::Warn, "setup")]);
        assert_eq!(complaints(|checkup| checkup.mail_waits = one(2 * HOUR_MS)), [(Level::Warn, "mails")]);
        assert_eq!(complaints(|checkup| checkup.mail_failed = 1), [(Level::Warn, "mails")]);
        assert_eq!(complaints(|checkup| checkup.unjudged = one(HOUR_MS)), [(Level::Fail, "deliveries")]);
        assert_eq!(
            complaints(|checkup| checkup.waiting = one(25 * HOUR_MS)),
            [(Level::Warn, "deliveries waiting")]
        );
        assert_eq!(complaints(|checkup| checkup.rejected = 1), [(Level::Warn, "deliveries rejected")]);
        assert_eq!(complaints(|checkup| checkup.holds = one(HOUR_MS)), [(Level::Warn, "holds")]);
        assert_eq!(complaints(|checkup| checkup.webhooks = one(HOUR_MS)), [(Level::Warn, "webhooks")]);
        assert_eq!(complaints(|checkup| checkup.webhooks_disabled = 1), [(Level::Warn, "webhooks")]);
        let silent = |checkup: &mut Checkup| checkup.stores.push(heard_ms_ago(SILENT_MS + 1));
        assert_eq!(complaints(silent), [(Level::Warn, "store")]);
        let late = Late { kind: "read".to_owned(), jobs: one(HOUR_MS), trouble: Some("no route".to_owned()) };
        assert!(jobs(std::slice::from_ref(&late)).found.ends_with("(no route)"));
        assert_eq!(complaints(|checkup| checkup.late.push(late)), [(Level::Warn, "jobs")]);
    }

    #[test]
    fn mail_that_nobody_can_send_waits_in_vain_from_the_start() {
        assert_eq!(mails(&quiet(), false, NOW).level, Level::Warn);
        assert_eq!(
            mails(&Checkup { mail_waits: Waiting::default(), ..quiet() }, false, NOW).level,
            Level::Ok
        );
    }
}
