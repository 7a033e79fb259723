//! A claim as it is told to the outside.

use super::Claim;
use crate::db::Tx;
use crate::error::Result;
use crate::event;
use serde_json::{Value as Json, json};
use tributary_core::{OrderId, Timestamp};

/// Writes down what became of a claim.
pub(super) fn tell(tx: &mut Tx<'_>, kind: &str, claim: &Claim, now: Timestamp) -> Result<()> {
    event::emit(tx, &claim.tenant, kind, &json!({ "object": brief(claim), "previous": null }), now).map(drop)
}

fn brief(claim: &Claim) -> Json {
    json!({
        "id": claim.id.as_str(),
        "program": claim.program.as_str(),
        "partner": claim.partner.as_str(),
        "order_number": claim.number,
        "state": claim.state.as_str(),
        "answer": claim.answer,
        "order": claim.order.as_ref().map(OrderId::as_str),
    })
}
