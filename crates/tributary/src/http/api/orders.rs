//! `/api/v1/orders`: orders as shops state them and as they stand here. Sending one again is an
//! update, never a second order.

use super::body;
use super::check::referred;
use super::conversion;
use super::inbox::{Subject, Told};
use super::list::{self, List};
use super::money::{Moment, Money};
pub(super) use super::order_body::NewOrder;
use super::order_body::OrderKind;
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{AnyText, MomentText, PartnerRef, StoreRef, Text500};
use crate::http::problem::{Handled, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::fact::{OrderFact, Origin};
use tributary_core::order::Status;
use tributary_core::{OrderId, PartnerId, StoreId};
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::idempotency::Answer;
use tributary_engine::order::{self, Filter, NewFact, OrderKey, OrderRow};
use tributary_engine::{Result, audit, chance, partner, pipeline, program, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, upsert)).routes(routes!(show)).routes(routes!(reassign))
}

/// An order as it stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Order {
    /// Its id here.
    #[schema(example = "ord_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    pub(super) id: String,
    /// The store's id of it.
    external_id: String,
    /// The number people see.
    number: String,
    /// The store that reported it.
    store: String,
    /// The program that judged it.
    program: String,
    /// Its status.
    #[schema(example = "processing")]
    status: String,
    /// Its currency.
    currency: String,
    /// When it was placed.
    placed_at: String,
    /// When it last changed here.
    updated_at: String,
    /// What the buyer paid in all.
    total: Money,
    /// What commissions are reckoned from, after refunds.
    base: Money,
    /// What refunds gave back.
    refunded: Money,
    /// Whether a refund's detail is still unknown.
    provisional: bool,
    /// Its coupons.
    coupons: Vec<String>,
    /// Who is credited.
    #[schema(required)]
    attribution: Option<Attribution>,
    /// Why nobody is, in a word; null when somebody is.
    #[schema(required, example = "no_touch")]
    nobody: Option<String>,
    /// The version of the rules that judged it.
    rule_version: i64,
    /// What it earns now, and whom.
    commissions: Vec<Commission>,
    /// When its commissions become payable.
    payable_at: String,
    /// The customer, masked.
    #[schema(required)]
    customer: Option<String>,
    /// Where the bill goes.
    billing: Place,
    /// Whether something was bought, or it is a lead.
    kind: OrderKind,
    /// The event type that its store named.
    #[schema(required, example = "evn_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    event: Option<String>,
    /// Whether only browsers have told of it: then its commission waits for a server, or for a person's word.
    unverified: bool,
}

/// Who is credited, and by which evidence.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Attribution {
    /// Who.
    partner: String,
    /// `coupon`, `cookie`, `click`, `order_evidence` or `manual`.
    via: String,
    /// The version of the rules that said so.
    rule_version: i64,
}

/// What a party earns on an order now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Commission {
    /// `partner` or `platform`.
    party: &'static str,
    /// Which partner; null for the platform.
    #[schema(required)]
    partner: Option<String>,
    /// How much.
    amount: Money,
    /// `pending`, `approved`, `declined` or `reversed`.
    status: String,
}

/// A place of a billing address.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Place {
    /// City.
    city: String,
    /// State or region.
    state: String,
    /// Country.
    country: String,
}

impl From<OrderRow> for Order {
    fn from(row: OrderRow) -> Self {
        let money = |minor| Money::new(minor, row.currency);
        let attribution = row.partner.as_ref().map(|partner| Attribution {
            partner: partner.to_string(),
            via: row.via.clone().unwrap_or_default(),
            rule_version: row.rule_version,
        });
        Self {
            total: money(row.total_minor),
            base: money(row.base_minor),
            refunded: money(row.refunded_minor),
            commissions: commissions(&row),
            attribution,
            id: row.id.to_string(),
            external_id: row.external_id,
            number: row.number,
            store: row.store.to_string(),
            program: row.program.to_string(),
            status: row.status,
            currency: row.currency.to_string(),
            placed_at: rfc3339(row.placed_at),
            updated_at: rfc3339(row.updated_at),
            provisional: row.provisional,
            coupons: row.coupons,
            nobody: row.nobody,
            rule_version: row.rule_version,
            payable_at: rfc3339(row.payable_at),
            customer: row.customer_hint,
            kind: row.kind.into(),
            event: row.event,
            unverified: row.unverified,
            billing: Place { city: row.city, state: row.state, country: row.country },
        }
    }
}

