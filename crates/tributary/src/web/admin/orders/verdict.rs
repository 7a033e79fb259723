//! The answer at the top of the Why page: who is credited and why, or why nobody is and what would change it.

use super::remedy::remedies;
use super::row::channel;
use super::why::Story;
use super::words::{declined, sentence};
use crate::web::admin::desk::Desk;
use crate::web::admin::filter::words::status;
use crate::web::admin::moment::{Moments, span};
use crate::web::admin::programs::words::priority_words;
use crate::web::kit::{Banner, Channel, Tone};
use crate::web::view::orders::why::Verdict;
use crate::{n, t};
use tributary_core::attribution::Candidate;
use tributary_core::due::Standing;
use tributary_core::program::TouchPolicy;
use tributary_core::reason::Reason;
use tributary_engine::order::Explanation;

/// What was decided.
pub(super) fn verdict(desk: &Desk, story: &Story) -> Verdict {
    let told = &story.told;
    match &told.decision.attribution.credit {
        Some(credit) => Verdict::Credited {
            partner: told.name(&credit.partner).to_owned(),
            href: Some(format!("/admin/partners/{}", credit.partner)),
            by: by(told, credit.via),
            because: because(told, credit.via),
        },
        None => {
            let reason = told.decision.attribution.nobody.unwrap_or(Reason::NoTouch);
            Verdict::NotCredited {
                because: why_not(told, reason, &desk.clock),
                remedies: remedies(desk, story, reason),
            }
        }
    }
}

fn winner(told: &Explanation) -> Option<&Candidate> {
    told.decision.attribution.candidates.iter().find(|candidate| candidate.lost.is_none())
}

/// `coupon SARA10`, `a click on their link`.
fn by(told: &Explanation, via: &str) -> String {
    let touch = winner(told).map(|candidate| &candidate.touch);
    let clicked = touch.is_some_and(|touch| touch.click.is_some());
    match (channel(via), touch.and_then(|touch| touch.code.as_deref())) {
        (Channel::Coupon, Some(code)) => t!("coupon {code}", code = code),
        (Channel::Coupon, None) => t!("a coupon").to_owned(),
        (Channel::Cookie, _) => t!("the cookie of their link").to_owned(),
        (Channel::OrderEvidence, _) if clicked => t!("a click that the order's own data names").to_owned(),
        (Channel::OrderEvidence, Some(code)) => t!("“{code}” in the order's own data", code = code),
        (Channel::OrderEvidence, None) => t!("the order's own data").to_owned(),
        (Channel::Manual, _) => t!("decided by hand").to_owned(),
        _ => t!("a click on their link").to_owned(),
    }
}

/// Why this one and not another.
fn because(told: &Explanation, via: &str) -> String {
    let lost: Vec<Reason> = told.decision.attribution.candidates.iter().filter_map(|c| c.lost).collect();
    if let (Channel::Manual, Some(by_hand)) = (channel(via), &told.decision.order.assignment) {
        return t!("{who} decided: {note}", who = by_hand.by, note = by_hand.note);
    }
    if winner(told).is_some_and(|won| won.touch.reported) {
        return t!("The store itself named nobody; the buyer's browser reported this click.").to_owned();
    }
    let days = i64::from(told.rules.window_days);
    if lost.contains(&Reason::LowerPriority) {
        let priority = priority_words(&told.rules.priority);
        return t!("In this program {priority} decides, in this order.", priority = priority);
    }
    if lost.iter().any(|reason| [Reason::LaterTouch, Reason::EarlierTouch].contains(reason)) {
        return match told.rules.touch {
            TouchPolicy::First => n!(
                "Of several clicks the first one within {n} day counts.",
                "Of several clicks the first one within {n} days counts.",
                days
            ),
            TouchPolicy::Last => n!(
                "Of several clicks the last one within {n} day counts.",
                "Of several clicks the last one within {n} days counts.",
                days
            ),
        };
    }
    if lost.is_empty() {
        t!("It is the only evidence of a partner on this order.").to_owned()
    } else {
        t!("Nothing else on this order could count.").to_owned()
    }
}

