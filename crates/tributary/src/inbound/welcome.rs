//! Friends' welcome coupons in the shop: made there as soon as they are given, for one address and one use. The shop is asked outside any
//! transaction; what it answers is noted on the coupon.

use super::shop;
use super::woocommerce::coupon::{Restriction, is_passing};
use crate::app::App;
use crate::call;
use tributary_core::CouponId;
use tributary_engine::code::Offer;
use tributary_engine::job::{self, Job};
use tributary_engine::welcome::{self, Coupon, MAKE, Made};
use tributary_engine::{Error, Result, customer};

const LEASE_MS: i64 = 120_000;
const BATCH: i64 = 20;
const ATTEMPTS_MAX: i64 = 8; // over four hours; then somebody asks again

const NO_KEY: &str =
    "The shop cannot be asked: enter a REST key with read/write permission under Settings, Stores.";
const NO_ADDRESS: &str = "The friend's address is not known, so the coupon cannot be bound to it: tell us the address with the sign-up.";

/// Does what is due; says how much that was.
///
/// # Errors
/// What the database says.
pub async fn work_off(app: &App) -> Result<usize> {
    let now = app.engine.now();
    let jobs = call::write(&app.engine, move |tx| job::claim(tx, MAKE, now, LEASE_MS, BATCH)).await?;
    let done = jobs.len();
    for job in jobs {
        work(app, job).await?;
    }
    Ok(done)
}

/// What came of asking the shop.
struct Asked {
    made: Made,
    /// Whether asking once more can help.
    again: bool,
}

impl Asked {
    fn never(why: impl Into<String>) -> Self {
        Self { made: Made::Trouble(why.into()), again: false }
    }
}

async fn work(app: &App, job: Job) -> Result<()> {
    let id = CouponId::parse(&job.subject).map_err(|e| Error::Broken(e.to_string()))?;
    let asked = match asked(app, (&job, &id)).await {
        Ok(asked) => asked,
        Err(gone @ Error::NotFound(_)) => Asked::never(gone.to_string()),
        Err(other) => return Err(other),
    };
    let again = asked.again && job.attempts < ATTEMPTS_MAX;
    let now = app.engine.now();
    call::write(&app.engine, move |tx| {
        welcome::note_made(tx, (&job.tenant, &id), &asked.made, now)?;
        match &asked.made {
            Made::Trouble(why) if again => job::failed(tx, MAKE, &job, why, now),
            _ => job::done(tx, MAKE, &job),
        }
    })
    .await
}

async fn asked(app: &App, (job, id): (&Job, &CouponId)) -> Result<Asked> {
    let (tenant, id) = (job.tenant.clone(), id.clone());
    let (coupon, email) = call::read(&app.engine, move |tx| {
        let coupon = welcome::load(tx, &tenant, &id)?;
        let email = customer::load(tx, &tenant, &coupon.customer)?.email;
        Ok((coupon, email))
    })
    .await?;
    let Some(email) = email else { return Ok(Asked::never(NO_ADDRESS)) };
    ask_shop(app, &coupon, email).await
}

async fn ask_shop(app: &App, coupon: &Coupon, email: String) -> Result<Asked> {
    let Some(reachable) = shop::open(app, &coupon.store).await? else { return Ok(Asked::never(NO_KEY)) };
    let (shop, currency) = (&reachable.shop, coupon.currency);
    let offer =
        Offer { discount: Some(coupon.discount), usage_limit: Some(1), valid_until: coupon.expires_at };
    let restriction = Restriction { email, minimum_minor: coupon.minimum_minor };
    let named = (coupon.code.as_str(), coupon.id.as_str());
    let made = match shop.coupon(&coupon.code, currency).await {
        Ok(Some(there)) => Ok(there),
        Ok(None) => shop.make_restricted(named, (&offer, &restriction), currency).await,
        Err(error) => Err(error),
    };
    Ok(match made {
        Ok(there) => Asked { made: Made::There(there.id), again: false },
        Err(error) => Asked { again: is_passing(&error), made: Made::Trouble(error.to_string()) },
    })
}

#[cfg(test)]
#[path = "welcome_tests.rs"]
mod tests;
