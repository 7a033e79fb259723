//! Reads a kept event against what is known of its store.

use super::event::{self, Judging};
use tributary_core::fact::OrderStated;
use tributary_core::order::Status;
use tributary_engine::db::Tx;
use tributary_engine::delivery::Delivery;
use tributary_engine::{Error, Result, program, store};

/// The state that an event tells.
///
/// # Errors
/// [`Error::Invalid`] names what cannot be used.
pub fn stated(tx: &mut Tx<'_>, kept: &Delivery) -> Result<OrderStated> {
    let sent = &kept.sent;
    let store = store::load(tx, &sent.tenant, &sent.store)?;
    let program = program::of_store(tx, &sent.tenant, &sent.store).map_err(|error| match error {
        Error::NotFound(_) => Error::field("/store", "no_program", "The store has no program yet."),
        other => other,
    })?;
    let rules = program::load(tx, &sent.tenant, &program)?.current.rules;
    let judging = Judging { rules: &rules, currency: store.currency, at: kept.received_at };
    let read = event::stated(&sent.body, &judging);
    let mut order = read.map_err(|invalid| Error::field(invalid.field, "format", invalid.problem))?;
    // Only a shop's server knows of drafts; a browser that tells of one means an order.
    if order.status == Status::Draft {
        order.status = Status::Pending;
    }
    Ok(order)
}
