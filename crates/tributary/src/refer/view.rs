//! The panel, drawn: the same inside a shop, where the script puts it into its element, and on the hosted page, where its
//! forms are sent by the browser itself. Everything a script adds is hidden until there is one.

use super::shown::{CreditShown, FriendShown, LineShown, PromoShown, Shown, Sum};
use super::{coupon, share, words};
use crate::qr::Qr;
use crate::{n, t, th};
use maud::{Markup, html};

/// How much of it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Size {
    /// The promise and the link.
    Small,
    /// How it works, friends and figures, too.
    #[default]
    Medium,
    /// Store credit and what moved it, too.
    Large,
}

impl Size {
    /// Reads `S`, `M` or `L`; the middle one for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.trim() {
            "S" | "s" => Self::Small,
            "L" | "l" => Self::Large,
            _ => Self::Medium,
        }
    }

    /// The letter for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Small => "S",
            Self::Medium => "M",
            Self::Large => "L",
        }
    }
}

/// What was typed into the form for invitations, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Addresses, as typed.
    pub addresses: String,
    /// The message.
    pub message: String,
    /// What is wrong.
    pub problems: Vec<String>,
}

/// Around what is shown.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// How much.
    pub size: Size,
    /// Guard of the forms on the hosted page; inside a shop the script sends them with the token.
    pub csrf: Option<String>,
    /// What was just done.
    pub done: Option<String>,
    /// What was typed and not taken.
    pub typed: Typed,
}

/// The panel.
pub fn render(v: &Shown, around: &Around) -> Markup {
    let is_open = v.link.is_some() && !["off", "paused", "cap_reached"].contains(&v.state);
    html! {
        div.refer lang=(v.language) dir=(v.dir) data-state=(v.state) data-size=(around.size.as_str()) {
            p.note role="status" hidden[around.done.is_none()] data-note { @if let Some(done) = &around.done { (done) } }
            (head(v))
            @match v.state {
                "off" => p.about { (t!("This store has no rewards for friends at the moment.")) },
                "paused" => (paused(v)),
                "cap_reached" => (cap(v)),
                _ => {},
            }
            @if is_open {
                (link(v, around))
                (share_row(v))
            }
            @if let Some(own) = &v.coupon { (coupon::drawn(own)) }
            @if around.size >= Size::Medium && v.state != "off" {
                @if is_open { (steps(v)) }
                @if v.invitations.is_some() { (invite(v, around)) }
                (friends(v, around))
                (stats(v))
            }
            @if around.size >= Size::Large && !v.credit.is_empty() {
                (credit(&v.credit))
                @if !v.history.is_empty() { (history(&v.history)) }
            }
        }
    }
}

fn head(v: &Shown) -> Markup {
    html! {
        header.head {
            h2 { (v.title) }
            @if let Some(promo) = &v.promo { (chip(promo)) }
        }
        @if !["off", "paused", "cap_reached"].contains(&v.state) { p.about { (v.about) } }
    }
}

fn chip(promo: &PromoShown) -> Markup {
    let left = html! { span.clock dir="ltr" data-until=(promo.ends_at) data-days=(words::days_template()) { (promo.left) } };
    html! {
        span.promo title=(promo.name) {
            b dir="ltr" { (promo.times) } " · " (th!("ends in {time}", time = left))
        }
    }
}

fn paused(v: &Shown) -> Markup {
    html! {
        p.state-title { (t!("Back soon")) }
        p.about { (t!("{store} has paused its rewards for friends. What you have earned stays yours.", store = v.store)) }
    }
}

fn cap(v: &Shown) -> Markup {
    html! {
        p.state-title { (t!("All rewards are given")) }
        p.about { (t!("{store} has given all the rewards of this program. Your link still works, and friends still get theirs.", store = v.store)) }
        @if let Some(link) = &v.link { (pill(link)) }
    }
}

fn link(v: &Shown, around: &Around) -> Markup {
    let url = v.link.as_deref().unwrap_or_default();
    html! {
        @if v.state == "no_activity" {
            p.lead { (t!("Your first friend is the hardest. Send it to one person who'd love this.")) }
        }
        (pill(url))
        div.below {
            @if let Some(code) = &v.code {
                span { (th!("Your code: {code}", code = html! { b.code dir="ltr" { (code) } })) }
            }
            @if around.size >= Size::Medium {
                (form(around, ("code", "/refer/code"), "in-line", &html! {
                    button.quiet type="submit" data-ask=(t!("You get a new link. The old one goes on working.")) { (t!("New code")) }
                }))
            }
        }
    }
}

/// The link in a field: it can be selected by hand wherever there is no script.
fn pill(url: &str) -> Markup {
    html! {
        div.way {
            input.url type="text" value=(url) readonly dir="ltr" aria-label=(t!("Your link")) spellcheck="false";
            button.primary type="button" hidden data-copy data-done={ "✓ " (t!("Copied")) } { (t!("Copy")) }
        }
    }
}

