//! How often somebody may try to sign in: five times a minute per address and place, in memory.

use std::collections::HashMap;
use std::sync::Mutex;
use tributary_core::Timestamp;

const TRIES_MAX: u32 = 5; // a person who mistypes, not a program that guesses
const WINDOW_MS: i64 = 60_000;
const KEPT_MAX: usize = 10_000; // bounds what a flood of made-up addresses can take

/// The tries of the current minute.
#[derive(Debug)]
pub(in crate::web) struct Attempts(Mutex<HashMap<String, Window>>, u32);

impl Default for Attempts {
    fn default() -> Self {
        Self::per_minute(TRIES_MAX)
    }
}

#[derive(Debug, Clone, Copy)]
struct Window {
    since: Timestamp,
    tries: u32,
}

impl Attempts {
    /// So many tries a minute.
    pub(in crate::web) fn per_minute(tries_max: u32) -> Self {
        Self(Mutex::default(), tries_max)
    }

    /// Counts a try.
    ///
    /// # Errors
    /// The seconds to wait when there were too many.
    pub(in crate::web) fn count(&self, who: &str, now: Timestamp) -> Result<(), i64> {
        let Ok(mut windows) = self.0.lock() else { return Ok(()) };
        if windows.len() >= KEPT_MAX {
            windows.retain(|_, window| now.since_ms(window.since) < WINDOW_MS);
        }
        if windows.len() >= KEPT_MAX {
            windows.clear();
        }
        let fresh = Window { since: now, tries: 0 };
        let window = windows.entry(who.to_owned()).or_insert(fresh);
        if now.since_ms(window.since) >= WINDOW_MS {
            *window = fresh;
        }
        if window.tries >= self.1 {
            let left_ms = WINDOW_MS - now.since_ms(window.since);
            return Err((left_ms + 999) / 1000);
        }
        window.tries += 1;
        Ok(())
    }

    /// Forgets the tries of somebody who has signed in.
    pub(in crate::web) fn forget(&self, who: &str) {
        if let Ok(mut windows) = self.0.lock() {
            windows.remove(who);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_try_of_a_minute_waits() {
        let attempts = Attempts::default();
        let at = |s: i64| Timestamp::from_ms(s * 1000);
        for second in 0..5 {
            assert_eq!(attempts.count("ada 10.0.0.1", at(second)), Ok(()));
        }
        assert_eq!(attempts.count("ada 10.0.0.1", at(20)), Err(40));
        assert_eq!(attempts.count("ada 10.0.0.2", at(20)), Ok(()));
        assert_eq!(attempts.count("ada 10.0.0.1", at(60)), Ok(()));
    }

    #[test]
    fn signing_in_clears_the_count() {
        let attempts = Attempts::default();
        let now = Timestamp::from_ms(0);
        (0..5).for_each(|_| attempts.count("ada", now).unwrap());
        attempts.forget("ada");
        assert_eq!(attempts.count("ada", now), Ok(()));
    }

    #[test]
    fn a_flood_of_addresses_stays_bounded() {
        let attempts = Attempts::default();
        for number in 0..KEPT_MAX + 10 {
            attempts.count(&number.to_string(), Timestamp::from_ms(0)).unwrap();
        }
        assert!(attempts.0.lock().unwrap().len() <= KEPT_MAX);
    }
}
