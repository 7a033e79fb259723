//! Pages of publishers as pure functions.

pub mod api;
pub mod claims;
pub mod enter;
pub mod layout;
pub mod postbacks;
pub mod transactions;
