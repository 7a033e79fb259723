//! Words for customers: how far a friend has come, what bound them, how a coupon stands, what moved store credit.

use crate::lang::{self, msg};
use crate::t;
use tributary_core::Timestamp;
use tributary_core::ledger::Purse;
use tributary_core::reason::Reason;
use tributary_engine::customer::list::{Coupon, Stage};

/// How far a friend has come.
pub(super) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Joined => t!("Signed up"),
        Stage::Ordered => t!("Ordered"),
        Stage::Rewarded => t!("Rewarded"),
        Stage::TakenBack => t!("Taken back"),
    }
}

/// What bound a customer.
pub(super) fn via(via: &str) -> &'static str {
    match via {
        "click" => t!("By a link"),
        "code" => t!("By a code that came with the sign-up"),
        "coupon" => t!("By a coupon"),
        "typed" => t!("By a typed code"),
        "hand" => t!("By hand"),
        _ => t!("Otherwise"),
    }
}

/// How a coupon stands.
pub(super) fn coupon(coupon: &Coupon, now: Timestamp) -> &'static str {
    if coupon.used {
        t!("used")
    } else if coupon.void_at.is_some() {
        t!("worthless")
    } else if coupon.expires_at.is_some_and(|at| at <= now) {
        t!("over")
    } else {
        t!("not used yet")
    }
}

/// Causes of postings that move store credit, and what people call them.
pub(super) const CAUSES: [(&str, &str); 8] = [
    ("fact", msg("A friend's order")),
    ("hold", msg("Its hold has ended")),
    ("reservation", msg("A purchase")),
    ("adjustment", msg("By hand")),
    ("expiry", msg("It has ended unspent")),
    ("debt", msg("What was owed")),
    ("customer", msg("Whose a friend is")),
    ("replay", msg("Judged again")),
];

/// Why store credit moved.
pub(super) fn cause(cause: &str) -> &'static str {
    CAUSES.iter().find(|(known, _)| *known == cause).map_or(t!("Otherwise"), |(_, word)| lang::text(word))
}

/// Which purse.
pub(super) fn purse(purse: Purse) -> &'static str {
    match purse {
        Purse::Pending => t!("On hold"),
        Purse::Available => t!("To spend"),
        Purse::Held => t!("Set aside"),
        Purse::Debt => t!("Owed back"),
    }
}

/// Reasons why a reward, or a customer's part of it, is nothing.
const REASONS: [Reason; 14] = [
    Reason::ReferralOff,
    Reason::NoSponsor,
    Reason::BoundAfterOrder,
    Reason::OwnPurchase,
    Reason::NotFirstQualifyingOrder,
    Reason::NotQualifiedYet,
    Reason::AwaitingAnswer,
    Reason::RewardDeclined,
    Reason::OtherCurrency,
    Reason::TakenBack,
    Reason::NothingToEarn,
    Reason::SponsorInactive,
    Reason::BudgetSpent,
    Reason::ReferrerOnly,
];

/// The reason of this code, in words; empty: none.
pub(super) fn nothing(code: Option<&str>) -> &'static str {
    let reason = REASONS.into_iter().find(|reason| Some(reason.code()) == code);
    reason.map_or("", crate::web::admin::orders::reason_sentence)
}