/// Why nobody is credited: one sentence with names and numbers.
fn why_not(told: &Explanation, reason: Reason, clock: &Moments) -> String {
    let decision = &told.decision;
    let lost = decision.attribution.candidates.iter().rev().find(|c| c.lost == Some(reason));
    let name = lost.map_or("", |lost| told.name(&lost.touch.partner));
    let dead_end = decision.attribution.dead_ends.iter().find(|end| end.reason == reason);
    match (reason, lost, dead_end) {
        (Reason::OutsideWindow, Some(lost), _) => n!(
            "{name}'s link was clicked {time} before the order; this program counts {n} day.",
            "{name}'s link was clicked {time} before the order; this program counts {n} days.",
            i64::from(told.rules.window_days),
            name = name,
            time = span(told.row.placed_at.since_ms(lost.touch.at))
        ),
        (Reason::ClickAfterOrder, Some(lost), _) => t!(
            "{name}'s link was clicked {time}, after the order was placed.",
            name = name,
            time = clock.exact(lost.touch.at).text
        ),
        (Reason::SelfPurchase, Some(_), _) => {
            t!("{name} bought it themselves: own purchases do not earn in this program.", name = name)
        }
        (Reason::PartnerPaused, Some(_), _) => t!("{name} was paused at that time.", name = name),
        (Reason::ClearedByOrder, Some(_), _) => {
            t!("An earlier order of this visitor already used the click on {name}'s link.", name = name)
        }
        (Reason::UnknownCode, _, Some(end)) => t!("No partner has the code {code}.", code = end.value),
        (Reason::DecidedByHand, _, _) => match &decision.order.assignment {
            Some(by_hand) => t!("{who} declined it: {note}", who = by_hand.by, note = by_hand.note),
            None => sentence(reason).to_owned(),
        },
        _ => sentence(reason).to_owned(),
    }
}

/// Said above everything: why a credited order earns nothing now, or that an amount may still change.
pub(super) fn notice(told: &Explanation) -> Option<Banner> {
    let decision = &told.decision;
    let ruling = decision.order.ruling.as_ref();
    let declined = ruling.and_then(|ruling| Some((ruling, declined(ruling.declined?))));
    let in_store = || status(decision.order.status.as_str());
    let (tone, text) = match (decision.standing, decision.withheld, declined) {
        (Some(_), _, Some((ruling, reason))) if ruling.note.is_empty() => {
            (Tone::Warn, t!("{who} declined the commission: {reason}", who = ruling.by, reason = reason))
        }
        (Some(_), _, Some((ruling, reason))) => (
            Tone::Warn,
            t!(
                "{who} declined the commission: {reason} ({note})",
                who = ruling.by,
                reason = reason,
                note = ruling.note
            ),
        ),
        (Some(_), Some(reason), _) => (Tone::Warn, sentence(reason).to_owned()),
        (Some(Standing::Declined), ..) => {
            (Tone::Info, t!("The order is {status}, so nothing is due for it.", status = in_store()))
        }
        (Some(Standing::Pending), ..) if !decision.owes_commission() => {
            let listed: Vec<String> =
                told.rules.counts_when.iter().map(|earns| status(earns.as_str())).collect();
            let earns = listed.join(" / ");
            (
                Tone::Info,
                t!("The order is {status}. It earns once it is {earns}.", status = in_store(), earns = earns),
            )
        }
        (Some(Standing::Pending), ..) if decision.order.unverified => {
            let text = t!(
                "Only a browser has told of this order. Its commission waits until the store's server does too, or until somebody here says that it stands."
            );
            (Tone::Warn, text.to_owned())
        }
        _ if decision.base.provisional => {
            let text = t!(
                "A refund's detail is not known yet: until the store tells which items it was for, its proportion of the order counts."
            );
            (Tone::Info, text.to_owned())
        }
        _ => return None,
    };
    Some(Banner { tone, text, action: None })
}
