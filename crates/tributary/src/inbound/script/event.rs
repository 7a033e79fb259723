//! What one kept event of the script says: an order or a lead, in Tributary's words or in Retrack's.
//!
//! Words that end in `_minor` are minor units, whatever else is said; `amount`, `tax` and `shipping` are major units and have
//! to be announced as such; Retrack's `orderSum`, `vatSum` and `price` are of the unit that the event states.

use super::receive::Kept;
use crate::inbound::amount::Unit;
use crate::inbound::woocommerce::Invalid;
use crate::inbound::woocommerce::payload::{List, Scalar};
use serde::Deserialize;
use tributary_core::Timestamp;
use tributary_core::fact::{Evidence, EvidenceKind, Line, OrderKind, OrderStated};
use tributary_core::money::{Currency, share_half_away};
use tributary_core::order::Status;
use tributary_core::program::{EventKind, Rules};

const LINES_MAX: usize = 1_000; // more is a catalogue
const CLICKS_MAX: usize = 5;
const COUPONS_MAX: usize = 100;
const ID_CHARS_MAX: usize = 200;
const NAME_CHARS_MAX: usize = 500;
/// As large as an amount of the API may be.
const AMOUNT_MAX: i64 = 1_000_000_000_000_000;

#[derive(Deserialize)]
struct Event {
    #[serde(default, rename = "type")]
    kind: Scalar,
    #[serde(default)]
    unit: Scalar,
    #[serde(default)]
    consent: Scalar,
    #[serde(default)]
    customer: Scalar,
    #[serde(default)]
    click: Scalar,
    #[serde(default)]
    clicks: List<Scalar>,
    #[serde(default)]
    data: Data,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    #[serde(alias = "order_number", alias = "orderNumber", alias = "external_id", alias = "id")]
    order: Scalar,
    reference: Scalar,
    event: Scalar,
    status: Scalar,
    currency: Scalar,
    #[serde(alias = "total_minor")]
    amount_minor: Scalar,
    #[serde(alias = "total")]
    amount: Scalar,
    #[serde(rename = "orderSum", alias = "order_sum")]
    order_sum: Scalar,
    tax_minor: Scalar,
    tax: Scalar,
    #[serde(rename = "vatSum", alias = "vat_sum")]
    vat_sum: Scalar,
    shipping_minor: Scalar,
    shipping: Scalar,
    #[serde(alias = "products")]
    lines: List<Product>,
    #[serde(alias = "vouchers")]
    coupons: List<Scalar>,
    #[serde(alias = "voucher")]
    coupon: Scalar,
    click: Scalar,
    customer: Scalar,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Product {
    #[serde(alias = "reference")]
    product: Scalar,
    sku: Scalar,
    #[serde(alias = "title")]
    name: Scalar,
    quantity: Scalar,
    event: Scalar,
    #[serde(alias = "total_minor")]
    amount_minor: Scalar,
    #[serde(alias = "total")]
    amount: Scalar,
    price: Scalar,
    vat: Scalar,
}

/// What an event is judged against.
#[derive(Debug, Clone, Copy)]
pub struct Judging<'a> {
    /// The rules in force.
    pub rules: &'a Rules,
    /// The store's own currency, for a lead that has no amount.
    pub currency: Currency,
    /// When the event arrived: a browser's clock says nothing.
    pub at: Timestamp,
}

/// The state that an event tells.
///
/// # Errors
/// What cannot be read, by its place in the event.
pub fn stated(body: &[u8], judging: &Judging<'_>) -> Result<OrderStated, Invalid> {
    let broken = |bad: serde_json::Error| Invalid::new("", bad.to_string());
    let kept: Kept<'_> = serde_json::from_slice(body).map_err(broken)?;
    let event: Event = serde_json::from_str(kept.sent.get()).map_err(broken)?;
    let reading = Reading::of(&event, judging)?;
    let mut order = match event.kind.text() {
        Some("lead") => reading.lead()?,
        _ => reading.transaction()?,
    };
    // Whoever said no is told of without ids, even where a cookie came along unasked.
    if event.consent.text() != Some("denied") {
        order.evidence = evidence(&event, &kept.cookies);
        let customer = event.data.customer.text().or(event.customer.text());
        order.customer.external_id = customer.map(|id| cut(id, ID_CHARS_MAX));
    }
    Ok(order)
}

struct Reading<'a> {
    data: &'a Data,
    unit: Unit,
    currency: Currency,
    rounded: std::cell::RefCell<Vec<(String, String)>>,
    judging: &'a Judging<'a>,
}

