//! `/api/v1/orders/{id}/refunds`: what was given back of an order.

use super::body::Object;
use super::check::Faults;
use super::inbox::{Subject, Told};
use super::list::List;
use super::money::Money;
use super::request::{Asked, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{AnyText, MoneyAboveZero, MoneyFromZero, Plain500, Text200};
use crate::http::problem::Handled;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::fact::{OrderFact, Origin, RefundDetail, RefundStated};
use tributary_core::money::Currency;
use tributary_core::order::{OrderNow, fold};
use tributary_core::{OrderId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::order::{self, NewFact, OrderKey};
use tributary_engine::page::Page;
use tributary_engine::{Error, Result, chance, pipeline};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const LINES_MAX: usize = 1_000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, create))
}

/// A refund.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Refund {
    /// The store's id of it, or ours where the store gave none.
    external_id: String,
    /// The order it belongs to.
    order: String,
    /// What the buyer got back in all.
    amount: Money,
    /// Lines given back, before tax.
    lines: Vec<RefundedLine>,
    /// What else is named: taxes, shipping and fees.
    other: Money,
    /// Whether its detail is still unknown.
    provisional: bool,
    /// What somebody wrote.
    reason: String,
}

/// A line's part of a refund.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RefundedLine {
    /// The shop's id of the line.
    line: String,
    /// Its part, before tax.
    total: Money,
    /// How many pieces of it came back, where the store counts them.
    quantity: Option<i64>,
}

impl Refund {
    fn new(refund: RefundStated, order: &OrderId, currency: Currency) -> Self {
        let money = |minor| Money::new(minor, currency);
        let provisional = refund.detail.is_none();
        let RefundDetail { lines, other_minor, pieces } = refund.detail.unwrap_or_default();
        let line = |(line, minor): (String, i64)| {
            let counted = pieces.iter().find(|(id, _)| *id == line);
            RefundedLine { quantity: counted.map(|(_, pieces)| *pieces), line, total: money(minor) }
        };
        Self {
            external_id: refund.external_id,
            order: order.to_string(),
            amount: money(refund.amount_minor),
            lines: lines.into_iter().map(line).collect(),
            other: money(other_minor),
            provisional,
            reason: refund.reason,
        }
    }
}

/// A refund to state.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRefund {
    /// The store's id of it. Without one, retries need an `Idempotency-Key`.
    #[schema(value_type = Option<Text200>, example = "r-17")]
    external_id: Option<String>,
    /// What the buyer gets back in all, taxes and shipping included.
    #[schema(value_type = MoneyAboveZero)]
    amount: Money,
    /// Lines given back; an amount without lines lowers the base in proportion.
    #[serde(default)]
    #[schema(value_type = Vec<NewRefundedLine>, max_items = 1000)]
    lines: Vec<Object<NewRefundedLine>>,
    /// Shipping given back.
    #[schema(value_type = Option<MoneyFromZero>)]
    shipping: Option<Money>,
    /// Taxes given back.
    #[schema(value_type = Option<MoneyFromZero>)]
    tax: Option<Money>,
    /// Why.
    #[schema(value_type = Option<Plain500>)]
    reason: Option<String>,
}

/// A line given back.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRefundedLine {
    /// The shop's id of the line.
    #[schema(value_type = AnyText, example = "0")]
    line: String,
    /// Its part, before tax.
    #[schema(value_type = MoneyFromZero)]
    total: Money,
    /// How many pieces of it came back. They are no longer sold in reports; money follows `total` alone.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    quantity: Option<i64>,
}

/// List an order's refunds.
#[utoipa::path(get, path = "/api/v1/orders/{id}/refunds", tag = "refunds",
    params(("id" = String, Path, description = "The order's id here.")), responses((status = 200, body = List<Refund>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("orders:read")?;
    let id: OrderId = asked.id("order")?;
    let order = id.clone();
    let (_, now) = call::read(&app.engine, move |tx| order_now(tx, &tenant, &order)).await?;
    let currency = now.stated.currency;
    let all = Page { rows: now.refunds, next: None };
    Ok(super::list::render(&asked, all, |refund| Refund::new(refund, &id, currency)))
}

/// State a refund.
///
/// An amount alone lowers the base in proportion to the order's total; named lines lower it by their
/// own part, and shipping and taxes by nothing.
#[utoipa::path(post, path = "/api/v1/orders/{id}/refunds", tag = "refunds", request_body = NewRefund,
    params(("id" = String, Path, description = "The order's id here.")), responses(
    (status = 201, body = Refund, description = "New here"),
    (status = 200, body = Refund, description = "Known before")))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let told = Told::new(&sent, "api.refund");
    let stated = state(&app, &sent, told.clone()).await;
    told.refused(&app, &sent, stated).await
}

