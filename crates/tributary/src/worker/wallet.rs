//! Store credit that ends, and what was set aside too long: posted as soon as it has ended.

use super::rest_after;
use crate::app::App;
use crate::call;
use std::time::Duration;
use tributary_engine::{Result, wallet};

const LOOK_EVERY: Duration = Duration::from_secs(20); // whoever spends meanwhile sees to it first
const BATCH: i64 = 100;

pub(super) async fn run(app: App) {
    loop {
        match end_credit(&app).await {
            Ok(ended) if ended > 0 => {}
            Ok(_) => tokio::time::sleep(LOOK_EVERY).await,
            Err(trouble) => rest_after(&trouble, "wallet").await,
        }
    }
}

/// Gives back what was set aside too long and posts what has ended by now; says how much there was to look at.
///
/// # Errors
/// What the database says.
pub async fn end_credit(app: &App) -> Result<usize> {
    let now = app.engine.now();
    call::write(&app.engine, move |tx| {
        let released = wallet::expire_due(tx, now, BATCH)?;
        Ok(released + wallet::end_due(tx, now, BATCH)?)
    })
    .await
}
