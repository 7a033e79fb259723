//! What customers are promised in words: one sentence each, and one line each to tell two versions apart.

use crate::lang::number;
use crate::promises::multiplier_text;
use crate::web::admin::desk::amount;
use crate::web::admin::programs::words::{bold, counts_words, days_words, rate_words, say, touch_words};
use crate::web::kit::Icon;
use crate::web::view::programs::Sentence;
use crate::{t, th};
use maud::{Markup, html};
use tributary_core::base::BaseKind;
use tributary_core::money::Money;
use tributary_core::program::{Rules, TouchPolicy};
use tributary_core::referral::{
    BoundBy, CapAt, Gift, Lifelong, LifelongMode, Referral, Reward, RewardWebhook,
};

fn money(amount_of: Money) -> String {
    amount(amount_of.minor, amount_of.currency).text
}

/// What a friend's first order earns: `100.00 SEK`, `10 % of the goods`.
pub(in crate::web) fn reward_words(reward: Reward) -> String {
    match reward {
        Reward::Fixed { amount } => money(amount),
        Reward::Percent { rate, of: BaseKind::Goods } => t!("{rate} of the goods", rate = rate_words(rate)),
        Reward::Percent { rate, of: BaseKind::Total } => {
            t!("{rate} of the order's total", rate = rate_words(rate))
        }
    }
}

/// What a friend is given: `50.00 SEK`, `10 %`.
pub(in crate::web) fn gift_words(gift: Gift) -> String {
    match gift {
        Gift::Fixed { amount } => money(amount),
        Gift::Percent { rate } => rate_words(rate),
    }
}

/// What binds for life.
pub(in crate::web) fn lifelong_words(mode: LifelongMode) -> &'static str {
    match mode {
        LifelongMode::Off => t!("nothing"),
        LifelongMode::FirstCoupon => t!("the first coupon with which they place an order"),
        LifelongMode::TypedCode => t!("a code typed at the sign-up, or later while there is none"),
    }
}

/// The promise, one sentence each.
pub(super) fn sentences(it: &Referral) -> Vec<Sentence> {
    let mut all = vec![
        say(
            Icon::Gift,
            th!(
                "For a friend's first order the customer who sent them gets {reward} as store credit.",
                reward = bold(reward_words(it.reward))
            ),
        ),
        say(Icon::Code, welcome(it)),
        say(
            Icon::Orders,
            th!(
                "The order earns when it is {status} in the store.",
                status = bold(counts_words(&it.counts_when))
            ),
        ),
        say(Icon::Click, binding(it)),
        say(Icon::Hold, hold(it.hold_days)),
    ];
    if let Some(cap) = it.cap {
        let text = match it.cap_at {
            CapAt::BeforePromo => th!(
                "One friend earns at most {amount}; a promotion multiplies what that leaves.",
                amount = bold(money(cap))
            ),
            CapAt::AfterPromo => {
                th!("One friend earns at most {amount}, whatever the promotion.", amount = bold(money(cap)))
            }
        };
        all.push(say(Icon::Coins, text));
    }
    if let Some(budget) = it.budget {
        let text =
            th!("The program rewards {amount} in all, and nothing beyond.", amount = bold(money(budget)));
        all.push(say(Icon::Banknote, text));
    }
    if let Some(days) = it.credit_days {
        let text = th!(
            "Store credit ends {days} after it was earned, if it is not spent.",
            days = bold(days_words(days))
        );
        all.push(say(Icon::Clock, text));
    }
    all.push(say(Icon::Partners, levels(it)));
    all.push(say(Icon::Mail, invitations(it)));
    if let Some(webhook) = &it.webhook {
        all.push(say(Icon::Globe, asks(webhook)));
    }
    all
}

fn asks(it: &RewardWebhook) -> Markup {
    th!(
        "{url} is asked what each reward is, from {least} to {most} of it. After {minutes} minutes without an answer the reward stands as it is.",
        url = bold(it.url.clone()),
        least = bold(percent(it.least_percent)),
        most = bold(percent(it.most_percent)),
        minutes = bold(number::count(i64::from(it.wait_minutes)))
    )
}

