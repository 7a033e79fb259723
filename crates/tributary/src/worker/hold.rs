//! Ends holds: orders whose commission becomes payable are settled again, which moves the money.

use super::rest_after;
use crate::app::App;
use crate::call;
use std::time::Duration;
use tributary_engine::ledger::Cause;
use tributary_engine::{Result, order, pipeline};

const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH: i64 = 200;

pub(super) async fn run(app: App) {
    loop {
        match end_holds(&app).await {
            Ok(ended) if ended > 0 => {}
            Ok(_) => tokio::time::sleep(LOOK_EVERY).await,
            Err(trouble) => rest_after(&trouble, "hold").await,
        }
    }
}

/// Settles the orders whose hold has ended by now; says how many.
///
/// # Errors
/// What the database says.
pub(crate) async fn end_holds(app: &App) -> Result<usize> {
    let now = app.engine.now();
    call::write(&app.engine, move |tx| {
        let due = order::matured(tx, now, BATCH)?;
        for key in &due {
            let cause = Cause { kind: "hold", id: key.external_id.clone() };
            pipeline::settle(tx, key, &cause, now)?;
        }
        Ok(due.len())
    })
    .await
}
