//! Writes down what was asked by API, a batch at a time, and long after it was answered.

use crate::app::App;
use crate::call;
use std::time::Duration;
use tributary_engine::{Result, request};

/// Requests of so long go into one transaction; somebody may be waiting to see the first.
const GATHER: Duration = Duration::from_millis(200);
const BATCH: usize = 500;

pub(super) async fn run(app: App) {
    loop {
        app.requests.came().await;
        tokio::time::sleep(GATHER).await;
        while write_requests(&app).await.unwrap_or(0) == BATCH {}
    }
}

/// Writes what waits, at most a batch; says how many. What the database does not take is lost, and counted.
///
/// # Errors
/// What the database says.
pub async fn write_requests(app: &App) -> Result<usize> {
    let taken = app.requests.take(BATCH);
    let mut batch = Vec::with_capacity(taken.len());
    for passed in &taken {
        batch.push(passed.masked(app.address_of_day(passed.ip(), passed.at()).await));
    }
    let count = batch.len();
    if count == 0 {
        return Ok(0);
    }
    match call::write(&app.engine, move |tx| request::record(tx, &batch)).await {
        Ok(()) => Ok(count),
        Err(trouble) => {
            app.requests.lost(count);
            tracing::warn!(error = %trouble, count, "API requests were not written down");
            Err(trouble)
        }
    }
}
