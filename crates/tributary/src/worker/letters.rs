//! Writes to customers and their friends about what happened: each event is looked at once, and what is to be written is queued in
//! the transaction that settles it.

use super::rest_after;
use crate::app::App;
use crate::call;
use crate::mail::customer::{Desk, write};
use std::time::Duration;
use tributary_core::{TenantId, Timestamp};
use tributary_engine::Result;
use tributary_engine::db::Tx;
use tributary_engine::letter::{self, About, Kind, Occasion};
use tributary_engine::{Engine, mail};

const LOOK_EVERY: Duration = Duration::from_secs(1); // a friend waits for a coupon
const BATCH: i64 = 50;

pub(super) async fn run(app: App) {
    loop {
        match write_letters(&app).await {
            Ok(done) if done > 0 => {}
            Ok(_) => tokio::time::sleep(LOOK_EVERY).await,
            Err(trouble) => rest_after(&trouble, "letters").await,
        }
    }
}

/// Looks at what happened; says at how much.
///
/// # Errors
/// What the database says.
pub async fn write_letters(app: &App) -> Result<usize> {
    let now = app.engine.now();
    let (due, begun) =
        call::read(&app.engine, move |tx| Ok((letter::is_due(tx, now)?, letter::begun(tx, now)?))).await?;
    if !due && begun.is_empty() {
        return Ok(0);
    }
    let post = Post {
        engine: app.engine.clone(),
        base: app.settings.own_url(),
        sends: app.settings.mailer.is_some(),
    };
    call::write(&app.engine, move |tx| {
        for (tenant, about) in &begun {
            letter::ask_once(tx, tenant, about, now)?;
        }
        let jobs = letter::claim(tx, now, BATCH)?;
        for (job, about) in &jobs {
            if let Some(about) = about {
                post.tell(tx, &job.tenant, about, now)?;
            }
            letter::done(tx, job)?;
        }
        Ok(jobs.len())
    })
    .await
}

struct Post {
    engine: Engine,
    base: String,
    sends: bool,
}

impl Post {
    fn tell(&self, tx: &mut Tx<'_>, tenant: &TenantId, about: &About, now: Timestamp) -> Result<()> {
        let off = letter::switched_off(tx, tenant)?;
        for one in letter::occasions(tx, tenant, about, now)? {
            // Without a mail server only what somebody asked for waits for one: the rest would be old by then.
            let asked_for = matches!(one.kind, Kind::Invitation | Kind::Nudge);
            if (self.sends || asked_for) && !off.contains(&one.kind) {
                self.queue(tx, (tenant, about), &one, now)?;
            }
        }
        Ok(())
    }

    fn queue(
        &self,
        tx: &mut Tx<'_>,
        (tenant, about): (&TenantId, &About),
        one: &Occasion,
        now: Timestamp,
    ) -> Result<()> {
        let desk = Desk { sealer: &self.engine.sealer, base: &self.base, now };
        let Some(mail) = write(tx, desk, one)? else { return Ok(()) };
        if letter::is_first(tx, (tenant, &one.customer.id), (about, one.kind), now)? {
            mail::queue(tx, (tenant, &self.engine.sealer), &mail, now)?;
        }
        Ok(())
    }
}
