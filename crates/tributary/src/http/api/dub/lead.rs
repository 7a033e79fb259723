//! `POST /track/lead`: somebody signed up; from now on their orders are the click's.

use super::link::{self, Link};
use super::{Who, check_metadata, home};
use crate::app::App;
use crate::http::api::check::Faults;
use crate::http::api::conversion::{self, Home, Telling};
use crate::http::api::inbox::{Subject, Told};
use crate::http::api::leads::lead_currency;
use crate::http::api::order_body::text;
use crate::http::api::request::{Sent, answer};
use crate::http::api::shape::{AnyText, Metadata, Plain300, Plain320, Text100, Text255};
use crate::http::problem::Handled;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use tributary_core::fact::{OrderKind, OrderStated};
use tributary_core::order::{OrderNow, Status};
use tributary_core::program::EventKind;
use tributary_core::{EventTypeId, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::idempotency::Answer;
use tributary_engine::order::{self, OrderKey};
use tributary_engine::{Error, Result, pipeline, program};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(track))
}

/// A lead, as Dub's SDKs send it.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubLeadRequest)]
struct TrackLead {
    /// The click that led to it; empty: that of an earlier lead of this customer, such as a deferred one.
    #[schema(value_type = Plain300, example = "clk_5m6n3q0xw01k9zjv4c8e1r7t2b")]
    click_id: String,
    /// What happened, at most 255 characters: the event type of this name, else the program's first for leads.
    #[schema(value_type = Text255, example = "Sign up")]
    event_name: String,
    /// Your own id of the customer, at most 100 characters: one lead of each name for each customer.
    #[schema(value_type = Text100, example = "user-77")]
    customer_external_id: String,
    /// The customer's name; only given back.
    #[schema(value_type = Option<AnyText>)]
    customer_name: Option<String>,
    /// The customer's address; kept as a keyed hash.
    #[schema(value_type = Option<Plain320>)]
    customer_email: Option<String>,
    /// The customer's picture; only given back.
    #[schema(value_type = Option<AnyText>)]
    customer_avatar: Option<String>,
    /// `async` and `wait` are the same here: the answer says what was recorded. `deferred` keeps the click for the
    /// customer and earns nothing until the lead is sent again.
    mode: Option<Mode>,
    /// Taken, and not multiplied: a lead earns once.
    #[schema(minimum = 0, maximum = 1_000_000)]
    event_quantity: Option<i64>,
    /// At most 10,000 characters; kept with what was sent.
    #[schema(value_type = Option<Metadata>)]
    metadata: Option<Map<String, Json>>,
}

/// When a lead counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DubMode)]
enum Mode {
    Async,
    Wait,
    Deferred,
}

/// The lead, as Dub answers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = DubLead)]
struct TrackedLead {
    /// The click.
    click: TrackedClick,
    /// The link that was clicked.
    #[schema(required)]
    link: Option<Link>,
    /// The customer.
    customer: TrackedCustomer,
}

/// A click.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = DubClick)]
struct TrackedClick {
    /// Its id.
    id: String,
}

/// A customer, as sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubCustomer)]
struct TrackedCustomer {
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    email: Option<String>,
    #[schema(required)]
    avatar: Option<String>,
    #[schema(required)]
    external_id: Option<String>,
}

impl TrackLead {
    fn who(&self) -> Who<'_> {
        Who { external_id: &self.customer_external_id, email: self.customer_email.as_deref() }
    }

    fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        faults.maybe_empty("/clickId", &self.click_id, 300);
        faults.text("/eventName", &self.event_name, 255);
        self.who().judge(&mut faults);
        self.event_quantity.iter().for_each(|count| faults.range("/eventQuantity", *count, 0, 1_000_000));
        check_metadata(&mut faults, self.metadata.as_ref());
        faults.done()
    }

    fn click(&self) -> Option<String> {
        text(Some(&self.click_id))
    }

    fn status(&self) -> Status {
        if self.mode == Some(Mode::Deferred) { Status::Pending } else { Status::Completed }
    }

    fn customer(self) -> TrackedCustomer {
        TrackedCustomer {
            name: self.customer_name,
            email: self.customer_email,
            avatar: self.customer_avatar,
            external_id: Some(self.customer_external_id),
        }
    }
}