impl<'a> Reading<'a> {
    fn of(event: &'a Event, judging: &'a Judging<'a>) -> Result<Self, Invalid> {
        let data = &event.data;
        let unit = match event.unit.text() {
            None => Unit::Minor,
            Some(word) => Unit::parse(word).ok_or_else(|| Invalid::new("/unit", "use minor or major"))?,
        };
        let is_lead = event.kind.text() == Some("lead");
        let currency = match data.currency.text() {
            Some(code) => Currency::parse(code)
                .map_err(|bad| Invalid::new("/data/currency", format!("{code:?} is {bad}")))?,
            None if is_lead => judging.currency,
            None => {
                return Err(Invalid::new(
                    "/data/currency",
                    "name the currency of the amounts, for example SEK",
                ));
            }
        };
        Ok(Self { data, unit, currency, rounded: std::cell::RefCell::default(), judging })
    }

    fn transaction(&self) -> Result<OrderStated, Invalid> {
        let number = text(&self.data.order, "/data/order", ID_CHARS_MAX)?
            .ok_or_else(|| Invalid::new("/data/order", "give the order's number"))?;
        let total =
            self.amount("amount", [&self.data.amount_minor, &self.data.amount], &self.data.order_sum)?;
        let total_minor =
            total.ok_or_else(|| Invalid::new("/data/amount_minor", "say what the buyer pays in all"))?;
        let tax = self.amount("tax", [&self.data.tax_minor, &self.data.tax], &self.data.vat_sum)?;
        let shipping =
            self.amount("shipping", [&self.data.shipping_minor, &self.data.shipping], &Scalar::Absent)?;
        let (tax_minor, shipping_minor) = (tax.unwrap_or(0), shipping.unwrap_or(0));
        let mut lines = self.lines((total_minor, tax_minor))?;
        if lines.is_empty() {
            // Commissions are reckoned from lines: without any, all that was bought is one.
            let bought = total_minor.saturating_sub(tax_minor).saturating_sub(shipping_minor).max(0);
            lines.push(Line::blank("0", bought));
        }
        let event = self.event(&self.data.event, "/data/event", EventKind::Transaction)?;
        let order = self.order(&number.clone(), number, event)?;
        Ok(OrderStated { total_minor, tax_minor, shipping_minor, lines, kind: OrderKind::Order, ..order })
    }

    fn lead(&self) -> Result<OrderStated, Invalid> {
        let reference = text(&self.data.reference, "/data/reference", ID_CHARS_MAX)?
            .or(text(&self.data.order, "/data/reference", ID_CHARS_MAX)?)
            .ok_or_else(|| Invalid::new("/data/reference", "give the lead a reference of its own"))?;
        let event = self.event(&self.data.event, "/data/event", EventKind::Lead)?;
        let external_id = OrderStated::lead_id(event.as_deref(), &reference);
        let order = self.order(&external_id, reference, event)?;
        Ok(OrderStated { kind: OrderKind::Lead, ..order })
    }

    fn order(
        &self,
        external_id: &str,
        number: String,
        event: Option<String>,
    ) -> Result<OrderStated, Invalid> {
        let status = self.data.status.text().unwrap_or("processing");
        Ok(OrderStated {
            number,
            status: Status::parse(&cut(status, 50)),
            coupons: self.coupons()?,
            rounded: self.rounded.borrow().clone(),
            event,
            ..OrderStated::blank(external_id, self.currency, self.judging.at)
        })
    }

    fn coupons(&self) -> Result<Vec<String>, Invalid> {
        let all = self.data.coupons.0.iter().chain([&self.data.coupon]);
        all.filter_map(Scalar::text).take(COUPONS_MAX).map(|code| Ok(cut(code, ID_CHARS_MAX))).collect()
    }

    fn lines(&self, sums: (i64, i64)) -> Result<Vec<Line>, Invalid> {
        let products = &self.data.lines.0;
        if products.len() > LINES_MAX {
            return Err(Invalid::new("/data/lines", format!("use at most {LINES_MAX}")));
        }
        products.iter().enumerate().map(|(at, product)| self.line(at, product, sums)).collect()
    }

    fn line(&self, at: usize, product: &Product, sums: (i64, i64)) -> Result<Line, Invalid> {
        let place = |name: &str| format!("/data/lines/{at}/{name}");
        let quantity = product.quantity.text().unwrap_or("1");
        let pieces = quantity.parse().ok().filter(|pieces| (0..=1_000_000).contains(pieces));
        let wrong = || Invalid::new(place("quantity"), "use a whole number of pieces, for example 2");
        let quantity: i64 = pieces.ok_or_else(wrong)?;
        let told = self.explicit(&place("amount"), [&product.amount_minor, &product.amount])?;
        let total_minor = match told {
            Some(minor) => minor,
            None => self.net(&place, product, (quantity, sums))?,
        };
        let name = text(&product.name, &place("name"), NAME_CHARS_MAX)?.unwrap_or_default();
        let event = self.event(&product.event, &place("event"), EventKind::Transaction)?;
        let sku = text(&product.sku, &place("sku"), ID_CHARS_MAX)?;
        Ok(Line {
            product: text(&product.product, &place("product"), ID_CHARS_MAX)?.or_else(|| sku.clone()),
            sku,
            event,
            name,
            quantity,
            ..Line::blank(&at.to_string(), total_minor)
        })
    }

