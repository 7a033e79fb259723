//! The salt of the day, kept in memory: the click path asks the database for it once a day.

use super::visitor::{DailySalt, ip_hash};
use crate::app::App;
use crate::call;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;
use tributary_core::Timestamp;
use tributary_core::time::DAY_MS;
use tributary_engine::click::salt_of_day;
use tributary_engine::seal::hex;

/// A redirect waits no longer for a new day's: a click without a mark is better than a visitor who waits.
const PATIENCE: Duration = Duration::from_millis(50);
/// Nor for the first one since the server started.
const FIRST_PATIENCE: Duration = Duration::from_secs(1);
/// After it could not be had, nobody asks for so long.
const REST_MS: i64 = 1_000;

/// The salt and its day.
#[derive(Debug, Default)]
pub struct SaltOfDay(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    salt: Option<(i64, [u8; 32])>,
    /// Before then nobody asks again.
    not_before: Option<Timestamp>,
}

impl SaltOfDay {
    fn cached(&self, day: i64) -> Option<[u8; 32]> {
        self.0.lock().ok()?.salt.filter(|(cached, _)| *cached == day).map(|(_, salt)| salt)
    }

    fn patience(&self) -> Duration {
        let knows_another = self.0.lock().is_ok_and(|known| known.salt.is_some());
        if knows_another { PATIENCE } else { FIRST_PATIENCE }
    }

    fn may_ask(&self, now: Timestamp) -> bool {
        self.0.lock().is_ok_and(|known| known.not_before.is_none_or(|moment| moment <= now))
    }

    fn learn(&self, day: i64, salt: Option<[u8; 32]>, now: Timestamp) {
        let Ok(mut known) = self.0.lock() else { return };
        match salt {
            Some(salt) => *known = Known { salt: Some((day, salt)), not_before: None },
            None => known.not_before = Some(now.plus_ms(REST_MS)),
        }
    }
}

/// The keyed hash of an address for today; `None` when the salt cannot be had, never the address.
pub(crate) async fn hashed(app: &App, ip: IpAddr, now: Timestamp) -> Option<String> {
    let day = now.ms().div_euclid(DAY_MS);
    let salt = match app.salt.cached(day) {
        Some(salt) => salt,
        None if !app.salt.may_ask(now) => return None,
        None => {
            let asked = call::write(&app.engine, move |tx| salt_of_day(tx, now));
            let salt = tokio::time::timeout(app.salt.patience(), asked)
                .await
                .ok()
                .and_then(tributary_engine::Result::ok);
            app.salt.learn(day, salt, now);
            salt?
        }
    };
    Some(hex(&ip_hash(&DailySalt::new(salt), ip)))
}
