//! What a WooCommerce shop tells us, read into facts. Start at [`delivery::read`] for what its webhooks
//! push and at [`rest::Shop`] for what its REST API answers.
//!
//! Measured on WooCommerce 8.5.2, 10.0.2 and 10.5.0; a comment that names a trap names where it was seen.

mod amount;
pub mod coupon;
mod customer;
pub mod delivery;
mod entity;
mod evidence;
mod moment;
mod oauth;
pub mod order;
pub(in crate::inbound) mod payload;
mod plugin;
pub mod probe;
pub mod product;
pub mod redact;
pub mod refund;
pub mod rest;
pub mod signature;

#[cfg(test)]
mod fixture;

#[cfg(test)]
#[path = "../../../tests/support/standin.rs"]
pub(crate) mod standin;

#[cfg(test)]
#[path = "../../../tests/support/shelf.rs"]
pub(crate) mod shelf;

/// A body that cannot be read as what it claims to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", if field.is_empty() { "the body" } else { field })]
pub struct Invalid {
    /// JSON pointer to the field; empty for the whole body.
    pub field: String,
    /// What is wrong with it and how to put it right.
    pub problem: String,
}

impl Invalid {
    pub(in crate::inbound) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
}
