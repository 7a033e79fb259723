//! The only reader of the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tributary_core::Timestamp;

/// The time, which a demo or a test may shift.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    shift_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
        let ms = jiff::Timestamp::now().as_millisecond();
        Timestamp::from_ms(ms).plus_ms(self.shift_ms.load(Ordering::Relaxed))
    }

    /// Waits until a moment is over, at most a millisecond: what comes next is told apart from it.
    pub fn pass(&self, moment: Timestamp) {
        while self.now() == moment {
            std::thread::yield_now();
        }
    }

    /// Makes this clock, and every clone of it, differ from the real one by so much.
    pub fn shift(&self, shift_ms: i64) {
        self.shift_ms.store(shift_ms, Ordering::Relaxed);
    }
}

/// RFC 3339 in UTC with milliseconds, as the API writes times.
#[must_use]
pub fn rfc3339(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.ms())
        .map_or_else(|_| "0000-01-01T00:00:00Z".to_owned(), |stamp| format!("{stamp:.3}"))
}

/// Reads RFC 3339; a time without a zone is refused.
#[must_use]
pub fn parse_rfc3339(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>().ok().map(|stamp| Timestamp::from_ms(stamp.as_millisecond()))
}
