//! Partners: the list, one of them, and the form for a new one.

pub mod claims;
pub mod detail;
pub mod list;
pub mod new;
pub mod payouts;
