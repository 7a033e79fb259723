//! What is sent to `/api/v2`, as Retrack names it.

use super::state::TAXES_TOO_HIGH;
use crate::http::api::body::Object;
use crate::http::api::check::Faults;
use crate::http::api::money::AMOUNT_MAX;
use crate::http::api::order_body::check_event;
use crate::http::api::shape::{
    CurrencyCode, EventTypeRef, Plain200, Plain300, Plain500, RetrackStatus, Text200,
};
use serde::{Deserialize, Deserializer};
use tributary_core::money::Currency;
use tributary_core::order::Status;
use tributary_engine::Result;

const PRODUCTS_MAX: usize = 1_000;
const PIECES_MAX: i64 = 1_000_000;

/// A whole number, also where it was written as a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whole(pub(super) i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a whole number of minor units was expected")]
        enum Written {
            Number(i64),
            Text(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Number(number) => Ok(Self(number)),
            Written::Text(text) => text
                .trim()
                .parse()
                .map(Self)
                .map_err(|_| serde::de::Error::custom("a whole number of minor units was expected")),
        }
    }
}

/// A transaction to state.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RetrackNewTransaction)]
pub(super) struct NewTransaction {
    /// The event type, by its UUID or our id. It says which store it is; without it the click does.
    #[schema(value_type = Option<EventTypeRef>, example = "019a7f2d-9308-70c7-9a56-b81a95703bbc")]
    pub(super) event: Option<String>,
    /// The click that led to it.
    #[schema(value_type = Option<Plain300>, example = "clk_5m6n3q0xw01k9zjv4c8e1r7t2b")]
    pub(super) click: Option<String>,
    /// The store's own number of the order: told twice it is one transaction.
    #[serde(alias = "order_number")]
    #[schema(value_type = Text200, example = "1042")]
    pub(super) order_number: String,
    /// What the buyer pays in all, taxes included, in minor units.
    #[serde(alias = "order_sum")]
    #[schema(value_type = i64, example = 10100, minimum = 0, maximum = 1_000_000_000_000_000i64)]
    pub(super) order_sum: Whole,
    /// The taxes in it; nothing when missing. What is left is what commissions are taken of.
    #[serde(alias = "vat_sum")]
    #[schema(value_type = Option<i64>, example = 2000, minimum = 0, maximum = 1_000_000_000_000_000i64)]
    pub(super) vat_sum: Option<Whole>,
    /// ISO 4217; the store's own when missing.
    #[schema(value_type = Option<CurrencyCode>, example = "SEK")]
    pub(super) currency: Option<String>,
    /// What was bought. Where all have prices each earns by its own event; what is left of the order is shipping.
    #[schema(value_type = Option<Vec<Product>>, max_items = 1000)]
    pub(super) products: Option<Vec<Object<Product>>>,
    /// Voucher codes.
    #[schema(value_type = Option<Vec<Plain200>>, max_items = 100)]
    pub(super) vouchers: Option<Vec<String>>,
    /// `approved` when missing; see the update.
    #[schema(value_type = Option<RetrackStatus>)]
    pub(super) status: Option<String>,
}

/// What to change of a transaction; what is missing stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RetrackTransactionChange)]
pub(super) struct TransactionChange {
    /// Another event type of the same program.
    #[schema(value_type = Option<EventTypeRef>)]
    pub(super) event: Option<String>,
    /// The click that led to it.
    #[schema(value_type = Option<Plain300>)]
    pub(super) click: Option<String>,
    /// What the buyer pays in all now.
    #[serde(alias = "order_sum")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000_000_000i64)]
    pub(super) order_sum: Option<Whole>,
    /// The taxes in it.
    #[serde(alias = "vat_sum")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000_000_000i64)]
    pub(super) vat_sum: Option<Whole>,
    /// ISO 4217; with another one the sum must be stated too.
    #[schema(value_type = Option<CurrencyCode>)]
    pub(super) currency: Option<String>,
    /// All products of the order.
    #[schema(value_type = Option<Vec<Product>>, max_items = 1000)]
    pub(super) products: Option<Vec<Object<Product>>>,
    /// All voucher codes.
    #[schema(value_type = Option<Vec<Plain200>>, max_items = 100)]
    pub(super) vouchers: Option<Vec<String>>,
    /// `pending` (earns nothing yet), `approved`, `declined` or `cancelled` (both take everything back).
    #[schema(value_type = Option<RetrackStatus>, example = "approved")]
    pub(super) status: Option<String>,
}

/// One product of an order.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RetrackProduct)]
pub(super) struct Product {
    /// The event type of this product, if it is another than the order's.
    #[schema(value_type = Option<EventTypeRef>)]
    pub(super) event: Option<String>,
    /// The store's own name of it, such as its SKU.
    #[serde(alias = "sku")]
    #[schema(value_type = Option<Plain200>, example = "MUG-1")]
    pub(super) reference: Option<String>,
    /// How many; one when missing.
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000)]
    pub(super) quantity: Option<Whole>,
    /// What people call it.
    #[schema(value_type = Option<Plain500>, example = "Mug")]
    pub(super) name: Option<String>,
    /// What one costs, taxes included, in minor units.
    #[schema(value_type = Option<i64>, example = 5050, minimum = 0, maximum = 1_000_000_000_000_000i64)]
    pub(super) price: Option<Whole>,
    /// The taxes in that price; the order's own proportion when missing.
    #[schema(value_type = Option<i64>, example = 1000, minimum = 0, maximum = 1_000_000_000_000_000i64)]
    pub(super) vat: Option<Whole>,
}

