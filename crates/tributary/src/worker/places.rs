//! Marks moments at which everything up to a place had been committed, so that publishers who ask by a moment miss nothing.

use super::rest_after;
use crate::app::App;
use crate::call;
use std::time::Duration;
use tributary_engine::{Result, conversion};

const LOOK_EVERY: Duration = Duration::from_secs(30);

pub(super) async fn run(app: App) {
    loop {
        match mark_places(&app).await {
            Ok(_) => tokio::time::sleep(LOOK_EVERY).await,
            Err(trouble) => rest_after(&trouble, "places").await,
        }
    }
}

/// Marks the places that moved; says how many.
///
/// # Errors
/// What the database says.
pub async fn mark_places(app: &App) -> Result<usize> {
    let heads = call::read(&app.engine, conversion::moved).await?;
    // The clock is read after the places: whatever stands up to them was committed by now.
    let (count, now) = (heads.len(), app.engine.now());
    if count > 0 {
        call::write(&app.engine, move |tx| conversion::mark_all(tx, &heads, now)).await?;
    }
    Ok(count)
}
