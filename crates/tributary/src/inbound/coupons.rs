//! Coupons that partners were given, in the shop: looked for, and made where they are missing. The shop is asked
//! outside any transaction; what it answers is noted on the code.

use super::shop;
use super::woocommerce::coupon::is_passing;
use super::woocommerce::rest::RestError;
use crate::app::App;
use crate::call;
use tributary_core::{CodeId, StoreId};
use tributary_engine::code::coupon::{self, Answer, CHECK, MAKE};
use tributary_engine::code::{self, Code};
use tributary_engine::job::{self, Job};
use tributary_engine::{Error, Result, partner, program};

const LEASE_MS: i64 = 120_000;
const BATCH: i64 = 20;
const ATTEMPTS_MAX: i64 = 8; // over four hours; then somebody presses the button again

const NO_KEY: &str =
    "The shop cannot be asked: enter a REST key with read/write permission under Settings, Stores.";

/// Does what is due; says how much that was.
///
/// # Errors
/// What the database says.
pub async fn work_off(app: &App) -> Result<usize> {
    let mut done = 0;
    for kind in [MAKE, CHECK] {
        let now = app.engine.now();
        let jobs = call::write(&app.engine, move |tx| job::claim(tx, kind, now, LEASE_MS, BATCH)).await?;
        done += jobs.len();
        for job in jobs {
            work(app, kind, job).await?;
        }
    }
    Ok(done)
}

async fn work(app: &App, kind: &'static str, job: Job) -> Result<()> {
    let id = CodeId::parse(&job.subject).map_err(|e| Error::Broken(e.to_string()))?;
    let asked = match asked(app, kind, (&job, &id)).await {
        Ok(asked) => asked,
        Err(gone @ Error::NotFound(_)) => Asked { answer: Answer::Trouble(gone.to_string()), again: false },
        Err(other) => return Err(other),
    };
    let again = asked.again && job.attempts < ATTEMPTS_MAX;
    let now = app.engine.now();
    call::write(&app.engine, move |tx| {
        coupon::note(tx, (&job.tenant, &id), &asked.answer, now)?;
        match &asked.answer {
            Answer::Trouble(why) if again => job::failed(tx, kind, &job, why, now),
            _ => job::done(tx, kind, &job),
        }
    })
    .await
}

/// What came of asking the shop.
struct Asked {
    answer: Answer,
    /// Whether asking once more can help.
    again: bool,
}

async fn asked(app: &App, kind: &'static str, (job, id): (&Job, &CodeId)) -> Result<Asked> {
    let (tenant, id) = (job.tenant.clone(), id.clone());
    let (code, store, name) = call::read(&app.engine, move |tx| {
        let code = code::load(tx, &tenant, &id)?;
        let store = program::load(tx, &tenant, &code.program)?.store;
        let name = partner::load(tx, &tenant, &code.partner)?.name;
        Ok((code, store, name))
    })
    .await?;
    Ok(match ask_shop(app, kind, (&code, &store, &name)).await? {
        None => Asked { answer: Answer::Trouble(NO_KEY.to_owned()), again: false },
        Some(Ok(answer)) => Asked { answer, again: false },
        Some(Err(error)) => Asked { again: is_passing(&error), answer: Answer::Trouble(error.to_string()) },
    })
}

async fn ask_shop(
    app: &App,
    kind: &'static str,
    (code, store, name): (&Code, &StoreId, &str),
) -> Result<Option<std::result::Result<Answer, RestError>>> {
    let Some(reachable) = shop::open(app, store).await? else { return Ok(None) };
    let (shop, currency) = (&reachable.shop, reachable.store.currency);
    Ok(Some(match shop.coupon(&code.code, currency).await {
        Ok(Some(found)) => Ok(found.answer()),
        Ok(None) if kind == MAKE => {
            let made = shop.make_coupon((&code.code, name), &code.offer, currency).await;
            made.map(super::woocommerce::coupon::ShopCoupon::answer)
        }
        Ok(None) => Ok(Answer::Missing),
        Err(error) => Err(error),
    }))
}

#[cfg(test)]
#[path = "coupons_tests.rs"]
mod tests;
