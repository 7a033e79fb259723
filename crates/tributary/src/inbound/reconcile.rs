//! Reads from the shop what webhooks missed: everything changed since the last reading, all recent
//! orders, and every order that somebody waits for or that is in doubt.

use super::masker;
use super::reading::Reading;
use super::shop::Reachable;
use super::woocommerce::order::{self as resource, Invalid, order_stated};
use super::woocommerce::redact::redact;
use super::woocommerce::refund::refunds;
use super::woocommerce::rest::{Answer, PAGE_ORDERS, RestError, Shop};
use crate::app::App;
use crate::call;
use std::collections::BTreeSet;
use tributary_core::fact::{OrderFact, OrderStated, RefundStated};
use tributary_core::{DeliveryId, StoreId, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::delivery::{self, NewDelivery};
use tributary_engine::order::{self, NewFact, OrderKey};
use tributary_engine::pipeline::{self, Outcome};
use tributary_engine::{Error, Result, store};

const RECENT_DAYS: i64 = 30; // refunds deleted in the shop change no date: only a full reading sees them
const OVERLAP_MS: i64 = 3_600_000; // the shop's clock and ours may differ
const PAGES_MAX: u32 = 1000;
const TROUBLED_MAX: usize = 10; // then it is the shop that is in trouble, not its orders

/// What a reconciliation did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Reconciled {
    /// Orders read.
    pub read: usize,
    /// Orders about which something new was learnt.
    pub changed: usize,
}

/// A reading on its way: what it did, which orders it saw, and the first order that made trouble.
#[derive(Debug, Default)]
struct Progress {
    done: Reconciled,
    seen: BTreeSet<String>,
    trouble: Option<Error>,
    troubled: usize,
}

impl Progress {
    /// Notes how one order went. An order that makes trouble does not hold up the others.
    fn note(&mut self, read: Result<bool>) -> Result<()> {
        self.done.read += 1;
        match read {
            Ok(changed) => self.done.changed += usize::from(changed),
            Err(error) => {
                tracing::warn!(%error, "an order could not be read; the others are");
                self.troubled += 1;
                if self.troubled >= TROUBLED_MAX {
                    return Err(error);
                }
                self.trouble.get_or_insert(error);
            }
        }
        Ok(())
    }
}

/// Reads a store's orders and applies what is new.
///
/// # Errors
/// What the shop or the database says; what could be read is applied, the rest is read next time.
pub async fn reconcile(app: &App, reachable: &Reachable) -> Result<Reconciled> {
    let started = app.engine.now();
    let mut progress = Progress::default();
    let recent = started.plus_ms(-RECENT_DAYS * tributary_core::time::DAY_MS);
    let since = reachable.store.read_until.map_or(recent, |until| until.plus_ms(-OVERLAP_MS));
    let mut page = 1;
    loop {
        let orders = reachable.shop.orders_modified_after(since, page).await.map_err(unreadable)?;
        for body in &orders {
            let read = take_order(app, reachable, body).await;
            progress.seen.extend(read.as_ref().ok().map(|(external_id, _)| external_id.clone()));
            progress.note(read.map(|(_, changed)| changed))?;
        }
        if orders.len() < PAGE_ORDERS || page >= PAGES_MAX {
            break;
        }
        page += 1;
    }
    for external_id in in_question(app, reachable, recent).await? {
        if progress.seen.insert(external_id.clone()) {
            progress.note(read_order(app, reachable, &external_id).await)?;
        }
    }
    if let Some(trouble) = progress.trouble {
        return Err(trouble);
    }
    let store = reachable.store.clone();
    call::write(&app.engine, move |tx| store::set_read_until(tx, &store, started)).await?;
    Ok(progress.done)
}

/// Orders of the last weeks, in doubt, or waited for.
async fn in_question(app: &App, reachable: &Reachable, recent: Timestamp) -> Result<BTreeSet<String>> {
    let (tenant, id) = (reachable.store.tenant.clone(), reachable.store.id.clone());
    call::read(&app.engine, move |tx| {
        let mut wanted: BTreeSet<String> = order::to_read(tx, (&tenant, &id), recent)?.into_iter().collect();
        wanted.extend(delivery::awaited(tx, &tenant, &id)?);
        Ok(wanted)
    })
    .await
}

/// Reads one order from its shop; says whether anything new was learnt.
///
/// # Errors
/// What the shop or the database says.
pub async fn read_order(app: &App, reachable: &Reachable, external_id: &str) -> Result<bool> {
    match reachable.shop.order(external_id).await.map_err(unreadable)? {
        Answer::Found(body) | Answer::Trash(body) => {
            take_order(app, reachable, &body).await.map(|(_, changed)| changed)
        }
        Answer::Gone => gone(app, &reachable.store.tenant, &reachable.store.id, external_id).await,
    }
}

