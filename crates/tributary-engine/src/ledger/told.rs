//! What a transaction did to customers' store credit, told to whoever wants to know.

use super::wallet::Touched;
use super::{Cause, NewTransaction};
use crate::customer::{self, Customer};
use crate::db::Tx;
use crate::error::Result;
use crate::event;
use serde_json::{Value as Json, json};
use tributary_core::wallet::Purses;
use tributary_core::{Currency, OrderId, TenantId, Timestamp, TransactionId};

/// Tells what became of each wallet, if anything did.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    (tenant, new): (&TenantId, &NewTransaction<'_>),
    (transaction, touched): (&TransactionId, &[Touched]),
    now: Timestamp,
) -> Result<()> {
    for wallet in touched.iter().filter(|wallet| wallet.before != wallet.moved.after) {
        let whose = customer::load(tx, tenant, &wallet.customer)?;
        let data = json!({
            "object": brief(&whose, wallet.currency, wallet.moved.after),
            "previous": brief(&whose, wallet.currency, wallet.before),
            "cause": { "type": new.cause.kind, "id": new.cause.id },
            "order": new.order.map(OrderId::as_str),
            "transaction": transaction.as_str(),
        });
        let moved = wallet.moved.after.sum().saturating_sub(wallet.before.sum());
        for kind in kind(new.cause, moved).into_iter().chain(["wallet.updated"]) {
            event::emit(tx, tenant, kind, &data, now)?;
        }
    }
    Ok(())
}

/// What a change amounts to, apart from being one.
fn kind(cause: &Cause, moved: i64) -> Option<&'static str> {
    match (cause.kind, moved) {
        (_, 0) => None,
        (_, 1..) => Some("wallet.credited"),
        ("reservation" | "adjustment", _) => Some("wallet.debited"),
        ("expiry", _) => Some("wallet.expired"),
        _ => Some("wallet.taken_back"),
    }
}

fn brief(whose: &Customer, currency: Currency, purses: Purses) -> Json {
    let money = |minor: i64| json!({ "amount": minor, "currency": currency.code() });
    json!({
        "id": whose.id.as_str(),
        "store": whose.store.as_str(),
        "external_id": whose.external_id,
        "available": money(purses.available_minor),
        "pending": money(purses.pending_minor),
        "held": money(purses.held_minor),
        "debt": money(purses.debt_minor),
    })
}
