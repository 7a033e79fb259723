//! Chips: a status or a channel as icon, word and colour together, never colour alone.

use super::icon::Icon;
use crate::lang::{self, msg};
use maud::{Markup, Render, html};

/// Where an order's or a commission's money stands, as the owner reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// In the hold period, or the order is not paid yet.
    Pending,
    /// Earned; waits for a payout.
    Approved,
    /// Paid out.
    Paid,
    /// Never earned, with a reason.
    Declined,
    /// Earned, then taken back after a refund or cancellation.
    Reversed,
    /// A person has to look.
    Review,
    /// A fact without a money state, such as "No partner".
    Info,
}

impl Status {
    /// Icon, default word, and the tail of the CSS class.
    const fn look(self) -> (Icon, &'static str, &'static str) {
        match self {
            Status::Pending => (Icon::Clock, msg("Pending"), "pending"),
            Status::Approved => (Icon::Check, msg("Approved"), "approved"),
            Status::Paid => (Icon::Done, msg("Paid"), "paid"),
            Status::Declined => (Icon::Declined, msg("Declined"), "declined"),
            Status::Reversed => (Icon::Reversed, msg("Reversed"), "reversed"),
            Status::Review => (Icon::Review, msg("Needs review"), "review"),
            Status::Info => (Icon::Info, msg("Info"), "info"),
        }
    }
}

impl Render for Status {
    fn render(&self) -> Markup {
        status(*self, lang::text(self.look().1))
    }
}

/// A status in other words than its own: `Pending · payable 12 Jun`.
pub fn status(status: Status, word: &str) -> Markup {
    let (icon, _, class) = status.look();
    html! { span class={ "chip chip-" (class) } { (icon) (word) } }
}

/// An id, which may be long: it breaks where it must.
#[must_use]
pub fn id(id: &str) -> Markup {
    html! { span.chip.chip-plain.chip-id dir="ltr" translate="no" { (id) } }
}

/// A small label without a meaning of its own: `new customer`.
pub fn plain(word: &str) -> Markup {
    html! { span.chip.chip-plain { (word) } }
}

/// The evidence by which an order was credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A coupon code at checkout.
    Coupon,
    /// The click id that travelled with the order.
    Click,
    /// The link cookie in the customer's browser.
    Cookie,
    /// The order itself named the partner (meta field, referral parameter).
    OrderEvidence,
    /// A person decided.
    Manual,
}

impl Channel {
    const fn look(self) -> (Icon, &'static str) {
        match self {
            Channel::Coupon => (Icon::Code, msg("Coupon")),
            Channel::Click => (Icon::Click, msg("Click")),
            Channel::Cookie => (Icon::Cookie, msg("Cookie")),
            Channel::OrderEvidence => (Icon::Receipt, msg("Order data")),
            Channel::Manual => (Icon::Hand, msg("By hand")),
        }
    }

    /// The channel in a word, for files.
    pub const fn word(self) -> &'static str {
        self.look().1
    }

    /// The channel's icon, for timelines.
    pub const fn icon(self) -> Icon {
        self.look().0
    }
}

impl Render for Channel {
    fn render(&self) -> Markup {
        let (icon, word) = self.look();
        html! { span.how { (icon) (lang::text(word)) } }
    }
}

/// The channel with the code or link behind it: "Coupon SARA10".
pub fn channel(channel: Channel, detail: &str) -> Markup {
    let (icon, word) = channel.look();
    let word = lang::text(word);
    html! { span.how title=(word) { (icon) span.visually-hidden { (word) " " } bdi.code { (detail) } } }
}
