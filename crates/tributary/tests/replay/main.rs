//! The captured shops once more: every delivery through the real router, in the right order and in
//! two hundred wrong ones, against a stand-in of their REST API; then the database is tampered with.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod capture;
mod end_state;
mod grows_only;
mod lane;
mod members;
mod net;
#[path = "../../../tributary-engine/tests/support/own.rs"]
mod own;
mod redirect;
mod replayed;
mod shuffled;
#[path = "../support/standin.rs"]
mod standin;
mod tampered;
mod unusable;
mod world;
