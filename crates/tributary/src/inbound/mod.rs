//! What shops send us and what we read from them, judged into facts.
//!
//! A delivery is kept raw and answered first ([`receive`]), judged after ([`judge`]); what webhooks
//! missed is read from the shop ([`reconcile`]).

pub mod amount;
pub mod checkup;
pub mod connection;
pub mod coupons;
pub mod judge;
pub mod postback;
pub mod products;
mod reading;
pub mod receive;
pub mod reconcile;
pub mod redirect_page;
pub mod script;
pub mod shop;
pub mod welcome;
pub mod woocommerce;

use tributary_core::EventTypeId;
use tributary_core::program::{EventType, Rules};
use tributary_engine::Engine;
use tributary_engine::person::{email_hint, email_key};

/// How e-mail addresses are masked before they become part of a fact.
pub(crate) fn masker(engine: &Engine) -> impl Fn(&str) -> (String, String) + Send + Sync + 'static {
    let sealer = engine.sealer.clone();
    move |email| (email_key(sealer.people_key(), email), email_hint(email))
}

/// The event type that somebody names by its id, in either spelling, or by its name.
pub(crate) fn event_type<'a>(rules: &'a Rules, told: &str) -> Option<&'a EventType> {
    let by_id = EventTypeId::parse_uuid(told).ok().and_then(|id| rules.event(id.as_str()));
    by_id.or_else(|| rules.events.iter().find(|event| event.name.eq_ignore_ascii_case(told.trim())))
}
