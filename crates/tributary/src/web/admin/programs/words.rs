//! A program's rules in words: one sentence per rule, and the short words that other screens say of them.

use crate::lang::{self, msg, number};
use crate::web::kit::Icon;
use crate::web::view::programs::Sentence;
use crate::{n, nh, t, th};
use maud::{Markup, html};
use tributary_core::base::BaseKind;
use tributary_core::money::Rate;
use tributary_core::order::Status;
use tributary_core::program::{
    Commission, EventKind, Purpose, Role, Rules, SelfPurchase, SeveralCoupons, Signal, TouchPolicy,
    WindowKind,
};

/// `coupon, then cookie, then click`.
pub(in crate::web) fn priority_words(priority: &[Signal]) -> String {
    let mut words = priority.iter().map(|signal| lang::text(signal_word(*signal)));
    let Some(first) = words.next() else { return t!("nothing").to_owned() };
    words.fold(first.to_owned(), |all, next| t!("{all}, then {next}", all = all, next = next))
}

const fn signal_word(signal: Signal) -> &'static str {
    match signal {
        Signal::Coupon => msg("coupon"),
        Signal::Cookie => msg("cookie"),
        Signal::LastClick => msg("click"),
        Signal::OrderEvidence => msg("order data"),
        Signal::Binding => msg("code for life"),
    }
}

/// Which of several clicks counts.
pub(in crate::web) fn touch_words(touch: TouchPolicy) -> &'static str {
    match touch {
        TouchPolicy::First => t!("the first one"),
        TouchPolicy::Last => t!("the last one"),
    }
}

/// `processing or completed`.
pub(in crate::web) fn counts_words(statuses: &[Status]) -> String {
    let mut words = statuses.iter().map(status_word);
    let Some(first) = words.next() else { return t!("nothing").to_owned() };
    words.fold(first, |all, next| t!("{all} or {next}", all = all, next = next))
}

/// A status of the store as people say it; a plugin's own status keeps its name.
pub(in crate::web) fn status_word(status: &Status) -> String {
    let word = match status {
        Status::Pending => t!("waiting for payment"),
        Status::OnHold => t!("on hold"),
        Status::Processing => t!("processing"),
        Status::Completed => t!("completed"),
        other => return other.as_str().to_owned(),
    };
    word.to_owned()
}

/// `12.5 %`, with as many decimals as the rate has.
pub(in crate::web) fn rate_words(rate: Rate) -> String {
    if rate.ppm() % 100 == 0 { number::percent(rate.ppm() / 100) } else { t!("{rate} %", rate = rate) }
}

/// What is earned: `10 %`, `5.00 USD`.
pub(in crate::web) fn commission_words(commission: &Commission) -> String {
    match commission {
        Commission::Percent { rate } => rate_words(*rate),
        Commission::Fixed { amount } => crate::web::admin::desk::amount(amount.minor, amount.currency).text,
    }
}

/// What a percentage is taken of.
pub(super) fn base_words(base: BaseKind) -> &'static str {
    match base {
        BaseKind::Goods => t!("the goods, without tax and shipping"),
        BaseKind::Total => t!("the order's total"),
    }
}

/// What kind of event a type is of.
pub(super) fn event_kind_word(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Transaction => t!("sale"),
        EventKind::Lead => t!("lead"),
        EventKind::Custom => t!("other"),
    }
}

/// What visitors are promised.
pub(super) fn purpose_words(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Affiliate => t!("nothing"),
        Purpose::Reward => t!("a reward, such as cashback"),
    }
}

/// `7 days`.
pub(in crate::web) fn days_words(days: u32) -> String {
    n!("{n} day", "{n} days", i64::from(days))
}

pub(super) fn say(icon: Icon, text: Markup) -> Sentence {
    Sentence { icon, text }
}

pub(super) fn bold(text: impl maud::Render) -> Markup {
    html! { b { (text) } }
}

