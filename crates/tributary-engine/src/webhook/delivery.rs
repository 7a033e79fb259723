//! Deliveries: what became of each telling, and telling it again.

use super::flight::called;
use super::{Method, endpoint, payload, sql};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::event;
use crate::page::{Cursor, Page};
use crate::params;
use tributary_core::{TenantId, Timestamp, WebhookDeliveryId, WebhookEndpointId};

/// How many are told again at once; whoever has more asks again.
pub const REPLAYED_MAX: i64 = 10_000;

/// Stands for the store itself where an endpoint's owner is asked for.
pub(super) const STORE: &str = "";

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is to be sent, now or later.
    Pending,
    /// It was taken.
    Delivered,
    /// It was tried often enough.
    Failed,
}

impl DeliveryState {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

impl TryFrom<String> for DeliveryState {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        let all = [Self::Pending, Self::Delivered, Self::Failed];
        let found = all.into_iter().find(|state| state.as_str() == text);
        found.ok_or_else(|| format!("{text} is no state"))
    }
}

/// One event on its way to one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: WebhookDeliveryId,
    /// To whom.
    pub endpoint: WebhookEndpointId,
    /// Of which event, which is also what receivers know it by.
    pub event: String,
    /// The event's kind.
    pub kind: String,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, while it is pending.
    pub due_at: Timestamp,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When it was tried last.
    pub attempted_at: Option<Timestamp>,
    /// When it was taken or given up.
    pub settled_at: Option<Timestamp>,
    /// What was answered last.
    pub status: Option<i64>,
    /// How long that took.
    pub took_ms: Option<i64>,
    /// What went wrong last.
    pub trouble: Option<String>,
    /// How the last answer begins.
    pub answer: Option<String>,
    /// The address as it was called last, letter by letter.
    pub called: Option<String>,
}

/// A delivery and what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The delivery.
    pub delivery: Delivery,
    /// How.
    pub method: Method,
    /// Where to: as it was called last, or, before the first try, as it will be.
    pub url: String,
    /// The body.
    pub body: String,
}

/// Which deliveries are wanted; nothing set means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// To this endpoint.
    pub endpoint: Option<WebhookEndpointId>,
    /// That stand so.
    pub state: Option<DeliveryState>,
}

/// A page of deliveries, newest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, cursor: &Cursor) -> Result<Page<Delivery>> {
    let state = filter.state.map(DeliveryState::as_str);
    let rows = match &filter.endpoint {
        None => tx.rows(sql::DELIVERIES, params![tenant, cursor.below(), state, cursor.fetch()], decode)?,
        Some(of) => {
            let params = params![tenant, cursor.below(), state, cursor.fetch(), of, STORE];
            tx.rows(sql::DELIVERIES_OF, params, decode)?
        }
    };
    Ok(cursor.page(rows, |delivery| delivery.id.to_string()))
}

/// One delivery.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &WebhookDeliveryId) -> Result<Delivery> {
    show(tx, tenant, id).map(|told| told.delivery)
}

/// One delivery with what is sent.
///
/// # Errors
/// [`Error::NotFound`].
pub fn show(tx: &mut Tx<'_>, tenant: &TenantId, id: &WebhookDeliveryId) -> Result<Told> {
    show_of(tx, (tenant, STORE), id)
}

/// The same of an endpoint's owner: a partner's id, or [`STORE`].
pub(super) fn show_of(
    tx: &mut Tx<'_>,
    (tenant, owner): (&TenantId, &str),
    id: &WebhookDeliveryId,
) -> Result<Told> {
    let told = tx.row(sql::DELIVERY, params![tenant, id, owner], |row| {
        let event = event::decode(row, 16)?;
        let (delivery, method) = (decode(row)?, row.parse(22)?);
        let url = delivery.called.clone();
        let url = url.map_or_else(|| Ok(called(&row.text(15)?, row.parse(21)?, &event)), Ok::<_, Error>)?;
        let body = if method == Method::Get { String::new() } else { payload(&event) };
        Ok(Told { delivery, method, url, body })
    })?;
    told.ok_or(Error::NotFound("webhook delivery"))
}