async fn gone(app: &App, tenant: &TenantId, store: &StoreId, external_id: &str) -> Result<bool> {
    let order =
        OrderKey { tenant: tenant.clone(), store: store.clone(), external_id: external_id.to_owned() };
    let now = app.engine.now();
    call::write(&app.engine, move |tx| {
        delivery::order_gone(tx, (&order.tenant, &order.store), &order.external_id, now)?;
        if !order::is_known(tx, &order)? {
            return Ok(false);
        }
        let new = NewFact {
            order: order.clone(),
            fact: OrderFact::Gone,
            source: "read".to_owned(),
            occasion: "read".to_owned(),
        };
        Ok(pipeline::apply(tx, &new, now)? != Outcome::Duplicate)
    })
    .await
}

/// Takes an order as the shop's REST API states it, with the detail of its refunds.
async fn take_order(app: &App, reachable: &Reachable, body: &[u8]) -> Result<(String, bool)> {
    let mask = masker(&app.engine);
    let stated = order_stated(body, &resource::Reading { mask: &mask });
    let stated = match stated {
        Ok(stated) => stated,
        Err(invalid) => return unusable(app, reachable, body, &invalid).await,
    };
    let detail = if stated.refunds.as_ref().is_some_and(|refunds| !refunds.is_empty()) {
        read_refunds(&reachable.shop, &stated).await?
    } else {
        Vec::new()
    };
    let external_id = stated.external_id.clone();
    let order = OrderKey {
        tenant: reachable.store.tenant.clone(),
        store: reachable.store.id.clone(),
        external_id: stated.external_id.clone(),
    };
    let reading = Reading { order, stated, refunds: detail, source: "read".to_owned() };
    let (raw, now) = (redact(body), app.engine.now());
    let changed = call::write(&app.engine, move |tx| {
        let changed = reading.apply(tx, now)? != Outcome::Duplicate;
        if changed {
            keep_read(tx, &reading.order, &raw, now)?;
        }
        Ok(changed)
    })
    .await?;
    if changed {
        app.delivered.notify_one();
    }
    Ok((external_id, changed))
}

/// Keeps what was read, as it was read.
fn keep_read(tx: &mut Tx<'_>, order: &OrderKey, raw: &[u8], now: Timestamp) -> Result<()> {
    let id = keep_raw(tx, (&order.tenant, &order.store), raw, now)?;
    let outcome = delivery::Outcome::Applied { note: Some("read from the shop".to_owned()) };
    delivery::settle(tx, (&order.tenant, &id), Some(&order.external_id), &outcome, now)
}

/// Keeps an order that cannot be read as what it claims to be, with the reason.
async fn unusable(app: &App, reachable: &Reachable, body: &[u8], why: &Invalid) -> Result<(String, bool)> {
    let reason = Error::field(&why.field, "format", &why.problem).to_string();
    let (store, raw, now) = (reachable.store.clone(), redact(body), app.engine.now());
    let external_id = external_id(body);
    let subject = external_id.clone();
    call::write(&app.engine, move |tx| {
        let id = keep_raw(tx, (&store.tenant, &store.id), &raw, now)?;
        let outcome = delivery::Outcome::Rejected { reason: reason.clone() };
        delivery::settle(tx, (&store.tenant, &id), Some(&subject), &outcome, now)
    })
    .await?;
    Ok((external_id, false))
}

/// The id of an order of which nothing else may be readable.
fn external_id(body: &[u8]) -> String {
    let id = serde_json::from_slice::<serde_json::Value>(body).ok().map(|order| order["id"].to_string());
    id.unwrap_or_default().trim_matches('"').to_owned()
}

async fn read_refunds(shop: &Shop, stated: &OrderStated) -> Result<Vec<RefundStated>> {
    let body = shop.refunds(&stated.external_id).await.map_err(unreadable)?;
    refunds(&body, stated.currency).map_err(|invalid| Error::field(invalid.field, "format", invalid.problem))
}

fn keep_raw(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    body: &[u8],
    now: Timestamp,
) -> Result<DeliveryId> {
    let raw = NewDelivery {
        tenant: tenant.clone(),
        store: store.clone(),
        topic: Some("read.order".to_owned()),
        content_type: Some("application/json".to_owned()),
        delivery_id: None,
        body: body.to_vec(),
        refused: None,
    };
    delivery::keep(tx, &raw, now)
}

fn unreadable(error: RestError) -> Error {
    match error {
        error @ RestError::Unreachable { .. } => Error::Conflict(format!("the shop cannot be read: {error}")),
        error => Error::Conflict(format!("the shop does not let itself be read: {error}")),
    }
}