/// The rules, one sentence each.
pub(super) fn sentences(rules: &Rules) -> Vec<Sentence> {
    let mut all = vec![
        say(Icon::Percent, earns(rules)),
        say(Icon::Click, window(rules)),
        say(
            Icon::Rule,
            th!(
                "When several partners have a claim, {priority} decides: the first kind of evidence that exists.",
                priority = bold(priority_words(&rules.priority))
            ),
        ),
        say(
            Icon::Orders,
            th!(
                "An order earns when it is {status} in the store.",
                status = bold(counts_words(&rules.counts_when))
            ),
        ),
        say(Icon::Hold, hold(rules.hold_days)),
    ];
    all.extend(further(rules));
    all
}

/// What an order earns, and who gets which part of it.
pub(in crate::web::admin) fn earns(rules: &Rules) -> Markup {
    if is_shared(rules) { shared(rules) } else { earned(rules) }
}

/// Whether the platform has a part of each commission.
fn is_shared(rules: &Rules) -> bool {
    rules.split.iter().any(|share| share.role == Role::Platform)
}

/// What partners earn who share with nobody.
fn earned(rules: &Rules) -> Markup {
    let commission = bold(commission_words(&rules.commission));
    match (&rules.commission, rules.base) {
        (Commission::Percent { .. }, BaseKind::Total) => th!(
            "Partners earn {commission} of each order's total, with tax and shipping, after refunds.",
            commission = commission
        ),
        (Commission::Percent { .. }, BaseKind::Goods) => th!(
            "Partners earn {commission} of each order, without tax and shipping, after refunds.",
            commission = commission
        ),
        (Commission::Fixed { .. }, _) => th!(
            "Partners earn {commission} for each order; refunds take their part of it back.",
            commission = commission
        ),
    }
}

/// What orders earn in all, and who gets which part of it, in one sentence.
fn shared(rules: &Rules) -> Markup {
    let commission = bold(commission_words(&rules.commission));
    let percent = partner_percent(rules);
    let partner = bold(number::percent(percent * 100));
    let platform = bold(number::percent((100 - percent) * 100));
    match &rules.commission {
        Commission::Percent { .. } => th!(
            "An order earns {commission} of {base}, after refunds: {partner} of that is the partner's and {platform} the platform's.",
            commission = commission,
            base = html! { (base_words(rules.base)) },
            partner = partner,
            platform = platform
        ),
        Commission::Fixed { .. } => th!(
            "An order earns {commission}, less what refunds take back: {partner} of that is the partner's and {platform} the platform's.",
            commission = commission,
            partner = partner,
            platform = platform
        ),
    }
}

fn window(rules: &Rules) -> Markup {
    let (days, which) = (bold(days_words(rules.window_days)), bold(touch_words(rules.touch)));
    match rules.window {
        WindowKind::Sliding => th!(
            "A click counts for {days} after it was made, and each further click starts that time anew; among \
             several {which} counts.",
            days = days,
            which = which
        ),
        WindowKind::Fixed => th!(
            "Clicks count for {days} after the first one; among several {which} counts.",
            days = days,
            which = which
        ),
    }
}

fn hold(days: u32) -> Markup {
    if days == 0 {
        return html! { (t!("A commission can be paid as soon as the order was placed.")) };
    }
    nh!(
        "A commission can be paid {n} day after the order was placed.",
        "A commission can be paid {n} days after the order was placed.",
        i64::from(days)
    )
}

