//! What one webhook delivery means. Start at [`read`], after [`super::signature::matches`].
//!
//! The delivery id is not looked at: WooCommerce makes it from the webhook and the second, so
//! different orders share one (24 of 472 measured). A delivery is the same when its body is.

use super::Invalid;
use super::customer;
use super::order::{Reading, stated};
use super::payload::{Order, Scalar, parse};
use super::plugin;
use serde::Deserialize;
use tributary_core::fact::{OrderStated, RefundStated};
use tributary_engine::customer::NewSignUp;

/// What a delivery tells us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// The shop tries the address. Pings are not signed; wp-admin insists on an answer of exactly 200.
    Ping,
    /// An order, whole.
    Order {
        /// The order.
        order: Box<OrderStated>,
        /// It has just come back from the trash; on HPOS no other delivery says so.
        restored: bool,
    },
    /// An order as our plugin read it from its shop, with all its refunds in full: one that is missing was deleted.
    Read(Box<Read>),
    /// An order went to the trash. `order.deleted` means this and never a deletion for good.
    Trashed {
        /// The shop's id of the order.
        external_id: String,
    },
    /// An order was deleted for good.
    Gone {
        /// The shop's id of the order.
        external_id: String,
    },
    /// A refund was deleted in wp-admin; the delivery names the refund, not its order.
    RefundDeleted {
        /// The shop's id of the refund.
        refund_external_id: String,
    },
    /// Something happened to an order; what it is now has to be asked.
    Look {
        /// The shop's id of the order.
        external_id: String,
    },
    /// Somebody signed up, or what is told of them changed.
    Customer(Box<NewSignUp>),
    /// Of no concern to us.
    Unrelated {
        /// The topic as sent.
        topic: String,
    },
    /// A signed error in place of an order. It names no order, and WooCommerce holds it delivered:
    /// the order was gone before the queue ran (404), or the webhook's owner may not read orders
    /// any more (401, 403).
    ErrorBody {
        /// WooCommerce's word for it.
        code: String,
        /// The HTTP status within the body; 0 when it has none.
        status: u16,
    },
}

/// An order as its shop has it, and what is known of its refunds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The order; it lists all its refunds.
    pub order: OrderStated,
    /// The refunds, line by line.
    pub refunds: Vec<RefundStated>,
}

/// Reads a delivery by the headers `X-WC-Webhook-Topic` and `Content-Type` and its raw body.
///
/// # Errors
/// [`Invalid`] when it is no delivery of WooCommerce, or an order that cannot be read.
pub fn read(
    topic: Option<&str>,
    content_type: Option<&str>,
    body: &[u8],
    reading: &Reading<'_>,
) -> Result<Meaning, Invalid> {
    if is_ping(body) {
        return Ok(Meaning::Ping);
    }
    let Some(topic) = topic.map(str::trim).filter(|topic| !topic.is_empty()) else {
        return Err(Invalid::new("", no_topic(content_type)));
    };
    match topic.split_once('.') {
        Some(("order", event)) => about_order(event, body, reading),
        Some(("tributary", "order")) => plugin::read(body, reading),
        Some(("customer", "created" | "updated")) => Ok(match customer::signed_up(body)? {
            Some(new) => Meaning::Customer(Box::new(new)),
            None => Meaning::Unrelated { topic: topic.to_owned() },
        }),
        Some(("action", action)) => about_action(topic, action, body),
        // Among them product.deleted and coupon.deleted with a bare id: any trash fires them, and on
        // legacy storage that id may be an order's. order.deleted comes too, so nothing is lost.
        _ => Ok(Meaning::Unrelated { topic: topic.to_owned() }),
    }
}

fn no_topic(content_type: Option<&str>) -> String {
    let sent_as = content_type.unwrap_or("no content type");
    format!(
        "no X-WC-Webhook-Topic header ({sent_as}); add the webhook in WooCommerce under Settings, Advanced, \
         Webhooks, and let no proxy drop X-WC headers"
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ping {
    webhook_id: Scalar,
}

/// `webhook_id=N` as a form, without any X-WC header (8.5.2 to 10.5.0); the same as JSON is understood.
fn is_ping(body: &[u8]) -> bool {
    let number = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    match body.strip_prefix(b"webhook_id=") {
        Some(digits) => number(digits),
        None => {
            let ping = serde_json::from_slice::<Ping>(body);
            ping.is_ok_and(|ping| ping.webhook_id.text().is_some_and(|id| number(id.as_bytes())))
        }
    }
}

/// The parts of a body that tell a whole order from a bare id and from an error.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Outline {
    id: Scalar,
    status: Scalar,
    currency: Scalar,
    code: Scalar,
    data: ErrorData,
}

#[derive(Default)]
struct ErrorData {
    status: Scalar,
}

impl<'de> Deserialize<'de> for ErrorData {
    /// PHP writes error data as an object, `null` or `[]`.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Data {
            #[serde(default)]
            status: Scalar,
        }
        let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?;
        let data = serde_json::from_str::<Data>(raw.get());
        Ok(Self { status: data.map(|data| data.status).unwrap_or_default() })
    }
}

pub(super) fn about_order(event: &str, body: &[u8], reading: &Reading<'_>) -> Result<Meaning, Invalid> {
    let outline: Outline = parse(body)?;
    if let (Some(code), None) = (outline.code.text(), outline.id.text()) {
        let status = outline.data.status.text().and_then(|status| status.parse().ok()).unwrap_or(0);
        return Ok(Meaning::ErrorBody { code: code.to_owned(), status });
    }
    let external_id = outline.id.id_required("/id")?;
    if event == "deleted" {
        return Ok(Meaning::Trashed { external_id });
    }
    if outline.status == Scalar::Absent && outline.currency == Scalar::Absent {
        return Ok(Meaning::Look { external_id });
    }
    let order = Box::new(stated(&parse::<Order>(body)?, reading)?);
    Ok(Meaning::Order { order, restored: event == "restored" })
}

#[derive(Deserialize)]
struct Action {
    action: Scalar,
    #[serde(default)]
    arg: Scalar,
}

/// `{"action":…,"arg":N}`; what N names hangs on the action, and only these are known to name orders.
fn about_action(topic: &str, action: &str, body: &[u8]) -> Result<Meaning, Invalid> {
    let unrelated = || Ok(Meaning::Unrelated { topic: topic.to_owned() });
    let Some(meaning) = meaning_of(action) else { return unrelated() };
    let told: Action = parse(body)?;
    // The topic's header is not signed, the body is: one must not be dressed up as another.
    if told.action.text() != Some(action) {
        return Err(Invalid::new(
            "/action",
            format!("another action than the topic {topic}; send both alike"),
        ));
    }
    Ok(meaning(told.arg.id_required("/arg")?))
}

fn meaning_of(action: &str) -> Option<fn(String) -> Meaning> {
    match action {
        "woocommerce_delete_order" => Some(|external_id| Meaning::Gone { external_id }),
        "woocommerce_trash_order" => Some(|external_id| Meaning::Trashed { external_id }),
        "woocommerce_refund_deleted" => Some(|id| Meaning::RefundDeleted { refund_external_id: id }),
        "woocommerce_before_delete_order"
        | "woocommerce_order_refunded"
        | "woocommerce_untrash_order"
        | "woocommerce_new_order"
        | "woocommerce_update_order"
        | "woocommerce_payment_complete" => Some(|external_id| Meaning::Look { external_id }),
        _ if action.starts_with("woocommerce_order_status_") => {
            Some(|external_id| Meaning::Look { external_id })
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "delivery_tests.rs"]
mod tests;