fn percent(percent: u32) -> String {
    number::percent(i64::from(percent).saturating_mul(100))
}

fn welcome(it: &Referral) -> Markup {
    let Some(welcome) = &it.welcome else {
        return html! { (t!("Friends get nothing off their first order.")) };
    };
    let mut text = th!(
        "A friend who signs up gets a coupon: {gift} off the first order, once, for this friend alone.",
        gift = bold(gift_words(welcome.gift))
    );
    if let Some(minimum) = welcome.minimum {
        text = html! { (text) " " (th!("The cart must hold at least {amount}.", amount = bold(money(minimum)))) };
    }
    if let Some(days) = welcome.valid_days {
        text = html! { (text) " " (th!("The coupon ends after {days}.", days = bold(days_words(days)))) };
    }
    text
}

fn binding(it: &Referral) -> Markup {
    let (days, which) = (bold(days_words(it.window_days)), bold(touch_words(it.touch)));
    match it.bound_by {
        BoundBy::Registration => th!(
            "A friend belongs to whoever's link they opened within {days} before the sign-up; of several {which} counts.",
            days = days,
            which = which
        ),
        BoundBy::RegistrationOrOrder => th!(
            "A friend belongs to whoever's link they opened within {days} before the sign-up or a first order as a guest; of several {which} counts.",
            days = days,
            which = which
        ),
    }
}

fn hold(days: u32) -> Markup {
    match days {
        0 => html! { (t!("A reward can be spent at once.")) },
        _ => th!("A reward can be spent {days} after the order.", days = bold(days_words(days))),
    }
}

fn levels(it: &Referral) -> Markup {
    if !it.levels.enabled {
        return html! { (t!("Customers further up get nothing.")) };
    }
    let rates: Vec<String> = it.levels.rates.iter().skip(1).map(|rate| rate_words(*rate)).collect();
    let skipped = match it.levels.skip_inactive {
        true => t!("Whoever may not earn is passed over."),
        false => t!("The level of whoever may not earn earns nobody anything."),
    };
    html! {
        (th!("Customers further up get a part of the reward: {rates}.", rates = bold(rates.join(", ")))) " " (skipped)
    }
}

fn invitations(it: &Referral) -> Markup {
    if !it.invitations.enabled {
        return html! { (t!("Customers share links themselves; we send no mails to friends for them.")) };
    }
    th!(
        "Customers may have us send {n} invitations by mail a day, {few} at once.",
        n = bold(number::count(i64::from(it.invitations.per_day))),
        few = bold(number::count(i64::from(it.invitations.per_submit)))
    )
}

/// Everything about promises that two versions may have otherwise, by name.
pub(in crate::web::admin::programs) fn lines(rules: &Rules) -> Vec<(&'static str, String)> {
    let none = || t!("none").to_owned();
    let yes_no = |yes: bool| if yes { t!("yes") } else { t!("no") }.to_owned();
    let it = rules.referral.as_ref();
    let say = |of: &dyn Fn(&Referral) -> String| it.map_or_else(none, of);
    let maybe = |of: &dyn Fn(&Referral) -> Option<String>| it.and_then(of).unwrap_or_else(none);
    vec![
        (t!("Refer a friend"), it.map_or_else(|| t!("no").to_owned(), |it| yes_no(it.enabled))),
        (t!("Reward for a friend"), say(&|it| reward_words(it.reward))),
        (t!("At most per friend"), maybe(&|it| it.cap.map(money))),
        (t!("That limit cuts"), say(&|it| cap_words(it.cap_at).to_owned())),
        (t!("A friend's order earns when"), say(&|it| counts_words(&it.counts_when))),
        (t!("A reward can be spent after"), say(&|it| days_words(it.hold_days))),
        (t!("Sign-up within"), say(&|it| days_words(it.window_days))),
        (t!("Of several who sent a friend"), say(&|it| touch(it.touch).to_owned())),
        (t!("A friend is bound with"), say(&|it| bound_words(it.bound_by).to_owned())),
        (t!("Coupon for a friend"), maybe(&|it| it.welcome.as_ref().map(|welcome| gift_words(welcome.gift)))),
        (t!("Least in the cart"), maybe(&|it| it.welcome.as_ref().and_then(|w| w.minimum).map(money))),
        (
            t!("Coupon ends after"),
            maybe(&|it| it.welcome.as_ref().and_then(|w| w.valid_days).map(days_words)),
        ),
        (t!("Promotions"), maybe(&promos)),
        (t!("Levels"), say(&level_words)),
        (t!("At most in all"), maybe(&|it| it.budget.map(money))),
        (t!("Store credit ends after"), maybe(&|it| it.credit_days.map(days_words))),
        (t!("Invitations by mail"), say(&invitation_words)),
        (t!("Somebody who is asked"), maybe(&|it| it.webhook.as_ref().map(asked_words))),
        (t!("What binds customers for life"), lifelong_line(&rules.lifelong)),
    ]
}

