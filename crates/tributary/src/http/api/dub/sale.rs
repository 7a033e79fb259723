//! `POST /track/sale`: a customer paid.

use super::{Who, check_metadata, home};
use crate::app::App;
use crate::http::api::check::Faults;
use crate::http::api::conversion::{self, Home, Telling};
use crate::http::api::inbox::{Subject, Told};
use crate::http::api::money::AMOUNT_MAX;
use crate::http::api::order_body::text;
use crate::http::api::request::{Sent, answer};
use crate::http::api::shape::{
    AnyText, CurrencyInEitherCase, Metadata, Plain100, Plain200, Plain255, Plain300, Plain320, Text100,
};
use crate::http::problem::Handled;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use tributary_core::fact::{Line, OrderStated};
use tributary_core::order::OrderNow;
use tributary_core::program::EventKind;
use tributary_core::{Currency, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::order::OrderKey;
use tributary_engine::{Result, chance, delivery, pipeline, program};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TOPIC: &str = "dub.sale";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(track))
}

/// A sale, as Dub's SDKs send it.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubSaleRequest)]
struct TrackSale {
    /// Your own id of the customer, at most 100 characters.
    #[schema(value_type = Text100, example = "user-77")]
    customer_external_id: String,
    /// What was paid, in minor units; commissions are taken of all of it.
    #[schema(example = 5000, minimum = 0, maximum = 1_000_000_000_000_000i64)]
    amount: i64,
    /// ISO 4217, in either case; `usd` when missing.
    #[schema(value_type = Option<CurrencyInEitherCase>, example = "usd")]
    currency: Option<String>,
    /// What happened: the event type of this name, else the program's first for transactions. `Purchase` when missing.
    #[schema(value_type = Option<Plain255>)]
    event_name: Option<String>,
    /// Who took the payment; only given back. `custom` when missing.
    #[schema(value_type = Option<Plain100>)]
    payment_processor: Option<String>,
    /// Your own id of this sale, at most 200 characters: told twice it is one sale, and the first counts. Without it each
    /// request is a sale of its own, unless it has an `Idempotency-Key`.
    #[schema(value_type = Option<Plain200>, example = "in_1042")]
    invoice_id: Option<String>,
    /// At most 10,000 characters; kept with what was sent.
    #[schema(value_type = Option<Metadata>)]
    metadata: Option<Map<String, Json>>,
    /// The lead it follows; taken, and not needed: the customer says it.
    #[schema(value_type = Option<Plain255>)]
    lead_event_name: Option<String>,
    /// The click that led to it, where there was no lead before.
    #[schema(value_type = Option<Plain300>)]
    click_id: Option<String>,
    /// The customer's name; only given back.
    #[schema(value_type = Option<AnyText>)]
    customer_name: Option<String>,
    /// The customer's address; kept as a keyed hash.
    #[schema(value_type = Option<Plain320>)]
    customer_email: Option<String>,
    /// The customer's picture; only given back.
    #[schema(value_type = Option<AnyText>)]
    customer_avatar: Option<String>,
}

/// The sale, as Dub answers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubSale)]
struct TrackedSale {
    /// What happened.
    event_name: String,
    /// The customer.
    #[schema(required)]
    customer: Option<SaleCustomer>,
    /// The sale.
    #[schema(required)]
    sale: Option<Sold>,
}

/// A customer, as sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubSaleCustomer)]
struct SaleCustomer {
    /// The customer's id.
    id: String,
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    email: Option<String>,
    #[schema(required)]
    avatar: Option<String>,
    #[schema(required)]
    external_id: Option<String>,
}

/// What was sold.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubSold)]
struct Sold {
    /// In minor units.
    amount: i64,
    /// In small letters.
    currency: String,
    /// Who took the payment.
    payment_processor: String,
    #[schema(required)]
    invoice_id: Option<String>,
    #[schema(required, value_type = Option<Object>)]
    metadata: Option<Map<String, Json>>,
}

