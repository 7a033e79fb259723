//! Customers and referrals: the lists, and one customer.

pub mod detail;
pub mod list;
pub mod wallet;
