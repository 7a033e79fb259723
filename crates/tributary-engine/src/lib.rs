//! Facts in, money out, on a database.
//!
//! The only room that knows SQL, the clock and randomness. Synchronous: everything happens in
//! closures over one transaction, see [`db`]. The way of the data is [`pipeline`].

pub mod access;
pub mod application;
pub mod audit;
pub mod backup;
pub mod bound;
pub mod chain;
pub mod chance;
pub mod checkup;
pub mod claim;
pub mod click;
pub mod clock;
pub mod code;
pub mod connection;
pub mod conversion;
pub mod customer;
pub mod db;
pub mod delivery;
pub mod engine;
pub mod error;
pub mod event;
pub mod health;
pub mod idempotency;
pub mod import;
pub mod intake;
pub mod invitation;
pub mod job;
pub mod ledger;
pub mod letter;
pub mod link;
pub mod live;
pub mod mail;
pub mod node;
pub mod order;
pub mod page;
pub mod panel;
pub mod partner;
pub mod payout;
pub mod person;
pub mod pipeline;
pub mod platform;
pub mod portal;
pub mod postback;
pub mod product;
pub mod program;
pub mod publisher;
pub mod referral;
pub mod replay;
pub mod report;
pub mod request;
pub mod retention;
pub mod seal;
pub mod search;
pub mod setup;
pub mod store;
pub mod sum;
pub mod twin;
pub mod verify;
pub mod view;
pub mod wallet;
pub mod webhook;
pub mod welcome;

// The tests' own databases are one file for all of them, which calls this crate by its name.
#[cfg(test)]
extern crate self as tributary_engine;
#[cfg(test)]
#[path = "../tests/support/own.rs"]
mod own;

pub use engine::Engine;
pub use error::{Error, Field, Result};
