//! What the script in a buyer's browser tells us (`connectors/js/t.js`): kept first ([`receive`]), read into facts after
//! ([`event`]) like anything a shop sends. Anybody can send it, so the core believes it the least.

pub mod event;
pub mod receive;
pub mod registration;
pub mod take;

/// What the topic of a kept event begins with.
pub const TOPIC: &str = "script.";
