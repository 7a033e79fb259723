//! What the engine promises, each promise as a short story on a real database.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../support/own.rs"]
mod own;
mod changes;
mod figures;
mod live;
mod orders;
mod partners;
mod replays;
mod scenario;
mod seconds;
mod sums;
mod wishes;
