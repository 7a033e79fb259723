//! What the engine promises, each promise as a short story on a real database.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod addresses;
mod backups;
mod brands;
mod browsers;
mod by_code;
mod changes;
mod checkups;
mod claims;
mod connections;
mod conversions;
mod coupons;
mod creatives;
mod figures;
mod horizons;
mod hours;
mod imports;
mod late_clicks;
mod letters;
mod lifelong;
mod live;
#[path = "../../../tributary-core/tests/model/mod.rs"]
mod model;
mod orders;
#[path = "../support/own.rs"]
mod own;
mod partners;
mod parts;
mod payouts;
mod platform_payouts;
mod products;
mod publisher_sales;
mod publishers;
mod questions;
mod races;
mod referral_model;
mod replays;
mod requests;
mod retention;
mod rewards;
mod rewards_why;
mod role;
mod scenario;
mod seconds;
mod spending;
mod sums;
mod test_mode;
mod verified;
mod visits;
mod wallets;
mod webhooks;
mod whose;
mod wishes;
