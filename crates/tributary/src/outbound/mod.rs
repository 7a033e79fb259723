//! Calls to addresses that somebody typed: who may be called ([`Guard`]) and the call itself ([`Caller`]).

mod call;
mod guard;
mod places;

pub use call::Caller;
pub use guard::{Guard, LookedUp, Refusal, check};
pub use places::is_public;
