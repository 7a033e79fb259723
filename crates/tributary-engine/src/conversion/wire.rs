//! A conversion as it is told to the outside: by the API, in events and in postbacks alike.

use super::Conversion;
use crate::clock::rfc3339;
use serde_json::{Value as Json, json};
use tributary_core::ClickId;

/// What is told of a conversion. The order's id is its own.
#[must_use]
pub fn brief(conversion: &Conversion) -> Json {
    let content = &conversion.content;
    let money = |minor: i64| json!({ "amount": minor, "currency": content.currency.code() });
    json!({
        "id": conversion.order.as_str(),
        "program": content.program.as_str(),
        "partner": conversion.partner.as_str(),
        "kind": content.kind,
        "event": content.event,
        "order_number": content.number,
        "sale": money(content.sale_minor),
        "commission": money(content.commission_minor),
        "status": content.status.as_str(),
        "reason": content.reason,
        "click": content.click.as_ref().map(ClickId::as_str),
        "clicked_at": content.clicked_at.map(rfc3339),
        "refs": conversion.refs(),
        "created_at": rfc3339(content.created_at),
        "reported_at": rfc3339(content.reported_at),
        "updated_at": rfc3339(conversion.updated_at),
        "confirm_by": rfc3339(content.confirm_by),
    })
}

impl Conversion {
    /// The publisher's own ids of the click, by their places; those in between may be missing.
    #[must_use]
    pub fn refs(&self) -> Vec<Option<String>> {
        let text = self.content.refs.as_deref().unwrap_or("[]");
        serde_json::from_str(text).unwrap_or_default()
    }
}
