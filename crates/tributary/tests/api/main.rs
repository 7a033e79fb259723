//! The API from the outside: through the router, on a database of its own per test.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod bad_input;
mod contract;
mod document;
mod health;
mod idempotency;
mod memberships;
mod orders;
#[path = "../../../tributary-engine/tests/support/own.rs"]
mod own;
mod paging;
mod polling;
mod publisher;
mod publisher_postbacks;
mod receiver;
mod refunds;
mod scopes;
mod server;
mod webhook_calls;
mod webhooks;
