//! What a transaction of `/api/v2` says, put into an order's whole state.
//!
//! What commissions are taken of is the sum without its taxes. Products with prices become the order's lines; what is
//! left is shipping and earns nothing, and where products cost more than the order (a discount on the whole), the
//! difference takes its proportion of each line, as store credit does. Without prices one line stands for all.

use super::input::{Product, TransactionChange, Whole, parse_currency, status};
use crate::http::api::body::Object;
use crate::http::api::conversion::named_click;
use crate::http::api::order_body::text;
use tributary_core::EventTypeId;
use tributary_core::fact::{Line, OrderStated};
use tributary_core::money::share_half_away;
use tributary_engine::{Error, Result};

/// Of taxes.
pub(super) const TAXES_TOO_HIGH: &str = "The taxes cannot be more than the sum they are in.";

/// The line that stands for an order of which no products are known.
pub(super) const WHOLE: &str = "order";

impl TransactionChange {
    /// The order as it is with this change.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the parts do not fit together.
    pub(super) fn put(&self, mut order: OrderStated) -> Result<OrderStated> {
        order.modified_at = None;
        self.put_currency(&mut order)?;
        if let Some(event) = text(self.event.as_ref()) {
            order.event = EventTypeId::parse_uuid(&event).ok().map(String::from);
        }
        if let Some(click) = text(self.click.as_ref()) {
            order.evidence = vec![named_click(&click)];
        }
        if let Some(vouchers) = &self.vouchers {
            order.coupons = vouchers.iter().filter_map(|code| text(Some(code))).collect();
        }
        if let Some(status) = self.status.as_deref().and_then(status) {
            order.status = status;
        }
        if self.order_sum.is_some() || self.vat_sum.is_some() || self.products.is_some() {
            self.put_amounts(&mut order)?;
        }
        Ok(order)
    }

    fn put_currency(&self, order: &mut OrderStated) -> Result<()> {
        let Some(currency) = self.currency.as_deref().and_then(parse_currency) else { return Ok(()) };
        if currency != order.currency && self.order_sum.is_none() {
            let detail = "State the sum too: it is of another currency now.";
            return Err(Error::clash("/orderSum", "required", detail));
        }
        order.currency = currency;
        Ok(())
    }

    fn put_amounts(&self, order: &mut OrderStated) -> Result<()> {
        order.total_minor = self.order_sum.map_or(order.total_minor, |sum| sum.0);
        order.tax_minor = self.vat_sum.map_or(order.tax_minor, |sum| sum.0);
        let net = order.total_minor.saturating_sub(order.tax_minor);
        if net < 0 {
            // Where both were sent they were judged before: one of them is stored.
            let detail = TAXES_TOO_HIGH;
            return Err(Error::clash("/vatSum", "range", detail));
        }
        let is_whole = matches!(order.lines.as_slice(), [only] if only.external_id == WHOLE);
        match self.products.as_deref() {
            Some(products) => order.lines = lines(products, order, net),
            None if is_whole || order.lines.is_empty() => order.lines = vec![whole(None, net)],
            None => {}
        }
        let lines = order.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.total_minor));
        let rest = net.saturating_sub(lines);
        order.shipping_minor = rest.max(0);
        order.fees = if rest < 0 { vec![rest] } else { Vec::new() };
        Ok(())
    }
}

fn lines(products: &[Object<Product>], order: &OrderStated, net: i64) -> Vec<Line> {
    if products.is_empty() || products.iter().any(|product| product.price.is_none()) {
        let mut events: Vec<_> = products.iter().map(|product| event_of(product)).collect();
        events.dedup();
        let shared = if let [Some(only)] = events.as_slice() { Some(only.clone()) } else { None };
        return vec![whole(shared, net)];
    }
    let line = |(index, product): (usize, &Object<Product>)| Line {
        product: text(product.reference.as_ref()),
        name: text(product.name.as_ref()).or_else(|| text(product.reference.as_ref())).unwrap_or_default(),
        sku: text(product.reference.as_ref()),
        quantity: product.pieces(),
        event: event_of(product),
        ..Line::blank(&index.to_string(), net_of(product, order))
    };
    products.iter().enumerate().map(line).collect()
}

fn event_of(product: &Product) -> Option<String> {
    let event = text(product.event.as_ref())?;
    EventTypeId::parse_uuid(&event).ok().map(String::from)
}

/// All pieces of a product without their taxes.
fn net_of(product: &Product, order: &OrderStated) -> i64 {
    let all = |one: Option<Whole>| one.map(|one| one.0.saturating_mul(product.pieces()));
    let gross = all(product.price).unwrap_or(0);
    let taxes =
        all(product.vat).unwrap_or_else(|| share_half_away(gross, order.tax_minor, order.total_minor));
    gross.saturating_sub(taxes).max(0)
}

fn whole(event: Option<String>, net: i64) -> Line {
    Line { name: "Order".to_owned(), event, ..Line::blank(WHOLE, net) }
}
