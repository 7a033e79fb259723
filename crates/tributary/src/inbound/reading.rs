//! An order as its shop has it now, with its refunds in full, turned into facts: read by us, or by the shop's own plugin. Refunds that
//! are listed no more were deleted.

use tributary_core::Timestamp;
use tributary_core::fact::{OrderFact, OrderStated, Origin, RefundStated};
use tributary_engine::db::Tx;
use tributary_engine::order::{self, NewFact, OrderKey};
use tributary_engine::pipeline::{self, Outcome};
use tributary_engine::{Result, delivery};

/// What makes two readings that say the same one.
const OCCASION: &str = "read";

/// An order as it was read.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// Which.
    pub(super) order: OrderKey,
    /// As the shop has it, all its refunds listed.
    pub(super) stated: OrderStated,
    /// Its refunds, line by line.
    pub(super) refunds: Vec<RefundStated>,
    /// Who read it: `read`, or the delivery that told it.
    pub(super) source: String,
}

impl Reading {
    /// Takes it all the way; the money moves once. What waited for one of its refunds is judged again.
    pub(super) fn apply(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<Outcome> {
        let new = |fact| NewFact {
            order: self.order.clone(),
            fact,
            source: self.source.clone(),
            occasion: OCCASION.to_owned(),
        };
        let refunded =
            |refund: &RefundStated| OrderFact::Refunded { refund: refund.clone(), origin: Origin::Read };
        let mut news: Vec<NewFact> = self.refunds.iter().map(refunded).map(new).collect();
        let order = Box::new(self.stated.clone());
        news.push(new(OrderFact::Stated { order, origin: Origin::Read, restored: false }));
        let outcome = pipeline::apply_all(tx, &self.order, &news, now)?;
        order::forget_reading(tx, &self.order)?;
        for refund in &self.refunds {
            let name = format!("refund:{}", refund.external_id);
            delivery::wake(tx, (&self.order.tenant, &self.order.store), &name)?;
        }
        Ok(outcome)
    }
}
