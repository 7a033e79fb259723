//! The salt of the day, kept in memory: the click path asks the database for it once a day.

use super::visitor::{DailySalt, ip_hash};
use crate::app::App;
use crate::call;
use std::net::IpAddr;
use std::sync::Mutex;
use tributary_core::Timestamp;
use tributary_core::time::DAY_MS;
use tributary_engine::click::salt_of_day;
use tributary_engine::seal::hex;

/// The salt and its day.
#[derive(Debug, Default)]
pub struct SaltOfDay(Mutex<Option<(i64, [u8; 32])>>);

impl SaltOfDay {
    fn cached(&self, day: i64) -> Option<[u8; 32]> {
        self.0.lock().ok()?.filter(|(cached, _)| *cached == day).map(|(_, salt)| salt)
    }
}

/// The keyed hash of an address for today; `None` when the salt cannot be had, never the address.
pub(super) async fn hashed(app: &App, ip: IpAddr, now: Timestamp) -> Option<String> {
    let day = now.ms().div_euclid(DAY_MS);
    let salt = match app.salt.cached(day) {
        Some(salt) => salt,
        None => {
            let salt = call::write(&app.engine, move |tx| salt_of_day(tx, now)).await.ok()?;
            if let Ok(mut cached) = app.salt.0.lock() {
                *cached = Some((day, salt));
            }
            salt
        }
    };
    Some(hex(&ip_hash(&DailySalt::new(salt), ip)))
}
