//! When an event is told again: the ten tries of Standard Webhooks. Pure: answers, chance and time are handed in.

use super::Answer;
use tributary_core::Timestamp;

/// How long before each try it waits: at once, 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h, three days in all.
pub const DELAYS_MS: [i64; 10] =
    [0, 5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000];

/// After so many tries nobody tries again by itself.
pub const TRIES: i64 = 10;

/// The longest wait that a receiver can ask for.
const ASKED_MS_MAX: i64 = 24 * 3_600_000;

/// What comes after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it was taken.
    Delivered,
    /// Another try, at this moment.
    Again(Timestamp),
    /// Nothing: it was tried often enough.
    Failed,
    /// Nothing, ever: the receiver says that nobody listens there any more.
    Gone,
}

/// What comes after the `tries`-th try was answered so. `jitter` of 0 to 999 makes a wait up to a tenth longer, so that what
/// failed together does not come back together.
#[must_use]
pub fn next(tries: i64, answer: &Answer, jitter: i64, now: Timestamp) -> Next {
    match answer.status {
        Some(200..=299) => return Next::Delivered,
        Some(410) => return Next::Gone,
        _ => {}
    }
    let delay = usize::try_from(tries).ok().and_then(|tries| DELAYS_MS.get(tries));
    let Some(delay) = delay else { return Next::Failed };
    let delay = delay + delay * jitter.clamp(0, 999) / 10_000;
    // Whoever is busy says when to come back: not sooner, but within a day, and never sooner than we would.
    let is_busy = matches!(answer.status, Some(429 | 503));
    let asked = answer.retry_after_ms.filter(|_| is_busy).unwrap_or(0).clamp(0, ASKED_MS_MAX);
    Next::Again(now.plus_ms(delay.max(asked)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_ms(1_772_366_400_000);

    fn answered(status: i64, retry_after_ms: Option<i64>) -> Answer {
        Answer { status: Some(status), retry_after_ms, ..Answer::default() }
    }

    /// How long after now.
    fn wait(tries: i64, answer: &Answer, jitter: i64) -> i64 {
        match next(tries, answer, jitter, NOW) {
            Next::Again(at) => at.since_ms(NOW),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ten_tries_are_spread_over_three_days_as_the_standard_says() {
        let waits: Vec<i64> = (1..TRIES).map(|tries| wait(tries, &answered(500, None), 0) / 1_000).collect();
        assert_eq!(waits, [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
        assert_eq!(waits.iter().sum::<i64>(), 75 * 3_600 + 35 * 60 + 5);
        assert_eq!(i64::try_from(DELAYS_MS.len()), Ok(TRIES));
        for tries in [TRIES, TRIES + 1, 99] {
            assert_eq!(next(tries, &answered(500, None), 0, NOW), Next::Failed);
        }
        assert_eq!(next(TRIES, &answered(204, None), 0, NOW), Next::Delivered, "the last try counts, too");
    }

    #[test]
    fn only_answers_of_200_to_299_are_deliveries_and_only_410_is_the_end() {
        for status in [200, 201, 204, 299] {
            assert_eq!(next(1, &answered(status, None), 0, NOW), Next::Delivered, "{status}");
        }
        assert_eq!(next(1, &answered(410, None), 0, NOW), Next::Gone);
        for status in [100, 301, 302, 307, 400, 401, 404, 409, 429, 500, 503, 599] {
            assert_eq!(wait(1, &answered(status, None), 0), 5_000, "{status}");
        }
        assert_eq!(wait(1, &Answer::default(), 0), 5_000, "nobody answered");
    }

    #[test]
    fn chance_makes_a_wait_at_most_a_tenth_longer() {
        assert_eq!(wait(2, &answered(500, None), 500), 315_000);
        assert_eq!(wait(2, &answered(500, None), 999), 329_970);
        assert_eq!(wait(2, &answered(500, None), 1_000_000), 329_970);
        assert_eq!(wait(2, &answered(500, None), -5), 300_000);
    }

    #[test]
    fn a_busy_receiver_says_when_to_come_back_within_bounds() {
        for status in [429, 503] {
            assert_eq!(wait(1, &answered(status, Some(60_000)), 0), 60_000);
            assert_eq!(wait(3, &answered(status, Some(60_000)), 0), 1_800_000, "never sooner than we would");
            assert_eq!(wait(1, &answered(status, Some(i64::MAX)), 0), 86_400_000, "never later than a day");
            assert_eq!(wait(1, &answered(status, Some(-1)), 0), 5_000);
            assert_eq!(next(TRIES, &answered(status, Some(60_000)), 0, NOW), Next::Failed);
        }
        assert_eq!(wait(1, &answered(500, Some(60_000)), 0), 5_000, "nobody else says so");
    }
}
