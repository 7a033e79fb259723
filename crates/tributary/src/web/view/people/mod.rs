//! People and what they did.

pub mod audit;
pub mod team;
