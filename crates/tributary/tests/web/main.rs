//! The screens through the router: one binary, a temporary data folder per test.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod browser;
mod crawl;
mod emptied;
mod exports;
mod figures;
mod hand;
mod hostile;
mod live;
mod mailbox;
mod post;
mod safety;
mod search;
mod setup;
mod shop;
mod views;
mod why;
