//! A payout as it is told to the outside.

use super::{Payout, load};
use crate::db::Tx;
use crate::error::Result;
use crate::event;
use serde_json::{Value as Json, json};
use tributary_core::{PayoutId, TenantId, Timestamp};

/// The money has left what is ready.
pub(super) const CREATED: &str = "payout.created";

/// Writes down what became of a payout.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (id, kind, before): (&PayoutId, &'static str, Option<&Payout>),
    now: Timestamp,
) -> Result<()> {
    let after = load(tx, tenant, id)?;
    let data = json!({ "object": brief(&after), "previous": before.map(brief) });
    event::emit(tx, tenant, kind, &data, now).map(drop)
}

/// Where it goes is nobody's business but the payee's and the bank's.
fn brief(payout: &Payout) -> Json {
    json!({
        "id": payout.id.as_str(),
        "batch": payout.batch.as_str(),
        "batch_number": payout.number,
        "payee": { "kind": payout.payee.kind(), "id": payout.payee.as_str() },
        "amount": { "amount": payout.amount_minor, "currency": payout.currency.code() },
        "method": payout.method.as_str(),
        "state": payout.state.as_str(),
        "reason": payout.reason,
    })
}
