//! Judges deliveries as they come in, and those that a restart left unjudged.

use super::rest_after;
use crate::app::App;
use crate::inbound::judge::judge_all;
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_secs(30); // another process may have kept one

pub(super) async fn run(app: App) {
    loop {
        if let Err(trouble) = judge_all(&app).await {
            rest_after(&trouble, "judge").await;
            continue;
        }
        let _ = tokio::time::timeout(LOOK_EVERY, app.delivered.notified()).await;
    }
}
