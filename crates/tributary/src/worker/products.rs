//! Reads products from shops: as soon as somebody asks, and every hour what changed.

use super::rest_after;
use crate::app::App;
use crate::inbound::products;
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_secs(5); // what failed comes back by itself

pub(super) async fn run(app: App) {
    loop {
        match work_off(&app).await {
            Ok(done) if done > 0 => {}
            Ok(_) => {
                let _ = tokio::time::timeout(LOOK_EVERY, app.asked.notified()).await;
            }
            Err(trouble) => rest_after(&trouble, "products").await,
        }
    }
}

/// Says how many readings were worked on.
async fn work_off(app: &App) -> tributary_engine::Result<usize> {
    let done = products::work_off(app).await?;
    Ok(if done == 0 { products::ask_for_changes(app).await? } else { done })
}
