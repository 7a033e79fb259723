//! What screens for developers say of kinds, states and answers.

use crate::lang::{self, msg};
use crate::t;
use crate::web::admin::moment::span;
use crate::web::kit::Status;
use crate::web::view::developers::webhooks::Standing;
use tributary_engine::webhook::{ALL_KINDS, Delivery, DeliveryState, Endpoint, State};

/// When each kind of event is told.
const KINDS: [(&str, &str); 34] = [
    ("order.created", msg("An order is known for the first time")),
    ("order.updated", msg("Anything about it that is shown has changed")),
    ("order.attributed", msg("Somebody gets the credit; also when that changes")),
    ("order.unattributed", msg("Nobody gets the credit")),
    ("order.refunded", msg("More of it was given back")),
    ("commission.created", msg("A commission arises")),
    ("commission.approved", msg("A commission becomes payable")),
    ("commission.reversed", msg("A commission gets smaller")),
    ("conversion.created", msg("A publisher has a sale or a lead")),
    ("conversion.approved", msg("What it earns becomes payable")),
    ("conversion.declined", msg("It earns nothing any more")),
    ("conversion.updated", msg("Anything else about it has changed")),
    ("claim.created", msg("A publisher misses a sale")),
    ("claim.accepted", msg("The publisher gets the credit")),
    ("claim.declined", msg("The publisher does not")),
    ("customer.registered", msg("Somebody signs up in the store")),
    ("customer.bound", msg("A customer comes to belong to whoever sent them")),
    ("customer.released", msg("A customer belongs to nobody any more")),
    ("customer.code_changed", msg("A customer refers friends with another code")),
    ("wallet.credited", msg("A customer gets store credit")),
    ("wallet.debited", msg("Store credit was spent, or taken by hand")),
    ("payout.created", msg("A partner or the platform is in a payout")),
    ("payout.paid", msg("A payout was marked as paid")),
    ("payout.reopened", msg("That a payout was paid was undone")),
    ("payout.voided", msg("A payout was called off")),
    ("wallet.taken_back", msg("Store credit went with the order that earned it")),
    ("wallet.expired", msg("Store credit ended unspent")),
    ("wallet.updated", msg("Anything about a customer's store credit has changed")),
    ("coupon.created", msg("A friend gets a welcome coupon")),
    ("coupon.redeemed", msg("An order uses a welcome coupon")),
    ("coupon.flagged", msg("An order carries a welcome coupon against its conditions")),
    ("product.synced", msg("A reading of the store's products has ended")),
    ("import.finished", msg("All rows of a file were imported, or set aside with a reason")),
    ("webhook_endpoint.disabled", msg("Another endpoint is not told any more")),
];

/// When a kind of event is told; nothing for one that nobody has described.
pub(super) fn told_when(kind: &str) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, words)| lang::text(words))
}

/// The kinds that an endpoint wants; none stands for all.
pub(super) fn kinds(endpoint: &Endpoint) -> Vec<String> {
    let all = endpoint.wants.iter().any(|want| want == ALL_KINDS);
    if all { Vec::new() } else { endpoint.wants.clone() }
}

/// How an endpoint stands, and what to do where it is told nothing.
pub(super) fn standing(endpoint: &Endpoint) -> Standing {
    let failing = endpoint.failures >= 5;
    let (status, word, why) = match (endpoint.state, endpoint.reason.as_deref()) {
        (State::Active, _) if failing => (Status::Review, t!("Failing"), None),
        (State::Active, _) => (Status::Approved, t!("Active"), None),
        (State::Paused, _) => {
            let why = t!(
                "Paused: what was queued waits, what happens meanwhile is not told. Press Resume to go on."
            );
            (Status::Pending, t!("Paused"), Some(why))
        }
        (State::Disabled, Some("gone")) => {
            let why = t!(
                "It answered 410, which says that nobody listens there any more. Press Resume once it is back."
            );
            (Status::Declined, t!("Disabled"), Some(why))
        }
        (State::Disabled, _) => {
            let why = t!(
                "Twenty tries in a row over three days failed. Press Resume once it is well, then send again what failed."
            );
            (Status::Declined, t!("Disabled"), Some(why))
        }
        (State::Archived, _) => {
            let why = t!("Archived: it is told nothing. Press Resume to use it again.");
            (Status::Info, t!("Archived"), Some(why))
        }
    };
    Standing { status, word: word.into(), why: why.map(str::to_owned) }
}

/// How a delivery stands.
pub(super) fn state(state: DeliveryState) -> (Status, &'static str) {
    match state {
        DeliveryState::Pending => (Status::Pending, t!("Waiting")),
        DeliveryState::Delivered => (Status::Approved, t!("Delivered")),
        DeliveryState::Failed => (Status::Declined, t!("Failed")),
    }
}

/// What was answered, in a few words.
pub(super) fn answer(status: Option<i64>, trouble: Option<&str>) -> String {
    match (status, trouble) {
        (Some(status), _) => format!("HTTP {status}"),
        (None, Some(trouble)) => trouble.to_owned(),
        (None, None) => String::new(),
    }
}

/// The same of a delivery.
pub(super) fn answer_of(delivery: &Delivery) -> String {
    answer(delivery.status, delivery.trouble.as_deref())
}

/// How long something took.
pub(super) fn took(ms: i64) -> String {
    if ms < 10_000 { t!("{n} ms", n = ms) } else { span(ms) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_event_is_described() {
        for kind in tributary_engine::event::KINDS {
            assert!(!told_when(kind).is_empty(), "{kind}");
        }
    }
}
