//! Pages of partners as pure functions.

pub mod enter;
pub mod home;
pub mod resources;
