//! Writes to partners about their payouts: a little after each step, so that what is undone at once is never told.

use super::rest_after;
use crate::app::App;
use crate::call;
use crate::payouts::letters::{self, Desk};
use std::time::Duration;
use tributary_engine::{Result, payout};

const LOOK_EVERY: Duration = Duration::from_secs(5);

pub(super) async fn run(app: App) {
    loop {
        match tell_partners(&app).await {
            Ok(told) if told > 0 => {}
            Ok(_) => tokio::time::sleep(LOOK_EVERY).await,
            Err(trouble) => rest_after(&trouble, "payouts").await,
        }
    }
}

/// Writes the next letters about a batch; says how many batches it looked at.
///
/// # Errors
/// What the database says.
pub async fn tell_partners(app: &App) -> Result<usize> {
    let now = app.engine.now();
    if !call::read(&app.engine, move |tx| payout::is_due(tx, now)).await? {
        return Ok(0);
    }
    let (sealer, base) = (app.engine.sealer.clone(), app.settings.own_url());
    call::write(&app.engine, move |tx| {
        let Some(job) = payout::claim(tx, now)? else { return Ok(0) };
        loop {
            let due = payout::letters(tx, &job)?;
            if due.is_empty() {
                payout::done(tx, &job)?;
                return Ok(1);
            }
            for one in &due {
                let desk = Desk { sealer: &sealer, base: &base };
                letters::tell(tx, desk, (&job.tenant, one), now)?;
            }
        }
    })
    .await
}
