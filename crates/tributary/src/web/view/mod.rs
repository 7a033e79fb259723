//! Page bodies as pure functions: one file per screen, each a plain struct and `render`. Handlers fill the struct
//! and wrap the body in `kit::shell`. Nothing here knows the engine, HTTP or the clock.

pub mod account;
pub mod customers;
pub mod demo;
pub mod developers;
pub mod gallery;
pub mod links;
pub mod live;
pub mod orders;
pub mod overview;
pub mod partners;
pub mod payouts;
pub mod people;
pub mod platform;
pub mod portal;
pub mod problem;
pub mod programs;
pub mod public;
pub mod publisher;
pub mod refer;
pub mod reports;
pub mod resources;
pub mod search;
pub mod settings;
pub mod setup;
pub mod views;