async fn state(app: &App, sent: &Sent, told: Told) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewRefund>("orders:write")?;
    let id: OrderId = sent.asked().id("order")?;
    let (source, own_id) = (sent.by(), body.own_id(sent, &id));
    let done = sent.once(app, move |tx, now| {
        let (key, standing) = order_now(tx, &tenant, &id)?;
        let external_id = own_id.clone().map_or_else(|| chance::secret().map(|s| format!("api-{s}")), Ok)?;
        let refund = body.stated(&standing, external_id)?;
        let fact = OrderFact::Refunded { refund: refund.clone(), origin: Origin::Api };
        let new = NewFact { order: key, fact, source: source.clone(), occasion: String::new() };
        let outcome = pipeline::apply(tx, &new, now)?;
        let OrderKey { store, external_id, .. } = &new.order;
        told.keep(tx, Subject { tenant: &tenant, store, external_id }, &outcome, now)?;
        let new = outcome != pipeline::Outcome::Duplicate;
        let status = if new { StatusCode::CREATED } else { StatusCode::OK };
        answer(status, &Refund::new(refund, &id, standing.stated.currency))
    });
    done.await
}

fn order_now(tx: &mut Tx<'_>, tenant: &TenantId, id: &OrderId) -> Result<(OrderKey, OrderNow)> {
    let row = order::load(tx, tenant, id)?;
    let key = OrderKey { tenant: tenant.clone(), store: row.store, external_id: row.external_id };
    let now = fold(&order::facts_of(tx, &key)?);
    Ok((key, now.ok_or_else(|| Error::Broken(format!("order {id} has no state")))?))
}

impl NewRefund {
    /// The id by which a retry is known again, unless there is nothing to know it by.
    fn own_id(&self, sent: &Sent, order: &OrderId) -> Option<String> {
        let given = self.external_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let derived = || {
            let key = sent.idempotency_key()?;
            let hash = blake3::hash(format!("{}\n{order}\n{key}", sent.by()).as_bytes()).to_hex();
            Some(format!("api-{}", hash.get(..26).unwrap_or_default()))
        };
        given.map(str::to_owned).or_else(derived)
    }

    fn stated(&self, order: &OrderNow, external_id: String) -> Result<RefundStated> {
        self.check(order, &external_id)?;
        let parts = self.lines.iter().map(|line| (line.line.trim().to_owned(), line.total.amount));
        let counted = self.lines.iter().filter_map(|line| {
            let pieces = line.quantity.filter(|pieces| *pieces > 0)?;
            Some((line.line.trim().to_owned(), pieces))
        });
        let detail = RefundDetail {
            lines: parts.collect(),
            other_minor: self.other_minor(),
            pieces: counted.collect(),
        };
        Ok(RefundStated {
            external_id,
            amount_minor: self.amount.amount,
            detail: Some(detail),
            reason: self.reason.clone().unwrap_or_default(),
        })
    }

    fn other_minor(&self) -> i64 {
        let minor = |money: Option<Money>| money.map_or(0, |money| money.amount);
        minor(self.shipping).saturating_add(minor(self.tax))
    }

    fn check(&self, order: &OrderNow, external_id: &str) -> Result<()> {
        let mut faults = Faults::default();
        let currency = order.stated.currency;
        faults.text("/external_id", external_id, 200);
        faults.amount_of_stored("/amount", self.amount, currency, 1);
        for (pointer, money) in [("/shipping", self.shipping), ("/tax", self.tax)] {
            money.iter().for_each(|money| faults.amount_of_stored(pointer, *money, currency, 0));
        }
        self.reason.iter().for_each(|reason| faults.maybe_empty("/reason", reason, 500));
        self.check_lines(&mut faults, order);
        self.check_sums(&mut faults, order, external_id);
        faults.done()
    }

    fn check_lines(&self, faults: &mut Faults, order: &OrderNow) {
        faults.count("/lines", self.lines.len(), LINES_MAX);
        for (index, line) in self.lines.iter().enumerate() {
            let pointer = format!("/lines/{index}");
            faults.amount_of_stored(&format!("{pointer}/total"), line.total, order.stated.currency, 0);
            let quantity = line.quantity.unwrap_or_default();
            faults.range(&format!("{pointer}/quantity"), quantity, 0, 1_000_000_000);
            let known = order.stated.lines.iter().find(|known| known.external_id == line.line.trim());
            match known {
                None => faults.clash(format!("{pointer}/line"), "unknown", "The order has no such line."),
                Some(known) if line.total.amount > known.total_minor => {
                    let detail = format!("The line's total is {}.", known.total_minor);
                    faults.clash(format!("{pointer}/total"), "range", detail);
                }
                Some(known) if quantity > known.quantity.max(0) => {
                    let detail = format!("The line has {}.", known.quantity);
                    faults.clash(format!("{pointer}/quantity"), "range", detail);
                }
                Some(_) => {}
            }
        }
    }

    fn check_sums(&self, faults: &mut Faults, order: &OrderNow, external_id: &str) {
        // The same refund told again is no second one.
        let others = order.refunds.iter().filter(|refund| refund.external_id != external_id);
        let refunded = others.fold(0_i64, |sum, refund| sum.saturating_add(refund.amount_minor));
        let left = order.stated.total_minor.saturating_sub(refunded).max(0);
        if self.amount.amount > left {
            let detail = format!("Only {left} of the order's total is left to refund.");
            faults.clash("/amount", "range", detail);
        }
        let lines = self.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.total.amount));
        if lines.saturating_add(self.other_minor()) > self.amount.amount.max(0) {
            let detail = "Lines, shipping and tax together are more than this amount.";
            faults.add("/amount", "range", detail);
        }
    }
}
