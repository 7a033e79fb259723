//! Keeps the links and codes in memory as fresh as the database: another node may have changed them.

use super::rest_after;
use crate::app::App;
use crate::call;
use std::time::Duration;
use tributary_engine::{Result, node};

const LOOK_EVERY: Duration = Duration::from_millis(500);

pub(super) async fn run(app: App) {
    if app.engine.db.file().is_some() {
        return; // a file has one node, which knows what it changed
    }
    open(&app).await;
    let mut seen = -1; // what was read at the start may have changed since
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        match freshen(&app, seen).await {
            Ok(version) => seen = version,
            Err(trouble) => rest_after(&trouble, "snapshot").await,
        }
    }
}

/// Reads the links and codes anew unless they are at the version that was seen; says at which they are.
async fn freshen(app: &App, seen: i64) -> Result<i64> {
    let version = call::read(&app.engine, node::snapshot_version).await?;
    if version != seen {
        call::refresh_snapshot(&app.engine).await?;
    }
    Ok(version)
}

/// Opens a database that was away when this server started.
async fn open(app: &App) {
    while !app.engine.db.is_open() {
        let engine = app.engine.clone();
        match call::slowly(move || engine.prepare()).await {
            Ok(()) => tracing::info!("the database is there now"),
            Err(trouble) => rest_after(&trouble, "snapshot").await,
        }
    }
}
