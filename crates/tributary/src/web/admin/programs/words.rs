//! A program's rules in sentences.

use crate::web::kit::Icon;
use crate::web::view::programs::Sentence;
use tributary_core::order::Status;
use tributary_core::program::{Commission, Role, Rules, SelfPurchase, Signal, TouchPolicy, WindowKind};

/// `coupon, then cookie, then last click`.
pub(in crate::web::admin) fn priority_words(priority: &[Signal]) -> String {
    priority.iter().map(|signal| signal_word(*signal)).collect::<Vec<_>>().join(", then ")
}

fn signal_word(signal: Signal) -> &'static str {
    match signal {
        Signal::Coupon => "coupon",
        Signal::Cookie => "cookie",
        Signal::LastClick => "click",
        Signal::OrderEvidence => "order data",
    }
}

/// Which of several clicks counts.
pub(in crate::web::admin) const fn touch_words(touch: TouchPolicy) -> &'static str {
    match touch {
        TouchPolicy::First => "the first one",
        TouchPolicy::Last => "the last one",
    }
}

/// `processing or completed`.
pub(in crate::web::admin) fn counts_words(statuses: &[Status]) -> String {
    statuses.iter().map(Status::as_str).collect::<Vec<_>>().join(" or ")
}

/// What is earned: `10% of each order`, `5.00 USD for each order`.
pub(in crate::web::admin) fn commission_words(commission: &Commission) -> String {
    match commission {
        Commission::Percent { rate } => format!("{rate}%"),
        Commission::Fixed { amount } => crate::web::admin::desk::amount(amount.minor, amount.currency).text,
    }
}

/// The rules, one sentence each.
pub(in crate::web::admin) fn sentences(rules: &Rules) -> Vec<Sentence> {
    let say = |icon, before: &str, bold: &str, after: &str| Sentence {
        icon,
        before: before.to_owned(),
        bold: bold.to_owned(),
        after: after.to_owned(),
    };
    let kind = match rules.window {
        WindowKind::Sliding => "after it was made, and each further click starts that time anew;",
        WindowKind::Fixed => "after the first one;",
    };
    let among = format!("{kind} among several {} counts.", touch_words(rules.touch));
    let window = format!("{} days", rules.window_days);
    let mut all = vec![
        say(
            Icon::Percent,
            "Partners earn",
            &commission_words(&rules.commission),
            "of each order, without tax and shipping, after refunds.",
        ),
        say(Icon::Click, "A click counts for", &window, &among),
        say(
            Icon::Rule,
            "When several partners have a claim,",
            &priority_words(&rules.priority),
            "decides: the first kind of evidence that exists.",
        ),
        say(Icon::Orders, "An order earns when it is", &counts_words(&rules.counts_when), "in the store."),
        say(Icon::Hold, "A commission can be paid", &hold(rules.hold_days), "the order was placed."),
    ];
    all.extend(further(rules));
    all
}

fn hold(days: u32) -> String {
    match days {
        0 => "as soon as".to_owned(),
        1 => "1 day after".to_owned(),
        days => format!("{days} days after"),
    }
}

/// Rules that only some programs have.
fn further(rules: &Rules) -> Vec<Sentence> {
    let say = |icon, before: &str, bold: String, after: &str| Sentence {
        icon,
        before: before.to_owned(),
        bold,
        after: after.to_owned(),
    };
    let mut all = Vec::new();
    if rules.cleared_by_order {
        all.push(say(Icon::Receipt, "An order", "uses up".into(), "the clicks before it."));
    }
    let own = if rules.self_purchase == SelfPurchase::Reject { "nothing" } else { "like any other order" };
    all.push(say(Icon::User, "A partner's own purchase earns", own.into(), "."));
    if rules.first_order_only {
        all.push(say(Icon::Package, "Only a customer's", "first order".into(), "earns."));
    }
    if let Some(cap) = rules.cap {
        let text = crate::web::admin::desk::amount(cap.minor, cap.currency).text;
        all.push(say(Icon::Coins, "One order earns", format!("at most {text}"), "."));
    }
    if !rules.exceptions.is_empty() {
        let count = rules.exceptions.len();
        let noun = if count == 1 { "exception" } else { "exceptions" };
        all.push(say(Icon::List, "There", format!("is {count} {noun}"), "for partners or products."));
    }
    if rules.split.iter().any(|share| share.role == Role::Platform) {
        all.push(say(Icon::Banknote, "Each commission is shared", shares(rules), "."));
    }
    all
}

/// `50 to the partner, 50 to the platform`.
fn shares(rules: &Rules) -> String {
    let word = |role| if role == Role::Partner { "the partner" } else { "the platform" };
    let parts: Vec<String> =
        rules.split.iter().map(|share| format!("{} to {}", share.weight, word(share.role))).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::presets::Preset;

    fn told(preset: &str) -> Vec<String> {
        let rules = Preset::named(preset).unwrap().rules();
        sentences(&rules).into_iter().map(|s| format!("{} {} {}", s.before, s.bold, s.after)).collect()
    }

    #[test]
    fn a_preset_reads_as_sentences() {
        let lines = told("reftrackr");
        assert_eq!(lines[0], "Partners earn 10% of each order, without tax and shipping, after refunds.");
        assert!(lines[2].contains("coupon, then cookie, then click decides"), "{}", lines[2]);
        assert_eq!(lines[3], "An order earns when it is processing or completed in the store.");
        assert_eq!(lines[4], "A commission can be paid as soon as the order was placed.");
    }

    #[test]
    fn a_shared_commission_says_who_gets_what() {
        assert!(told("infumar").iter().any(|line| line.contains("50 to the partner, 50 to the platform")));
    }
}
