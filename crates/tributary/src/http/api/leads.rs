//! `/api/v1/leads`: somebody signed up, asked for an offer, or did what else a store counts. A lead is an order of
//! another kind, so everything said of orders holds for it: explanations, refusals, who gets the credit.

use super::body::Object;
use super::check::{Faults, referred};
use super::conversion::{self, Home};
use super::inbox::{Subject, Told};
use super::list::{self, List};
use super::money::Moment;
use super::order_body::{OrderCustomer, check_event, text};
use super::orders::{Order, Waiting, standing};
use super::request::{Asked, Paging, Sent};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{
    AnyText, EventTypeRef, MomentText, Plain300, StoreRef, Text50, Text150, Text200,
};
use crate::http::problem::Handled;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tributary_core::fact::{OrderFact, OrderKind, OrderStated, Origin};
use tributary_core::order::Status;
use tributary_core::program::Commission;
use tributary_core::{Currency, EventTypeId, OrderId, StoreId, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::order::{self, NewFact, OrderKey};
use tributary_engine::{Result, pipeline, program, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, upsert))
}

/// A lead as the store states it now. Send it again whenever it changes.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLead {
    /// The store it was made in.
    #[schema(value_type = StoreRef, example = "sto_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    store: StoreId,
    /// The event type, by its id or UUID; what it earns is a fixed amount.
    #[schema(value_type = EventTypeRef, example = "evn_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    event: String,
    /// The store's own name of this lead, 1 to 150 characters. Told twice for one event it is one lead.
    #[schema(value_type = Text150, example = "signup-77")]
    reference: String,
    /// As with orders; `completed` when missing. `cancelled` takes it back.
    #[schema(value_type = Option<Text50>, example = "completed")]
    status: Option<String>,
    /// When it was made; now, when missing.
    #[schema(value_type = Option<MomentText>, example = "2026-05-01T12:00:00Z")]
    placed_at: Option<Moment>,
    /// The id of the click that led to it.
    #[schema(value_type = Option<Plain300>, example = "clk_5m6n3q0xw01k9zjv4c8e1r7t2b")]
    click: Option<String>,
    /// Codes that were given with it.
    #[serde(default)]
    #[schema(value_type = Vec<Text200>, example = json!(["SARA10"]), max_items = 100)]
    coupons: Vec<String>,
    /// Whose lead it is. Later orders of the same customer that name no click are credited by this one's.
    #[schema(value_type = Option<OrderCustomer>)]
    customer: Option<Object<OrderCustomer>>,
}

impl NewLead {
    fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        faults.text("/event", &self.event, 100);
        check_event(&mut faults, "/event", Some(&self.event));
        faults.text("/reference", &self.reference, 150);
        self.status.iter().for_each(|status| faults.text("/status", status, 50));
        self.click.iter().for_each(|click| faults.maybe_empty("/click", click, 300));
        faults.count("/coupons", self.coupons.len(), 100);
        for (index, coupon) in self.coupons.iter().enumerate() {
            faults.text(&format!("/coupons/{index}"), coupon, 200);
        }
        self.customer.iter().for_each(|customer| customer.check(&mut faults));
        faults.done()
    }

    fn stated(
        &self,
        key: &OrderKey,
        currency: Currency,
        (now, people_key): (Timestamp, &[u8; 32]),
    ) -> OrderStated {
        let placed = self.placed_at.map_or((now, 1), |moment| (moment.at, moment.step_ms));
        let blank = OrderStated::blank(&key.external_id, currency, placed.0);
        OrderStated {
            number: self.reference.trim().to_owned(),
            status: self.status.as_deref().map_or(Status::Completed, Status::parse),
            placed_step_ms: placed.1,
            coupons: self.coupons.iter().map(|code| code.trim().to_owned()).collect(),
            customer: self.customer.as_ref().map(|one| one.stated(people_key)).unwrap_or_default(),
            evidence: text(self.click.as_ref()).iter().map(|click| conversion::named_click(click)).collect(),
            kind: OrderKind::Lead,
            event: EventTypeId::parse_uuid(self.event.trim()).ok().map(String::from),
            ..blank
        }
    }
}

/// Which leads are wanted; nothing given means all.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Of this store.
    #[param(value_type = Option<StoreRef>)]
    store: Option<StoreId>,
    /// With this reference.
    #[param(value_type = Option<AnyText>)]
    reference: Option<String>,
}

