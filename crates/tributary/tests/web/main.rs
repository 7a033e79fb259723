//! The screens through the router: one binary, a temporary data folder per test.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod book;
mod browser;
mod connecting;
mod crawl;
mod creatives;
mod customers;
mod developers;
mod earnings;
mod emails;
mod emptied;
mod exports;
mod false_figures;
mod figures;
mod forgetting;
mod hand;
mod hostile;
mod imports;
mod joining;
mod languages;
mod letters;
mod links;
mod live;
mod mailbox;
mod many;
mod missing;
mod numbers;
#[path = "../../../tributary-engine/tests/support/own.rs"]
mod own;
mod partner_stores;
mod payouts;
#[path = "../support/pdf.rs"]
mod pdf;
mod platform;
mod post;
mod products;
mod promises;
mod publishers;
mod refer;
mod rewards;
mod roles;
mod safety;
mod search;
mod season;
mod settings;
mod setup;
mod shop;
mod sites;
mod stores;
mod tables;
mod texts;
mod timings;
mod views;
mod why;
mod world;
