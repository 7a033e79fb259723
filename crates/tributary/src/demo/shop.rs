//! The demo shop: its orders as WooCommerce holds them, and as its webhooks and API calls tell them.

use super::cast::{PRODUCTS, Product, Town};
use serde_json::{Value, json};
use tributary_core::Timestamp;
use tributary_engine::clock::rfc3339;

const SHIPPING_MINOR: i64 = 750;
const FREE_SHIPPING_FROM_MINOR: i64 = 7_500;
const COUPON_PERCENT: i64 = 10;
const US_TAX_PERCENT: i64 = 8;

/// Who buys.
#[derive(Debug, Clone)]
pub(super) struct Buyer {
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) email: String,
    pub(super) town: Town,
}

/// An order in the shop. Amounts are minor units.
#[derive(Debug, Clone)]
pub(super) struct Sale {
    pub(super) id: i64,
    pub(super) status: &'static str,
    pub(super) placed: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) buyer: Buyer,
    /// Products by their place in the catalogue, each with a quantity.
    pub(super) items: Vec<(usize, i64)>,
    pub(super) coupons: Vec<&'static str>,
    /// What the order carries about its origin.
    pub(super) traces: Vec<(&'static str, String)>,
    pub(super) refunds: Vec<Refund>,
}

/// What went back of an order, with what it was for.
#[derive(Debug, Clone)]
pub(super) struct Refund {
    pub(super) id: i64,
    /// Lines by their place in the order, each with what went back before tax.
    pub(super) lines: Vec<(usize, i64)>,
    pub(super) shipping_minor: i64,
    pub(super) tax_minor: i64,
    /// What was given beside all that.
    pub(super) goodwill_minor: i64,
    pub(super) reason: &'static str,
}

impl Refund {
    fn minor(&self) -> i64 {
        let lines: i64 = self.lines.iter().map(|(_, minor)| minor).sum();
        lines + self.shipping_minor + self.tax_minor + self.goodwill_minor
    }
}

impl Sale {
    /// What it is paid in.
    pub(super) const fn currency(&self) -> &'static str {
        if self.buyer.town.3 { "EUR" } else { super::cast::CURRENCY }
    }

    /// What the buyer pays in all.
    pub(super) fn total_minor(&self) -> i64 {
        self.lines_minor() + self.shipping_minor() + self.tax_minor()
    }

    /// All of it goes back.
    pub(super) fn whole(&self, id: i64) -> Refund {
        Refund {
            id,
            lines: self.lines().map(|(at, _, _, total)| (at, total)).collect(),
            shipping_minor: self.shipping_minor(),
            tax_minor: self.tax_minor(),
            goodwill_minor: 0,
            reason: "sent back",
        }
    }

    /// One line goes back; where there is only one, a quarter of it as goodwill.
    pub(super) fn part(&self, id: i64) -> Refund {
        let empty = Refund {
            id,
            lines: Vec::new(),
            shipping_minor: 0,
            tax_minor: 0,
            goodwill_minor: 0,
            reason: "did not fit",
        };
        match self.lines().nth(1) {
            Some((at, _, _, total)) => {
                Refund { lines: vec![(at, total)], tax_minor: self.tax_on(total), ..empty }
            }
            None => Refund { goodwill_minor: self.lines_minor() / 4, reason: "arrived damaged", ..empty },
        }
    }

    fn lines(&self) -> impl Iterator<Item = (usize, &'static Product, i64, i64)> {
        let rebate = if self.coupons.is_empty() { 0 } else { COUPON_PERCENT };
        self.items.iter().enumerate().map(move |(at, (product, quantity))| {
            let product = &PRODUCTS[product % PRODUCTS.len()];
            let full = product.3 * quantity;
            (at, product, *quantity, full - full * rebate / 100)
        })
    }

    fn lines_minor(&self) -> i64 {
        self.lines().map(|(.., total)| total).sum()
    }

    fn shipping_minor(&self) -> i64 {
        if self.lines_minor() < FREE_SHIPPING_FROM_MINOR { SHIPPING_MINOR } else { 0 }
    }

    fn tax_minor(&self) -> i64 {
        self.tax_on(self.lines_minor())
    }

    fn tax_on(&self, minor: i64) -> i64 {
        if self.buyer.town.2 == "US" { minor * US_TAX_PERCENT / 100 } else { 0 }
    }

    /// The order as its webhook carries it.
    pub(super) fn delivered(&self) -> String {
        let buyer = &self.buyer;
        let billing = json!({
            "first_name": buyer.first, "last_name": buyer.last, "email": buyer.email,
            "city": buyer.town.0, "state": buyer.town.1, "country": buyer.town.2,
        });
        let paid = if self.status == "on-hold" { Value::Null } else { date(self.placed) };
        json!({
            "id": self.id, "number": self.id.to_string(), "status": self.status, "currency": self.currency(),
            "version": "10.0.2", "created_via": "checkout",
            "date_created_gmt": date(self.placed), "date_modified_gmt": date(self.modified),
            "date_paid_gmt": paid,
            "total": decimal(self.total_minor()), "total_tax": decimal(self.tax_minor()),
            "shipping_total": decimal(self.shipping_minor()), "customer_id": 0, "billing": billing,
            "line_items": self.lines().map(|line| self.line_item(line)).collect::<Vec<_>>(),
            "shipping_lines": [], "fee_lines": [],
            "coupon_lines": self.coupons.iter().map(|code| json!({ "code": code.to_lowercase() })).collect::<Vec<_>>(),
            "refunds": self.refunds.iter().rev().map(listed).collect::<Vec<_>>(),
            "meta_data": self.traces.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect::<Vec<_>>(),
        })
        .to_string()
    }

    fn line_item(&self, (at, product, quantity, total): (usize, &Product, i64, i64)) -> Value {
        json!({
            "id": self.line_id(at), "name": product.1, "product_id": product.0, "variation_id": 0,
            "sku": product.2, "quantity": quantity, "total": decimal(total), "meta_data": [],
        })
    }

    fn line_id(&self, at: usize) -> i64 {
        self.id * 10 + i64::try_from(at).unwrap_or(0)
    }

    /// The order as an integration tells it to the API.
    pub(super) fn reported(&self, store: &str, click: &str) -> Value {
        let money = |minor: i64| json!({ "amount": minor, "currency": self.currency() });
        let line = |(at, product, quantity, total): (usize, &Product, i64, i64)| {
            json!({
                "external_id": self.line_id(at).to_string(), "product": product.0.to_string(),
                "name": product.1.replace("&amp;", "&"), "quantity": quantity, "total": money(total),
            })
        };
        let buyer = &self.buyer;
        json!({
            "store": store, "external_id": self.id.to_string(), "number": self.id.to_string(),
            "status": self.status, "currency": self.currency(), "placed_at": rfc3339(self.placed), "updated_at": rfc3339(self.modified),
            "total": money(self.total_minor()), "shipping": money(self.shipping_minor()),
            "tax": money(self.tax_minor()), "lines": self.lines().map(line).collect::<Vec<_>>(),
            "coupons": self.coupons, "customer": { "email": buyer.email },
            "billing": { "city": buyer.town.0, "state": buyer.town.1, "country": buyer.town.2 },
            "click": click,
        })
    }

    /// A refund as an integration tells it to the API, with what it was for.
    pub(super) fn returned(&self, refund: &Refund) -> Value {
        let money = |minor: i64| json!({ "amount": minor, "currency": self.currency() });
        let line = |(at, minor): &(usize, i64)| json!({ "line": self.line_id(*at).to_string(), "total": money(*minor) });
        json!({
            "external_id": refund.id.to_string(), "amount": money(refund.minor()), "reason": refund.reason,
            "lines": refund.lines.iter().map(line).collect::<Vec<_>>(),
            "shipping": money(refund.shipping_minor), "tax": money(refund.tax_minor),
        })
    }
}

