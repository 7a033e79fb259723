//! Writes to customers and their friends about what happened: each event is looked at once, and what is to be written is queued in
//! the transaction that settles it.

use super::rest_after;
use crate::app::App;
use crate::call;
use crate::mail::customer::{Desk, write};
use std::time::Duration;
use tributary_core::{TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::letter::{self, About, Kind, Occasion};
use tributary_engine::{Engine, Error, Result, mail};

const LOOK_EVERY: Duration = Duration::from_secs(1); // a friend waits for a coupon
const PROMOS_EVERY: u32 = 30; // looks: all programs are read for it
const BATCH: i64 = 50;

pub(super) async fn run(app: App) {
    let mut looks = 0_u32;
    loop {
        let looked = match looks % PROMOS_EVERY {
            0 => write_letters(&app).await,
            _ => write_due(&app).await,
        };
        looks = looks.wrapping_add(1);
        match looked {
            Ok(done) if done > 0 => {}
            Ok(_) => tokio::time::sleep(LOOK_EVERY).await,
            Err(trouble) => rest_after(&trouble, "letters").await,
        }
    }
}

/// Looks at what happened, promotions that have begun included; says at how much.
///
/// # Errors
/// What the database says.
pub async fn write_letters(app: &App) -> Result<usize> {
    let now = app.engine.now();
    let begun = call::read(&app.engine, move |tx| letter::begun(tx, now)).await?;
    if !begun.is_empty() {
        let ask = move |tx: &mut Tx<'_>| {
            begun.iter().try_for_each(|(tenant, about)| letter::ask_once(tx, tenant, about, now))
        };
        call::write(&app.engine, ask).await?;
    }
    write_due(app).await
}

async fn write_due(app: &App) -> Result<usize> {
    let now = app.engine.now();
    if !call::read(&app.engine, move |tx| letter::is_due(tx, now)).await? {
        return Ok(0);
    }
    let post = Post {
        engine: app.engine.clone(),
        base: app.settings.own_url(),
        sends: app.settings.mailer.is_some(),
    };
    call::write(&app.engine, move |tx| {
        let jobs = letter::claim(tx, now, BATCH)?;
        for (job, about) in &jobs {
            if let Some(about) = about {
                match post.tell(tx, &job.tenant, about, now) {
                    // One that can never be written must not keep the others waiting.
                    Err(Error::NotFound(_) | Error::Broken(_)) => {
                        tracing::warn!(about = job.subject, "a letter could not be written");
                    }
                    other => other?,
                }
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
        let all = letter::occasions(tx, tenant, about, now)?;
        if let Some(rest) = letter::rest(about, &all) {
            letter::ask(tx, tenant, &rest, now)?;
        }
        for one in all {
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
