//! Asks whom programs ask what a friend's order earns. Several at a time, so that one who is slow holds nobody else up.

use super::rest_after;
use crate::app::App;
use crate::call;
use crate::outbound::{Caller, Guard};
use std::time::Duration;
use tokio::task::JoinSet;
use tributary_engine::referral::{self, Asked};
use tributary_engine::{Error, Result};

const LOOK_EVERY: Duration = Duration::from_secs(2); // whoever sent a friend can wait for that
/// Questions on their way at once.
const BATCH: i64 = 16;

pub(super) async fn run(app: App) {
    loop {
        match ask_about_rewards(&app).await {
            Ok(asked) if asked > 0 => {}
            Ok(_) => tokio::time::sleep(LOOK_EVERY).await,
            Err(trouble) => rest_after(&trouble, "rewards").await,
        }
    }
}

/// Sends the questions that are due, and notes what was answered; says how many there were.
///
/// # Errors
/// What the database says; what is answered, or is not, is noted with each question.
pub async fn ask_about_rewards(app: &App) -> Result<usize> {
    let now = app.engine.now();
    if !call::read(&app.engine, move |tx| referral::is_due(tx, now)).await? {
        return Ok(0);
    }
    let guard = Guard::new(app.settings.allow_private_webhooks);
    let caller = Caller::new(guard).map_err(|e| Error::Broken(format!("no HTTP client: {e}")))?;
    let sealer = app.engine.sealer.clone();
    let claimed = call::write(&app.engine, move |tx| referral::claim(tx, &sealer, now, BATCH)).await?;
    let count = claimed.len();
    let mut flying = JoinSet::new();
    for asked in claimed {
        flying.spawn(answered(app.clone(), caller.clone(), asked));
    }
    while let Some(landed) = flying.join_next().await {
        match landed {
            Ok(Ok(())) => {}
            Ok(Err(trouble)) => tracing::warn!(error = %trouble, "an answer about a reward was not kept"),
            Err(error) => tracing::error!(%error, "a question about a reward broke off"),
        }
    }
    Ok(count)
}

async fn answered(app: App, caller: Caller, asked: Asked) -> Result<()> {
    let answer = caller.send(asked.request(), app.engine.now()).await;
    let now = app.engine.now();
    call::write(&app.engine, move |tx| referral::record(tx, &asked, &answer, now)).await
}
