//! What was told about an order, fact by fact, as an explanation lists it.

use super::money::Money;
use serde::Serialize;
use tributary_core::PartnerId;
use tributary_core::fact::{OrderFact, Origin, Recorded};
use tributary_core::ruling::Decline;
use tributary_engine::clock::rfc3339;

/// One fact. Which of the optional fields are there depends on its kind.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub(crate) struct Fact {
    /// Its id; transactions name it as their cause.
    #[schema(example = "fct_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Its place among all facts.
    seq: i64,
    /// When it arrived.
    received_at: String,
    /// Where it came from.
    source: String,
    /// `stated`, `trashed`, `gone`, `refunded`, `refund_deleted`, `judged`, `assigned`, `released`, `noted`, `declined`, `upheld`
    /// or `reward_answered`.
    kind: &'static str,
    /// How it reached us: `script` (a browser), `webhook`, `api` or `read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'static str>,
    /// The order's status as stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// The order's total as stated, or the refund's amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Money>,
    /// When the shop says it changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<String>,
    /// The refund's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    refund: Option<String>,
    /// The rule version that a replay chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_version: Option<i64>,
    /// The partner that a person chose; missing for nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<String>,
    /// Why a person declined the commission.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// What somebody wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl Fact {
    pub(super) fn new(
        recorded: &Recorded<OrderFact>,
        source: &str,
        currency: tributary_core::money::Currency,
    ) -> Self {
        let fact = Self {
            id: recorded.id.to_string(),
            seq: recorded.seq,
            received_at: rfc3339(recorded.received_at),
            source: source.to_owned(),
            ..Self::default()
        };
        match &recorded.fact {
            OrderFact::Stated { order, origin, .. } => Self {
                kind: "stated",
                origin: Some(origin_word(*origin)),
                status: Some(order.status.to_string()),
                amount: Some(Money::new(order.total_minor, order.currency)),
                updated_at: order.modified_at.map(rfc3339),
                ..fact
            },
            OrderFact::Refunded { refund, origin } => Self {
                kind: "refunded",
                origin: Some(origin_word(*origin)),
                amount: Some(Money::new(refund.amount_minor, currency)),
                refund: Some(refund.external_id.clone()),
                note: Some(refund.reason.clone()).filter(|reason| !reason.is_empty()),
                ..fact
            },
            OrderFact::RefundDeleted { external_id } => {
                Self { kind: "refund_deleted", refund: Some(external_id.clone()), ..fact }
            }
            OrderFact::Trashed => Self { kind: "trashed", ..fact },
            OrderFact::Gone => Self { kind: "gone", ..fact },
            OrderFact::Judged { version } => Self { kind: "judged", rule_version: Some(*version), ..fact },
            OrderFact::Assigned { partner, by: _, note } => Self {
                kind: "assigned",
                partner: partner.as_ref().map(PartnerId::to_string),
                note: Some(note.clone()),
                ..fact
            },
            OrderFact::Released { by: _, note } => {
                Self { kind: "released", note: Some(note.clone()), ..fact }
            }
            OrderFact::RewardAnswered(answer) => Self {
                kind: "reward_answered",
                amount: answer.said_minor.map(|minor| Money::new(minor, currency)),
                ..fact
            },
            OrderFact::Noted { by: _, note } => Self { kind: "noted", note: Some(note.clone()), ..fact },
            OrderFact::Ruled { declined, by: _, note } => Self {
                kind: if declined.is_some() { "declined" } else { "upheld" },
                reason: declined.map(Decline::code),
                note: Some(note.clone()),
                ..fact
            },
        }
    }
}

const fn origin_word(origin: Origin) -> &'static str {
    match origin {
        Origin::Script => "script",
        Origin::File => "file",
        Origin::Webhook => "webhook",
        Origin::Api => "api",
        Origin::Read => "read",
    }
}
