//! Makes coupons in shops, and looks whether they are there, as soon as somebody asks.

use super::rest_after;
use crate::app::App;
use crate::inbound::{coupons, welcome};
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_secs(5); // what failed comes back by itself

pub(super) async fn run(app: App) {
    loop {
        match work_off(&app).await {
            Ok(done) if done > 0 => {}
            Ok(_) => {
                let _ = tokio::time::timeout(LOOK_EVERY, app.asked.notified()).await;
            }
            Err(trouble) => rest_after(&trouble, "coupon").await,
        }
    }
}

/// Partners' coupons and friends'; says how many were worked on.
async fn work_off(app: &App) -> tributary_engine::Result<usize> {
    Ok(coupons::work_off(app).await? + welcome::work_off(app).await?)
}
