//! The core from outside: laws that hold for every input, and plans a shop owner could read.

// `scenario` is also part of the unit tests, so it says `crate::`.
use tributary_core::{
    ClickId, Currency, CustomerId, FactId, Money, PartnerId, ProgramId, Rate, base, decide, due, fact,
    ledger, order, presets, program, reason, referral, time, touch, wallet,
};

mod laws;
mod model;
mod plans;
mod scenario;
