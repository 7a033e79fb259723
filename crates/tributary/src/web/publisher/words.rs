//! Conversions in words: how they stand, and why, as the publisher who brought them may know it.

use crate::t;
use crate::web::kit::chip;
use maud::Markup;
use tributary_engine::conversion::Status;

/// How a conversion stands.
pub(super) fn standing(status: Status) -> Markup {
    match status {
        Status::Pending => chip::status(chip::Status::Pending, t!("Pending")),
        Status::Approved => chip::status(chip::Status::Approved, t!("Approved")),
        Status::Declined => chip::status(chip::Status::Declined, t!("Declined")),
    }
}

/// The same in a word, for files and choices.
pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Pending => t!("Pending"),
        Status::Approved => t!("Approved"),
        Status::Declined => t!("Declined"),
    }
}

/// Why it stands so, in a sentence.
pub(super) fn reason(code: &str) -> &'static str {
    match code {
        "not_counted" => t!("The order is not paid yet."),
        "unverified" => t!("Only the browser reported it so far: the store's server has to confirm it."),
        "cancelled" => t!("The order was called off."),
        "refunded" => t!("The customer got the money back."),
        "credited_to_another" => t!("The credit went to another partner."),
        "credited_to_nobody" => t!("The credit went to nobody."),
        "not_first_order" => t!("Only a customer's first order earns, and this is not the first."),
        "self_referral" => t!("The store says that it was your own purchase."),
        "existing_customer" => t!("The store says that the customer was theirs already."),
        "duplicate" => t!("The store says that the same purchase is credited once already."),
        "outside_window" => t!("The store says that the click was too long before it."),
        "code_not_allowed" => t!("The store says that the code was not for you to share."),
        "below_minimum" => t!("The store says that the order is too small."),
        "channel_not_allowed" => t!("The store does not allow this way of promoting."),
        "test_order" => t!("The store says that it was no real order."),
        _ => t!("The store declined it."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_engine::conversion::REASONS;

    #[test]
    fn every_reason_has_a_sentence_of_its_own() {
        let sentences: std::collections::BTreeSet<&str> = REASONS.map(reason).into_iter().collect();
        assert_eq!(sentences.len(), REASONS.len());
    }
}
