//! Payouts in words: how they are paid, how they stand, why something waits.

use crate::t;
use crate::web::admin::desk::amount;
use crate::web::kit::chip::{self, Status};
use maud::Markup;
use tributary_core::payout::{Stage, Waits};
use tributary_core::{Currency, Payee};
use tributary_engine::payout::{Method, State};

/// What people call whoever is paid: a partner by their name, the platform with the program for whose orders it is paid.
pub(in crate::web) fn payee(payee: &Payee, name: &str) -> String {
    match payee {
        Payee::Partner(_) => name.to_owned(),
        Payee::Platform(_) => t!("Platform: {program}", program = name),
    }
}

/// How somebody is paid.
pub(in crate::web) fn method(method: Method) -> &'static str {
    match method {
        Method::PayPal => t!("PayPal"),
        Method::Bank => t!("Bank account"),
    }
}

/// How a batch stands.
pub(super) fn stage(stage: Stage) -> Markup {
    match stage {
        Stage::Draft => chip::status(Status::Review, t!("Draft")),
        Stage::Ready => chip::status(Status::Approved, t!("Ready to be paid")),
        Stage::Paid => chip::status(Status::Paid, t!("Paid")),
        Stage::Voided => chip::status(Status::Declined, t!("Voided")),
    }
}

/// How one payout stands.
pub(in crate::web) fn state(state: State) -> Markup {
    match state {
        State::Open => chip::status(Status::Pending, t!("Being paid")),
        State::Paid => chip::status(Status::Paid, t!("Paid")),
        State::Voided => chip::status(Status::Declined, t!("Voided")),
    }
}

/// Why nothing is paid, for the owner.
pub(super) fn waits(
    waits: Waits,
    currency: Currency,
    day: impl Fn(tributary_core::Timestamp) -> String,
) -> String {
    match waits {
        Waits::Nothing => t!("Nothing is ready").to_owned(),
        Waits::Owes(minor) => {
            t!("Owes {amount}, made up by what comes next", amount = amount(minor, currency).text)
        }
        Waits::BelowMinimum(_) => t!("Below the minimum").to_owned(),
        Waits::NoDetails => t!("Payout details missing").to_owned(),
        Waits::ChangedDetails(at) => t!("Details changed: from {day}", day = day(at)),
    }
}
