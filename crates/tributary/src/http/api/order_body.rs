//! An order as a client sends it, turned into what the core knows as an order's state.

use super::body::{Object, words};
use super::check::Faults;
use super::money::{Amounts, AmountsShape, Moment, Money};
use crate::http::api::shape::{
    BuyerEmail, CurrencyCode, EventTypeRef, MomentText, MoneyFromZero, Plain100, Plain200, Plain300,
    Plain500, StoreRef, Text50, Text200,
};
use serde::Deserialize;
use tributary_core::fact::{self, Evidence, EvidenceKind, OrderKind as CoreOrderKind, OrderStated};
use tributary_core::money::Currency;
use tributary_core::order::Status;
use tributary_core::{EventTypeId, StoreId};
use tributary_engine::{Result, person};

words! {
    /// What kind of conversion an order is: `order` (something was bought) or `lead`.
    OrderKind = CoreOrderKind { "order" => Order, "lead" => Lead }
}

const LINES_MAX: usize = 1_000; // more is a catalogue
const COUPONS_MAX: usize = 100;
const FEES_MAX: usize = 100;
const QUANTITY_MAX: i64 = 1_000_000_000;

/// An order as the shop states it now. Send it again whenever it changes.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrder {
    /// The store it was placed in.
    #[schema(value_type = StoreRef, example = "sto_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    pub(super) store: StoreId,
    /// The store's own id of it, 1 to 200 characters.
    #[schema(value_type = Text200, example = "1042")]
    pub(super) external_id: String,
    /// The number people see; the id above when missing.
    #[schema(value_type = Option<Plain300>)]
    number: Option<String>,
    /// Any word; `pending`, `on-hold`, `processing`, `completed`, `cancelled`, `refunded`, `failed`,
    /// `trash` and `checkout-draft` mean what they mean in WooCommerce.
    #[schema(value_type = Text50, example = "processing")]
    status: String,
    /// ISO 4217; every amount below is in it.
    #[schema(value_type = CurrencyCode, example = "USD")]
    currency: Currency,
    /// When it was placed.
    #[schema(value_type = MomentText, example = "2026-05-01T12:00:00Z")]
    placed_at: Moment,
    /// When it was paid.
    #[schema(value_type = Option<MomentText>)]
    paid_at: Option<Moment>,
    /// When the shop last changed it. With it, orders that arrive late or twice are told apart.
    #[schema(value_type = Option<MomentText>)]
    updated_at: Option<Moment>,
    /// What the buyer pays in all; refunds do not lower it.
    #[schema(value_type = MoneyFromZero)]
    total: Money,
    /// What was bought.
    #[serde(default)]
    #[schema(value_type = Vec<OrderLine>, max_items = 1000)]
    lines: Vec<Object<OrderLine>>,
    /// Shipping before tax.
    #[schema(value_type = Option<MoneyFromZero>)]
    shipping: Option<Money>,
    /// All taxes.
    #[schema(value_type = Option<MoneyFromZero>)]
    tax: Option<Money>,
    /// Fees before tax, one or several; negative ones are store credit.
    #[schema(value_type = Option<AmountsShape>)]
    fees: Option<Amounts>,
    /// Coupon codes in the order they stand on the order.
    #[serde(default)]
    #[schema(value_type = Vec<Text200>, example = json!(["SARA10"]), max_items = 100)]
    coupons: Vec<String>,
    /// The id of the click that led to it.
    #[schema(value_type = Option<Plain300>, example = "clk_5m6n3q0xw01k9zjv4c8e1r7t2b")]
    click: Option<String>,
    /// What stands in the shop's referral cookie: a click with its visitor, or a code.
    #[schema(value_type = Option<Plain300>)]
    cookie: Option<String>,
    /// Who bought.
    #[schema(value_type = Option<OrderCustomer>)]
    customer: Option<Object<OrderCustomer>>,
    /// Where the bill goes.
    #[schema(value_type = Option<Billing>)]
    billing: Option<Object<Billing>>,
    /// What kind of conversion it is; `order` when missing. A lead earns its event's fixed amount and nothing else.
    kind: Option<OrderKind>,
    /// The event type it falls under, by its id or UUID: what that earns counts for it.
    #[schema(value_type = Option<EventTypeRef>, example = "evn_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    event: Option<String>,
}