    /// Pieces times the price of one, without its taxes: those that are told, else the order's own proportion.
    fn net(
        &self,
        place: &impl Fn(&str) -> String,
        product: &Product,
        (quantity, (total, tax)): (i64, (i64, i64)),
    ) -> Result<i64, Invalid> {
        let missing = || Invalid::new(place("amount_minor"), "say what the line costs in all, before tax");
        let price = self.in_unit(&place("price"), &product.price)?.ok_or_else(missing)?;
        let gross = price.saturating_mul(quantity);
        let taxes = match self.in_unit(&place("vat"), &product.vat)? {
            Some(vat) => vat.saturating_mul(quantity),
            None => share_half_away(gross, tax, total),
        };
        Ok(gross.saturating_sub(taxes).clamp(0, AMOUNT_MAX))
    }

    /// An amount under one of our own names, or under Retrack's.
    fn amount(&self, name: &str, ours: [&Scalar; 2], theirs: &Scalar) -> Result<Option<i64>, Invalid> {
        let place = format!("/data/{name}");
        match self.explicit(&place, ours)? {
            Some(minor) => Ok(Some(minor)),
            None => self.in_unit(&place, theirs),
        }
    }

    /// An amount whose name says its unit.
    fn explicit(&self, place: &str, [minor, major]: [&Scalar; 2]) -> Result<Option<i64>, Invalid> {
        if let Some(text) = minor.text() {
            return self.read(&format!("{place}_minor"), text, Unit::Minor).map(Some);
        }
        let Some(text) = major.text() else { return Ok(None) };
        if self.unit == Unit::Minor {
            let name = place.rsplit('/').next().unwrap_or_default();
            let detail = format!("is it minor or major units? Send {name}_minor, or say unit: \"major\"");
            return Err(Invalid::new(place, detail));
        }
        self.read(place, text, Unit::Major).map(Some)
    }

    fn in_unit(&self, place: &str, amount: &Scalar) -> Result<Option<i64>, Invalid> {
        amount.text().map(|text| self.read(place, text, self.unit)).transpose()
    }

    fn read(&self, place: &str, text: &str, unit: Unit) -> Result<i64, Invalid> {
        let (minor, lossy) = unit
            .minor(text, self.currency)
            .map_err(|bad| Invalid::new(place, format!("{text:?} is {bad}")))?;
        if !(0..=AMOUNT_MAX).contains(&minor) {
            return Err(Invalid::new(
                place,
                format!("{text:?} is not an amount from 0 to {AMOUNT_MAX} minor units"),
            ));
        }
        if lossy {
            self.rounded.borrow_mut().push((place.to_owned(), text.to_owned()));
        }
        Ok(minor)
    }

    /// The id of an event type, named by id, UUID or name.
    fn event(&self, told: &Scalar, place: &str, kind: EventKind) -> Result<Option<String>, Invalid> {
        let Some(told) = told.text() else { return Ok(None) };
        let found = crate::inbound::event_type(self.judging.rules, told);
        let fits = |found: EventKind| found == kind || found == EventKind::Custom;
        match found {
            Some(event) if fits(event.kind) => Ok(Some(event.id.clone())),
            Some(_) => Err(Invalid::new(place, format!("{told:?} is an event of another kind"))),
            None => Err(Invalid::new(place, format!("the program has no event {told:?}"))),
        }
    }
}

/// The clicks that the browser kept, and those that only its server's cookies hold.
fn evidence(event: &Event, cookies: &[String]) -> Vec<Evidence> {
    let told = event.clicks.0.iter().chain([&event.click, &event.data.click]).filter_map(Scalar::text);
    let all =
        told.map(|click| (click, "script")).chain(cookies.iter().map(|click| (click.as_str(), "cookie")));
    let mut found: Vec<Evidence> = Vec::new();
    for (click, found_in) in all {
        let click = cut(click, ID_CHARS_MAX);
        let known = found.iter().any(|one| one.click.as_ref() == Some(&click));
        if !known && found.len() < CLICKS_MAX {
            let found_in = found_in.to_owned();
            found.push(Evidence { kind: EvidenceKind::Click, click: Some(click), code: None, found_in });
        }
    }
    found
}

fn text(scalar: &Scalar, place: &str, chars_max: usize) -> Result<Option<String>, Invalid> {
    match scalar.text() {
        Some(text) if text.chars().count() > chars_max => {
            Err(Invalid::new(place, format!("use at most {chars_max} characters")))
        }
        Some(text) => Ok(Some(text.to_owned())),
        None => Ok(None),
    }
}

fn cut(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
