//! Payouts: what is due, batches, one of them, where money goes, statements.

pub mod batch;
pub mod details;
pub mod due;
pub mod statement;
