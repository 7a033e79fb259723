//! HTTP: which request goes where.

pub mod api;
pub mod auth;
pub mod client_ip;
pub mod problem;
pub mod redirect;