const fn cap_words_key(at: CapAt) -> &'static str {
    match at {
        CapAt::BeforePromo => crate::lang::msg("before a promotion multiplies"),
        CapAt::AfterPromo => crate::lang::msg("after a promotion has multiplied"),
    }
}

fn cap_words(at: CapAt) -> &'static str {
    crate::lang::text(cap_words_key(at))
}

fn touch(touch: TouchPolicy) -> &'static str {
    touch_words(touch)
}

fn bound_words(by: BoundBy) -> &'static str {
    match by {
        BoundBy::Registration => t!("the sign-up"),
        BoundBy::RegistrationOrOrder => t!("the sign-up, or a first order as a guest"),
    }
}

fn promos(it: &Referral) -> Option<String> {
    let told = it.promos.iter().map(|promo| {
        let day =
            |at| tributary_engine::clock::rfc3339(at).chars().take(16).collect::<String>().replace('T', " ");
        let (from, to) = (day(promo.starts_at), day(promo.ends_at));
        format!("{} ×{} ({from} – {to} UTC)", promo.name, multiplier_text(promo.multiplier_percent))
    });
    let all: Vec<String> = told.collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn level_words(it: &Referral) -> String {
    if !it.levels.enabled {
        return t!("none").to_owned();
    }
    let rates: Vec<String> = it.levels.rates.iter().map(|rate| rate_words(*rate)).collect();
    rates.join(", ")
}

fn asked_words(it: &RewardWebhook) -> String {
    let (least, most) = (percent(it.least_percent), percent(it.most_percent));
    t!("{url}, {least} to {most}", url = it.url, least = least, most = most)
}

fn invitation_words(it: &Referral) -> String {
    match it.invitations.enabled {
        true => t!("{n} a day, {few} at once", n = it.invitations.per_day, few = it.invitations.per_submit),
        false => t!("none").to_owned(),
    }
}

fn lifelong_line(lifelong: &Lifelong) -> String {
    let mode = lifelong_words(lifelong.mode);
    if lifelong.listed.is_empty() {
        mode.to_owned()
    } else {
        format!("{mode}: {}", lifelong.listed.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::presets::Preset;

    #[test]
    fn two_versions_differ_in_what_was_changed_and_in_nothing_else() {
        let usd = tributary_core::Currency::parse("USD").unwrap();
        let before = Preset::named("wallet-referral").unwrap().rules_in(usd);
        let mut after = before.clone();
        after.referral.as_mut().unwrap().hold_days = 14;
        after.lifelong.mode = LifelongMode::TypedCode;
        let differ: Vec<_> = lines(&before)
            .into_iter()
            .zip(lines(&after))
            .filter(|(was, is)| was != is)
            .map(|(was, is)| (was.0, was.1, is.1))
            .collect();
        assert_eq!(differ[0], ("A reward can be spent after", "0 days".to_owned(), "14 days".to_owned()));
        assert_eq!(differ[1].0, "What binds customers for life");
        assert_eq!(differ.len(), 2);
    }
}
