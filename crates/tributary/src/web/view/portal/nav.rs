//! Where a partner can go: their own pages, above each of them.

use crate::t;
use crate::web::chosen;
use crate::web::kit::page::{self, Tab};
use maud::Markup;

/// A page of a partner's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    /// `/partner`
    Home,
    /// `/partner/earnings`
    Earnings,
    /// `/partner/payouts`
    Payouts,
}

/// All of them, with the present one marked.
pub fn tabs(here: Here) -> Markup {
    let tab = |place: Here, label: &str, href: &str| Tab {
        label: label.to_owned(),
        href: chosen::named(href),
        active: place == here,
        count: None,
    };
    let all = [
        tab(Here::Home, t!("Your page"), "/partner"),
        tab(Here::Earnings, t!("Earnings"), "/partner/earnings"),
        tab(Here::Payouts, t!("Payouts"), "/partner/payouts"),
    ];
    page::tabs(t!("Your pages"), &all)
}