/// One line of an order.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderLine {
    /// The shop's id of the line, by which refunds name it; its place from 0 when missing.
    #[schema(value_type = Option<Plain200>)]
    external_id: Option<String>,
    /// The shop's id of the product.
    #[schema(value_type = Option<Plain200>)]
    product: Option<String>,
    /// The name as the buyer saw it.
    #[schema(value_type = Plain500, example = "Mug")]
    name: String,
    /// How many.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    quantity: i64,
    /// After all discounts, before tax.
    #[schema(value_type = MoneyFromZero)]
    total: Money,
    /// The event type of this line, if it is another than the order's.
    #[schema(value_type = Option<EventTypeRef>)]
    event: Option<String>,
}

/// Who bought. The address itself is not kept with the order, only a keyed hash and a hint.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderCustomer {
    /// The shop's id of the customer; missing for a guest.
    #[schema(value_type = Option<Plain200>)]
    external_id: Option<String>,
    /// The e-mail address.
    #[schema(value_type = Option<BuyerEmail>, example = "bo@example.com")]
    email: Option<String>,
}

/// A place of the billing address.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Billing {
    /// City.
    #[schema(value_type = Option<Plain100>)]
    city: Option<String>,
    /// State or region.
    #[schema(value_type = Option<Plain100>)]
    state: Option<String>,
    /// ISO 3166 country.
    #[schema(value_type = Option<Plain100>, example = "SE")]
    country: Option<String>,
}

impl NewOrder {
    /// The order's state.
    ///
    /// # Errors
    /// [`tributary_engine::Error::Invalid`] names each field that cannot be used.
    pub(super) fn stated(&self, people_key: &[u8; 32]) -> Result<OrderStated> {
        self.check()?;
        let external_id = self.external_id.trim().to_owned();
        Ok(OrderStated {
            number: text(self.number.as_ref()).unwrap_or_else(|| external_id.clone()),
            external_id,
            status: Status::parse(&self.status),
            currency: self.currency,
            placed_at: self.placed_at.at,
            placed_step_ms: self.placed_at.step_ms,
            modified_at: self.updated_at.map(|moment| moment.at),
            paid_at: self.paid_at.map(|moment| moment.at),
            total_minor: self.total.amount,
            shipping_minor: self.shipping.map_or(0, |money| money.amount),
            tax_minor: self.tax.map_or(0, |money| money.amount),
            fees: self.fees.iter().flat_map(|fees| &fees.0).map(|fee| fee.amount).collect(),
            lines: self.lines.iter().enumerate().map(|(index, line)| line.stated(index)).collect(),
            coupons: self.coupons.iter().map(|code| code.trim().to_owned()).collect(),
            refunds: None,
            customer: self.customer.as_ref().map(|one| one.stated(people_key)).unwrap_or_default(),
            place: self.billing.as_ref().map(|billing| billing.stated()).unwrap_or_default(),
            evidence: self.evidence(),
            rounded: Vec::new(),
            kind: self.kind.map_or(fact::OrderKind::Order, Into::into),
            event: text(self.event.as_ref()).as_deref().and_then(event_id),
        })
    }

    fn evidence(&self) -> Vec<Evidence> {
        let named = text(self.click.as_ref()).map(|click| Evidence {
            kind: EvidenceKind::Click,
            click: Some(click),
            code: None,
            found_in: "click".to_owned(),
        });
        let stamped = text(self.cookie.as_ref()).map(|value| {
            let clicked = value.starts_with("clk_");
            let (click, code) = if clicked { (Some(value), None) } else { (None, Some(value)) };
            Evidence { kind: EvidenceKind::Cookie, click, code, found_in: "cookie".to_owned() }
        });
        named.into_iter().chain(stamped).collect()
    }

    fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        faults.text("/external_id", &self.external_id, 200);
        faults.text("/status", &self.status, 50);
        faults.amount("/total", self.total, self.currency, 0);
        let texts = [("/number", &self.number), ("/click", &self.click), ("/cookie", &self.cookie)];
        for (pointer, text) in texts {
            text.iter().for_each(|text| faults.maybe_empty(pointer, text, 300));
        }
        for (pointer, money) in [("/shipping", self.shipping), ("/tax", self.tax)] {
            money.iter().for_each(|money| faults.amount(pointer, *money, self.currency, 0));
        }
        check_event(&mut faults, "/event", self.event.as_ref());
        self.check_lists(&mut faults);
        self.customer.iter().for_each(|customer| customer.check(&mut faults));
        self.billing.iter().for_each(|billing| billing.check(&mut faults));
        faults.done()
    }

    fn check_lists(&self, faults: &mut Faults) {
        faults.count("/lines", self.lines.len(), LINES_MAX);
        for (index, line) in self.lines.iter().enumerate() {
            line.check(faults, &format!("/lines/{index}"), self.currency);
        }
        let mut ids: Vec<(String, usize)> =
            self.lines.iter().enumerate().map(|(index, line)| (line.id(index), index)).collect();
        ids.sort();
        for pair in ids.windows(2) {
            if let [(first, _), (second, index)] = pair
                && first == second
            {
                let pointer = format!("/lines/{index}/external_id");
                faults.add(pointer, "duplicate", "Another line has this id already.");
            }
        }
        let fees = self.fees.iter().flat_map(|fees| &fees.0);
        faults.count("/fees", fees.clone().count(), FEES_MAX);
        for (index, fee) in fees.enumerate() {
            faults.amount(&format!("/fees/{index}"), *fee, self.currency, -super::money::AMOUNT_MAX);
        }
        faults.count("/coupons", self.coupons.len(), COUPONS_MAX);
        for (index, coupon) in self.coupons.iter().enumerate() {
            faults.text(&format!("/coupons/{index}"), coupon, 200);
        }
    }
}

/// The id of an event type, in whichever spelling.
fn event_id(text: &str) -> Option<String> {
    EventTypeId::parse_uuid(text).ok().map(String::from)
}

pub(super) fn check_event(faults: &mut Faults, pointer: &str, event: Option<&String>) {
    if text(event).is_some_and(|event| event_id(&event).is_none()) {
        faults.add(pointer, "format", "Use the id of an event type: evn_… or its UUID.");
    }
}

/// A text that says something.
pub(super) fn text(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl OrderLine {
    fn id(&self, index: usize) -> String {
        text(self.external_id.as_ref()).unwrap_or_else(|| index.to_string())
    }

    fn stated(&self, index: usize) -> fact::Line {
        fact::Line {
            external_id: self.id(index),
            product: text(self.product.as_ref()),
            categories: Vec::new(),
            name: self.name.trim().to_owned(),
            sku: None,
            quantity: self.quantity,
            total_minor: self.total.amount,
            event: text(self.event.as_ref()).as_deref().and_then(event_id),
        }
    }

    fn check(&self, faults: &mut Faults, pointer: &str, currency: Currency) {
        let Self { external_id, product, name, quantity, total, event } = self;
        check_event(faults, &format!("{pointer}/event"), event.as_ref());
        external_id.iter().for_each(|id| faults.maybe_empty(&format!("{pointer}/external_id"), id, 200));
        product.iter().for_each(|id| faults.maybe_empty(&format!("{pointer}/product"), id, 200));
        faults.maybe_empty(&format!("{pointer}/name"), name, 500);
        faults.range(&format!("{pointer}/quantity"), *quantity, 0, QUANTITY_MAX);
        faults.amount(&format!("{pointer}/total"), *total, currency, 0);
    }
}

impl OrderCustomer {
    pub(super) fn stated(&self, people_key: &[u8; 32]) -> fact::Customer {
        let email = text(self.email.as_ref());
        fact::Customer {
            external_id: text(self.external_id.as_ref()),
            email_key: email.as_deref().map(|email| person::email_key(people_key, email)),
            email_hint: email.as_deref().map(person::email_hint),
        }
    }

    pub(super) fn check(&self, faults: &mut Faults) {
        let Self { external_id, email } = self;
        external_id.iter().for_each(|id| faults.maybe_empty("/customer/external_id", id, 200));
        // Any text with a host: an order is not refused for an address that only its shop can mend.
        for email in email.iter().filter(|email| !email.trim().is_empty()) {
            faults.maybe_empty("/customer/email", email, 320);
            if !email.contains('@') {
                faults.add("/customer/email", "format", "Use an address such as bo@example.com.");
            }
        }
    }
}

impl Billing {
    fn stated(&self) -> fact::Place {
        let part = |part: &Option<String>| text(part.as_ref()).unwrap_or_default();
        fact::Place { city: part(&self.city), state: part(&self.state), country: part(&self.country) }
    }

    fn check(&self, faults: &mut Faults) {
        let parts = [("city", &self.city), ("state", &self.state), ("country", &self.country)];
        for (name, part) in parts {
            part.iter().for_each(|part| faults.maybe_empty(&format!("/billing/{name}"), part, 100));
        }
    }
}