/// Track a lead, as Dub does.
///
/// The same customer and event name again are answered with the first result, and earn once.
#[utoipa::path(post, path = "/track/lead", tag = "dub", request_body = TrackLead,
    responses((status = 200, body = TrackedLead)))]
async fn track(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let told = Told::new(&sent, "dub.lead");
    let tracked = state(&app, &sent, told.clone()).await;
    told.refused(&app, &sent, tracked).await
}

async fn state(app: &App, sent: &Sent, told: Told) -> Handled<Response> {
    let (tenant, body) = sent.read::<TrackLead>("orders:write")?;
    body.check()?;
    let (source, people_key) = (sent.by(), *app.engine.sealer.people_key());
    let base_url = sent.asked().base_url().to_owned();
    let done = sent.once(app, move |tx, now| {
        let home = home(tx, &tenant, body.click().as_deref(), body.customer_external_id.trim())?;
        let (key, order) = telling(tx, (&tenant, &home), (&body, &people_key), now)?;
        let first = conversion::known(tx, &key)?.filter(counts_already);
        let first = match first {
            Some(known) => {
                let about = Subject { tenant: &tenant, store: &key.store, external_id: &key.external_id };
                told.keep(tx, about, &pipeline::Outcome::Duplicate, now)?;
                known.stated
            }
            None => {
                let telling = Telling { key, order: order.clone(), source: source.clone() };
                conversion::tell(tx, telling, &told, now)?;
                order
            }
        };
        tracked(tx, &tenant, (&body, &first), &base_url)
    });
    done.await
}

/// A lead that a server has told of already, and that is not waiting to be told again.
fn counts_already(known: &OrderNow) -> bool {
    known.origin.is_server() && known.stated.status != Status::Pending
}

fn telling(
    tx: &mut Tx<'_>,
    (tenant, home): (&TenantId, &Home),
    (body, people_key): (&TrackLead, &[u8; 32]),
    now: Timestamp,
) -> Result<(OrderKey, OrderStated)> {
    let name = body.event_name.trim();
    let event = program::of_kind(tx, (tenant, &home.program), EventKind::Lead, name)?;
    let is_named = event.as_ref().is_some_and(|event| event.name.to_lowercase() == name.to_lowercase());
    let id = event.as_ref().and_then(|event| EventTypeId::parse(&event.id).ok());
    let customer = body.customer_external_id.trim();
    // Two names that mean one event type are still two leads.
    let reference = if is_named { customer.to_owned() } else { format!("{name}:{customer}") };
    let key = OrderKey {
        tenant: tenant.clone(),
        store: home.store.id.clone(),
        external_id: OrderStated::lead_id(id.as_ref().map(EventTypeId::as_str), &reference),
    };
    let known = conversion::known(tx, &key)?;
    let evidence = match body.click() {
        Some(click) => vec![conversion::named_click(&click)],
        None => earlier_click(tx, &key, (customer, known.as_ref()), now)?,
    };
    let currency = lead_currency(tx, home, id.as_ref(), tenant)?;
    let order = OrderStated {
        number: reference,
        kind: OrderKind::Lead,
        event: id.map(String::from),
        status: body.status(),
        customer: body.who().stated(people_key),
        evidence,
        ..OrderStated::blank(&key.external_id, currency, conversion::placed_at(known.as_ref(), now))
    };
    Ok((key, order))
}

/// The click that this lead, or another one of its customer, has named before.
fn earlier_click(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (customer, known): (&str, Option<&OrderNow>),
    now: Timestamp,
) -> Result<Vec<tributary_core::fact::Evidence>> {
    let own = known.map(|known| known.stated.evidence.clone()).unwrap_or_default();
    let found = if own.is_empty() { order::clicks_of_customer(tx, key, customer, now)? } else { own };
    if found.is_empty() { Err(Error::NotFound("earlier lead of this customer")) } else { Ok(found) }
}

fn tracked(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (body, first): (&TrackLead, &OrderStated),
    base_url: &str,
) -> Result<Answer> {
    let click = first.evidence.iter().find_map(|evidence| evidence.click.clone());
    let tracked = TrackedLead {
        link: link::of_click(tx, tenant, click.as_deref(), base_url)?,
        click: TrackedClick { id: click.unwrap_or_default() },
        customer: body.clone().customer(),
    };
    answer(StatusCode::OK, &tracked)
}
