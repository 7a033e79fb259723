//! The API from the outside: through the router, on a database of its own per test.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod bad_input;
mod connection;
mod connections;
mod contract;
mod creatives;
mod customer_bodies;
mod customers;
mod document;
mod downloads;
mod dub;
mod health;
mod idempotency;
mod import_bodies;
mod imports;
mod leads;
mod memberships;
mod orders;
#[path = "../../../tributary-engine/tests/support/own.rs"]
mod own;
mod paging;
mod panel;
mod payouts;
mod polling;
mod postbacks;
mod products;
mod promises;
mod publisher;
mod publisher_postbacks;
mod receiver;
mod redirect_page;
mod refunds;
mod request_log;
mod retrack;
mod rewards;
mod scopes;
mod script;
mod server;
mod signed;
mod test_mode;
mod visits;
mod wallets;
mod webhook_calls;
mod webhooks;
mod welcome_coupons;
