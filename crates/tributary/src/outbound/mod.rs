//! Calls to addresses that somebody typed: who may be called ([`Guard`]), the call itself ([`Caller`]), and a look at a page
//! ([`Looker`]).

mod call;
mod guard;
mod look;
mod places;

pub use call::Caller;
pub use guard::{Guard, LookedUp, Refusal, check};
pub use look::{Looker, Seen};
pub use places::is_public;
