//! The form that changes what customers are promised: sentences with the parts that vary as fields. Its buttons send it by
//! GET, so that a draft has an address and nothing is in force before it was looked at.

use super::Frame;
use super::draft::Draft;
use super::referral::{Offer, offer};
use crate::web::kit::field;
use crate::web::kit::page::{self, Header};
use crate::{t, th};
use maud::{Markup, html};
use std::ops::Deref;

/// The form, as typed.
#[derive(Debug, Clone, Default)]
pub struct ReferralEditView {
    /// What all pages of the program have.
    pub frame: Frame,
    /// What was typed.
    pub draft: Draft,
    /// The page that shows the promise.
    pub back: String,
    /// What the levels come to.
    pub example: Option<String>,
    /// Both sides, as customers would read them; none while something is wrong.
    pub offer: Option<Offer>,
    /// What a friend's order would earn.
    pub promise: String,
    /// What would change, below the form.
    pub preview: Option<Markup>,
    /// What questions about rewards are signed with.
    pub secret: String,
}

impl Deref for ReferralEditView {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.draft
    }
}

/// The page's body.
pub fn render(v: &ReferralEditView) -> Markup {
    html! {
        div.reading {
            (page::header(&Header {
                back: Some((v.frame.name.clone(), v.back.clone())),
                title: t!("Refer a friend").to_owned(),
                ..Header::default()
            }))
            div.stack {
                @if let Some(both) = &v.offer { (offer(both)) }
                (form(v))
                @if let Some(preview) = &v.preview { (preview) }
            }
        }
    }
}

fn form(v: &ReferralEditView) -> Markup {
    v.draft.form(&html! {
        (page::card(t!("The customer who sends a friend"), &reward(v)))
        (page::card(t!("The friend"), &friend(v)))
        (page::card(t!("Who belongs to whom"), &binding(v)))
        (page::card(t!("Customers further up"), &levels(v)))
        (page::card(t!("Invitations by mail"), &invitations(v)))
        (page::card(t!("Somebody who is asked"), &asks(v)))
    })
}

fn reward(v: &ReferralEditView) -> Markup {
    let switch =
        v.choice("enabled", t!("Whether customers refer friends"), &[("yes", t!("on")), ("no", t!("off"))]);
    let kind = v.choice(
        "reward_kind",
        t!("Kind of reward"),
        &[("fixed", &v.currency), ("goods", t!("% of the goods")), ("total", t!("% of the order's total"))],
    );
    let cut = v.choice(
        "cap_at",
        t!("When that limit cuts"),
        &[("before", t!("before a promotion multiplies")), ("after", t!("after a promotion has multiplied"))],
    );
    html! {
        div.sentences {
            (v.line(&["enabled"], &th!("Refer a friend is {switch}.", switch = switch)))
            (v.line(&["reward"], &th!("For a friend's first order whoever sent them gets {reward} {kind} as store credit.",
                reward = v.number("reward", t!("Reward")), kind = kind)))
            (v.line(&["cap"], &th!("One friend earns at most {cap} {currency}, cut {when}.", cap = v.number("cap", t!("At most per friend, empty for no limit")),
                currency = html! { (v.currency) }, when = cut)))
            (v.line(&["counts_when"], &th!("The order earns when it is {status} in the store.", status = v.statuses())))
            (v.line(&["hold_days"], &th!("A reward can be spent {days} days after the order.", days = v.number("hold_days", t!("Days until it can be spent")))))
            (v.line(&["credit_days"], &th!("Store credit ends {days} days after it was earned; empty: it does not.", days = v.number("credit_days", t!("Days until store credit ends")))))
            (v.line(&["budget"], &th!("The program rewards at most {budget} {currency} in all; empty: no limit.", budget = v.number("budget", t!("At most in all")),
                currency = html! { (v.currency) })))
        }
    }
}

fn friend(v: &ReferralEditView) -> Markup {
    let kind = v.choice(
        "gift_kind",
        t!("Kind of coupon"),
        &[("fixed", &v.currency), ("percent", t!("% of the cart")), ("none", t!("nothing: no coupon"))],
    );
    html! {
        div.sentences {
            (v.line(&["gift"], &th!("A friend who signs up gets {gift} {kind} off the first order.", gift = v.number("gift", t!("What the coupon takes off")), kind = kind)))
            (v.line(&["minimum"], &th!("The cart must hold at least {minimum} {currency}; empty: anything.", minimum = v.number("minimum", t!("Least in the cart")),
                currency = html! { (v.currency) })))
            (v.line(&["valid_days"], &th!("The coupon ends after {days} days; empty: it does not.", days = v.number("valid_days", t!("Days until the coupon ends")))))
        }
        p.hint { (t!("Each coupon is made for one friend: single use, bound to the address, for the first order only.")) }
    }
}