impl NewTransaction {
    /// The same as a change of an order of which nothing is known.
    pub(super) fn as_change(&self) -> TransactionChange {
        TransactionChange {
            event: self.event.clone(),
            click: self.click.clone(),
            order_sum: Some(self.order_sum),
            vat_sum: Some(self.vat_sum.unwrap_or(Whole(0))),
            currency: self.currency.clone(),
            products: Some(self.products.clone().unwrap_or_default()),
            vouchers: Some(self.vouchers.clone().unwrap_or_default()),
            status: Some(self.status.clone().unwrap_or_else(|| "approved".to_owned())),
        }
    }

    /// Judges what a type cannot say.
    ///
    /// # Errors
    /// [`tributary_engine::Error::Invalid`] names each field.
    pub(super) fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        faults.text("/orderNumber", &self.order_number, 200);
        self.as_change().judge(&mut faults);
        faults.done()
    }
}

impl TransactionChange {
    /// Judges what a type cannot say.
    ///
    /// # Errors
    /// [`tributary_engine::Error::Invalid`] names each field.
    pub(super) fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        self.judge(&mut faults);
        faults.done()
    }

    fn judge(&self, faults: &mut Faults) {
        check_event(faults, "/event", self.event.as_ref());
        self.click.iter().for_each(|click| faults.maybe_empty("/click", click, 300));
        for (pointer, sum) in [("/orderSum", self.order_sum), ("/vatSum", self.vat_sum)] {
            sum.iter().for_each(|sum| faults.range(pointer, sum.0, 0, AMOUNT_MAX));
        }
        if let (Some(Whole(sum)), Some(Whole(taxes))) = (self.order_sum, self.vat_sum)
            && sum >= 0
            && taxes > sum
        {
            faults.add("/vatSum", "range", TAXES_TOO_HIGH);
        }
        if let Some(currency) = &self.currency
            && parse_currency(currency).is_none()
        {
            faults.add("/currency", "format", "Use a currency of ISO 4217, such as SEK.");
        }
        check_status(faults, self.status.as_deref());
        check_vouchers(faults, "/vouchers", self.vouchers.as_deref().unwrap_or_default());
        let products = self.products.as_deref().unwrap_or_default();
        faults.count("/products", products.len(), PRODUCTS_MAX);
        for (index, product) in products.iter().enumerate() {
            product.judge(faults, &format!("/products/{index}"));
        }
    }
}

pub(super) fn check_vouchers(faults: &mut Faults, pointer: &str, vouchers: &[String]) {
    faults.count(pointer, vouchers.len(), 100);
    for (index, voucher) in vouchers.iter().enumerate() {
        faults.maybe_empty(&format!("{pointer}/{index}"), voucher, 200);
    }
}

pub(super) fn check_status(faults: &mut Faults, word: Option<&str>) {
    if word.is_some_and(|word| status(word).is_none()) {
        faults.add("/status", "unknown", "Use pending, approved, declined or cancelled.");
    }
}

/// The order's status that one of Retrack's words means.
pub(super) fn status(word: &str) -> Option<Status> {
    match word.trim().to_ascii_lowercase().as_str() {
        "pending" | "incoming" => Some(Status::Pending),
        "approved" | "completed" => Some(Status::Completed),
        "declined" | "cancelled" | "canceled" => Some(Status::Cancelled),
        _ => None,
    }
}

pub(super) fn parse_currency(text: &str) -> Option<Currency> {
    Currency::parse(&text.trim().to_ascii_uppercase()).ok()
}

impl Product {
    pub(super) fn pieces(&self) -> i64 {
        self.quantity.map_or(1, |quantity| quantity.0)
    }

    fn judge(&self, faults: &mut Faults, pointer: &str) {
        let Self { event, reference, name, price, vat, .. } = self;
        check_event(faults, &format!("{pointer}/event"), event.as_ref());
        reference.iter().for_each(|text| faults.maybe_empty(&format!("{pointer}/reference"), text, 200));
        name.iter().for_each(|text| faults.maybe_empty(&format!("{pointer}/name"), text, 500));
        faults.range(&format!("{pointer}/quantity"), self.pieces(), 0, PIECES_MAX);
        let whole = |price: i64| price.checked_mul(self.pieces().max(0)).unwrap_or(i64::MAX);
        if let Some(price) = price {
            faults.range(&format!("{pointer}/price"), price.0, 0, AMOUNT_MAX);
            faults.range(&format!("{pointer}/price"), whole(price.0.max(0)), 0, AMOUNT_MAX);
        }
        if let Some(vat) = vat {
            faults.range(
                &format!("{pointer}/vat"),
                vat.0,
                0,
                price.map_or(AMOUNT_MAX, |price| price.0.max(0)),
            );
        }
    }
}
