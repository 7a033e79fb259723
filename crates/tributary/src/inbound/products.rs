//! Reads stores' products: all of them when somebody asks, what changed every hour. Each page is kept in one transaction with how
//! far it came, so whatever is killed goes on from there.

use super::shop::{self, Reachable};
use super::woocommerce::coupon::is_passing;
use super::woocommerce::product::{Place, ProductPage};
use super::woocommerce::rest::RestError;
use crate::app::App;
use crate::call;
use tributary_core::{ProductSyncId, StoreId, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::job::{self, Job};
use tributary_engine::product::sync::{self, Batch, Kind, NewSync, ProductSync, Source, State};
use tributary_engine::store::{self, Store};
use tributary_engine::{Error, Result};

/// The job that reads on; its subject is the reading's id.
pub const READ_PRODUCTS: &str = "read_products";

const LEASE_MS: i64 = 120_000;
const JOBS: i64 = 4;
/// Pages per claim: 51 requests of a shop that takes its time stay within the lease, mostly; if not, pages are read twice.
const PAGES: usize = 5;
const ATTEMPTS_MAX: i64 = 8; // over four hours; then somebody presses the button again
const EVERY_MS: i64 = 3_600_000;
const OVERLAP_MS: i64 = 600_000; // the shop's clock and ours may differ

const NO_KEY: &str = "The shop cannot be read: enter a REST key under Settings, Stores.";

/// Asks for a reading of everything; one that runs already goes on.
///
/// # Errors
/// What the database says.
pub fn ask(tx: &mut Tx<'_>, store: &Store, now: Timestamp) -> Result<ProductSync> {
    begin(tx, store, (Kind::Full, None), now)
}

fn begin(
    tx: &mut Tx<'_>,
    store: &Store,
    (kind, since): (Kind, Option<Timestamp>),
    now: Timestamp,
) -> Result<ProductSync> {
    let new = NewSync { store: store.id.clone(), kind, source: Source::Read, total: None, since };
    let (sync, _) = sync::begin(tx, &store.tenant, &new, now)?;
    job::ask(tx, &store.tenant, READ_PRODUCTS, sync.id.as_str(), now)?;
    Ok(sync)
}

/// Asks for what changed in stores that were read whole before and that nobody has read for an hour; says in how many.
///
/// # Errors
/// What the database says.
pub async fn ask_for_changes(app: &App) -> Result<usize> {
    let now = app.engine.now();
    let all_due = move |tx: &mut Tx<'_>| {
        let mut all = Vec::new();
        for store in store::readable(tx)? {
            all.extend(due(tx, &store, now)?.map(|since| (store, since)));
        }
        Ok(all)
    };
    let all = call::read(&app.engine, all_due).await?;
    let asked = all.len();
    for (store, since) in all {
        let begun = move |tx: &mut Tx<'_>| begin(tx, &store, (Kind::Incremental, Some(since)), now).map(drop);
        call::write(&app.engine, begun).await?;
    }
    Ok(asked)
}

/// From when on changes are to be read, if it is time.
fn due(tx: &mut Tx<'_>, store: &Store, now: Timestamp) -> Result<Option<Timestamp>> {
    let whose = (&store.tenant, &store.id);
    let Some(whole) = sync::last_full(tx, whose)?.filter(|sync| sync.source == Source::Read) else {
        return Ok(None);
    };
    let newest = sync::newest(tx, whose, 20)?;
    if newest.iter().any(|sync| sync.source == Source::Read && sync.state == State::Running) {
        return Ok(None);
    }
    let read = newest.iter().find(|sync| sync.source == Source::Read && sync.state == State::Done);
    let begun = read.map_or(whole.started_at, |sync| sync.started_at);
    let tried = newest.first().map_or(begun, |sync| sync.started_at);
    Ok((now.since_ms(tried) >= EVERY_MS).then(|| begun.plus_ms(-OVERLAP_MS)))
}

