//! Programs: the rules as sentences, the form that changes them for the future, their versions, and the public page.

pub mod applications;
pub mod draft;
pub mod edit;
pub mod events;
pub mod join;
pub mod list;
pub mod postbacks;
pub mod preview;
pub mod promos;
pub mod publishers;
pub mod referral;
pub mod referral_edit;
pub mod rules;
pub mod sites;
pub mod tracking;
pub mod versions;

use crate::t;
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Tab};
use maud::{Markup, html};

/// One rule in words, with the part that varies in bold.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// What the rule is about.
    pub icon: Icon,
    /// The sentence.
    pub text: Markup,
}

/// One rule that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The rule's name.
    pub label: &'static str,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
}

/// What a program's pages have in common.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Program's name.
    pub name: String,
    /// Its address, without a trailing slash.
    pub href: String,
    /// How many versions there are.
    pub versions: i64,
}

/// One of a program's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The rules in force.
    Rules,
    /// What customers are promised who tell their friends.
    Referral,
    /// When rewards are multiplied.
    Promos,
    /// Sites that stand for a code.
    Sites,
    /// All versions.
    Versions,
    /// The public page.
    Join,
    /// Publishers in it.
    Publishers,
    /// The script and the redirect page.
    Tracking,
}

impl Frame {
    /// The way back to the list.
    #[must_use]
    pub fn back() -> Option<(String, String)> {
        Some((t!("Programs").to_owned(), "/admin/programs".to_owned()))
    }

    /// The program's pages as tabs.
    #[must_use]
    pub fn tabs(&self, place: Place) -> Markup {
        let tab = |label: &str, path: &str, here, count: Option<i64>| Tab {
            label: label.to_owned(),
            href: format!("{}{path}", self.href),
            active: here == place,
            count: count.map(crate::lang::number::count),
        };
        page::tabs(
            t!("Program"),
            &[
                tab(t!("Rules"), "", Place::Rules, None),
                tab(t!("Refer a friend"), "/referral", Place::Referral, None),
                tab(t!("Promotions"), "/promos", Place::Promos, None),
                tab(t!("Sites"), "/sites", Place::Sites, None),
                tab(t!("Versions"), "/versions", Place::Versions, Some(self.versions)),
                tab(t!("Public page"), "/join", Place::Join, None),
                tab(t!("Publishers"), "/publishers", Place::Publishers, None),
                tab(t!("Tracking"), "/tracking", Place::Tracking, None),
            ],
        )
    }
}

/// Rules, one sentence each.
pub(super) fn sentences(all: &[Sentence]) -> Markup {
    html! { ul.rules { @for one in all { li { (one.icon) div { (one.text) } } } } }
}

/// What differs, rule by rule.
pub(super) fn changes(all: &[Change]) -> Markup {
    html! {
        ul.changes {
            @for one in all {
                li {
                    span.changes-what { (one.label) }
                    span.changes-from { bdi { (one.before) } }
                    (Icon::Arrow)
                    b { span.visually-hidden { (t!("becomes")) " " } bdi { (one.after) } }
                }
            }
        }
    }
}
