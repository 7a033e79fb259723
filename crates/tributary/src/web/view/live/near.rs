//! Codes that nobody has: how often they were clicked today, and which one was probably meant.

use crate::web::kit::icon::Icon;
use crate::web::kit::post::{self, Post};
use crate::web::may;
use crate::{n, t, th};
use maud::{Markup, html};

/// A code that nobody has.
#[derive(Debug, Clone)]
pub struct NearMiss {
    /// As it was typed.
    pub code: String,
    /// Clicks today.
    pub clicks: i64,
    /// What was probably meant, each with what makes it so; nearest first.
    pub meant: Vec<(String, Post)>,
    /// The form that gives it to somebody else.
    pub give_href: String,
    /// Never asks again.
    pub ignore: Post,
}

/// The card; nothing when there is nothing to ask.
pub fn near_misses(all: &[NearMiss]) -> Markup {
    html! {
        @if !all.is_empty() {
            section.card.live-near aria-label=(t!("Codes that nobody has")) {
                ul { @for one in all { li { (near(one)) } } }
            }
        }
    }
}

fn near(one: &NearMiss) -> Markup {
    let code = html! { code { (one.code) } };
    html! {
        (Icon::Hint)
        p {
            (th!("Unknown code {code}.", code = code)) " "
            @match one.meant.first() {
                Some((meant, _)) => (th!("Did you mean {meant}?", meant = html! { code { (meant) } })),
                None if may::open(&one.give_href) => (t!("Give it to a partner?")),
                None => {},
            }
            span.meta { (n!("{n} click today", "{n} clicks today", one.clicks)) }
        }
        div.row {
            @for (meant, alias) in &one.meant {
                (post::button(alias, &t!("Make it an alias of {code}", code = meant), "btn"))
            }
            @if one.meant.is_empty() && may::open(&one.give_href) { a.btn href=(one.give_href) { (t!("Give it to a partner")) } }
            (post::button(&one.ignore, t!("Ignore"), "btn btn-quiet"))
        }
    }
}
