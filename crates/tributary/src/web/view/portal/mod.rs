//! Pages of partners as pure functions.

pub mod earnings;
pub mod enter;
pub mod home;
pub mod missing;
pub mod nav;
pub mod payouts;
pub mod resources;
