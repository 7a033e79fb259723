//! Turns an order resource of WooCommerce into [`OrderStated`]. Start at [`order_stated`].

pub use super::Invalid;
use super::amount::{Amounts, pieces};
use super::entity::decoded;
use super::evidence::evidence;
use super::moment::{STEP_MS, moment};
use super::payload::{Billing, LineItem, List, Order, RefundSummary, Scalar, parse};
use std::fmt;
use tributary_core::fact::{Customer, Line, OrderKind, OrderStated, Place, RefundStated};
use tributary_core::money::Currency;
use tributary_core::order::Status;
use tributary_core::time::Timestamp;

/// What reading an order needs from outside.
pub struct Reading<'a> {
    /// An e-mail address as (keyed hash, recognisable hint); the address itself is kept nowhere.
    pub mask: &'a dyn Fn(&str) -> (String, String),
}

impl fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading")
    }
}

/// Reads an order as the shop states it, from a webhook's body or a REST answer.
///
/// The status comes as it is: drafts of abandoned checkouts leak into `order.updated`, and
/// `order.created` may carry any status, because the body is built at delivery (WooCommerce 10.0.2).
///
/// # Errors
/// [`Invalid`] names the field that cannot be read.
pub fn order_stated(body: &[u8], reading: &Reading<'_>) -> Result<OrderStated, Invalid> {
    stated(&parse::<Order>(body)?, reading)
}

pub(super) fn stated(order: &Order, reading: &Reading<'_>) -> Result<OrderStated, Invalid> {
    let external_id = order.id.id_required("/id")?;
    let currency = currency(&order.currency)?;
    let mut amounts = Amounts::new(currency);
    Ok(OrderStated {
        number: order.number.text().unwrap_or(&external_id).to_owned(),
        external_id,
        status: status(&order.status)?,
        currency,
        placed_at: placed_at(order)?,
        placed_step_ms: STEP_MS,
        modified_at: moment("/date_modified_gmt", &order.date_modified_gmt)?,
        paid_at: moment("/date_paid_gmt", &order.date_paid_gmt)?,
        total_minor: amounts.required("/total".into(), &order.total)?,
        shipping_minor: amounts.optional("/shipping_total".into(), &order.shipping_total)?,
        tax_minor: amounts.optional("/total_tax".into(), &order.total_tax)?,
        fees: fees(order, &mut amounts)?,
        lines: lines(&order.line_items, &mut amounts)?,
        coupons: order.coupon_lines.0.iter().filter_map(|c| c.code.text()).map(str::to_owned).collect(),
        refunds: order.refunds.as_ref().map(|list| refunds(list, &mut amounts)).transpose()?,
        customer: customer(&order.customer_id, &order.billing, reading)?,
        place: place(&order.billing),
        evidence: evidence(&order.meta_data),
        rounded: amounts.rounded,
        kind: OrderKind::Order,
        event: None,
    })
}

fn currency(code: &Scalar) -> Result<Currency, Invalid> {
    let code = code.text().unwrap_or_default();
    Currency::parse(code).map_err(|bad| Invalid::new("/currency", format!("{code:?} is {bad}")))
}

fn status(word: &Scalar) -> Result<Status, Invalid> {
    let missing =
        || Invalid::new("/status", "no status; send the whole order, with a word such as \"processing\"");
    word.text().map(Status::parse).ok_or_else(missing)
}

/// `date_created` is the shop's local time; it stands in only where the UTC one is missing.
fn placed_at(order: &Order) -> Result<Timestamp, Invalid> {
    let utc = moment("/date_created_gmt", &order.date_created_gmt)?;
    let placed = match utc {
        Some(_) => utc,
        None => moment("/date_created", &order.date_created)?,
    };
    placed.ok_or_else(|| Invalid::new("/date_created_gmt", "no date; send one such as 2026-11-20T11:21:38"))
}

fn fees(order: &Order, amounts: &mut Amounts) -> Result<Vec<i64>, Invalid> {
    let fees = order.fee_lines.0.iter().enumerate();
    fees.map(|(at, fee)| amounts.required(format!("/fee_lines/{at}/total"), &fee.total)).collect()
}

fn lines(items: &List<LineItem>, amounts: &mut Amounts) -> Result<Vec<Line>, Invalid> {
    items.0.iter().enumerate().map(|(at, item)| line(at, item, amounts)).collect()
}

fn line(at: usize, item: &LineItem, amounts: &mut Amounts) -> Result<Line, Invalid> {
    let field = |name: &str| format!("/line_items/{at}/{name}");
    let total_minor = amounts.required(field("total"), &item.total)?;
    let (quantity, cut) = pieces(&field("quantity"), &item.quantity)?;
    amounts.rounded.extend(cut.map(|text| (field("quantity"), text)));
    Ok(Line {
        external_id: item.id.id_required(&field("id"))?,
        // 0 once the product has been deleted; the line itself stays.
        product: item.product_id.id(&field("product_id"))?,
        categories: Vec::new(),
        name: item.name.text().map(decoded).unwrap_or_default(),
        sku: item.sku.text().map(str::to_owned),
        quantity,
        total_minor,
        event: None,
    })
}

/// Newest first as sent; here the oldest id first, so that the same refunds are always the same list.
fn refunds(list: &List<RefundSummary>, amounts: &mut Amounts) -> Result<Vec<RefundStated>, Invalid> {
    let refund = |(at, refund): (usize, &RefundSummary)| {
        let field = |name: &str| format!("/refunds/{at}/{name}");
        let total = amounts.required(field("total"), &refund.total)?;
        Ok(RefundStated {
            external_id: refund.id.id_required(&field("id"))?,
            amount_minor: total.saturating_abs(), // sent as "-19.50", and "-0.00" for one of nothing
            detail: None,
            reason: refund.reason.text().unwrap_or_default().to_owned(),
        })
    };
    let mut refunds = list.0.iter().enumerate().map(refund).collect::<Result<Vec<_>, Invalid>>()?;
    refunds.sort_by(|a, b| (a.external_id.len(), &a.external_id).cmp(&(b.external_id.len(), &b.external_id)));
    Ok(refunds)
}

fn customer(id: &Scalar, billing: &Billing, reading: &Reading<'_>) -> Result<Customer, Invalid> {
    let masked = billing.email.text().map(reading.mask);
    let (email_key, email_hint) = masked.unzip();
    Ok(Customer { external_id: id.id("/customer_id")?, email_key, email_hint })
}

fn place(billing: &Billing) -> Place {
    let word = |scalar: &Scalar| scalar.text().unwrap_or_default().to_owned();
    Place { city: word(&billing.city), state: word(&billing.state), country: word(&billing.country) }
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