/// Rules that only some programs have.
fn further(rules: &Rules) -> Vec<Sentence> {
    let plain = |icon, text: &str| say(icon, html! { (text) });
    let mut all = Vec::new();
    if rules.cleared_by_order {
        all.push(plain(Icon::Receipt, t!("An order uses up the clicks before it.")));
    }
    all.push(plain(Icon::User, own_words(rules.self_purchase)));
    if rules.several_coupons != SeveralCoupons::First {
        all.push(plain(Icon::Code, several_words(rules.several_coupons)));
    }
    if rules.first_order_only {
        all.push(plain(Icon::Package, t!("Only a customer's first order earns.")));
    }
    if let Some(cap) = rules.cap {
        let most = bold(crate::web::admin::desk::amount(cap.minor, cap.currency).text);
        all.push(say(Icon::Coins, th!("One order earns at most {amount}.", amount = most)));
    }
    if !rules.exceptions.is_empty() {
        let count = i64::try_from(rules.exceptions.len()).unwrap_or(i64::MAX);
        let text = n!(
            "{n} exception earns at a rate of its own.",
            "{n} exceptions earn at a rate of their own.",
            count
        );
        all.push(plain(Icon::List, &text));
    }
    all.extend(network(rules));
    all
}

/// Rules that programs of a network have.
fn network(rules: &Rules) -> Vec<Sentence> {
    let mut all = Vec::new();
    if !rules.events.is_empty() {
        let count = i64::try_from(rules.events.len()).unwrap_or(i64::MAX);
        let text = n!(
            "{n} type of events has a commission of its own.",
            "{n} types of events have commissions of their own.",
            count
        );
        all.push(say(Icon::List, html! { (text) }));
    }
    if let Some(page) = &rules.redirect_page {
        let page = html! { bdi { (page) } };
        all.push(say(Icon::Link, th!("Clicks go through the store's redirect page, {page}.", page = page)));
    }
    if rules.purpose == Purpose::Reward {
        let what = bold(purpose_words(rules.purpose));
        all.push(say(Icon::Coins, th!("Visitors are promised {what}.", what = what)));
    }
    all
}

/// What a partner's own purchase earns.
pub(in crate::web) fn own_words(own: SelfPurchase) -> &'static str {
    match own {
        SelfPurchase::Reject => t!("A partner's own purchase earns nothing."),
        SelfPurchase::Allow => t!("A partner's own purchase earns like any other order."),
    }
}

/// Which of several partners' coupons counts.
pub(super) fn several_words(several: SeveralCoupons) -> &'static str {
    match several {
        SeveralCoupons::First => t!("Of coupons of several partners on one order the first counts."),
        SeveralCoupons::Last => t!("Of coupons of several partners on one order the last counts."),
        SeveralCoupons::Skip => t!("Of coupons of several partners on one order none counts."),
    }
}

/// The partner's part of each commission, in whole percent.
pub(in crate::web) fn partner_percent(rules: &Rules) -> i64 {
    let weight = |role| -> i64 {
        rules.split.iter().filter(|share| share.role == role).map(|share| i64::from(share.weight)).sum()
    };
    let (partner, platform) = (weight(Role::Partner), weight(Role::Platform));
    if partner + platform == 0 { 100 } else { partner * 100 / (partner + platform) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::presets::Preset;

    fn told(preset: &str) -> Vec<String> {
        let rules = Preset::named(preset).unwrap().rules();
        let bare = |text: String| {
            text.replace("<b>", "").replace("</b>", "").replace("<bdi>", "").replace("</bdi>", "")
        };
        sentences(&rules).into_iter().map(|sentence| bare(sentence.text.into_string())).collect()
    }

    #[test]
    fn a_preset_reads_as_sentences() {
        let lines = told("reftrackr");
        let percent = number::percent(1_000);
        assert_eq!(
            lines[0],
            format!("Partners earn {percent} of each order, without tax and shipping, after refunds.")
        );
        assert!(lines[2].contains("coupon, then cookie, then click decides"), "{}", lines[2]);
        assert_eq!(lines[3], "An order earns when it is processing or completed in the store.");
        assert_eq!(lines[4], "A commission can be paid as soon as the order was placed.");
    }

    #[test]
    fn a_shared_commission_says_who_gets_what() {
        let half = number::percent(5_000);
        let line = format!(
            "of the order's total, after refunds: {half} of that is the partner's and {half} the platform's."
        );
        assert!(told("infumar").iter().any(|told| told.contains(&line)));
    }
}