/// What became of an event: each telling of it.
///
/// # Errors
/// What the database says.
pub fn of_event(tx: &mut Tx<'_>, tenant: &TenantId, event: &str) -> Result<Vec<Delivery>> {
    tx.rows(sql::OF_EVENT, params![tenant, event], decode)
}

/// The deliveries before and after one, of the same endpoint: the next newer, and the next older.
///
/// # Errors
/// What the database says.
pub fn beside(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    of: &Delivery,
) -> Result<(Option<WebhookDeliveryId>, Option<WebhookDeliveryId>)> {
    let mut one = |sql| tx.row(sql, params![tenant, &of.endpoint, &of.id], |row| row.parse(0));
    Ok((one(sql::NEWER)?, one(sql::OLDER)?))
}

/// How many deliveries of an endpoint stand how.
///
/// # Errors
/// What the database says.
pub fn counts(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    endpoint: &WebhookEndpointId,
) -> Result<Vec<(String, i64)>> {
    tx.rows(sql::COUNTS, params![tenant, endpoint], |row| Ok((row.text(0)?, row.int(1)?)))
}

/// Tells an event again to everybody it was told to and who is active; says how many that are.
///
/// # Errors
/// What the database says.
pub fn resend(tx: &mut Tx<'_>, tenant: &TenantId, event: &str, now: Timestamp) -> Result<Vec<Delivery>> {
    let mut again = Vec::new();
    for delivery in of_event(tx, tenant, event)? {
        match replay(tx, tenant, &delivery.id, now) {
            Ok(delivery) => again.push(delivery),
            Err(Error::Conflict(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(again)
}

/// Sends one again, whatever became of it; the schedule begins anew.
///
/// # Errors
/// [`Error::NotFound`], or a conflict when its endpoint is not active.
pub fn replay(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &WebhookDeliveryId,
    now: Timestamp,
) -> Result<Delivery> {
    replay_of(tx, (tenant, STORE), id, now)
}

/// The same of an endpoint's owner.
pub(super) fn replay_of(
    tx: &mut Tx<'_>,
    (tenant, owner): (&TenantId, &str),
    id: &WebhookDeliveryId,
    now: Timestamp,
) -> Result<Delivery> {
    let delivery = show_of(tx, (tenant, owner), id)?.delivery;
    endpoint::load_any(tx, tenant, &delivery.endpoint)?.must_be_active()?;
    tx.exec(sql::REPLAY, params![tenant, id, now])?;
    Ok(show_of(tx, (tenant, owner), id)?.delivery)
}

/// Sends again what failed of what was queued since a moment, the oldest [`REPLAYED_MAX`] at most; says how many.
///
/// # Errors
/// [`Error::NotFound`], or a conflict when the endpoint is not active.
pub fn replay_failed(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (endpoint, since): (&WebhookEndpointId, Timestamp),
    now: Timestamp,
) -> Result<usize> {
    endpoint::load(tx, tenant, endpoint)?.must_be_active()?;
    tx.exec(sql::REPLAY_FAILED, params![tenant, endpoint, since, now, REPLAYED_MAX])
}

pub(super) fn decode(row: &Row<'_>) -> Result<Delivery> {
    let time = |at| row.opt_int(at).map(|ms| ms.map(Timestamp::from_ms));
    Ok(Delivery {
        id: row.parse(0)?,
        endpoint: row.parse(1)?,
        event: row.text(2)?,
        kind: row.text(3)?,
        state: row.parse(4)?,
        attempts: row.int(5)?,
        due_at: row.time(6)?,
        created_at: row.time(7)?,
        attempted_at: time(8)?,
        settled_at: time(9)?,
        status: row.opt_int(10)?,
        took_ms: row.opt_int(11)?,
        trouble: row.opt_text(12)?,
        answer: row.opt_text(13)?,
        called: row.opt_text(14)?,
    })
}