/// The credited partner's commission, even of nothing, and the platform's where it has one.
fn commissions(row: &OrderRow) -> Vec<Commission> {
    let (Some(partner), Some(standing)) = (&row.partner, &row.standing) else { return Vec::new() };
    let of = |party, partner, minor| Commission {
        party,
        partner,
        amount: Money::new(minor, row.currency),
        status: standing.clone(),
    };
    let own = of("partner", Some(partner.to_string()), row.commission_minor);
    let platform = (row.platform_minor != 0).then(|| of("platform", None, row.platform_minor));
    std::iter::once(own).chain(platform).collect()
}

/// Which orders are wanted; nothing given means all.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Of this store.
    #[param(value_type = Option<StoreRef>)]
    store: Option<StoreId>,
    /// With this id in the store.
    #[param(value_type = Option<AnyText>)]
    external_id: Option<String>,
    /// In this status.
    #[param(value_type = Option<AnyText>)]
    status: Option<String>,
    /// Credited to this partner.
    #[param(value_type = Option<PartnerRef>)]
    partner: Option<PartnerId>,
    /// Credited at all, or not.
    #[param(value_type = Option<bool>)]
    attributed: Option<body::Flag>,
    /// With refunds, or without.
    #[param(value_type = Option<bool>)]
    refunded: Option<body::Flag>,
    /// Placed at or after.
    #[param(value_type = Option<MomentText>)]
    created_after: Option<Moment>,
    /// Placed before.
    #[param(value_type = Option<MomentText>)]
    created_before: Option<Moment>,
}

impl From<Wanted> for Filter {
    fn from(wanted: Wanted) -> Self {
        Self {
            store: wanted.store,
            external_id: wanted.external_id,
            status: wanted.status.map(|word| Status::parse(&word).to_string()),
            partner: wanted.partner,
            attributed: wanted.attributed.map(|flag| flag.0),
            refunded: wanted.refunded.map(|flag| flag.0),
            from: wanted.created_after.map(|moment| moment.at),
            to: wanted.created_before.map(|moment| moment.at),
            ..Self::default()
        }
    }
}

/// List orders, newest first.
#[utoipa::path(get, path = "/api/v1/orders", tag = "orders", params(Paging, Wanted),
    responses((status = 200, body = List<Order>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("orders:read")?;
    let filter = Filter::from(asked.query::<Wanted>()?);
    let cursor = asked.cursor(list::id::<OrderId>)?;
    let page = call::read(&app.engine, move |tx| order::list(tx, &tenant, &filter, &cursor)).await?;
    Ok(list::render(&asked, page, Order::from))
}

/// Read an order.
#[utoipa::path(get, path = "/api/v1/orders/{id}", tag = "orders",
    params(("id" = String, Path, description = "The order's id here.")), responses((status = 200, body = Order)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Order>> {
    let tenant = asked.tenant("orders:read")?;
    let id: OrderId = asked.id("order")?;
    let order = call::read(&app.engine, move |tx| order::load(tx, &tenant, &id)).await?;
    Ok(Json(order.into()))
}

/// State an order.
///
/// The store's id of it decides: the first time makes it, each further time updates it, and sending
/// the same again changes nothing.
#[utoipa::path(post, path = "/api/v1/orders", tag = "orders", request_body = NewOrder, responses(
    (status = 201, body = Order, description = "New here"),
    (status = 200, body = Order, description = "Known before"),
    (status = 202, body = Waiting, description = "Kept, but an abandoned checkout is not an order yet")))]
async fn upsert(State(app): State<App>, sent: Sent) -> Handled<Response> {
    take(&app, &sent, "api.order", None).await
}

/// Takes an order as a shop's server states it, of the store that has signed it where one has.
pub(super) async fn take(
    app: &App,
    sent: &Sent,
    topic: &'static str,
    signed_by: Option<&StoreId>,
) -> Handled<Response> {
    let told = Told::new(sent, topic);
    let stated = state(app, sent, told.clone(), signed_by).await;
    told.refused(app, sent, stated).await
}

