//! Pages of publishers as pure functions.

pub mod builder;
pub mod directory;
pub mod enter;
pub mod home;
pub mod join;
pub mod layout;
