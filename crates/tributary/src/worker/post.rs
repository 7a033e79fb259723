//! Sends mail that waits. Without a mail server it goes on waiting.

use super::rest_after;
use crate::app::App;
use crate::call;
use crate::mail::Mailer;
use std::time::Duration;
use tributary_engine::Result;
use tributary_engine::mail::{self, Due};

const LOOK_EVERY: Duration = Duration::from_secs(1); // somebody waits for a link to sign in
const BATCH: i64 = 20;

pub(super) async fn run(app: App) {
    let Some(mailer) = app.settings.mailer.clone() else { return };
    loop {
        match send_due(&app, &mailer).await {
            Ok(sent) if sent > 0 => {}
            Ok(_) => tokio::time::sleep(LOOK_EVERY).await,
            Err(trouble) => rest_after(&trouble, "post").await,
        }
    }
}

/// Sends what is due; says how many were tried.
///
/// # Errors
/// What the database says; a mail server's refusal is kept with the mail.
pub async fn send_due(app: &App, mailer: &Mailer) -> Result<usize> {
    let now = app.engine.now();
    if !call::read(&app.engine, move |tx| mail::is_due(tx, now)).await? {
        return Ok(0);
    }
    let sealer = app.engine.sealer.clone();
    let due = call::write(&app.engine, move |tx| mail::claim(tx, &sealer, now, BATCH)).await?;
    for one in &due {
        send(app, mailer, one).await?;
    }
    Ok(due.len())
}

async fn send(app: &App, mailer: &Mailer, due: &Due) -> Result<()> {
    let taken = mailer.send(&due.mail).await;
    if let Err(not) = &taken {
        tracing::warn!(trouble = not.trouble, for_good = not.for_good, "a mail was not taken");
    }
    let (now, due) = (app.engine.now(), due.clone());
    let settled = call::write(&app.engine, move |tx| match &taken {
        Ok(()) => mail::sent(tx, &due, now),
        Err(not) => mail::failed(tx, &due, (&not.trouble, not.for_good), now),
    });
    settled.await
}
