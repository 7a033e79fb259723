//! Takes a delivery in: signature over the raw bytes, secrets out, kept on disk, then answered.

use super::woocommerce::{redact::redact, signature};
use crate::app::App;
use crate::call;
use tributary_core::{DeliveryId, StoreId};
use tributary_engine::delivery::{self, NewDelivery};
use tributary_engine::{Result, store};

const REFUSED_BYTES_KEPT: usize = 64 * 1024; // enough to recognise it; a stranger may not fill the disk

/// A WooCommerce request as it stands on the wire.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// The store in the path.
    pub store: StoreId,
    /// `X-WC-Webhook-Topic`.
    pub topic: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `X-WC-Webhook-Delivery-ID`, which is not unique.
    pub delivery_id: Option<String>,
    /// `X-WC-Webhook-Signature`.
    pub signature: Option<String>,
    /// The raw body.
    pub body: Vec<u8>,
}

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// Kept, to be judged.
    Kept(DeliveryId),
    /// Kept as refused.
    Refused(&'static str),
}

/// Keeps a delivery. Once this returns, it is on disk.
///
/// # Errors
/// [`tributary_engine::Error::NotFound`] for an unknown store, or what the database says.
pub async fn receive(app: &App, arrived: Arrived) -> Result<Receipt> {
    let sealer = app.engine.sealer.clone();
    let id = arrived.store.clone();
    let (store, secrets) = call::read(&app.engine, move |tx| {
        let store = store::by_id(tx, &id)?;
        let secrets = store::secrets(tx, &store, &sealer)?;
        Ok((store, secrets))
    })
    .await?;
    let refused = refusal(&arrived, &secrets);
    let mut body = redact(&arrived.body);
    if refused.is_some() {
        body.truncate(REFUSED_BYTES_KEPT);
    }
    let new = NewDelivery {
        tenant: store.tenant,
        store: store.id,
        topic: arrived.topic,
        content_type: arrived.content_type,
        delivery_id: arrived.delivery_id,
        body,
        refused,
    };
    let now = app.engine.now();
    let kept = call::write(&app.engine, move |tx| delivery::keep(tx, &new, now)).await?;
    app.delivered.notify_one();
    Ok(refused.map_or(Receipt::Kept(kept), Receipt::Refused))
}

/// WooCommerce's ping on saving a webhook is unsigned by nature and changes nothing.
fn refusal(arrived: &Arrived, secrets: &[String]) -> Option<&'static str> {
    let form =
        arrived.content_type.as_deref().is_some_and(|t| t.starts_with("application/x-www-form-urlencoded"));
    let ping = arrived.topic.is_none() && form && arrived.body.starts_with(b"webhook_id=");
    if ping || signature::matches(secrets, &arrived.body, arrived.signature.as_deref()) {
        None
    } else if arrived.signature.is_none() {
        Some("unsigned")
    } else {
        Some("signature_mismatch")
    }
}
