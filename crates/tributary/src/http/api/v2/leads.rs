//! `/api/v2/leads`: state one, find one by the store's reference, change it, call it off.

use super::input::{check_status, check_vouchers, status};
use super::kind::{self, Kind};
use super::object::{self, Data, Lead};
use crate::app::App;
use crate::http::api::check::Faults;
use crate::http::api::conversion::{self, Home, Telling};
use crate::http::api::leads::lead_currency;
use crate::http::api::order_body::{check_event, text};
use crate::http::api::request::{Asked, Sent};
use crate::http::api::shape::{AnyText, EventTypeRef, Plain200, Plain300, RetrackStatus, Text150};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use tributary_core::fact::{OrderKind, OrderStated};
use tributary_core::order::Status;
use tributary_core::{EventTypeId, OrderId, ProgramId, TenantId, Timestamp};
use tributary_engine::Result;
use tributary_engine::db::Tx;
use tributary_engine::order::OrderKey;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find, create))
        .routes(routes!(show, replace, change, restate, cancel))
        .route("/api/leads", get(find).post(create))
        .route("/api/leads/{id}", get(show).put(replace).patch(change).post(restate).delete(cancel))
        .route("/api/v2/leads/{id}/cancel", post(cancel))
}

/// A lead to state.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[schema(as = RetrackNewLead)]
struct NewLead {
    /// The event type, by its UUID or our id. It says which store it is; without it the click does, and it earns nothing.
    #[schema(value_type = Option<EventTypeRef>)]
    event: Option<String>,
    /// The click that led to it.
    #[schema(value_type = Option<Plain300>)]
    click: Option<String>,
    /// The store's own name of it, 1 to 150 characters: told twice for one event it is one lead.
    #[schema(value_type = Text150, example = "signup-77")]
    reference: String,
    /// A voucher code.
    #[schema(value_type = Option<Plain200>, example = "vouchercode")]
    voucher: Option<String>,
    /// Voucher codes.
    #[schema(value_type = Option<Vec<Plain200>>, max_items = 100)]
    vouchers: Option<Vec<String>>,
    /// `approved` when missing.
    #[schema(value_type = Option<RetrackStatus>)]
    status: Option<String>,
}

/// What to change of a lead; what is missing stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = RetrackLeadChange)]
struct LeadChange {
    /// The click that led to it.
    #[schema(value_type = Option<Plain300>)]
    click: Option<String>,
    /// Its voucher code.
    #[schema(value_type = Option<Plain200>)]
    voucher: Option<String>,
    /// All its voucher codes.
    #[schema(value_type = Option<Vec<Plain200>>, max_items = 100)]
    vouchers: Option<Vec<String>>,
    /// `pending`, `approved`, `declined` or `cancelled`.
    #[schema(value_type = Option<RetrackStatus>, example = "cancelled")]
    status: Option<String>,
}

impl NewLead {
    fn as_change(&self) -> LeadChange {
        let Self { click, voucher, vouchers, status, .. } = self.clone();
        LeadChange { click, voucher, vouchers, status }
    }

    fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        check_event(&mut faults, "/event", self.event.as_ref());
        faults.text("/reference", &self.reference, 150);
        self.as_change().judge(&mut faults);
        faults.done()
    }
}

impl LeadChange {
    fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        self.judge(&mut faults);
        faults.done()
    }

    fn judge(&self, faults: &mut Faults) {
        self.click.iter().for_each(|click| faults.maybe_empty("/click", click, 300));
        self.voucher.iter().for_each(|voucher| faults.maybe_empty("/voucher", voucher, 200));
        check_vouchers(faults, "/vouchers", self.vouchers.as_deref().unwrap_or_default());
        check_status(faults, self.status.as_deref());
    }

    fn put(&self, mut lead: OrderStated) -> OrderStated {
        lead.modified_at = None;
        if let Some(click) = text(self.click.as_ref()) {
            lead.evidence = vec![conversion::named_click(&click)];
        }
        if self.voucher.is_some() || self.vouchers.is_some() {
            let all = self.voucher.iter().chain(self.vouchers.iter().flatten());
            lead.coupons = all.filter_map(|code| text(Some(code))).collect();
        }
        if let Some(status) = self.status.as_deref().and_then(status) {
            lead.status = status;
        }
        lead
    }
}

/// Which lead is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ByReference {
    /// The store's own name of it.
    #[serde(rename = "byReference", alias = "by_reference")]
    #[param(rename = "byReference", value_type = AnyText)]
    reference: String,
}

/// Find a lead by the store's reference.
#[utoipa::path(get, path = "/api/v2/leads", tag = "retrack", params(ByReference),
    responses((status = 200, body = Data<Lead>)))]
async fn find(State(app): State<App>, asked: Asked) -> Handled<Json<Data<Lead>>> {
    let tenant = asked.tenant("orders:read")?;
    let ByReference { reference } = asked.query()?;
    kind::found::<Leads>(&app, tenant, reference).await
}

