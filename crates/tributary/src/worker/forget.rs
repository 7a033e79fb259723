//! Makes the parts that clicks of the next months lie in, and forgets clicks that are older than they are to be kept.

use super::rest_after;
use crate::app::App;
use crate::call;
use std::time::{Duration, Instant};
use tributary_engine::{Result, access, request, retention, webhook};

const LOOK_EVERY: Duration = Duration::from_secs(3600); // a day ends once a day
/// Clicks that go in one transaction: others who write wait for it.
const STEP: i64 = 1_000;

pub(super) async fn run(app: App) {
    loop {
        if let Err(trouble) = make_parts(&app).await {
            rest_after(&trouble, "parts").await;
        }
        if let Err(trouble) = forget_told(&app).await {
            rest_after(&trouble, "forget what was told").await;
        }
        match forget_old(&app).await {
            Ok(_) => tokio::time::sleep(LOOK_EVERY).await,
            Err(trouble) => {
                rest_after(&trouble, "forget").await;
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    }
}

async fn make_parts(app: &App) -> Result<()> {
    let now = app.engine.now();
    let made = call::write(&app.engine, move |tx| retention::make_ahead(tx, now)).await?;
    if made > 0 {
        tracing::info!(made, "made parts for the clicks of the next months");
    }
    Ok(())
}

/// Forgets webhooks that were taken and API requests that were answered long ago; says how many.
///
/// # Errors
/// What the database says; what was forgotten until then is.
pub async fn forget_told(app: &App) -> Result<usize> {
    let now = app.engine.now();
    let mut forgotten = 0;
    loop {
        let begun = Instant::now();
        let step = call::write(&app.engine, move |tx| webhook::forget(tx, STEP, now)).await?;
        forgotten += step;
        if step == 0 {
            break;
        }
        tokio::time::sleep(begun.elapsed()).await;
    }
    for tenant in call::read(&app.engine, access::tenants).await? {
        loop {
            let (begun, tenant) = (Instant::now(), tenant.clone());
            let step = call::write(&app.engine, move |tx| request::forget(tx, &tenant, STEP, now)).await?;
            forgotten += step;
            if step == 0 {
                break;
            }
            tokio::time::sleep(begun.elapsed()).await;
        }
    }
    Ok(forgotten)
}

/// Forgets what is older than it is to be kept, and drops the parts of which nothing else is left; says how many clicks are
/// gone. Whoever else writes has the database at least every other moment.
///
/// # Errors
/// What the database says; what was forgotten until then is.
pub async fn forget_old(app: &App) -> Result<i64> {
    let keep = app.settings.keep_clicks_days;
    if keep == 0 {
        return Ok(0);
    }
    let now = app.engine.now();
    let read = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let before = retention::cutoff(tx, keep, now)?;
        Ok((access::tenants(tx)?, before, retention::standing(tx, now)?))
    };
    let (tenants, before, standing) = call::read(&app.engine, read).await?;
    if !standing.may_forget {
        tracing::warn!(
            "this node's role may not remove clicks, so none are forgotten: tributary doctor says more"
        );
        return Ok(0);
    }
    let mut forgotten = 0;
    for tenant in tenants {
        loop {
            let (begun, tenant) = (Instant::now(), tenant.clone());
            let step =
                call::write(&app.engine, move |tx| retention::forget(tx, &tenant, (before, STEP), now))
                    .await?;
            forgotten += step.forgotten;
            if !step.goes_on {
                break;
            }
            tokio::time::sleep(begun.elapsed()).await;
        }
    }
    let dropped = call::write(&app.engine, retention::drop_emptied).await?;
    if forgotten > 0 || dropped > 0 {
        tracing::info!(forgotten, dropped, "forgot old clicks");
    }
    Ok(forgotten)
}
