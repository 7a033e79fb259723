//! The API from the outside: through the router, on a database of its own per test.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod bad_input;
mod contract;
mod document;
mod health;
mod idempotency;
mod orders;
#[path = "../../../tributary-engine/tests/support/own.rs"]
mod own;
mod paging;
mod receiver;
mod refunds;
mod request_log;
mod scopes;
mod server;
mod test_mode;
mod webhook_calls;
mod webhooks;
