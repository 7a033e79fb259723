//! The shape of WooCommerce's `wc/v3` resources, as far as we read them, forgiving as PHP is loose.
//!
//! Amounts stay texts: no number of a shop ever passes through a float. Unknown fields are ignored.

use super::Invalid;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A text or number as it stands in the JSON; ids come as both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::inbound) enum Scalar {
    /// Left out, `null`, or PHP's `false` for nothing.
    #[default]
    Absent,
    /// A string's content, or a number's own digits.
    Text(String),
    /// An object, an array or a broken string: meta values may be anything.
    Compound,
}

impl Scalar {
    fn of(json: &str) -> Self {
        match json.as_bytes().first() {
            Some(b'"') => serde_json::from_str(json).map_or(Self::Compound, Self::Text),
            Some(b'{' | b'[') => Self::Compound,
            _ if json == "null" || json == "false" => Self::Absent,
            _ => Self::Text(json.to_owned()),
        }
    }

    /// The trimmed text, unless it is empty.
    pub(in crate::inbound) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Self::Absent | Self::Compound => None,
        }
    }

    /// An id; WooCommerce writes 0 for none (a guest, a deleted product).
    pub(super) fn id(&self, field: &str) -> Result<Option<String>, Invalid> {
        match self.text() {
            None if *self == Self::Compound => Err(not_an_id(field)),
            None | Some("0") => Ok(None),
            Some(id) if id.len() <= ID_CHARS_MAX => Ok(Some(id.to_owned())),
            Some(_) => Err(not_an_id(field)),
        }
    }

    /// An id that must be there.
    pub(super) fn id_required(&self, field: &str) -> Result<String, Invalid> {
        self.id(field)?.ok_or_else(|| not_an_id(field))
    }
}

const ID_CHARS_MAX: usize = 64; // WooCommerce has 20 digits at most; some import plugins write UUIDs

fn not_an_id(field: &str) -> Invalid {
    Invalid::new(field, "no id here; send the whole resource as WooCommerce's REST API v3 gives it")
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        Ok(Self::of(raw.get()))
    }
}

/// A list; `null` is an empty one, and PHP turns a list with gaps into an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbound) struct List<T>(pub(in crate::inbound) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let items = match raw.as_bytes().first() {
            Some(b'[') => items(raw),
            Some(b'{') => members(raw),
            _ => Ok(Vec::new()),
        };
        items.map(Self).map_err(serde::de::Error::custom)
    }
}

fn items<T: DeserializeOwned>(json: &str) -> Result<Vec<T>, serde_json::Error> {
    serde_json::from_str(json)
}

/// Values in the order of their numeric names, as PHP counted them.
fn members<T: DeserializeOwned>(json: &str) -> Result<Vec<T>, serde_json::Error> {
    let named: BTreeMap<String, T> = serde_json::from_str(json)?;
    let mut named: Vec<(String, T)> = named.into_iter().collect();
    named.sort_by(|a, b| (a.0.len(), &a.0).cmp(&(b.0.len(), &b.0)));
    Ok(named.into_iter().map(|(_, value)| value).collect())
}

/// An order of `wc/v3`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Order {
    pub(super) id: Scalar,
    pub(super) number: Scalar,
    pub(super) status: Scalar,
    pub(super) currency: Scalar,
    pub(super) date_created: Scalar,
    pub(super) date_created_gmt: Scalar,
    pub(super) date_modified_gmt: Scalar,
    pub(super) date_paid_gmt: Scalar,
    pub(super) total: Scalar,
    pub(super) total_tax: Scalar,
    pub(super) shipping_total: Scalar,
    pub(super) customer_id: Scalar,
    #[serde(deserialize_with = "object_or_nothing")]
    pub(super) billing: Billing,
    pub(super) line_items: List<LineItem>,
    pub(super) shipping_lines: List<Charge>,
    pub(super) fee_lines: List<Charge>,
    pub(super) coupon_lines: List<CouponLine>,
    /// `None`: not listed at all, which is not the same as none.
    pub(super) refunds: Option<List<RefundSummary>>,
    pub(super) meta_data: List<Meta>,
}

/// The billing address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Billing {
    pub(super) email: Scalar,
    pub(super) city: Scalar,
    pub(super) state: Scalar,
    pub(super) country: Scalar,
}

/// A line of an order, or of a refund with negative amounts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct LineItem {
    pub(super) id: Scalar,
    pub(super) name: Scalar,
    pub(super) product_id: Scalar,
    pub(super) quantity: Scalar,
    pub(super) total: Scalar,
    pub(super) total_tax: Scalar,
    pub(super) sku: Scalar,
    pub(super) meta_data: List<Meta>,
}

/// A shipping or fee line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Charge {
    pub(super) total: Scalar,
    pub(super) total_tax: Scalar,
}

/// A coupon on an order. Its `meta_data` is not read: 8.5.2 puts a whole coupon there, 10.x a text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CouponLine {
    pub(super) code: Scalar,
}

/// A refund as an order lists it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RefundSummary {
    pub(super) id: Scalar,
    pub(super) reason: Scalar,
    pub(super) total: Scalar,
}

/// A refund of `wc/v3`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Refund {
    pub(super) id: Scalar,
    pub(super) amount: Scalar,
    pub(super) reason: Scalar,
    pub(super) line_items: List<LineItem>,
    pub(super) shipping_lines: List<Charge>,
    pub(super) fee_lines: List<Charge>,
}

/// One entry of `meta_data`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Meta {
    pub(super) key: Scalar,
    pub(super) value: Scalar,
}

/// The last value of a meta key that says something; plugins append instead of replacing.
pub(super) fn meta<'a>(entries: &'a List<Meta>, key: &str) -> Option<&'a str> {
    let named = entries.0.iter().rev().filter(|entry| entry.key.text() == Some(key));
    named.filter_map(|entry| entry.value.text()).next()
}

/// PHP writes an empty object as `[]`.
fn object_or_nothing<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let raw = <&RawValue>::deserialize(deserializer)?.get();
    if !raw.starts_with('{') {
        return Ok(T::default());
    }
    serde_json::from_str(raw).map_err(serde::de::Error::custom)
}

/// Reads a body as a resource or a list of them.
///
/// # Errors
/// When it is no JSON or of another shape.
pub(super) fn parse<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, Invalid> {
    serde_json::from_slice(body).map_err(|error| {
        let fix = "send the resource as WooCommerce's REST API v3 gives it, as JSON in UTF-8";
        Invalid::new("", format!("cannot be read ({error}); {fix}"))
    })
}
