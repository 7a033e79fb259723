//! From a decision to what the credited partner may see of it. Pure but for the click it names.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::order::{WorldOf, shares_due};
use crate::params;
use tributary_core::decide::Decision;
use tributary_core::due::Standing;
use tributary_core::fact::OrderKind;
use tributary_core::order::Status as OrderStatus;
use tributary_core::reason::Reason;
use tributary_core::ruling::Decline;
use tributary_core::touch::Touch;
use tributary_core::{ClickId, Currency, PartnerId, ProgramId, TenantId, Timestamp};

/// Why a conversion is not what was hoped for, in words that tell nothing of anybody else.
pub const REASONS: [&str; 16] = [
    "not_counted",
    "cancelled",
    "refunded",
    "credited_to_another",
    "credited_to_nobody",
    "not_first_order",
    "self_referral",
    "existing_customer",
    "duplicate",
    "outside_window",
    "code_not_allowed",
    "below_minimum",
    "channel_not_allowed",
    "test_order",
    "declined_by_store",
    "unverified",
];

/// How a conversion stands for whoever brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The store may still decline it.
    Pending,
    /// It earns.
    Approved,
    /// It does not.
    Declined,
}

impl Status {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Declined => "declined",
        }
    }
}

impl From<Standing> for Status {
    /// What refunds took back is declined, with the reason beside it.
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Pending => Self::Pending,
            Standing::Approved => Self::Approved,
            Standing::Declined | Standing::Reversed => Self::Declined,
        }
    }
}

impl TryFrom<String> for Status {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        let all = [Self::Pending, Self::Approved, Self::Declined];
        let found = all.into_iter().find(|status| status.as_str() == text);
        found.ok_or_else(|| format!("{text} is no status"))
    }
}

/// What there is to see of a conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The program that judged it.
    pub program: ProgramId,
    /// `transaction` or `lead`.
    pub kind: String,
    /// The event type, where the program tells several apart.
    pub event: Option<String>,
    /// The order's number as the store has it.
    pub number: String,
    /// Of what the amounts are.
    pub currency: Currency,
    /// What was sold, without tax and after refunds.
    pub sale_minor: i64,
    /// What it earns.
    pub commission_minor: i64,
    /// How it stands.
    pub status: Status,
    /// Why, one of [`REASONS`].
    pub reason: Option<String>,
    /// The click that brought it.
    pub click: Option<ClickId>,
    /// When that was.
    pub clicked_at: Option<Timestamp>,
    /// The publisher's own ids of that click, as a JSON list.
    pub refs: Option<String>,
    /// When the order was placed.
    pub created_at: Timestamp,
    /// When it was first heard of.
    pub reported_at: Timestamp,
    /// When it is confirmed by itself, unless the store says otherwise before.
    pub confirm_by: Timestamp,
}

impl Content {
    /// The same once the credit went elsewhere. Of what becomes of the order from then on nothing is told.
    #[must_use]
    pub fn lost(&self, decision: &Decision) -> Self {
        let reason = match decision.attribution.credit {
            Some(_) => "credited_to_another",
            None => "credited_to_nobody",
        };
        Self {
            commission_minor: 0,
            status: Status::Declined,
            reason: Some(reason.to_owned()),
            ..self.clone()
        }
    }
}

/// What a partner may see of an order that a decision credits to it.
///
/// # Errors
/// What the database says.
pub fn content(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (known, decision): (&WorldOf, &Decision),
    partner: &PartnerId,
) -> Result<Content> {
    let (order, stated) = (&decision.order, &decision.order.stated);
    let touch = own_touch(decision, partner);
    let click = touch.and_then(|touch| touch.click.clone());
    let refs = match &click {
        Some(click) => tx.row(sql::REFS, params![tenant, click], |row| row.opt_text(0))?.flatten(),
        None => None,
    };
    Ok(Content {
        program: known.world.program.clone(),
        kind: match stated.kind {
            OrderKind::Order => "transaction",
            OrderKind::Lead => "lead",
        }
        .to_owned(),
        event: stated.event.clone(),
        number: stated.number.clone(),
        currency: stated.currency,
        sale_minor: decision.base.minor,
        commission_minor: shares_due(decision).0,
        status: decision.standing.map_or(Status::Pending, Status::from),
        reason: reason(decision).map(str::to_owned),
        clicked_at: touch.filter(|touch| touch.click.is_some()).map(|touch| touch.at),
        click,
        refs,
        created_at: stated.placed_at,
        reported_at: order.first_heard,
        confirm_by: decision.payable_at,
    })
}

/// The touch by which the partner has it: the winner, or, where a person decided, the partner's last click.
fn own_touch<'a>(decision: &'a Decision, partner: &PartnerId) -> Option<&'a Touch> {
    let candidates = &decision.attribution.candidates;
    let own = |touch: &&Touch| touch.partner == *partner;
    let winner = candidates.iter().find(|candidate| candidate.lost.is_none()).map(|winner| &winner.touch);
    let with_click = |touch: &&Touch| touch.click.is_some();
    let mut clicks = candidates.iter().map(|candidate| &candidate.touch).filter(own).filter(with_click);
    winner.filter(own).filter(with_click).or_else(|| clicks.next_back())
}

/// Why it stands as it does, in the order in which the decision asks.
fn reason(decision: &Decision) -> Option<&'static str> {
    if decision.withheld == Some(Reason::NotFirstOrder) {
        return Some("not_first_order");
    }
    if let Some(declined) = decision.declined() {
        return Some(word(declined));
    }
    match decision.standing? {
        Standing::Reversed => Some("refunded"),
        Standing::Declined => Some("cancelled"),
        Standing::Pending if decision.order.unverified => Some("unverified"),
        Standing::Pending if !decision.owes_commission() && !earns_nothing(decision) => Some("not_counted"),
        Standing::Pending | Standing::Approved => None,
    }
}

fn earns_nothing(decision: &Decision) -> bool {
    let earned = decision.earned.as_ref().is_none_or(|earned| earned.minor == 0);
    earned && decision.order.status != OrderStatus::Pending
}

/// The store's own word, without its note.
const fn word(declined: Decline) -> &'static str {
    match declined {
        Decline::Refund => "refunded",
        Decline::OrderCancelled => "cancelled",
        Decline::Manual => "declined_by_store",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_store_is_one_that_publishers_are_told_of() {
        for one in Decline::ALL {
            assert!(REASONS.contains(&word(one)), "{}", word(one));
        }
    }

    #[test]
    fn a_status_is_read_as_it_is_written_and_what_was_taken_back_is_declined() {
        for one in [Status::Pending, Status::Approved, Status::Declined] {
            assert_eq!(Status::try_from(one.as_str().to_owned()), Ok(one));
        }
        assert!(Status::try_from("reversed".to_owned()).is_err());
        assert_eq!(Status::from(Standing::Reversed), Status::Declined);
    }
}
