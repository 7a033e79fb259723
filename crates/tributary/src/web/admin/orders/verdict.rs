//! The answer at the top of the Why page: who is credited and why, or why nobody is and what to do about it.

use super::row::channel;
use crate::web::admin::links::code_new::href;
use crate::web::admin::moment::{Moments, span};
use crate::web::admin::programs::words::priority_words;
use crate::web::kit::{Banner, Channel, Tone};
use crate::web::view::orders::why::Verdict;
use tributary_core::attribution::Candidate;
use tributary_core::due::Standing;
use tributary_core::program::TouchPolicy;
use tributary_core::reason::Reason;
use tributary_core::touch::{DeadEnd, Source};
use tributary_engine::order::Explanation;

/// What was decided.
pub(super) fn verdict(told: &Explanation, clock: &Moments) -> Verdict {
    match &told.decision.attribution.credit {
        Some(credit) => Verdict::Credited {
            partner: told.name(&credit.partner).to_owned(),
            href: Some(format!("/admin/partners/{}", credit.partner)),
            by: by(told, credit.via),
            because: because(told, credit.via),
        },
        None => not_credited(told, clock),
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
        (Channel::Coupon, Some(code)) => format!("coupon {code}"),
        (Channel::Coupon, None) => "a coupon".to_owned(),
        (Channel::Cookie, _) => "the cookie of their link".to_owned(),
        (Channel::OrderEvidence, _) if clicked => "a click that the order's own data names".to_owned(),
        (Channel::OrderEvidence, Some(code)) => format!("“{code}” in the order's own data"),
        (Channel::OrderEvidence, None) => "the order's own data".to_owned(),
        (Channel::Manual, _) => "decided by hand".to_owned(),
        (Channel::Click, _) => "a click on their link".to_owned(),
    }
}

/// Why this one and not another.
fn because(told: &Explanation, via: &str) -> String {
    let lost: Vec<Reason> = told.decision.attribution.candidates.iter().filter_map(|c| c.lost).collect();
    if let (Channel::Manual, Some(by_hand)) = (channel(via), &told.decision.order.assignment) {
        return format!("{} decided: {}", by_hand.by, by_hand.note);
    }
    if lost.contains(&Reason::LowerPriority) {
        return format!("In this program {} decides, in this order.", priority_words(&told.rules.priority));
    }
    if lost.iter().any(|reason| [Reason::LaterTouch, Reason::EarlierTouch].contains(reason)) {
        let which = if told.rules.touch == TouchPolicy::First { "first" } else { "last" };
        return format!("Of several clicks the {which} one within {} days counts.", told.rules.window_days);
    }
    if lost.is_empty() {
        "It is the only evidence of a partner on this order.".to_owned()
    } else {
        "Nothing else on this order could count.".to_owned()
    }
}

fn not_credited(told: &Explanation, clock: &Moments) -> Verdict {
    let reason = told.decision.attribution.nobody.unwrap_or(Reason::NoTouch);
    let (fix, fix_action) = fix(told, reason);
    Verdict::NotCredited { because: why_not(told, reason, clock), fix: Some(fix), fix_action }
}

/// Completes "Not credited, because …".
fn why_not(told: &Explanation, reason: Reason, clock: &Moments) -> String {
    let decision = &told.decision;
    let last_lost = decision.attribution.candidates.iter().rev().find(|c| c.lost == Some(reason));
    let dead_end = decision.attribution.dead_ends.iter().find(|end| end.reason == reason);
    match (reason, last_lost, dead_end) {
        (Reason::OutsideWindow, Some(lost), _) => format!(
            "{}'s link was clicked {} before the order, and this program counts {} days",
            told.name(&lost.touch.partner),
            span(told.row.placed_at.since_ms(lost.touch.at)),
            told.rules.window_days
        ),
        (Reason::ClickAfterOrder, Some(lost), _) => format!(
            "{}'s link was clicked {}, after the order was placed",
            told.name(&lost.touch.partner),
            clock.exact(lost.touch.at).text
        ),
        (Reason::SelfPurchase, Some(lost), _) => format!("{} bought it", told.name(&lost.touch.partner)),
        (Reason::PartnerPaused, Some(lost), _) => {
            format!("{} was paused at that time", told.name(&lost.touch.partner))
        }
        (Reason::UnknownCode, _, Some(end)) => format!("no partner has the code {}", end.value),
        (Reason::DecidedByHand, _, _) => match &decision.order.assignment {
            Some(by_hand) => format!("{} declined it: {}", by_hand.by, by_hand.note),
            None => clause(reason),
        },
        _ => clause(reason),
    }
}

