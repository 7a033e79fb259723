//! The API from the outside: through the router, on a database of its own per test.

mod bad_input;
mod contract;
mod document;
mod idempotency;
mod orders;
mod paging;
mod refunds;
mod scopes;
mod server;
