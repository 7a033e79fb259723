//! Webhooks out: whoever wants to know is told what happens, at least once, signed as Standard Webhooks 1.0.0 says.
//!
//! A delivery is written in the transaction of its event ([`queue`]), so it is there if and only if the event is. A worker
//! claims what is due ([`claim`]), sends it outside of any transaction, and brings back what was answered ([`record`]).

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$of])* $word,)* }

        impl $name {
            /// The word for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text,)* }
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> std::result::Result<Self, String> {
                match text.as_str() {
                    $($text => Ok(Self::$word),)*
                    _ => Err(format!("{text} is none of the words")),
                }
            }
        }
    };
}
use words;

mod attempt;
mod delivery;
mod endpoint;
mod flight;
mod macros;
mod postback;
mod sample;
mod schedule;
mod sign;
mod sql;

pub use attempt::{Attempt, KEEP_DELIVERED_DAYS, Lately, PIECES, attempts, forget, last_failure, lately};
pub use delivery::{Delivery, DeliveryState, Filter, Told, list as deliveries, load as delivery, show};
pub use delivery::{REPLAYED_MAX, beside, counts, of_event, replay, replay_failed, resend};
pub use endpoint::{
    ALL_KINDS, Change, ENDPOINTS_MAX, Endpoint, Format, Method, NewEndpoint, Owner, State, Test,
};
pub use endpoint::{OVERLAP_HOURS, OVERLAP_HOURS_MAX, change, create, list, load, rotate, secret, send_test};
pub use flight::{Alarm, Answer, Due, Request, WARNED_AT, claim, record, waiting};
pub use macros::{BadTemplate, MACROS, Macro, TEMPLATE_CHARS_MAX, Template};
pub use postback::{NewOwn, OWN_MAX, OwnChange, change_own, create_own, deliveries_own, list_own, load_own};
pub use postback::{
    replay_failed_own, replay_own, rotate_own, sample as sample_own, send_test_own, show_own,
};
pub use sample::sample;
pub use schedule::{DELAYS_MS, Next, TRIES, next};
pub use sign::{new_secret, seal_of, signature, verify};

use crate::conversion::Conversion;
use crate::db::Tx;
use crate::error::Result;
use crate::event::{Event, envelope};
use crate::{chance, params};
use tributary_core::{TenantId, Timestamp, WebhookDeliveryId, WebhookEndpointId};

/// The most that a body may have: what the standard asks senders to stay below.
pub const BODY_BYTES_MAX: usize = 20_000;

/// Queues an event for everybody of the tenant who wants its kind; to be called in the transaction that writes it.
///
/// # Errors
/// What the database says.
pub fn queue(tx: &mut Tx<'_>, tenant: &TenantId, (event, kind): (&str, &str), now: Timestamp) -> Result<()> {
    // Asked once for all writes that share a commit.
    let wanting = tx.known(sql::WANTING, params![tenant], |row| {
        Ok((row.parse::<WebhookEndpointId>(0)?, row.json::<Vec<String>>(1)?))
    })?;
    for (endpoint, wants) in wanting {
        if wants.iter().any(|want| want == ALL_KINDS || want == kind) {
            queue_for(tx, tenant, (&endpoint, event), now)?;
        }
    }
    Ok(())
}

/// Queues an event about a conversion for the endpoints of its partner in its program, and for nobody else's.
///
/// # Errors
/// What the database says.
pub fn queue_for_partner(
    tx: &mut Tx<'_>,
    of: &Conversion,
    (event, kind): (&str, &str),
    now: Timestamp,
) -> Result<()> {
    let wanting = tx.known(sql::WANTING_OF, params![&of.tenant, &of.partner], |row| {
        Ok((row.parse::<WebhookEndpointId>(0)?, row.json::<Vec<String>>(1)?, row.opt_text(2)?))
    })?;
    for (endpoint, wants, program) in wanting {
        let of_program = program.as_deref() == Some(of.content.program.as_str());
        if of_program && wants.iter().any(|want| want == ALL_KINDS || want == kind) {
            queue_for(tx, &of.tenant, (&endpoint, event), now)?;
        }
    }
    Ok(())
}

/// Queues an event for one endpoint, whatever that wants.
fn queue_for(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (endpoint, event): (&WebhookEndpointId, &str),
    now: Timestamp,
) -> Result<WebhookDeliveryId> {
    let id = WebhookDeliveryId::from_bits(chance::ordered_bits(now)?);
    tx.later(sql::QUEUE, params![tenant, &id, endpoint, event, now, now])?;
    Ok(id)
}

/// What is sent of an event. One that is too large is named, and can be asked for.
#[must_use]
pub fn payload(event: &Event) -> String {
    let whole = envelope(event).to_string();
    if whole.len() <= BODY_BYTES_MAX {
        return whole;
    }
    let object = event.data.pointer("/object/id").cloned().unwrap_or_default();
    let data = serde_json::json!({ "object": { "id": object }, "shortened": true });
    envelope(&Event { data, ..event.clone() }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    #[test]
    fn a_body_is_the_events_envelope_and_never_larger_than_what_receivers_take() {
        let event = Event {
            id: "evt_1".to_owned(),
            kind: "order.created".to_owned(),
            at: Timestamp::from_ms(1_772_366_400_000),
            data: json!({ "object": { "id": "ord_1", "status": "completed" } }),
            test: true,
        };
        let body: Json = serde_json::from_str(&payload(&event)).unwrap();
        let wanted = json!({
            "id": "evt_1", "type": "order.created", "timestamp": "2026-03-01T12:00:00.000Z", "livemode": false,
            "api_version": "1", "data": event.data,
        });
        assert_eq!(body, wanted);
        let large =
            Event { data: json!({ "object": { "id": "ord_1", "note": "x".repeat(30_000) } }), ..event };
        let text = payload(&large);
        let body: Json = serde_json::from_str(&text).unwrap();
        assert!(text.len() < BODY_BYTES_MAX);
        assert_eq!((&body["id"], &body["type"]), (&json!("evt_1"), &json!("order.created")));
        assert_eq!(body["data"], json!({ "object": { "id": "ord_1" }, "shortened": true }));
    }
}