/// Read a lead.
#[utoipa::path(get, path = "/api/v2/leads/{id}", tag = "retrack",
    params(("id" = String, Path, description = "Its UUID, or our id.")), responses((status = 200, body = Data<Lead>)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Data<Lead>>> {
    kind::shown::<Leads>(&app, &asked).await
}

/// State a lead.
///
/// Its event and reference decide: the first time makes it, each further time updates it, and it earns once.
#[utoipa::path(post, path = "/api/v2/leads", tag = "retrack", request_body = NewLead, responses(
    (status = 201, body = Data<Lead>, description = "New here"),
    (status = 200, body = Data<Lead>, description = "Known before")))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    kind::created::<Leads>(&app, &sent).await
}

/// Change a lead.
///
/// What is given replaces what was told before. The difference is posted.
#[utoipa::path(put, path = "/api/v2/leads/{id}", tag = "retrack", request_body = LeadChange,
    params(("id" = String, Path, description = "Its UUID, or our id.")), responses((status = 200, body = Data<Lead>)))]
async fn replace(State(app): State<App>, sent: Sent) -> Handled<Response> {
    kind::changed::<Leads>(&app, &sent).await
}

/// Change a lead, as by `PUT`.
#[utoipa::path(patch, path = "/api/v2/leads/{id}", tag = "retrack", request_body = LeadChange,
    params(("id" = String, Path, description = "Its UUID, or our id.")), responses((status = 200, body = Data<Lead>)))]
async fn change(State(app): State<App>, sent: Sent) -> Handled<Response> {
    kind::changed::<Leads>(&app, &sent).await
}

/// Change a lead, as by `PUT`.
#[utoipa::path(post, path = "/api/v2/leads/{id}", tag = "retrack", request_body = LeadChange,
    params(("id" = String, Path, description = "Its UUID, or our id.")), responses((status = 200, body = Data<Lead>)))]
async fn restate(State(app): State<App>, sent: Sent) -> Handled<Response> {
    kind::changed::<Leads>(&app, &sent).await
}

/// Call a lead off: what it earned is taken back.
#[utoipa::path(delete, path = "/api/v2/leads/{id}", tag = "retrack",
    params(("id" = String, Path, description = "Its UUID, or our id.")), responses((status = 200, body = Data<Lead>)))]
async fn cancel(State(app): State<App>, sent: Sent) -> Handled<Response> {
    kind::cancelled::<Leads>(&app, &sent).await
}

/// Leads, as [`kind`] handles them.
struct Leads;

impl Kind for Leads {
    type New = NewLead;
    type Change = LeadChange;
    type Object = Lead;

    const KIND: OrderKind = OrderKind::Lead;
    const NOUN: &'static str = "lead";
    const TOPICS: [&'static str; 3] = ["retrack.lead", "retrack.lead_update", "retrack.lead_cancel"];

    fn check_new(new: &NewLead) -> Result<()> {
        new.check()
    }

    fn check_change(change: &LeadChange) -> Result<()> {
        change.check()
    }

    fn telling(
        tx: &mut Tx<'_>,
        tenant: &TenantId,
        (body, source): (&NewLead, &str),
        now: Timestamp,
    ) -> Result<Telling> {
        let event = text(body.event.as_ref()).and_then(|event| EventTypeId::parse_uuid(&event).ok());
        let home = Home::of(tx, tenant, event.as_ref(), text(body.click.as_ref()).as_deref())?;
        let external_id =
            OrderStated::lead_id(event.as_ref().map(EventTypeId::as_str), body.reference.trim());
        let key = OrderKey { tenant: tenant.clone(), store: home.store.id.clone(), external_id };
        let known = conversion::known(tx, &key)?;
        let currency = lead_currency(tx, &home, event.as_ref(), tenant)?;
        let placed = conversion::placed_at(known.as_ref(), now);
        let mut blank = OrderStated {
            number: body.reference.trim().to_owned(),
            kind: OrderKind::Lead,
            event: event.map(String::from),
            status: Status::Completed,
            ..OrderStated::blank(&key.external_id, currency, placed)
        };
        if let Some(known) = known.filter(|known| known.origin.is_server()) {
            blank.customer = known.stated.customer;
            blank.evidence = known.stated.evidence;
            blank.placed_step_ms = known.stated.placed_step_ms;
        }
        Ok(Telling { key, order: body.as_change().put(blank), source: source.to_owned() })
    }

    fn changed(
        _: &mut Tx<'_>,
        _: (&TenantId, &ProgramId),
        change: &LeadChange,
        known: OrderStated,
    ) -> Result<OrderStated> {
        Ok(change.put(known))
    }

    fn called_off() -> LeadChange {
        LeadChange { status: Some("cancelled".to_owned()), ..LeadChange::default() }
    }

    fn object(tx: &mut Tx<'_>, tenant: &TenantId, id: &OrderId, now: Timestamp) -> Result<Lead> {
        object::lead(tx, tenant, id, now)
    }
}
