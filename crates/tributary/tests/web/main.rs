//! The screens through the router: one binary, a temporary data folder per test.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod browser;
mod crawl;
mod emptied;
mod exports;
mod figures;
mod hostile;
mod joining;
mod links;
mod live;
mod mailbox;
mod post;
mod roles;
mod safety;
mod search;
mod settings;
mod setup;
mod shop;
mod views;
mod why;