/// List leads, newest first.
#[utoipa::path(get, path = "/api/v1/leads", tag = "leads", params(Paging, Wanted),
    responses((status = 200, body = List<Order>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("orders:read")?;
    let Wanted { store, reference } = asked.query()?;
    let cursor = asked.cursor(list::id::<OrderId>)?;
    let wanted =
        move |tx: &mut Tx<'_>| order::leads(tx, &tenant, (store.as_ref(), reference.as_deref()), &cursor);
    let page = call::read(&app.engine, wanted).await?;
    Ok(list::render(&asked, page, Order::from))
}

/// State a lead.
///
/// Its event and reference decide: the first time makes it, each further time updates it, and it earns once. One lead
/// is read, explained and given to a partner by hand under `/api/v1/orders/{id}`.
#[utoipa::path(post, path = "/api/v1/leads", tag = "leads", request_body = NewLead, responses(
    (status = 201, body = Order, description = "New here"),
    (status = 200, body = Order, description = "Known before"),
    (status = 202, body = Waiting, description = "Kept, but a draft is no lead yet")))]
async fn upsert(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let told = Told::new(&sent, "api.lead");
    let stated = state(&app, &sent, told.clone()).await;
    told.refused(&app, &sent, stated).await
}

async fn state(app: &App, sent: &Sent, told: Told) -> Handled<Response> {
    let (tenant, lead) = sent.read::<NewLead>("orders:write")?;
    lead.check()?;
    let (source, people_key) = (sent.by(), *app.engine.sealer.people_key());
    let done = sent.once(app, move |tx, now| {
        let key = key_of(tx, &tenant, &lead)?;
        let home = Home::of(tx, &tenant, EventTypeId::parse_uuid(lead.event.trim()).ok().as_ref(), None)?;
        if home.store.id != key.store {
            let detail = "There is no such event type in the program of this store.";
            return Err(tributary_engine::Error::clash("/event", "unknown", detail));
        }
        let known = conversion::known(tx, &key)?;
        let currency = currency_of(tx, &home, &lead, &tenant)?;
        let placed = conversion::placed_at(known.as_ref(), now);
        let order = Box::new(lead.stated(&key, currency, (placed, &people_key)));
        let fact = OrderFact::Stated { order, origin: Origin::Api, restored: false };
        let before = order::stands(tx, &key)?;
        let new = NewFact { order: key, fact, source: source.clone(), occasion: String::new() };
        let outcome = pipeline::apply(tx, &new, now)?;
        let OrderKey { tenant, store, external_id } = &new.order;
        told.keep(tx, Subject { tenant, store, external_id }, &outcome, now)?;
        standing(tx, &new.order, &outcome, before)
    });
    done.await
}

fn key_of(tx: &mut Tx<'_>, tenant: &TenantId, lead: &NewLead) -> Result<OrderKey> {
    referred(store::load(tx, tenant, &lead.store), "/store")?;
    referred(program::of_store(tx, tenant, &lead.store), "/store")?;
    let event = EventTypeId::parse_uuid(lead.event.trim()).ok();
    let external_id = OrderStated::lead_id(event.as_ref().map(EventTypeId::as_str), lead.reference.trim());
    Ok(OrderKey { tenant: tenant.clone(), store: lead.store.clone(), external_id })
}

fn currency_of(tx: &mut Tx<'_>, home: &Home, lead: &NewLead, tenant: &TenantId) -> Result<Currency> {
    let event = EventTypeId::parse_uuid(lead.event.trim()).ok();
    lead_currency(tx, home, event.as_ref(), tenant)
}

/// A lead has no amount of its own, so it is of the currency in which its event pays, else of its store's.
pub(super) fn lead_currency(
    tx: &mut Tx<'_>,
    home: &Home,
    event: Option<&EventTypeId>,
    tenant: &TenantId,
) -> Result<Currency> {
    let rules = program::load(tx, tenant, &home.program)?.current.rules;
    let event = event.and_then(|id| rules.event(id.as_str()));
    Ok(match event.map(|event| &event.commission) {
        Some(Commission::Fixed { amount }) => amount.currency,
        _ => home.store.currency,
    })
}
