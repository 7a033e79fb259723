//! What bears on a friend's order besides the order itself: who sent the friend, and what came before.

use crate::fact::{OrderFact, OrderKind, Recorded};
use crate::id::CustomerId;
use crate::order::{OrderNow, Status};
use crate::program::Rules;
use crate::reason::Reason;
use crate::time::Timestamp;

/// The customer who bought, as far as the reward for whoever sent them hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Friend {
    /// The customer.
    pub customer: CustomerId,
    /// Who sent them, and who sent those, as it was at the order's own moment: nearest first.
    pub sponsors: Vec<Sponsor>,
    /// Nobody had sent them at the order's own moment, but somebody did later.
    pub bound_later: bool,
    /// The earliest of the customer's other orders that qualified.
    pub other: Option<Qualified>,
    /// What the program has granted so far, in the currency of the order.
    pub granted: Granted,
}

/// A customer who sent somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sponsor {
    /// The customer.
    pub customer: CustomerId,
    /// Why this order earns them nothing, whatever the rules say: they were paused, or it is their own.
    pub barred: Option<Reason>,
}

/// When an order first reached a status in which a friend's order earns. Of a customer's orders the least is the first; between
/// equal moments the id decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Qualified {
    /// The moment.
    pub at: Timestamp,
    /// The store's id of the order.
    pub external_id: String,
}

/// What was granted for friends' orders: only added to, also where it was taken back later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Granted {
    /// For this order.
    pub own_minor: i64,
    /// For all orders of the program, this one included.
    pub all_minor: i64,
}

/// The moment at which an order first qualified under some rules: the first state in a listed status that a server told,
/// or that a person confirmed. Whatever becomes of the order later, the moment stays.
#[must_use]
pub fn qualified_at(facts: &[Recorded<OrderFact>], order: &OrderNow, rules: &Rules) -> Option<Timestamp> {
    if order.stated.kind != OrderKind::Order {
        return None;
    }
    // A store whose rules never spoke of friends still has customers who bought before: they are no new ones.
    let unset = [Status::Completed];
    let listed = rules.referral.as_ref().map_or(&unset[..], |referral| &referral.counts_when);
    let told = facts.iter().filter_map(|entry| match &entry.fact {
        OrderFact::Stated { order, origin, .. } if origin.is_server() && listed.contains(&order.status) => {
            Some(order.modified_at.unwrap_or(entry.received_at))
        }
        _ => None,
    });
    told.min().or_else(|| confirmed_at(order, listed))
}

/// When a person confirmed what only a browser had told.
fn confirmed_at(order: &OrderNow, listed: &[Status]) -> Option<Timestamp> {
    let browser = !order.origin.is_server() && listed.contains(&order.status);
    let ruling = order.ruling.as_ref().filter(|ruling| browser && ruling.declined.is_none())?;
    Some(ruling.at)
}
