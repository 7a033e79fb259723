//! Payouts: what is due, batches, one of them, the platform, where money goes, statements.

pub mod batch;
pub mod details;
pub mod due;
pub mod platform;
pub mod statement;