/// Reads on where that is due; says how many readings were worked on.
///
/// # Errors
/// What the database says.
pub async fn work_off(app: &App) -> Result<usize> {
    let now = app.engine.now();
    if !call::read(&app.engine, move |tx| job::is_due(tx, READ_PRODUCTS, now)).await? {
        return Ok(0);
    }
    let jobs = call::write(&app.engine, move |tx| job::claim(tx, READ_PRODUCTS, now, LEASE_MS, JOBS)).await?;
    let count = jobs.len();
    for job in jobs {
        work(app, job).await?;
    }
    Ok(count)
}

/// What came of reading on.
enum Came {
    /// To the end, or nobody wants it any more.
    Ended,
    /// There is more.
    More,
    /// The shop did not answer as it should.
    Trouble { why: String, passing: bool },
}

async fn work(app: &App, job: Job) -> Result<()> {
    let id = ProductSyncId::parse(&job.subject).map_err(|e| Error::Broken(e.to_string()))?;
    let came = match read_on(app, (&job.tenant, &id)).await {
        Err(Error::NotFound(_) | Error::Conflict(_)) => Came::Ended,
        other => other?,
    };
    let now = app.engine.now();
    call::write(&app.engine, move |tx| match &came {
        Came::Ended => job::done(tx, READ_PRODUCTS, &job),
        Came::More => {
            job::done(tx, READ_PRODUCTS, &job)?;
            job::ask(tx, &job.tenant, READ_PRODUCTS, &job.subject, now)
        }
        Came::Trouble { why, passing } if *passing && job.attempts < ATTEMPTS_MAX => {
            sync::trouble(tx, (&job.tenant, &id), why, now)?;
            job::failed(tx, READ_PRODUCTS, &job, why, now)
        }
        Came::Trouble { why, .. } => {
            sync::fail(tx, (&job.tenant, &id), why, now)?;
            job::done(tx, READ_PRODUCTS, &job)
        }
    })
    .await
}

async fn read_on(app: &App, (tenant, id): (&TenantId, &ProductSyncId)) -> Result<Came> {
    let Some(reachable) = shop::open(app, &store_of(app, (tenant, id)).await?).await? else {
        return Ok(Came::Trouble { why: NO_KEY.to_owned(), passing: false });
    };
    for _ in 0..PAGES {
        let sync = load(app, (tenant, id)).await?;
        if sync.state != State::Running {
            return Ok(Came::Ended);
        }
        match next_page(&reachable, &sync).await {
            Ok(page) => {
                if keep(app, (tenant, id), page).await? {
                    return Ok(Came::Ended);
                }
            }
            Err(error) => {
                return Ok(Came::Trouble { passing: is_passing(&error), why: error.to_string() });
            }
        }
    }
    Ok(Came::More)
}

async fn load(app: &App, (tenant, id): (&TenantId, &ProductSyncId)) -> Result<ProductSync> {
    let (tenant, id) = (tenant.clone(), id.clone());
    call::read(&app.engine, move |tx| sync::load(tx, &tenant, &id)).await
}

async fn store_of(app: &App, whose: (&TenantId, &ProductSyncId)) -> Result<StoreId> {
    Ok(load(app, whose).await?.store)
}

async fn next_page(reachable: &Reachable, sync: &ProductSync) -> std::result::Result<ProductPage, RestError> {
    let place = Place::read(sync.after.as_deref());
    reachable.shop.products(place, sync.since, reachable.store.currency).await
}

/// Keeps a page with how far it came, or the end with what it hides; says whether that was it.
async fn keep(app: &App, (tenant, id): (&TenantId, &ProductSyncId), page: ProductPage) -> Result<bool> {
    let (tenant, id, now) = (tenant.clone(), id.clone(), app.engine.now());
    let is_last = page.next.is_none();
    let batch = Batch {
        products: page.products,
        skips: page.skips,
        gone: page.gone,
        after: page.next.map(Place::written),
        total: page.total,
    };
    call::write(&app.engine, move |tx| {
        sync::take(tx, (&tenant, &id), &batch, now)?;
        if is_last {
            sync::finish(tx, (&tenant, &id), now)?;
        }
        Ok(())
    })
    .await?;
    Ok(is_last)
}

#[cfg(test)]
#[path = "products_tests.rs"]
mod tests;
