//! What a claim's evidence comes to, in a sentence that its publisher may read: nothing of anybody else but how they won. The
//! API and the screens say the same.

use crate::t;
use tributary_core::reason::Reason;
use tributary_engine::claim::{Evidence, Verdict};

/// What there is to say about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In a sentence.
    pub sentence: String,
    /// Why the publisher's own evidence did not win.
    pub reason: Option<Reason>,
}

/// What the evidence of a claim comes to.
#[must_use]
pub fn told(evidence: &Evidence) -> Told {
    let own = evidence.found.as_ref().and_then(|found| found.own_reason);
    let sentence = match &evidence.verdict {
        Verdict::NotReported => t!("The store has not reported such an order yet."),
        Verdict::Several => t!("Several orders fit: the order's number would tell which is meant."),
        Verdict::Yours => {
            match evidence.found.as_ref().and_then(|found| found.conversion_reason.as_deref()) {
                Some(_) => {
                    t!("This order is credited to you; the transaction says why it earns nothing or waits.")
                }
                None => t!("This order is credited to you."),
            }
        }
        Verdict::Another(via) => match via.as_str() {
            "coupon" => t!("This order is credited to another partner, by a coupon."),
            "cookie" => t!("This order is credited to another partner, by a cookie of a click."),
            "manual" => t!("This order is credited to another partner, by the store's decision."),
            _ => t!("This order is credited to another partner, by a click."),
        },
        Verdict::Nobody(_) => t!("This order is credited to nobody."),
    };
    // Why nobody has it is said of the publisher's own evidence only: the rest may be another's.
    Told { sentence: sentence.to_owned(), reason: own }
}
