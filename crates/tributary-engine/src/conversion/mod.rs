//! Conversions: what a publisher sees of the sales that are, or were, credited to it, and of nothing else.
//!
//! Written in the transaction that settles an order ([`note`]), each change at the next place of the tenant. Writers take
//! turns, so whoever reads on from a place ([`changed`]) misses nothing and has no end.

mod backfill;
mod cursor;
mod mark;
mod note;
mod place;
mod reach;
mod read;
mod sql;
mod view;
mod wire;

pub use backfill::derive_for;
pub use cursor::{Place, Places};
pub use mark::{Head, mark_all, moved, places_at};
pub use note::{Settled, note};
pub use reach::{Reach, reach_in, reach_of};
pub use read::{Changes, Wanted, changed, list, load, of_order};
pub use view::{Content, REASONS, Status, content};
pub use wire::brief;

use tributary_core::{OrderId, PartnerId, TenantId, Timestamp};

/// A sale as its partner may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Whose store.
    pub tenant: TenantId,
    /// Whose sale.
    pub partner: PartnerId,
    /// The order; also the conversion's own id.
    pub order: OrderId,
    /// The place of its last change among all of the tenant.
    pub seq: i64,
    /// What there is to see.
    pub content: Content,
    /// When it last changed.
    pub updated_at: Timestamp,
}