fn share_row(v: &Shown) -> Markup {
    let url = v.link.as_deref().unwrap_or_default();
    html! {
        section.share data-link=(url) data-title=(v.title) {
            label.field data-words hidden {
                span { (t!("Your words")) }
                textarea rows="2" dir="auto" maxlength="500" data-text { (v.share_text) }
                small { (th!("{link} becomes your link.", link = html! { code { (share::LINK) } })) }
            }
            div.row {
                button.primary type="button" hidden data-share { (t!("Share…")) }
                @for one in &v.share {
                    a.btn href=(one.url) data-place=(one.place) rel="noopener noreferrer" target="_blank" { (one.label) }
                }
            }
            @if let Ok(code) = Qr::of(url) {
                details.qr {
                    summary { (t!("QR code")) }
                    (code.drawing())
                }
            }
        }
    }
}

fn steps(v: &Shown) -> Markup {
    html! {
        section {
            h3 { (t!("How it works")) }
            ol.steps { @for step in &v.steps { li { b { (step.title) } span { (step.text) } } } }
        }
    }
}

fn invite(v: &Shown, around: &Around) -> Markup {
    let most = v.invitations.map(|limits| i64::from(limits.per_submit)).unwrap_or_default();
    let body = html! {
        ul.problems data-problems hidden[around.typed.problems.is_empty()] {
            @for one in &around.typed.problems { li { (one) } }
        }
        label.field {
            span { (t!("Addresses")) }
            textarea name="addresses" rows="2" dir="ltr" required autocomplete="off" placeholder="ada@example.com, bo@example.com" { (around.typed.addresses) }
            small { (n!("{n} at most, apart by commas or lines.", "{n} at most, apart by commas or lines.", most)) }
        }
        label.field {
            span { (t!("A word from you")) }
            textarea name="message" rows="2" dir="auto" maxlength="500" { (around.typed.message) }
        }
        button.btn type="submit" { (t!("Send invitations")) }
    };
    html! {
        details.invite open[!around.typed.problems.is_empty()] #invite {
            summary { (t!("Invite by e-mail")) }
            (form(around, ("invite", "/refer/invitations"), "stack", &body))
        }
    }
}

/// A form that is sent by the browser on the hosted page, and by the script inside a shop.
fn form(around: &Around, (act, path): (&str, &str), class: &str, body: &Markup) -> Markup {
    html! {
        form class=(class) method="post" action=[around.csrf.as_ref().map(|_| path)] data-act=(act) {
            @if let Some(csrf) = &around.csrf { input type="hidden" name="csrf" value=(csrf); }
            (body)
        }
    }
}

fn friends(v: &Shown, around: &Around) -> Markup {
    html! {
        section {
            h3 { (t!("Your invites")) }
            @if v.friends.is_empty() {
                p.meta { (t!("Nobody yet. Whoever follows your link appears here.")) }
            } @else {
                ul.friends { @for one in &v.friends { (friend(one, around)) } }
            }
        }
    }
}

fn friend(one: &FriendShown, around: &Around) -> Markup {
    let label = t!("{done} of 4: {stage}", done = one.steps_done, stage = one.stage_text);
    html! {
        li {
            bdi.name { (one.name) }
            span.dots role="img" aria-label=(label) title=(one.stage_text) {
                @for step in 1..=4_u8 { i.on[step <= one.steps_done] {} }
            }
            span.stage { (one.stage_text) @for sum in &one.earned { " " (amount(sum, true)) } }
            time.meta datetime=(one.since.at) { (one.since.text) }
            @if let Some(id) = &one.nudge {
                (form(around, ("nudge", "/refer/nudge"), "in-line", &html! {
                    input type="hidden" name="invitation" value=(id);
                    button.quiet type="submit" { (t!("Remind")) }
                }))
            }
        }
    }
}

fn stats(v: &Shown) -> Markup {
    let sums = |label: &str, sums: &[Sum]| html! { div { dt { (label) } dd { @for sum in sums { (amount(sum, false)) } } } };
    let count =
        |label: &str, count: i64| html! { div { dt { (label) } dd { (crate::lang::number::count(count)) } } };
    html! {
        dl.stats {
            (sums(t!("Earned"), &v.stats.earned))
            (count(t!("Invited"), v.stats.invited))
            (count(t!("Joined"), v.stats.joined))
            (sums(t!("Pending"), &v.stats.pending))
        }
    }
}

fn credit(all: &[CreditShown]) -> Markup {
    html! {
        section {
            h3 { (t!("Your store credit")) }
            @for one in all {
                div.wallet {
                    p.balance { (amount(&one.available, false)) " " span.meta { (t!("ready to spend")) } }
                    @if one.pending.amount != 0 { p.meta { (th!("{amount} on hold", amount = amount(&one.pending, false))) } }
                    @if one.held.amount != 0 { p.meta { (th!("{amount} set aside for a purchase", amount = amount(&one.held, false))) } }
                    @if one.debt.amount != 0 { p.meta { (th!("{amount} owed back; the next credit pays it", amount = amount(&one.debt, false))) } }
                }
            }
        }
    }
}

fn history(lines: &[LineShown]) -> Markup {
    html! {
        section {
            h3 { (t!("What moved it")) }
            ul.history { @for line in lines {
                li {
                    span { (line.what) @if line.pending { " · " (t!("on hold")) } }
                    time.meta datetime=(line.when.at) { (line.when.text) }
                    (amount(&line.change, true))
                }
            } }
        }
    }
}

/// An amount in its own direction, so that a minus never changes sides.
fn amount(sum: &Sum, signed: bool) -> Markup {
    html! { bdi.amount dir="ltr" { @if signed && sum.amount > 0 { "+" } (sum.text) } }
}