/// A reason's sentence as the end of another one.
fn clause(reason: Reason) -> String {
    let sentence = reason.sentence().trim_end_matches('.');
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What to do so that it is credited after all, or the next one is.
fn fix(told: &Explanation, reason: Reason) -> (String, Option<(String, String)>) {
    let action = |label: &str, href: String| Some((label.to_owned(), href));
    let by_hand = action("Decide by hand", "#assign".to_owned());
    let (text, action) = match reason {
        Reason::UnknownCode => return unknown_code(told),
        Reason::NoTouch => (
            "If you know who sent this customer, credit them by hand. A coupon of their own counts next time, \
             even when clicks are lost.",
            by_hand,
        ),
        Reason::OutsideWindow => (
            "Credit the partner by hand, or change the window for orders from now on.",
            action("Change the window", "/admin/program".to_owned()),
        ),
        Reason::SeveralCoupons | Reason::SignalNotUsed => (
            "Change the rules for orders from now on, or credit a partner by hand.",
            action("See the rules", "/admin/program".to_owned()),
        ),
        Reason::PartnerPaused => (
            "Resume the partner for orders from now on, or credit them by hand.",
            action("See partners", "/admin/partners".to_owned()),
        ),
        Reason::UnknownClick | Reason::ForeignClick => (
            "Check that the store sends the click id of its own links. If you know who sent this customer, \
             credit them by hand.",
            by_hand,
        ),
        Reason::DecidedByHand => ("Decide again if that was wrong.", by_hand),
        _ => ("If it should count all the same, credit the partner by hand.", by_hand),
    };
    (text.to_owned(), action)
}

/// A code is given away with all the orders that carry it.
fn unknown_code(told: &Explanation) -> (String, Option<(String, String)>) {
    let ends = &told.decision.attribution.dead_ends;
    let unknown = |end: &&DeadEnd| end.reason == Reason::UnknownCode;
    let end = ends.iter().filter(unknown).min_by_key(|end| end.source != Source::Coupon);
    let text = "Give this code to a partner: the orders that carry it are judged again at once.";
    let action = end.map(|end| ("Give it to a partner".to_owned(), give_code(end)));
    (text.to_owned(), action)
}

/// The form that gives an order's unknown code to a partner, filled in.
fn give_code(end: &DeadEnd) -> String {
    let name = if end.source == Source::Coupon { "coupon" } else { "code" };
    href("/admin/codes/new", &[(name, &end.value)])
}

/// Said above everything: why a credited order earns nothing now, or that an amount may still change.
pub(super) fn notice(told: &Explanation) -> Option<Banner> {
    let decision = &told.decision;
    let (tone, text) = match (decision.standing, decision.withheld) {
        (Some(_), Some(reason)) => (Tone::Warn, reason.sentence().to_owned()),
        (Some(Standing::Declined), _) => {
            (Tone::Info, format!("The order is {}, so nothing is due for it.", decision.order.status))
        }
        (Some(Standing::Pending), _) if decision.due.is_empty() => {
            let listed: Vec<&str> = told.rules.counts_when.iter().map(|status| status.as_str()).collect();
            let text = format!(
                "The order is {}. It earns once it is {}.",
                decision.order.status,
                listed.join(" or ")
            );
            (Tone::Info, text)
        }
        _ if decision.base.provisional => {
            let text = "A refund's detail is not known yet: until the store tells which items it was for, its \
                        proportion of the order counts.";
            (Tone::Info, text.to_owned())
        }
        _ => return None,
    };
    Some(Banner { tone, text, action: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_completes_a_sentence() {
        assert_eq!(
            clause(Reason::NoTouch),
            "the order carries no coupon, click or other evidence of a partner"
        );
    }
}
