//! Pages of publishers as pure functions.

pub mod api;
pub mod builder;
pub mod claims;
pub mod directory;
pub mod enter;
pub mod home;
pub mod join;
pub mod layout;
pub mod postbacks;
pub mod transactions;