async fn state(app: &App, sent: &Sent, told: Told, signed_by: Option<&StoreId>) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewOrder>("orders:write")?;
    if signed_by.is_some_and(|store| *store != body.store) {
        return Err(Problem::field("/store", "foreign", "Name the store whose secret signs this message."));
    }
    let order = Box::new(body.stated(app.engine.sealer.people_key())?);
    let key = OrderKey { tenant, store: body.store, external_id: order.external_id.clone() };
    let fact = OrderFact::Stated { order, origin: Origin::Api, restored: false };
    let new = NewFact { order: key, fact, source: sent.by(), occasion: String::new() };
    let done = sent.once(app, move |tx, now| {
        let OrderKey { tenant, store, external_id } = &new.order;
        referred(store::load(tx, tenant, store), "/store")?;
        let program = referred(program::of_store(tx, tenant, store), "/store")?;
        if let OrderFact::Stated { order, .. } = &new.fact {
            conversion::check_events(tx, (tenant, &program), order, &conversion::POINTERS)?;
        }
        let known = order::stands(tx, &new.order)?;
        let outcome = pipeline::apply(tx, &new, now)?;
        told.keep(tx, Subject { tenant, store, external_id }, &outcome, now)?;
        standing(tx, &new.order, &outcome, known)
    });
    done.await
}

/// An abandoned checkout: kept, but not an order yet.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Waiting {
    /// `waiting`
    state: &'static str,
    /// For what.
    reason: &'static str,
    /// The store that reported it.
    store: String,
    /// The store's id of it.
    external_id: String,
}

pub(super) fn standing(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    outcome: &pipeline::Outcome,
    known: bool,
) -> Result<Answer> {
    let id = match outcome {
        pipeline::Outcome::Applied(id) => Some(id.clone()),
        _ => order::id_of(tx, key)?,
    };
    let Some(id) = id else {
        let reason = "the order is still a draft";
        let (store, external_id) = (key.store.to_string(), key.external_id.clone());
        return answer(StatusCode::ACCEPTED, &Waiting { state: "waiting", reason, store, external_id });
    };
    let status = if known { StatusCode::OK } else { StatusCode::CREATED };
    answer(status, &Order::from(order::load(tx, &key.tenant, &id)?))
}

/// Who gets the credit, by hand.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reassignment {
    /// The partner; null: nobody.
    #[serde(deserialize_with = "body::present")]
    #[schema(value_type = Option<PartnerRef>, required)]
    partner: Option<PartnerId>,
    /// Why; shown wherever the order is explained.
    #[schema(value_type = Text500, example = "Sara met the customer at the fair.")]
    note: String,
}

/// Decide by hand who gets the credit for an order.
#[utoipa::path(post, path = "/api/v1/orders/{id}/reassign", tag = "orders", request_body = Reassignment,
    params(("id" = String, Path, description = "The order's id here.")), responses((status = 200, body = Order)))]
async fn reassign(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, Reassignment { partner, note }) = sent.read("orders:write")?;
    let id: OrderId = sent.asked().id("order")?;
    super::checked(|faults| faults.text("/note", &note, 500))?;
    let (by, actor) = (sent.by(), sent.actor());
    let done = sent.once(&app, move |tx, now| {
        let row = order::load(tx, &tenant, &id)?;
        if let Some(partner) = &partner {
            referred(partner::load(tx, &tenant, partner), "/partner")?;
        }
        audit::order_assigned(tx, &actor, (&row, partner.as_ref(), &note), now)?;
        let fact = OrderFact::Assigned { partner: partner.clone(), by: by.clone(), note: note.clone() };
        let order = OrderKey { tenant: tenant.clone(), store: row.store, external_id: row.external_id };
        let new = NewFact { order, fact, source: by.clone(), occasion: chance::secret()? };
        pipeline::apply(tx, &new, now)?;
        answer(StatusCode::OK, &Order::from(order::load(tx, &tenant, &id)?))
    });
    done.await
}
