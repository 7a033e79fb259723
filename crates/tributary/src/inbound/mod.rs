//! What shops send us and what we read from them, judged into facts.
//!
//! A delivery is kept raw and answered first ([`receive`]), judged after ([`judge`]); what webhooks
//! missed is read from the shop ([`reconcile`]).

pub mod checkup;
pub mod coupons;
pub mod judge;
pub mod receive;
pub mod reconcile;
pub mod shop;
pub mod woocommerce;

use tributary_engine::Engine;
use tributary_engine::person::{email_hint, email_key};

/// How e-mail addresses are masked before they become part of a fact.
pub(crate) fn masker(engine: &Engine) -> impl Fn(&str) -> (String, String) + Send + Sync + 'static {
    let sealer = engine.sealer.clone();
    move |email| (email_key(sealer.people_key(), email), email_hint(email))
}