impl TrackSale {
    fn who(&self) -> Who<'_> {
        Who { external_id: &self.customer_external_id, email: self.customer_email.as_deref() }
    }

    fn currency_code(&self) -> &str {
        self.currency.as_deref().map_or("usd", str::trim)
    }

    fn currency(&self) -> Option<Currency> {
        Currency::parse(&self.currency_code().to_ascii_uppercase()).ok()
    }

    fn event_name(&self) -> String {
        text(self.event_name.as_ref()).unwrap_or_else(|| "Purchase".to_owned())
    }

    fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        self.who().judge(&mut faults);
        faults.range("/amount", self.amount, 0, AMOUNT_MAX);
        if self.currency().is_none() {
            faults.add("/currency", "format", "Use a currency of ISO 4217, such as usd.");
        }
        let texts = [
            ("/eventName", &self.event_name, 255),
            ("/paymentProcessor", &self.payment_processor, 100),
            ("/invoiceId", &self.invoice_id, 200),
            ("/leadEventName", &self.lead_event_name, 255),
            ("/clickId", &self.click_id, 300),
        ];
        for (pointer, text, most) in texts {
            text.iter().for_each(|text| faults.maybe_empty(pointer, text, most));
        }
        check_metadata(&mut faults, self.metadata.as_ref());
        faults.done()
    }

    fn tracked(self) -> TrackedSale {
        let event_name = self.event_name();
        let sale = Sold {
            amount: self.amount,
            currency: self.currency_code().to_ascii_lowercase(),
            payment_processor: self.payment_processor.unwrap_or_else(|| "custom".to_owned()),
            invoice_id: self.invoice_id,
            metadata: self.metadata,
        };
        let customer = SaleCustomer {
            id: self.customer_external_id.clone(),
            name: self.customer_name,
            email: self.customer_email,
            avatar: self.customer_avatar,
            external_id: Some(self.customer_external_id),
        };
        TrackedSale { event_name, customer: Some(customer), sale: Some(sale) }
    }
}

/// Track a sale, as Dub does.
///
/// The same `invoiceId` again is answered with the first result, and earns once.
#[utoipa::path(post, path = "/track/sale", tag = "dub", request_body = TrackSale,
    responses((status = 200, body = TrackedSale)))]
async fn track(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let told = Told::new(&sent, TOPIC);
    let tracked = state(&app, &sent, told.clone()).await;
    told.refused(&app, &sent, tracked).await
}

async fn state(app: &App, sent: &Sent, told: Told) -> Handled<Response> {
    let (tenant, body) = sent.read::<TrackSale>("orders:write")?;
    body.check()?;
    let (source, people_key) = (sent.by(), *app.engine.sealer.people_key());
    let own_name = text(body.invoice_id.as_ref()).or_else(|| derived_name(sent));
    let done = sent.once(app, move |tx, now| {
        let click = text(body.click_id.as_ref());
        let home = home(tx, &tenant, click.as_deref(), body.customer_external_id.trim())?;
        let external_id =
            own_name.clone().map_or_else(|| chance::secret().map(|id| format!("sale-{id}")), Ok)?;
        let key = OrderKey { tenant: tenant.clone(), store: home.store.id.clone(), external_id };
        let known = conversion::known(tx, &key)?;
        if known.as_ref().is_some_and(|known| known.origin.is_server()) {
            let about = Subject { tenant: &tenant, store: &key.store, external_id: &key.external_id };
            let first = first_sent(tx, &key)?.unwrap_or_else(|| body.clone());
            told.keep(tx, about, &pipeline::Outcome::Duplicate, now)?;
            return answer(StatusCode::OK, &first.tracked());
        }
        let order = sold(tx, (&home, &key), (&body, &people_key), (known.as_ref(), now))?;
        conversion::tell(tx, Telling { key, order, source: source.clone() }, &told, now)?;
        answer(StatusCode::OK, &body.clone().tracked())
    });
    done.await
}

/// A retry has the same key, so it is the same sale also when the answer was forgotten meanwhile.
fn derived_name(sent: &Sent) -> Option<String> {
    let key = sent.idempotency_key()?;
    let hash = blake3::hash(format!("{}\n{key}", sent.by()).as_bytes()).to_hex();
    Some(format!("sale-{}", hash.get(..26).unwrap_or_default()))
}

/// The sale as it was first sent here; none when another way told of it.
fn first_sent(tx: &mut Tx<'_>, key: &OrderKey) -> Result<Option<TrackSale>> {
    let all = delivery::about(tx, (&key.tenant, &key.store), &key.external_id)?;
    let first =
        all.into_iter().find(|one| one.sent.topic.as_deref() == Some(TOPIC) && one.state == "applied");
    Ok(first.and_then(|one| serde_json::from_slice(&one.sent.body).ok()))
}

fn sold(
    tx: &mut Tx<'_>,
    (home, key): (&Home, &OrderKey),
    (body, people_key): (&TrackSale, &[u8; 32]),
    (known, now): (Option<&OrderNow>, Timestamp),
) -> Result<OrderStated> {
    let tenant: &TenantId = &key.tenant;
    let event = program::of_kind(tx, (tenant, &home.program), EventKind::Transaction, &body.event_name())?;
    let line = Line { name: body.event_name(), ..Line::blank("sale", body.amount) };
    let currency = body.currency().unwrap_or(home.store.currency);
    Ok(OrderStated {
        total_minor: body.amount,
        lines: vec![line],
        customer: body.who().stated(people_key),
        evidence: text(body.click_id.as_ref()).iter().map(|click| conversion::named_click(click)).collect(),
        event: event.map(|event| event.id),
        ..OrderStated::blank(&key.external_id, currency, conversion::placed_at(known, now))
    })
}
