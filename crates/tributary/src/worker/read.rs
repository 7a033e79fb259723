//! Reads shops: single orders that a delivery asked for, and everything at intervals.

use super::rest_after;
use crate::app::App;
use crate::call;
use crate::inbound::judge::READ_ORDER;
use crate::inbound::{reconcile, shop};
use std::time::Duration;
use tributary_core::StoreId;
use tributary_engine::job::{self, Job};
use tributary_engine::{Error, Result, store};

const ASKED_EVERY: Duration = Duration::from_secs(5);
const RECONCILE_EVERY: Duration = Duration::from_secs(15 * 60);
const LEASE_MS: i64 = 120_000;
const BATCH: i64 = 20;

pub(super) async fn run_asked(app: App) {
    loop {
        match read_asked(&app).await {
            Ok(read) if read > 0 => {}
            Ok(_) => tokio::time::sleep(ASKED_EVERY).await,
            Err(trouble) => rest_after(&trouble, "read").await,
        }
    }
}

async fn read_asked(app: &App) -> Result<usize> {
    let now = app.engine.now();
    let jobs = call::write(&app.engine, move |tx| job::claim(tx, READ_ORDER, now, LEASE_MS, BATCH)).await?;
    let count = jobs.len();
    for job in jobs {
        let read = read_one(app, &job).await;
        let now = app.engine.now();
        call::write(&app.engine, move |tx| match &read {
            Ok(()) => job::done(tx, READ_ORDER, &job),
            Err(trouble) => job::failed(tx, READ_ORDER, &job, &trouble.to_string(), now),
        })
        .await?;
    }
    Ok(count)
}

async fn read_one(app: &App, job: &Job) -> Result<()> {
    let (store, external_id) = job.subject.split_once('/').unwrap_or_default();
    let store = StoreId::parse(store).map_err(|e| Error::Broken(e.to_string()))?;
    match shop::open(app, &store).await? {
        Some(reachable) => reconcile::read_order(app, &reachable, external_id).await.map(drop),
        None => Ok(()), // nothing to read it with: the webhooks must do
    }
}

pub(super) async fn run_reconcile(app: App) {
    loop {
        if let Err(trouble) = reconcile_all(&app).await {
            tracing::warn!(error = %trouble, "a store could not be reconciled");
        }
        tokio::time::sleep(RECONCILE_EVERY).await;
    }
}

async fn reconcile_all(app: &App) -> Result<()> {
    for store in call::read(&app.engine, store::readable).await? {
        let Some(reachable) = shop::open(app, &store.id).await? else { continue };
        match reconcile::reconcile(app, &reachable).await {
            Ok(done) => {
                tracing::info!(store = %store.id, read = done.read, changed = done.changed, "reconciled");
            }
            Err(trouble) => tracing::warn!(store = %store.id, error = %trouble, "a store could not be read"),
        }
    }
    Ok(())
}
