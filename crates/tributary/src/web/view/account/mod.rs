//! Signing in, joining, and one's own account.

pub mod invite;
pub mod link;
pub mod login;
pub mod own;
