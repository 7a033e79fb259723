//! The screens through the router: one binary, a temporary data folder per test.

mod browser;
mod figures;
mod safety;
mod setup;
mod shop;
mod why;
