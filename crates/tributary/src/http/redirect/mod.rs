//! The click path.

pub mod destination;
pub mod near_miss;
pub mod traffic;
pub mod visitor;
