//! Pages of publishers as pure functions.

pub mod enter;
pub mod layout;
