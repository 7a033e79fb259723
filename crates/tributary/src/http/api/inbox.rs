//! Keeps what a store told us through the API as it came, whatever becomes of it: applied and
//! doubled in the transaction of its effect, refused in one of its own.

use super::conversion::Home;
use super::request::Sent;
use crate::app::App;
use crate::call;
use crate::http::problem::{Handled, Problem};
use axum::body::Bytes;
use axum::response::Response;
use serde_json::Value as Json;
use tributary_core::{EventTypeId, OrderId, StoreId, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::delivery::{self, NewDelivery, Outcome};
use tributary_engine::{Error, Result, order, pipeline, store};

/// A body as it came.
#[derive(Debug, Clone)]
pub(super) struct Told {
    topic: &'static str,
    body: Bytes,
    delivery_id: Option<String>,
}

/// The order that something was told about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) tenant: &'a TenantId,
    pub(super) store: &'a StoreId,
    pub(super) external_id: &'a str,
}

impl Told {
    pub(super) fn new(sent: &Sent, topic: &'static str) -> Self {
        let delivery_id = sent.idempotency_key().map(str::to_owned);
        Self { topic, body: sent.raw().clone(), delivery_id }
    }

    /// Keeps it with what became of it.
    pub(super) fn keep(
        &self,
        tx: &mut Tx<'_>,
        about: Subject<'_>,
        outcome: &pipeline::Outcome,
        now: Timestamp,
    ) -> Result<()> {
        let outcome = match outcome {
            pipeline::Outcome::Applied(_) => Outcome::Applied { note: None },
            pipeline::Outcome::Duplicate => Outcome::Duplicate,
            pipeline::Outcome::Waiting => {
                Outcome::Waiting { reason: "the order is still a draft".to_owned() }
            }
        };
        self.settle(tx, about, &outcome, now)
    }

    fn settle(&self, tx: &mut Tx<'_>, about: Subject<'_>, outcome: &Outcome, now: Timestamp) -> Result<()> {
        let subject = Some(about.external_id).filter(|subject| !subject.is_empty());
        delivery::record(tx, &self.raw(about), subject, outcome, now)
    }

    fn raw(&self, about: Subject<'_>) -> NewDelivery {
        NewDelivery {
            tenant: about.tenant.clone(),
            store: about.store.clone(),
            topic: Some(self.topic.to_owned()),
            content_type: Some("application/json".to_owned()),
            delivery_id: self.delivery_id.clone(),
            body: self.body.to_vec(),
            refused: None,
        }
    }

    /// Keeps a refused body, if it is about a store or order of its sender; gives the refusal back.
    pub(super) async fn refused(self, app: &App, sent: &Sent, told: Handled<Response>) -> Handled<Response> {
        let Err(problem) = told else { return told };
        let Ok(tenant) = sent.asked().tenant("orders:write") else { return Err(problem) };
        // 5xx were not judged: their sender tries again.
        if let (Some(named), 400..=499) = (Named::by(sent, &self.body), problem.status) {
            let reason = reason(&problem);
            let now = app.engine.now();
            let kept = call::write(&app.engine, move |tx| {
                let (store, subject) = match named.find(tx, &tenant) {
                    Err(Error::NotFound(_)) => return Ok(()),
                    found => found?,
                };
                let about = Subject { tenant: &tenant, store: &store, external_id: &subject };
                self.settle(tx, about, &Outcome::Rejected { reason: reason.clone() }, now)
            });
            if let Err(error) = kept.await {
                tracing::error!(%error, "a refused body could not be kept");
            }
        }
        Err(problem)
    }
}

/// What a refused request is about, however wrong the rest of it is.
enum Named {
    /// The order in its path.
    Order(OrderId),
    /// The store, and perhaps the order, in its body.
    Store(StoreId, String),
    /// An event type or a click, and perhaps the order, in its body.
    Home { event: String, click: String, order: String },
}

impl Named {
    fn by(sent: &Sent, body: &[u8]) -> Option<Self> {
        if let Some(id) = sent.asked().id::<String>("order").ok().and_then(|id| OrderId::parse_uuid(&id).ok())
        {
            return Some(Self::Order(id));
        }
        let json: Json = serde_json::from_slice(body).ok()?;
        let text = |name: &str| json.get(name).and_then(Json::as_str);
        let any = |names: &[&str]| names.iter().find_map(|name| text(name)).unwrap_or_default().to_owned();
        let order = any(&["external_id", "orderNumber", "order_number", "invoiceId", "reference"]);
        let order = order.chars().take(200).collect();
        if let Some(store) = text("store") {
            return StoreId::parse(store).ok().map(|store| Self::Store(store, order));
        }
        Some(Self::Home { event: any(&["event"]), click: any(&["click", "clickId"]), order })
    }

    fn find(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<(StoreId, String)> {
        match self {
            Self::Order(id) => order::load(tx, tenant, id).map(|order| (order.store, order.external_id)),
            Self::Home { event, click, order } => {
                let event = EventTypeId::parse_uuid(event).ok();
                match Home::of(tx, tenant, event.as_ref(), Some(click)) {
                    Err(Error::Invalid(_)) => Err(Error::NotFound("store")),
                    found => found.map(|home| (home.store.id, order.clone())),
                }
            }
            Self::Store(id, order) => store::load(tx, tenant, id).map(|store| (store.id, order.clone())),
        }
    }
}

fn reason(problem: &Problem) -> String {
    problem.detail.chars().take(500).collect()
}
