//! What a browser tells of a sign-up: by which click or code somebody came. It binds nobody by itself: it waits until the store says that
//! there is such a customer, and counts only where the store itself says nothing of the kind.

use super::receive::Kept;
use crate::inbound::woocommerce::payload::{List, Scalar};
use serde::Deserialize;
use tributary_core::Timestamp;
use tributary_core::fact::Origin;
use tributary_engine::customer::{self, NewSignUp, Told};
use tributary_engine::db::Tx;
use tributary_engine::delivery::{Delivery, Outcome};
use tributary_engine::{Error, Result};

/// The word for it in the event's `type`.
pub const KIND: &str = "registration";
const CHARS_MAX: usize = 200;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    consent: Scalar,
    customer: Scalar,
    click: Scalar,
    clicks: List<Scalar>,
    data: Data,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    #[serde(alias = "id", alias = "external_id")]
    customer: Scalar,
    code: Scalar,
    click: Scalar,
}

/// Takes a kept registration: its subject, and what became of it.
///
/// # Errors
/// [`Error::Invalid`] when it names no customer.
pub fn take(
    tx: &mut Tx<'_>,
    (kept, people_key): (&Delivery, &[u8; 32]),
    now: Timestamp,
) -> Result<(Option<String>, Outcome)> {
    let broken = |bad: serde_json::Error| Error::field("", "format", bad.to_string());
    let told: Kept<'_> = serde_json::from_slice(&kept.sent.body).map_err(broken)?;
    let event: Event = serde_json::from_str(told.sent.get()).map_err(broken)?;
    let account = event.data.customer.text().or(event.customer.text()).map(cut);
    let account = account
        .ok_or_else(|| Error::field("/data/customer", "missing", "Name the customer by the shop's id."))?;
    if event.consent.text() == Some("denied") {
        return Ok((None, Outcome::Applied { note: Some("told without ids".to_owned()) }));
    }
    let (tenant, store) = (&kept.sent.tenant, &kept.sent.store);
    if customer::find(tx, (tenant, store), (Some(&account), None))?.is_none() {
        let reason = "the store has not told of this customer yet".to_owned();
        return Ok((Some(customer::subject(&account)), Outcome::Waiting { reason }));
    }
    let clicks = event.clicks.0.iter().chain([&event.click, &event.data.click]).filter_map(Scalar::text);
    let click = clicks.map(cut).chain(told.cookies.iter().cloned()).next();
    let new = NewSignUp {
        told: Told { external_id: Some(account.clone()), ..Told::default() },
        click,
        code: event.data.code.text().map(cut),
        origin: Origin::Script,
        source: format!("script {}", kept.id),
        welcome: false,
    };
    // It counts as of the moment at which it arrived, however long it waited.
    let done = customer::sign_up(tx, (tenant, store), &new, people_key, kept.received_at.min(now))?;
    let outcome = if done.is_duplicate { Outcome::Duplicate } else { Outcome::Applied { note: None } };
    Ok((Some(customer::subject(&account)), outcome))
}

fn cut(text: &str) -> String {
    text.chars().take(CHARS_MAX).collect()
}
