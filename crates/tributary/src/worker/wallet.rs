//! Store credit that ends, and what was set aside too long: posted as soon as it has ended.

use super::rest_after;
use crate::app::App;
use crate::call;
use std::time::Duration;
use tributary_engine::{Error, Result, wallet};

const LOOK_EVERY: Duration = Duration::from_secs(20); // whoever spends meanwhile sees to it first
const BATCH: i64 = 100;
/// A wallet that cannot be looked at is looked at again after so long.
const REST_MS: i64 = 3_600_000;

pub(super) async fn run(app: App) {
    loop {
        match end_credit(&app).await {
            Ok(ended) if ended > 0 => {}
            Ok(_) => tokio::time::sleep(LOOK_EVERY).await,
            Err(trouble) => rest_after(&trouble, "wallet").await,
        }
    }
}

/// Gives back what was set aside too long and posts what has ended by now, each apart; says how much of it went well.
///
/// # Errors
/// What the database says when it cannot be asked at all.
pub async fn end_credit(app: &App) -> Result<usize> {
    let now = app.engine.now();
    let mut ended = 0;
    for one in call::read(&app.engine, move |tx| wallet::due(tx, now, BATCH)).await? {
        let named = one.clone();
        match call::write(&app.engine, move |tx| wallet::end(tx, &one, now)).await {
            Ok(()) => ended += 1,
            Err(error @ (Error::Busy | Error::Unavailable(_))) => return Err(error),
            Err(error) => {
                tracing::error!(%error, what = ?named, "store credit could not be ended");
                let later = now.plus_ms(REST_MS);
                call::write(&app.engine, move |tx| wallet::postpone(tx, &named, later)).await?;
            }
        }
    }
    Ok(ended)
}
