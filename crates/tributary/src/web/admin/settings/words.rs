//! The connection test in words: what each step is, what its outcome means and what to do.

use crate::inbound::checkup::{Check, Step, Went};
use crate::t;
use crate::web::admin::moment::Moments;
use crate::web::view::settings::checks::{CheckRow, Mark};
use tributary_engine::clock::parse_rfc3339;

/// A step as a row; moments on the shop's clock.
pub(super) fn row(check: &Check, clock: &Moments) -> CheckRow {
    let mark = match check.went {
        Went::Well => Mark::Good,
        Went::Short => Mark::Short,
        Went::Badly => Mark::Bad,
        Went::Untried => Mark::Untried,
    };
    CheckRow { mark, label: label(check.step).to_owned(), text: text(check, clock), raw: check.raw.clone() }
}

fn label(step: Step) -> &'static str {
    match step {
        Step::Address => t!("Address"),
        Step::Dns => t!("Name"),
        Step::Connect => t!("Connection"),
        Step::Answer => t!("Answer"),
        Step::Api => t!("WooCommerce's REST API"),
        Step::Read => t!("Key reads orders"),
        Step::Write => t!("Key writes coupons"),
        Step::Webhooks => t!("Webhooks"),
        Step::Currency => t!("Currency"),
        Step::Zone => t!("Time zone"),
        Step::Clock => t!("Clock"),
        Step::Delivery => t!("Last delivery"),
    }
}

fn text(check: &Check, clock: &Moments) -> String {
    let fact = &check.fact;
    match check.went {
        Went::Well => well(check.step, &told(check.step, fact, clock)),
        Went::Short => short(check.step, fact),
        Went::Badly => badly(check.step, fact),
        Went::Untried => untried(check.step).to_owned(),
    }
}

/// What was found, as a person reads it.
fn told(step: Step, fact: &str, clock: &Moments) -> String {
    match (step, parse_rfc3339(fact)) {
        (Step::Delivery, Some(at)) => clock.stamp(at).text,
        _ => fact.to_owned(),
    }
}

fn well(step: Step, fact: &str) -> String {
    match step {
        Step::Connect => t!("The shop takes connections on port {port}.", port = fact),
        Step::Answer => t!("The shop answers.").to_owned(),
        Step::Api => t!("It is there.").to_owned(),
        Step::Read | Step::Write => t!("It may.").to_owned(),
        Step::Webhooks => t!("All four lead here and are active.").to_owned(),
        Step::Clock => t!("It differs from ours by {seconds} s.", seconds = fact),
        Step::Delivery => t!("Arrived {at}, and its signature fits a secret that is known.", at = fact),
        Step::Address | Step::Dns | Step::Currency | Step::Zone => fact.to_owned(),
    }
}

fn short(step: Step, fact: &str) -> String {
    match step {
        Step::Api => t!(
            "The site answers, but does not say that WooCommerce's REST API is there. If the next lines are good, this \
             is no trouble; otherwise check the address and that Settings › Permalinks is not “Plain”."
        ).to_owned(),
        Step::Write => t!("The key may only read. Coupons cannot be made in the shop; give the key Read/Write for that.").to_owned(),
        Step::Webhooks => t!("Missing or not active: {topics}. Add them under Settings › Advanced › Webhooks.", topics = fact),
        Step::Currency => t!("The shop sells in {currency}. Orders keep their own currency; set it under General if it is wrong here.", currency = fact),
        Step::Zone => t!("The shop's clock is {zone}. Periods follow the zone under General.", zone = fact),
        _ => fact.to_owned(),
    }
}

fn badly(step: Step, fact: &str) -> String {
    match step {
        Step::Address => t!("{address} is no address. Put it right under General.", address = fact),
        Step::Dns => t!("The name {host} leads nowhere. Check the address under General, and that this server can look names up.", host = fact),
        Step::Connect => t!("Nobody answers on port {port}. The shop is down, or a firewall keeps this server out.", port = fact),
        Step::Answer => t!("There was no answer. If the folded text speaks of a certificate, renew it at the shop, then test again.").to_owned(),
        Step::Read => t!("The shop refuses the key. Make a new one under Settings › Advanced › REST API and save it below.").to_owned(),
        Step::Webhooks => t!("None leads here. Missing: {topics}. Add them under Settings › Advanced › Webhooks.", topics = fact),
        Step::Clock => t!("It differs from ours by {seconds} s. Set both clocks by NTP: signatures and moments depend on it.", seconds = fact),
        Step::Delivery => t!("Its signature fits no secret that is known here. Copy the webhook's secret from the shop and add it below.").to_owned(),
        _ => fact.to_owned(),
    }
}

fn untried(step: Step) -> &'static str {
    match step {
        Step::Read | Step::Write | Step::Webhooks | Step::Currency => {
            t!("Not tried: save a REST key below, or put the lines above right first.")
        }
        Step::Delivery => t!("Nothing has arrived yet. Saving a webhook in the shop sends one."),
        Step::Zone => t!("The shop does not say."),
        _ => t!("Not tried."),
    }
}