fn binding(v: &ReferralEditView) -> Markup {
    let touch = v.choice(
        "touch",
        t!("Which of several counts"),
        &[("first", t!("who sent them first")), ("last", t!("who sent them last"))],
    );
    let by = v.choice(
        "bound_by",
        t!("When a friend is bound"),
        &[("registration", t!("the sign-up")), ("order", t!("the sign-up, or a first order as a guest"))],
    );
    html! {
        div.sentences {
            (v.line(&["window_days"], &th!("A friend has {days} days from the link to the sign-up.", days = v.number("window_days", t!("Days to sign up")))))
            (v.line(&["touch"], &th!("Of several customers who sent a friend {which} counts.", which = touch)))
            (v.line(&["bound_by"], &th!("A friend is bound with {what}.", what = by)))
        }
    }
}

fn levels(v: &ReferralEditView) -> Markup {
    let on = v.choice(
        "levels",
        t!("Whether customers further up get anything"),
        &[("no", t!("nothing")), ("yes", t!("a part of the reward"))],
    );
    let inactive = v.choice(
        "inactive",
        t!("What becomes of the level of whoever may not earn"),
        &[
            ("skip", t!("is passed over, and the next one takes the level")),
            ("lose", t!("keeps the level, which earns nobody anything")),
        ],
    );
    let rates = html! {
        label.visually-hidden for="rates" { (t!("Percent per level")) }
        input.input.in-list id="rates" name="rates" value=(v.text("rates")) inputmode="decimal" autocomplete="off" dir="ltr"
            aria-invalid=[field::error_for(&v.errors, "rates").map(|_| "true")];
    };
    html! {
        div.sentences {
            (v.line(&["levels"], &th!("Customers further up get {what}.", what = on)))
            (v.line(&["rates"], &th!("Percent per level, the first is whoever sent the friend: {rates}.", rates = rates)))
            (v.line(&["inactive"], &th!("A customer who may not earn {what}.", what = inactive)))
        }
        p.hint { (t!("The first level is for information: whoever sent the friend gets the whole reward. 1 to 10 levels.")) }
        @if let Some(example) = &v.example { p.rules-example { bdi { (example) } } }
    }
}

fn invitations(v: &ReferralEditView) -> Markup {
    let on = v.choice(
        "invitations",
        t!("Whether customers may have us send mails"),
        &[("no", t!("may not")), ("yes", t!("may"))],
    );
    html! {
        div.sentences {
            (v.line(&["invitations"], &th!("Customers {may} have us send invitations to friends.", may = on)))
            (v.line(&["per_day", "per_submit"], &th!("At most {n} a day, {few} at once.", n = v.number("per_day", t!("Invitations a day")),
                few = v.number("per_submit", t!("Invitations at once")))))
        }
    }
}

fn asks(v: &ReferralEditView) -> Markup {
    let url = html! {
        label.visually-hidden for="asks" { (t!("Address that is asked")) }
        input.input.in-list id="asks" name="asks" value=(v.text("asks")) inputmode="url" autocomplete="off" dir="ltr"
            placeholder="https://" aria-invalid=[field::error_for(&v.errors, "asks").map(|_| "true")];
    };
    let number = |name, label| v.number(name, label);
    html! {
        div.sentences {
            (v.line(&["asks"], &th!("Before a reward is earned this address is asked what it is: {url}. Empty: nobody is.", url = url)))
            (v.line(&["least", "most"], &th!("Its answer may make {least} to {most} % of the reward.",
                least = number("least", t!("At least, in percent")), most = number("most", t!("At most, in percent")))))
            (v.line(&["wait"], &th!("After {minutes} minutes without an answer the reward stands as it is.",
                minutes = number("wait", t!("Minutes to wait for an answer")))))
            (v.line(&["secret"], &th!("Questions are signed with secret number {n}; another number is another secret.",
                n = number("secret", t!("Number of the secret")))))
        }
        p.hint { (t!("The secret:")) }
        pre { (v.secret) }
    }
}
