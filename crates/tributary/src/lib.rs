//! The edge: HTTP, screens, the command line and workers around the engine.
//!
//! Start at [`cli`] for what a command does, at [`http`] for where a request goes.

pub mod app;
pub mod call;
pub mod claims;
pub mod cli;
pub mod config;
mod creatives;
pub mod demo;
pub mod direct;
pub mod friends;
pub mod http;
pub mod imports;
pub mod inbound;
pub mod intake;
pub mod lang;
pub mod mail;
pub mod membership;
pub mod outbound;
mod paper;
pub mod payouts;
pub mod plugins;
pub mod postbacks;
pub mod products;
pub mod promises;
pub mod pulse;
pub mod qr;
pub mod refer;
pub mod requests;
pub mod router;
pub mod shed;
pub mod spreadsheet;
pub mod web;
pub mod worker;