/// A refund as its order lists it: what it was for is not said.
fn listed(refund: &Refund) -> Value {
    json!({ "id": refund.id, "reason": refund.reason, "total": format!("-{}", decimal(refund.minor())) })
}

/// WooCommerce's dates: UTC without a zone, in whole seconds.
fn date(at: Timestamp) -> Value {
    rfc3339(at).get(..19).map_or(Value::Null, Value::from)
}

/// `12.50`; both of the demo's currencies have two decimals.
fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::woocommerce::order::{Reading, order_stated};

    #[test]
    fn an_order_of_the_demo_shop_is_read_like_a_real_one_s() {
        let sale = Sale {
            id: 1001,
            status: "processing",
            placed: Timestamp::from_ms(1_795_173_698_000),
            modified: Timestamp::from_ms(1_795_173_698_000),
            buyer: Buyer {
                first: "Ada",
                last: "Berg",
                email: "ada@example.com".to_owned(),
                town: ("Denver", "CO", "US", false, 1),
            },
            items: vec![(4, 2), (0, 1)],
            coupons: vec!["SARA10"],
            traces: vec![("_tributary_ref", "sara".to_owned())],
            refunds: Vec::new(),
        };
        let sale = Sale { refunds: vec![sale.part(9001), sale.whole(9002)], ..sale };
        let mask = |email: &str| (email.to_owned(), email.to_owned());
        let stated = order_stated(sale.delivered().as_bytes(), &Reading { mask: &mask }).unwrap();
        assert_eq!(stated.lines.iter().map(|line| line.total_minor).collect::<Vec<_>>(), [2_610, 11_610]);
        assert_eq!((stated.total_minor, stated.tax_minor, stated.shipping_minor), (14_220 + 1_137, 1_137, 0));
        assert_eq!(stated.lines[0].name, "Trail Mug & Spoon");
        assert_eq!(stated.coupons, ["sara10"]);
        let refunded: Vec<i64> = stated.refunds.unwrap().iter().map(|refund| refund.amount_minor).collect();
        assert_eq!(refunded, [11_610 + 928, 14_220 + 1_137]);
        assert_eq!(stated.evidence.len(), 1);
        assert!(stated.rounded.is_empty());
    }
}
