//! Where friends of a customer land.

use crate::web::kit::{Icon, icon};
use crate::{t, th};
use maud::{Markup, html};

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// It holds.
    #[default]
    Open,
    /// Whoever sends it is paused.
    Paused,
    /// The program is off.
    Off,
}

/// What the friend gets.
#[derive(Debug, Clone, Default)]
pub struct Gift {
    /// How much: `50 SEK`.
    pub worth: String,
    /// The least that has to be in the cart.
    pub minimum: Option<String>,
    /// How long it is valid: `30 days`.
    pub valid: Option<String>,
}

/// All that the page says.
#[derive(Debug, Clone, Default)]
pub struct Landing {
    /// How the invitation stands.
    pub state: State,
    /// The store's name.
    pub store: String,
    /// Who sends it; empty: not known.
    pub name: String,
    /// Their code.
    pub code: String,
    /// What the friend gets.
    pub gift: Option<Gift>,
    /// The shop, with the click.
    pub shop: String,
    /// The shop alone.
    pub plain_shop: String,
}

/// What the page is called, and what previews of a shared link show.
pub fn title(v: &Landing) -> String {
    let name = if v.name.is_empty() { t!("A friend") } else { v.name.as_str() };
    match (&v.gift, v.state) {
        (Some(gift), State::Open) => {
            t!("{name} sends you {gift} off your first order", name = name, gift = gift.worth)
        }
        _ => t!("{name} invites you to {store}", name = name, store = v.store),
    }
}

/// The page.
pub fn landing(v: &Landing) -> Markup {
    html! {
        section.hero.friend {
            (icon::large(Icon::Gift))
            h1 { (headline(v)) }
            @match v.state {
                State::Open => { (open(v)) }
                State::Paused => { (closed(v, t!("This invitation is not active at the moment. The shop is open all the same."))) }
                State::Off => { (closed(v, t!("This shop has no invitations at the moment. It is open all the same."))) }
            }
        }
    }
}

fn headline(v: &Landing) -> Markup {
    let name = if v.name.is_empty() { t!("A friend") } else { v.name.as_str() };
    match (&v.gift, v.state) {
        (Some(gift), State::Open) => {
            th!("{name} sends you {gift} off your first order", name = name, gift = gift.worth)
        }
        _ => th!("{name} invites you to {store}", name = name, store = v.store),
    }
}

fn open(v: &Landing) -> Markup {
    html! {
        p.hero-sub { (t!("Sign up in the shop as a new customer: the code below comes along by itself.")) }
        p.friend-code { span.meta { (t!("Code")) } " " b.mono dir="ltr" { (v.code) } }
        a.btn.btn-primary.btn-lg.btn-public href=(v.shop) rel="nofollow" { (t!("Shop now")) }
        p { a href=(v.plain_shop) rel="nofollow" { (t!("Not now")) } }
        p.meta { (small_print(v)) }
    }
}

fn small_print(v: &Landing) -> Markup {
    let gift = v.gift.as_ref();
    html! {
        (t!("For new customers, on their first order.")) " "
        @if let Some(least) = gift.and_then(|gift| gift.minimum.as_ref()) {
            (t!("From an order of {amount}.", amount = least)) " "
        }
        @if let Some(valid) = gift.and_then(|gift| gift.valid.as_ref()) {
            (t!("Valid for {days} after you sign up.", days = valid)) " "
        }
        @if gift.is_some() { (t!("You get the coupon by e-mail, and it works once.")) }
    }
}

fn closed(v: &Landing, message: &str) -> Markup {
    html! {
        p.banner.notice.banner-info { (Icon::Info) (message) }
        a.btn.btn-primary.btn-lg.btn-public href=(v.plain_shop) rel="nofollow" { (t!("Go to the shop")) }
    }
}
